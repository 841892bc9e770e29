#include "contact_word.h"

#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "text/utf8.h"

/* An entry that ends in "*" stands for all words it begins. All are folded as
   units are: small, no marks on Latin and Greek letters, no apostrophes. */

static const char *const call_words[] = {
	/* en */ "phone*", "telephone*", "tel", "tele", "mobile", "cellphone", "cellular",
	"call", "calls", "calling", "callback", "fax", "whatsapp", "viber", "telegram",
	"helpline", "hotline", "tollfree", "landline", "voicemail", "ext", "wa", "sms", "ask",
	/* uk, ru */ "тел", "телефон*", "моб", "мобільн*", "мобильн*", "дзвон*", "подзвон*",
	"зателефон*", "телефону*", "звон*", "позвон*", "перезвон*", "набер*", "вайбер*",
	"ватсап*", "вотсап*", "телеграм*", "факс", "смс", "внутр",
	/* de, nl, sv, da, no, fi */ "telefon*", "handy", "handynummer", "mobil", "mobiltelefon*",
	"anruf*", "rufen", "ruckruf*", "erreichen", "erreichbar", "durchwahl", "bel", "bellen",
	"telefoon*", "mobiel", "soita", "soittakaa", "puh", "puhelin*", "matkapuhelin", "ringa",
	/* fr, es, it, pt, ro */ "appel*", "rappel*", "joindre", "portable", "telephone*", "llam*",
	"telefono*", "movil", "celular*", "marca", "marque", "llame", "chiam*", "cellulare",
	"richiam*", "ligue", "ligar", "telefone*", "telemovel", "suna*", "apelati", "apel",
	/* pl, cs, hu, tr */ "dzwon*", "zadzwon*", "komork*", "volej*", "zavolej*", "hivj*",
	"mobilszam", "arayin*", "arayabil*", "cep", "numaras*",
	/* el, id, vi, hi */ "τηλ", "τηλεφων*", "κινητο", "καλεσ*", "hubungi", "telepon*", "telp",
	"nomor", "goi", "thoai",
};

static const char *const call_pairs[] = {
	"text me", "text us", "ring me", "ring us", "ring mig", "ring oss", "reach me",
	"reach us", "contact me", "contact us", "contact on", "contact at", "contact number",
	"customer care", "customer service", "customer support", "toll free", "my number",
	"my no", "support number", "care number", "dial our", "dial us", "cell phone", "talk to",
	"service number", "direct line", "mein nummer", "meine nummer", "mi numero", "mon numero",
	"мій номер", "мой номер", "наш номер",
};

static const char *const thing_words[] = {
	/* en */ "part", "parts", "pn", "mpn", "sku", "sn", "serial", "lot", "batch", "heat",
	"po", "order", "orders", "rfq", "quote", "quotation", "ticket", "case", "invoice", "inv",
	"id", "ref", "reference", "art", "article", "item", "drawing", "dwg", "sheet", "rev",
	"revision", "ean", "isbn", "upc", "gtin", "vat", "eori", "iban", "account", "acct", "zip",
	"postcode", "version", "ver", "build", "din", "iso", "ansi", "asme", "jis", "ral",
	"material", "mat", "tracking", "bug", "model", "code", "barcode", "catalog", "catalogue",
	"cat", "stock", "footprint", "value", "type", "size", "date", "price", "cost", "qty",
	"job", "mould", "mold", "tool", "asset", "patent", "standard", "spec", "gost", "card",
	/* uk, ru */ "арт", "артикул*", "кресл*", "замовл*", "рахун*", "серійн*", "детал*", "код",
	"індекс", "парті*", "єдрпоу", "іпн", "договір", "договор*", "чертеж*", "заказ*", "счет*",
	"серийн*", "инн", "партия", "накладн*", "гост", "дсту", "ту", "позиц*", "ціна", "цена",
	/* de, fr, es */ "artikel*", "bestell*", "zeichnung*", "teil", "teile*", "rechnung*", "auftrag*",
	"angebot*", "kunden*", "plz", "werkstoff*", "sach*", "charge*", "commande", "piece", "plan",
	"facture", "pedido", "pieza", "plano", "factura", "referencia",
};

static const char *const measure_words[] = {
	"mm", "cm", "km", "kg", "mg", "lbs", "pcs", "ea", "nm", "mpa", "gpa", "psi", "kw", "hz",
	"khz", "mhz", "rpm", "hrc", "krw", "usd", "eur", "jpy", "uah", "won", "мм", "см", "км",
	"кг", "шт", "грн", "руб",
};

/* Scripts that write words together: what occurs in the run. */
static const char *const call_parts[] = {
	/* ko */ "전화", "연락", "핸드폰", "휴대폰", "휴대전화", "폰번호", "문자", "카톡", "통화", "팩스",
	"내선", "콜센터",
	/* ja; kana as hiragana */ "電話", "携帯", "連絡", "でんわ", "けいたい", "ふぁっくす", "内線",
	"おかけ", "番号は",
	/* zh */ "电话", "手机", "手機", "致电", "拨打", "撥打", "请拨", "請撥", "联系", "聯繫", "聯絡",
	"联络", "打给",
	/* he, ar, th, hi */ "טלפון", "נייד", "התקשר", "اتصل", "هاتف", "جوال", "موبايل", "โทร", "เบอร",
	"फन", "कल", "मबइल", "सपरक",
};

static const char *const thing_parts[] = {
	/* ko */ "품번", "도번", "도면", "부품", "주문", "발주", "견적", "사업자", "등록", "계좌", "우편",
	"시리얼", "로트", "모델", "송장", "규격", "코드", "관리번호", "자재", "품목", "재질", "일련",
	/* ja, zh */ "品番", "図番", "図面", "部品", "注文", "発注", "見積", "製番", "型番", "型式", "伝票",
	"郵便", "口座", "登録", "管理番号", "製造番号", "ろっと", "しりある", "こーど", "材質", "追跡",
	"订单", "訂單", "图号", "圖號", "料号", "料號", "编号", "批号", "邮编", "账号",
};

static const char *const measure_parts[] = {
	"원", "개", "円", "個", "枚", "元",
};

/* Most entries are told apart by the first two bytes, before any call. */
static bool matches(const char *word, const char *entry)
{
	if (word[0] != entry[0] || (word[1] != entry[1] && entry[1] != '*')) {
		return false;
	}
	size_t n = strlen(entry);
	if (entry[n - 1] == '*') {
		return strncmp(word, entry, n - 1) == 0;
	}
	return strcmp(word, entry) == 0;
}

static bool listed(const char *word, const char *const *list, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (matches(word, list[i])) {
			return true;
		}
	}
	return false;
}

/* Where the last of the parts in the word ends; 0 when none occurs. */
static size_t last_part(const char *word, const char *const *list, size_t n)
{
	size_t last = 0;
	for (const char *p = word; p[0] && p[1]; p++) {
		for (size_t i = 0; i < n; i++) {
			const char *part = list[i];
			if (p[0] == part[0] && p[1] == part[1] && starts_with(p, part)) {
				size_t end = (size_t)(p - word) + strlen(part);
				last = end > last ? end : last;
			}
		}
	}
	return last;
}

static enum word_sense joined_sense(const char *word)
{
	size_t call = last_part(word, call_parts, lengthof(call_parts));
	size_t thing = last_part(word, thing_parts, lengthof(thing_parts));
	if (call > 0 || thing > 0) {
		return call >= thing ? SENSE_CALL : SENSE_THING;
	}
	return listed(word, measure_parts, lengthof(measure_parts))
		? SENSE_MEASURE : SENSE_NONE;
}

/* Is the run with the word after it one of the pairs? */
static bool is_pair(const struct units *us, size_t end, const char *word)
{
	char next[UNITS_WORD], both[2 * UNITS_WORD];
	if (end + 1 >= us->u.n || us->u.v[end].kind != UNIT_SPACE
		|| us->u.v[end + 1].kind != UNIT_LETTER) {
		return false;
	}
	units_word(us, end + 1, units_run(us, end + 1), next);
	snprintf(both, sizeof(both), "%s %s", word, next);
	return listed(both, call_pairs, lengthof(call_pairs));
}

/* "P/N", "S/N" */
static bool is_abbreviation(const struct units *us, size_t i)
{
	const struct unit *u = us->u.v;
	return i > 1 && u[i].c == 'n' && u[i - 1].c == '/' && (u[i - 2].c == 'p' || u[i - 2].c == 's');
}

static enum word_sense word_sense(const struct units *us, size_t i, size_t end)
{
	char word[UNITS_WORD];
	units_word(us, i, end, word);
	if (end == i + 1 && is_abbreviation(us, i)) {
		return SENSE_THING;
	}
	if (us->u.v[i].script != SCRIPT_LATIN && us->u.v[i].script != SCRIPT_CYRILLIC) {
		enum word_sense sense = joined_sense(word);
		if (sense != SENSE_NONE || us->u.v[i].script != SCRIPT_OTHER) {
			return sense;
		}
	}
	if (listed(word, call_words, lengthof(call_words)) || is_pair(us, end, word)) {
		return SENSE_CALL;
	}
	if (listed(word, thing_words, lengthof(thing_words))) {
		return SENSE_THING;
	}
	return listed(word, measure_words, lengthof(measure_words))
		? SENSE_MEASURE : SENSE_NONE;
}

enum word_sense word_sense_of(struct units *us, size_t i, size_t end)
{
	struct unit *u = &us->u.v[i];
	if (u->sense == 0) {
		u->sense = (uint8_t)(1 + word_sense(us, i, end));
	}
	return (enum word_sense)(u->sense - 1);
}

enum word_sense sign_sense(int32_t c)
{
	switch (c) {
	case 0x260e: case 0x260f: case 0x2121: case 0x1f4de: case 0x1f4df:
	case 0x1f4f1: case 0x1f4f2: case 0x1f4e0: case 0x2706: case 0x1f57b:
	case 0x1f57f: case 0x1f919:
		return SENSE_CALL;
	case '#': case 0x3012:
		return SENSE_THING;
	case '%': case 0xb0: case '$': case 0x20ac: case 0x20a9: case 0xa5: case 0xa3:
	case 0x20b4: case 0x2300: case 0xd8: case 0xb1: case 0xd7: case 0x2205:
		return SENSE_MEASURE;
	default:
		return SENSE_NONE;
	}
}

#include "talk.h"

static const struct talk_line en[] = {
	{'c', "Thanks for the profile. Have you made parts with this tolerance before?"},
	{'p', "Yes, about forty lots a year. We hold H7 on the boring mill, measured on the CMM."},
	{'c', "Good. The finish has to be even on the visible face, is that a problem?"},
	{'p', "No. We mask the seat and hang the parts by the bores, so no marks on the face."},
	{'c', "Which lead time would you need for the first fifty?"},
	{'p', "Twelve work days after the drawing is released. Faster if we may take plate from stock."},
	{'c', "Plate from stock is fine, with the 3.1 certificate please."},
	{0, NULL},
};
static const struct talk_line ko[] = {
	{'c', "회사소개서 잘 보았습니다. 이 공차로 가공해 보신 적이 있나요?"},
	{'p', "네, 연간 40로트 정도 합니다. 보링 머신에서 H7을 유지하고 3차원 측정기로 검사합니다."},
	{'c', "보이는 면의 표면처리가 고르게 나와야 합니다. 가능할까요?"},
	{'p', "가능합니다. 베어링 자리는 마스킹하고 구멍에 걸어서 처리하므로 면에 자국이 없습니다."},
	{'c', "초도 50개는 납기가 얼마나 걸릴까요?"},
	{'p', "도면 확정 후 12 근무일입니다. 재고 소재를 쓰면 더 빠릅니다."},
	{'c', "재고 소재도 괜찮습니다. 3.1 성적서를 부탁드립니다."},
	{0, NULL},
};
static const struct talk_line ja[] = {
	{'c', "会社紹介を拝見しました。この公差での加工実績はございますか。"},
	{'p', "はい、年に40ロットほどございます。H7は治具ボーラーで仕上げ、三次元測定機で検査します。"},
	{'c', "見える面の仕上がりにむらがないようお願いします。"},
	{'p', "承知しました。はめ合い部はマスキングし、穴で吊るため面に跡は残りません。"},
	{'c', "初回50個の納期はどのくらいでしょうか。"},
	{'p', "図面確定後12営業日です。在庫材を使えばもう少し早くなります。"},
	{'c', "在庫材で結構です。3.1のミルシートを付けてください。"},
	{0, NULL},
};
static const struct talk_line uk[] = {
	{'c', "Дякую за профіль. Чи робили ви вже деталі з таким допуском?"},
	{'p', "Так, близько сорока партій на рік. H7 тримаємо на розточувальному, міряємо на КВМ."},
	{'c', "Покриття має бути рівним на видимій поверхні. Це можливо?"},
	{'p', "Так. Посадкове місце закриваємо, деталі вішаємо за отвори, тож слідів не буде."},
	{'c', "Який термін потрібен на перші п'ятдесят?"},
	{'p', "Дванадцять робочих днів після затвердження креслення. Зі складського листа швидше."},
	{'c', "Складський лист підходить, лише додайте сертифікат 3.1."},
	{0, NULL},
};
const struct talk_line *const talk_lines[TONGUES] = {[EN] = en, [KO] = ko, [JA] = ja, [UK] = uk};

const char *const talk_questions[TONGUES] = {
	[EN] = "Neither material nor tolerance class is given. Is 1.4301 with ISO 2768-m what you have in mind?",
	[KO] = "재질과 일반공차가 없습니다. S45C, KS B ISO 2768-m으로 보면 될까요?",
	[JA] = "材質と普通公差の指示がありません。S45C、JIS B 0405-mでよろしいでしょうか。",
	[UK] = "Не вказано ні матеріалу, ні класу точності. Сталь 45, ISO 2768-m підійде?",
};

const struct talk_note talk_notes[TONGUES][TALK_NOTES] = {
	[EN] = {
		{'p', "Is this dimension before or after the finish?", "After it.", NOTE_ACCEPTED},
		{'c', "This one matters most: it is the seat.", "Noted, we measure it on every part.", NOTE_DONE},
		{'p', "0.1 mm more here would save one set-up. May we?", "", NOTE_OPEN},
	},
	[KO] = {
		{'p', "이 치수는 표면처리 전인가요, 후인가요?", "후 기준입니다.", NOTE_ACCEPTED},
		{'c', "여기가 가장 중요합니다. 조립 기준면입니다.", "알겠습니다. 전수 측정하겠습니다.", NOTE_DONE},
		{'p', "여기를 0.1 mm 키우면 셋업이 한 번 줄어듭니다. 괜찮을까요?", "", NOTE_OPEN},
	},
	[JA] = {
		{'p', "この寸法は表面処理の前でしょうか、後でしょうか。", "処理後の寸法です。", NOTE_ACCEPTED},
		{'c', "ここが最も重要です。組み付けの基準になります。", "承知しました。全数測定いたします。", NOTE_DONE},
		{'p', "ここを0.1 mm大きくできれば段取りが一回減ります。いかがでしょうか。", "", NOTE_OPEN},
	},
	[UK] = {
		{'p', "Цей розмір до покриття чи після?", "Після.", NOTE_ACCEPTED},
		{'c', "Це найважливіше: тут посадка.", "Прийнято, міряємо на кожній деталі.", NOTE_DONE},
		{'p', "Ще 0,1 мм тут, і буде на одне переналагодження менше. Можна?", "", NOTE_OPEN},
	},
};

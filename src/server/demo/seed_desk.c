#include "desk.h"

#define ASK(subject, task, cls, side, left, state) {subject, task, CLASS_##cls, CHANGE_NONE, "", SIDE_##side, left, TICKET_##state, false, false}
#define NEWCOMER(subject, task, left) {subject, task, CLASS_HOW_TO, CHANGE_NONE, "", SIDE_SUPPLIER, left, TICKET_FRESH, true, false}
#define CHANGE_(subject, task, cls, action, wished, left, state) {subject, task, CLASS_##cls, CHANGE_##action, wished, SIDE_CUSTOMER, left, \
	TICKET_##state, false, false}
#define HOT_(subject, task) {subject, task, CLASS_HOT, CHANGE_NONE, "", SIDE_SUPPLIER, 4, TICKET_FRESH, false, true}
#define END {NULL, NULL, CLASS_GENERAL, CHANGE_NONE, NULL, SIDE_CUSTOMER, 0, TICKET_FRESH, false, false}

static const struct desk_line uk[] = {
	HOT_("Ставка не відображається", "Подав ставку хвилину тому, у таблиці її немає. Торги закінчуються!"),
	CHANGE_("Змінити маршрут погодження бюджету", "У маршруті «Бюджет» зайвий крок 3, документи стоять.", CORRECTION, APPROVAL_ROUTE,
		"Маршрут без кроку 3", 18, FRESH),
	NEWCOMER("Як зареєструватися в торгах", "Хочемо взяти участь у торгах, не знаємо, з чого почати.", 41),
	NEWCOMER("Реєстрація постачальника", "Які документи потрібні для реєстрації?", 52),
	CHANGE_("Права доступу для нового працівника", "У нас новий інженер із закупівель, йому потрібен перегляд тендерів.", SETTING, ACCESS_RIGHT,
		"Перегляд тендерів", 70, FRESH),
	ASK("Кнопка «Зберегти» не на місці", "На довгій формі кнопка зникає за краєм екрана.", WISH, CUSTOMER, 900, FRESH),
	ASK("Не приходять листи", "Сповіщення про нові пропозиції не приходять з понеділка.", GENERAL, CUSTOMER, 130, OPEN),
	CHANGE_("Видалити запит, створений двічі", "Запит на кронштейни подано двічі.", CORRECTION, DELETE_REQUEST, "Один запит", 0, WAITING_ADMIN),
	ASK("Де подивитися протокол торгів?", "Не можу знайти протокол минулих торгів.", HOW_TO, SUPPLIER, 25, FRESH),
	ASK("Дякую, усе працює", "Після вашої поради ставка пройшла.", GENERAL, SUPPLIER, 10, SOLVED),
	END,
};

static const struct desk_line ko[] = {
	CHANGE_("결재선에서 3단계 삭제", "예산 결재선의 3단계 담당자가 퇴사했습니다.", CORRECTION, APPROVAL_ROUTE, "3단계 없는 결재선", 22, FRESH),
	NEWCOMER("견적 참여 방법 문의", "처음 가입했습니다. 견적은 어떻게 보내나요?", 35),
	ASK("도면이 열리지 않습니다", "개정 B 도면을 누르면 빈 화면만 나옵니다.", GENERAL, SUPPLIER, 48, OPEN),
	CHANGE_("구매 담당자 권한 추가", "신규 담당자에게 발주 조회 권한이 필요합니다.", SETTING, ACCESS_RIGHT, "발주 조회 가능", 95, FRESH),
	ASK("합계를 자동으로 계산해 주세요", "수량별 단가표에서 합계도 보이면 좋겠습니다.", WISH, CUSTOMER, 1200, FRESH),
	ASK("알림이 두 번 옵니다", "같은 견적 알림 메일이 두 통씩 옵니다.", GENERAL, CUSTOMER, 160, FRESH),
	ASK("세금계산서 발행 시점", "계약 확정 후 언제 발행하면 되나요?", HOW_TO, SUPPLIER, 210, FRESH),
	CHANGE_("중복 견적요청 삭제", "같은 견적요청이 두 건 등록되었습니다.", CORRECTION, DELETE_REQUEST, "한 건만 남김", 12, OPEN),
	NEWCOMER("회사소개서만 보낼 수 있나요", "견적 없이 상담부터 하고 싶습니다.", 60),
	ASK("해결되었습니다", "브라우저를 바꾸니 잘 됩니다. 감사합니다.", GENERAL, CUSTOMER, 10, SOLVED),
	END,
};

static const struct desk_line ja[] = {
	CHANGE_("承認ルートの変更", "予算の承認ルートから課長の段階を外したいです。", CORRECTION, APPROVAL_ROUTE, "課長の段階が無いルート", 28, FRESH),
	NEWCOMER("見積もりの出し方", "登録したばかりです。見積もりはどこから出しますか。", 44),
	ASK("図面の注記が見えません", "相手の注記の番号だけが出て、内容が見えません。", GENERAL, SUPPLIER, 57, OPEN),
	CHANGE_("評価基準の配点を直したい", "納期の配点が二重に入っています。", CORRECTION, CRITERION, "納期 20 点", 80, FRESH),
	ASK("一覧の並びを保存したい", "毎回並び替えるのが手間です。", WISH, CUSTOMER, 1100, FRESH),
	ASK("通貨の表示", "円の見積もりにユーロと出ることがあります。", GENERAL, CUSTOMER, 140, FRESH),
	ASK("検収後の支払い条件", "30日払いの起算日はいつですか。", HOW_TO, SUPPLIER, 200, FRESH),
	CHANGE_("担当者の閲覧権限", "新任の担当者が契約を見られません。", SETTING, ACCESS_RIGHT, "契約の閲覧", 0, HANDED),
	NEWCOMER("プロフィールだけ送れますか", "まず話を聞きたいです。", 66),
	ASK("解決しました", "手順書の2章で分かりました。", HOW_TO, SUPPLIER, 10, SOLVED),
	END,
};

static const struct desk_line en[] = {
	ASK("The countdown is off by a minute", "My clock and the page differ; which one counts?", HOW_TO, SUPPLIER, 15, FRESH),
	NEWCOMER("How do we register as a supplier?", "We would like to bid on sheet metal parts. Where do we begin?", 38),
	CHANGE_("Change the model of the pump tender", "The tender names the old pump housing.", CORRECTION, MODEL, "Housing rev D", 50, FRESH),
	ASK("Download fails at 60 MB", "The step file stops at about 60 MB each time.", GENERAL, CUSTOMER, 75, OPEN),
	ASK("Let the system add up the lines", "We add the lines by hand in a spreadsheet.", WISH, CUSTOMER, 1300, FRESH),
	ASK("Two notices for one quote", "Every quote is announced twice.", GENERAL, CUSTOMER, 150, FRESH),
	ASK("Who sees our prices?", "Do other suppliers see what we quote?", HOW_TO, SUPPLIER, 220, FRESH),
	CHANGE_("Access for a new buyer", "Our new buyer cannot open contracts.", SETTING, ACCESS_RIGHT, "Contracts can be read", 90, FRESH),
	ASK("Invoice address", "Where do we change the address on invoices?", GENERAL, CUSTOMER, 0, WAITING),
	ASK("Solved, thank you", "The second chapter of the guide had it.", HOW_TO, SUPPLIER, 10, SOLVED),
	END,
};

const struct desk_line *const desk_lines[TONGUES] = {[EN] = en, [KO] = ko, [JA] = ja, [UK] = uk};

const struct desk_macro desk_macros[TONGUES][DESK_MACROS] = {
	[EN] = {
		{"register", "r", "Hello {{requester}},\nchapter 2 of the guide shows how to register at {{site}}. Your ticket is {{number}}.\n{{operator}}", AFTER_CLOSE,
			CLASS_HOW_TO},
		{"calm", "c", "Hello {{requester}},\nyour bid is with the server; its clock decides. Please read the auction's conditions once more.\n{{operator}}",
			AFTER_STAY, CLASS_GENERAL},
		{"more", "m", "Hello {{requester}},\nplease say what you did, what happened, and what it should be like.\n{{operator}}", AFTER_NEXT, CLASS_GENERAL},
	},
	[KO] = {
		{"가입", "r", "{{requester}} 님, 안녕하세요.\n{{site}} 가입 방법은 안내서 2장에 있습니다. 문의 번호는 {{number}}입니다.\n{{operator}}", AFTER_CLOSE, CLASS_HOW_TO},
		{"안심", "c", "{{requester}} 님, 안녕하세요.\n입찰은 서버에 접수되었고 서버 시계가 기준입니다. 조건을 한 번 더 읽어 주세요.\n{{operator}}", AFTER_STAY, CLASS_GENERAL},
		{"자세히", "m", "{{requester}} 님, 안녕하세요.\n무엇을 하셨고 어떻게 되었는지, 원하시는 결과를 알려 주세요.\n{{operator}}", AFTER_NEXT, CLASS_GENERAL},
	},
	[JA] = {
		{"登録", "r", "{{requester}} 様\n{{site}} への登録方法は手引きの2章にあります。問い合わせ番号は {{number}} です。\n{{operator}}", AFTER_CLOSE, CLASS_HOW_TO},
		{"安心", "c", "{{requester}} 様\n入札はサーバーに届いています。サーバーの時計が基準です。条件をもう一度ご確認ください。\n{{operator}}", AFTER_STAY, CLASS_GENERAL},
		{"詳しく", "m", "{{requester}} 様\n行った操作、起きたこと、望む結果をお知らせください。\n{{operator}}", AFTER_NEXT, CLASS_GENERAL},
	},
	[UK] = {
		{"реєстрація", "r", "Доброго дня, {{requester}}!\nЯк зареєструватися на майданчику {{site}}, описано в розділі 2 інструкції. Ваше звернення: {{number}}.\n{{operator}}",
			AFTER_CLOSE, CLASS_HOW_TO},
		{"спокій", "c", "Доброго дня, {{requester}}!\nВаша ставка на сервері; рахується його годинник. Перечитайте, будь ласка, умови торгів.\n{{operator}}", AFTER_STAY,
			CLASS_GENERAL},
		{"уточнити", "m", "Доброго дня, {{requester}}!\nОпишіть, будь ласка, що ви зробили, що сталося і як має бути.\n{{operator}}", AFTER_NEXT, CLASS_GENERAL},
	},
};

#include "draw_impl.h"
#include "fill.h"

static const char *const words[TONGUES][W_COUNT] = {
	[EN] = {"Material", "Finish", "General tolerances", "Scale", "Sheet", "Drawn", "Checked", "Date", "Drawing no.", "Rev.",
		"Title", "SECTION", "THRU", "deep", "Port", "BEND UP", "FLAT PATTERN", "NOTES", "Change", "First issue",
		"Holes moved, radii added", "Qty"},
	[KO] = {"재질", "표면처리", "일반공차", "척도", "매수", "설계", "검도", "일자", "도번", "개정",
		"품명", "단면", "관통", "깊이", "포트", "상향 절곡", "전개도", "주기", "변경 내용", "최초 발행",
		"구멍 위치 변경, R 추가", "수량"},
	[JA] = {"材質", "表面処理", "普通公差", "尺度", "葉番", "設計", "検図", "日付", "図番", "改訂",
		"品名", "断面", "通し", "深さ", "ポート", "上曲げ", "展開図", "注記", "変更内容", "初版",
		"穴位置変更、R追加", "数量"},
	[UK] = {"Матеріал", "Покриття", "Загальні допуски", "Масштаб", "Аркуш", "Розробив", "Перевірив", "Дата", "Позначення", "Зм.",
		"Назва", "ПЕРЕРІЗ", "наскрізь", "глиб.", "Порт", "згин угору", "РОЗГОРТКА", "ТЕХНІЧНІ ВИМОГИ", "Зміна", "Перший випуск",
		"Зміщено отвори, додано радіуси", "К-ть"},
};

const char *word(int tongue, enum word w)
{
	return words[tongue][w];
}

/* Korea and Japan draw in the third angle. */
bool third_angle(int tongue)
{
	return tongue == KO || tongue == JA;
}

enum group { CUT, TURNED, FOLDED, SHAPED, GROUPS };
enum { NOTES = 5 };

static const char *const notes[TONGUES][GROUPS][NOTES] = {
	[EN] = {
		[CUT] = {"1. Break sharp edges 0.2–0.5.", "2. Machined surfaces Ra 3.2 unless stated.", "3. No burrs in crossing holes.",
			"4. Dimensions apply after finishing."},
		[TURNED] = {"1. Break sharp edges 0.2–0.4.", "2. Turned surfaces Ra 1.6 unless stated.", "3. Centre holes permitted, ISO 6411.",
			"4. Undercuts DIN 509-E at the seats."},
		[FOLDED] = {"1. Remove all burrs; edges safe to touch.", "2. Inside bend radius as drawn, K = 0.42.", "3. Visible side without scratches.",
			"4. Angles ±1°."},
		[SHAPED] = {"1. Unspecified radii R1.", "2. Draft 1° where needed, adds material.", "3. No sink marks on the outside.",
			"4. Threads cut after finishing."},
	},
	[KO] = {
		[CUT] = {"1. 지시 없는 모서리는 C0.2–C0.5.", "2. 지시 없는 가공면은 Ra 3.2.", "3. 교차 구멍의 버를 제거할 것.", "4. 치수는 표면처리 후 기준."},
		[TURNED] = {"1. 지시 없는 모서리는 C0.2–C0.4.", "2. 지시 없는 선삭면은 Ra 1.6.", "3. 센터 구멍 허용 (KS B 0410).", "4. 베어링 자리 릴리프 홈 R0.4."},
		[FOLDED] = {"1. 버 제거, 손이 닿아도 안전할 것.", "2. 절곡 내측 R은 도면 참조.", "3. 외관면 흠집 없을 것.", "4. 각도 공차 ±1°."},
		[SHAPED] = {"1. 지시 없는 R은 R1.", "2. 빼기 구배 1° 이내.", "3. 외관면 수축 자국 없을 것.", "4. 나사는 표면처리 후 가공."},
	},
	[JA] = {
		[CUT] = {"1. 指示なき角部はC0.2~C0.5。", "2. 指示なき加工面はRa 3.2。", "3. 交差穴のバリなきこと。", "4. 寸法は表面処理後とする。"},
		[TURNED] = {"1. 指示なき角部はC0.2~C0.4。", "2. 指示なき旋削面はRa 1.6。", "3. センター穴は残してよい。", "4. ベアリング部の逃げはR0.4。"},
		[FOLDED] = {"1. バリなきこと。", "2. 曲げ内Rは図示による。", "3. 外観面にキズなきこと。", "4. 角度公差は±1°。"},
		[SHAPED] = {"1. 指示なきRはR1。", "2. 抜き勾配は1°以内。", "3. 外観面にヒケなきこと。", "4. ねじは表面処理後に加工。"},
	},
	[UK] = {
		[CUT] = {"1. Гострі кромки притупити 0,2–0,5.", "2. Невказана шорсткість Ra 3,2.", "3. Задирки в перетинах не допускаються.",
			"4. Розміри після покриття."},
		[TURNED] = {"1. Гострі кромки притупити 0,2–0,4.", "2. Невказана шорсткість Ra 1,6.", "3. Центрові отвори допускаються.",
			"4. Канавки для виходу інструмента R0,4."},
		[FOLDED] = {"1. Задирки зняти, кромки безпечні.", "2. Радіус згину за кресленням.", "3. Лицьовий бік без подряпин.", "4. Кути ±1°."},
		[SHAPED] = {"1. Невказані радіуси R1.", "2. Нахили до 1°.", "3. Утяжини зовні не допускаються.", "4. Різьбу нарізати після покриття."},
	},
};

const char *const *part_notes(int tongue, enum part_kind kind)
{
	enum group g = kind == PART_SHAFT || kind == PART_FLANGE ? TURNED : kind == PART_PANEL ? FOLDED
		: kind == PART_HOUSING ? SHAPED : CUT;

	return notes[tongue][g];
}

#include "seed.h"

const struct seed_site seed_sites[] = {
	{"한빛 부품 마켓", "Asia/Seoul", "KRW", KO},
	{"匠パーツ取引所", "Asia/Tokyo", "JPY", JA},
	{"Дніпро Деталь", "Europe/Kyiv", "UAH", UK},
	{"Rhine Parts Exchange", "Europe/Berlin", "EUR", EN},
	{"Great Lakes Machining", "America/Chicago", "USD", EN},
};
const size_t nseed_sites = lengthof(seed_sites);

/* The first is the one the demo's customer works for. */
const struct seed_org seed_customers[] = {
	{0, "Hanbit Robotics", "KR", "Incheon", KO, "0", "박지훈", "hanbit.park"},
	{0, "서울센서", "KR", "성남", KO, "0", "이수민", "seoulsensor.lee"},
	{0, "동해조선기자재", "KR", "부산", KO, "0", "최영호", "donghae.choi"},
	{0, "미래바이오장비", "KR", "대전", KO, "0", "정하은", "mirae.jung"},
	{0, "그린모빌리티", "KR", "광주", KO, "0", "한도윤", "green.han"},
	{0, "東都光学", "JP", "東京都板橋区", JA, "1", "佐々木 健", "toto.sasaki"},
	{0, "浜名湖モーター", "JP", "静岡県浜松市", JA, "1", "鈴木 彩", "hamanako.suzuki"},
	{0, "関西医療機器", "JP", "大阪府東大阪市", JA, "1", "山本 大輔", "kansai.yamamoto"},
	{0, "北陸食品機械", "JP", "富山県富山市", JA, "1", "高橋 美咲", "hokuriku.takahashi"},
	{0, "Дніпро Агро", "UA", "Дніпро", UK, "2", "Ірина Коваль", "agro.koval"},
	{0, "Степова Сталь", "UA", "Запоріжжя", UK, "2", "Андрій Шевчук", "steppe.shevchuk"},
	{0, "Порт Транс", "UA", "Одеса", UK, "2", "Марія Бондар", "port.bondar"},
	{0, "Карпати Дрон", "UA", "Львів", UK, "2", "Тарас Гнатюк", "karpaty.hnatiuk"},
	{0, "Isar Drives", "DE", "Munich", EN, "3", "Julia Brandt", "isar.brandt"},
	{0, "Nordsee Pumpen", "DE", "Bremerhaven", EN, "3", "Jan Petersen", "nordsee.petersen"},
	{0, "Delft Instruments", "NL", "Delft", EN, "3", "Sanne de Vries", "delft.devries"},
	{0, "Lakeshore Automation", "US", "Milwaukee, WI", EN, "4", "Dana Miller", "lakeshore.miller"},
	{0, "Prairie Hydraulics", "US", "Des Moines, IA", EN, "4", "Tom Jensen", "prairie.jensen"},
	{0, "Huron Medical", "US", "Ann Arbor, MI", EN, "4", "Grace Lin", "huron.lin"},
};
const size_t nseed_customers = lengthof(seed_customers);

/* The first is the one the demo's partner works for. */
const struct seed_org seed_partners[] = {
	{'D', "Daesung CNC", "KR", "Siheung", KO, "01234", "김대성", "daesung.kim"},
	{'S', "세종정밀", "KR", "대전", KO, "01", "오세훈", "sejong.oh"},
	{'P', "푸른레이저", "KR", "안산", KO, "0", "윤지아", "pureun.yoon"},
	{'G', "가온몰드", "KR", "부천", KO, "01", "서준호", "gaon.seo"},
	{'A', "青葉精工", "JP", "大阪府八尾市", JA, "10", "井上 誠", "aoba.inoue"},
	{'H', "北浜板金", "JP", "大阪府堺市", JA, "1", "中村 由美", "kitahama.nakamura"},
	{'L', "Лисенко Метал", "UA", "Дніпро", UK, "2", "Олег Лисенко", "lysenko.oleh"},
	{'T', "Токар-Сервіс", "UA", "Харків", UK, "23", "Сергій Мороз", "tokar.moroz"},
	{'O', "Орбіта Прінт", "UA", "Львів", UK, "23", "Наталія Савчук", "orbita.savchuk"},
	{'W', "Weber Feinmechanik", "DE", "Solingen", EN, "34", "Karl Weber", "weber.karl"},
	{'F', "Formwerk Kunststoff", "DE", "Nuremberg", EN, "30", "Lena Vogt", "formwerk.vogt"},
	{'K', "Kestrel Machining", "US", "Rockford, IL", EN, "43", "Sam Ortega", "kestrel.ortega"},
	{'N', "Northside Castings", "US", "Cleveland, OH", EN, "4", "Pat Novak", "northside.novak"},
};
const size_t nseed_partners = lengthof(seed_partners);

const struct seed_profile seed_profiles[] = {
	{'D', "Daesung CNC machines aluminium, stainless and brass parts in Siheung since 1998. 24 people, two shifts, "
		"prototypes in 5 work days, series up to 20,000 a month.\n\n대성CNC는 1998년부터 시흥에서 알루미늄, 스테인리스, "
		"황동 부품을 가공합니다. 시제품 5일, 월 20,000개까지 양산합니다.",
		"7 machining centres (two with 5 axes), 5 turn-mill lathes, coordinate measuring machine in a room at 20 °C.\n"
		"ISO 9001:2015. First article inspection report with every new part. Anodising partner next door.",
		"Robot wrist housings, 1,200 sets a year since 2019.\nCamera brackets for an inspection line, flatness 0.02.\n"
		"Valve manifolds, leak tested at 12 bar, for a food machine builder."},
	{'S', "세종정밀은 연삭과 정밀 선삭을 전문으로 합니다. 진원도 0.003 mm까지 보증합니다.",
		"원통연삭기 6대, 센터리스 연삭기 2대, CNC 선반 9대. 3차원 측정기, 진원도 측정기.", "서보모터 축, 스핀들, 유압 스풀."},
	{'P', "레이저 절단과 절곡, 용접, 분체도장까지 한 곳에서 끝냅니다.", "12 kW 파이버 레이저 2대, 절곡기 4대.", "배전반 외함, 로봇 베이스 프레임."},
	{'G', "사출금형 설계부터 양산까지. 시사출 4주.", "사출기 50–450톤 11대, 금형 자체 제작.", "센서 하우징, 커넥터 커버."},
	{'A', "アルミ・ステンレスの切削加工。試作1個から量産まで対応いたします。", "5軸マシニング4台、複合旋盤6台、三次元測定機。表面粗さRa 0.4まで。",
		"光学部品ホルダー、医療機器用ハウジング、半導体装置用プレート。"},
	{'H', "精密板金ならお任せください。図面がなくても現物から起こします。", "レーザー複合機2台、ベンダー5台、TIG溶接ロボット。", "食品機械カバー、制御盤、取付プレート。"},
	{'L', "Токарні та фрезерні роботи, зварювання, термообробка. Працюємо з 2004 року.", "12 токарних верстатів з ЧПК, діаметр до 630 мм, довжина до 3 м.",
		"Вали редукторів, фланці, деталі сівалок."},
	{'T', "Точіння та шліфування серій від 50 штук. Контроль кожної партії.", "Круглошліфувальні верстати, токарні автомати.", "Втулки, осі, пальці, штоки гідроциліндрів."},
	{'O', "Друк SLS і FDM, корпуси та прототипи за 3 дні.", "2 установки SLS (PA12), 14 принтерів FDM, фарбування.", "Корпуси датчиків, кріплення для дронів."},
	{'W', "Fine mechanics for drives and instruments: turned and ground parts from 0.5 to 80 mm.", "Swiss-type lathes, jig grinding, hardness up to 64 HRC.",
		"Gear shafts, encoder hubs, surgical guides."},
	{'F', "Injection moulding and laser sintering under one roof, tooling in-house.", "14 presses, 35 to 420 t; two SLS machines.", "Housings, clips, seals with hard and soft components."},
	{'K', "Five-axis milling and turning, aluminum and stainless. AS9100. Quick-turn cell for prototypes.", "9 five-axis mills, 6 lathes, in-house CMM, 48-hour quotes.",
		"Hydraulic manifolds, drone frames, fixtures."},
	{'N', "Sand and permanent mold castings in A356 and ductile iron, machined complete.", "Pours up to 120 lb, X-ray on site, machining cell.", "Pump housings, gearbox covers."},
};
const size_t nseed_profiles = lengthof(seed_profiles);

#include "seed.h"

const struct seed_talk seed_talk[TONGUES] = {
	[EN] = {
		.setup = "Set-up and fixture", .finishing = "Surface finish",
		.terms = "30 % with the order, rest 30 days after delivery. Ex works.",
		.note = "General tolerance as on the drawing. First article report included.",
		.revised = "Revised after your comments: set-up shared over all quantities.",
		.discount = "repeat order",
		.counter = "We can do it, but not at this date. See our counter-offer.",
		.partner_no = {
			"Our machines for this size are booked for the next six weeks.",
			"The finish has to be done outside, and our finisher does not take lots this small.",
			"Without a tolerance class we cannot quote. Please ask again with a full drawing.",
			"Too large for our machines, sorry.",
		},
		.customer_no = {
			"The price is above our budget. We could order at the price in the counter-offer.",
			"The lead time is too long for our start of production.",
			"We decided for a supplier closer to us. Thank you for the quick answer.",
			"The part has changed, a new request follows.",
		},
	},
	[KO] = {
		.setup = "셋업 및 지그", .finishing = "표면처리",
		.terms = "발주 시 30 %, 잔금은 납품 후 30일 이내. 운송비 별도.",
		.note = "일반공차는 도면 기준입니다. 초도품 검사성적서를 포함합니다.",
		.revised = "의견을 반영하여 다시 드립니다. 셋업비를 수량에 나누었습니다.",
		.discount = "재주문 할인",
		.counter = "납기를 조정해 주시면 가능합니다. 역제안을 보아 주세요.",
		.partner_no = {
			"해당 크기 설비가 6주 동안 예약되어 있습니다.",
			"표면처리 외주처에서 소량을 받지 않습니다.",
			"일반공차가 없어 견적이 어렵습니다. 도면 보완 후 다시 부탁드립니다.",
			"당사 설비 범위를 벗어나는 크기입니다.",
		},
		.customer_no = {
			"예산을 넘습니다. 역제안 금액이면 발주할 수 있습니다.",
			"납기가 양산 일정에 맞지 않습니다.",
			"가까운 업체로 결정했습니다. 빠른 회신 감사합니다.",
			"설계가 변경되어 새로 요청드리겠습니다.",
		},
	},
	[JA] = {
		.setup = "段取り・治具", .finishing = "表面処理",
		.terms = "ご発注時30 %、残金は納品後30日以内。運賃別途。",
		.note = "指示なき公差は図面の一般公差によります。初品検査表を添付します。",
		.revised = "ご要望により再見積りいたします。段取り費を数量に按分しました。",
		.discount = "リピート割引",
		.counter = "納期をご調整いただければ対応可能です。ご提案をご覧ください。",
		.partner_no = {
			"該当サイズの設備が6週間先まで埋まっております。",
			"表面処理の外注先が小ロットに対応できません。",
			"一般公差の指示がなく、お見積りが困難です。",
			"弊社設備の加工範囲を超えております。",
		},
		.customer_no = {
			"予算を超えております。ご提案の金額であれば発注できます。",
			"納期が量産開始に間に合いません。",
			"近隣の会社に決定しました。迅速なご回答ありがとうございました。",
			"設計変更のため、改めてお願いいたします。",
		},
	},
	[UK] = {
		.setup = "Налагодження та оснастка", .finishing = "Покриття",
		.terms = "30 % під час замовлення, решта протягом 30 днів після постачання. Доставка окремо.",
		.note = "Загальні допуски за кресленням. Протокол контролю першої деталі включено.",
		.revised = "Переглянуто за вашими зауваженнями: налагодження розподілено на всі кількості.",
		.discount = "повторне замовлення",
		.counter = "Можемо виконати, але пізніше. Дивіться зустрічну пропозицію.",
		.partner_no = {
			"Верстати потрібного розміру зайняті на шість тижнів наперед.",
			"Покриття робимо на стороні, малі партії там не беруть.",
			"Без класу точності не можемо порахувати. Надішліть, будь ласка, повне креслення.",
			"Деталь завелика для наших верстатів.",
		},
		.customer_no = {
			"Ціна вища за наш бюджет. За ціною зустрічної пропозиції замовимо.",
			"Термін виготовлення не вкладається у план запуску.",
			"Обрали постачальника ближче до нас. Дякуємо за швидку відповідь.",
			"Конструкцію змінено, надішлемо новий запит.",
		},
	},
};

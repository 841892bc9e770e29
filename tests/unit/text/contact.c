#include "text/contact.h"

#include "help.h"

/* What is found, as "p[...] e[...]". */
static const char *found(const char *s, size_t n, struct str *out)
{
	struct contact_hit hit[16];
	size_t count = contact_find(s, n, hit, 16);
	str_clear(out);
	for (size_t i = 0; i < count; i++) {
		str_add(out, hit[i].kind == CONTACT_PHONE ? "p[" : "e[");
		str_addn(out, s + hit[i].start, hit[i].len);
		str_add(out, "]");
	}
	return str_c(out);
}

static void finds_with_ranges(void **state)
{
	(void)state;
	static const struct { const char *s, *want; } cases[] = {
		{"", ""}, {"no contact here", ""},
		{"전화는 010-9876-5432로 주세요", "p[010-9876-5432]"},
		{"电话 13912345678。", "p[13912345678]"},
		{"Tel. +81 90 8765 4321 (evenings)", "p[+81 90 8765 4321]"},
		{"подзвоніть (067) 765-43-21", "p[(067) 765-43-21]"},
		{"call (503) 555-0188 or (503) 555-0199", "p[(503) 555-0188]p[(503) 555-0199]"},
		{"a.b+c@mail.example.co.kr으로", "e[a.b+c@mail.example.co.kr]"},
		{"図面はqa@example.jpまで", "e[qa@example.jp]"},
		{"Send to <sales@example.com>, ok?", "e[sales@example.com]"},
		{"공일공 구팔칠육 오사삼이", "p[공일공 구팔칠육 오사삼이]"},
		{"ゼロハチゼロ・いちいちにに・さんさんよんよん", "p[ゼロハチゼロ・いちいちにに・さんさんよんよん]"},
		{"zero five zero, one one two, three four five six", "p[zero five zero, one one two, three four five six]"},
		{"нуль п'ять нуль один один два три чотири п’ять шість",
			"p[нуль п'ять нуль один один два три чотири п’ять шість]"},
		{"⓪①⓪-②③④⑤-⑥⑦⑧⑨", "p[⓪①⓪-②③④⑤-⑥⑦⑧⑨]"},
		{"O1O-9876-5432", "p[O1O-9876-5432]"},
		{"kim 골뱅이 example 점 com", "e[kim 골뱅이 example 점 com]"},
		{"lee.h [at] example [dot] org", "e[lee.h [at] example [dot] org]"},
		{"taro アットマーク example ドット jp", "e[taro アットマーク example ドット jp]"},
		{"ivan собака приклад крапка укр", "e[ivan собака приклад крапка укр]"},
		{"k i m @ e x a m p l e . o r g", "e[k i m @ e x a m p l e . o r g]"},
		{"нуль шістдесят сім двісті тридцять чотири п'ятдесят шість сімдесят вісім",
			"p[нуль шістдесят сім двісті тридцять чотири п'ятдесят шість сімдесят вісім]"},
		{"call oh double two, triple three, four five six seven", "p[oh double two, triple three, four five six seven]"},
		{"sixty-seven one two three four five six seven zero six seven",
			"p[sixty-seven one two three four five six seven zero six seven]"},
		{"моб: 0 9 9 - 7 2 3 - 4 5 - 6 7", "p[0 9 9 - 7 2 3 - 4 5 - 6 7]"},
		{"petro равлик ukr крапка net", "e[petro равлик ukr крапка net]"},
	};
	struct str out = STR_INIT;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_string_equal(found(cases[i].s, strlen(cases[i].s), &out), cases[i].want);
	}
	str_finish(&out);
}

static void keeps_quiet(void **state)
{
	(void)state;
	static const char *const cases[] = {
		"Drawing 010-2345-6789 rev B", "품번 02-345-6789", "PO 4500123456, item 20",
		"注文番号 0312345678", "арт. 050-123-45-67", "2026-11-21 09:00, 21.11.2026 10:30",
		"M8x1.25 L=120 10.9", "120 x 350 x 4000 mm", "320 250 1200 mm", "G01 X120.500 Y-33.250 F1500",
		"⌀20 h6 +0.013 -0.005", "12.345 67.890 11.121 31.415", "3,542,550원 (부가세 포함)",
		"¥1,250,000", "IP 192.168.100.200", "v115.10.1 build 20260522210329", "look at the dot com boom",
		"500@1.25 USD", "icon@2x.png", "SUS304 / 1.4301 / EN 10088-3", "EAN 4006381333931",
		"1 2 3 4 5 6 7 8 9 10", "RFQ-2026-000123", "S/N 2026-0415-000127", "1Z999AA10123456784",
		"6204-2RS 35x72x17", "ISO 2768-mK, DIN 7991", "123-45-67890", "550e8400-e29b-41d4-a716-446655440000",
		"twenty one, twenty two, twenty three, twenty four, twenty five", "one two three four five six seven eight nine ten",
		"register 0 1 1 0 1 0 0 1 0 1", "forty five degrees for twenty minutes, two hundred ten pieces",
		"сто двадцять три штуки по сорок п'ять гривень двадцять копійок", "double row bearing 3205, triple start thread Tr30",
		"quantity 1000 2000 5000 10000", "4 @ 90° on 120 PCD",
	};
	struct str out = STR_INIT;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		if (*found(cases[i], strlen(cases[i]), &out)) {
			fail_msg("%s: %s", cases[i], str_c(&out));
		}
	}
	str_finish(&out);
}

struct score {
	int right, all;
};

struct scores {
	struct score ordinary, disguised, quiet;
	bool verbose;
};

static void miss(const struct scores *sc, const char *what, const char *line)
{
	if (sc->verbose) {
		print_message("%s: %s\n", what, line);
	}
}

static void score_line(char *line, size_t n, void *arg)
{
	struct scores *sc = arg;
	struct str text = STR_INIT, label = STR_INIT;
	struct contact_hit hit[8];
	(void)n;
	help_json(&text, line, "text");
	help_json(&label, line, "label");
	if (strstr(line, "\"ambiguous\": true")) {
		str_finish(&text);
		str_finish(&label);
		return;
	}
	size_t count = contact_find(str_c(&text), text.len, hit, 8);
	bool phone = false, email = false, wants_phone = streq(str_c(&label), "phone");
	for (size_t i = 0; i < count; i++) {
		phone |= hit[i].kind == CONTACT_PHONE;
		email |= hit[i].kind == CONTACT_EMAIL;
	}
	bool right = wants_phone ? phone : email;
	if (wants_phone || streq(str_c(&label), "email")) {
		bool disguised = strstr(line, "\"evasion\": true") != NULL;
		struct score *s = disguised ? &sc->disguised : &sc->ordinary;
		s->all++;
		s->right += right;
		if (!right) {
			miss(sc, disguised ? "disguised" : "ordinary", str_c(&text));
		}
	} else if (streq(str_c(&label), "none")) {
		sc->quiet.all++;
		sc->quiet.right += count == 0;
		if (count > 0) {
			miss(sc, "false alarm", str_c(&text));
		}
	}
	str_finish(&text);
	str_finish(&label);
}

static double percent(const struct score *s)
{
	return s->all ? 100.0 * s->right / s->all : 0;
}

static void scores_well(void **state)
{
	(void)state;
	struct scores sc = {.verbose = getenv("CONTACT_VERBOSE") != NULL};
	if (!help_shared_lines("contact/contact.jsonl", score_line, &sc)) {
		skip();
	}
	double alarms = 100 - percent(&sc.quiet);
	print_message("contact: ordinary %.1f %% of %d, disguised %.1f %% of %d, "
		"false alarms %.1f %% of %d\n", percent(&sc.ordinary), sc.ordinary.all,
		percent(&sc.disguised), sc.disguised.all, alarms, sc.quiet.all);
	assert_true(percent(&sc.ordinary) >= 98);
	assert_true(percent(&sc.disguised) >= 90);
	assert_true(alarms <= 1);
}

static void bears_anything(void **state)
{
	(void)state;
	static const char *const part[] = {"1", "12 ", "010-", "+", "(", "a@", ".", "at ", "일", "ゼロ",
		"①", "O", " ", "-", "call ", "\xff", "\n", "\"", "&#64;"};
	unsigned seed = 3;
	for (int i = 0; i < 3000; i++) {
		struct str s = STR_INIT;
		struct contact_hit hit[8];
		for (unsigned k = 0; k < 40; k++) {
			seed = seed * 1664525u + 1013904223u;
			str_add(&s, part[(seed >> 8) % (sizeof(part) / sizeof(part[0]))]);
		}
		size_t count = contact_find(s.s, s.len, hit, 8), end = 0;
		for (size_t k = 0; k < count; k++) {
			assert_true(hit[k].len > 0 && hit[k].start >= end);
			end = hit[k].start + hit[k].len;
			assert_true(end <= s.len);
		}
		str_finish(&s);
	}
	struct contact_hit one;
	assert_int_equal(contact_find("a@b.example c@d.example", 23, &one, 1), 1);
	assert_int_equal(contact_find("a@b.example", 11, NULL, 0), 0);
}

UNIT_TESTS(contact,
	cmocka_unit_test(finds_with_ranges),
	cmocka_unit_test(keeps_quiet),
	cmocka_unit_test(scores_well),
	cmocka_unit_test(bears_anything));

#include "contact_plan.h"

#include <stddef.h>
#include <string.h>

#include "base/alloc.h"

/* Country codes; least and most digits after them. */
static const struct { const char *code; unsigned char least, most; } countries[] = {
	{"1", 10, 10}, {"7", 10, 10}, {"20", 8, 10}, {"27", 9, 9}, {"30", 10, 10},
	{"31", 9, 9}, {"32", 8, 9}, {"33", 9, 9}, {"34", 9, 9}, {"36", 8, 9}, {"39", 6, 11},
	{"40", 9, 9}, {"41", 9, 9}, {"43", 4, 13}, {"44", 7, 10}, {"45", 8, 8}, {"46", 7, 10},
	{"47", 8, 8}, {"48", 9, 9}, {"49", 5, 11}, {"51", 8, 9}, {"52", 10, 11}, {"53", 6, 8},
	{"54", 10, 11}, {"55", 10, 11}, {"56", 8, 9}, {"57", 8, 10}, {"58", 10, 10},
	{"60", 8, 10}, {"61", 9, 9}, {"62", 8, 12}, {"63", 8, 10}, {"64", 8, 10}, {"65", 8, 8},
	{"66", 8, 9}, {"81", 9, 11}, {"82", 7, 11}, {"84", 9, 10}, {"86", 10, 11},
	{"90", 10, 10}, {"91", 10, 10}, {"92", 9, 10}, {"93", 9, 9}, {"94", 9, 9},
	{"95", 7, 10}, {"98", 10, 10}, {"212", 9, 9}, {"213", 8, 9}, {"216", 8, 8},
	{"218", 8, 9}, {"2", 8, 11}, {"350", 8, 8}, {"351", 9, 9}, {"352", 6, 11},
	{"353", 7, 9}, {"354", 7, 9}, {"355", 8, 9}, {"356", 8, 8}, {"357", 8, 8},
	{"358", 5, 12}, {"359", 7, 9}, {"370", 8, 8}, {"371", 8, 8}, {"372", 7, 8},
	{"373", 8, 8}, {"374", 8, 8}, {"375", 9, 10}, {"376", 6, 9}, {"377", 8, 9},
	{"378", 6, 10}, {"380", 9, 9}, {"381", 8, 9}, {"382", 8, 8}, {"383", 8, 8},
	{"385", 8, 9}, {"386", 8, 8}, {"387", 8, 8}, {"389", 8, 8}, {"420", 9, 9},
	{"421", 9, 9}, {"423", 7, 9}, {"50", 7, 9}, {"59", 6, 9}, {"67", 5, 8}, {"68", 5, 8},
	{"69", 5, 8}, {"800", 8, 8}, {"850", 6, 10}, {"852", 8, 8}, {"853", 8, 8},
	{"855", 8, 9}, {"856", 8, 10}, {"870", 9, 9}, {"880", 8, 10}, {"886", 8, 9},
	{"960", 7, 7}, {"961", 7, 8}, {"962", 8, 9}, {"963", 8, 9}, {"964", 8, 10},
	{"965", 8, 8}, {"966", 9, 9}, {"967", 7, 9}, {"968", 8, 8}, {"970", 8, 9},
	{"971", 8, 9}, {"972", 8, 9}, {"973", 8, 8}, {"974", 8, 8}, {"975", 7, 8},
	{"976", 8, 8}, {"977", 8, 10}, {"992", 9, 9}, {"993", 8, 8}, {"994", 9, 9},
	{"995", 9, 9}, {"996", 9, 9}, {"998", 9, 9},
};

/*
 * In the shapes below x is any digit, n is 2-9, m is 1-9, [..] one of these, a
 * digit itself, and "-" the border of two groups.
 */
static const char *const grouped[] = {
	/* Korea */
	"01[016789]-xxx-xxxx", "01[016789]-xxxx-xxxx", "02-xxx-xxxx", "02-xxxx-xxxx",
	"0[3456][1-5]-xxx-xxxx", "0[3456][1-5]-xxxx-xxxx", "070-xxxx-xxxx", "080-xxx-xxxx",
	"050x-xxxx-xxxx", "10-xxxx-xxxx", "82-10-xxxx-xxxx", "82-010-xxxx-xxxx",
	"82-n-xxxx-xxxx", "82-nx-xxx-xxxx", "01[016789]-xxxxxxxx", "01[016789]xxxx-xxxx",
	/* Japan */
	"0[5789]0-xxxx-xxxx", "0m-xxxx-xxxx", "0mx-xxx-xxxx", "0mxx-xx-xxxx",
	"0mxxx-x-xxxx", "0120-xxx-xxx", "0120-xx-xxxx", "0800-xxx-xxxx", "81-[789]0-xxxx-xxxx",
	"81-0-[789]0-xxxx-xxxx",
	/* Ukraine and neighbours */
	"0mx-xxx-xx-xx", "0mx-xx-xx-xxx", "0mx-xxxxxxx", "0mxx-xx-xx-xx", "0mxx-xxx-xxx",
	"0mxxx-x-xx-xx", "8-0mx-xxx-xx-xx", "38-0mx-xxx-xx-xx", "380-xx-xxx-xx-xx",
	"[78]-[3489]xx-xxx-xx-xx", "[78]-[3489]xx-xxx-xxxx", "0mx-xxxx-xxx",
	/* North America */
	"nxx-xxx-xxxx", "1-nxx-xxx-xxxx", "nxx-nxxxxxx", "1-nxxnxxxxxx",
	/* trunk 0 and pairs */
	"0m-xx-xx-xx-xx", "0mxx-xxx-xx-xx", "0mxxx-xxxxxx", "0mxx-xxx-xxx", "0mxx-xxxxxxx",
};

static const char *const bare[] = {
	"01[016789]xxxxxxx", "01[016789]xxxxxxxx", "0[5789]0xxxxxxxx", "0mxxxxxxxx",
	"0mxxxxxxxxx", "1[3-9]xxxxxxxxx", "380[3-9]xxxxxxxx", "8210xxxxxxxx",
	"81[789]0xxxxxxxx",
};

static const char *const alone[] = {
	"nxxnxxxxxx", "1nxxnxxxxxx", "[78][3-9]xxxxxxxxx", "5[3-5]xxxxxxxx", "[2-4][1-9][2468]xxxxxxx",
	"[3679]xxxxxxxx", "[89]xxxxxxx",
	"0mx-xxx-xx-xx", "5xx-xxx-xx-xx", "0mxxx-xxxxx", "0-mxx-xxx-xx-xx", "0-mxx-xxxxxxx",
	"0-mxx-xxx-xxxx", "0-mxx-m-xxx-xxx", "0-mxx-m-xxxxxx", "0mxx-m-xxxxxx", "0mxx-m-xxx-xxx",
};

/* Does the class at *p hold c? Moves *p behind it. */
static bool in_class(const char **p, char c)
{
	bool found = false;
	const char *q = *p + 1;
	for (; *q != ']'; q++) {
		if (q[1] == '-' && q[2] != ']') {
			found |= c >= q[0] && c <= q[2];
			q += 2;
		} else {
			found |= c == *q;
		}
	}
	*p = q + 1;
	return found;
}

static bool fits(const char *s, const char *shape)
{
	for (; *s && *shape; s++) {
		char want = *shape;
		bool digit = *s >= '0' && *s <= '9', ok;
		if (want == '[') {
			ok = in_class(&shape, *s);
		} else {
			shape++;
			ok = want == 'x' ? digit : want == 'n' ? digit && *s >= '2'
				: want == 'm' ? digit && *s >= '1' : *s == want;
		}
		if (!ok) {
			return false;
		}
	}
	return *s == '\0' && *shape == '\0';
}

static bool fits_any(const char *s, const char *const *list, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (fits(s, list[i])) {
			return true;
		}
	}
	return false;
}

bool plan_international(const char *digits)
{
	size_t n = strlen(digits);
	for (size_t i = 0; i < lengthof(countries); i++) {
		size_t code = strlen(countries[i].code);
		if (strncmp(digits, countries[i].code, code) == 0
			&& n >= code + countries[i].least && n <= code + countries[i].most) {
			return true;
		}
	}
	return false;
}

bool plan_grouped(const char *groups)
{
	return fits_any(groups, grouped, lengthof(grouped));
}

bool plan_bare(const char *digits)
{
	return fits_any(digits, bare, lengthof(bare));
}

bool plan_alone(const char *digits)
{
	return fits_any(digits, alone, lengthof(alone));
}

#include "text/layout.h"

#include <string.h>

#include "jamo.h"
#include "text/utf8.h"

/* Small letters by position; capitals are found by their small ones. */
struct key {
	int32_t cp;
	char key, shifted;
};

static const struct key cyrillic[] = {
	{0x430, 'f', 'F'}, {0x431, ',', '<'}, {0x432, 'd', 'D'}, {0x433, 'u', 'U'},
	{0x434, 'l', 'L'}, {0x435, 't', 'T'}, {0x436, ';', ':'}, {0x437, 'p', 'P'},
	{0x438, 'b', 'B'}, {0x439, 'q', 'Q'}, {0x43a, 'r', 'R'}, {0x43b, 'k', 'K'},
	{0x43c, 'v', 'V'}, {0x43d, 'y', 'Y'}, {0x43e, 'j', 'J'}, {0x43f, 'g', 'G'},
	{0x440, 'h', 'H'}, {0x441, 'c', 'C'}, {0x442, 'n', 'N'}, {0x443, 'e', 'E'},
	{0x444, 'a', 'A'}, {0x445, '[', '{'}, {0x446, 'w', 'W'}, {0x447, 'x', 'X'},
	{0x448, 'i', 'I'}, {0x449, 'o', 'O'}, {0x44a, ']', '}'}, {0x44b, 's', 'S'},
	{0x44c, 'm', 'M'}, {0x44d, '\'', '"'}, {0x44e, '.', '>'}, {0x44f, 'z', 'Z'},
	{0x451, '`', '~'}, {0x454, '\'', '"'}, {0x456, 's', 'S'}, {0x457, ']', '}'},
	{0x491, '\\', '|'},
};

static int32_t small(int32_t cp)
{
	if (cp >= 0x410 && cp <= 0x42f) {
		return cp + 0x20;
	}
	if (cp >= 0x400 && cp <= 0x40f) {
		return cp + 0x50;
	}
	return cp == 0x490 ? 0x491 : cp;
}

static char cyrillic_key(int32_t cp)
{
	int32_t low = small(cp);
	for (size_t i = 0; i < sizeof(cyrillic) / sizeof(cyrillic[0]); i++) {
		if (cyrillic[i].cp == low) {
			return cp == low ? cyrillic[i].key : cyrillic[i].shifted;
		}
	}
	return cp == 0x2116 ? '#' : 0; /* № is Shift-3 */
}

static char wide_key(int32_t cp)
{
	if (cp >= 0xff01 && cp <= 0xff5e) {
		return (char)(cp - 0xff01 + '!');
	}
	return cp == 0x3000 ? ' ' : 0;
}

size_t layout_latin(const char *cluster, char out[LAYOUT_SIZE])
{
	size_t n = strlen(cluster), keys = 0;
	for (size_t i = 0; i < n;) {
		int32_t cp;
		char part[JAMO_MAX];
		i += utf8_decode(cluster + i, n - i, &cp);
		size_t len = jamo_keys(cp, part);
		if (len == 0) {
			part[0] = wide_key(cp) ? wide_key(cp) : cyrillic_key(cp);
			len = 1;
		}
		if (part[0] == 0 || keys + len >= LAYOUT_SIZE) {
			keys = 0;
			break;
		}
		memcpy(out + keys, part, len);
		keys += len;
	}
	out[keys] = '\0';
	return keys;
}

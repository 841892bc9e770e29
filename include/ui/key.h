#ifndef UI_KEY_H
#define UI_KEY_H

#include <stdbool.h>
#include <stddef.h>

/*
 * One key as the terminal sent it. Named in the keymap's notation: "j", "G",
 * "C-d", "M-a", "Enter", "Esc", "Tab", "S-Tab", "Space", "Up", "PgDn", "Home",
 * "BS", "Del", "Ins", "F1".."F12", "Mouse". A printable key is its character (one code point, UTF-8).
 */
enum key_kind { KEYK_NONE, KEYK_CHAR, KEYK_NAMED, KEYK_PASTE, KEYK_MOUSE, KEYK_RESIZE };
enum key_name { KEYN_NONE, KEYN_ENTER, KEYN_ESC, KEYN_TAB, KEYN_BACKTAB, KEYN_BS, KEYN_DEL,
	KEYN_INS, KEYN_UP, KEYN_DOWN, KEYN_LEFT, KEYN_RIGHT, KEYN_HOME, KEYN_END, KEYN_PGUP,
	KEYN_PGDN, KEYN_F1, KEYN_F12 = KEYN_F1 + 11, KEYN_COUNT };
enum { KEYM_CTRL = 1, KEYM_META = 2, KEYM_SHIFT = 4 };
enum mouse_act { MOUSE_PRESS, MOUSE_RELEASE, MOUSE_WHEEL_UP, MOUSE_WHEEL_DOWN };

struct key {
	enum key_kind kind;
	enum key_name name;  /* KEYK_NAMED */
	int mods;            /* "C-d" is KEYK_CHAR 'd' with KEYM_CTRL */
	char text[8];        /* KEYK_CHAR: one code point, NUL-terminated */
	const char *paste;   /* KEYK_PASTE: the pasted text, cleaned; valid until the next key */
	size_t paste_len;
	int row, col;        /* KEYK_MOUSE */
	enum mouse_act act;
};

#define KEY_TEXT 32
/* Writes the notation of k; "" for keys without one. Of one character or without <>:
   "g", "<", "C-d", "Enter". */
char *key_format(const struct key *k, char out[KEY_TEXT]);

/*
 * Reads one key from the front of s; answers the bytes used, 0 when there is none.
 * Where s as a whole is one notation ("C-d", "Enter", "F1") that is the key, all of s.
 * Else a string of keys: named ones stand in <>, the rest are characters, as in
 * "gg<C-d><Enter>"; a bare "<" is "<lt>" (one that begins no notation is itself).
 * "<Mouse:row,col>", "<WheelUp>" and "<WheelDown>" stand for the mouse.
 */
size_t key_parse(const char *s, struct key *out);
/* The same without the first rule: for typed text, where "End" is three letters. */
size_t key_parse_typed(const char *s, struct key *out);

/* Same kind, name or character and modifiers. */
bool key_equal(const struct key *a, const struct key *b);

/* Makers, for backends and tests. */
struct key key_char(const char *text, int mods); /* the first code point of text */
struct key key_named(enum key_name name, int mods);

#endif

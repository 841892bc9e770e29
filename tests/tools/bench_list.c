#include <ncursesw/curses.h>
#include <locale.h>
#include <stdlib.h>

/*
 * The least that a list on a terminal can cost, for benchmarks: plain ncurses, rows made
 * up as they are shown, the cursor a ">" in the first column.
 *	bench_list ROWS		j k, PgDn PgUp, q
 */
static const char *const parts[] = {"Bracket", "Shaft", "Flange", "Housing", "Cover plate", "Manifold", "Gear blank", "Heat sink"};
static const char *const kinds[] = {"anodised", "hardened", "zinc plated", "deburred", "welded", "ground"};

struct view { long rows, top, at; };

static void move_by(struct view *v, long by, int height)
{
	v->at += by;
	v->top += by == height || by == -height ? by : 0;
	v->at = v->at >= v->rows ? v->rows - 1 : v->at;
	v->at = v->at < 0 ? 0 : v->at;
	v->top = v->at >= v->top + height ? v->at - height + 1 : v->top;
	v->top = v->at < v->top ? v->at : v->top;
	v->top = v->top > v->rows - height ? v->rows - height : v->top;
	v->top = v->top < 0 ? 0 : v->top;
}

static void draw(const struct view *v, int height)
{
	erase();
	mvprintw(0, 0, " requests   %ld", v->rows);
	for (int i = 0; i < height && v->top + i < v->rows; i++) {
		unsigned long row = (unsigned long)(v->top + i), mixed = row * 2654435761u >> 7;

		mvprintw(i + 1, 0, "%c %7lu  %-12s %-12s %6lu  %2lud %02luh", v->top + i == v->at ? '>' : ' ', row + 1,
			parts[mixed % 8], kinds[mixed / 8 % 6], mixed / 48 % 5000, mixed / 7 % 30, mixed / 11 % 24);
	}
	mvprintw(height + 1, 0, "%ld/%ld", v->at + 1, v->rows);
	refresh();
}

int main(int argc, char **argv)
{
	struct view v = {.rows = argc > 1 ? atol(argv[1]) : 1000};
	int key = 0;

	setlocale(LC_ALL, "");
	initscr();
	raw();
	noecho();
	keypad(stdscr, TRUE);
	do {
		int height = LINES - 2;

		move_by(&v, key == 'j' || key == KEY_DOWN ? 1 : key == 'k' || key == KEY_UP ? -1 : key == KEY_NPAGE ? height
			: key == KEY_PPAGE ? -height : 0, height);
		draw(&v, height);
		key = getch(); /* allowed: it is ncurses and nothing else */
	} while (key != 'q' && key != ERR);
	endwin();
	return 0;
}

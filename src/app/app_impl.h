#ifndef APP_APP_IMPL_H
#define APP_APP_IMPL_H

#include <signal.h>
#include <sys/types.h>

#include "app/app.h"
#include "app/screens.h"
#include "base/loop.h"
#include "base/map.h"
#include "base/vec.h"
#include "cmd/history.h"
#include "cmd/keymap.h"
#include "cmd/overlays.h"
#include "net/net.h"
#include "store/store.h"
#include "ui/overlay.h"
#include "ui/term.h"

/* The inside of struct app, for the files of src/app only. */

struct frame { const struct screen *s; void *st; char *arg; };
struct spot { char *screen, *arg, *object; };   /* for marks and the jump list */
struct undo_kept { char *what, *id; int (*undo)(struct app *, const char *, struct err *), (*redo)(struct app *, const char *, struct err *); };

#define AMBIGUOUS_ASK (-1)

struct app_conf {
	const char *keymap, *lang, *theme, *script;
	int64_t clock;               /* -1: the machine's */
	int rows, cols;              /* headless; 0: a real terminal */
	bool read_only, ascii, mouse, offline;
	int ambiguous;               /* 1, 2, AMBIGUOUS_ASK; 0: not said */
};

struct app {
	struct app_conf conf;
	struct arena texts;          /* of conf */
	struct loop *loop;
	struct term *term;
	struct surface surface;
	struct store *store;
	struct net *net;
	struct keymap *km;
	struct history *history;
	struct keyseq seq;
	int pause_timer;
	bool which;                  /* the which-key hint is shown */

	VEC(struct frame) stack;
	struct overlay over;
	bool has_over;
	void *over_owner;            /* state of the screen that asked */
	enum verb_id asked_verb;     /* what the question is about */
	char asked_object[ULID_SIZE];
	app_text_fn *ask_change, *ask_done;
	app_yes_fn *ask_yes;
	void *ask_arg;

	VEC(struct shown_message) messages;
	const char *said;            /* on the message row; NULL: none */
	enum style said_style;
	char *held_what;
	char held_id[ULID_SIZE];
	int held_timer;

	VEC(struct undo_kept) undo;
	size_t undone;
	struct spot marks[26];
	VEC(struct spot) jumps;
	size_t jump_at;
	char account[ULID_SIZE];     /* whose screens these are; "": nobody's */
	unsigned turn;               /* how many accounts that were so far */
	enum net_state link_told;
	struct map *kept;            /* of strings: app_keep() */
	VEC(struct attaching *) attaching; /* attach.c: files on their way into the store */
	bool going;                  /* to a mark or along the jump list: no new entry of it */
	struct str macros[26];
	size_t macro_mark;           /* where the keys of the sequence under way begin */
	int recording;               /* 0: none; else the letter */
	int replaying;               /* depth */
	char *last_line;             /* for "." */

	void *rest_state;            /* rest.c: the screen and the object that were chosen at the last drawing */
	char rest_id[64];
	int rest_timer;              /* 0: the cursor rests */
	char *hints;                 /* as drawn last */
	struct store_list *open_tickets, *open_approvals; /* for the counts of row 1; made when first asked */
	int place_col[12];           /* where the places of row 1 begin, as drawn last */
	bool dirty, quit, net_started, painted;
	int minute_timer;
	int drawing;                 /* drawings that something is awaited for */
	int exit_code;
	const char *scopes[8];
	struct script_run *script;
};

struct app *app_create(const struct app_conf *conf, struct err *e);
void app_destroy(struct app *app);
void app_begin(struct app *app); /* the first screen, after the start and for another account */
void app_rebuilt(struct app *app); /* says what became of a damaged store */
int app_main(struct app *app);   /* runs the loop; the exit code */
void app_quit(struct app *app, int code);

/* stage.c */
struct frame *stage_top(struct app *app);
void stage_place(struct app *app, int n);
int stage_place_of(const char *screen);   /* its number, 0: it is none */
bool stage_has(struct app *app, const char *screen, const char *arg);
void stage_click_places(struct app *app, int col);
int stage_places(struct app *app, const struct place **out);
void stage_pop(struct app *app);
void stage_draw(struct app *app);
void stage_layout(struct app *app);
void stage_event(struct app *app, const struct event *ev);
void stage_overlay(struct app *app, struct overlay o);
void stage_finish(struct app *app);
void stage_clear(struct app *app);        /* closes all */
void stage_close(struct app *app, const char *screen); /* when it is on top */
const char *const *stage_scopes(struct app *app);
bool stage_typing(struct app *app);
const char *stage_object(struct app *app);

/* dispatch.c */
void dispatch_key(struct app *app, const struct key *k);
void dispatch_pause(struct app *app);      /* the pause after a digit is over; also at the end of a script's line */
void dispatch_call(struct app *app, const struct verb_call *call, const char *line);
void dispatch_line(struct app *app, const char *line);
struct cmd_host dispatch_host(struct app *app);
struct verb_who app_who(struct app *app);

/* global.c: verbs no screen took */
enum handled global_verb(struct app *app, const struct verb_call *call);
void global_suspend(struct app *app);

/* writes.c: verbs that open forms or put intents */
enum handled writes_verb(struct app *app, const struct verb_call *call);
/* writes_talk.c: the same of chats */
enum handled talk_verb(struct app *app, const struct verb_call *call);
/* writes_desk.c: and of the support desk */
enum handled desk_verb(struct app *app, const struct verb_call *call);
/* Does the chosen object allow it now? True for verbs that are about none. */
bool writes_offered(struct app *app, enum verb_id id);

/* sheet_open.c: the verb that opens a drawing */
enum handled sheet_verb(struct app *app, const struct verb_call *call, struct arena *a);

/* journal.c: undo, marks, jumps */
void journal_undo(struct app *app, bool redo);
void journal_mark(struct app *app, char letter);
void journal_go(struct app *app, char letter);
void journal_jump(struct app *app, int by);
void journal_leave(struct app *app);      /* remembers where we are, before going elsewhere */
void journal_forget(struct app *app);     /* all of it: it was another account's */

/* rest.c: what follows the cursor is drawn when it has come to rest */
void rest_look(struct app *app);         /* before each drawing */
void rest_finish(struct app *app);

/* held.c */
void held_draw(struct app *app, struct area row);
bool held_key(struct app *app, const struct key *k);
void held_show(struct app *app, const char *intent, const char *what); /* app_held() without an undo of its own */
void held_drop(struct app *app);
bool held_active(struct app *app);

/* status.c: store and net events into app events, status */
void status_listen(struct app *app);
void status_finish(struct app *app);
void status_start(struct app *app);
void status_look(struct app *app);         /* tells all screens to draw anew */
void status_draw(struct app *app, struct area row, int *used);

/* config.c */

int config_load(struct app *app, struct err *e);
void config_keymap(struct app *app, const char *name);


/* script_run.c */
int script_start(struct app *app, const char *path, struct err *e);
void script_step(struct app *app);
bool script_wait(struct app *app, const char *what);
void script_finish(struct app *app);
int script_exit(const struct app *app);

/* child.c: around fork() of a program that gets the terminal; child_is() in the child, child_wait() answers its exit
   status, 128 + signal, or -1 when there was no child */
struct child { struct sigaction was[3]; };
void child_begin(struct child *c);
void child_end(const struct child *c);
void child_is(void);
int child_wait(pid_t pid);

/* pipe.c */
void pipe_object(struct app *app, const char *command);

#endif

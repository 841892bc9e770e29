#include "unlock.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "base/fs.h"
#include "base/i18n.h"
#include "crypto/crypto.h"

#define TRIES 3
#define SECRET_MAX 256

bool unlock_ask(const char *label, char *line, size_t size)
{
	struct termios was, quiet;
	bool tty = isatty(0) && !tcgetattr(0, &was), got;

	if (tty) {
		quiet = was;
		quiet.c_lflag &= ~(tcflag_t)ECHO;
		fprintf(stderr, "%s: ", label);
		tcsetattr(0, TCSAFLUSH, &quiet);
	}
	got = fgets(line, (int)size, stdin) != NULL;
	if (got) {
		line[strcspn(line, "\r\n")] = '\0';
	}
	if (tty) {
		tcsetattr(0, TCSAFLUSH, &was);
		fputc('\n', stderr);
	}
	return got;
}

static int open_asking(struct store_conf *conf, struct store **out, struct err *e)
{
	char line[SECRET_MAX];
	int r = -1;

	conf->passphrase = line;
	for (int i = 0; i < TRIES && r; i++) {
		if (!unlock_ask(tr("Passphrase of the store"), line, sizeof(line))) {
			err_set(e, ERR_KEY, "%s", "");
			break;
		}
		r = store_open(out, conf, e);
		if (r && e->code != ERR_KEY) {
			break;
		}
		if (r && i + 1 < TRIES) {
			fprintf(stderr, "fettle: %s\n", tr(err_title(e->code)));
		}
	}
	crypto_wipe(line, sizeof(line));
	return r;
}

int unlock_store(bool read_only, struct store **out, struct err *e)
{
	char *dir = fs_place(FS_DATA);
	const char *given = getenv("FETTLE_PASSPHRASE");
	struct store_conf conf = {.dir = dir, .passphrase = given, .read_only = read_only};
	bool ask = !given && store_seal_of(dir) == STORE_PASSPHRASE && isatty(0);
	int r = ask ? open_asking(&conf, out, e) : store_open(out, &conf, e);

	unsetenv("FETTLE_PASSPHRASE");
	free(dir);
	return r;
}

#ifndef BASE_FAULT_H
#define BASE_FAULT_H

/*
 * Three strengths of check, named by whose fault a failure is.
 *
 *	must(x)         cannot go on: out of memory, a broken invariant. Gives the
 *	                terminal back (see fault_on_death) and aborts.
 *	bug(x)          ours, but only this piece of work is lost: logs file and
 *	                line, evaluates to true when x is false so the caller can
 *	                back out:  if (bug(n < max)) return -1;
 *	peer_fault(x)   the other side broke the protocol. Logs at debug level,
 *	                evaluates to true when x is false. No outside byte may
 *	                ever reach must().
 */
#define must(x) ((x) ? (void)0 : fault_die(__FILE__, __LINE__, #x))
#define bug(x) ((x) ? 0 : fault_note(1, __FILE__, __LINE__, #x))
#define peer_fault(x) ((x) ? 0 : fault_note(0, __FILE__, __LINE__, #x))

/* Called once before the process dies of must(); must not allocate. */
void fault_on_death(void (*fn)(void));

_Noreturn void fault_die(const char *file, int line, const char *what);
int fault_note(int ours, const char *file, int line, const char *what);

#endif

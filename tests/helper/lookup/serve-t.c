/* SPDX-License-Identifier: Apache-2.0 */
/* A directory that answers in part: all groups or none. */
#include "esc/frame.h"
#include "esc/lookup.h"
#include "tap.h"
#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum kind {
    NAMED,
    NAMELESS,   /* NULL, errno 0 */
    NAMELESS_2, /* NULL, ENOENT */
    DOWN,       /* NULL, ECONNREFUSED */
    LONG,       /* a name of 257 bytes */
    LONGEST,    /* of 256 */
};

struct directory {
    const char *name;
    int count;               /* of groups; more than fit: as libc says it */
    int swallowed;           /* errno beside a list that looks whole */
    enum kind second;        /* what the number 1 is; others have names */
    enum esc_lookup_type is; /* the answer */
    uint64_t says;           /* its errno, or how many groups */
};

static const struct directory rows[] = {
    {"no groups", 0, 0, NAMED, ESC_LOOKUP_FOUND, 0},
    {"three groups", 3, 0, NAMED, ESC_LOOKUP_FOUND, 3},
    {"a number without a name", 3, 0, NAMELESS, ESC_LOOKUP_FOUND, 2},
    {"the same with ENOENT", 3, 0, NAMELESS_2, ESC_LOOKUP_FOUND, 2},
    {"a name that cannot be told", 3, 0, DOWN, ESC_LOOKUP_FAILED,
     ECONNREFUSED},
    {"a name that does not fit", 3, 0, LONG, ESC_LOOKUP_FAILED, EOVERFLOW},
    {"the longest name", 3, 0, LONGEST, ESC_LOOKUP_FOUND, 3},
    {"the most groups", ESC_LOOKUP_GROUPS_MAX, 0, NAMED, ESC_LOOKUP_FOUND,
     ESC_LOOKUP_GROUPS_MAX},
    {"one more", ESC_LOOKUP_GROUPS_MAX + 1, 0, NAMED, ESC_LOOKUP_FAILED,
     EOVERFLOW},
    {"a list cut by a lost connection", 1, ETIMEDOUT, NAMED, ESC_LOOKUP_FAILED,
     ETIMEDOUT},
    {"an errno that means nothing", 2, ENOENT, NAMED, ESC_LOOKUP_FOUND, 2},
};

static const struct directory *directory;

struct passwd *__wrap_getpwnam(const char *login);
int __wrap_getgrouplist(const char *login, gid_t group, gid_t *gids,
                        int *count);
struct group *__wrap_getgrgid(gid_t gid);

struct passwd *
__wrap_getpwnam(const char *login)
{
    static char name[] = "dana", shell[] = "/bin/sh";
    static struct passwd entry = {.pw_name = name, .pw_shell = shell};

    (void)login;
    return &entry;
}

int
__wrap_getgrouplist(const char *login, gid_t group, gid_t *gids, int *count)
{
    int room = *count;

    (void)login, (void)group;
    *count = directory->count;
    for (int i = 0; i < room && i < directory->count; i++)
        gids[i] = (gid_t)i;
    errno = directory->swallowed;
    return directory->count > room ? -1 : directory->count;
}

struct group *
__wrap_getgrgid(gid_t gid)
{
    static char name[ESC_LOOKUP_NAME_MAX + 1];
    static struct group entry = {.gr_name = name};
    enum kind is = gid == 1 ? directory->second : NAMED;

    memset(name, 0, sizeof(name));
    if (is == NAMED)
        snprintf(name, sizeof(name), "g%u", gid);
    else
        memset(name, 'g', is == LONG ? 257 : 256);
    errno = is == NAMELESS_2 ? ENOENT : is == DOWN ? ECONNREFUSED : 0;
    return is == NAMELESS || is == NAMELESS_2 || is == DOWN ? NULL : &entry;
}

/* The answer in a process of its own, which closes what it has. */
static struct esc_secret *
ask(void)
{
    ESC_OWN(esc_secret) question = esc_secret_new(ESC_LOOKUP_ASK_MAX);
    struct esc_secret *answer = NULL;
    struct esc_frame_writer w;
    int fds[2];
    pid_t pid;

    if (question == NULL || socketpair(AF_UNIX, SOCK_STREAM, 0, fds) != 0)
        return NULL;
    esc_frame_start(&w, question, ESC_LOOKUP_ASK);
    esc_frame_put_str(&w, 1, "dana");
    esc_frame_put_str(&w, 2, "password");
    pid = fork();
    if (pid == 0)
        _exit(esc_lookup_serve(fds[1]) ? 0 : 1);
    close(fds[1]);
    if (esc_frame_finish(&w) && esc_frame_send(fds[0], question, 0, NULL))
        answer = esc_frame_receive(fds[0], ESC_LOOKUP_ANSWER_MAX,
                                   esc_frame_now_ms() + 60000, NULL);
    close(fds[0]);
    (void)waitpid(pid, NULL, 0);
    return answer;
}

static uint64_t
take(struct esc_frame_reader *r)
{
    char text[ESC_LOOKUP_KEY_MAX];
    uint64_t number = 0;

    if (r->type == ESC_LOOKUP_FAILED) {
        (void)esc_frame_get_u64(r, 1, UINT32_MAX, &number);
        return number;
    }
    (void)esc_frame_get_str(r, 1, text, sizeof(text));
    (void)esc_frame_get_str(r, 2, text, sizeof(text));
    (void)esc_frame_get_u64(r, 3, UINT32_MAX, &number);
    (void)esc_frame_get_str(r, 4, text, sizeof(text));
    (void)esc_frame_get_u64(r, 5, UINT32_MAX, &number);
    for (uint64_t i = 0; i < number && !r->failed; i++)
        (void)esc_frame_get_str(r, 6, text, ESC_LOOKUP_NAME_MAX);
    return number;
}

static void
test_row(const struct directory *row)
{
    ESC_OWN(esc_secret) answer = NULL;
    struct esc_frame_reader r;

    directory = row;
    answer = ask();
    if (!ok(answer != NULL, "%s: an answer", row->name))
        return;
    esc_frame_open(&r, esc_secret_bytes(answer), esc_secret_len(answer));
    is_int(r.type, row->is, "  of the type");
    is_int((long long)take(&r), (long long)row->says, "  which says so");
    ok(esc_frame_end(&r), "  and nothing else");
}

int
main(void)
{
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        test_row(&rows[i]);
    return tap_done();
}

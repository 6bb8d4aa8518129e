/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A directory may hang, and its NSS modules may be anything; the key was the
 * user's choice.  Whoever started this drops its rights first and counts the
 * seconds.
 */
#include "esc/frame.h"
#include "esc/lookup.h"
#include "esc/text.h"
#include "esc/ticket.h"
#include "fingerprint.h"
#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <stdlib.h>
#include <unistd.h>

struct question {
    char login[ESC_LOOKUP_NAME_MAX];
    char credential[sizeof(((struct esc_ticket *)0)->credential)];
};

/* All group names of an account: a refuse line may stand for any of them. */
struct groups {
    gid_t gids[ESC_LOOKUP_GROUPS_MAX];
    char names[ESC_LOOKUP_GROUPS_MAX][ESC_LOOKUP_NAME_MAX];
    size_t count;
};

/* libc tells only of a list that is too long; errno is the last word of a
 * source, and these mean that it did not answer. */
static int
find_numbers(const struct passwd *entry, struct groups *groups, int *count_out)
{
    static const int faults[] = {EAGAIN, ECONNREFUSED, ECONNRESET,
                                 EIO,    EMFILE,       ENFILE,
                                 ENOMEM, EPIPE,        ETIMEDOUT};
    int cause;

    *count_out = ESC_LOOKUP_GROUPS_MAX;
    errno = 0;
    if (getgrouplist(entry->pw_name, entry->pw_gid, groups->gids, count_out)
        < 0)
        return EOVERFLOW;
    cause = errno;
    for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++)
        if (faults[i] == cause)
            return cause;
    return 0;
}

/* 0, or the errno for which the list would not be whole. */
static int
find_groups(const struct passwd *entry, struct groups *groups)
{
    int count, cause = find_numbers(entry, groups, &count);

    for (int i = 0; i < count && cause == 0; i++) {
        const struct group *group;

        errno = 0;
        group = getgrgid(groups->gids[i]);
        if (group == NULL)
            /* A number without a name is in no line. */
            cause = errno == ENOENT ? 0 : errno;
        else if (esc_text_copy(groups->names[groups->count],
                               sizeof(*groups->names), group->gr_name))
            groups->count++;
        else
            cause = EOVERFLOW;
    }
    return cause;
}

static void
put_found(struct esc_frame_writer *w, const struct passwd *entry,
          const char *credential, const struct groups *groups)
{
    char key[ESC_LOOKUP_KEY_MAX];

    fingerprint_text(credential, key, sizeof(key));
    esc_frame_put_str(w, 1, entry->pw_name);
    esc_frame_put_str(w, 2, entry->pw_shell);
    esc_frame_put_u64(w, 3, entry->pw_uid);
    esc_frame_put_str(w, 4, key);
    esc_frame_put_u64(w, 5, groups->count);
    for (size_t i = 0; i < groups->count; i++)
        esc_frame_put_str(w, 6, groups->names[i]);
}

static void
compose(struct esc_frame_writer *w, struct esc_secret *bytes,
        const struct question *question)
{
    struct groups *groups = calloc(1, sizeof(*groups)); /* large */
    const struct passwd *entry;
    int cause;

    errno = 0;
    entry = getpwnam(question->login);
    if (entry == NULL)
        cause = errno == ENOENT ? 0 : errno;
    else
        cause = groups == NULL ? ENOMEM : find_groups(entry, groups);
    if (entry != NULL && groups != NULL && cause == 0) {
        esc_frame_start(w, bytes, ESC_LOOKUP_FOUND);
        put_found(w, entry, question->credential, groups);
    } else {
        esc_frame_start(w, bytes, ESC_LOOKUP_FAILED);
        esc_frame_put_u64(w, 1, (uint64_t)cause);
    }
    free(groups);
}

static bool
receive(int fd, struct question *question_out)
{
    ESC_OWN(esc_secret) frame = esc_frame_receive(
        fd, ESC_LOOKUP_ASK_MAX, esc_frame_now_ms() + ESC_LOOKUP_SECONDS * 1000,
        NULL);
    struct esc_frame_reader r;

    if (frame == NULL)
        return false;
    esc_frame_open(&r, esc_secret_bytes(frame), esc_secret_len(frame));
    return r.type == ESC_LOOKUP_ASK
           && esc_frame_get_str(&r, 1, question_out->login,
                                sizeof(question_out->login))
           && esc_frame_get_str(&r, 2, question_out->credential,
                                sizeof(question_out->credential))
           && esc_frame_end(&r);
}

bool
esc_lookup_serve(int fd)
{
    ESC_OWN(esc_secret) bytes = esc_secret_new(ESC_LOOKUP_ANSWER_MAX);
    struct esc_frame_writer w;
    struct question question;

    (void)alarm(ESC_LOOKUP_SECONDS);
    if (dup2(fd, 3) < 0)
        return false;
    closefrom(4);
    if (bytes == NULL || !receive(3, &question))
        return false;
    compose(&w, bytes, &question);
    return esc_frame_finish(&w) && esc_frame_send(3, bytes, 0, NULL);
}

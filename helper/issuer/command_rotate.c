/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rotate and retire: a new key without one refused token.  Where things stand
 * is in the names beside the signing key, so nothing can disagree with it:
 *
 *     KEY.next   published, not yet used: everybody must have seen it first
 *     KEY        signs
 *     KEY.old    no longer used, published until its last token has ended
 *
 * The time of KEY.next is when it was published, that of KEY.old when the
 * switch was.  Every jwks in between publishes all that are there.
 */
#include "document.h"
#include "esc/text.h"
#include "site.h"
#include "store.h"
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define WAIT (24 * 3600) /* longer than any cache of keys, and any token */

struct names {
    struct site site;
    char next[SITE_TEXT_MAX + 8], old[SITE_TEXT_MAX + 8];
};

static bool
names_load(const struct options *options, struct names *names,
           struct esc_error *err)
{
    struct site *site = &names->site;

    if (!site_load(options, site, err) || !site_need_issuer(site, err))
        return false;
    snprintf(names->next, sizeof(names->next), "%s.next", site->key);
    snprintf(names->old, sizeof(names->old), "%s.old", site->key);
    return true;
}

static bool
publish(const struct options *options, const struct names *names,
        struct esc_error *err)
{
    KEYS_OWN keys = {0};

    return keys_load(&keys, names->site.key, &options->also, err)
           && document_write(options->operands[0], names->site.issuer, &keys,
                             err);
}

/* Fails until a day after the time of PATH, unless told not to wait. */
static bool
check_age(const struct options *options, const char *path,
          struct esc_error *err)
{
    struct stat st;
    char when[32];

    if (lstat(path, &st) != 0)
        return esc_fail_errno(err, ESC_E_SYSTEM, errno, path,
                              "cannot examine '%s'", path);
    if (options->now || time(NULL) >= st.st_mtime + WAIT)
        return true;
    esc_text_format_time(st.st_mtime + WAIT, when, sizeof(when));
    esc_fail(err, ESC_E_BUSY, path,
             "cannot go on before %s: not every cache knows of it yet", when);
    return esc_fail_hint(err, "--now does not wait: tokens will be refused "
                              "meanwhile");
}

static void
print_when(const char *act)
{
    char when[32];

    esc_text_format_time(time(NULL) + WAIT, when, sizeof(when));
    printf("next: publish the folder; at or after %s: %s\n", when, act);
}

static bool
prepare(const struct options *options, const struct names *names,
        struct esc_error *err)
{
    ESC_OWN(esc_jwk) now = esc_jwk_load(names->site.key, err);
    ESC_OWN(esc_jwk) next = NULL;
    const char *type = options->type;

    if (now == NULL)
        return false;
    if (type == NULL)
        type = now->crv == NULL ? "rsa2048" : "ec256";
    next = store_make_key(type, err);
    if (next == NULL || !store_key(next, names->next, err)
        || !publish(options, names, err))
        return false;
    printf("made the next key '%s' (%s, kid %s), published with the present "
           "one\n",
           names->next, next->alg, next->kid);
    print_when("esc-session issuer rotate FOLDER, which signs with it");
    return true;
}

/* KEY.old is KEY itself after an interrupted switch: go on with that. */
static bool
keep_old(const struct names *names, struct esc_error *err)
{
    struct stat now, old;

    if (link(names->site.key, names->old) != 0
        && (errno != EEXIST || stat(names->site.key, &now) != 0
            || stat(names->old, &old) != 0 || now.st_ino != old.st_ino
            || now.st_dev != old.st_dev)) {
        esc_fail(err, ESC_E_CONFIG, names->old,
                 "cannot keep the present key as '%s': it is already there",
                 names->old);
        return esc_fail_hint(err, "esc-session issuer retire FOLDER");
    }
    return utimensat(AT_FDCWD, names->old, NULL, 0) == 0
           || esc_fail_errno(err, ESC_E_SYSTEM, errno, names->old,
                             "cannot date '%s'", names->old);
}

static bool
change(const struct options *options, const struct names *names,
       struct esc_error *err)
{
    ESC_OWN(esc_jwk) next = esc_jwk_load(names->next, err);

    if (next == NULL || !check_age(options, names->next, err)
        || !keep_old(names, err))
        return false;
    if (rename(names->next, names->site.key) != 0)
        return esc_fail_errno(err, ESC_E_SYSTEM, errno, names->next,
                              "cannot rename '%s'", names->next);
    if (!store_sync_folder(names->site.key, err)
        || !publish(options, names, err))
        return false;
    printf("'%s' is the new key now (kid %s), the old one stays published\n"
           "next: copy it to every other host of this issuer\n",
           names->site.key, next->kid);
    print_when("esc-session issuer retire FOLDER");
    return true;
}

static bool
rotate(const struct options *options, struct esc_error *err)
{
    struct names names;
    struct stat st;

    if (!names_load(options, &names, err))
        return false;
    if (lstat(names.next, &st) == 0)
        return change(options, &names, err);
    if (lstat(names.old, &st) == 0) {
        esc_fail(err, ESC_E_CONFIG, names.old,
                 "cannot rotate: the last rotation's '%s' is still there",
                 names.old);
        return esc_fail_hint(err, "esc-session issuer retire FOLDER");
    }
    return prepare(options, &names, err);
}

static bool
retire(const struct options *options, struct esc_error *err)
{
    struct names names;
    struct stat st;

    if (!names_load(options, &names, err))
        return false;
    if (lstat(names.old, &st) != 0)
        return esc_fail(err, ESC_E_NOT_FOUND, names.old,
                        "cannot retire: there is no '%s'", names.old);
    if (!check_age(options, names.old, err))
        return false;
    if (unlink(names.old) != 0)
        return esc_fail_errno(err, ESC_E_SYSTEM, errno, names.old,
                              "cannot remove '%s'", names.old);
    if (!store_sync_folder(names.old, err) || !publish(options, &names, err))
        return false;
    printf("removed '%s'; next: publish the folder\n", names.old);
    return true;
}

const struct command command_rotate = {
    .name = "rotate",
    .usage = "DIR [--type rsa2048|ec256] [--now] [--key FILE] [--issuer URL] "
             "[--also FILE] ...",
    .summary = "make the next key; run again a day later, sign with it",
    .operand_min = 1,
    .operand_max = 1,
    .run = rotate,
};

const struct command command_retire = {
    .name = "retire",
    .usage = "DIR [--now] [--key FILE] [--issuer URL] [--also FILE] ...",
    .summary = "a day after the switch: publish the old key no longer",
    .operand_min = 1,
    .operand_max = 1,
    .run = retire,
};

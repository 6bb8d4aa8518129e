/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Subjects are refused or taken, never rewritten: ':' separates the fields of
 * sub, so that no login can forge another host's or zone's.
 */
#include "identity.h"
#include "esc/text.h"
#include "settings_value.h"
#include <errno.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <shadow.h>
#include <stdio.h>
#include <string.h>

#define SECONDS_OF_DAY 86400
#define SESSION_LETTERS VALUE_LETTERS VALUE_DIGITS "_+=,.@-"

/* What LOGIN is outside.  Two people must never be one. */
static const char *
find_subject(const struct settings *settings, const char *login,
             struct esc_error *err)
{
    const struct mapping *mine = NULL;
    const char *subject = login, *why;

    for (size_t i = 0; i < settings->mapping_count; i++) {
        const struct mapping *line = &settings->mappings[i];

        if (strcmp(line->login, login) != 0)
            continue;
        if (mine != NULL) {
            esc_fail(err, ESC_E_CONFIG, line->where,
                     "cannot make an identity for '%s': it is mapped at %s,"
                     " too",
                     login, mine->where);
            return NULL;
        }
        mine = line;
    }
    if (mine != NULL && mine->subject[0] != '\0')
        subject = mine->subject;
    why = value_subject(subject);
    if (why != NULL) {
        esc_fail(err, ESC_E_CONFIG, login,
                 "cannot make an identity for '%s': %s", login, why);
        esc_fail_hint(err, "root can add 'map %s subject NAME'", login);
        return NULL;
    }
    for (size_t i = 0; i < settings->mapping_count; i++) {
        const struct mapping *other = &settings->mappings[i];

        if (strcmp(other->subject, subject) == 0
            && strcmp(other->login, login) != 0) {
            esc_fail(err, ESC_E_CONFIG, other->where,
                     "cannot make an identity for '%s': its subject belongs"
                     " to '%s'",
                     login, other->login);
            return NULL;
        }
    }
    return subject;
}

/* Cut to what STS takes as RoleSessionName; what changed gets a hash. */
static bool
session_name(const char *login, const char *host, char *out)
{
    char whole[SETTINGS_NAME_MAX * 2 + 2];
    uint8_t digest[EVP_MAX_MD_SIZE];
    bool changed;
    size_t len;

    snprintf(whole, sizeof(whole), "%s@%s", login, host);
    if (EVP_Digest(whole, strlen(whole), digest, NULL, EVP_sha256(), NULL)
        != 1)
        return false;
    len = strlen(whole);
    changed = len >= IDENTITY_SESSION_MAX;
    for (size_t i = 0; i < len; i++)
        if (strchr(SESSION_LETTERS, whole[i]) == NULL) {
            whole[i] = '-';
            changed = true;
        }
    if (!changed)
        snprintf(out, IDENTITY_SESSION_MAX, "%.64s", whole);
    else
        snprintf(out, IDENTITY_SESSION_MAX, "%.55s-%02x%02x%02x%02x", whole,
                 digest[0], digest[1], digest[2], digest[3]);
    return true;
}

bool
identity_make(const struct settings *settings, const char *login,
              struct identity *identity_out, struct esc_error *err)
{
    const char *subject = find_subject(settings, login, err);

    if (subject == NULL)
        return false;
    if (!esc_text_copy(identity_out->subject, sizeof(identity_out->subject),
                       subject)
        || (size_t)snprintf(identity_out->sub, sizeof(identity_out->sub),
                            "bastion:%s:host:%s:user:%s", settings->zone,
                            settings->host_id, subject)
               >= sizeof(identity_out->sub))
        return esc_fail(err, ESC_E_CONFIG, login,
                        "cannot make an identity for '%s': zone, host-id and"
                        " subject together exceed %d characters",
                        login, IDENTITY_SUB_MAX - 1);
    if (!session_name(login, settings->host_id, identity_out->session_name))
        return esc_fail(err, ESC_E_SYSTEM, login, "cannot digest a name");
    return true;
}

int
identity_shadow(const char *path)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);

    return fd >= 0 ? fd : -errno;
}

/* 0, or the errno for which nobody can tell. */
static int
find_expired(const char *login, int shadow, int64_t now, bool *expired_out)
{
    FILE *file = shadow < 0 ? NULL : fdopen(shadow, "r");
    const struct spwd *entry;
    int cause;

    if (file == NULL)
        return shadow < 0 ? -shadow : errno;
    while ((entry = fgetspent(file)) != NULL)
        if (strcmp(entry->sp_namp, login) == 0) {
            *expired_out = entry->sp_expire >= 0
                           && now / SECONDS_OF_DAY >= entry->sp_expire;
            break;
        }
    cause = ferror(file) ? EIO : 0;
    fclose(file);
    return cause;
}

bool
identity_check(const struct account *account, int shadow, int64_t now,
               struct esc_error *err)
{
    bool expired = false;
    int cause = find_expired(account->login, shadow, now, &expired);
    const char *shell = strrchr(account->shell, '/');

    shell = shell == NULL ? account->shell : shell + 1;
    if (strcmp(shell, "nologin") == 0 || strcmp(shell, "false") == 0)
        return esc_fail(err, ESC_E_NOT_PERMITTED, account->login,
                        "cannot serve '%s': its shell '%s' lets nobody in",
                        account->login, account->shell);
    if (cause != 0 && cause != ENOENT)
        return esc_fail_errno(err, ESC_E_SYSTEM, cause, account->login,
                              "cannot look whether '%s' has expired in the"
                              " shadow file",
                              account->login);
    if (expired)
        return esc_fail(err, ESC_E_NOT_PERMITTED, account->login,
                        "cannot serve '%s': the account has expired",
                        account->login);
    return true;
}

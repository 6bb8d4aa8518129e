/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The question and its answer are frames of esc/lookup.h.
 */
#include "lookup.h"
#include "esc/frame.h"
#include "esc/lookup.h"
#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool
find_user(const char *path, struct lookup_ids *ids)
{
    FILE *file = fopen(path, "re");
    const struct passwd *entry;
    bool found = false;

    while (file != NULL && !found && (entry = fgetpwent(file)) != NULL) {
        found = strcmp(entry->pw_name, ESC_RESOLVER_USER) == 0;
        ids->resolver_uid = entry->pw_uid;
        ids->resolver_gid = entry->pw_gid;
    }
    if (file != NULL)
        fclose(file);
    return found;
}

static bool
find_group(const char *path, struct lookup_ids *ids, bool *members_out)
{
    FILE *file = fopen(path, "re");
    const struct group *entry;
    bool found = false;

    while (file != NULL && !found && (entry = fgetgrent(file)) != NULL) {
        found = strcmp(entry->gr_name, ESC_GATE_GROUP) == 0;
        ids->gate_gid = entry->gr_gid;
        *members_out = entry->gr_mem[0] != NULL;
    }
    if (file != NULL)
        fclose(file);
    return found;
}

bool
lookup_ids(const char *passwd, const char *group, struct lookup_ids *ids_out,
           struct esc_error *err)
{
    const char *wrong = NULL;
    bool members = false;

    if (!find_user(passwd, ids_out))
        wrong = "there is no user '" ESC_RESOLVER_USER "'";
    else if (!find_group(group, ids_out, &members))
        wrong = "there is no group '" ESC_GATE_GROUP "'";
    else if (ids_out->resolver_uid == 0 || ids_out->resolver_gid == 0
             || ids_out->gate_gid == 0)
        wrong = "'" ESC_RESOLVER_USER "' or '" ESC_GATE_GROUP "' is root's";
    else if (ids_out->resolver_gid == ids_out->gate_gid)
        wrong = "'" ESC_RESOLVER_USER "' is in the group '" ESC_GATE_GROUP
                "', which must have no members";
    else if (members) {
        esc_fail(err, ESC_E_CONFIG, group,
                 "cannot serve logins: group '" ESC_GATE_GROUP
                 "' has members, who can link what logins hold");
        return esc_fail_hint(err, "remove its members");
    }
    if (wrong == NULL)
        return true;
    esc_fail(err, ESC_E_CONFIG, passwd, "cannot drop rights: %s", wrong);
    return esc_fail_hint(err, "systemd-sysusers makes both from"
                              " esc-session.conf");
}

static bool
take_groups(struct esc_frame_reader *r, struct account *account)
{
    uint64_t count = 0;

    if (!esc_frame_get_u64(r, 5, ACCOUNT_GROUPS_MAX, &count))
        return false;
    account->groups = calloc(count + 1, sizeof(*account->groups));
    if (account->groups == NULL)
        return false;
    for (uint64_t i = 0; i < count; i++)
        if (!esc_frame_get_str(r, 6, account->groups[i], SETTINGS_NAME_MAX))
            return false;
    account->group_count = (size_t)count;
    return esc_frame_end(r);
}

bool
lookup_take(const struct esc_secret *frame, const char *login,
            struct account *account, struct esc_error *err)
{
    struct esc_frame_reader r;
    uint64_t number = 0;

    esc_frame_open(&r, esc_secret_bytes(frame), esc_secret_len(frame));
    if (r.type == ESC_LOOKUP_FAILED && esc_frame_get_u64(&r, 1, 4096, &number)
        && esc_frame_end(&r)) {
        if (number == 0)
            return esc_fail(err, ESC_E_NOT_PERMITTED, login,
                            "cannot serve '%s': there is no such account",
                            login);
        return esc_fail_errno(err, ESC_E_DIRECTORY, (int)number, login,
                              "cannot look up '%s' in the directory", login);
    }
    if (r.type != ESC_LOOKUP_FOUND
        || !esc_frame_get_str(&r, 1, account->login, sizeof(account->login))
        || !esc_frame_get_str(&r, 2, account->shell, sizeof(account->shell))
        || !esc_frame_get_u64(&r, 3, UINT32_MAX, &number)
        || !esc_frame_get_str(&r, 4, account->credential,
                              sizeof(account->credential))
        || !take_groups(&r, account))
        return esc_fail(err, ESC_E_DIRECTORY, login,
                        "cannot look up '%s': malformed answer", login);
    account->uid = (uid_t)number;
    return true;
}

static bool
put_question(struct esc_secret *bytes, const struct esc_ticket *ticket)
{
    struct esc_frame_writer w;

    esc_frame_start(&w, bytes, ESC_LOOKUP_ASK);
    esc_frame_put_str(&w, 1, ticket->login);
    esc_frame_put_str(&w, 2, ticket->credential);
    return esc_frame_finish(&w);
}

bool
lookup_start(const struct child_plan *plan, const struct esc_ticket *ticket,
             struct child *child_out, struct esc_error *err)
{
    ESC_OWN(esc_secret) question = esc_secret_new(ESC_LOOKUP_ASK_MAX);

    if (question == NULL || !put_question(question, ticket))
        return esc_fail(err, ESC_E_SYSTEM, ticket->login,
                        "cannot look up '%s': no memory", ticket->login);
    /* It fits the socket's buffer; who does not read it does not answer. */
    if (!child_start(child_out, plan, err))
        return false;
    (void)!esc_frame_send(child_out->fd, question,
                          esc_frame_now_ms() + LOOKUP_MS, NULL);
    return true;
}

bool
lookup_finish(struct child *child, const char *login,
              struct account *account_out, struct esc_error *err)
{
    ESC_OWN(esc_secret) frame = esc_frame_receive(
        child->fd, ESC_LOOKUP_ANSWER_MAX, esc_frame_now_ms() + LOOKUP_MS, err);

    memset(account_out, 0, sizeof(*account_out));
    if (frame != NULL)
        return lookup_take(frame, login, account_out, err);
    if (err != NULL && err->code == ESC_E_TIMEOUT)
        return esc_fail(err, ESC_E_DIRECTORY, login,
                        "cannot look up '%s': the directory did not answer in"
                        " %d seconds",
                        login, LOOKUP_MS / 1000);
    return esc_fail(err, ESC_E_DIRECTORY, login,
                    "cannot look up '%s': the look-up failed", login);
}

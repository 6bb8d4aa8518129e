/* SPDX-License-Identifier: Apache-2.0 */
/*
 * revoke: root's kill switch.  Keys and tickets of every login end at once;
 * what AWS has issued lives on until a policy denies it, which is printed.
 */
#include "command.h"
#include "esc/file.h"
#include "esc/text.h"
#include "say.h"
#include "usage.h"
#include <errno.h>
#include <pwd.h>
#include <string.h>
#include <unistd.h>

#define NAMES_MAX 256
#define OUTPUT_MAX 262144

static const struct option_row options[] = {
    {OPTION_ALL, 'a', "all", NULL, "end the logins of everybody", NULL},
    OPTION_ROW_QUIET,
    OPTION_ROW_END,
};

static const struct example_row examples[] = {
    {"esc-session revoke dana >deny.json", "a stolen laptop"},
    {"esc-session revoke --all >deny.json", "a stolen host"},
    {NULL, NULL},
};

struct names {
    char at[NAMES_MAX][ESC_CRED_TEXT_MAX];
    size_t count;
    bool more; /* than that */
};

struct ended {
    size_t logins, sets;
    struct names roles, sessions, identities;
};

static void
add_name(struct names *names, const char *name)
{
    for (size_t i = 0; i < names->count; i++)
        if (strcmp(names->at[i], name) == 0)
            return;
    if (name[0] == '\0')
        return;
    if (names->count == NAMES_MAX)
        names->more = true;
    else if (esc_text_copy(names->at[names->count], ESC_CRED_TEXT_MAX, name))
        names->count++;
}

static void
ended(void *context, const struct esc_ticket *ticket)
{
    struct ended *all = context;

    (void)ticket;
    all->logins++;
}

static void
lost(void *context, const struct esc_cred_origin *origin)
{
    struct ended *all = context;

    all->sets++;
    add_name(&all->roles, origin->role);
    add_name(&all->sessions, origin->session_name);
    add_name(&all->identities, origin->identity);
}

/* The members of a StringLike on the role session names. */
static void
add_sessions(struct esc_buf *out, const struct names *sessions)
{
    char pattern[ESC_CRED_TEXT_MAX + 2];

    esc_buf_add_str(out, ",\n        \"StringLike\": {\"aws:userid\": [");
    for (size_t i = 0; i < sessions->count; i++) {
        snprintf(pattern, sizeof(pattern), "*:%s", sessions->at[i]);
        esc_buf_add_str(out, i == 0 ? "" : ", ");
        esc_buf_add_json(out, pattern);
    }
    esc_buf_add_str(out, "]}");
}

static bool
print(const struct cli *cli, const struct names *sessions, const char *when,
      struct esc_error *err)
{
    ESC_BUF_OWN out = ESC_BUF_LIMIT(OUTPUT_MAX);

    esc_buf_printf(&out,
                   "{\n"
                   "  \"Version\": \"2012-10-17\",\n"
                   "  \"Statement\": [\n"
                   "    {\n"
                   "      \"Effect\": \"Deny\",\n"
                   "      \"Action\": \"*\",\n"
                   "      \"Resource\": \"*\",\n"
                   "      \"Condition\": {\n"
                   "        \"DateLessThan\": {\"aws:TokenIssueTime\": "
                   "\"%s\"}",
                   when);
    if (sessions != NULL)
        add_sessions(&out, sessions);
    esc_buf_add_str(&out, "\n      }\n    }\n  ]\n}\n");
    return esc_buf_ok(&out, err)
           && (esc_file_write_all(cli->out, esc_buf_text(&out), out.len)
               || esc_fail_errno(err, ESC_E_SYSTEM, errno, NULL,
                                 "cannot write the statement"));
}

/* What is left to do, on standard error. */
static void
tell(const struct cli *cli, const char *who, const struct ended *all)
{
    say_note(cli, "ended %zu login%s%s%s%s", all->logins,
             all->logins == 1 ? "" : "s", who == NULL ? "" : " of '",
             who == NULL ? "" : who, who == NULL ? "" : "'");
    if (all->logins == 0 && all->sets > 0)
        say_note(cli,
                 "and %zu credential%s of a login that dropped its ticket",
                 all->sets, all->sets == 1 ? "" : "s");
    for (size_t i = 0; i < all->identities.count; i++)
        say_note(cli, "it was known outside as '%s'", all->identities.at[i]);
    for (size_t i = 0; i < all->roles.count; i++)
        say_note(cli, "put this statement into the policies of role '%s'",
                 all->roles.at[i]);
    if (all->roles.more || all->sessions.more || all->identities.more)
        say_note(cli, "and more: only the first %d are told", NAMES_MAX);
    if (who != NULL && all->sessions.count == 0)
        say_note(cli,
                 "no credential of '%s' was held here: no statement is "
                 "printed, because it could not name them and would deny "
                 "everybody's; is the name right?",
                 who);
    else if (all->roles.count == 0)
        say_note(cli, "put this statement into the policies of the roles "
                      "concerned: no credential was held that names one");
    say_note(cli, "a new login gets new credentials: add 'refuse' to the "
                  "settings, or lock the account, to prevent it");
}

/*
 * By name, then by uid: a login whose ticket is gone is known by that alone.
 * In this order, because a directory may take its time or not answer.
 */
static bool
end_all(const struct esc_revoke *revoke, struct esc_error *err)
{
    bool done = esc_keyring_revoke(revoke, err);
    struct esc_revoke by_uid = *revoke;
    const struct passwd *account;
    char digits[16];

    if (revoke->who == NULL || (account = getpwnam(revoke->who)) == NULL)
        return done;
    snprintf(digits, sizeof(digits), "%u", (unsigned int)account->pw_uid);
    by_uid.who = digits;
    return esc_keyring_revoke(&by_uid, done ? err : NULL) && done;
}

static bool
check(const struct arguments *arguments, struct esc_error *err)
{
    bool all = arguments->value[OPTION_ALL] != NULL;

    if (all == (arguments->count > 0)
        || (!all && arguments->operands[0][0] == '\0'))
        return esc_fail(err, ESC_E_USAGE, NULL,
                        "cannot revoke: name a user, or give --all");
    if (geteuid() != 0)
        return esc_fail(err, ESC_E_NOT_PERMITTED, NULL,
                        "cannot end logins: only root can; 'esc-session "
                        "close' ends your own");
    return true;
}

static int
run(struct cli *cli, const struct arguments *arguments)
{
    struct ended *all = calloc(1, sizeof(*all));
    const char *who = arguments->operands[0];
    struct esc_revoke revoke = {
        .who = who, .context = all, .ended = ended, .lost = lost};
    struct esc_error err = {0};
    char when[32];
    bool done;

    if (all == NULL || !check(arguments, &err)) {
        free(all);
        return usage_failure(cli, &cmd_revoke, &err);
    }
    done = end_all(&revoke, &err);
    /* Afterwards: what was issued in between is meant, too. */
    esc_text_format_time(cli->now() + 1, when, sizeof(when));
    tell(cli, who, all);
    if (!done)
        say_error(cli, &err);
    err = (struct esc_error){0};
    if ((who == NULL || all->sessions.count > 0)
        && !print(cli, who == NULL ? NULL : &all->sessions, when, &err)) {
        say_error(cli, &err);
        done = false;
    }
    free(all);
    return done ? 0 : 1;
}

const struct command cmd_revoke = {
    .name = "revoke",
    .usage = "[-q] USER|--all",
    .summary = "end every login's keys and tickets at once (root)",
    .about = "Prints the IAM statement that denies what AWS has issued so "
             "far; what to do with it is told on standard error.",
    .options = options,
    .examples = examples,
    .operands = OPERANDS_USER,
    .run = run,
};

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * credentials: what the AWS SDKs call credential_process.  They repeat our
 * last line of standard error, so a failure is one line; without Expiration
 * they would never ask again, so there always is one.
 */
#include "esc/file.h"
#include "esc/text.h"
#include "obtain.h"
#include "render.h"
#include "say.h"
#include "shell_state.h"
#include <errno.h>
#include <string.h>

#define KEPT_FOR 3600 /* what a set without an end is kept for, by default */

static const struct option_row options[] = {
    OPTION_ROW_ENVIRONMENT,
    OPTION_ROW_MIN_TTL,
    OPTION_ROW_QUIET,
    OPTION_ROW_END,
};

static const struct example_row examples[] = {
    {"credential_process = /usr/bin/esc-session credentials -e acme/aws/prod",
     "in a profile of ~/.aws/config"},
    {NULL, NULL},
};

/*
 * When a set without an end leaves the keyring: its time to renew was made by
 * esc_cred_set_renewal, which is half of a life under an hour and two thirds
 * of a longer one.
 */
static int64_t
kept_until(const struct esc_cred_set *set)
{
    int64_t part = set->renew_after - set->obtained;

    if (set->renew_after == 0 || part <= 0)
        return set->obtained + KEPT_FOR;
    return set->obtained + (part < 1800 ? part * 2 : part + part / 2);
}

/* When to ask again: the end, else when the set leaves the keyring. */
static int64_t
expiration(const struct cli *cli, const struct esc_cred_set *set)
{
    int64_t soon = cli->now() + 60, end;

    if (set->expires != 0)
        return set->expires;
    end = kept_until(set);
    return end < soon ? soon : end;
}

static bool
add_member(struct render *json, const char *member,
           const struct esc_cred_set *set, const char *name,
           struct esc_error *err)
{
    const struct esc_cred *cred = esc_cred_set_find(set, name);

    if (cred == NULL || esc_secret_len(cred->value) == 0)
        return true;
    return render_set(json, member, esc_secret_bytes(cred->value),
                      esc_secret_len(cred->value), err);
}

static bool
add_all(struct render *json, const struct cli *cli,
        const struct esc_cred_set *set, struct esc_error *err)
{
    const char *account = set->origin.account_id;
    char when[32];

    esc_text_format_time(expiration(cli, set), when, sizeof(when));
    return add_member(json, "AccessKeyId", set, "AWS_ACCESS_KEY_ID", err)
           && add_member(json, "SecretAccessKey", set, "AWS_SECRET_ACCESS_KEY",
                         err)
           && add_member(json, "SessionToken", set, "AWS_SESSION_TOKEN", err)
           && render_set(json, "Expiration", when, strlen(when), err)
           && (account[0] == '\0'
               || render_set(json, "AccountId", account, strlen(account),
                             err));
}

static bool
print(const struct cli *cli, const struct wish *wish,
      const struct esc_cred_set *set, struct esc_error *err)
{
    ESC_OWN(esc_secret) out = NULL;
    static const char head[] = "{\n  \"Version\": 1,";
    struct render json = {.format = render_format("json")};
    size_t need = 4096;

    if (!esc_cred_set_has_aws(set)) {
        esc_fail(err, ESC_E_NOT_FOUND, wish->name,
                 "cannot give credentials of environment '%s': it sets no "
                 "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY",
                 wish->name);
        return false;
    }
    for (size_t i = 0; i < set->count; i++)
        need += render_room(0, esc_secret_len(set->items[i].value));
    json.out = out = esc_secret_new(need);
    if (out == NULL || !esc_secret_add(out, head, strlen(head)))
        return esc_fail(err, ESC_E_SYSTEM, wish->name,
                        "cannot give credentials: no memory");
    if (!add_all(&json, cli, set, err))
        return false;
    render_close(&json);
    return esc_file_write_all(cli->out, esc_secret_bytes(out),
                              esc_secret_len(out))
           || esc_fail_errno(err, ESC_E_SYSTEM, errno, NULL,
                             "cannot write the credentials");
}

static int
run(struct cli *cli, const struct arguments *arguments)
{
    ESC_OWN(esc_cred_set) set = NULL;
    char name[ESC_CRED_TEXT_MAX];
    struct esc_error err = {0};
    struct wish wish;

    if (!wish_parse(cli, arguments, name, &wish, &err)
        || (set = obtain(cli, &wish, &err)) == NULL
        || !print(cli, &wish, set, &err)) {
        say_error_line(cli, &err);
        return 1;
    }
    shell_state_warn(cli);
    return 0;
}

const struct command cmd_credentials = {
    .name = "credentials",
    .usage = "[-q] [-e ENV] [--min-ttl DURATION]",
    .summary = "print AWS credentials as an SDK's credential_process",
    .options = options,
    .examples = examples,
    .operands = OPERANDS_NONE,
    .run = run,
};

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * login: the person's own sign-in, for environments that must be opened as
 * themselves.  Only ever started by somebody who typed it.
 */
#include "esc/text.h"
#include "say.h"
#include "sign_in.h"
#include "token.h"
#include "usage.h"
#include <stdlib.h>
#include <string.h>

static const struct option_row options[] = {
    {OPTION_ISSUER, '\0', "issuer", "URL",
     "outside of a login: the OpenID provider", NULL},
    {OPTION_CLIENT_ID, '\0', "client-id", "ID",
     "outside of a login: what the provider knows esc-session as", NULL},
    {OPTION_TOKEN_FILE, '\0', "token-file", "FILE",
     "take the ID token that is in FILE", NULL},
    {OPTION_PULUMI_TOKEN, '\0', "pulumi-token", NULL,
     "take an access token of Pulumi Cloud from standard input", NULL},
    OPTION_ROW_QUIET,
    OPTION_ROW_END,
};

static const struct example_row examples[] = {
    {"esc-session login", "a code and where to approve it"},
    {"esc-session login --pulumi-token", "asks for the token, unseen"},
    {NULL, NULL},
};

static bool
by_pulumi_token(const struct cli *cli, struct sign_in_plan *plan,
                struct esc_identity *identity, struct esc_error *err)
{
    const char *url = cli_getenv(cli, "PULUMI_BACKEND_URL");
    struct esc_error ignored;

    plan->now = cli->now();
    plan->in_session = cli->keyring->get_ticket(&plan->ticket, &ignored);
    identity->kind = ESC_IDENTITY_PULUMI;
    identity->obtained = (uint64_t)plan->now;
    /* A token goes to no other service than the one it was meant for. */
    snprintf(identity->issuer, sizeof(identity->issuer), "%s",
             url == NULL ? "" : url);
    identity->token = token_read_input(cli, err);
    return identity->token != NULL && sign_in_keep(cli, plan, identity, err);
}

static bool
by_file(const struct cli *cli, struct sign_in_plan *plan, const char *path,
        struct esc_identity *identity, struct esc_error *err)
{
    char *absolute;
    bool fits;

    identity->kind = ESC_IDENTITY_FILE;
    identity->token = token_read_file(path, err);
    if (identity->token == NULL)
        return false;
    absolute = realpath(path, NULL);
    fits = absolute != NULL
           && esc_text_copy(identity->path, sizeof(identity->path), absolute);
    free(absolute);
    if (!fits)
        return esc_fail(err, ESC_E_INPUT, path, "the path '%s' is too long",
                        path);
    return sign_in_ask(cli, plan, ESC_SIGN_IN_VERIFY, identity, err);
}

/* What is there may do without a person; any failure of it asks one. */
static bool
by_refresh(const struct cli *cli, struct sign_in_plan *plan,
           struct esc_identity *identity)
{
    struct esc_error ignored;

    if (!sign_in_held(cli, identity, &ignored) || identity->refresh == NULL
        || strcmp(identity->issuer, plan->want.whose.issuer) != 0
        || strcmp(identity->client, plan->want.whose.client) != 0)
        return false;
    return sign_in_ask(cli, plan, ESC_SIGN_IN_REFRESH, identity, &ignored);
}

static bool
sign_in(const struct cli *cli, const struct arguments *arguments,
        struct sign_in_plan *plan, struct esc_identity *identity,
        struct esc_error *err)
{
    const char *path = arguments->value[OPTION_TOKEN_FILE];
    bool done;

    if (!sign_in_plan(cli, arguments->value[OPTION_ISSUER],
                      arguments->value[OPTION_CLIENT_ID], plan, err))
        return false;
    if (path != NULL) {
        done = by_file(cli, plan, path, identity, err);
    } else {
        done = by_refresh(cli, plan, identity);
        if (!done) {
            esc_identity_release(identity);
            *identity = (struct esc_identity){0};
            done = sign_in_ask(cli, plan, ESC_SIGN_IN_DEVICE, identity, err);
        }
    }
    return done && sign_in_keep(cli, plan, identity, err);
}

static int
run(struct cli *cli, const struct arguments *arguments)
{
    ESC_IDENTITY_OWN identity = {0};
    struct sign_in_plan plan = {0};
    struct esc_error err = {0};
    char until[32];

    if (arguments->value[OPTION_PULUMI_TOKEN] != NULL) {
        if (by_pulumi_token(cli, &plan, &identity, &err)) {
            say_note(cli, "the token is kept until this login ends");
            return 0;
        }
    } else if (sign_in(cli, arguments, &plan, &identity, &err)) {
        esc_text_format_time((int64_t)identity.expires, until, sizeof(until));
        say_note(cli, "signed in as '%s' at '%s' until %s%s", identity.person,
                 identity.issuer, until,
                 identity.refresh != NULL ? ", can be refreshed" : "");
        return 0;
    }
    return usage_failure(cli, &cmd_login, &err);
}

const struct command cmd_login = {
    .name = "login",
    .usage = "[-q] [--issuer URL --client-id ID] [--token-file FILE | "
             "--pulumi-token]",
    .summary = "sign in yourself, at the OpenID provider of this host",
    .about = "Shows a code and where to approve it, with the host, the user "
             "and where this login came from: approve no other. What is "
             "obtained is kept with this login and ends with it; who is "
             "signed in must be the person whose login this is.",
    .options = options,
    .examples = examples,
    .operands = OPERANDS_NONE,
    .run = run,
};

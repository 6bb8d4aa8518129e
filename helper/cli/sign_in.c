/* SPDX-License-Identifier: Apache-2.0 */
/*
 * In a login root's settings name the provider and whose sign-in this may be;
 * outside of one the user is on their own and may name any.
 */
#include "sign_in.h"
#include "esc/settings_lines.h"
#include "esc/text.h"
#include <pwd.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

enum { OUTSIDE_TTL = 12 * 3600, TTL_MIN = 1 };

struct reading {
    struct esc_message_sign_in *want;
    char pattern[257];
    bool pulumi, sign_in, aws; /* backend, pulumi-token, aws-token */
};

static bool
take_line(void *context, const struct esc_settings_line *line,
          struct esc_error *err)
{
    struct reading *reading = context;
    struct esc_message_sign_in *want = reading->want;
    const struct {
        const char *name;
        char *out;
        size_t size;
    } rows[] = {
        {"login-issuer", want->whose.issuer, sizeof(want->whose.issuer)},
        {"login-client-id", want->whose.client, sizeof(want->whose.client)},
        {"login-claim", want->whose.claim, sizeof(want->whose.claim)},
        {"login-scope", want->scope, sizeof(want->scope)},
        {"login-map", reading->pattern, sizeof(reading->pattern)},
        {"proxy", want->proxy, sizeof(want->proxy)},
        {"no-proxy", want->no_proxy, sizeof(want->no_proxy)},
        {"ca-path", want->ca_path, sizeof(want->ca_path)},
        {"ca-file", want->ca_file, sizeof(want->ca_file)},
    };

    if (!line->is_rule && strcmp(line->name, "backend") == 0)
        reading->pulumi = strcmp(line->value, "pulumi") == 0;
    if (!line->is_rule && strcmp(line->name, "pulumi-token") == 0)
        reading->sign_in = strcmp(line->value, "sign-in") == 0;
    if (!line->is_rule && strcmp(line->name, "aws-token") == 0)
        reading->aws = strcmp(line->value, "sign-in") == 0;
    for (size_t i = 0; !line->is_rule && i < sizeof(rows) / sizeof(rows[0]);
         i++)
        if (strcmp(line->name, rows[i].name) == 0
            && !esc_text_copy(rows[i].out, rows[i].size, line->value))
            return esc_fail(err, ESC_E_CONFIG, NULL,
                            "the setting '%s' is too long", line->name);
    return true;
}

static bool
by_settings(const struct cli *cli, struct sign_in_plan *plan,
            struct esc_error *err)
{
    struct reading reading = {.want = &plan->want};
    struct esc_settings_visitor visitor = {.context = &reading,
                                           .line = take_line};
    const struct passwd *account = NULL;
    const char *login = plan->ticket.login;

    if (!esc_settings_read(cli->settings, &visitor, err)
        && err->code != ESC_E_NOT_FOUND)
        return esc_fail_while(err, "cannot sign in");
    plan->is_used = reading.pulumi ? reading.sign_in : reading.aws;
    if (!plan->in_session) {
        account = getpwuid(geteuid());
        login = account == NULL ? "" : account->pw_name;
    }
    if (plan->want.whose.issuer[0] == '\0')
        return true;
    if (plan->want.whose.claim[0] == '\0')
        snprintf(plan->want.whose.claim, sizeof(plan->want.whose.claim),
                 "preferred_username");
    return (login[0] != '\0'
            && esc_identity_person(reading.pattern, login,
                                   plan->want.whose.person,
                                   sizeof(plan->want.whose.person)))
           || esc_fail(err, ESC_E_CONFIG, NULL,
                       "cannot sign in: it is not known who you must be");
}

/* The user's own words, without a login. */
static bool
by_options(struct sign_in_plan *plan, const char *issuer, const char *client,
           struct esc_error *err)
{
    struct esc_message_whose *whose = &plan->want.whose;

    if (issuer == NULL && client == NULL)
        return true;
    if (plan->in_session)
        return esc_fail(err, ESC_E_NOT_PERMITTED, NULL,
                        "cannot sign in at '%s': in a login only root's"
                        " settings name the provider",
                        issuer == NULL ? "" : issuer);
    memset(whose, 0, sizeof(*whose));
    plan->want.scope[0] = '\0';
    if (issuer == NULL || client == NULL)
        return esc_fail(err, ESC_E_USAGE, NULL,
                        "--issuer and --client-id are wanted together");
    return (esc_text_copy(whose->issuer, sizeof(whose->issuer), issuer)
            && esc_text_copy(whose->client, sizeof(whose->client), client))
           || esc_fail(err, ESC_E_USAGE, NULL,
                       "the issuer or the client id is too long");
}

bool
sign_in_plan(const struct cli *cli, const char *issuer, const char *client,
             struct sign_in_plan *plan_out, struct esc_error *err)
{
    struct esc_error ignored;

    *plan_out = (struct sign_in_plan){.now = cli->now()};
    plan_out->in_session =
        cli->keyring->get_ticket(&plan_out->ticket, &ignored);
    if (!by_settings(cli, plan_out, err)
        || !by_options(plan_out, issuer, client, err))
        return false;
    if (plan_out->want.scope[0] == '\0')
        snprintf(plan_out->want.scope, sizeof(plan_out->want.scope),
                 "openid profile email offline_access");
    if (plan_out->want.whose.issuer[0] != '\0'
        && plan_out->want.whose.client[0] != '\0')
        return true;
    esc_fail(err, ESC_E_CONFIG, NULL,
             "cannot sign in: no OpenID provider is named");
    return esc_fail_hint(err, plan_out->in_session
                                  ? "root can set login-issuer and"
                                    " login-client-id"
                                  : "--issuer URL --client-id ID");
}

/* With a refresh token, or a file to read again, as long as the login. */
bool
sign_in_keep(const struct cli *cli, const struct sign_in_plan *plan,
             const struct esc_identity *identity, struct esc_error *err)
{
    int64_t ttl =
        plan->in_session ? plan->ticket.ends - plan->now : OUTSIDE_TTL;
    bool lasts =
        identity->refresh != NULL || identity->kind != ESC_IDENTITY_DEVICE;
    ESC_OWN(esc_secret) bytes = esc_identity_encode(identity, err);

    if (!lasts && (int64_t)identity->expires - plan->now < ttl)
        ttl = (int64_t)identity->expires - plan->now;
    if (ttl < TTL_MIN)
        ttl = TTL_MIN;
    return bytes != NULL
           && cli->keyring->put_identity(bytes, (unsigned int)ttl, err);
}

bool
sign_in_held(const struct cli *cli, struct esc_identity *identity_out,
             struct esc_error *err)
{
    ESC_OWN(esc_secret) bytes = cli->keyring->get_identity(err);

    *identity_out = (struct esc_identity){0};
    return bytes != NULL
           && esc_identity_decode(esc_secret_bytes(bytes),
                                  esc_secret_len(bytes), identity_out, err);
}

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The story without a login: look, ask, keep.  A renewal that fails never
 * takes away credentials that still work, and is not tried again for a while.
 */
#include "own.h"
#include "esc/file.h"
#include "esc/text.h"
#include "hint.h"
#include "network.h"
#include "own_account.h"
#include "resolver.h"
#include "say.h"
#include <string.h>
#include <syslog.h>
#include <unistd.h>

#define WAYS                                                                  \
    "PULUMI_ACCESS_TOKEN, 'pulumi login' or 'esc-session login "              \
    "--pulumi-token'"

enum {
    LIMIT_MS = 12000,
    TRANSFER_MS = 10000,
    FRAME_MAX = 32768,
    KEPT_FOR = 3600, /* seconds, of what does not end */
    MARGIN = 5,      /* seconds that a key goes before what it holds */
    AGAIN_AFTER = 60,
    WARNINGS_MAX = 8,
    LIFETIME_MAX = 400 * 86400,
};

struct opening {
    const struct cli *cli;
    const struct wish *wish;
    const struct own_account *account;
    struct resolver *resolver;
    int warnings;
    bool approval;
};

bool
own_applies(const struct esc_error *why)
{
    return why->code == ESC_E_NO_SESSION || why->code == ESC_E_KEYRING;
}

/* ---- asking ---- */

static bool
fill(const struct opening *opening, struct esc_message_open *open,
     struct esc_error *err)
{
    const struct cli *cli = opening->cli;
    const char *login = cli_getenv(cli, "USER");
    const char *lifetime = opening->wish->lifetime;

    *open = (struct esc_message_open){
        .deadline_ms = TRANSFER_MS,
        .values = true,
        .own_token = true,
        .ask_approval = opening->approval,
        .loopback_http = strncmp(opening->account->url, "http://", 7) == 0,
    };
    if (lifetime != NULL
        && !esc_text_duration(lifetime, LIFETIME_MAX, &open->service_lifetime))
        return esc_fail(err, ESC_E_USAGE, lifetime, "not a duration: '%s'",
                        lifetime);
    snprintf(open->login, sizeof(open->login), "%s",
             login == NULL || login[0] == '\0' ? "somebody" : login);
    if (gethostname(open->host_id, sizeof(open->host_id) - 1) != 0)
        snprintf(open->host_id, sizeof(open->host_id), "localhost");
    return network_fill(cli, open, err)
           && ((esc_text_copy(open->environment, sizeof(open->environment),
                              opening->wish->name)
                && esc_text_copy(open->service_url, sizeof(open->service_url),
                                 opening->account->url))
               || esc_fail(err, ESC_E_USAGE, NULL, "a name is too long"));
}

static bool
send_open(const struct opening *opening, struct esc_error *err)
{
    ESC_OWN(esc_secret) frame = esc_secret_new(FRAME_MAX);
    struct esc_message_open open;

    if (!fill(opening, &open, err))
        return false;
    if (frame == NULL || !esc_message_put_open(frame, &open))
        return esc_fail(err, ESC_E_SYSTEM, NULL, "cannot ask the resolver");
    return resolver_send(opening->resolver, frame, err);
}

static bool
give_token(const struct opening *opening, struct esc_error *err)
{
    ESC_OWN(esc_secret) frame = esc_secret_new(FRAME_MAX);
    const struct esc_secret *token = opening->account->token;

    if (frame == NULL
        || !esc_message_put_bytes(
            frame, ESC_MESSAGE_ACCESS, opening->account->whose,
            esc_secret_bytes(token), esc_secret_len(token)))
        return esc_fail(err, ESC_E_SYSTEM, NULL, "no memory");
    return resolver_send(opening->resolver, frame, err);
}

/* What goes into the journal in a login: here the user is who reads it. */
static bool
pass_on(struct opening *opening, const struct esc_secret *frame,
        struct esc_error *err)
{
    char line[1024];
    int priority;

    if (!esc_message_get_log(frame, &priority, line, sizeof(line), err))
        return false;
    /* What is not exported concerns nobody who asked for the values. */
    if (priority <= LOG_WARNING && !opening->wish->tree
        && opening->warnings++ < WARNINGS_MAX)
        say_warning(opening->cli, NULL, "%s", line);
    return true;
}

/* As the original shows what is wrong with a definition. */
static bool
show(const struct opening *opening, const struct esc_secret *frame,
     struct esc_error *err)
{
    struct esc_message_diagnostic one;
    ESC_BUF_OWN line = ESC_BUF_LIMIT(4096);
    char name[ESC_ERROR_WHERE_MAX], text[ESC_ERROR_TEXT_MAX];

    if (!esc_message_get_diagnostic(frame, &one, err))
        return false;
    esc_text_safe(one.environment, strlen(one.environment), name,
                  sizeof(name));
    esc_text_safe(one.text, strlen(one.text), text, sizeof(text));
    if (one.line > 0)
        esc_buf_printf(&line, "%s:%llu:%llu: %s\n", name,
                       (unsigned long long)one.line,
                       (unsigned long long)one.column, text);
    else
        esc_buf_printf(&line, "%s: %s\n", name, text);
    (void)esc_file_write_all(opening->cli->err, esc_buf_text(&line), line.len);
    return true;
}

static struct esc_cred_set *
admit(const struct opening *opening, const struct esc_secret *frame,
      struct esc_error *err)
{
    struct esc_message_content content;
    ESC_OWN(esc_cred_set) set = NULL;

    if (!esc_message_get_bytes(frame, &content, err))
        return NULL;
    set = esc_cred_set_decode(content.bytes, content.len, err);
    if (set == NULL)
        return NULL;
    /* Only root admits names that change what programs load. */
    for (size_t i = 0; i < set->count; i++)
        set->items[i].allowed = false;
    snprintf(set->origin.identity, sizeof(set->origin.identity), "%s",
             opening->account->whose);
    set->obtained = opening->cli->now();
    if (set->expires != 0 && set->expires <= set->obtained + MARGIN) {
        esc_fail(err, ESC_E_PROVIDER, opening->wish->name,
                 "its credentials have expired");
        esc_fail_hint(err, "is the clock of this machine right?");
        return NULL;
    }
    set->renew_after =
        esc_cred_set_renewal(set->obtained, own_kept_until(set));
    return esc_cred_set_take(&set);
}

/* A question or a record; false with ERR when the exchange is over. */
static bool
answer(struct opening *opening, const struct esc_secret *frame,
       struct esc_error *err)
{
    struct esc_error failure;

    switch (esc_message_type(frame)) {
    case ESC_MESSAGE_WANT_ACCESS:
        return give_token(opening, err);
    case ESC_MESSAGE_LOG:
        return pass_on(opening, frame, err);
    case ESC_MESSAGE_DIAGNOSTIC:
        return show(opening, frame, err);
    case ESC_MESSAGE_FAILURE:
        if (esc_message_get_failure(frame, &failure, err))
            *err = failure;
        return false;
    default:
        return esc_fail(err, ESC_E_BUG, NULL,
                        "the resolver asked for what only a login has");
    }
}

static struct esc_cred_set *
serve(struct opening *opening, struct esc_error *err)
{
    for (;;) {
        ESC_OWN(esc_secret) frame = resolver_receive(opening->resolver, err);

        if (frame == NULL)
            return NULL;
        if (esc_message_type(frame) == ESC_MESSAGE_RESULT)
            return admit(opening, frame, err);
        if (!answer(opening, frame, err))
            return NULL;
    }
}

/* ---- keeping ---- */

int64_t
own_kept_until(const struct esc_cred_set *set)
{
    return set->expires != 0 ? set->expires - MARGIN
                             : set->obtained + KEPT_FOR;
}

/* Without a keyring, or room in it, the next command asks again.  What is too
 * much for it may fit without the tree, which only `open` wants. */
static void
keep(const struct cli *cli, const char *name, struct esc_cred_set *set)
{
    int64_t ttl = own_kept_until(set) - cli->now();
    struct esc_keyring_own own = {name, own_account_mark(cli),
                                  ttl < 1 ? 1U : (unsigned int)ttl};
    struct esc_secret *tree = set->tree;
    struct esc_error ignored;
    bool kept = false;

    for (int whole = 1; whole >= 0 && !kept; whole--) {
        ESC_OWN(esc_secret) bytes = esc_secret_new(ESC_CRED_BYTES_MAX);

        set->tree = whole == 1 ? tree : NULL;
        kept = bytes != NULL && esc_cred_set_encode(set, bytes, &ignored)
               && cli->keyring->put_own(&own, bytes, &ignored);
    }
    set->tree = tree;
    if (!kept)
        (void)cli->keyring->drop_own(name);
}

/* ---- the story ---- */

static struct esc_cred_set *
open_now(const struct cli *cli, const struct wish *wish, bool approval,
         struct esc_error *err)
{
    OWN_ACCOUNT_OWN account = {.token = NULL};
    RESOLVER_OWN resolver = RESOLVER_NONE;
    struct opening opening = {.cli = cli,
                              .wish = wish,
                              .account = &account,
                              .resolver = &resolver,
                              .approval = approval};
    struct esc_cred_set *set = NULL;

    if (!own_account_find(cli, &account, err))
        return NULL;
    if (resolver_start(cli, LIMIT_MS, &resolver, err)
        && send_open(&opening, err))
        set = serve(&opening, err);
    if (set != NULL) {
        keep(cli, wish->name, set);
        return set;
    }
    if (err->code == ESC_E_NETWORK && err->hint[0] == '\0')
        esc_fail_hint(err, "is the network there, and does HTTPS_PROXY name "
                           "the proxy, if one is needed?");
    return NULL;
}

/* Whether NAME names an environment to the service. */
static bool
check_name(const char *name, struct esc_error *err)
{
    if (strchr(name, '/') != NULL)
        return true;
    esc_fail(err, ESC_E_USAGE, name,
             "without a login nothing says which '%s' that is", name);
    return esc_fail_hint(err, "name it in full, ORG/PROJECT/ENV: by -e, "
                              "ESC_ENVIRONMENT or "
                              "~/.config/esc-session/environment");
}

/* WHY there is no login, and no token that could do instead. */
static bool
check_token(const struct cli *cli, const struct esc_error *why,
            struct esc_error *err)
{
    char whose[OWN_WHOSE_MAX];
    struct esc_error cause = *why;

    if (own_account_guess(cli, whose))
        return true;
    esc_fail(err, cause.code, cause.where,
             "%s, and there is no Pulumi access token of yours", cause.text);
    /* A full quota of keys has a better remedy, root by sudo too. */
    if (hint_is_sudo(cli)
        || (cause.code == ESC_E_KEYRING && !hint_is_general(&cause)))
        return esc_fail_hint(err, "%s", cause.hint);
    if (cause.code == ESC_E_KEYRING)
        return esc_fail_hint(err,
                             "bring a token: " WAYS "; containers and system "
                             "call filters often forbid the keyrings that a "
                             "login needs");
    return esc_fail_hint(err, "log in by SSH where pam_esc is, or bring a "
                              "token: " WAYS);
}

static int64_t
left(const struct cli *cli, const struct esc_cred_set *set)
{
    return own_kept_until(set) - cli->now();
}

static bool
serves(const struct cli *cli, const struct wish *wish,
       const struct esc_cred_set *set)
{
    return left(cli, set) > 0
           && (set->expires == 0 || left(cli, set) >= wish->min_ttl)
           && (!wish->tree || set->tree != NULL);
}

/* KEPT does, though it should have been renewed: WHY says why it was not. */
static struct esc_cred_set *
make_do(const struct cli *cli, const struct wish *wish,
        struct esc_cred_set *kept, const struct esc_error *why)
{
    char rest[32];

    esc_text_format_duration((uint64_t)left(cli, kept), rest, sizeof(rest));
    say_warning(cli, why->hint[0] == '\0' ? NULL : why->hint,
                "cannot renew environment '%s', its credentials end in %s: %s",
                wish->name, rest, why->text);
    kept->renew_after = cli->now() + AGAIN_AFTER;
    keep(cli, wish->name, kept);
    return kept;
}

struct esc_cred_set *
own_obtain(const struct cli *cli, const struct wish *wish,
           struct esc_error *err)
{
    struct esc_error why = *err, ignored;
    ESC_OWN(esc_cred_set) kept = NULL;
    ESC_OWN(esc_cred_set) set = NULL;

    if (!check_token(cli, &why, err) || !check_name(wish->name, err)) {
        esc_fail_while(err, "cannot open environment '%s'", wish->name);
        return NULL;
    }
    kept = cli->keyring->get_own(wish->name, own_account_mark(cli), &ignored);
    if (kept != NULL && !serves(cli, wish, kept)) {
        esc_cred_set_free(kept);
        kept = NULL;
    }
    if (kept != NULL
        && (kept->renew_after == 0 || kept->renew_after > cli->now()))
        return esc_cred_set_take(&kept);
    set = open_now(cli, wish, false, err);
    if (set == NULL && kept != NULL)
        return make_do(cli, wish, esc_cred_set_take(&kept), err);
    if (set != NULL && !obtain_check_min_ttl(cli, set, wish, err))
        return NULL;
    if (set == NULL)
        esc_fail_while(err, "cannot open environment '%s' with your own token",
                       wish->name);
    return esc_cred_set_take(&set);
}

bool
own_renew(const struct cli *cli, const char *name, bool approval,
          struct esc_error *err)
{
    struct wish wish = {.name = name};
    struct esc_error why = *err;
    ESC_OWN(esc_cred_set) set = NULL;

    if (check_token(cli, &why, err) && check_name(name, err))
        set = open_now(cli, &wish, approval, err);
    return set != NULL;
}

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Validate, queue, decide, ask, admit, keep, answer.  No work is done for
 * anybody who shows no ticket, and no secret is read for anybody whom policy
 * denies.
 */
#include "open.h"
#include "admit.h"
#include "audit.h"
#include "esc/frame.h"
#include "esc/message.h"
#include "exchange.h"
#include "held.h"
#include "lookup.h"
#include "service.h"
#include "slots.h"
#include <errno.h>
#include <grp.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* Deadlines nest, all from the ring: whoever waits for an answer leaves the
 * one who knows the reason time to tell it. */
#define QUEUE_MS 4000    /* for a slot */
#define TRANSFER_MS 9000 /* the resolver's transfers */
#define WORKER_MS 9600   /* the resolver; then it is admitted and stored */
#define ERROR_SECONDS 30 /* that a failure can be read */

/* Rings made at a login, by uid: whoever connects every second gets one. */
static const struct slots_rate background = {"background", 1, 30};
/* All rings of one ticket: a loop that takes its doorbell away and rings. */
static const struct slots_rate repeats = {"repeats", 60, 60};
/* Lines about rings without a ticket, by uid: anybody can make those. */
static const struct slots_rate refusals = {"refusals", 1, 60};

struct opening {
    const struct esc_request *request;
    int folder; /* of the run-time state; -1 while not open */
    int shadow; /* identity_shadow's */
    int slot;
    int64_t started_ms;
    struct lookup_ids ids; /* gate_gid is 0 while not known */
    struct settings settings;
    struct account account;
    struct policy_grant grant;
    struct identity identity;
    struct exchange exchange;
};

static bool
take_ids(struct opening *o, struct esc_error *err)
{
    if (!lookup_ids("/etc/passwd", "/etc/group", &o->ids, err)) {
        o->ids.gate_gid = 0;
        return false;
    }
    /* The group gives keys to the gate without CAP_SYS_ADMIN. */
    if (setgroups(1, &o->ids.gate_gid) != 0)
        return esc_fail_errno(err, ESC_E_SYSTEM, errno, NULL,
                              "cannot take on the group of the gates");
    return true;
}

/* A child with the resolver's rights. */
static struct child_plan
plan_for(const struct opening *o, const char *name, const char *program)
{
    return (struct child_plan){.name = name,
                               .uid = o->ids.resolver_uid,
                               .gid = o->ids.resolver_gid,
                               .run = worker_run,
                               .context = program};
}

/* Everything that is decided before the resolver starts.  The settings are
 * read while the directory is asked. */
static bool
decide(struct opening *o, struct esc_error *err)
{
    const struct esc_ticket *ticket = &o->request->ticket;
    CHILD_OWN child = CHILD_NONE;
    struct child_plan plan;

    if (!take_ids(o, err))
        return false;
    plan = plan_for(o, "the look-up of names", LOOKUP_PROGRAM);
    o->slot =
        slots_take(o->folder, o->request->uid, o->started_ms + QUEUE_MS, err);
    if (o->slot < 0 || !lookup_start(&plan, ticket, &child, err)
        || !settings_load(SETTINGS_FILE, &o->settings, err)
        || !lookup_finish(&child, ticket->login, &o->account, err))
        return false;
    if (o->account.uid != o->request->uid)
        return esc_fail(err, ESC_E_NOT_PERMITTED, ticket->login,
                        "cannot serve '%s': the account has another uid than"
                        " at login",
                        ticket->login);
    return identity_check(&o->account, o->shadow, time(NULL), err)
           && policy_grant(&o->settings, &o->account, o->request->name,
                           &o->grant, err)
           && identity_make(&o->settings, ticket->login, &o->identity, err)
           && service_identity(&o->settings, ticket->login, &o->identity, err);
}

/* The signing key, while the resolver starts; NULL with the reason.  Where AWS
 * sees the person the host has none, so that its word never stands in. */
static struct esc_jwk *
load_key(const struct opening *o, struct esc_error *why)
{
    if (o->settings.signing_key[0] != '\0' && !o->settings.aws_sign_in)
        return esc_jwk_load(o->settings.signing_key, why);
    esc_fail(why, ESC_E_CONFIG, SETTINGS_FILE,
             "cannot make an ID token: the host has no signing key");
    esc_fail_hint(why, "root can set issuer and signing-key");
    return NULL;
}

/* Start the resolver and send it its request. */
static bool
start(struct opening *o, struct child *worker, struct esc_error *err)
{
    struct child_plan plan = plan_for(o, "the resolver", WORKER_PROGRAM);
    ESC_OWN(esc_secret) request = esc_secret_new(16384);
    int64_t left;

    worker->deadline_ms = o->started_ms + WORKER_MS;
    left = o->started_ms + TRANSFER_MS - esc_frame_now_ms();
    if (left <= 0)
        return esc_fail(err, ESC_E_BUSY, NULL,
                        "no time is left: too many openings are running");
    if (request == NULL)
        return esc_fail(err, ESC_E_SYSTEM, NULL,
                        "cannot ask the resolver: no memory");
    return exchange_open(&o->exchange, (uint64_t)left, request, err)
           && child_start(worker, &plan, err)
           && worker_send(worker, request, err);
}

/* Converse with the resolver; its result frame.  The key is read while the
 * resolver is being loaded, which takes longer. */
static struct esc_secret *
ask(struct opening *o, struct esc_error *err)
{
    CHILD_OWN worker = CHILD_NONE;
    ESC_OWN(esc_jwk) key = NULL;
    struct esc_secret *result;
    struct esc_error why = {0};

    o->exchange =
        (struct exchange){.settings = &o->settings,
                          .account = &o->account,
                          .grant = &o->grant,
                          .identity = &o->identity,
                          .request = o->request,
                          .ask_approval = o->request->why == ESC_RING_APPROVAL,
                          .now = time(NULL)};
    if (!start(o, &worker, err))
        return NULL;
    key = load_key(o, &why);
    o->exchange.key = key;
    o->exchange.key_failure = &why;
    result = exchange_serve(&o->exchange, &worker, err);
    /* What is borrowed from here ends here. */
    o->exchange.key = NULL;
    o->exchange.key_failure = NULL;
    return result;
}

static bool
obtain(struct opening *o, struct admitted *admitted_out, struct esc_error *err)
{
    ESC_OWN(esc_secret) result = ask(o, err);
    struct esc_message_content content;
    struct esc_str reply;
    bool evaluated = o->exchange.revision[0] != '\0';
    bool service = o->settings.pulumi, own = o->exchange.signed_in;
    struct admit_terms terms = {
        .environment = o->grant.environment,
        .revision = evaluated ? o->exchange.revision : o->grant.version,
        .backend = !service    ? own ? "local (own sign-in)" : "local"
                   : evaluated ? "local (fallback)"
                   : own       ? "pulumi (own sign-in)"
                               : "pulumi",
        .identity = service && !evaluated         ? o->identity.scope
                    : o->exchange.token_count > 0 ? o->identity.sub
                    : own                         ? NULL
                                                  : "",
        .session_name =
            o->settings.session_name_login ? o->identity.session_name : "",
        .login = o->request->ticket.session,
        .now = time(NULL),
        .ticket_ends = o->request->ticket.ends,
        .cache_for = o->settings.cache_for,
        .max_payload = o->settings.max_payload,
        .allow_variables = &o->settings.allow_variables,
    };

    if (result == NULL || !esc_message_get_bytes(result, &content, err))
        return false;
    terms.max_duration = o->grant.rule->max_duration;
    terms.values = o->grant.rule->values;
    reply.data = (const char *)content.bytes;
    reply.len = content.len;
    return admit(&terms, &reply, admitted_out, err);
}

static bool
keep(struct opening *o, const struct esc_secret *bytes, unsigned int ttl,
     struct esc_error *err)
{
    struct esc_keyring_put put = {
        .name = o->request->name, .group = o->ids.gate_gid, .ttl = ttl};
    struct held_wish wish = {.request = o->request,
                             .bytes = esc_secret_len(bytes),
                             .max = o->settings.max_total,
                             .alive = esc_request_stored};
    HELD_OWN held = {.fd = -1};
    struct esc_stored stored;

    if (!held_open(o->folder, &wish, &held, err)
        || !esc_request_store(o->request, &put, bytes, &stored, err))
        return false;
    held_add(&held, &stored);
    return true;
}

static bool
open_environment(struct opening *o, struct esc_error *err)
{
    struct admitted admitted;
    bool kept;

    if (!decide(o, err) || !obtain(o, &admitted, err))
        return false;
    kept = keep(o, admitted.bytes, admitted.ttl, err);
    esc_secret_free(admitted.bytes);
    if (kept)
        audit_opened(o->request, &admitted.head, o->account.credential,
                     o->exchange.jti);
    return kept;
}

/* How long a failure is remembered by the kernel: until the next attempt. */
static unsigned int
seconds_of(enum esc_code code)
{
    if (code == ESC_E_TIMEOUT || code == ESC_E_DIRECTORY)
        return 5;
    /* A busy host's client waits a second for its next turn. */
    return code == ESC_E_BUSY ? 1 : code == ESC_E_NOT_PERMITTED ? 2 : 3;
}

static int
reject(int32_t key, enum esc_code code)
{
    return esc_request_reject(key, seconds_of(code), code) ? 0 : 1;
}

static int
fail(struct opening *o, const struct esc_error *failure)
{
    struct esc_keyring_put put = {.name = o->request->name,
                                  .group = o->ids.gate_gid,
                                  .ttl = ERROR_SECONDS};
    /* In the account, but never too much: max-total may not be known. */
    struct held_wish wish = {
        .request = o->request, .max = UINT64_MAX, .alive = esc_request_stored};
    HELD_OWN held = {.fd = -1};
    struct esc_stored stored;

    audit_failed(o->request, failure);
    /* Of a login that is over nobody waits for the answer. */
    if (failure->code == ESC_E_SESSION_ENDED) {
        (void)reject(o->request->key, failure->code);
        return 0;
    }
    if (o->ids.gate_gid != 0 && held_open(o->folder, &wish, &held, NULL)
        && esc_request_store_error(o->request, &put, failure, &stored))
        held_add(&held, &stored);
    return reject(o->request->key, failure->code);
}

static int
serve(const struct esc_request *request, int folder, int shadow)
{
    struct opening *o = calloc(1, sizeof(*o));
    struct esc_error err = {0};
    int status;

    if (o == NULL)
        return 1;
    o->request = request;
    o->folder = folder;
    o->shadow = shadow;
    o->slot = -1;
    o->started_ms = esc_frame_now_ms();
    if (!open_environment(o, &err))
        status = fail(o, &err);
    else
        status = esc_request_answer(request->key, &err) ? 0 : 1;
    account_release(&o->account);
    settings_release(&o->settings);
    free(o);
    return status;
}

/* A ticket's place among a million: the first digits of its random id. */
static uint64_t
place_of(const char *session)
{
    char digits[6];

    snprintf(digits, sizeof(digits), "%.5s", session);
    return strtoul(digits, NULL, 16);
}

int
open_serve(int32_t key, uint32_t uid, int shadow)
{
    struct esc_error err = {0};
    ESC_CLOSE int folder = slots_folder(ESC_RUNDIR, &err);
    struct esc_request request;

    if (folder < 0) {
        audit_refused(uid, &err);
        return reject(key, err.code);
    }
    if (!esc_request_open(key, uid, time(NULL), &request, &err)) {
        if (slots_due(folder, &refusals, uid))
            audit_refused(uid, &err);
        return reject(key, err.code);
    }
    /* Over at once: the first real use must find no closed door. */
    if (request.why == ESC_RING_BACKGROUND
        && !slots_due(folder, &background, uid))
        return esc_request_reject(key, 0, ESC_E_BUSY) ? 0 : 1;
    if (!slots_due(folder, &repeats, place_of(request.ticket.session)))
        return esc_request_reject(key, 5, ESC_E_BUSY) ? 0 : 1;
    return serve(&request, folder, shadow);
}

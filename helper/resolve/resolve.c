/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The story: fetch the definition, evaluate it in rounds until every provider
 * has answered, project the variables, encode.  Or have a service do it; and
 * when that is not there and root allows it, all the same do it here.
 */
#include "resolve.h"
#include "project.h"
#include "service.h"
#include "world.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
    EVALUATION_MEMORY = 256 * 1024 * 1024,
    GRACE_MS = 250 /* transfers time out by themselves, in better words */
};

/* The first error of LIST; NULL when there is none. */
static const struct esc_diagnostic *
first_error(const struct esc_diagnostics *list)
{
    const struct esc_diagnostic *one = list->first;

    while (one != NULL && one->severity != ESC_SEVERITY_ERROR)
        one = one->next;
    return one;
}

/* What is known of the failure that became ONE's text: its code and hint. */
static const struct esc_error *
cause_of(const struct world *world, const struct esc_diagnostic *one)
{
    for (const struct world_call *call = world->calls; call != NULL;
         call = call->next)
        if (call->status == ESC_OPEN_FAILED && call->failure.code != ESC_OK
            && esc_str_equal(one->summary, call->call.message))
            return &call->failure;
    if (world->refusal.code != ESC_OK
        && one->summary.len >= strlen(world->refusal.text)
        && memcmp(one->summary.data + one->summary.len
                      - strlen(world->refusal.text),
                  world->refusal.text, strlen(world->refusal.text))
               == 0)
        return &world->refusal;
    return NULL;
}

static void
say_place(const struct esc_diagnostic *one, char *out, size_t size)
{
    const struct esc_place *place = &one->place;
    const struct esc_pos *at =
        place->has_range ? &place->range.begin : &place->near;

    snprintf(out, size, "%.*s", (int)place->filename.len,
             place->filename.len > 0 ? place->filename.data : "");
    if (at->line > 0)
        snprintf(out, size, "%.*s:%u:%u", (int)place->filename.len,
                 place->filename.len > 0 ? place->filename.data : "", at->line,
                 at->column);
}

static bool
fail_by(const struct world *world, const struct esc_environment *environment,
        const struct esc_diagnostics *list, struct esc_error *err)
{
    const struct esc_diagnostic *one = first_error(list);
    const struct esc_error *cause = cause_of(world, one);
    char where[ESC_ERROR_WHERE_MAX], more[64] = "", text[560];
    struct esc_str said =
        esc_environment_say(environment, one, text, sizeof(text));

    say_place(one, where, sizeof(where));
    if (list->errors > 1)
        snprintf(more, sizeof(more), " (and %zu more %s)", list->errors - 1,
                 list->errors == 2 ? "error" : "errors");
    esc_fail(err, cause != NULL ? cause->code : ESC_E_DEFINITION, where,
             "%.*s%s", (int)said.len, said.data, more);
    if (cause != NULL && cause->hint[0] != '\0')
        esc_fail_hint(err, "%s", cause->hint);
    return false;
}

/*
 * The region for STS when root names none: what the definition exports as
 * AWS_REGION or AWS_DEFAULT_REGION, if that is known without opening anything.
 */
static bool
find_region(struct world *world, struct esc_environment *environment,
            struct esc_error *err)
{
    const struct esc_environment_variable *variables;
    size_t count;

    if (world->open->region[0] != '\0' || world->open->sts_endpoint[0] != '\0')
        return true;
    if (!esc_environment_evaluate(environment, ESC_PHASE_CHECK, err))
        return false;
    variables = esc_environment_variables(environment, &count);
    for (size_t i = 0; i < count; i++) {
        const struct esc_environment_variable *v = &variables[i];
        bool wins = esc_str_equal(v->name, ESC_STR("AWS_REGION"));

        if (v->is_unknown || v->is_file || v->text.len == 0
            || v->text.len >= sizeof(world->region)
            || (!wins
                && !esc_str_equal(v->name, ESC_STR("AWS_DEFAULT_REGION"))))
            continue;
        memcpy(world->region, v->text.data, v->text.len);
        world->region[v->text.len] = '\0';
        world->settings.region = world->region;
        world->settings.region_from = "the definition";
        if (wins)
            break;
    }
    return true;
}

/* Rounds, until nothing is pending. */
static bool
evaluate(struct world *world, struct esc_environment *environment,
         struct esc_error *err)
{
    int64_t end = world->settings.deadline_ms + GRACE_MS;

    for (;;) {
        world->wake_ms = end;
        if (!esc_environment_evaluate(environment, ESC_PHASE_OPEN, err))
            return false;
        if (esc_environment_pending(environment) == 0)
            return true;
        if (esc_frame_now_ms() >= end)
            return esc_fail(err, ESC_E_TIMEOUT, world->open->environment,
                            "no time left while waiting for providers");
        if (!esc_http_wait(world->http, world->wake_ms, err))
            return false;
    }
}

static struct esc_secret *
open_environment(struct world *world, struct esc_environment *environment,
                 struct esc_error *err)
{
    int64_t obtained = (int64_t)time(NULL);
    ESC_OWN(esc_cred_set) set = NULL;
    const struct esc_diagnostics *said =
        esc_environment_load_diagnostics(environment);
    const struct esc_environment_variable *variables;
    size_t count;

    if (said->errors > 0) {
        fail_by(world, environment, said, err);
        return NULL;
    }
    if (!find_region(world, environment, err)
        || !evaluate(world, environment, err))
        return NULL;
    said = esc_environment_diagnostics(environment);
    if (said->errors > 0) {
        fail_by(world, environment, said, err);
        return NULL;
    }
    variables = esc_environment_variables(environment, &count);
    set = project_variables(world, variables, count, err);
    if (set == NULL)
        return NULL;
    project_origin(world, set, obtained);
    project_tree(world, set, esc_environment_value(environment));
    snprintf(set->origin.revision, sizeof(set->origin.revision), "%s",
             world->revision);
    return project_encode(world, set, err);
}

static struct esc_secret *
resolve_in(struct world *world, struct esc_error *err)
{
    struct esc_limits limits = ESC_LIMITS_DEFAULT;
    struct esc_environment_deps deps = {
        .context = world,
        .load = world_load,
        .decrypt = world_decrypt,
        .find_provider = world_find_provider,
        .open = world_open,
        .find_rotator = world_find_rotator,
        .open_rotator = world_open_rotator,
    };
    struct esc_environment_request request = {
        .name = esc_str_from(world->open->environment),
        .context = world_context(world),
        .limits = &limits,
    };
    struct esc_environment *environment = NULL;
    struct esc_secret *encoded = NULL;

    limits.memory = EVALUATION_MEMORY;
    if (!world_fetch(world, world->open->environment, world->arena,
                     &request.definition, err)
        || !esc_environment_new(&request, &deps, &environment, err))
        return NULL;
    encoded = open_environment(world, environment, err);
    esc_environment_free(environment);
    return encoded;
}

struct esc_secret *
resolve(const struct esc_message_open *open, struct source *source,
        struct esc_error *err)
{
    struct world world = {0};
    struct esc_secret *encoded = NULL;
    bool here = true;

    if (!world_init(&world, open, source, err)) {
        world_release(&world);
        return NULL;
    }
    if (open->service_url[0] != '\0') {
        encoded = service_resolve(&world, &here, err);
        here = encoded == NULL && here;
    }
    if (here)
        encoded = resolve_in(&world, err);
    world_release(&world);
    return encoded;
}

void
resolve_ports(const struct esc_message_open *open, uint16_t *ports_out,
              size_t count)
{
    const char *servers[] = {open->sts_endpoint, open->service_url,
                             open->whose.issuer};
    size_t used = 0;

    memset(ports_out, 0, count * sizeof(*ports_out));
    if (open->check)
        return; /* nothing is opened */
    for (size_t i = 0; i < 3 && used < count; i++) {
        uint16_t port = 443;

        if (servers[i][0] == '\0' && i > 0)
            continue;
        if (servers[i][0] != '\0'
            && !esc_http_check_url(servers[i], open->loopback_http, NULL,
                                   &port, NULL))
            port = 0; /* refused with words when it is used */
        ports_out[used++] = port;
    }
    /* Where the issuer's own document may lead. */
    if (open->whose.issuer[0] != '\0' && used < count)
        ports_out[used++] = 443;
    if (open->proxy[0] != '\0' && used < count)
        ports_out[used] = esc_http_proxy_port(open->proxy);
}

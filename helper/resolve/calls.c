/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The calls of fn::open over all rounds of one evaluation: the first mention
 * of an id starts it, the later ones ask how it goes, and an answer once given
 * is given again.
 */
#include "esc/registry.h"
#include "esc/text.h"
#include "world.h"
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

static int64_t
clock_now(void *context)
{
    (void)context;
    return (int64_t)time(NULL);
}

static int64_t
clock_now_ms(void *context)
{
    (void)context;
    return esc_frame_now_ms();
}

static uint32_t
chance(void *context)
{
    uint32_t number = 0;

    (void)context;
    if (getrandom(&number, sizeof(number), 0) != sizeof(number))
        return 0;
    return number;
}

static void
wake_at(void *context, int64_t ms)
{
    struct world *world = context;

    if (ms < world->wake_ms)
        world->wake_ms = ms;
}

static void
record(void *context, int priority, const struct esc_log *log)
{
    struct world *world = context;

    source_log(world->source, priority, log);
}

/* Not the original's words: it knows others than this version. */
static struct esc_str
say_unknown(struct esc_str name, bool rotator, struct esc_arena *arena)
{
    const char *kind = rotator ? "rotator" : "provider";
    char names[256], safe[128];
    struct esc_str message;

    esc_registry_names(rotator, names, sizeof(names));
    esc_text_safe(name.len > 0 ? name.data : "", name.len, safe, sizeof(safe));
    message = esc_arena_printf(
        arena, "unknown %s \"%s\": this version knows %s", kind, safe, names);
    return message.data == NULL ? ESC_STR("out of memory") : message;
}

bool
world_find_provider(void *context, struct esc_str name,
                    struct esc_arena *arena,
                    struct esc_provider_schemas *schemas_out,
                    struct esc_str *message_out)
{
    const struct esc_provider *provider = esc_provider_find(name);

    (void)context;
    if (provider == NULL) {
        *message_out = say_unknown(name, false, arena);
        return false;
    }
    schemas_out->inputs = esc_str_from(provider->inputs);
    schemas_out->outputs = esc_str_from(provider->outputs);
    schemas_out->state = (struct esc_str){NULL, 0};
    return true;
}

bool
world_find_rotator(void *context, struct esc_str name, struct esc_arena *arena,
                   struct esc_provider_schemas *schemas_out,
                   struct esc_str *message_out)
{
    const struct esc_rotator *rotator = esc_rotator_find(name);

    (void)context;
    if (rotator == NULL) {
        *message_out = say_unknown(name, true, arena);
        return false;
    }
    schemas_out->inputs = esc_str_from(rotator->inputs);
    schemas_out->outputs = ESC_STR("true");
    schemas_out->state = ESC_STR("{\"type\":\"object\","
                                 "\"additionalProperties\":true}");
    return true;
}

enum esc_open_status
world_open_rotator(void *context, const struct esc_open_call *call,
                   struct esc_arena *arena, struct esc_open_result *result_out)
{
    (void)context;
    result_out->outputs =
        call->state != NULL ? call->state : esc_value_object(arena, NULL, 0);
    return ESC_OPEN_READY;
}

static struct world_call *
find_call(struct world *world, struct esc_str id)
{
    struct world_call *call = world->calls;

    while (call != NULL && !esc_str_equal(call->id, id))
        call = call->next;
    return call;
}

static struct world_call *
add_call(struct world *world, const struct esc_open_call *wanted)
{
    const struct esc_value *id, *environment;
    struct world_call *call = calloc(1, sizeof(*call));

    id = esc_value_string(world->arena, wanted->id);
    environment = esc_value_string(world->arena, wanted->environment);
    if (call == NULL || id == NULL || environment == NULL) {
        free(call);
        return NULL;
    }
    call->provider = esc_provider_find(wanted->provider);
    call->id = esc_value_text(id);
    call->status = ESC_OPEN_PENDING;
    call->deps = (struct esc_deps){
        .context = world,
        .now = clock_now,
        .now_ms = clock_now_ms,
        .random = chance,
        .http = &esc_http_ops_curl,
        .http_context = world->http,
        .token = world_get_token,
        .wake_at = wake_at,
        .log = record,
        .settings = &world->settings,
        .origin = &call->origin,
        .failure = &call->failure,
    };
    call->call.deps = &call->deps;
    call->call.arena = world->arena;
    call->call.environment = esc_value_text(environment);
    call->call.expires = ESC_OPEN_FOREVER;
    call->next = world->calls;
    world->calls = call;
    return call;
}

enum esc_open_status
world_open(void *context, const struct esc_open_call *wanted,
           struct esc_arena *arena, struct esc_open_result *result_out)
{
    struct world *world = context;
    struct world_call *call = find_call(world, wanted->id);

    (void)arena; /* ours outlives the evaluation */
    if (call == NULL)
        call = add_call(world, wanted);
    if (call == NULL || call->provider == NULL) {
        result_out->message = ESC_STR("out of memory");
        return ESC_OPEN_FAILED;
    }
    if (call->status == ESC_OPEN_PENDING) {
        call->call.inputs = wanted->inputs;
        call->status = call->provider->open(&call->call);
    }
    result_out->outputs = call->call.outputs;
    result_out->message = call->call.message;
    return call->status;
}

void
world_free_calls(struct world *world)
{
    while (world->calls != NULL) {
        struct world_call *call = world->calls;

        world->calls = call->next;
        if (call->provider != NULL && call->provider->close != NULL)
            call->provider->close(&call->call);
        free(call);
    }
}

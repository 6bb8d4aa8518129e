/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Providers that need no network: each is a row.
 */
#include "providers.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "../../helper/resolve/environment/text/build.h"

typedef enum esc_open_status
provider_function(const struct esc_open_call *call, struct esc_arena *arena,
                  struct esc_open_result *result_out);

static const char schema_schema[] =
    "{\"type\":\"object\",\"$defs\":{\"defRecord\":{\"type\":\"object\","
    "\"properties\":{\"baz\":{\"type\":\"string\",\"const\":\"qux\"}},"
    "\"required\":[\"baz\"]}},\"properties\":{"
    "\"null\":{\"type\":\"null\"},\"boolean\":{\"type\":\"boolean\"},"
    "\"false\":{\"type\":\"boolean\",\"const\":false},"
    "\"true\":{\"type\":\"boolean\",\"const\":true},"
    "\"number\":{\"type\":\"number\"},"
    "\"pi\":{\"type\":\"number\",\"const\":3.14},"
    "\"string\":{\"type\":\"string\"},"
    "\"hello\":{\"type\":\"string\",\"const\":\"hello\"},"
    "\"array\":{\"type\":\"array\",\"items\":true},"
    "\"tuple\":{\"type\":\"array\",\"prefixItems\":["
    "{\"type\":\"string\",\"const\":\"hello\"},"
    "{\"type\":\"string\",\"const\":\"world\"}],\"items\":false},"
    "\"map\":{\"type\":\"object\",\"additionalProperties\":true},"
    "\"record\":{\"type\":\"object\",\"properties\":{"
    "\"foo\":{\"type\":\"string\"}},\"required\":[\"foo\"]},"
    "\"anyOf\":{\"type\":\"\",\"anyOf\":[{\"type\":\"string\"},"
    "{\"type\":\"number\"}]},"
    "\"oneOf\":{\"type\":\"\",\"oneOf\":[{\"type\":\"string\"},"
    "{\"type\":\"number\"}]},"
    "\"ref\":{\"type\":\"\",\"$ref\":\"#/$defs/defRecord\"},"
    "\"const-array\":{\"type\":\"array\",\"const\":[\"hello\",42]},"
    "\"const-object\":{\"type\":\"object\","
    "\"const\":{\"hello\":\"world\"}},"
    "\"enum\":{\"type\":\"string\",\"enum\":[\"foo\",\"bar\"]},"
    "\"never\":false,\"always\":true,"
    "\"double\":{\"type\":\"array\",\"prefixItems\":["
    "{\"type\":\"string\"},{\"type\":\"number\"}],\"items\":false},"
    "\"triple\":{\"type\":\"array\",\"prefixItems\":["
    "{\"type\":\"string\"},{\"type\":\"number\"},{\"type\":\"boolean\"}],"
    "\"items\":false},"
    "\"dependentReq\":{\"type\":\"object\",\"properties\":{"
    "\"foo\":{\"type\":\"string\"},\"bar\":{\"type\":\"number\"}},"
    "\"dependentRequired\":{\"foo\":[\"bar\"]}},"
    "\"multiple\":{\"type\":\"number\",\"multipleOf\":2},"
    "\"minimum\":{\"type\":\"number\",\"minimum\":1},"
    "\"exclusiveMinimum\":{\"type\":\"number\",\"exclusiveMinimum\":1},"
    "\"maximum\":{\"type\":\"number\",\"maximum\":1},"
    "\"exclusiveMaximum\":{\"type\":\"number\",\"exclusiveMaximum\":1},"
    "\"minLength\":{\"type\":\"string\",\"minLength\":1},"
    "\"maxLength\":{\"type\":\"string\",\"maxLength\":1},"
    "\"pattern\":{\"type\":\"string\",\"pattern\":\"^foo[0-9]+$\"},"
    "\"minItems\":{\"type\":\"array\",\"minItems\":3},"
    "\"maxItems\":{\"type\":\"array\",\"maxItems\":2},"
    "\"minProperties\":{\"type\":\"object\",\"minProperties\":1},"
    "\"maxProperties\":{\"type\":\"object\",\"maxProperties\":1}}}";

static const char why_schema[] =
    "{\"type\":\"object\",\"properties\":{\"why\":{\"type\":\"string\"}},"
    "\"required\":[\"why\"]}";
static const char swap_schema[] =
    "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"string\"},"
    "\"b\":{\"type\":\"string\"}},\"required\":[\"a\",\"b\"]}";
static const char next_schema[] =
    "{\"type\":\"object\",\"properties\":{\"next\":{\"type\":\"string\"}},"
    "\"required\":[\"next\"],\"rotateOnly\":[\"next\"]}";
static const char echo_schema[] =
    "{\"type\":\"object\",\"properties\":{"
    "\"current\":{\"type\":\"string\"},\"previous\":{\"type\":\"string\"}},"
    "\"required\":[\"current\"]}";

static enum esc_open_status
open_inputs(const struct esc_open_call *call, struct esc_arena *arena,
            struct esc_open_result *result_out)
{
    (void)arena;
    result_out->outputs = call->inputs;
    return ESC_OPEN_READY;
}

static enum esc_open_status
open_wrapped(const struct esc_open_call *call, struct esc_arena *arena,
             struct esc_open_result *result_out)
{
    result_out->outputs = esc_value_secret(arena, call->inputs);
    return ESC_OPEN_READY;
}

static enum esc_open_status
open_error(const struct esc_open_call *call, struct esc_arena *arena,
           struct esc_open_result *result_out)
{
    (void)arena;
    result_out->message = esc_value_text(esc_value_get(call->inputs, "why"));
    return ESC_OPEN_FAILED;
}

static const struct esc_value *
state_or_empty(const struct esc_open_call *call, struct esc_arena *arena)
{
    return call->state != NULL ? call->state
                               : esc_value_object(arena, NULL, 0);
}

static enum esc_open_status
open_state(const struct esc_open_call *call, struct esc_arena *arena,
           struct esc_open_result *result_out)
{
    result_out->outputs = state_or_empty(call, arena);
    return ESC_OPEN_READY;
}

static const struct esc_value *
part_or_null(const struct esc_value *object, const char *key,
             struct esc_arena *arena)
{
    const struct esc_value *part = esc_value_get(object, key);

    return part != NULL ? part : esc_value_null(arena);
}

static enum esc_open_status
rotate_swap(const struct esc_open_call *call, struct esc_arena *arena,
            struct esc_open_result *result_out)
{
    const struct esc_property properties[] = {
        {ESC_STR_INIT("a"), part_or_null(call->state, "b", arena)},
        {ESC_STR_INIT("b"), part_or_null(call->state, "a", arena)},
    };

    result_out->outputs = esc_value_object(arena, properties, 2);
    return ESC_OPEN_READY;
}

static enum esc_open_status
open_echo(const struct esc_open_call *call, struct esc_arena *arena,
          struct esc_open_result *result_out)
{
    const struct esc_value *next = esc_value_get(call->inputs, "next");
    struct esc_str current =
        esc_value_text(esc_value_get(call->state, "current"));

    if (next != NULL && !next->is_unknown
        && !esc_str_equal(esc_value_text(next), current)) {
        result_out->message =
            ESC_STR("oh no! inputs were evaluated outside of rotation");
        return ESC_OPEN_FAILED;
    }
    return open_state(call, arena, result_out);
}

static enum esc_open_status
rotate_echo(const struct esc_open_call *call, struct esc_arena *arena,
            struct esc_open_result *result_out)
{
    const struct esc_property properties[] = {
        {ESC_STR_INIT("current"), part_or_null(call->inputs, "next", arena)},
        {ESC_STR_INIT("previous"),
         part_or_null(call->state, "current", arena)},
    };

    result_out->outputs = esc_value_object(arena, properties, 2);
    return ESC_OPEN_READY;
}

static const struct row {
    const char *name;
    const char *inputs, *state, *outputs;
    provider_function *open, *rotate;
} providers[] =
    {
        {"test", "true", NULL, "true", open_inputs, NULL},
        {"secret-wrapper", "true", NULL, "true", open_wrapped, NULL},
        {"error", why_schema, NULL, "true", open_error, NULL},
        {"schema", schema_schema, NULL, schema_schema, open_inputs, NULL},
},
  rotators[] = {
      {"swap", "true", swap_schema, swap_schema, open_state, rotate_swap},
      {"echo", next_schema, echo_schema, echo_schema, open_echo, rotate_echo},
};

static const struct row *
find_row(struct esc_str name, bool is_rotator)
{
    const struct row *rows = is_rotator ? rotators : providers;
    size_t count = is_rotator ? sizeof(rotators) / sizeof(rotators[0])
                              : sizeof(providers) / sizeof(providers[0]);

    for (size_t i = 0; i < count; i++)
        if (esc_str_equal(name, esc_str_from(rows[i].name)))
            return &rows[i];
    return NULL;
}

static bool
find(struct esc_str name, bool is_rotator, struct esc_arena *arena,
     struct esc_provider_schemas *schemas_out, struct esc_str *message_out)
{
    const struct row *row = find_row(name, is_rotator);

    if (row == NULL) {
        name = esc_quote(arena, name);
        *message_out = esc_arena_printf(arena, "unknown %s %.*s",
                                        is_rotator ? "rotator" : "provider",
                                        (int)name.len, name.data);
        return false;
    }
    schemas_out->inputs = esc_str_from(row->inputs);
    schemas_out->state = esc_str_from(row->state);
    schemas_out->outputs = esc_str_from(row->outputs);
    return true;
}

static bool
find_provider(void *context, struct esc_str name, struct esc_arena *arena,
              struct esc_provider_schemas *schemas_out,
              struct esc_str *message_out)
{
    (void)context;
    return find(name, false, arena, schemas_out, message_out);
}

static bool
find_rotator(void *context, struct esc_str name, struct esc_arena *arena,
             struct esc_provider_schemas *schemas_out,
             struct esc_str *message_out)
{
    (void)context;
    return find(name, true, arena, schemas_out, message_out);
}

/* Only names that were found are asked for. */
static enum esc_open_status
answer(provider_function *function, const struct esc_open_call *call,
       struct esc_arena *arena, struct esc_open_result *result_out)
{
    if (function != NULL)
        return function(call, arena, result_out);
    result_out->message = ESC_STR("no such provider");
    return ESC_OPEN_FAILED;
}

static enum esc_open_status
open_provider(void *context, const struct esc_open_call *call,
              struct esc_arena *arena, struct esc_open_result *result_out)
{
    const struct row *row = find_row(call->provider, false);

    (void)context;
    return answer(row == NULL ? NULL : row->open, call, arena, result_out);
}

static enum esc_open_status
rotate(void *context, const struct esc_open_call *call,
       struct esc_arena *arena, struct esc_open_result *result_out)
{
    const struct row *row = find_row(call->provider, true);

    (void)context;
    return answer(row == NULL ? NULL : row->rotate, call, arena, result_out);
}

static enum esc_open_status
open_rotator(void *context, const struct esc_open_call *call,
             struct esc_arena *arena, struct esc_open_result *result_out)
{
    const struct row *row = find_row(call->provider, true);

    (void)context;
    return answer(row == NULL ? NULL : row->open, call, arena, result_out);
}

/* rot128: half way round the byte, so twice is all the way. */
static bool
decrypt(void *context, struct esc_str environment, struct esc_str ciphertext,
        struct esc_arena *arena, struct esc_str *bytes_out,
        struct esc_str *message_out)
{
    char *bytes = esc_arena_alloc(arena, ciphertext.len);

    (void)context;
    (void)environment;
    if (bytes == NULL) {
        *message_out = ESC_STR("out of memory");
        return false;
    }
    for (size_t i = 0; i < ciphertext.len; i++)
        bytes[i] = (char)((unsigned char)ciphertext.data[i] ^ 0x80);
    *bytes_out = (struct esc_str){bytes, ciphertext.len};
    return true;
}

bool
case_read_file(const char *path, struct esc_arena *arena,
               struct esc_str *bytes_out)
{
    FILE *file = fopen(path, "rb");
    char *bytes = NULL;
    size_t len = 0, size = 0, got = 1;

    if (file == NULL)
        return false;
    while (got > 0) {
        if (size - len < 4096) {
            bytes = esc_arena_grow(arena, bytes, size, size + 65536);
            size += 65536;
        }
        got = bytes == NULL ? 0 : fread(bytes + len, 1, size - len, file);
        len += got;
    }
    fclose(file);
    *bytes_out = (struct esc_str){bytes, len};
    return bytes != NULL;
}

static bool
load(void *context, struct esc_str name, struct esc_arena *arena,
     struct esc_str *bytes_out, struct esc_str *message_out)
{
    const struct case_world *world = context;
    struct esc_str path = esc_arena_printf(
        arena, "%s/%.*s.yaml", world->folder, (int)name.len, name.data);

    while (esc_str_starts(name, ESC_STR("/")))
        name = (struct esc_str){name.data + 1, name.len - 1};
    if (path.data != NULL && case_read_file(path.data, arena, bytes_out))
        return true;
    *message_out = esc_arena_printf(
        arena, "open testdata/eval/%s/%.*s.yaml: no such file or directory",
        world->name, (int)name.len, name.data);
    return false;
}

struct esc_environment_deps
case_world_deps(struct case_world *world)
{
    return (struct esc_environment_deps){
        .context = world,
        .load = load,
        .decrypt = decrypt,
        .find_provider = find_provider,
        .open = open_provider,
        .find_rotator = find_rotator,
        .rotate = rotate,
        .open_rotator = open_rotator,
    };
}

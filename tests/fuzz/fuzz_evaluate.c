/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes as definitions, through every phase: the first is the root, what
 * follows a line "#import" is what every import gives.  Providers echo their
 * inputs; one demands a record.  Nothing may crash, run away or be silent
 * about why there is no result.
 */
#include <assert.h>
#include <stdint.h>
#include <string.h>

#include "esc/environment.h"

#define IMPORT "\n#import\n"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool
load(void *context, struct esc_str name, struct esc_arena *arena,
     struct esc_str *bytes_out, struct esc_str *message_out)
{
    (void)arena;
    *bytes_out = *(const struct esc_str *)context;
    *message_out = ESC_STR("not there");
    return name.len < 3;
}

static bool
decrypt(void *context, struct esc_str environment, struct esc_str ciphertext,
        struct esc_arena *arena, struct esc_str *bytes_out,
        struct esc_str *message_out)
{
    (void)context;
    (void)environment;
    (void)arena;
    *bytes_out = ciphertext;
    *message_out = ESC_STR("wrong key");
    return ciphertext.len % 2 == 0;
}

static bool
find(void *context, struct esc_str name, struct esc_arena *arena,
     struct esc_provider_schemas *schemas_out, struct esc_str *message_out)
{
    const struct esc_str record = ESC_STR(
        "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"string\"}},"
        "\"required\":[\"a\"],\"rotateOnly\":[\"a\"]}");

    (void)context;
    (void)arena;
    *schemas_out = (struct esc_provider_schemas){ESC_STR("true"), record,
                                                 ESC_STR("true")};
    if (name.len == 1)
        schemas_out->inputs = record;
    *message_out = ESC_STR("unknown");
    return name.len > 0 && name.len < 5;
}

static enum esc_open_status
answer(void *context, const struct esc_open_call *call,
       struct esc_arena *arena, struct esc_open_result *result_out)
{
    (void)context;
    (void)arena;
    result_out->outputs = call->state != NULL ? call->state : call->inputs;
    result_out->message = ESC_STR("refused");
    return call->provider.len == 2 ? ESC_OPEN_FAILED : ESC_OPEN_READY;
}

/* Each diagnostic without what is secret, in whatever room there is. */
static void
say(const struct esc_environment *environment,
    const struct esc_diagnostics *list)
{
    char text[300];
    size_t size = sizeof(text);

    for (const struct esc_diagnostic *one = list->first; one != NULL;
         one = one->next, size = size / 2 + 20) {
        struct esc_str said =
            esc_environment_say(environment, one, text, size);

        assert(said.len <= size && said.data == text);
    }
}

static void
run(struct esc_environment *environment, enum esc_phase phase)
{
    ESC_BUF_OWN buf = ESC_BUF_LIMIT((size_t)1 << 22);
    struct esc_error err = {0};
    size_t count;

    if (esc_environment_evaluate(environment, phase, &err)) {
        esc_environment_write_export(environment, &buf);
        esc_environment_variables(environment, &count);
        esc_environment_rotations(environment, &count);
        say(environment, esc_environment_diagnostics(environment));
    }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct esc_str root = {(const char *)data, size}, import = ESC_STR("");
    const char *split = memmem(data, size, IMPORT, strlen(IMPORT));
    struct esc_limits limits = ESC_LIMITS_DEFAULT;
    struct esc_environment_deps deps = {
        .context = &import,
        .load = load,
        .decrypt = decrypt,
        .find_provider = find,
        .open = answer,
        .find_rotator = find,
        .rotate = answer,
        .open_rotator = answer,
    };
    struct esc_environment_request request = {
        .name = ESC_STR("fuzz"),
        .show_secrets = size % 2 == 0,
        .limits = &limits,
    };
    ESC_OWN(esc_environment) environment = NULL;
    struct esc_error err = {0};

    if (split != NULL) {
        root.len = (size_t)(split - root.data) + 1;
        import.data = split + strlen(IMPORT);
        import.len = size - root.len - strlen(IMPORT) + 1;
    }
    limits.memory = (size_t)64 << 20;
    limits.output = (size_t)1 << 20;
    limits.depth = 100;
    request.definition = root;
    if (!esc_environment_new(&request, &deps, &environment, &err)) {
        assert(err.code != ESC_OK);
        return 0;
    }
    say(environment, esc_environment_load_diagnostics(environment));
    run(environment, ESC_PHASE_CHECK);
    run(environment, ESC_PHASE_OPEN);
    run(environment, ESC_PHASE_ROTATE);
    return 0;
}

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The contract of esc/environment.h, and what hostile definitions come to:
 * one diagnostic, whatever they would have cost.
 */
#include <stdio.h>

#include "tap.h"
#include "world.h"

#define OUTPUT_MAX ((size_t)64 * 1024 * 1024)

static struct esc_environment *
load(struct world *world, struct esc_str source,
     const struct esc_limits *limits)
{
    struct esc_environment_request request = world_request(world, source);
    struct esc_environment_deps deps = world_deps(world);
    struct esc_environment *environment;

    request.limits = limits;
    return esc_environment_new(&request, &deps, &environment, NULL)
               ? environment
               : NULL;
}

/* The last diagnostic of an evaluation, or of the load. */
static struct esc_str
last_words(struct esc_environment *environment)
{
    const struct esc_diagnostics *list =
        esc_environment_diagnostics(environment);

    if (list->last == NULL)
        list = esc_environment_load_diagnostics(environment);
    return list->last == NULL ? ESC_STR("nothing") : list->last->summary;
}

/* Definitions that grow; N is how far. */
static void
write_chain(struct esc_buf *buf, size_t n)
{
    esc_buf_add_str(buf, "values:\n");
    for (size_t i = 0; i < n; i++)
        esc_buf_printf(buf, "  k%05zu: ${k%05zu}\n", i, i + 1);
    esc_buf_printf(buf, "  k%05zu: end\n", n);
}

static void
write_doubling(struct esc_buf *buf, size_t n, const char *format)
{
    esc_buf_add_str(buf, "values:\n  k000: x\n");
    for (size_t i = 1; i < n; i++) {
        esc_buf_printf(buf, "  k%03zu: ", i);
        for (const char *at = format; *at != '\0'; at++) {
            if (*at == '#')
                esc_buf_printf(buf, "${k%03zu}", i - 1);
            else
                esc_buf_add_char(buf, *at);
        }
        esc_buf_add_char(buf, '\n');
    }
}

static void
write_text(struct esc_buf *buf, size_t n)
{
    write_doubling(buf, n, "a#b#c");
}

static void
write_lists(struct esc_buf *buf, size_t n)
{
    write_doubling(buf, n, "['#', '#']");
}

static void
write_json(struct esc_buf *buf, size_t n)
{
    write_doubling(buf, n, "{fn::toJSON: ['#', '#']}");
}

static void
write_forms(struct esc_buf *buf, size_t n)
{
    write_doubling(buf, n, "{fn::toString: ['#']}");
}

static void
write_nested_json(struct esc_buf *buf, size_t n)
{
    esc_buf_add_str(buf, "values:\n  k: {fn::fromJSON: '");
    for (size_t i = 0; i < n; i++)
        esc_buf_add_char(buf, '[');
    esc_buf_add_str(buf, "'}\n");
}

/* A schema that is its own part twice, and a value as deep as it is wide. */
static void
write_schema(struct esc_buf *buf, size_t n)
{
    esc_buf_add_str(buf,
                    "values:\n  s: {$defs: {t: {anyOf: [{$ref: '#/$defs/t'},"
                    " {$ref: '#/$defs/t'}]}}, $ref: '#/$defs/t'}\n"
                    "  v: {fn::validate: {schema: '${s}', value: 1}}\n");
    (void)n;
}

static void
write_patterns(struct esc_buf *buf, size_t n)
{
    esc_buf_add_str(buf, "values:\n");
    for (size_t i = 0; i < n; i++)
        esc_buf_printf(buf,
                       "  k%04zu: {fn::validate: {schema: {pattern: "
                       "'^(a|a?)+$'}, value: "
                       "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab}}\n",
                       i);
}

static void
write_errors(struct esc_buf *buf, size_t n)
{
    esc_buf_add_str(buf, "values:\n");
    for (size_t i = 0; i < n; i++)
        esc_buf_printf(buf, "  key_number_%05zu: ${key_numbr_%05zu}\n", i, i);
}

static void
write_imports(struct esc_buf *buf, size_t n)
{
    esc_buf_add_str(buf, "values:\n");
    for (size_t i = 0; i < n; i++)
        esc_buf_printf(buf, "  k%04zu: ${environments.p.e%zu.x}\n", i, i);
}

static const struct row {
    const char *name;
    void (*write)(struct esc_buf *buf, size_t n);
    size_t n;
    const char *want;
} rows[] = {
    {"a chain of a thousand references is fine", write_chain, 500, "nothing"},
    {"a chain too long to follow", write_chain, 9000,
     "environment is too deeply nested"},
    {"texts that double", write_text, 200,
     "environment is too large: it needs more memory than it may have"},
    {"lists that double", write_lists, 200,
     "environment is too large: it needs more memory than it may have"},
    {"JSON that doubles and quotes", write_json, 200,
     "environment is too large: it needs more memory than it may have"},
    {"string forms that quote themselves", write_forms, 200,
     "environment is too large: it needs more memory than it may have"},
    {"JSON deeper than anyone reads", write_nested_json, 100000,
     "decoding JSON string: exceeded max depth"},
    {"a schema that refers to itself", write_schema, 0,
     "environment is too deeply nested"},
    {"patterns that backtrack", write_patterns, 400,
     "environment takes too long to evaluate"},
    {"more errors than anyone reads", write_errors, 5000,
     "too many diagnostics: the rest is not shown"},
    {"more environments than anyone imports", write_imports, 300,
     "too many imports"},
};

static bool
load_any(void *context, struct esc_str name, struct esc_arena *arena,
         struct esc_str *bytes_out, struct esc_str *message_out)
{
    (void)context;
    (void)name;
    (void)arena;
    (void)message_out;
    *bytes_out = ESC_STR("values: {x: 1}\n");
    return true;
}

static void
check_hostile(const struct row *row)
{
    struct esc_limits limits = ESC_LIMITS_DEFAULT;
    struct world world = {.case_world = {"", "hostile"}};
    struct esc_environment_deps deps = world_deps(&world);
    struct esc_environment_request request;
    ESC_OWN(esc_environment) environment = NULL;
    ESC_BUF_OWN source = ESC_BUF_LIMIT(OUTPUT_MAX);
    ESC_BUF_OWN out = ESC_BUF_LIMIT(OUTPUT_MAX);
    bool good;

    limits.memory = (size_t)48 * 1024 * 1024;
    row->write(&source, row->n);
    request = world_request(&world, (struct esc_str){source.data, source.len});
    request.limits = &limits;
    deps.load = load_any;
    good = esc_environment_new(&request, &deps, &environment, NULL)
           && esc_environment_evaluate(environment, ESC_PHASE_OPEN, NULL);
    ok(good, "%s: evaluation returns", row->name);
    if (!good)
        return;
    is_str(last_words(environment).data, row->want, "%s", row->name);
    /* Writing may fail, but only politely. */
    esc_environment_write_export(environment, &out);
}

static void
check_contract(void)
{
    struct world world = {.case_world = {"", "contract"}};
    ESC_OWN(esc_environment) environment =
        load(&world, ESC_STR("values: {a: '${b}', c: 1}\n"), NULL);
    ESC_BUF_OWN out = ESC_BUF_LIMIT(OUTPUT_MAX);
    ESC_BUF_OWN again = ESC_BUF_LIMIT(OUTPUT_MAX);
    size_t count = 1;

    ok(esc_environment_value(environment) == NULL
           && esc_environment_pending(environment) == 0
           && esc_environment_variables(environment, &count) == NULL
           && count == 0,
       "before evaluation there is nothing");
    ok(!esc_environment_write_export(environment, &out) && out.len == 0,
       "and nothing to export");
    ok(esc_environment_evaluate(environment, ESC_PHASE_OPEN, NULL)
           && esc_environment_write_export(environment, &out),
       "then there is");
    is_int((long long)esc_environment_diagnostics(environment)->errors, 1,
           "an error is a diagnostic");
    ok(esc_environment_evaluate(environment, ESC_PHASE_OPEN, NULL)
           && esc_environment_write_export(environment, &again),
       "evaluation can be repeated");
    is_str(esc_buf_text(&again), esc_buf_text(&out), "with the same result");
    is_int((long long)esc_environment_diagnostics(environment)->errors, 1,
           "and the same diagnostics");
}

static void
check_nothing(void)
{
    static const char *const sources[] = {
        "", "{}", "values: {}", "imports: []", "values: [", "# only\n"};

    for (size_t i = 0; i < sizeof(sources) / sizeof(sources[0]); i++) {
        struct world world = {.case_world = {"", "nothing"}};
        ESC_OWN(esc_environment) environment =
            load(&world, esc_str_from(sources[i]), NULL);

        ok(environment != NULL
               && esc_environment_evaluate(environment, ESC_PHASE_CHECK, NULL)
               && esc_environment_value(environment) == NULL
               && esc_environment_diagnostics(environment)->count == 0,
           "source %zu is evaluated to nothing", i);
    }
}

static void
check_bare_world(void)
{
    struct esc_environment_request request = {
        .name = ESC_STR("bare"),
        .definition = ESC_STR(
            "imports: [a]\nvalues:\n  o: {fn::open::x: {}}\n"
            "  r: {fn::rotate::y: {inputs: {}}}\n"
            "  s: {fn::secret: {ciphertext: ZXNjeAAAAAHo9e705fKyKo30VQ==}}\n"),
    };
    struct esc_environment_deps deps = {0};
    ESC_OWN(esc_environment) environment = NULL;

    ok(esc_environment_new(&request, &deps, &environment, NULL)
           && esc_environment_evaluate(environment, ESC_PHASE_OPEN, NULL),
       "a world without functions is one where all fail");
    is_int((long long)esc_environment_diagnostics(environment)->errors, 4,
           "each with an error");
}

static void
check_reserved_context(void)
{
    struct esc_arena *arena = esc_arena_new(OUTPUT_MAX);
    struct esc_property property = {ESC_STR_INIT("rootEnvironment"),
                                    esc_value_null(arena)};
    struct esc_environment_request request = {
        .name = ESC_STR("env"),
        .definition = ESC_STR("values: {a: 1}\n"),
        .context = esc_value_object(arena, &property, 1),
    };
    struct esc_environment_deps deps = {0};
    struct esc_environment *environment = NULL;
    struct esc_error err = {0};

    ok(!esc_environment_new(&request, &deps, &environment, &err)
           && environment == NULL && err.code == ESC_E_INPUT,
       "the host may not say what the language says");
    is_str(err.text, "reserved context key: \"rootEnvironment\"",
           "in the original's words");
    esc_arena_free(arena);
}

int
main(void)
{
    check_contract();
    check_nothing();
    check_bare_world();
    check_reserved_context();
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        check_hostile(&rows[i]);
    return tap_done();
}

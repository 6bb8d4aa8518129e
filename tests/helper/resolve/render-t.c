/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What `open` prints: recorded sessions of the original byte for byte, by way
 * of evaluation, the tree's bytes and back; scalars and order of YAML; bytes
 * that are no tree.
 */
#include "render.h"
#include "esc/environment.h"
#include "esc/file.h"
#include "tap.h"
#include "tree.h"
#include <stdlib.h>

static const struct {
    const char *name, *text, *want;
} definitions[] = {
    {"test", "imports:\n    - test-2\nvalues:\n    foo: bar\n", NULL},
    {"test-2", "values:\n    foo: baz\n    hello: world\n", NULL},
};

static bool
load(void *context, struct esc_str name, struct esc_arena *arena,
     struct esc_str *bytes_out, struct esc_str *message_out)
{
    (void)context;
    (void)arena;
    for (size_t i = 0; i < 2; i++)
        if (esc_str_equal(name, esc_str_from(definitions[i].name))) {
            *bytes_out = esc_str_from(definitions[i].text);
            return true;
        }
    *message_out = ESC_STR("not found");
    return false;
}

/* What the recorded session NAME printed, into OUT. */
static void
recorded(const char *name, struct esc_buf *out)
{
    const char *srcdir = getenv("srcdir");
    char path[512], *start, *end;
    FILE *file;
    char text[8192] = "";
    size_t len = 0;

    snprintf(path, sizeof(path), "%s/tests/fixtures/cli/open-%s.yaml",
             srcdir == NULL ? "." : srcdir, name);
    file = fopen(path, "r");
    if (file != NULL) {
        len = fread(text, 1, sizeof(text) - 1, file);
        fclose(file);
    }
    text[len] = '\0';
    start = strstr(text, "\n> esc open");
    start = start == NULL ? NULL : strchr(start + 1, '\n');
    end = start == NULL ? NULL : strpbrk(start, ">");
    if (end != NULL && strstr(start, "\n\n---") != NULL
        && strstr(start, "\n\n---") < end)
        end = strstr(start, "\n\n---") + 1;
    if (ok(end != NULL, "recorded: %s", name))
        esc_buf_add(out, start + 1, (size_t)(end - start) - 1);
}

static void
check_recorded(struct esc_arena *arena, const struct esc_value *value,
               const char *format)
{
    ESC_BUF_OWN want = ESC_BUF_LIMIT(65536);
    ESC_BUF_OWN got = ESC_BUF_LIMIT(65536);
    ESC_OWN(esc_secret) bytes = esc_secret_new(65536);
    struct esc_error err = {0};

    recorded(format, &want);
    if (!ok(bytes != NULL && tree_encode(value, true, bytes), "encoded"))
        return;
    value = tree_decode(arena,
                        (struct esc_str){(const char *)esc_secret_bytes(bytes),
                                         esc_secret_len(bytes)},
                        &err);
    ok(value != NULL && render(value, format, &got, &err), "rendered %s",
       err.text);
    is_str(esc_buf_text(&got), esc_buf_text(&want), "%s", format);
}

static void
check_sessions(struct esc_arena *arena)
{
    static const char *const formats[] = {"json", "yaml", "string",
                                          "detailed"};
    struct esc_environment_deps deps = {.load = load};
    struct esc_environment_request request = {
        .name = ESC_STR("test"),
        .definition = esc_str_from(definitions[0].text),
    };
    struct esc_environment *environment = NULL;
    struct esc_error err = {0};

    ok(esc_environment_new(&request, &deps, &environment, &err)
           && esc_environment_evaluate(environment, ESC_PHASE_OPEN, &err),
       "evaluated %s", err.text);
    for (size_t i = 0; i < 4; i++)
        check_recorded(arena, esc_environment_value(environment), formats[i]);
    esc_environment_free(environment);
}

static const struct {
    const char *text, *want;
} scalars[] = {
    {"plain", "plain"},
    {"two words", "two words"},
    {"", "\"\""},
    {"3.14", "\"3.14\""},
    {"42", "\"42\""},
    {"0x1F", "\"0x1F\""},
    {"1e3", "\"1e3\""},
    {"1:30", "\"1:30\""},
    {"yes", "\"yes\""},
    {"y", "\"y\""},
    {"null", "\"null\""},
    {"2001-12-14", "\"2001-12-14\""},
    {"1.2.3", "1.2.3"},
    {"1-2", "1-2"},
    {"a: b", "'a: b'"},
    {"a:b", "a:b"},
    {"a #b", "'a #b'"},
    {"a#b", "a#b"},
    {"- x", "'- x'"},
    {"-x", "-x"},
    {"it's", "it's"},
    {"'it's", "'''it''s'"},
    {"\"q\"", "'\"q\"'"},
    {" x", "' x'"},
    {"x ", "'x '"},
    {"[a]", "'[a]'"},
    {"a\tb", "\"a\\tb\""},
    {"a\x01", "\"a\\x01\""},
    {"\xc3\xa9", "\xc3\xa9"},
    {"\xf0\x9f\x98\x80", "\"\\U0001F600\""},
    {"\xff\xfe", "!!binary //4="},
    {"a\nb", "|-\n   a\n   b"},
    {"a\n\nb\n", "|\n   a\n\n   b"},
    {"a \nb", "\"a \\nb\""},
    {"---", "'---'"},
};

static void
check_scalars(void)
{
    for (size_t i = 0; i < sizeof(scalars) / sizeof(scalars[0]); i++) {
        ESC_BUF_OWN out = ESC_BUF_LIMIT(1024);

        render_yaml_scalar(esc_str_from(scalars[i].text), false, 3, &out);
        is_str(esc_buf_text(&out), scalars[i].want, "scalar '%s'",
               scalars[i].text);
    }
}

/* {a: {b: [x, [y], {c: "1", d: []}]}, a10: true, a2: null} */
static const struct esc_value *
nested(struct esc_arena *arena)
{
    const struct esc_value *y = esc_value_string(arena, ESC_STR("y"));
    struct esc_property last[] = {
        {ESC_STR("c"), esc_value_number(arena, ESC_STR("1"))},
        {ESC_STR("d"), esc_value_array(arena, NULL, 0)}};
    const struct esc_value *items[] = {
        esc_value_string(arena, ESC_STR("<x>\n")),
        esc_value_array(arena, &y, 1), esc_value_object(arena, last, 2)};
    struct esc_property inner[] = {
        {ESC_STR("b"), esc_value_array(arena, items, 3)}};
    struct esc_property outer[] = {
        {ESC_STR("a"), esc_value_object(arena, inner, 1)},
        {ESC_STR("a10"), esc_value_bool(arena, true)},
        {ESC_STR("a2"), esc_value_null(arena)}};

    return esc_value_object(arena, outer, 3);
}

static void
check_nested(struct esc_arena *arena)
{
    static const struct {
        const char *format, *want;
    } rows[] = {
        {"yaml", "a:\n   b:\n      - |\n        <x>\n      - - \"y\"\n"
                 "      - c: \"1\"\n        d: []\na2: null\na10: true\n"},
        {"json", "{\n  \"a\": {\n    \"b\": [\n      \"\\u003cx\\u003e\\n\",\n"
                 "      [\n        \"y\"\n      ],\n      {\n"
                 "        \"c\": 1,\n        \"d\": []\n      }\n    ]\n  },\n"
                 "  \"a10\": true,\n  \"a2\": null\n}\n"},
    };
    struct esc_error err = {0};

    for (size_t i = 0; i < 2; i++) {
        ESC_BUF_OWN out = ESC_BUF_LIMIT(4096);

        ok(render(nested(arena), rows[i].format, &out, &err), "nested");
        is_str(esc_buf_text(&out), rows[i].want, "%s", rows[i].format);
    }
}

/* Words end with a NUL, '|' here. */
static const struct {
    const char *words, *want, *error;
    bool complete;
} commands[] = {
    {"x ${plain}|$$|", "x text|$|||", NULL, false},
    {"${none.x}|${plain}|", "|text|${none.x}||", NULL, true},
    {"${plain}|a${none.x}|", NULL,
     "cannot put '${none.x}' into an argument: only what the environment "
     "exports can be seen here, and that is not among it",
     false},
    {"${plain} ${secret}|", NULL,
     "cannot put '${secret}' into an argument: it is secret, and everybody on "
     "this host can read arguments",
     true},
    {"${nul}|", NULL, "cannot fill in an argument: a value has a NUL byte",
     true},
};

static void
check_words(struct esc_arena *arena)
{
    struct esc_property all[] = {
        {ESC_STR("nul"), esc_value_string(arena, (struct esc_str){"a\0b", 3})},
        {ESC_STR("plain"), esc_value_string(arena, ESC_STR("text"))},
        {ESC_STR("secret"),
         esc_value_secret(arena, esc_value_string(arena, ESC_STR("CANARY")))}};
    const struct esc_value *root = esc_value_object(arena, all, 3);

    for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++) {
        ESC_BUF_OWN out = ESC_BUF_LIMIT(1024);
        struct esc_error err = {0};
        char words[128];
        size_t len = strlen(commands[i].words);
        bool done;

        memcpy(words, commands[i].words, len);
        for (size_t at = 0; at < len; at++)
            if (words[at] == '|')
                words[at] = '\0';
        done = render_words(root, commands[i].complete,
                            (struct esc_str){words, len}, &out, &err);
        for (size_t at = 0; at < out.len; at++)
            if (out.data[at] == '\0')
                out.data[at] = '|';
        is_str(done ? esc_buf_text(&out) : err.text,
               commands[i].want == NULL ? commands[i].error : commands[i].want,
               "words '%s'", commands[i].words);
    }
}

static void
check_others(struct esc_arena *arena)
{
    static const char *const bad[] = {"",         "\x07",     "\x03\x05yy",
                                      "\x01\x02", "\x04\x7f", "\x01\x01\x01",
                                      "\x40"};
    ESC_BUF_OWN out = ESC_BUF_LIMIT(4096);
    struct esc_error err = {0};

    ok(render(NULL, "json", &out, &err), "what is not there");
    is_str(esc_buf_text(&out), "null\n", "is null");
    ok(!render(NULL, "flat", &out, &err) && err.code == ESC_E_USAGE,
       "an unknown format: %s", err.text);
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        ok(tree_decode(arena, esc_str_from(bad[i]), &err) == NULL
               && err.code == ESC_E_INPUT,
           "bytes that are no tree, %zu", i);
}

int
main(void)
{
    struct esc_arena *arena = esc_arena_new((size_t)16 * 1024 * 1024);

    check_sessions(arena);
    check_scalars();
    check_nested(arena);
    check_words(arena);
    check_others(arena);
    esc_arena_free(arena);
    return tap_done();
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Values: building, finding, and every style of writing. */
#include <stdio.h>

#include "esc/value.h"
#include "tap.h"

#define LIMIT ((size_t)1024 * 1024)

static const struct esc_value *
sample(struct esc_arena *arena)
{
    const struct esc_value *items[] = {
        esc_value_integer(arena, -9),
        esc_value_secret(arena, esc_value_string(arena, ESC_STR("a<\"b"))),
    };
    const struct esc_property inner[] = {
        {ESC_STR_INIT("q r"), esc_value_bool(arena, true)},
        {ESC_STR_INIT("say \"x\""), esc_value_null(arena)},
    };
    const struct esc_property outer[] = {
        {ESC_STR_INIT("z"), esc_value_number(arena, ESC_STR("1e+06"))},
        {ESC_STR_INIT("list"), esc_value_array(arena, items, 2)},
        {ESC_STR_INIT("z"), esc_value_string(arena, ESC_STR("last"))},
        {ESC_STR_INIT("map"), esc_value_object(arena, inner, 2)},
    };

    return esc_value_object(arena, outer, 4);
}

static void
check_write(const struct esc_value *value)
{
    static const struct {
        const char *name, *want;
        enum esc_value_style style;
    } rows[] = {
        {"revealed",
         "{\"list\":[-9,\"a\\u003c\\\"b\"],"
         "\"map\":{\"q r\":true,\"say \\\"x\\\"\":null},\"z\":\"last\"}",
         ESC_STYLE_REVEALED},
        {"redacted",
         "{\"list\":[-9,\"[secret]\"],"
         "\"map\":{\"q r\":true,\"say \\\"x\\\"\":null},\"z\":\"last\"}",
         ESC_STYLE_REDACTED},
        {"string form",
         "\"list\"=\"\\\"-9\\\",\\\"a<\\\\\\\"b\\\"\","
         "\"map\"=\"\\\"q r\\\"=\\\"true\\\",\\\"say \\\\\\\"x\\\\\\\"\\\"="
         "\\\"\\\"\",\"z\"=\"last\"",
         ESC_STYLE_STRING},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        ESC_BUF_OWN buf = ESC_BUF_LIMIT(LIMIT);

        esc_value_write(value, rows[i].style, &buf);
        is_str(esc_buf_text(&buf), rows[i].want, "write: %s", rows[i].name);
    }
}

static void
check_detailed(struct esc_arena *arena)
{
    const struct esc_value *value =
        esc_value_secret(arena, esc_value_string(arena, ESC_STR("x")));
    ESC_BUF_OWN buf = ESC_BUF_LIMIT(LIMIT);
    ESC_BUF_OWN small = ESC_BUF_LIMIT(10);

    esc_value_write(value, ESC_STYLE_DETAILED, &buf);
    is_str(esc_buf_text(&buf),
           "{\"value\":\"x\",\"secret\":true,\"trace\":{\"def\":"
           "{\"begin\":{\"line\":0,\"column\":0,\"byte\":0},"
           "\"end\":{\"line\":0,\"column\":0,\"byte\":0}}}}",
           "write: detailed, no trace");
    esc_value_write(value, ESC_STYLE_DETAILED, &small);
    ok(small.failed, "write: the buffer's limit holds");
}

static void
check_paths(struct esc_arena *arena, const struct esc_value *value)
{
    static const struct {
        const char *path, *want; /* revealed JSON; NULL: nothing there */
    } rows[] = {
        {"z", "\"last\""},
        {"list[0]", "-9"},
        {"[\"list\"][1]", "\"a\\u003c\\\"b\""},
        {"map[\"q r\"]", "true"},
        {"map.q r", "true"},
        {"map[\"say \\\"x\\\"\"]", "null"},
        {"list[2]", NULL},
        {"list[]", NULL},
        {"list[-1]", NULL},
        {"list[99999999999999999999]", NULL},
        {"list[0", NULL},
        {"list[\"0\"]", NULL},
        {"map[\"q r\"", NULL},
        {"map[\"q r", NULL},
        {".z", NULL},
        {"z.", NULL},
        {"z.x", NULL},
        {"map..q", NULL},
        {"list[0]z", NULL},
    };

    (void)arena;
    ok(esc_value_at(value, ESC_STR("")) == value, "path: empty is the value");
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        const struct esc_value *found =
            esc_value_at(value, esc_str_from(rows[i].path));
        ESC_BUF_OWN buf = ESC_BUF_LIMIT(LIMIT);

        if (found != NULL)
            esc_value_write(found, ESC_STYLE_REVEALED, &buf);
        is_str(found == NULL ? "nothing" : esc_buf_text(&buf),
               rows[i].want == NULL ? "nothing" : rows[i].want, "path: %s",
               rows[i].path);
    }
}

static void
check_integers(struct esc_arena *arena)
{
    static const struct {
        const char *text;
        bool is_good;
        int64_t want;
    } rows[] = {
        {"0", true, 0},
        {"9223372036854775807", true, INT64_MAX},
        {"-9223372036854775808", true, INT64_MIN},
        {"9223372036854775808", false, 0},
        {"-9223372036854775809", false, 0},
        {"1.5", false, 0},
        {"1e3", false, 0},
        {"-", false, 0},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        int64_t got = 0;
        bool is_good = esc_value_get_integer(
            esc_value_number(arena, esc_str_from(rows[i].text)), &got);

        ok(is_good == rows[i].is_good && got == rows[i].want, "integer: %s",
           rows[i].text);
    }
}

static void
check_accessors(struct esc_arena *arena, const struct esc_value *value)
{
    struct esc_str text = esc_value_text(esc_value_get(value, "z"));

    is_str(text.data, "last", "of equal keys the last one stays");
    is_int(value->count, 3, "and the others are gone");
    ok(esc_value_text(esc_value_get(value, "list")).data == NULL,
       "a list has no text");
    ok(esc_value_get(esc_value_get(value, "none"), "x") == NULL,
       "nothing has no property");
    ok(esc_value_has_secrets(value) && !esc_value_has_unknowns(value),
       "secrets are found below, unknowns are not there");
    ok(!esc_value_has_secrets(NULL), "nothing is no secret");
    ok(esc_value_get_bool(esc_value_at(value, ESC_STR("map[\"q r\"]")), false)
           && esc_value_get_bool(NULL, true),
       "booleans have a fallback");
    ok(esc_value_secret(arena, NULL) == NULL
           && esc_value_array(arena, &(const struct esc_value *){NULL}, 1)
                  == NULL,
       "a missing part makes a missing whole");
}

int
main(void)
{
    struct esc_arena *arena = esc_arena_new(LIMIT);
    const struct esc_value *value = sample(arena);

    check_write(value);
    check_detailed(arena);
    check_paths(arena, value);
    check_integers(arena);
    check_accessors(arena, value);
    esc_arena_fail(arena);
    ok(sample(arena) == NULL, "a failed arena makes no value");
    esc_arena_free(arena);
    return tap_done();
}

/* SPDX-License-Identifier: Apache-2.0 */
/* "${path}" in words, filled from values. */
#include "esc/environment.h"
#include <tap.h>

enum { LIMIT = 64 };

static const struct {
    const char *text, *want, *secret, *missing;
} rows[] = {
    {"plain", "plain", "", ""},
    {"", "", "", ""},
    {"${plain}", "plaintext", "", ""},
    {"a ${plain}, b ${plain}!", "a plaintext, b plaintext!", "", ""},
    {"${yup} ${pi} ${nil}", "true 3.14 ", "", ""},
    {"${list[1]}", "two", "", ""},
    {"${list}", "\"one\",\"two\"", "", ""},
    {"${map[\"a b\"]}", "spaced", "", ""},
    {"${[\"map\"][\"a b\"]}", "spaced", "", ""},
    {"$ $a $$ $$$$", "$ $a $ $$", "", ""},
    {"$${plain}", "${plain}", "", ""},
    /* what is not there */
    {"x${none}y", "xy", "", "${none}"},
    {"${list[2]}", "", "", "${list[2]}"},
    {"${list[-1]}", "", "", "${list[-1]}"},
    {"${list.one}", "", "", "${list.one}"},
    {"${map[0]}", "", "", "${map[0]}"},
    {"${plain.x}", "", "", "${plain.x}"},
    {"${}", "", "", "${}"},
    {"${PLAIN:-x}", "", "", "${PLAIN:-x}"},
    {"${a}${b}", "", "", "${a}"},
    /* secrets, their parts, and what has one */
    {"s=${secret}", "s=", "${secret}", ""},
    {"${plain} ${hidden.part}", "plaintext ", "${hidden.part}", ""},
    {"${mixed}", "", "${mixed}", ""},
    {"${mixed.open}", "seen", "", ""},
    {"${mixed[\"shut\"]}", "", "${mixed[\"shut\"]}", ""},
    {"${none}${secret}", "", "${secret}", "${none}"},
    {"$${secret}", "${secret}", "", ""},
    /* no template: untouched, dollars too */
    {"${plain", "${plain", "", ""},
    {"$$ ${plain} ${a b}", "$$ ${plain} ${a b}", "", ""},
    {"${secret} ${list[x]}", "${secret} ${list[x]}", "", ""},
    {"${[0]}", "${[0]}", "", ""},
};

static const struct esc_value *
string(struct esc_arena *arena, const char *text)
{
    return esc_value_string(arena, esc_str_from(text));
}

static const struct esc_value *
values(struct esc_arena *arena)
{
    const struct esc_value *items[] = {string(arena, "one"),
                                       string(arena, "two")};
    struct esc_property map[] = {{ESC_STR("a b"), string(arena, "spaced")}};
    struct esc_property part[] = {
        {ESC_STR("part"), string(arena, "CANARY-part")}};
    struct esc_property mixed[] = {
        {ESC_STR("open"), string(arena, "seen")},
        {ESC_STR("shut"),
         esc_value_secret(arena, string(arena, "CANARY-shut"))}};
    struct esc_property all[] = {
        {ESC_STR("hidden"),
         esc_value_secret(arena, esc_value_object(arena, part, 1))},
        {ESC_STR("list"), esc_value_array(arena, items, 2)},
        {ESC_STR("map"), esc_value_object(arena, map, 1)},
        {ESC_STR("mixed"), esc_value_object(arena, mixed, 2)},
        {ESC_STR("nil"), esc_value_null(arena)},
        {ESC_STR("pi"), esc_value_number(arena, ESC_STR("3.14"))},
        {ESC_STR("plain"), string(arena, "plaintext")},
        {ESC_STR("secret"), esc_value_secret(arena, string(arena, "CANARY"))},
        {ESC_STR("yup"), esc_value_bool(arena, true)}};

    return esc_value_object(arena, all, sizeof(all) / sizeof(all[0]));
}

static bool
equals(struct esc_str text, const char *want)
{
    return esc_str_equal(text, esc_str_from(want));
}

int
main(void)
{
    struct esc_arena *arena = esc_arena_new((size_t)1024 * 1024);
    const struct esc_value *root = values(arena);
    struct esc_template got;

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        bool filled = esc_template_fill(arena, esc_str_from(rows[i].text),
                                        root, LIMIT, &got);

        ok(filled && equals(got.text, rows[i].want)
               && equals(got.secret, rows[i].secret)
               && equals(got.missing, rows[i].missing),
           "'%s'", rows[i].text);
        if (!filled || !equals(got.text, rows[i].want))
            diag("got: %.*s", (int)got.text.len, got.text.data);
    }
    ok(!esc_template_fill(
           arena,
           ESC_STR("${plain}${plain}${plain}${plain}${plain}${plain}${plain}"
                   "${plain}"),
           root, LIMIT, &got),
       "over the limit");
    esc_arena_free(arena);
    return tap_done();
}

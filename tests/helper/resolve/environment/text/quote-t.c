/* SPDX-License-Identifier: Apache-2.0 */
/* Quoting as Go and as JSON, and building text within a limit. */
#include <tap.h>

#include "helper/resolve/environment/text/build.h"
#include "helper/resolve/environment/text/path.h"

static const struct {
    struct esc_str text;
    const char *go, *json;
} rows[] = {
    {ESC_STR_INIT(""), "\"\"", "\"\""},
    {ESC_STR_INIT("plain"), "\"plain\"", "\"plain\""},
    {ESC_STR_INIT("a\"b\\c"), "\"a\\\"b\\\\c\"", "\"a\\\"b\\\\c\""},
    {ESC_STR_INIT("\a\b\f\n\r\t\v"), "\"\\a\\b\\f\\n\\r\\t\\v\"",
     "\"\\u0007\\b\\f\\n\\r\\t\\u000b\""},
    {ESC_STR_INIT("\0\x01\x1f\x7f"), "\"\\x00\\x01\\x1f\\x7f\"",
     "\"\\u0000\\u0001\\u001f\x7f\""},
    {ESC_STR_INIT("<>&'"), "\"<>&'\"", "\"\\u003c\\u003e\\u0026'\""},
    {ESC_STR_INIT("\xc3\xa9\xe6\x97\xa5\xf0\x9f\x98\x80"),
     "\"\xc3\xa9\xe6\x97\xa5\xf0\x9f\x98\x80\"",
     "\"\xc3\xa9\xe6\x97\xa5\xf0\x9f\x98\x80\""},
    {ESC_STR_INIT("\xc3"), "\"\\xc3\"", "\"\\ufffd\""},
    {ESC_STR_INIT("\xff\xc0\x80"), "\"\\xff\\xc0\\x80\"",
     "\"\\ufffd\\ufffd\\ufffd\""},
    {ESC_STR_INIT("\xed\xa0\x80"), "\"\\xed\\xa0\\x80\"",
     "\"\\ufffd\\ufffd\\ufffd\""},
    {ESC_STR_INIT("\xef\xbf\xbd"), "\"\xef\xbf\xbd\"", "\"\xef\xbf\xbd\""},
    {ESC_STR_INIT("\xe2\x80\x8b"), "\"\\u200b\"", "\"\xe2\x80\x8b\""},
    {ESC_STR_INIT("\xc2\xa0"), "\"\\u00a0\"", "\"\xc2\xa0\""},
    {ESC_STR_INIT("\xc2\xad"), "\"\\u00ad\"", "\"\xc2\xad\""},
    {ESC_STR_INIT("\xe2\x80\xa8\xe2\x80\xa9"), "\"\\u2028\\u2029\"",
     "\"\\u2028\\u2029\""},
    {ESC_STR_INIT("\xee\x80\x80"), "\"\\ue000\"", "\"\xee\x80\x80\""},
    {ESC_STR_INIT("\xf3\xa0\x80\x81"), "\"\\U000e0001\"",
     "\"\xf3\xa0\x80\x81\""},
};

static const struct {
    const char *root, *key, *want;
} paths[] = {
    {"", "a", "a"},
    {"", "_9x", "_9x"},
    {"", "9x", "[\"9x\"]"},
    {"a", "b", "a.b"},
    {"a", "b c", "a[\"b c\"]"},
    {"a", "fn::x", "a[\"fn::x\"]"},
    {"a", "", "a"},
    {"a", "x\"y", "a[\"x\\\"y\"]"},
    {"a", "x\\y", "a[\"x\\y\"]"},
    {"a[0]", "b", "a[0].b"},
    {"a", "\xc3\xa9", "a[\"\xc3\xa9\"]"},
};

int
main(void)
{
    struct esc_arena *arena = esc_arena_new((size_t)1 << 20);
    struct esc_build build;

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        is_str(esc_quote(arena, rows[i].text).data, rows[i].go, "go %zu", i);
        esc_build_init(&build, arena, 1000);
        esc_build_json(&build, rows[i].text);
        is_str(esc_build_take(&build).data, rows[i].json, "json %zu", i);
    }
    for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++)
        is_str(esc_path_join(arena, esc_str_from(paths[i].root),
                             esc_str_from(paths[i].key))
                   .data,
               paths[i].want, "path %s", paths[i].want);
    is_str(esc_path_join_index(arena, ESC_STR("a"), 7).data, "a[7]",
           "path of an element");
    esc_build_init(&build, arena, 4);
    is_str(esc_build_take(&build).data, "", "nothing is empty");
    esc_build_text(&build, "abcd");
    is_str(esc_build_take(&build).data, "abcd", "up to the limit");
    esc_build_byte(&build, 'e');
    is_int((long long)esc_build_take(&build).len, 0, "over the limit");
    is_int(esc_arena_state(arena), ESC_ARENA_LIMIT, "and the arena knows");
    esc_arena_free(arena);
    return tap_done();
}

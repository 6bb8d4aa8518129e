/* SPDX-License-Identifier: Apache-2.0 */
/* Reading JSON: values, verbatim numbers, and every error of the original. */
#include <tap.h>

#include "helper/resolve/environment/text/build.h"
#include "esc/json.h"

#define BAD "invalid character "

static const struct {
    const char *json, *want; /* written again, or the error */
} rows[] = {
    {"null", "null"},
    {" true ", "true"},
    {"false", "false"},
    {"0", "0"},
    {"-0", "-0"},
    {"1.50", "1.50"},
    {"1E+2", "1E+2"},
    {"12345678901234567890123", "12345678901234567890123"},
    {"\"\"", "\"\""},
    {"\"a\\u00e9\\n\\/\"", "\"a\xc3\xa9\\n/\""},
    {"\"\\ud83d\\ude00\"", "\"\xf0\x9f\x98\x80\""},
    {"\"\\ud83d\"", "\"\xef\xbf\xbd\""},
    {"\"\\ude00x\"", "\"\xef\xbf\xbdx\""},
    {"\"\\ud83d\\u0041\"", "\"\xef\xbf\xbd"
                           "A\""},
    {"\"\xff\"", "\"\xef\xbf\xbd\""},
    {"[]", "[]"},
    {"[1, [2], {}]", "[1,[2],{}]"},
    {"{}", "{}"},
    {"{\"b\": 1, \"a\": 2}", "{\"a\":2,\"b\":1}"},
    {"{\"a\": 1, \"b\": 2, \"a\": 3}", "{\"a\":3,\"b\":2}"},
    {"\t\r\n {\"a\":\n[ ]}", "{\"a\":[]}"},
    /* what follows the first value is ignored */
    {"1 2", "1"},
    {"[1]x", "[1]"},
    {"truex", "true"},
    {"01", "0"},
    {"1.5.5", "1.5"},
    {"\"a\"b", "\"a\""},
    /* the end */
    {"", "EOF"},
    {" \n", "EOF"},
    {"{", "unexpected EOF"},
    {"[1,", "unexpected EOF"},
    {"\"a", "unexpected EOF"},
    {"\"a\\", "unexpected EOF"},
    {"\"\\u12", "unexpected EOF"},
    {"nul", "unexpected EOF"},
    {"-", "unexpected EOF"},
    {"1.", "unexpected EOF"},
    {"1e", "unexpected EOF"},
    {"1e+", "unexpected EOF"},
    {"{\"a\"", "unexpected EOF"},
    {"{\"a\":", "unexpected EOF"},
    /* bad characters */
    {"x", BAD "'x' looking for beginning of value"},
    {"'a'", BAD "'\\'' looking for beginning of value"},
    {"[,]", BAD "',' looking for beginning of value"},
    {"[1,]", BAD "']' looking for beginning of value"},
    {"\xe9", BAD "'\xc3\xa9' looking for beginning of value"},
    {"\x85", BAD "'\\u0085' looking for beginning of value"},
    {"\x01", BAD "'\\x01' looking for beginning of value"},
    {"\\", BAD "'\\\\' looking for beginning of value"},
    {"{1}", BAD "'1' looking for beginning of object key string"},
    {"{,", BAD "',' looking for beginning of object key string"},
    {"{\"a\":1,}", BAD "'}' looking for beginning of object key string"},
    {"{\"a\" 1}", BAD "'1' after object key"},
    {"{\"a\"}", BAD "'}' after object key"},
    {"{\"a\":1 \"b\"", BAD "'\"' after object key:value pair"},
    {"[1 2]", BAD "'2' after array element"},
    {"\"a\nb\"", BAD "'\\n' in string literal"},
    {"\"\\x\"", BAD "'x' in string escape code"},
    {"\"\\u12g4\"", BAD "'g' in \\u hexadecimal character escape"},
    {"nulx", BAD "'x' in literal null (expecting 'l')"},
    {"nxll", BAD "'x' in literal null (expecting 'u')"},
    {"trux", BAD "'x' in literal true (expecting 'e')"},
    {"fa lse", BAD "' ' in literal false (expecting 'l')"},
    {"-x", BAD "'x' in numeric literal"},
    {"1.x", BAD "'x' after decimal point in numeric literal"},
    {"1ex", BAD "'x' in exponent of numeric literal"},
    {"1e+x", BAD "'x' in exponent of numeric literal"},
    {"[[[[1]]]]", "exceeded max depth"},
    {"[[[1]]]", "[[[1]]]"},
};

static void write_json(struct esc_build *build, const struct esc_json *json);

static void
write_items(struct esc_build *build, const struct esc_json *json)
{
    bool is_array = json->kind == ESC_JSON_ARRAY;

    esc_build_byte(build, is_array ? '[' : '{');
    for (size_t i = 0; i < json->count; i++) {
        if (i > 0)
            esc_build_byte(build, ',');
        if (is_array) {
            write_json(build, &json->u.items[i]);
            continue;
        }
        esc_build_json(build, json->u.members[i].key);
        esc_build_byte(build, ':');
        write_json(build, &json->u.members[i].value);
    }
    esc_build_byte(build, is_array ? ']' : '}');
}

static void
write_json(struct esc_build *build, const struct esc_json *json)
{
    switch (json->kind) {
    case ESC_JSON_NULL:
        esc_build_text(build, "null");
        break;
    case ESC_JSON_BOOL:
        esc_build_text(build, json->u.boolean ? "true" : "false");
        break;
    case ESC_JSON_NUMBER:
        esc_build_add(build, json->u.text);
        break;
    case ESC_JSON_STRING:
        esc_build_json(build, json->u.text);
        break;
    case ESC_JSON_ARRAY:
    case ESC_JSON_OBJECT:
    default:
        write_items(build, json);
        break;
    }
}

int
main(void)
{
    struct esc_arena *arena = esc_arena_new((size_t)1 << 20);

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct esc_str problem;
        const struct esc_json *json =
            esc_json_parse(arena, esc_str_from(rows[i].json), 3, &problem);
        struct esc_build build;

        esc_build_init(&build, arena, 10000);
        if (json != NULL)
            write_json(&build, json);
        is_str(json == NULL ? problem.data : esc_build_take(&build).data,
               rows[i].want, "%s",
               esc_quote(arena, esc_str_from(rows[i].json)).data);
    }
    esc_arena_free(arena);
    return tap_done();
}

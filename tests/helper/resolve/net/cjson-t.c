/* SPDX-License-Identifier: Apache-2.0 */
/* Checked reads: shape, types, ranges. */
#include "esc/cjson.h"
#include "tap.h"
#include "tests/helper/resolve/scarce.h"
#include <string.h>

static const struct {
    const char *name, *json;
    bool good;
} shapes[] = {
    {"an object", "{\"a\":1}", true},
    {"white space behind", "[1]\r\n\t ", true},
    {"bytes behind", "{} x", false},
    {"two values", "{}{}", false},
    {"nothing", "", false},
    {"cut", "{\"a\":", false},
    {"a NUL in a string", "[\"a\\u0000b\"]", false},
    {"an escaped backslash before u0000", "[\"a\\\\u0000b\"]", true},
    {"brackets in a string do not count", "[\"[[[[{{{{\"]", true},
    {"64 deep",
     "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["
     "]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]",
     true},
    {"65 deep",
     "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["
     "]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]",
     false},
    {"an open string", "[\"a", false},
};

/* Each of cJSON's allocations fails in turn. */
static void
check_memory(const char *text)
{
    size_t nth = 0;
    bool failed = true, told = true;
    long before = scarce_live();

    if (!scarce_works()) {
        skip("this build has an allocator of its own");
        return;
    }
    while (failed && told) {
        ESC_OWN(esc_cjson) json = NULL;
        struct esc_error err = {0};

        scarce_begin(++nth, false);
        json = esc_cjson_parse(text, strlen(text), &err);
        failed = scarce_end();
        told = failed ? json == NULL && err.code == ESC_E_INPUT : json != NULL;
    }
    ok(told && nth > 10, "each of %zu allocations", nth - 1);
    is_int(scarce_live(), before, "nothing leaks");
}

int
main(void)
{
    static const char text[] = "{\"t\":\"x\",\"n\":1.5e3,\"big\":1e300,\"l\":["
                               "1,\"two\"],\"t\":\"y\"}";
    struct esc_error err = {0};
    ESC_OWN(esc_cjson) json = NULL;
    int64_t number = 7;

    for (size_t i = 0; i < sizeof(shapes) / sizeof(shapes[0]); i++) {
        ESC_OWN(esc_cjson)
        one = esc_cjson_parse(shapes[i].json, strlen(shapes[i].json), &err);

        ok((one != NULL) == shapes[i].good, "%s", shapes[i].name);
    }
    json = esc_cjson_parse(text, strlen(text), &err);
    is_str(esc_cjson_text(esc_cjson_get(json, "t")), "x", "the first counts");
    ok(esc_cjson_integer(esc_cjson_get(json, "n"), &number) && number == 1500,
       "a number");
    ok(!esc_cjson_integer(esc_cjson_get(json, "big"), &number), "too big");
    ok(!esc_cjson_integer(esc_cjson_get(json, "t"), &number), "not a number");
    ok(esc_cjson_text(esc_cjson_get(json, "n")) == NULL, "not a text");
    ok(esc_cjson_get(esc_cjson_get(json, "t"), "x") == NULL, "not an object");
    is_int((long long)esc_cjson_count(esc_cjson_get(json, "l")), 2, "a list");
    is_str(esc_cjson_text(esc_cjson_item(esc_cjson_get(json, "l"), 1)), "two",
           "its second");
    ok(esc_cjson_item(esc_cjson_get(json, "l"), 2) == NULL, "no third");
    ok(esc_cjson_get(NULL, "x") == NULL, "nothing of nothing");
    check_memory(text);
    return tap_done();
}

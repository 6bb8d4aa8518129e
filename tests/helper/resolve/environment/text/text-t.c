/* SPDX-License-Identifier: Apache-2.0 */
/* Base64, the secret envelope, widths of texts and spelling suggestions. */
#include <tap.h>

#include "helper/resolve/environment/text/base64.h"
#include "helper/resolve/environment/text/envelope.h"
#include "helper/resolve/environment/text/suggest.h"
#include "helper/resolve/environment/text/unicode.h"

static const struct {
    const char *text, *want; /* decoded; NULL: not valid at BAD */
    size_t bad;
} base64[] = {
    {"", "", 0},
    {"aGk=", "hi", 0},
    {"YQ==", "a", 0},
    {"YWJj", "abc", 0},
    {"YW\r\nJj\n", "abc", 0},
    {"YQ=\n=\n", "a", 0},
    {"+/+/", "\xfb\xff\xbf", 0},
    {"aGk", NULL, 0},
    {"YWJjYW", NULL, 4},
    {"YWJjYWJ", NULL, 4},
    {"a", NULL, 0},
    {"a$b=", NULL, 1},
    {"a-b_", NULL, 1},
    {"=", NULL, 0},
    {"a===", NULL, 1},
    {"aG=x", NULL, 2},
    {"aG=", NULL, 3},
    {"aG==x", NULL, 4},
    {"aGk=x", NULL, 4},
    {"YWJj=", NULL, 4},
    {"YWJj aGk=", NULL, 4},
};

static const struct {
    const char *name, *text, *want;
} envelopes[] = {
    {"base64", "a$", "illegal base64 data at input byte 1"},
    {"too short", "ZXNjeAAAAAE=", "EOF"},
    {"empty", "", "EOF"},
    {"header", "ZXNjeQAAAAHo9e705fKyKo30VQ==", "invalid header"},
    {"checksum", "ZXNjeAAAAAHo9e705fKyKo30VA==", "invalid checksum"},
    {"version", "ZXNjeAAAAALo6Ojo6OjovY4uFg==", "unsupported version"},
};

static const struct {
    const char *text;
    int width;
} widths[] = {
    {"", 0},
    {"abc", 3},
    {"\xc3\xa9", 1},
    {"e\xcc\x81", 1},                    /* combining accent */
    {"\xe6\x97\xa5\xe6\x9c\xac", 4},     /* wide */
    {"\xef\xbc\xa1", 2},                 /* full width */
    {"\xef\xbd\xb1", 1},                 /* half width */
    {"\xe1\x84\x80\xe1\x85\xa1", 2},     /* jamo L V */
    {"\xea\xb0\x80\xe1\x86\xa8", 3},     /* LV T */
    {"\xf0\x9f\x98\x80", 2},             /* emoji */
    {"\xe2\x98\xba", 1},                 /* pictograph as text */
    {"\xe2\x98\xba\xef\xb8\x8f", 2},     /* asked to be emoji */
    {"\xf0\x9f\x98\x80\xef\xb8\x8e", 1}, /* asked to be text */
    {"\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x91\xa7", 2}, /* joined */
    {"\xf0\x9f\x87\xa9\xf0\x9f\x87\xaa", 2},             /* a flag */
    {"\xf0\x9f\x87\xa9\xf0\x9f\x87\xaa\xf0\x9f\x87\xab", 4},
    {"\r\n\x01\xe2\x80\x8b", 0},     /* controls */
    {"\xe2\xb8\xba\xe2\xb8\xbb", 7}, /* two and three em dash */
    {"\xd8\x80x", 2},                /* prepended */
    {"\xe0\xa4\x95\xe0\xa4\xbe", 2}, /* spacing mark */
    {"\xff\xff", 2},                 /* not UTF-8 */
};

static const struct {
    const char *name, *want; /* among the candidates; NULL: none */
} suggestions[] = {
    {"foo_bar", "fooBar"},
    {"FOOBAR", "fooBar"},
    {"fobar", "fooBar"},
    {"hello", "hallo"},
    {"hullo", "hallo"},
    {"x", NULL},
    {"ab", NULL},
    {"zzzzzz", NULL},
    {"", NULL},
    {"\xc3\x89t\xc3\xa9", "\xc3\xa9t\xc3\xa9"},
};

static void
check_base64(struct esc_arena *arena)
{
    for (size_t i = 0; i < sizeof(base64) / sizeof(base64[0]); i++) {
        struct esc_str bytes;
        size_t bad = 0;
        bool valid = esc_base64_decode(arena, esc_str_from(base64[i].text),
                                       &bytes, &bad);

        if (base64[i].want != NULL)
            ok(valid && esc_str_equal(bytes, esc_str_from(base64[i].want)),
               "base64 row %zu", i);
        else
            is_int(valid ? -1 : (long long)bad, (long long)base64[i].bad,
                   "base64 error of row %zu", i);
    }
    is_str(esc_base64_encode(arena, ESC_STR("a")).data, "YQ==", "one byte");
    is_str(esc_base64_encode(arena, ESC_STR("ab")).data, "YWI=", "two");
    is_str(esc_base64_encode(arena, ESC_STR("abc")).data, "YWJj", "three");
    is_str(esc_base64_encode(arena, ESC_STR("")).data, "", "none");
}

static void
check_envelopes(struct esc_arena *arena)
{
    struct esc_str text, problem = ESC_STR("");

    text = esc_envelope_encode(arena, ESC_STR("\xe8\xf5\xee\xf4\xe5\xf2\xb2"));
    is_str(text.data, "ZXNjeAAAAAHo9e705fKyKo30VQ==", "envelope: encode");
    ok(esc_envelope_decode(arena, text, &text, &problem)
           && esc_str_equal(text, ESC_STR("\xe8\xf5\xee\xf4\xe5\xf2\xb2")),
       "envelope: decode");
    for (size_t i = 0; i < sizeof(envelopes) / sizeof(envelopes[0]); i++) {
        esc_envelope_decode(arena, esc_str_from(envelopes[i].text), &text,
                            &problem);
        is_str(problem.data, envelopes[i].want, "envelope: %s",
               envelopes[i].name);
    }
}

static void
check_suggestions(void)
{
    static const struct esc_str candidates[] = {
        ESC_STR_INIT("aa"),
        ESC_STR_INIT("fooBar"),
        ESC_STR_INIT("hallo"),
        ESC_STR_INIT("hollo"),
        ESC_STR_INIT("\xc3\xa9t\xc3\xa9"),
    };
    size_t count = sizeof(candidates) / sizeof(candidates[0]);

    for (size_t i = 0; i < sizeof(suggestions) / sizeof(suggestions[0]); i++) {
        size_t best = count;
        bool found = esc_suggest(esc_str_from(suggestions[i].name), candidates,
                                 count, &best);

        is_str(found ? candidates[best].data : "none",
               suggestions[i].want == NULL ? "none" : suggestions[i].want,
               "suggestion for '%s'", suggestions[i].name);
    }
    is_int((long long)esc_distance(ESC_STR("kitten"), ESC_STR("sitting")), 3,
           "distance");
    is_int((long long)esc_distance(ESC_STR("A_b"), ESC_STR("aB")), 0,
           "distance of folded");
}

int
main(void)
{
    struct esc_arena *arena = esc_arena_new((size_t)1 << 20);

    check_base64(arena);
    check_envelopes(arena);
    for (size_t i = 0; i < sizeof(widths) / sizeof(widths[0]); i++)
        is_int((long long)esc_unicode_width(esc_str_from(widths[i].text)),
               widths[i].width, "width %zu", i);
    check_suggestions();
    esc_arena_free(arena);
    return tap_done();
}

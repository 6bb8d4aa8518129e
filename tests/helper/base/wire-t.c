/* SPDX-License-Identifier: Apache-2.0 */
/* Numbers and texts as bytes: the one form, and what is none. */
#include "esc/wire.h"
#include "tap.h"
#include <string.h>

struct words {
    char first[4], second[8];
};
static const struct esc_wire_field fields[] = {
    ESC_WIRE_FIELD(struct words, first),
    ESC_WIRE_FIELD(struct words, second),
};

static void
test_written(void)
{
    static const struct words words = {"ab", ""};
    static const uint8_t want[] = {0x01, 0x02, 0x03, 0, 2, 'a', 'b', 0, 0};
    uint8_t bytes[sizeof(want)];
    struct esc_wire_out out = {bytes, bytes + sizeof(bytes), false};

    esc_wire_put(&out, 0x010203, 3);
    esc_wire_put_texts(&out, &words, fields, 2);
    ok(!out.failed && out.at == out.end, "what fits is written");
    ok(memcmp(bytes, want, sizeof(want)) == 0, "  big endian, lengths first");
    esc_wire_put(&out, 0, 1);
    ok(out.failed && out.at == out.end, "a byte too many is not");
    out = (struct esc_wire_out){bytes, bytes + 4, false};
    esc_wire_put_text(&out, "abc");
    esc_wire_put(&out, 0, 1);
    ok(out.failed, "nor is anything behind what did not fit");
    is_int((long long)esc_wire_load(want, 8), 0x0102030002616200,
           "numbers come back");
}

static const struct {
    const char *name;
    const char *bytes;
    size_t len;
    bool taken;
    const char *first, *second;
} rows[] = {
    {"two texts", "\0\2ab\0\1c", 7, true, "ab", "c"},
    {"the longest that fits", "\0\3abc\0\0", 7, true, "abc", ""},
    {"one byte longer", "\0\4abcd\0\0", 8, false, "", ""},
    {"a NUL inside", "\0\2a\0\0\0", 6, false, "", ""},
    {"longer than the rest", "\0\3ab", 4, false, "", ""},
    {"half a length", "\0\2ab\0", 5, false, "ab", ""},
    {"nothing", "", 0, false, "", ""},
    {"a length of all ones",
     "\xff\xff"
     "ab\0\0",
     6, false, "", ""},
};

static void
test_read(void)
{
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        const uint8_t *bytes = (const uint8_t *)rows[i].bytes;
        struct esc_wire_in in = {bytes, bytes + rows[i].len, false};
        struct words words;

        esc_wire_get_texts(&in, &words, fields, 2);
        ok(!in.failed == rows[i].taken, "%s: %s", rows[i].name,
           rows[i].taken ? "taken" : "refused");
        is_str(words.first, rows[i].first, "  the first");
        is_str(words.second, rows[i].second, "  the second");
        ok(!rows[i].taken || in.at == in.end, "  to its end");
        if (in.failed)
            is_int((long long)esc_wire_get(&in, 1), 0, "  and nothing after");
    }
}

int
main(void)
{
    test_written();
    test_read();
    return tap_done();
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Which key a place of a definition is called by. */
#include "esc/keys.h"
#include "tap.h"
#include <string.h>

#define SOURCE                                                                \
    "imports: [a]\n"                                                          \
    "values:\n"                                                               \
    "  x: 1\n"                                                                \
    "  'q\xc3\xa9': {y: [2, {z: 3}], w: 4}\n"                                 \
    "  s:\n"                                                                  \
    "    fn::secret: {k: v, l: [m]}\n"                                        \
    "  ? {c: 1}\n"                                                            \
    "  : {d: 2}\n"                                                            \
    "  e: [f,\n"                                                              \
    "      g]\n"

static const struct {
    const char *name;
    uint32_t line, column;
    const char *key; /* NULL: none */
    uint32_t key_line, key_column;
} rows[] = {
    {"the start is before all keys", 1, 1, "imports", 1, 1},
    {"an item is its list's", 1, 11, "imports", 1, 1},
    {"a key is its own", 3, 3, "x", 3, 3},
    {"a value is its key's", 3, 6, "x", 3, 3},
    {"also behind it", 3, 80, "x", 3, 3},
    {"quotes are kept", 4, 3, "'q\xc3\xa9'", 4, 3},
    {"columns are characters", 4, 10, "y", 4, 10},
    {"the innermost wins", 4, 21, "z", 4, 18},
    {"and ends with its value", 4, 26, "w", 4, 26},
    {"inside a secret", 6, 18, "fn::secret", 6, 5},
    {"however deep", 6, 28, "fn::secret", 6, 5},
    {"a key inside a key", 7, 6, "c", 7, 6},
    {"an item on a later line", 10, 7, "e", 9, 3},
};

static void
test_rows(struct esc_arena *arena)
{
    const struct esc_keys *keys = esc_keys_read(arena, ESC_STR(SOURCE), 100);

    ok(keys != NULL, "a definition is read");
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        const struct esc_key *key =
            esc_keys_find(keys, rows[i].line, rows[i].column);

        ok(key != NULL && esc_str_equal(key->text, esc_str_from(rows[i].key))
               && key->line == rows[i].key_line
               && key->column == rows[i].key_column,
           "%s", rows[i].name);
        if (key != NULL)
            diag("%.*s %u:%u", (int)key->text.len, key->text.data, key->line,
                 key->column);
    }
    ok(esc_keys_find(NULL, 1, 1) == NULL, "no keys, no key");
}

static void
test_none(struct esc_arena *arena)
{
    static const char *const bad[] = {
        "a: [",       "a: {fn::secret: |\n b: c", "\xff\xfez", "a: \x01",
        "- x: [[[[[",
    };

    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        ok(esc_keys_read(arena, esc_str_from(bad[i]), 100) == NULL,
           "what is no YAML has none: %zu", i);
    ok(esc_keys_read(arena, ESC_STR("[[[[1]]]]"), 3) == NULL, "nor too deep");
    ok(esc_keys_find(esc_keys_read(arena, ESC_STR("- 1"), 9), 1, 3) == NULL,
       "a list has none");
    ok(esc_keys_find(esc_keys_read(arena, ESC_STR(""), 9), 1, 1) == NULL,
       "nothing has none");
}

static void
test_failures(void)
{
    int good = 0;

    for (size_t nth = 1; nth < 200 && good == 0; nth++) {
        struct esc_arena *arena = esc_arena_new(1 << 20);

        esc_arena_fail_chunk(arena, nth);
        good = esc_keys_read(arena, ESC_STR(SOURCE), 20) != NULL;
        esc_arena_free(arena);
    }
    ok(good == 1, "every allocation can fail");
}

int
main(void)
{
    struct esc_arena *arena = esc_arena_new(1 << 20);

    test_rows(arena);
    test_none(arena);
    test_failures();
    esc_arena_free(arena);
    return tap_done();
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Where nodes start and end: the original's rules, its quirks included. */
#include <string.h>
#include <tap.h>

#include "../show.h"
#include "helper/resolve/environment/syntax/read.h"

static const struct {
    const char *name, *yaml, *want; /* of the value of "a" */
} rows[] = {
    {"plain", "a: foo\nz: 0\n", "1:4:3-1:7:6"},
    {"escapes do not count", "a: \"x\\ty\"\nz: 0\n", "1:4:3-1:7:6"},
    {"empty quotes", "a: ''\nz: 0\n", "1:4:3-1:4:3"},
    {"empty list", "a: []\nz: 0\n", "1:4:3-1:4:3"},
    {"empty object", "a: {}\nz: 0\n", "1:4:3-1:4:3"},
    {"flow list ends at its last element", "a: [x, y]\nz: 0\n", "1:4:3-1:9:8"},
    {"flow object ends at its last value", "a: {x: y}\nz: 0\n", "1:4:3-1:9:8"},
    {"plain with a tag", "a: !!str foo\nz: 0\n", "1:4:3-1:13:12"},
    {"plain with a custom tag", "a: !t foo\nz: 0\n", "1:4:3-1:10:9"},
    {"quoted with a tag", "a: !!str 'foo'\nz: 0\n", "1:4:3-1:7:6"},
    {"anchor", "a: &x foo\nz: 0\n", "1:4:3-1:7:6"},
    {"end counts bytes", "a: \xc3\xa9\nz: 0\n", "1:4:3-1:6:5"},
    {"bytes behind a wide character come short",
     "a: [\xe6\x97\xa5\xe6\x9c\xac, x]\nz: 0\n", "1:4:3-1:10:11"},
    {"emoji is two cells", "{b: \xf0\x9f\x98\x80, a: x}\nz: 0\n",
     "1:11:12-1:12:13"},
    {"combining accents are no cell", "{b: e\xcc\x81o, a: xy}\nz: 0\n",
     "1:13:14-1:15:16"},
    {"regional indicators pair",
     "{b: \xf0\x9f\x87\xa9\xf0\x9f\x87\xaa\xf0\x9f\x87\xab, a: x}\n",
     "1:13:20-1:14:21"},
    {"hangul syllables of jamo", "{b: \xe1\x84\x80\xe1\x85\xa1, a: x}\n",
     "1:12:15-1:13:16"},
    {"emoji joined", "{b: \xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x91\xa9, a: x}",
     "1:13:0-1:14:0"},
    {"literal ends after its lines", "a: |\n  x\n  y\nz: 0\n", "1:4:3-3:4:12"},
    {"literal without last newline", "a: |-\n  x\n  yy\nz: 0\n",
     "1:4:3-2:6:11"},
    {"literal with a tag", "a: !!str |\n  x\nz: 0\n", "1:4:3-1:6:5"},
    {"folded ends on its line", "a: >\n  x\n  y\nz: 0\n", "1:4:3-1:8:7"},
    {"plain over lines", "a: x\n  y\nz: 0\n", "1:4:3-1:7:6"},
    {"omitted value", "a:\nz: 0\n", "1:3:2-1:3:2"},
    {"block list", "a:\n  - x\n  -\nz: 0\n", "2:3:5-3:4:12"},
    {"indentless list", "a:\n- x\n- y\nz: 0\n", "2:1:3-3:4:10"},
    {"block object", "a:\n  b: c\n  d: {}\nz: 0\n", "2:3:5-3:6:15"},
    {"last line without newline has byte 0", "z: 0\na: foo", "2:4:0-2:7:0"},
    {"only line without newline", "a: foo", "1:4:0-1:7:0"},
    {"byte order mark",
     "\xef\xbb\xbf"
     "a: foo\nz: 0\n",
     "1:4:6-1:7:9"},
    {"carriage return alone is a line for YAML only", "b: 1\ra: foo\nz: 0\n",
     "2:4:15-2:7:18"},
    {"carriage return and newline", "b: 1\r\na: foo\r\nz: 0\r\n",
     "2:4:9-2:7:12"},
    {"U+2028 counts a line for YAML only",
     "b: x\xe2\x80\xa8"
     "a: y\nz: 0\n",
     "2:4:15-2:5:16"},
    {"comment before", "# c\na: foo\nz: 0\n", "2:4:7-2:7:10"},
    {"document start", "--- {a: foo}\n", "1:9:8-1:12:11"},
};

static void
check(const char *name, const char *yaml, const char *want)
{
    const struct esc_limits limits = ESC_LIMITS_DEFAULT;
    struct esc_arena *arena = esc_arena_new(limits.memory);
    struct esc_diagnostics diags;
    const struct esc_node *root, *node = NULL;

    esc_diagnostics_init(&diags, arena, limits.diagnostics);
    root =
        esc_syntax_read(&diags, ESC_STR("test"), esc_str_from(yaml), &limits);
    if (root != NULL)
        node = esc_node_get(root, "a");
    is_str(node == NULL ? show_diags(&diags) : show_range(arena, node->range),
           want, "%s", name);
    esc_arena_free(arena);
}

/* Many nodes on one long line that is not ASCII: the walk is shared. */
static void
check_long_line(void)
{
    enum { COUNT = 100000 };
    const struct esc_limits limits = ESC_LIMITS_DEFAULT;
    struct esc_arena *arena = esc_arena_new(limits.memory);
    char *yaml = esc_arena_alloc(arena, COUNT * 2 + 16);
    struct esc_diagnostics diags;
    const struct esc_node *root, *last = NULL;

    memcpy(yaml, "\xc3\xa9: [", 5);
    for (size_t i = 0; i < COUNT; i++)
        memcpy(yaml + 5 + 2 * i, "x,", 2);
    memcpy(yaml + 5 + (size_t)COUNT * 2, "]\n", 3);
    esc_diagnostics_init(&diags, arena, limits.diagnostics);
    root =
        esc_syntax_read(&diags, ESC_STR("test"), esc_str_from(yaml), &limits);
    if (root != NULL)
        last = esc_node_get(root, "\xc3\xa9");
    is_str(last == NULL ? "" : show_range(arena, last->range),
           "1:4:4-1:200004:200004", "long line");
    esc_arena_free(arena);
}

int
main(void)
{
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        check(rows[i].name, rows[i].yaml, rows[i].want);
    check_long_line();
    return tap_done();
}

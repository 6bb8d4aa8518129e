/* SPDX-License-Identifier: Apache-2.0 */
/* Documents, node kinds, errors of YAML and limits. */
#include <string.h>
#include <tap.h>

#include "../show.h"
#include "esc/rest.h"
#include "helper/resolve/environment/syntax/read.h"

static const struct {
    const char *name, *yaml, *want; /* tree, or diagnostics */
} rows[] = {
    /* documents */
    {"no bytes", "", "{}"},
    {"white space", " \n\n", "error - : environment must be an object"},
    {"comment", "# c\n", "error - : environment must be an object"},
    {"marker alone", "---\n", "error - : environment must be an object"},
    {"null root", "null\n", "error - : environment must be an object"},
    {"tilde root", "~\n", "error - : environment must be an object"},
    {"scalar root", "foo\n",
     "error 1:1:0-1:4:3 : environment must be an object"},
    {"number root", "42\n",
     "error 1:1:0-1:3:2 : environment must be an object"},
    {"list root", "- a\n- b\n",
     "error 1:1:0-2:4:7 : environment must be an object"},
    {"only the first document", "a: 1\n---\nb: 2\n", "{\"a\": 1}"},
    {"a broken second document", "a: 1\n---\n]\n", "{\"a\": 1}"},
    {"byte order mark",
     "\xef\xbb\xbf"
     "a: 1\n",
     "{\"a\": 1}"},
    {"%YAML 1.1", "%YAML 1.1\n---\na: 1\n", "{\"a\": 1}"},
    {"%YAML 1.2", "%YAML 1.2\n---\na: 1\n",
     "error - : yaml: found incompatible YAML document"},
    {"%YAML 2.0", "%YAML 2.0\n---\na: 1\n",
     "error - : yaml: found incompatible YAML document"},
    {"%TAG", "%TAG !x! tag:a,2000:\n---\na: !x!y 1\n", "{\"a\": \"1\"}"},
    {"%YAML behind a comment", "# c\n%YAML 1.2\n---\na: 1\n",
     "error - : yaml: line 1: found incompatible YAML document"},
    /* kinds */
    {"duplicates are kept", "a: 1\na: 2\n", "{\"a\": 1, \"a\": 2}"},
    {"anchors are ignored", "a: &x {b: &y 1}\n", "{\"a\": {\"b\": 1}}"},
    {"merge key is a string", "<<: 1\n", "{\"<<\": 1}"},
    {"collection tags are ignored", "a: !!set {b: !foo [1]}\n",
     "{\"a\": {\"b\": [1]}}"},
    {"explicit key", "? a\n: b\n", "{\"a\": \"b\"}"},
    {"single pair in a flow list", "a: [b: c]\n", "{\"a\": [{\"b\": \"c\"}]}"},
    {"quoted number as key", "'1': a\n", "{\"1\": \"a\"}"},
    {"tagged number as key", "!!str 1: a\n", "{\"1\": \"a\"}"},
    {"NUL in a text", "a: \"x\\0y\"\n", "{\"a\": \"x\\x00y\"}"},
    {"alias", "a: &x 1\nb: *x\n",
     "error 2:4:11-2:5:12 b: alias nodes are not supported"},
    {"alias in itself", "a: &x [*x]\n",
     "error 1:8:7-1:9:8 a[0]: alias nodes are not supported"},
    {"alias as key", "a: &x 1\n*x : 2\n",
     "error 2:1:8-2:2:9 x: alias nodes are not supported"},
    {"unknown anchor", "a: *x\n",
     "error - : yaml: unknown anchor 'x' referenced"},
    {"number as key", "a: {1: x}\n",
     "error 1:5:4-1:6:5 a[\"1\"]: mapping keys must be strings"},
    {"infinity as key", "a: {.inf: x}\n",
     "error 1:5:4-1:9:8 a[\".inf\"]: mapping keys must be strings"},
    {"bool as key", "true: x\n",
     "error 1:1:0-1:5:4 true: mapping keys must be strings"},
    {"null as key", "a: {null: x}\n",
     "error 1:5:4-1:9:8 a.null: mapping keys must be strings"},
    {"empty key", "a:\n  ?\n  : x\n",
     "error 2:4:6-2:4:6 a: mapping keys must be strings"},
    {"empty key in a block", "a:\n  : x\n",
     "error - : yaml: line 1: did not find expected key"},
    {"list as key", "a: {[b]: x}\n",
     "error 1:5:4-1:7:6 a: mapping keys must be strings"},
    {"object as key", "? {b: c}\n: x\n",
     "error 1:3:2-1:8:7 : mapping keys must be strings"},
    {"key that cannot be decoded", "!!int x: 1\n",
     "error 1:1:0-1:8:7 x: yaml: cannot decode !!str `x` as a !!int"},
    {"errors are collected", "a: &x 1\nb: [*x, !!int q]\n2: *x\n",
     "error 2:5:12-2:6:13 b[0]: alias nodes are not supported\n"
     "error 2:9:16-2:16:23 b[1]: yaml: cannot decode !!str `q` as a !!int\n"
     "error 3:1:25-3:2:26 [\"2\"]: mapping keys must be strings\n"
     "error 3:4:28-3:5:29 [\"2\"]: alias nodes are not supported"},
    /* YAML's own errors */
    {"parser error counts lines from 0", "values:\n  k: [a, b\n",
     "error - : yaml: line 1: did not find expected ',' or ']'"},
    {"parser error on the first line", "a: ]\n",
     "error - : yaml: did not find expected node content"},
    {"scanner error", "a: 1\nb: 'x\n",
     "error - : yaml: line 2: found unexpected end of stream"},
    {"scanner error on the first line", "a: 'x",
     "error - : yaml: found unexpected end of stream"},
    {"tab as indentation", "a:\n\tb: 1\n",
     "error - : yaml: line 2: found character that cannot start any token"},
    {"value where none may be", "a: b: c\n",
     "error - : yaml: mapping values are not allowed in this context"},
    {"bad indentation", "a:\n  b: 1\n c: 2\n",
     "error - : yaml: line 2: did not find expected key"},
    {"unknown escape", "a: \"\\q\"\n",
     "error - : yaml: found unknown escape character"},
    {"undefined tag handle", "a: !x!y z\n",
     "error - : yaml: found undefined tag handle"},
    {"control character", "a: \x01\n",
     "error - : yaml: control characters are not allowed"},
    {"invalid UTF-8", "a: \xff\n",
     "error - : yaml: invalid leading UTF-8 octet"},
    {"truncated UTF-8", "a: \xc3",
     "error - : yaml: incomplete UTF-8 octet sequence"},
    {"an error before far bad bytes is found first",
     "a: ]\nb: "
     "c\n#2345678901234567890123456789012345678901234567890123456789\n"
     "#2345678901234567890123456789012345678901234567890123456789012345\n"
     "#2345678901234567890123456789012345678901234567890123456789012345\n"
     "#2345678901234567890123456789012345678901234567890123456789012345\n"
     "#2345678901234567890123456789012345678901234567890123456789012345\n"
     "#2345678901234567890123456789012345678901234567890123456789012345\n"
     "#2345678901234567890123456789012345678901234567890123456789012345\n"
     "#2345678901234567890123456789012345678901234567890123456789012345\n"
     "#2345678901234567890123456789012345678901234567890123456789012345\n"
     "\x01",
     "error - : yaml: did not find expected node content"},
    {"an error before what is seen ahead", "a: ]\nb: c\nd: 'x\n",
     "error - : yaml: did not find expected node content"},
    {"of two errors the scanner's, if it is near", "a: ] 'x\n",
     "error - : yaml: line 2: found unexpected end of stream"},
    {"near behind an unknown anchor, too", "a: *x 'y\n",
     "error - : yaml: line 2: found unexpected end of stream"},
    {"near behind the document, too", "a: 1\n---\n'x\n",
     "error - : yaml: line 3: found unexpected end of stream"},
    {"far behind the document", "a: 1\n---\n- b\n- 'x\n", "{\"a\": 1}"},
    {"an error of YAML is the only one", "a: &x 1\n2: *x\nc: ]\n",
     "error - : yaml: line 2: did not find expected node content"},
    /* paths */
    {"paths", "a b: {'c\"d': [{_e9: [*x]}]}\nz: &x 1\n",
     "error - : yaml: unknown anchor 'x' referenced"},
    {"quoted paths", "z: &x 1\na b: {'c\"d\\': [{_e9: [*x]}]}\n",
     "error 2:23:30-2:24:31 [\"a b\"][\"c\\\"d\\\"][0]._e9[0]: "
     "alias nodes are not supported"},
    {"digit first is quoted", "z: &x 1\n9x: *x\n",
     "error 2:5:12-2:6:13 [\"9x\"]: alias nodes are not supported"},
    /* limits, see below */
    {"too deep", "a: [[[[[]]]]]\n",
     "error - : environment is too large: it is nested deeper than 5"},
    {"just deep enough", "a: [[[[]]]]\n", "{\"a\": [[[[]]]]}"},
    {"too many nodes", "a: [1,2,3,4,5,6,7,8,9,0,1,2,3,4,5,6,7,8]\n",
     "error - : environment is too large: it has more nodes than 20"},
    {"too many aliases", "a: &x 1\nb: [*x, *x, *x]\n",
     "error - : environment is too large: it has more aliases than 2"},
};

/* What libyaml pays for with its square. */
static void check(const char *name, struct esc_str yaml, const char *want);

static void
check_tags(const char *name, const char *directive, size_t count,
           const char *want)
{
    static char yaml[2000];
    size_t len = 0, size = strlen(directive);

    for (size_t i = 0; i < count; i++, len += size)
        memcpy(yaml + len, directive, size);
    memcpy(yaml + len, "---\na: 1\n", 9);
    check(name, (struct esc_str){yaml, len + 9}, want);
}

static void
check(const char *name, struct esc_str yaml, const char *want)
{
    struct esc_limits limits = ESC_LIMITS_DEFAULT;
    struct esc_arena *arena = esc_arena_new(limits.memory);
    struct esc_diagnostics diags;
    const struct esc_node *root;

    limits.depth = 5;
    limits.nodes = 20;
    limits.aliases = 2;
    limits.bytes = 2000;
    esc_diagnostics_init(&diags, arena, limits.diagnostics);
    root = esc_syntax_read(&diags, ESC_STR("test"), yaml, &limits);
    is_str(root == NULL ? show_diags(&diags) : show_node(arena, root), want,
           "%s", name);
    esc_arena_free(arena);
}

/* Where people are sent for what has no range in the language. */
static const struct {
    const char *yaml;
    struct esc_pos near;
} places[] = {
    {"a: 1\n b: 2\n", {2, 3, 0}},
    {"a:\n  b: [c, d\n  e: 1\n", {3, 4, 0}},
    {"a:\n  b: [c, d\n", {2, 6, 0}}, /* where it began */
    {"a:\n  b: \"c\n\n", {2, 6, 0}}, /* the same */
    {"a: 1\nb: *x\n", {2, 4, 0}},
    {"a: \xc3\xa9\nb: \xc3\xa9\xff\n", {2, 5, 0}},
    {"a: \x01\n", {1, 4, 0}},
    {"# c\n%YAML 1.2\n---\na: 1\n", {2, 1, 0}},
    {"\n\nnull\n", {1, 1, 0}},
    {"a: b\nc: [[[[[[]]]]]]\n", {2, 8, 0}},
    {"foo\n", {0, 0, 0}}, /* has a range */
};

static void
test_places(void)
{
    struct esc_limits limits = ESC_LIMITS_DEFAULT;

    limits.depth = 5;
    for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
        struct esc_arena *arena = esc_arena_new(limits.memory);
        struct esc_diagnostics diags;
        const struct esc_pos *want = &places[i].near, *near;

        esc_diagnostics_init(&diags, arena, limits.diagnostics);
        (void)!esc_syntax_read(&diags, ESC_STR("test"),
                               esc_str_from(places[i].yaml), &limits);
        near = diags.first == NULL ? NULL : &diags.first->place.near;
        if (!ok(near != NULL && near->line == want->line
                    && near->column == want->column,
                "place %zu is %u:%u", i, want->line, want->column)
            && near != NULL)
            diag("it is %u:%u", near->line, near->column);
        esc_arena_free(arena);
    }
}

static const struct {
    const char *yaml;
    uint32_t line;
} rests[] = {
    {"a: 1\n", 0},
    {"", 0},
    {"---\na: 1\n...\n", 0},
    {"a: 1\n---\n", 0},
    {"a: 1\n---\n# c\n", 0},
    {"a: [1\n", 0},
    {"a: 1\n---\nb: 2\n", 2},
    {"---\na: 1\n\n---\n- b\n---\n", 4},
    {"a: [[1]]\n---\nb: 2\n", 2},
    {"a: [[[1]]]\n---\nb: 2\n", 0},
    {"a: 1\n...\n]\n", 3},
    {"a: 1\n---\n]\n", 2},
    {"a: 1\n--- ''\n", 2},
};

static void
test_rests(void)
{
    for (size_t i = 0; i < sizeof(rests) / sizeof(rests[0]); i++)
        is_int(esc_rest_find(esc_str_from(rests[i].yaml), 3).line,
               rests[i].line, "rest %zu", i);
}

int
main(void)
{
    static char large[2001];

    test_places();
    test_rests();

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        check(rows[i].name, esc_str_from(rows[i].yaml), rows[i].want);
    check_tags("too many %TAG", "%TAG !a! b\n", 101,
               "error - : environment is too large: "
               "it has more tag directives than 100");
    check_tags("too many %TAG on one line", "%TAG !a! b\xc2\x85", 101,
               "error - : environment is too large: "
               "it has more tag directives than 100");
    check_tags("too many %TAG behind odd line breaks",
               "\xe2\x80\xa8%TAG !a! b\n", 101,
               "error - : environment is too large: "
               "it has more tag directives than 100");
    check_tags("comments are no directives", "#\n", 101, "{\"a\": 1}");
    memset(large, ' ', sizeof(large));
    check("too many bytes", (struct esc_str){large, sizeof(large)},
          "error - : environment is too large: it has more bytes than 2000");
    check("NUL in the source", (struct esc_str){"a: \0\n", 5},
          "error - : yaml: control characters are not allowed");
    return tap_done();
}

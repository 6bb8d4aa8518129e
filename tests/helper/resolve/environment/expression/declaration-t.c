/* SPDX-License-Identifier: Apache-2.0 */
/* The top level of definitions: keys, imports and values. */
#include <tap.h>

#include "../show.h"
#include "helper/resolve/environment/expression/declaration.h"
#include "helper/resolve/environment/text/build.h"

#define FIELDS_OF(k, list)                                                    \
    "Field '" k "' does not exist on Object 'environment'. Existing fields "  \
    "are: " list

static const struct {
    const char *name, *yaml;
    const char *want; /* see describe() */
    const char *diags;
} rows[] = {
    {"nothing", "", "0 []", ""},
    {"empty object", "{}\n", "0 []", ""},
    {"values", "values: {a: 1, b: x}\n", "0 [a=1 b=\"x\"]", ""},
    {"description", "description: x\n", "x 0 []", ""},
    {"keys in any case", "VALUES: {a: 1}\nImports: [b]\nDESCRIPTION: x\n",
     "x 1 b [a=1]", ""},
    {"a later spelling replaces", "values: {a: 1}\nValues: {b: 2}\n",
     "0 [b=2]", ""},
    {"same spelling twice", "values: {a: 1}\nvalues: {b: 2}\n", "0 [b=2]",
     "warning 2:1:15-2:7:21 values: duplicate key \"values\""},
    {"unknown key", "value: 1\n", "0 []",
     "warning 1:1:0-1:6:5 value: " FIELDS_OF(
         "value", "'values', 'imports', 'description'")},
    {"unknown key near another", "descripton: 1\n", "0 []",
     "warning 1:1:0-1:11:10 descripton: " FIELDS_OF(
         "descripton", "'description', 'imports', 'values'")},
    {"unknown key, ties keep their order", "import: 1\n", "0 []",
     "warning 1:1:0-1:7:6 import: " FIELDS_OF(
         "import", "'imports', 'values', 'description'")},
    {"description is no string", "description: 1\n", "0 []",
     "error 1:14:13-1:15:14 description: description must be a string"},
    {"description is a reference", "description: ${x}\n", "0 []",
     "error 1:14:13-1:18:17 description: description must be a string"},
    {"description with dollars", "description: a$$b\n", "a$b 0 []", ""},
    {"imports", "imports: [a, b/c, 'd${e}']\n", "3 a b/c d${e} []", ""},
    {"imports is no list", "imports: a\n", "0 []",
     "error 1:10:9-1:11:10 imports: imports must be a list"},
    {"imports is null", "imports:\nvalues: {a: 1}\n", "0 [a=1]",
     "error 1:9:8-1:9:8 imports: imports must be a list"},
    {"import with options", "imports:\n- a: {merge: false}\n- b: {}\n",
     "2 a! b []", ""},
    {"merge in any case", "imports:\n- a: {MERGE: false}\n", "1 a! []", ""},
    {"unknown options are ignored", "imports:\n- a: {x: [1]}\n", "1 a []", ""},
    {"merge is no bool", "imports:\n- a: {merge: 1}\n", "1 a! []",
     "error 2:14:22-2:15:23 imports[0].a.merge: "
     "merge must be a boolean value"},
    {"import without options", "imports:\n- a:\n", "1 a []",
     "error 2:5:13-2:5:13 imports[0].a: import must be an object"},
    {"options are no object", "imports:\n- a: x\n", "1 a []",
     "error 2:6:14-2:7:15 imports[0].a: import must be an object"},
    {"import with two keys", "imports:\n- {a: {}, b: {}}\n", "1 []",
     "error 2:3:11-2:14:22 imports[0]: import must have a single key"},
    {"import with no key", "imports:\n- {}\n", "1 []",
     "error 2:3:11-2:3:11 imports[0]: import must have a single key"},
    {"import is null", "imports:\n-\n- b\n", "2 b []",
     "error 2:2:10-2:2:10 imports[0]: "
     "import must be a string or an object"},
    {"import is a number", "imports: [1]\n", "1 []",
     "error 1:11:10-1:12:11 imports[0]: "
     "import must be a string or an object"},
    {"import is a list", "imports: [[a]]\n", "1 []",
     "error 1:11:10-1:13:12 imports[0]: "
     "import must be a string or an object"},
    {"values is no object", "values: [1]\n", "0 []",
     "error 1:9:8-1:11:10 values: values must be an object"},
    {"values is null", "values:\nimports: [a]\n", "1 a []",
     "error 1:8:7-1:8:7 values: values must be an object"},
    {"value keys are verbatim", "values: {a$$b: 1, '${c}': 2}\n",
     "0 [a$$b=1 ${c}=2]", ""},
    {"a builtin at the top", "values: {fn::open: 1}\n", "0 [fn::open=1]",
     "error 1:10:9-1:18:17 values[\"fn::open\"]: builtin function call "
     "\"fn::open\" not allowed at the top level"},
    {"any fn:: at the top", "values: {fn::x: 1, a: 2}\n", "0 [fn::x=1 a=2]",
     "error 1:10:9-1:15:14 values[\"fn::x\"]: builtin function call "
     "\"fn::x\" not allowed at the top level"},
    {"capitals at the top are nothing special", "values: {FN::x: 1}\n",
     "0 [FN::x=1]", ""},
    {"duplicate values are the evaluator's", "values: {a: 1, a: 2}\n",
     "0 [a=1 a=2]", ""},
    {"no declaration with errors of syntax", "values: {1: 2}\n", "none",
     "error 1:10:9-1:11:10 values[\"1\"]: mapping keys must be strings"},
};

/* Description, import elements, names (! is not merged), values. */
static const char *
describe(struct esc_arena *arena, const struct esc_declaration *declaration)
{
    struct esc_build build;

    if (declaration == NULL)
        return "none";
    esc_build_init(&build, arena, (size_t)1 << 20);
    if (declaration->description.len > 0) {
        esc_build_add(&build, declaration->description);
        esc_build_byte(&build, ' ');
    }
    esc_build_add(
        &build, esc_arena_printf(arena, "%zu ", declaration->import_elements));
    for (size_t i = 0; i < declaration->import_count; i++) {
        esc_build_add(&build, declaration->imports[i].name);
        esc_build_text(&build, declaration->imports[i].merge ? " " : "! ");
    }
    esc_build_byte(&build, '[');
    for (size_t i = 0; i < declaration->value_count; i++) {
        esc_build_text(&build, i == 0 ? "" : " ");
        esc_build_add(&build, declaration->values[i].key);
        esc_build_byte(&build, '=');
        esc_build_text(&build, show_expr(arena, declaration->values[i].value));
    }
    esc_build_byte(&build, ']');
    return esc_build_take(&build).data;
}

static void
check(const char *name, const char *yaml, const char *want,
      const char *want_diags)
{
    const struct esc_limits limits = ESC_LIMITS_DEFAULT;
    struct esc_arena *arena = esc_arena_new(limits.memory);
    const struct esc_declaration *declaration;
    struct esc_diagnostics diags;

    esc_diagnostics_init(&diags, arena, 0);
    declaration = esc_declaration_load(
        &diags, ESC_STR("test"),
        esc_arena_printf(arena, "%s%s", yaml, yaml[0] == '\0' ? "" : "#\n"),
        &limits);
    is_str(describe(arena, declaration), want, "%s", name);
    is_str(show_diags(&diags), want_diags, "%s: diagnostics", name);
    esc_arena_free(arena);
}

/* Many diagnostics end in one that says so. */
static void
check_limit(void)
{
    struct esc_limits limits = ESC_LIMITS_DEFAULT;
    struct esc_arena *arena = esc_arena_new(limits.memory);
    struct esc_diagnostics diags;

    esc_diagnostics_init(&diags, arena, 2);
    esc_declaration_load(&diags, ESC_STR("test"),
                         ESC_STR("imports: [1, 2, 3, 4]\n"), &limits);
    is_int((long long)diags.count, 3, "two and the last");
    is_str(diags.last->summary.data,
           "too many diagnostics: the rest is not shown", "the last");
    esc_arena_free(arena);
}

int
main(void)
{
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        check(rows[i].name, rows[i].yaml, rows[i].want, rows[i].diags);
    check_limit();
    return tap_done();
}

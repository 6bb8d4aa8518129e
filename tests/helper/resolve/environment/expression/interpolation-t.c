/* SPDX-License-Identifier: Apache-2.0 */
/* The grammar of ${...}, its errors, and the ranges of accessors. */
#include <stdio.h>
#include <tap.h>

#include "../show.h"
#include "helper/resolve/environment/expression/declaration.h"

#define MISSING_BRACE "missing closing brace '}' in interpolation"
#define MISSING_BRACKET "subscript is missing closing bracket ']'"
#define BAD_INDEX "numeric subscript must be a positive base-10 integer"
#define FIRST_INDEX                                                           \
    "the first accessor must be a property name or key subscript, not a "     \
    "numeric subscript"

static const struct {
    const char *text;  /* a plain scalar; the value starts at 2:5:12 */
    const char *want;  /* as show_expr says */
    const char *diags; /* "" when there are none */
} rows[] = {
    /* literals */
    {"plain", "\"plain\"", ""},
    {"a$b", "\"a$b\"", ""},
    {"a$", "\"a$\"", ""},
    {"$$", "\"$\"", ""},
    {"$$$$", "\"$$\"", ""},
    {"$$$", "\"$$\"", ""},
    {"$${x}", "\"${x}\"", ""},
    {"a$$b", "\"a$b\"", ""},
    {"{a}", "{\"a\": null}", ""},
    /* symbols and interpolations */
    {"${a}", "${[\"a\"]}", ""},
    {"${a.b}", "${[\"a\"][\"b\"]}", ""},
    {"${a[0]}", "${[\"a\"][0]}", ""},
    {"${a[0][1].c}", "${[\"a\"][0][1][\"c\"]}", ""},
    {"${a[\"b c\"]}", "${[\"a\"][\"b c\"]}", ""},
    {"${[\"a\"].b}", "${[\"a\"][\"b\"]}", ""},
    {"${a[\"x\\\"y\"]}", "${[\"a\"][\"x\\\"y\"]}", ""},
    {"${a[\"x\\y\"]}", "${[\"a\"][\"x\\\\y\"]}", ""},
    {"${a[\"}.[\"]}", "${[\"a\"][\"}.[\"]}", ""},
    {"${a[+1]}", "${[\"a\"][1]}", ""},
    {"${a[-1]}", "${[\"a\"][-1]}", ""},
    {"${a[007]}", "${[\"a\"][7]}", ""},
    {"${a[9223372036854775807]}", "${[\"a\"][9223372036854775807]}", ""},
    {"${a[-9223372036854775808]}", "${[\"a\"][-9223372036854775808]}", ""},
    {"${.x}", "${[\"x\"]}", ""},
    {"${a[0]b}", "${[\"a\"][0][\"b\"]}", ""},
    {"${1}", "${[\"1\"]}", ""},
    {"${a]}", "${[\"a]\"]}", ""},
    {"${a$b}", "${[\"a$b\"]}", ""},
    {"x ${a}", "`x ${[\"a\"]}`", ""},
    {"${a} x", "`${[\"a\"]} x`", ""},
    {"${a}${b}", "`${[\"a\"]}${[\"b\"]}`", ""},
    {"$$${a}", "`$${[\"a\"]}`", ""},
    {"x $$ ${a} $ y", "`x $ ${[\"a\"]} $ y`", ""},
    /* errors: a missing brace */
    {"${}", "${[\"\"]}", ""},
    {"${", "${[\"\"]}", "error 2:7:14-2:7:14 values.a: " MISSING_BRACE},
    {"${a", "${[\"a\"]}", "error 2:8:15-2:8:15 values.a: " MISSING_BRACE},
    {"${ a}", "`${[\"\"]} a}`",
     "error 2:7:14-2:7:14 values.a: " MISSING_BRACE},
    {"${a b}", "`${[\"a\"]} b}`",
     "error 2:8:15-2:8:15 values.a: " MISSING_BRACE},
    {"${a.b ${c}", "`${[\"a\"][\"b\"]} ${[\"c\"]}`",
     "error 2:10:17-2:10:17 values.a: " MISSING_BRACE},
    /* a UTF-8 name that has the byte A0 in it */
    {"${\xc3\xa0}", "`${[\"\\xc3\"]}\xa0}`",
     "error 2:8:15-2:8:15 values.a: " MISSING_BRACE},
    {"${\xc3\xa9}", "${[\"\xc3\xa9\"]}", ""},
    /* names */
    {"${a.}", "${[\"a\"][\"\"]}",
     "error 2:8:15-2:9:16 values.a: property name must not be empty"},
    {"${a..b}", "${[\"a\"][\"\"][\"b\"]}",
     "error 2:8:15-2:9:16 values.a: property name must not be empty"},
    /* subscripts */
    {"${a[", "${[\"a\"][\"\"]}",
     "error 2:8:15-2:9:16 values.a: " MISSING_BRACKET "\n"
     "error 2:9:16-2:9:16 values.a: " MISSING_BRACE},
    {"${a[0", "${[\"a\"][0]}",
     "error 2:8:15-2:10:17 values.a: " MISSING_BRACKET "\n"
     "error 2:10:17-2:10:17 values.a: " MISSING_BRACE},
    {"${a[0}", "${[\"a\"][0]}",
     "error 2:8:15-2:10:17 values.a: " MISSING_BRACKET},
    {"${a[0.b]}", "${[\"a\"][0][\"b]\"]}",
     "error 2:8:15-2:10:17 values.a: " MISSING_BRACKET},
    {"${a[]}", "${[\"a\"][\"\"]}", "error 2:9:16-2:9:16 values.a: " BAD_INDEX},
    {"${a[x]}", "${[\"a\"][\"x\"]}",
     "error 2:9:16-2:10:17 values.a: " BAD_INDEX},
    {"${a[1x]}", "${[\"a\"][\"1x\"]}",
     "error 2:9:16-2:11:18 values.a: " BAD_INDEX},
    {"${a[9223372036854775808]}", "${[\"a\"][\"9223372036854775808\"]}",
     "error 2:9:16-2:28:35 values.a: " BAD_INDEX},
    {"${[0]}", "${[0]}", "error 2:7:14-2:9:16 values.a: " FIRST_INDEX},
    {"${a[\"\"]}", "${[\"a\"][\"\"]}",
     "error 2:9:16-2:11:18 values.a: key subscript must not be empty"},
    {"${a[\"b", "${[\"a\"][\"b\"]}",
     "error 2:9:16-2:11:18 values.a: "
     "key subscript is missing closing quote '\"'\n"
     "error 2:8:15-2:11:18 values.a: " MISSING_BRACKET "\n"
     "error 2:11:18-2:11:18 values.a: " MISSING_BRACE},
    {"${a[\"b\"}", "${[\"a\"][\"b\"]}",
     "error 2:8:15-2:12:19 values.a: " MISSING_BRACKET},
};

/* The range of the first value's LAST accessor. */
static const struct {
    const char *name, *yaml, *want;
} ranges[] = {
    {"name", "values:\n a: ${bcd}\nz: 0\n", "2:7:14-2:10:17"},
    {"dot belongs to the accessor", "values:\n a: ${b.cd}\nz: 0\n",
     "2:8:15-2:11:18"},
    {"brackets belong to the accessor", "values:\n a: ${b[\"c\"]}\nz: 0\n",
     "2:8:15-2:13:20"},
    {"columns are cells, bytes are bytes",
     "values:\n a: \xe6\x97\xa5 ${b.c}\nz: 0\n", "2:11:19-2:13:21"},
    {"accents in names", "values:\n a: ${\xc3\xa9.c}\nz: 0\n",
     "2:8:16-2:10:18"},
    {"${} has the brace's", "values:\n a: ${}\nz: 0\n", "2:7:14-2:8:15"},
    {"folded plain text counts on", "values:\n a: x\n  ${b}\nz: 0\n",
     "2:9:16-2:10:17"},
    {"quoted has none", "values:\n a: '${b}'\nz: 0\n", "none"},
    {"literal has none", "values:\n a: |-\n  ${b}\nz: 0\n", "none"},
    {"tagged has none", "values:\n a: !!str ${b}\nz: 0\n", "none"},
};

static const struct esc_expr *
load(struct esc_diagnostics *diags, struct esc_str source)
{
    const struct esc_limits limits = ESC_LIMITS_DEFAULT;
    const struct esc_declaration *declaration =
        esc_declaration_load(diags, ESC_STR("test"), source, &limits);

    if (declaration == NULL || declaration->value_count == 0)
        return NULL;
    return declaration->values[0].value;
}

static void
check(const char *text, const char *want, const char *want_diags)
{
    struct esc_arena *arena = esc_arena_new((size_t)1 << 24);
    struct esc_diagnostics diags;
    const struct esc_expr *expr;

    esc_diagnostics_init(&diags, arena, 0);
    expr =
        load(&diags, esc_arena_printf(arena, "values:\n a: %s\nz: 0\n", text));
    is_str(expr == NULL ? "none" : show_expr(arena, expr), want, "%s", text);
    if (diags.errors > 0 || want_diags[0] != '\0') {
        const char *got = show_diags(&diags);
        size_t len = 0;

        /* All but the warning about z. */
        while (got[len] != '\0' && !(got[len] == '\n' && got[len + 1] == 'w'))
            len++;
        is_str(esc_arena_dup(arena, got, len).data, want_diags,
               "%s: diagnostics", text);
    }
    esc_arena_free(arena);
}

static const struct esc_access *
last_access(const struct esc_expr *expr)
{
    return expr->kind == ESC_EXPR_SYMBOL ? expr->u.access
                                         : expr->u.parts[0].access;
}

static void
check_range(const char *name, const char *yaml, const char *want)
{
    struct esc_arena *arena = esc_arena_new((size_t)1 << 24);
    struct esc_diagnostics diags;
    const struct esc_expr *expr;
    const struct esc_accessor *accessor;

    esc_diagnostics_init(&diags, arena, 0);
    expr = load(&diags, esc_str_from(yaml));
    accessor = &last_access(expr)->accessors[last_access(expr)->count - 1];
    is_str(accessor->has_range ? show_range(arena, accessor->range) : "none",
           want, "%s", name);
    esc_arena_free(arena);
}

int
main(void)
{
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        check(rows[i].text, rows[i].want, rows[i].diags);
    for (size_t i = 0; i < sizeof(ranges) / sizeof(ranges[0]); i++)
        check_range(ranges[i].name, ranges[i].yaml, ranges[i].want);
    return tap_done();
}

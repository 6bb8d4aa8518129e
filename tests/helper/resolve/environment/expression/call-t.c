/* SPDX-License-Identifier: Apache-2.0 */
/* The shapes of builtin calls and of objects, with every load error. */
#include <tap.h>

#include "../show.h"
#include "helper/resolve/environment/expression/declaration.h"

#define OPEN "the argument to fn::open must be an object containing "
#define ROTATE "the argument to fn::rotate must be an object containing "
#define AT "error 2:"

static const struct {
    const char *name, *yaml; /* of values.a, on one line */
    const char *want, *diags;
} rows[] = {
    {"open", "{fn::open: {provider: p, inputs: 1}}", "open::p(\"p\", 1)", ""},
    {"open: last duplicate wins, others are ignored",
     "{fn::open: {provider: p, provider: q, x: y, inputs: 1, inputs: 2}}",
     "open::q(\"q\", 2)", ""},
    {"open: not an object", "{fn::open: 1}", "open(?, ?)",
     AT "16:23-2:17:24 values.a[\"fn::open\"]: " OPEN
        "'provider' and 'inputs'"},
    {"open: a call is not an object", "{fn::open: {fn::toJSON: 1}}",
     "open(?, ?)",
     AT "16:23-2:30:37 values.a[\"fn::open\"]: " OPEN
        "'provider' and 'inputs'"},
    {"open: nothing given", "{fn::open: {}}", "open(?, ?)",
     AT "16:23-2:16:23 values.a[\"fn::open\"]: "
        "missing provider name ('provider')\n" AT
        "16:23-2:16:23 values.a[\"fn::open\"]: "
        "missing provider inputs ('inputs')"},
    {"open: provider is no string", "{fn::open: {provider: 1, inputs: 2}}",
     "open(?, 2)",
     AT "27:34-2:28:35 values.a[\"fn::open\"].provider: "
        "provider name must be a string literal"},
    {"open: provider is a reference",
     "{fn::open: {provider: '${x}', inputs: 2}}", "open(?, 2)",
     AT "27:34-2:31:38 values.a[\"fn::open\"].provider: "
        "provider name must be a string literal"},
    {"open: short form", "{fn::open::p: [1]}", "open::p([1])", ""},
    {"open: short form with anything", "{fn::open::a::b: }",
     "open::a::b(null)", ""},
    {"open: short form without a name", "{'fn::open::': 1}", "open::(1)", ""},
    {"rotate", "{fn::rotate: {provider: p, inputs: 1, state: {x: 2}}}",
     "rotate::p(\"p\", 1, {\"x\": 2})", ""},
    {"rotate: no state", "{fn::rotate: {provider: p, inputs: 1}}",
     "rotate::p(\"p\", 1, null)", ""},
    {"rotate: not an object", "{fn::rotate: x}", "rotate(?, ?, ?)",
     AT "18:25-2:19:26 values.a[\"fn::rotate\"]: " ROTATE
        "'provider', 'inputs' and 'state'"},
    {"rotate: nothing given", "{fn::rotate: {}}", "rotate(?, ?, null)",
     AT "18:25-2:18:25 values.a[\"fn::rotate\"]: "
        "missing provider name ('provider')\n" AT
        "18:25-2:18:25 values.a[\"fn::rotate\"]: "
        "missing provider inputs ('inputs')"},
    {"rotate: state is no object",
     "{fn::rotate: {provider: p, inputs: 1, state: x}}",
     "rotate::p(\"p\", 1, \"x\")",
     AT "50:57-2:51:58 values.a[\"fn::rotate\"].state: "
        "rotation state must be an object literal"},
    {"rotate: short form", "{fn::rotate::p: {inputs: 1, state: {}}}",
     "rotate::p(1, {})", ""},
    {"rotate: short form without state", "{fn::rotate::p: {inputs: 1}}",
     "rotate::p(1, null)", ""},
    {"rotate: short form without inputs", "{fn::rotate::p: {state: {}}}",
     "rotate::p(?, {})",
     AT "21:28-2:29:36 values.a[\"fn::rotate::p\"]: "
        "missing provider inputs ('inputs')"},
    {"rotate: short form, state is no object",
     "{fn::rotate::p: {inputs: 1, state: [2]}}", "rotate::p(1, [2])",
     AT "40:47-2:42:49 values.a[\"fn::rotate::p\"].state: "
        "rotation state must be an object literal"},
    {"rotate: short form, not an object", "{fn::rotate::p: [1]}",
     "rotate(?, ?)",
     AT "21:28-2:23:30 values.a[\"fn::rotate::p\"]: " ROTATE
        "'inputs' and 'state'"},
    {"secret", "{fn::secret: x}", "secret(\"x\")", ""},
    {"secret: dollars", "{fn::secret: a$$b}", "secret(\"a$b\")", ""},
    {"secret: ciphertext", "{fn::secret: {ciphertext: eA==}}",
     "secret-ciphertext(\"eA==\")", ""},
    {"secret: a reference", "{fn::secret: '${x}'}", "secret(\"\")",
     AT "18:25-2:22:29 values.a[\"fn::secret\"]: "
        "secret values must be string literals"},
    {"secret: a number", "{fn::secret: 1}", "secret(\"\")",
     AT "18:25-2:19:26 values.a[\"fn::secret\"]: "
        "secret values must be string literals"},
    {"secret: null", "{fn::secret: }", "secret(\"\")",
     AT "18:25-2:18:25 values.a[\"fn::secret\"]: "
        "secret values must be string literals"},
    {"secret: ciphertext and more", "{fn::secret: {ciphertext: x, y: z}}",
     "secret(\"\")",
     AT "18:25-2:38:45 values.a[\"fn::secret\"]: "
        "secret values must be string literals"},
    {"secret: ciphertext is no string", "{fn::secret: {ciphertext: 1}}",
     "secret(\"\")",
     AT "18:25-2:32:39 values.a[\"fn::secret\"]: "
        "secret values must be string literals"},
    {"join", "{fn::join: [1, 2]}", "join(1, 2)", ""},
    {"join: one value", "{fn::join: [1]}", "join(?, ?)",
     AT "16:23-2:18:25 values.a[\"fn::join\"]: "
        "the argument to fn::join must be a two-valued list"},
    {"join: three values", "{fn::join: [1, 2, 3]}", "join(?, ?)",
     AT "16:23-2:24:31 values.a[\"fn::join\"]: "
        "the argument to fn::join must be a two-valued list"},
    {"join: a reference", "{fn::join: '${x}'}", "join(?, ?)",
     AT "16:23-2:20:27 values.a[\"fn::join\"]: "
        "the argument to fn::join must be a two-valued list"},
    {"split", "{fn::split: [1, 2]}", "split(1, 2)", ""},
    {"split: not a list", "{fn::split: x}", "split(?, ?)",
     AT "17:24-2:18:25 values.a[\"fn::split\"]: "
        "the argument to fn::split must be a two-valued list"},
    {"concat", "{fn::concat: [[1], 2]}", "concat([[1], 2])", ""},
    {"concat: not a list", "{fn::concat: '${x}'}", "concat(${[\"x\"]})",
     AT "18:25-2:22:29 values.a[\"fn::concat\"]: "
        "the argument to fn::concat must be an array of arrays"},
    {"validate", "{fn::validate: {schema: true, value: 1}}",
     "validate(true, 1)", ""},
    {"validate: not an object", "{fn::validate: 1}", "validate(?, ?)",
     AT "20:27-2:21:28 values.a[\"fn::validate\"]: "
        "the argument to fn::validate must be an object containing "
        "'schema' and 'value'"},
    {"validate: nothing given", "{fn::validate: {}}", "validate(?, ?)",
     AT "20:27-2:20:27 values.a[\"fn::validate\"]: "
        "missing required property 'schema'\n" AT
        "20:27-2:20:27 values.a[\"fn::validate\"]: "
        "missing required property 'value'"},
    {"toJSON", "{fn::toJSON: 1}", "toJSON(1)", ""},
    {"fromJSON", "{fn::fromJSON: 1}", "fromJSON(1)", ""},
    {"toString", "{fn::toString: 1}", "toString(1)", ""},
    {"toBase64", "{fn::toBase64: 1}", "toBase64(1)", ""},
    {"fromBase64", "{fn::fromBase64: 1}", "fromBase64(1)", ""},
    {"final", "{fn::final: {b: 1}}", "final({\"b\": 1})", ""},
    {"calls in calls", "{fn::toJSON: {fn::toString: [1]}}",
     "toJSON(toString([1]))", ""},
    /* objects that are no calls */
    {"object", "{b: 1, c: [2]}", "{\"b\": 1, \"c\": [2]}", ""},
    {"keys collapse dollars", "{$$b: 1}", "{\"$b\": 1}", ""},
    {"a reference as key", "{'${b}': 1, c: 2}", "{\"c\": 2}",
     AT "6:13-2:10:17 values.a[\"${b}\"]: object keys must be strings"},
    {"an interpolation as key", "{'x${b}': 1}", "{}",
     AT "6:13-2:11:18 values.a[\"x${b}\"]: object keys must be strings"},
    {"values of dropped keys are parsed", "{'${b}': '${'}", "{}",
     AT "14:21-2:16:23 values.a[\"${b}\"]: "
        "missing closing brace '}' in interpolation\n" AT
        "6:13-2:10:17 values.a[\"${b}\"]: object keys must be strings"},
    {"unknown builtin", "{fn::nope: 1}", "{\"fn::nope\": 1}",
     AT "6:13-2:14:21 values.a: 'fn::' is a reserved prefix"},
    {"unknown builtin in capitals", "{FN::open: 1}", "{\"FN::open\": 1}",
     AT "6:13-2:14:21 values.a: 'fn::' is a reserved prefix"},
    {"a call with company", "{fn::toJSON: 1, b: 2}",
     "{\"fn::toJSON\": 1, \"b\": 2}",
     AT "5:12-2:25:32 values.a: illegal call to builtin function: "
        "\"fn::toJSON\" must be the only key within its containing object"},
    {"two calls in one object", "{fn::toJSON: 1, fn::x: 2}",
     "{\"fn::toJSON\": 1, \"fn::x\": 2}",
     AT "5:12-2:29:36 values.a: illegal call to builtin function: "
        "\"fn::toJSON\" must be the only key within its containing "
        "object\n" AT
        "5:12-2:29:36 values.a: illegal call to builtin function: "
        "\"fn::x\" must be the only key within its containing object"},
    {"capitals with company are a plain object", "{FN::x: 1, b: 2}",
     "{\"FN::x\": 1, \"b\": 2}", ""},
    {"an empty object", "{}", "{}", ""},
    {"duplicates are the evaluator's", "{b: 1, b: 2}", "{\"b\": 1, \"b\": 2}",
     ""},
};

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
        esc_arena_printf(arena, "values:\n a: %s\n", yaml), &limits);
    is_str(declaration == NULL
               ? "none"
               : show_expr(arena, declaration->values[0].value),
           want, "%s", name);
    is_str(show_diags(&diags), want_diags, "%s: diagnostics", name);
    esc_arena_free(arena);
}

int
main(void)
{
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        check(rows[i].name, rows[i].yaml, rows[i].want, rows[i].diags);
    return tap_done();
}

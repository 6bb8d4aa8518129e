/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The table of builtins, and those about text: secret, join, split, base64,
 * JSON, strings.  Each gets its term and returns a new cell.
 */
#include "../text/base64.h"
#include "../text/build.h"
#include "../text/envelope.h"
#include "../text/utf8.h"
#include "../value/write.h"
#include "evaluator.h"

struct esc_cell *
esc_evaluate_call(struct esc_scope *scope, struct esc_term *term)
{
    static esc_builtin_function *const functions[] = {
        [ESC_BUILTIN_OPEN] = esc_builtin_open,
        [ESC_BUILTIN_ROTATE] = esc_builtin_rotate,
        [ESC_BUILTIN_SECRET] = esc_builtin_secret,
        [ESC_BUILTIN_JOIN] = esc_builtin_join,
        [ESC_BUILTIN_SPLIT] = esc_builtin_split,
        [ESC_BUILTIN_CONCAT] = esc_builtin_concat,
        [ESC_BUILTIN_VALIDATE] = esc_builtin_validate,
        [ESC_BUILTIN_TO_JSON] = esc_builtin_to_json,
        [ESC_BUILTIN_FROM_JSON] = esc_builtin_from_json,
        [ESC_BUILTIN_TO_STRING] = esc_builtin_to_string,
        [ESC_BUILTIN_TO_BASE64] = esc_builtin_to_base64,
        [ESC_BUILTIN_FROM_BASE64] = esc_builtin_from_base64,
        [ESC_BUILTIN_FINAL] = esc_builtin_final,
    };

    return functions[term->ast->u.call->builtin](scope, term);
}

static struct esc_cell *
start(struct esc_scope *scope, struct esc_term *term)
{
    return esc_cell_new(scope->pool, term, term->schema);
}

/* Report what is wrong with the call; its value is unknown then. */
static struct esc_cell *
fail(struct esc_scope *scope, struct esc_cell *cell, const char *before,
     struct esc_str problem)
{
    esc_report_term(scope->run, cell->def, ESC_SEVERITY_ERROR,
                    esc_say(scope->pool, before, problem, ""));
    cell->is_unknown = true;
    return cell;
}

static struct esc_cell *
decrypt(struct esc_scope *scope, struct esc_cell *cell,
        struct esc_str ciphertext)
{
    const struct esc_environment_deps *deps = scope->run->deps;
    struct esc_str bytes = {NULL, 0}, message = ESC_STR("no key");

    if (deps->decrypt == NULL
        || !deps->decrypt(deps->context, scope->name, ciphertext,
                          scope->pool->arena, &bytes, &message))
        return fail(scope, cell, "decrypting: ", message);
    esc_cell_set_string(cell, bytes);
    return cell;
}

struct esc_cell *
esc_builtin_secret(struct esc_scope *scope, struct esc_term *term)
{
    const struct esc_call *call = term->ast->u.call;
    struct esc_str ciphertext, problem;
    struct esc_cell *cell;

    if (!call->is_ciphertext)
        return esc_evaluate(scope, term->u.call->inputs, &esc_schema_string);
    cell = start(scope, term);
    cell->is_secret = true;
    if (!esc_envelope_decode(scope->pool->arena, call->inputs->u.text,
                             &ciphertext, &problem))
        return fail(scope, cell, "invalid ciphertext: ", problem);
    esc_pool_need(scope->pool, ciphertext.data);
    if (scope->run->is_checking && !scope->run->shows_secrets) {
        cell->is_unknown = true;
        return cell;
    }
    return decrypt(scope, cell, ciphertext);
}

struct esc_cell *
esc_builtin_join(struct esc_scope *scope, struct esc_term *term)
{
    struct esc_pool *pool = scope->pool;
    struct esc_cell *cell = start(scope, term), *delimiter, *values;
    struct esc_build build;
    bool good = esc_evaluate_typed(scope, term->u.call->first,
                                   &esc_schema_string, &delimiter);

    good &= esc_evaluate_typed(scope, term->u.call->inputs,
                               &esc_schema_strings, &values);
    if (!good) {
        cell->is_unknown = true;
        return cell;
    }
    esc_cell_combine(pool, cell, delimiter);
    esc_cell_combine(pool, cell, values);
    if (cell->is_unknown)
        return cell;
    esc_build_init(&build, pool->arena, pool->limits->output);
    for (uint32_t i = 0; i < values->count; i++) {
        if (i > 0)
            esc_build_add(&build, delimiter->u.text);
        esc_build_add(&build, values->u.items[i]->u.text);
    }
    esc_cell_set_string(cell, esc_build_take(&build));
    esc_pool_need(pool, cell->u.text.data);
    return cell;
}

/* The length of the next piece of TEXT, and of what separates it. */
static size_t
next_piece(struct esc_str text, struct esc_str delimiter, size_t *gap_out)
{
    const char *found;
    uint32_t code;
    size_t len;

    *gap_out = 0;
    if (delimiter.len == 0) {
        esc_utf8_decode(text, &code, &len);
        return len;
    }
    found = text.len == 0
                ? NULL
                : memmem(text.data, text.len, delimiter.data, delimiter.len);
    if (found == NULL)
        return text.len;
    *gap_out = delimiter.len;
    return (size_t)(found - text.data);
}

static void
split(struct esc_pool *pool, struct esc_cell *cell, struct esc_str text,
      struct esc_str delimiter)
{
    struct esc_cell **items = NULL;
    size_t size = 0, gap = delimiter.len;

    cell->kind = ESC_VALUE_ARRAY;
    while (text.len > 0 || gap > 0) {
        struct esc_cell *item;
        size_t len = next_piece(text, delimiter, &gap);

        if (cell->count >= size) {
            size_t next = size == 0 ? 8 : size * 2;

            items = esc_pool_need(
                pool, esc_arena_grow(pool->arena, items,
                                     size * sizeof(struct esc_cell *),
                                     next * sizeof(struct esc_cell *)));
            size = next;
        }
        item = esc_cell_new(pool, cell->def, &esc_schema_string);
        esc_cell_set_string(item, (struct esc_str){text.data, len});
        items[cell->count++] = item;
        text = esc_str_after(text, len + gap);
        if (gap == 0 && delimiter.len > 0)
            break;
    }
    cell->u.items = items;
}

struct esc_cell *
esc_builtin_split(struct esc_scope *scope, struct esc_term *term)
{
    struct esc_cell *cell = start(scope, term), *delimiter, *text;
    bool good = esc_evaluate_typed(scope, term->u.call->first,
                                   &esc_schema_string, &delimiter);

    good &= esc_evaluate_typed(scope, term->u.call->inputs, &esc_schema_string,
                               &text);
    if (!good) {
        cell->is_unknown = true;
        return cell;
    }
    esc_cell_combine(scope->pool, cell, delimiter);
    esc_cell_combine(scope->pool, cell, text);
    if (!cell->is_unknown)
        split(scope->pool, cell, text->u.text, delimiter->u.text);
    return cell;
}

/* The one string argument of a builtin; false: CELL is the result. */
static bool
take_string(struct esc_scope *scope, struct esc_cell *cell,
            struct esc_str *text_out)
{
    struct esc_cell *argument;

    if (!esc_evaluate_typed(scope, cell->def->u.call->inputs,
                            &esc_schema_string, &argument)) {
        cell->is_unknown = true;
        return false;
    }
    esc_cell_combine(scope->pool, cell, argument);
    *text_out = argument->u.text;
    return !cell->is_unknown;
}

struct esc_cell *
esc_builtin_to_base64(struct esc_scope *scope, struct esc_term *term)
{
    struct esc_cell *cell = start(scope, term);
    struct esc_str text;

    if (!take_string(scope, cell, &text))
        return cell;
    esc_cell_set_string(cell, esc_base64_encode(scope->pool->arena, text));
    esc_pool_need(scope->pool, cell->u.text.data);
    return cell;
}

struct esc_cell *
esc_builtin_from_base64(struct esc_scope *scope, struct esc_term *term)
{
    struct esc_cell *cell = start(scope, term);
    struct esc_str text, bytes;
    size_t bad;

    if (!take_string(scope, cell, &text))
        return cell;
    if (!esc_base64_decode(scope->pool->arena, text, &bytes, &bad))
        return fail(scope, cell, "decoding base64 string: ",
                    esc_pool_printf(scope->pool,
                                    "illegal base64 data at input byte %zu",
                                    bad));
    esc_pool_need(scope->pool, bytes.data);
    esc_cell_set_string(cell, bytes);
    return cell;
}

struct esc_cell *
esc_builtin_to_json(struct esc_scope *scope, struct esc_term *term)
{
    struct esc_pool *pool = scope->pool;
    struct esc_cell *cell = start(scope, term);
    struct esc_cell *argument =
        esc_evaluate(scope, term->u.call->inputs, &esc_schema_always);
    struct esc_writer w;

    esc_cell_combine(pool, cell, argument);
    if (cell->is_unknown)
        return cell;
    esc_writer_begin(&w, pool->arena, pool->limits->output, NULL);
    esc_write_value(&w, esc_cell_export(pool, argument, ESC_STR("")),
                    ESC_STYLE_REVEALED);
    esc_cell_set_string(cell, esc_build_take(&w.build));
    esc_pool_need(pool, cell->u.text.data);
    return cell;
}

struct esc_cell *
esc_builtin_from_json(struct esc_scope *scope, struct esc_term *term)
{
    struct esc_cell *cell = start(scope, term);
    const struct esc_value *value;
    struct esc_str text, problem;

    if (!take_string(scope, cell, &text))
        return cell;
    value = esc_value_from_json(scope->pool, text, cell->is_secret, &problem);
    if (value == NULL)
        return fail(scope, cell, "decoding JSON string: ", problem);
    return esc_cell_import(scope->pool, value, term);
}

struct esc_cell *
esc_builtin_to_string(struct esc_scope *scope, struct esc_term *term)
{
    struct esc_cell *cell = start(scope, term);
    struct esc_form form =
        esc_cell_form(scope->pool, esc_evaluate(scope, term->u.call->inputs,
                                                &esc_schema_always));

    cell->is_unknown = form.is_unknown;
    cell->is_secret = form.is_secret;
    if (!form.is_unknown)
        esc_cell_set_string(cell, form.text);
    return cell;
}

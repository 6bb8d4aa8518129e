/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Text with references to values that are there: what a command line has.
 * Read by the definition's own grammar; nothing is evaluated.
 */
#include "../expression/parser.h"
#include "../text/build.h"
#include "esc/environment.h"

struct filling {
    struct esc_arena *arena;
    const struct esc_value *values;
    struct esc_str source;
    struct esc_build text;
    struct esc_template *found;
};

/* As it is written: "${a.b}". */
static struct esc_str
reference(const struct filling *filling, const struct esc_access *access)
{
    size_t begin = access->accessors[0].range.begin.byte;
    size_t end = access->accessors[access->count - 1].range.end.byte;

    if (filling->source.data[begin] != '}') /* of "${}" the range is the '}' */
        end++;
    return (struct esc_str){filling->source.data + begin - 2, end - begin + 2};
}

/* The value at ACCESS; whether it, a part of it or what it is a part of is
 * secret. */
static const struct esc_value *
find(const struct esc_value *value, const struct esc_access *access,
     bool *secret_out)
{
    bool secret = value != NULL && value->is_secret;

    for (uint32_t i = 0; value != NULL && i < access->count; i++) {
        const struct esc_accessor *accessor = &access->accessors[i];

        if (!accessor->is_index)
            value = esc_value_property(value, accessor->key);
        else
            value = accessor->index < 0
                        ? NULL
                        : esc_value_item(value, (size_t)accessor->index);
        secret = secret || (value != NULL && value->is_secret);
    }
    *secret_out = secret || esc_value_has_secrets(value);
    return value;
}

static void
add_reference(struct filling *filling, const struct esc_access *access)
{
    ESC_BUF_OWN text = ESC_BUF_LIMIT(filling->text.limit);
    bool secret = false;
    const struct esc_value *value = find(filling->values, access, &secret);
    struct esc_str *first =
        value == NULL ? &filling->found->missing : &filling->found->secret;

    if (value == NULL || secret) {
        if (first->len == 0)
            *first = reference(filling, access);
        return;
    }
    esc_value_write(value, ESC_STYLE_STRING, &text);
    if (text.failed)
        esc_arena_fail(filling->arena);
    esc_build_add(&filling->text,
                  (struct esc_str){esc_buf_text(&text), text.len});
}

static void
fill(struct filling *filling, const struct esc_expr *expr)
{
    if (expr->kind == ESC_EXPR_STRING)
        esc_build_add(&filling->text, expr->u.text);
    else if (expr->kind == ESC_EXPR_SYMBOL)
        add_reference(filling, expr->u.access);
    for (uint32_t i = 0; expr->kind == ESC_EXPR_INTERPOLATE && i < expr->count;
         i++) {
        esc_build_add(&filling->text, expr->u.parts[i].text);
        if (expr->u.parts[i].access != NULL)
            add_reference(filling, expr->u.parts[i].access);
    }
}

bool
esc_template_fill(struct esc_arena *arena, struct esc_str text,
                  const struct esc_value *values, size_t limit,
                  struct esc_template *template_out)
{
    static const struct esc_expr missing = {.kind = ESC_EXPR_MISSING};
    struct esc_node node = {
        .u.text = text, .kind = ESC_NODE_STRING, .is_plain = true};
    struct esc_diagnostics diags;
    struct esc_parser parser = {.arena = arena,
                                .diags = &diags,
                                .name = ESC_STR(""),
                                .missing = &missing};
    struct filling filling = {.arena = arena,
                              .values = values,
                              .source = text,
                              .found = template_out};
    const struct esc_expr *expr;

    *template_out = (struct esc_template){.text = text};
    esc_diagnostics_init(&diags, arena, 1);
    esc_build_init(&filling.text, arena, limit);
    expr = esc_parser_string(&parser, &node);
    if (diags.errors == 0) {
        fill(&filling, expr);
        template_out->text = esc_build_take(&filling.text);
    }
    return esc_arena_state(arena) == ESC_ARENA_OK;
}

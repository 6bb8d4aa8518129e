/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Calls of builtins: an object with one key that a row of the table names.
 * The argument is parsed as an expression first and shaped here; what is
 * missing or malformed becomes the missing expression.
 */
#include "parser.h"

/* Shapes CALL's argument; ARG is never NULL. */
typedef void shape_function(struct esc_parser *parser, struct esc_call *call,
                            const struct esc_expr *arg);

static const struct esc_node *
node_of(const struct esc_call *call, const struct esc_expr *expr)
{
    return expr->node != NULL ? expr->node : call->argument_node;
}

/* The value under KEY in an object expression, the last of several. */
static const struct esc_expr *
find(const struct esc_expr *object, const char *key)
{
    const struct esc_expr *found = NULL;

    for (uint32_t i = 0; i < object->count; i++) {
        if (esc_str_equal(object->u.entries[i].key, esc_str_from(key)))
            found = object->u.entries[i].value;
    }
    return found;
}

/* The required value under KEY; if absent SUMMARY and the missing one. */
static const struct esc_expr *
require(struct esc_parser *parser, const struct esc_expr *object,
        const char *key, const char *summary)
{
    const struct esc_expr *found = find(object, key);

    if (found != NULL)
        return found;
    esc_parser_error(parser, object->node, summary);
    return parser->missing;
}

static void
shape_any(struct esc_parser *parser, struct esc_call *call,
          const struct esc_expr *arg)
{
    (void)parser;
    call->inputs = arg;
}

static void
take_provider(struct esc_parser *parser, struct esc_call *call,
              const struct esc_expr *object)
{
    const struct esc_expr *provider = require(
        parser, object, "provider", "missing provider name ('provider')");

    if (provider == parser->missing)
        return;
    if (provider->kind != ESC_EXPR_STRING) {
        esc_parser_error(parser, node_of(call, provider),
                         "provider name must be a string literal");
        return;
    }
    call->provider_expr = provider;
    call->provider = provider->u.text;
    call->has_provider = true;
}

static void
take_inputs(struct esc_parser *parser, struct esc_call *call,
            const struct esc_expr *object)
{
    call->inputs = require(parser, object, "inputs",
                           "missing provider inputs ('inputs')");
}

/* A null without a node unless there is a state. */
static void
take_state(struct esc_parser *parser, struct esc_call *call,
           const struct esc_expr *object)
{
    const struct esc_expr *state = find(object, "state");

    if (state == NULL)
        state = esc_parser_new(parser, ESC_EXPR_NULL, NULL);
    else if (state->kind != ESC_EXPR_OBJECT)
        esc_parser_error(parser, node_of(call, state),
                         "rotation state must be an object literal");
    if (state != NULL)
        call->state = state;
}

static void
shape_open(struct esc_parser *parser, struct esc_call *call,
           const struct esc_expr *arg)
{
    call->is_long_form = true;
    call->provider_expr = call->inputs = parser->missing;
    if (arg->kind != ESC_EXPR_OBJECT) {
        esc_parser_error(parser, call->argument_node,
                         "the argument to fn::open must be an object "
                         "containing 'provider' and 'inputs'");
        return;
    }
    take_provider(parser, call, arg);
    take_inputs(parser, call, arg);
}

static void
shape_rotate(struct esc_parser *parser, struct esc_call *call,
             const struct esc_expr *arg)
{
    call->is_long_form = true;
    call->provider_expr = call->inputs = call->state = parser->missing;
    if (arg->kind != ESC_EXPR_OBJECT) {
        esc_parser_error(parser, call->argument_node,
                         "the argument to fn::rotate must be an object "
                         "containing 'provider', 'inputs' and 'state'");
        return;
    }
    take_provider(parser, call, arg);
    take_inputs(parser, call, arg);
    take_state(parser, call, arg);
}

static void
shape_rotate_short(struct esc_parser *parser, struct esc_call *call,
                   const struct esc_expr *arg)
{
    call->inputs = call->state = parser->missing;
    if (arg->kind != ESC_EXPR_OBJECT) {
        call->has_provider = false;
        call->provider = ESC_STR("");
        esc_parser_error(parser, call->argument_node,
                         "the argument to fn::rotate must be an object "
                         "containing 'inputs' and 'state'");
        return;
    }
    take_inputs(parser, call, arg);
    take_state(parser, call, arg);
}

static void
shape_secret(struct esc_parser *parser, struct esc_call *call,
             const struct esc_expr *arg)
{
    const struct esc_expr *ciphertext = NULL;
    struct esc_expr *nothing;

    call->inputs = arg;
    if (arg->kind == ESC_EXPR_STRING)
        return;
    if (arg->kind == ESC_EXPR_OBJECT && arg->count == 1)
        ciphertext = find(arg, "ciphertext");
    if (ciphertext != NULL && ciphertext->kind == ESC_EXPR_STRING) {
        call->is_ciphertext = true;
        call->inputs = ciphertext;
        return;
    }
    esc_parser_error(parser, call->argument_node,
                     "secret values must be string literals");
    nothing = esc_parser_new(parser, ESC_EXPR_STRING, NULL);
    if (nothing != NULL)
        nothing->u.text = ESC_STR("");
    call->inputs = nothing != NULL ? nothing : parser->missing;
}

static void
shape_pair(struct esc_parser *parser, struct esc_call *call,
           const struct esc_expr *arg, const char *summary)
{
    if (arg->kind == ESC_EXPR_ARRAY && arg->count == 2) {
        call->first = arg->u.items[0];
        call->inputs = arg->u.items[1];
        return;
    }
    esc_parser_error(parser, call->argument_node, summary);
    call->first = call->inputs = parser->missing;
}

static void
shape_join(struct esc_parser *parser, struct esc_call *call,
           const struct esc_expr *arg)
{
    shape_pair(parser, call, arg,
               "the argument to fn::join must be a two-valued list");
}

static void
shape_split(struct esc_parser *parser, struct esc_call *call,
            const struct esc_expr *arg)
{
    shape_pair(parser, call, arg,
               "the argument to fn::split must be a two-valued list");
}

static void
shape_concat(struct esc_parser *parser, struct esc_call *call,
             const struct esc_expr *arg)
{
    call->inputs = arg;
    if (arg->kind != ESC_EXPR_ARRAY)
        esc_parser_error(parser, call->argument_node,
                         "the argument to fn::concat must be an array of "
                         "arrays");
}

static void
shape_validate(struct esc_parser *parser, struct esc_call *call,
               const struct esc_expr *arg)
{
    call->first = call->inputs = parser->missing;
    if (arg->kind != ESC_EXPR_OBJECT) {
        esc_parser_error(parser, call->argument_node,
                         "the argument to fn::validate must be an object "
                         "containing 'schema' and 'value'");
        return;
    }
    call->first =
        require(parser, arg, "schema", "missing required property 'schema'");
    call->inputs =
        require(parser, arg, "value", "missing required property 'value'");
}

/* A name that ends in "::" is a prefix: what follows is the provider. */
static const struct row {
    struct esc_str name;
    enum esc_builtin builtin;
    bool is_prefix;
    shape_function *shape;
} rows[] = {
    {ESC_STR_INIT("fn::open"), ESC_BUILTIN_OPEN, false, shape_open},
    {ESC_STR_INIT("fn::open::"), ESC_BUILTIN_OPEN, true, shape_any},
    {ESC_STR_INIT("fn::rotate"), ESC_BUILTIN_ROTATE, false, shape_rotate},
    {ESC_STR_INIT("fn::rotate::"), ESC_BUILTIN_ROTATE, true,
     shape_rotate_short},
    {ESC_STR_INIT("fn::secret"), ESC_BUILTIN_SECRET, false, shape_secret},
    {ESC_STR_INIT("fn::join"), ESC_BUILTIN_JOIN, false, shape_join},
    {ESC_STR_INIT("fn::split"), ESC_BUILTIN_SPLIT, false, shape_split},
    {ESC_STR_INIT("fn::concat"), ESC_BUILTIN_CONCAT, false, shape_concat},
    {ESC_STR_INIT("fn::validate"), ESC_BUILTIN_VALIDATE, false,
     shape_validate},
    {ESC_STR_INIT("fn::toJSON"), ESC_BUILTIN_TO_JSON, false, shape_any},
    {ESC_STR_INIT("fn::fromJSON"), ESC_BUILTIN_FROM_JSON, false, shape_any},
    {ESC_STR_INIT("fn::toString"), ESC_BUILTIN_TO_STRING, false, shape_any},
    {ESC_STR_INIT("fn::toBase64"), ESC_BUILTIN_TO_BASE64, false, shape_any},
    {ESC_STR_INIT("fn::fromBase64"), ESC_BUILTIN_FROM_BASE64, false,
     shape_any},
    {ESC_STR_INIT("fn::final"), ESC_BUILTIN_FINAL, false, shape_any},
};

static const struct row *
find_row(struct esc_str key)
{
    if (!esc_str_starts(key, ESC_STR("fn::")))
        return NULL;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        if (rows[i].is_prefix ? esc_str_starts(key, rows[i].name)
                              : esc_str_equal(key, rows[i].name))
            return &rows[i];
    }
    return NULL;
}

const struct esc_expr *
esc_parser_call(struct esc_parser *parser, const struct esc_node *object)
{
    const struct esc_node *key = esc_node_first(object);
    const struct row *row = find_row(key->u.text);
    struct esc_expr *expr;
    struct esc_call *call;

    if (row == NULL)
        return NULL;
    expr = esc_parser_new(parser, ESC_EXPR_CALL, object);
    call = esc_arena_alloc(parser->arena, sizeof(*call));
    if (expr == NULL || call == NULL)
        return parser->missing;
    *call = (struct esc_call){
        .builtin = row->builtin,
        .name = key->u.text,
        .name_node = key,
        .argument_node = esc_node_value(key),
    };
    if (row->is_prefix) {
        call->has_provider = true;
        call->provider.data = key->u.text.data + row->name.len;
        call->provider.len = key->u.text.len - row->name.len;
    }
    row->shape(parser, call, esc_parser_expr(parser, esc_node_value(key)));
    expr->u.call = call;
    return expr;
}

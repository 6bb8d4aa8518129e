/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ${a.b[0]}: first along terms, without evaluating more than what is asked
 * for, so that a sibling of what is being evaluated can be read; then along
 * values; then, where a value is unknown, along its schema.
 */
#include "names.h"

#define NO_BOUND SIZE_MAX

struct walk {
    struct esc_scope *scope;
    struct esc_term *term; /* the referring expression */
    const struct esc_accessor *accessors;
    const struct esc_term **resolved;
    uint32_t at, count;
    const struct esc_schema *accept;
};

static const struct esc_accessor *
current(const struct walk *walk)
{
    return &walk->accessors[walk->at];
}

static void
complain(const struct walk *walk, struct esc_str text)
{
    esc_report_accessor(walk->scope, walk->term, current(walk), text);
}

/* This accessor and all after it lead to something unknown. */
static struct esc_cell *
give_up(struct walk *walk)
{
    for (; walk->at < walk->count; walk->at++)
        walk->resolved[walk->at] = walk->term;
    return esc_cell_unknown(walk->scope->pool, walk->term, &esc_schema_always);
}

static void
advance(struct walk *walk, const struct esc_term *def)
{
    walk->resolved[walk->at++] = def;
}

static bool
want_index(const struct walk *walk, size_t bound, size_t *index_out)
{
    const struct esc_accessor *accessor = current(walk);

    if (!accessor->is_index) {
        complain(walk, ESC_STR("cannot access an array element using a "
                               "property name"));
        return false;
    }
    if (accessor->index < 0) {
        complain(walk, ESC_STR("array indices must not be negative"));
        return false;
    }
    if (bound != NO_BOUND && (uint64_t)accessor->index >= bound) {
        complain(walk, esc_pool_printf(walk->scope->pool,
                                       "array index %lld out-of-bounds for "
                                       "array of length %zu",
                                       (long long)accessor->index, bound));
        return false;
    }
    *index_out = (size_t)accessor->index;
    return true;
}

static bool
want_key(const struct walk *walk)
{
    if (!current(walk)->is_index)
        return true;
    complain(walk, ESC_STR("cannot access an object property using an "
                           "integer index"));
    return false;
}

static struct esc_cell *
unknown_property(struct walk *walk, const struct esc_names *names)
{
    struct esc_pool *pool = walk->scope->pool;
    struct esc_str best,
        text = esc_say(pool, "unknown property ",
                       esc_quoted(pool, current(walk)->key), "");

    if (esc_names_suggest(names, walk->scope->run, current(walk)->key,
                          &best)) {
        text = esc_join(pool, text, ESC_STR("; did you mean "),
                        esc_quoted(pool, best));
        text = esc_say(pool, "", text, "?");
    }
    complain(walk, text);
    return give_up(walk);
}

static struct esc_cell *
unknown_cell_property(struct walk *walk, const struct esc_cell *object)
{
    struct esc_names names = {.cell = object, .count = object->count};

    return unknown_property(walk, &names);
}

static struct esc_cell *
unknown_term_property(struct walk *walk, const struct esc_term *object)
{
    struct esc_names names = {.term = object, .count = object->count};

    return unknown_property(walk, &names);
}

/* What is left of the path in something unknown that looks like SCHEMA. */
static struct esc_cell *
walk_schema(struct walk *walk, const struct esc_schema *schema)
{
    struct esc_pool *pool = walk->scope->pool;

    for (; walk->at < walk->count; advance(walk, walk->term)) {
        size_t index;

        if (schema->kind == ESC_SCHEMA_ALWAYS)
            continue;
        switch (schema->type) {
        case ESC_TYPE_ARRAY:
            if (!want_index(walk,
                            schema->items != NULL
                                    && schema->items->kind == ESC_SCHEMA_NEVER
                                ? schema->prefix_count
                                : NO_BOUND,
                            &index))
                return give_up(walk);
            schema = esc_schema_item(pool, schema, index);
            break;
        case ESC_TYPE_OBJECT:
            if (!want_key(walk))
                return give_up(walk);
            schema = esc_schema_property(pool, schema, current(walk)->key);
            break;
        default:
            complain(walk, ESC_STR("receiver must be an array or an object"));
            return give_up(walk);
        }
    }
    return esc_cell_unknown(pool, walk->term, schema);
}

static struct esc_cell *
step_object(struct walk *walk, struct esc_cell *object, bool *is_done)
{
    struct esc_cell *own;

    *is_done = true;
    if (!want_key(walk))
        return give_up(walk);
    own = esc_cell_own(object, current(walk)->key);
    if (own == NULL && !esc_cell_is_object(object->base))
        return unknown_cell_property(walk, object);
    *is_done = false;
    if (own == NULL)
        return object->base;
    advance(walk, own->def);
    return own;
}

static struct esc_cell *
walk_cells(struct walk *walk, struct esc_cell *receiver)
{
    while (walk->at < walk->count) {
        bool is_done;
        size_t index;

        esc_pool_step(walk->scope->pool);
        if (receiver->is_unknown)
            return walk_schema(walk, receiver->schema);
        if (receiver->kind == ESC_VALUE_ARRAY) {
            if (!want_index(walk, receiver->count, &index))
                return give_up(walk);
            receiver = receiver->u.items[index];
            advance(walk, receiver->def);
        } else if (receiver->kind == ESC_VALUE_OBJECT) {
            receiver = step_object(walk, receiver, &is_done);
            if (is_done)
                return receiver;
        } else {
            complain(walk, ESC_STR("receiver must be an array or an object"));
            return give_up(walk);
        }
    }
    return receiver;
}

/*
 * One step along terms: the next one, or NULL when the rest of the path is
 * walked and *CELL_OUT is its end.
 */
static struct esc_term *
step_term(struct walk *walk, struct esc_term *receiver,
          struct esc_cell **cell_out)
{
    struct esc_term *next;
    size_t index;

    switch (esc_term_expr(receiver)) {
    case ESC_EXPR_ARRAY:
        if (want_index(walk, receiver->count, &index)) {
            next = receiver->u.items[index];
            break;
        }
        *cell_out = give_up(walk);
        return NULL;
    case ESC_EXPR_OBJECT:
        if (!want_key(walk)) {
            *cell_out = give_up(walk);
            return NULL;
        }
        next = esc_term_find(receiver, current(walk)->key);
        if (next != NULL)
            break;
        *cell_out = esc_cell_is_object(receiver->base)
                        ? walk_cells(walk, receiver->base)
                        : unknown_term_property(walk, receiver);
        return NULL;
    case ESC_EXPR_MISSING:
    case ESC_EXPR_NULL:
    case ESC_EXPR_BOOL:
    case ESC_EXPR_NUMBER:
    case ESC_EXPR_STRING:
    case ESC_EXPR_INTERPOLATE:
    case ESC_EXPR_SYMBOL:
    case ESC_EXPR_CALL:
    default:
        *cell_out = walk_cells(
            walk, esc_evaluate(walk->scope, receiver, walk->accept));
        return NULL;
    }
    advance(walk, next);
    return next;
}

static bool
is_secret_call(const struct esc_term *term)
{
    return esc_term_expr(term) == ESC_EXPR_CALL
           && term->ast->u.call->builtin == ESC_BUILTIN_SECRET;
}

/* What RECEIVER is for a step into it; NULL, reported, when that is nothing.
 */
static struct esc_term *
through_secret(struct walk *walk, struct esc_term *receiver)
{
    if (!is_secret_call(receiver))
        return receiver;
    if (!receiver->ast->u.call->is_ciphertext)
        return receiver->u.call->inputs;
    esc_report_term(walk->scope->run, walk->term, ESC_SEVERITY_ERROR,
                    ESC_STR("internal error: no receiver"));
    return NULL;
}

static struct esc_cell *
walk_terms(struct walk *walk)
{
    struct esc_term *receiver = walk->scope->root;
    struct esc_cell *cell = NULL;

    while (walk->at < walk->count) {
        receiver = through_secret(walk, receiver);
        if (receiver == NULL)
            return give_up(walk);
        receiver = step_term(walk, receiver, &cell);
        if (receiver == NULL)
            return cell;
    }
    return esc_evaluate(walk->scope, receiver, &esc_schema_always);
}

/* An object of one entry, defined by the reference. */
static struct esc_cell *
wrap(struct walk *walk, struct esc_str key, struct esc_cell *inner)
{
    struct esc_pool *pool = walk->scope->pool;
    struct esc_cell *cell = esc_cell_new(pool, walk->term, NULL);
    struct esc_schema_property *property =
        esc_pool_take(pool, sizeof(*property));

    *property = (struct esc_schema_property){key, inner->schema};
    cell->schema = esc_schema_record(pool, property, 1);
    cell->kind = ESC_VALUE_OBJECT;
    cell->count = 1;
    cell->u.entries = esc_pool_take(pool, sizeof(*cell->u.entries));
    cell->u.entries[0] = (struct esc_cell_entry){key, inner};
    return cell;
}

/* ${environments.project.name...}: imported, but merged with nothing. */
static struct esc_cell *
walk_environments(struct walk *walk)
{
    const struct esc_accessor *accessors = walk->accessors;
    struct esc_pool *pool = walk->scope->pool;
    struct esc_cell *cell;
    struct esc_str name;
    bool is_good = true;

    if (walk->count < 3)
        return give_up(walk);
    for (uint32_t i = 1; i <= 2; i++) {
        walk->at = i;
        is_good &= want_key(walk);
    }
    walk->at = 0;
    if (!is_good)
        return give_up(walk);
    name = esc_join(pool, accessors[1].key, ESC_STR("/"), accessors[2].key);
    cell = esc_import(walk->scope, name, walk->term->node);
    if (cell == NULL)
        cell = esc_cell_unknown(pool, esc_term_nothing(walk->scope),
                                &esc_schema_always);
    cell = wrap(walk, accessors[2].key, cell);
    cell = wrap(walk, accessors[1].key, cell);
    return walk_cells(walk, wrap(walk, accessors[0].key, cell));
}

static struct esc_cell *
walk_reserved(struct walk *walk, struct esc_cell *receiver)
{
    advance(walk, receiver->def);
    return walk_cells(walk, receiver);
}

struct esc_cell *
esc_evaluate_access(struct esc_scope *scope, struct esc_term *term,
                    const struct esc_access *access,
                    const struct esc_term **resolved,
                    const struct esc_schema *accept)
{
    struct walk walk = {.scope = scope,
                        .term = term,
                        .accessors = access->accessors,
                        .resolved = resolved,
                        .count = access->count,
                        .accept = accept};
    struct esc_str first =
        access->accessors[0].is_index ? ESC_STR("") : access->accessors[0].key;
    struct esc_cell *cell;

    if (esc_str_equal(first, ESC_STR("imports")))
        cell = walk_reserved(&walk, scope->imports);
    else if (esc_str_equal(first, ESC_STR("context")))
        cell = walk_reserved(&walk, scope->context);
    else if (esc_str_equal(first, ESC_STR("environments")))
        cell = walk_environments(&walk);
    else
        cell = walk_terms(&walk);
    cell = esc_cell_copy(scope->pool, cell);
    cell->def = term;
    return cell;
}

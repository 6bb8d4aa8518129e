/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Diagnostics of evaluation.  Texts come from definitions and may hold any
 * byte, so they are joined, not printed.
 */
#include "../text/build.h"
#include "evaluator.h"

static void
add(struct esc_run *run, struct esc_str filename, const struct esc_node *node,
    enum esc_severity severity, struct esc_str summary)
{
    struct esc_place place = {.path = ESC_STR("")};

    if (node != NULL) {
        place.filename = filename;
        place.path = esc_node_path(run->pool.arena, node);
        place.range = node->range;
        place.has_range = true;
    }
    esc_diagnostics_add(run->diagnostics, severity, &place, summary);
}

void
esc_report(struct esc_scope *scope, const struct esc_node *node,
           enum esc_severity severity, struct esc_str summary)
{
    add(scope->run, scope->name, node, severity, summary);
}

void
esc_report_term(struct esc_run *run, const struct esc_term *term,
                enum esc_severity severity, struct esc_str summary)
{
    add(run, term->scope == NULL ? ESC_STR("") : term->scope->name, term->node,
        severity, summary);
}

void
esc_report_accessor(struct esc_scope *scope, const struct esc_term *term,
                    const struct esc_accessor *accessor,
                    struct esc_str summary)
{
    struct esc_place place = {.path = ESC_STR("")};

    if (!accessor->has_range || term->node == NULL) {
        esc_report(scope, term->node, ESC_SEVERITY_ERROR, summary);
        return;
    }
    place.filename = scope->name;
    place.path = esc_node_path(scope->pool->arena, term->node);
    place.range = accessor->range;
    place.has_range = true;
    esc_diagnostics_add(scope->run->diagnostics, ESC_SEVERITY_ERROR, &place,
                        summary);
}

struct esc_str
esc_quoted(struct esc_pool *pool, struct esc_str text)
{
    struct esc_str quoted = esc_quote(pool->arena, text);

    esc_pool_need(pool, quoted.data);
    return quoted;
}

struct esc_str
esc_join(struct esc_pool *pool, struct esc_str a, struct esc_str b,
         struct esc_str c)
{
    struct esc_build build;
    struct esc_str joined;

    esc_build_init(&build, pool->arena, pool->limits->output);
    esc_build_add(&build, a);
    esc_build_add(&build, b);
    esc_build_add(&build, c);
    joined = esc_build_take(&build);
    esc_pool_need(pool, joined.data);
    return joined;
}

struct esc_str
esc_say(struct esc_pool *pool, const char *before, struct esc_str text,
        const char *after)
{
    return esc_join(pool, esc_str_from(before), text, esc_str_from(after));
}

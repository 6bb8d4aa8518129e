/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The list of diagnostics.  An arena that has failed cannot hold the text
 * that says so: the list carries one diagnostic of its own for that.
 */
#include "esc/diagnostic.h"

#include <stdarg.h>

void
esc_diagnostics_init(struct esc_diagnostics *list, struct esc_arena *arena,
                     size_t limit)
{
    *list = (struct esc_diagnostics){.arena = arena, .limit = limit};
}

static void
append(struct esc_diagnostics *list, struct esc_diagnostic *item)
{
    if (list->last == NULL)
        list->first = item;
    else
        list->last->next = item;
    list->last = item;
    list->count++;
    if (item->severity == ESC_SEVERITY_ERROR)
        list->errors++;
}

/* The last thing this list says. */
static void
cut(struct esc_diagnostics *list, struct esc_str summary)
{
    if (list->is_cut)
        return;
    list->is_cut = true;
    list->reserve = (struct esc_diagnostic){
        .severity = ESC_SEVERITY_ERROR,
        .summary = summary,
        .place = {.path = ESC_STR(""), .filename = ESC_STR("")},
    };
    append(list, &list->reserve);
}

void
esc_diagnostics_add(struct esc_diagnostics *list, enum esc_severity severity,
                    const struct esc_place *place, struct esc_str summary)
{
    struct esc_diagnostic *item;

    if (list->is_cut || !esc_diagnostics_settle(list))
        return;
    if (list->limit != 0 && list->count >= list->limit) {
        cut(list, ESC_STR("too many diagnostics: the rest is not shown"));
        return;
    }
    item = esc_arena_alloc(list->arena, sizeof(*item));
    if (item == NULL) {
        esc_diagnostics_settle(list);
        return;
    }
    item->severity = severity;
    item->summary = summary;
    if (place != NULL)
        item->place = *place;
    append(list, item);
}

void
esc_diagnostics_addf(struct esc_diagnostics *list, enum esc_severity severity,
                     const struct esc_place *place, const char *format, ...)
{
    struct esc_str text;
    va_list args;

    va_start(args, format);
    text = esc_arena_vprintf(list->arena, format, args);
    va_end(args);
    esc_diagnostics_add(list, severity, place, text);
}

bool
esc_diagnostics_settle(struct esc_diagnostics *list)
{
    switch (esc_arena_state(list->arena)) {
    case ESC_ARENA_OK:
        return true;
    case ESC_ARENA_LIMIT:
        cut(list, ESC_STR("environment is too large: "
                          "it needs more memory than it may have"));
        return false;
    case ESC_ARENA_MEMORY:
    default:
        cut(list, ESC_STR("cannot read the environment: out of memory"));
        return false;
    }
}

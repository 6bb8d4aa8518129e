/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the service says of a definition that has errors, all of it, to a
 * starter who shows it to the person: where there is no login, the one who
 * opens an environment is likely to be the one who wrote it.
 */
#include "esc/cjson.h"
#include "service.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SENT_MAX = 32, FRAME_MAX = 8192 };

static uint64_t
number(const struct esc_cjson *json, const char *name)
{
    int64_t value = 0;

    (void)esc_cjson_integer(esc_cjson_get(json, name), &value);
    return value < 0 || value > UINT32_MAX ? 0 : (uint64_t)value;
}

static void
take(const struct service *service, const struct esc_cjson *json,
     struct esc_message_diagnostic *one)
{
    const struct esc_cjson *range = esc_cjson_get(json, "range");
    const struct esc_cjson *begin = esc_cjson_get(range, "begin");
    const char *name = esc_cjson_text(esc_cjson_get(range, "environment"));
    const char *summary = esc_cjson_text(esc_cjson_get(json, "summary"));
    const char *severity = esc_cjson_text(esc_cjson_get(json, "severity"));

    *one = (struct esc_message_diagnostic){
        .is_warning = severity != NULL && strcmp(severity, "warning") == 0,
        .line = number(begin, "line"),
        .column = number(begin, "column"),
    };
    snprintf(one->environment, sizeof(one->environment), "%.300s",
             name == NULL ? service->full_name : name);
    snprintf(one->text, sizeof(one->text), "%.600s",
             summary == NULL ? "it has errors" : summary);
}

static int
by_place(const void *a, const void *b)
{
    const struct esc_message_diagnostic *left = a, *right = b;
    int order = strcmp(left->environment, right->environment);

    if (order != 0)
        return order;
    if (left->line != right->line)
        return left->line < right->line ? -1 : 1;
    return (left->column > right->column) - (left->column < right->column);
}

void
service_send_diagnostics(const struct service *service,
                         const struct esc_cjson *list)
{
    struct esc_message_diagnostic *all = calloc(SENT_MAX, sizeof(*all));
    ESC_OWN(esc_secret) frame = esc_secret_new(FRAME_MAX);
    size_t count = esc_cjson_count(list);
    struct esc_error ignored;

    if (count > SENT_MAX)
        count = SENT_MAX;
    for (size_t i = 0; all != NULL && i < count; i++)
        take(service, esc_cjson_item(list, i), &all[i]);
    if (all != NULL)
        qsort(all, count, sizeof(*all), by_place);
    for (size_t i = 0; all != NULL && frame != NULL && i < count; i++)
        if (!source_send_diagnostic(service->world->source, frame, &all[i],
                                    &ignored))
            break;
    free(all);
}

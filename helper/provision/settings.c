/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Lines to settings; their grammar is esc/settings_lines.h.  An opening ends
 * at the first error; `check` reads on (settings_examine.c).
 */
#include "settings_read.h"
#include "settings_value.h"
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void
settings_release(struct settings *settings)
{
    free(settings->importable.items);
    free(settings->audiences.items);
    free(settings->allow_variables.items);
    free(settings->rules);
    free(settings->mappings);
    memset(settings, 0, sizeof(*settings));
}

bool
settings_list_add(struct list *list, const char *item)
{
    void *items;
    size_t len = strlen(item);

    if (list->count == SETTINGS_LIST_MAX || len >= sizeof(*list->items))
        return false;
    items = reallocarray(list->items, list->count + 1, sizeof(*list->items));
    if (items == NULL)
        return false;
    list->items = items;
    memcpy(list->items[list->count++], item, len + 1);
    return true;
}

const char *
settings_audience(const struct settings *settings, bool pulumi)
{
    size_t len = strlen(SETTINGS_PULUMI_AUDIENCE);

    for (size_t i = 0; i < settings->audiences.count; i++) {
        const char *item = settings->audiences.items[i];

        if ((strncmp(item, SETTINGS_PULUMI_AUDIENCE, len) == 0) == pulumi)
            return item;
    }
    return NULL;
}

bool
settings_sign_in(const struct settings *settings)
{
    return settings->pulumi ? strcmp(settings->pulumi_token, "sign-in") == 0
                            : settings->aws_sign_in;
}

bool
settings_line(void *context, const struct esc_settings_line *line,
              struct esc_error *err)
{
    struct reading *reading = context;

    snprintf(reading->where, sizeof(reading->where), "%s:%u", line->file,
             line->number);
    return line->is_rule ? settings_rule(reading, line->name, line->value, err)
                         : settings_set(reading, line->name, line->value, err);
}

bool
settings_finish(struct settings *settings, const char *path,
                struct esc_error *err)
{
    bool aws = !settings->pulumi || settings->fallback_local;
    size_t size = sizeof(settings->host_id);
    const char *why, *first;

    if (settings->host_id[0] == '\0'
        && gethostname(settings->host_id, size - 1) != 0)
        settings->host_id[0] = '\0';
    why = value_label(settings->host_id);
    if (why != NULL)
        return esc_fail(err, ESC_E_CONFIG, path,
                        "cannot use the host name '%s' as host-id: %s: set"
                        " host-id",
                        settings->host_id, why);
    if (aws && settings_audience(settings, false) == NULL
        && !settings_list_add(&settings->audiences, "sts.amazonaws.com"))
        return esc_fail(err, ESC_E_SYSTEM, path, "no memory");
    first = settings_audience(settings, false);
    return !settings->aws_sign_in
           || (!settings->pulumi && first != NULL
               && strcmp(first, settings->sign_in.client) == 0)
           || esc_fail(err, ESC_E_CONFIG, path,
                       "'aws-token = sign-in' wants backend local, and"
                       " login-client-id as the first 'audience'");
}

bool
settings_load(const char *path, struct settings *settings_out,
              struct esc_error *err)
{
    struct reading reading = {.settings = settings_out};
    struct esc_settings_visitor visitor = {.context = &reading,
                                           .line = settings_line};

    settings_defaults(settings_out);
    return esc_settings_read(path, &visitor, err)
           && settings_finish(settings_out, path, err);
}

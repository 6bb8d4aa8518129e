/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Between the files that read settings: settings.c has the lines,
 * settings_table.c knows `name = value`, settings_rule.c the words of permit,
 * refuse and map; settings_examine.c, which `check` runs, goes on after errors
 * and sees more of them.
 */
#ifndef PROVISION_SETTINGS_READ_H
#define PROVISION_SETTINGS_READ_H

#include "esc/settings_lines.h"
#include "settings.h"

#define SETTINGS_ROWS_MAX 64

struct reading {
    struct settings *settings;
    char where[ESC_ERROR_WHERE_MAX]; /* of the line being read */
    bool seen[SETTINGS_ROWS_MAX];    /* which rows were set */
};

/* One line, by one of the next two; the visitor of esc_settings_read. */
bool settings_line(void *context, const struct esc_settings_line *line,
                   struct esc_error *err);
/* NAME = VALUE; VALUE is cut up. */
bool settings_set(struct reading *reading, const char *name, char *value,
                  struct esc_error *err);
/* NAME (permit, refuse or map) and REST; also cut up. */
bool settings_rule(struct reading *reading, const char *name, char *rest,
                   struct esc_error *err);

/* The defaults of everything that is a row. */
void settings_defaults(struct settings *settings);
/* The defaults that only the whole tells: host-id, audience. */
bool settings_finish(struct settings *settings, const char *path,
                     struct esc_error *err);

/* Append one item; false: no memory, or too many. */
bool settings_list_add(struct list *list, const char *item);

#endif

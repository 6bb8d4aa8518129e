/* SPDX-License-Identifier: Apache-2.0 */
/* One value of the settings. */
#include "setting.h"
#include "esc/settings_lines.h"
#include "esc/text.h"
#include <string.h>

struct wanted {
    const char *name;
    char *value;
    bool found;
};

static bool
take(void *context, const struct esc_settings_line *line,
     struct esc_error *err)
{
    struct wanted *wanted = context;

    (void)err;
    if (!line->is_rule && strcmp(line->name, wanted->name) == 0)
        wanted->found = esc_text_copy(wanted->value, PATH_MAX, line->value);
    return true;
}

bool
setting_find(const struct cli *cli, const char *name, char value_out[PATH_MAX])
{
    struct wanted wanted = {name, value_out, false};
    struct esc_settings_visitor visitor = {.context = &wanted, .line = take};
    struct esc_error ignored;

    (void)!esc_settings_read(cli->settings, &visitor, &ignored);
    return wanted.found;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Two-part names belong to the project "default". */
#include "name.h"
#include "esc/text.h"
#include <string.h>

#define LIFETIME_MAX (400 * 86400)
#define MIDDLE "/default"

bool
name_from_operand(const char *given, char *name_out, struct esc_error *err)
{
    char name[ESC_CRED_TEXT_MAX];
    const char *slash = strchr(given, '/');
    const char *middle =
        slash != NULL && strchr(slash + 1, '/') == NULL ? MIDDLE : "";
    size_t head = slash == NULL ? 0 : (size_t)(slash - given);
    int len = snprintf(name, sizeof(name), "%.*s%s%s", (int)head, given,
                       middle, given + head);
    char *colon = strchr(name, ':');

    if (colon != NULL && strchr(name, '@') == NULL)
        *colon = '@';
    if (len > 0 && (size_t)len < sizeof(name) && head < sizeof(name)
        && esc_text_is_environment(name)
        && esc_text_copy(name_out, ESC_CRED_TEXT_MAX, name))
        return true;
    esc_fail(err, ESC_E_USAGE, given,
             "cannot use '%s': not an environment's name", given);
    return esc_fail_hint(err, "a name is ORG/PROJECT/ENV[@VERSION], ORG/ENV, a"
                              " short name, or 'default'");
}

bool
name_check_lifetime(const char *lifetime, struct esc_error *err)
{
    uint64_t seconds;

    return lifetime == NULL
           || esc_text_duration(lifetime, LIFETIME_MAX, &seconds)
           || esc_fail(err, ESC_E_USAGE, lifetime,
                       "cannot use --lifetime '%s': not a duration such as 2h"
                       " or 1h30m",
                       lifetime);
}

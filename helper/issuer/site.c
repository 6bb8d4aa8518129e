/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The issuer's own few settings.
 */
#include "site.h"
#include "esc/settings_lines.h"
#include "esc/text.h"

#define SETTINGS ESC_SYSCONFDIR "/esc-session.conf"
#define KEY ESC_SYSCONFDIR "/issuer.pem"
#define ENVIRONMENTS ESC_SYSCONFDIR "/environments"
#define AUDIENCE "sts.amazonaws.com"

struct reading {
    struct site *site;
    size_t audience_len; /* of what stands in audience_text */
    unsigned int seen;   /* bit per row of texts */
};

static bool
store(const char *name, const char *value, char *out, size_t size,
      struct esc_error *err)
{
    return esc_text_copy(out, size, value)
           || esc_fail(err, ESC_E_CONFIG, NULL,
                       "the value of '%s' is longer than %zu bytes", name,
                       size - 1);
}

static bool
store_switch(const char *name, const char *value, bool *out,
             struct esc_error *err)
{
    *out = strcmp(value, "on") == 0;
    return *out || strcmp(value, "off") == 0
           || esc_fail(err, ESC_E_CONFIG, NULL,
                       "'%s' is 'on' or 'off', not '%s'", name, value);
}

static bool
add_audiences(struct reading *reading, char *value, struct esc_error *err)
{
    struct site *site = reading->site;
    char *word;

    while ((word = esc_settings_word(&value)) != NULL) {
        char *kept = site->audience_text + reading->audience_len;
        size_t room = sizeof(site->audience_text) - reading->audience_len;

        if (site->audiences.count == LIST_MAX
            || !esc_text_copy(kept, room, word))
            return esc_fail(err, ESC_E_CONFIG, NULL, "too many audiences");
        reading->audience_len += strlen(kept) + 1;
        site->audiences.items[site->audiences.count++] = kept;
    }
    return true;
}

static bool
is_host_byte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.'
           || c == '-';
}

static bool
is_path_byte(char c)
{
    return is_host_byte(c) || (c >= 'A' && c <= 'Z') || c == '_' || c == '~'
           || c == '/';
}

bool
site_check_issuer(const char *url, struct esc_error *err)
{
    const char *p = url, *why = NULL;

    if (strlen(url) >= SITE_URL_MAX)
        why = "it is longer than 255 bytes";
    else if (strncmp(url, "https://", 8) != 0)
        why = "it does not start with 'https://'";
    else
        for (p = url + 8; is_host_byte(*p);)
            p++;
    if (why == NULL && (p == url + 8 || (*p != '\0' && *p != '/')))
        why = *p == ':' ? "AWS takes no port"
                        : "the host is not lower-case letters, digits, '.' "
                          "and '-'";
    while (why == NULL && is_path_byte(*p))
        p++;
    if (why == NULL && *p != '\0')
        why = "the path holds more than letters, digits and '. - _ ~ /'";
    if (why == NULL && p[-1] == '/')
        why = "it ends with '/'";
    return why == NULL
           || esc_fail(err, ESC_E_USAGE, NULL, "cannot use issuer '%s': %s",
                       url, why);
}

/* Lines that are another reader's are none of our business. */
static bool
setting(void *context, const struct esc_settings_line *line,
        struct esc_error *err)
{
    struct reading *reading = context;
    struct site *site = reading->site;
    const struct {
        const char *name;
        char *out;
        size_t size;
        bool *on;
    } rows[] = {
        {"issuer", site->issuer, sizeof(site->issuer), NULL},
        {"signing-key", site->key, sizeof(site->key), NULL},
        {"zone", site->zone, sizeof(site->zone), NULL},
        {"environments", site->environments, sizeof(site->environments), NULL},
        {"session-tags", NULL, 0, &site->session_tags},
        {"source-identity", NULL, 0, &site->source_identity},
    };

    if (line->is_rule)
        return true;
    if (strcmp(line->name, "audience") == 0)
        return add_audiences(reading, line->value, err);
    for (unsigned int i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        if (strcmp(line->name, rows[i].name) != 0)
            continue;
        if ((reading->seen & 1U << i) != 0)
            return esc_fail(err, ESC_E_CONFIG, NULL, "'%s' is set twice",
                            line->name);
        reading->seen |= 1U << i;
        if (rows[i].on != NULL)
            return store_switch(line->name, line->value, rows[i].on, err);
        if (rows[i].out == site->issuer
            && !site_check_issuer(line->value, err)) {
            err->code = ESC_E_CONFIG;
            return false;
        }
        return store(line->name, line->value, rows[i].out, rows[i].size, err);
    }
    return true;
}

bool
site_need_issuer(const struct site *site, struct esc_error *err)
{
    if (site->issuer[0] != '\0')
        return true;
    esc_fail(err, ESC_E_USAGE, NULL, "the issuer is not known");
    return esc_fail_hint(err, "set 'issuer' in %s, or say --issuer URL",
                         SETTINGS);
}

/* The options' own values, before the settings: ours win. */
static bool
override(const struct options *options, struct site *site,
         struct esc_error *err)
{
    const struct {
        const char *name, *value;
        char *out;
        size_t size;
    } rows[] = {
        {"--issuer", options->issuer, site->issuer, sizeof(site->issuer)},
        {"--key", options->key, site->key, sizeof(site->key)},
        {"--zone", options->zone, site->zone, sizeof(site->zone)},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
        if (rows[i].value != NULL
            && !store(rows[i].name, rows[i].value, rows[i].out, rows[i].size,
                      err)) {
            err->code = ESC_E_USAGE;
            return false;
        }
    if (options->audiences.count > 0)
        site->audiences = options->audiences;
    if (site->audiences.count == 0)
        site->audiences = (struct list){{AUDIENCE}, 1};
    return true;
}

static void
set_default(char *out, size_t size, const char *value)
{
    if (out[0] == '\0' && !esc_text_copy(out, size, value))
        out[0] = '\0';
}

bool
site_load(const struct options *options, struct site *site_out,
          struct esc_error *err)
{
    struct reading reading = {.site = site_out};
    struct esc_settings_visitor visitor = {.context = &reading,
                                           .line = setting};
    const char *path =
        options->settings == NULL ? SETTINGS : options->settings;

    *site_out = (struct site){0};
    /* What is said in full needs no settings: not even well-formed ones. */
    if ((options->key == NULL || options->issuer == NULL
         || options->settings != NULL)
        && !esc_settings_read(path, &visitor, err)
        && (err->code != ESC_E_NOT_FOUND || options->settings != NULL))
        return false;
    if (!override(options, site_out, err))
        return false;
    set_default(site_out->key, sizeof(site_out->key), KEY);
    set_default(site_out->zone, sizeof(site_out->zone), "default");
    set_default(site_out->environments, sizeof(site_out->environments),
                ENVIRONMENTS);
    return site_out->issuer[0] == '\0'
           || site_check_issuer(site_out->issuer, err);
}

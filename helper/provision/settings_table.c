/* SPDX-License-Identifier: Apache-2.0 */
/*
 * `name = value`: a row a setting.  A new setting is a row here, a field in
 * settings.h and a paragraph in esc-session.conf(5).
 */
#include "esc/cred_set.h"
#include "esc/settings_lines.h"
#include "esc/text.h"
#include "settings_read.h"
#include "settings_value.h"
#include <stddef.h>
#include <string.h>

#define KIB 1024ULL
#define MIB (1024 * KIB)
#define FIELD(field)                                                          \
    offsetof(struct settings, field), sizeof(((struct settings *)0)->field)

struct row {
    const char *name;
    size_t offset, size;
    /* Fill FIELD from VALUE; NULL, or what is wrong with it. */
    const char *(*set)(const struct row *row, void *field, char *value);
    const char *(*check)(const char *value); /* of a text, when root must */
    const char *choices[2];                  /* for 0 and 1 */
    bool (*parse)(const char *value, uint64_t max, uint64_t *number_out);
    uint64_t min, max;
    const char *wanted; /* what a bad number hears */
    bool repeats;       /* may stand on several lines */
};

static const char *
set_text(const struct row *row, void *field, char *value)
{
    const char *why = row->check == NULL ? NULL : row->check(value);

    if (why != NULL)
        return why;
    return esc_text_copy(field, row->size, value) ? NULL : "too long";
}

static const char *
set_list(const struct row *row, void *field, char *value)
{
    const char *word;

    (void)row;
    while ((word = esc_settings_word(&value)) != NULL)
        if (!settings_list_add(field, word))
            return "too many words, one too long, or no memory";
    return NULL;
}

static const char *
set_switch(const struct row *row, void *field, char *value)
{
    bool second = strcmp(value, row->choices[1]) == 0;

    *(bool *)field = second;
    return second || strcmp(value, row->choices[0]) == 0 ? NULL : row->wanted;
}

static const char *
set_number(const struct row *row, void *field, char *value)
{
    uint64_t number;

    if (!row->parse(value, row->max, &number) || number < row->min)
        return row->wanted;
    *(uint64_t *)field = number;
    return NULL;
}

#define TEXT(field) FIELD(field), .set = set_text
#define LABEL(field) FIELD(field), .set = set_text, .check = value_label
#define LIST(field) FIELD(field), .set = set_list, .repeats = true
#define SWITCH(field, no, yes)                                                \
    FIELD(field), .set = set_switch, .choices = {no, yes},                    \
                  .wanted = "'" yes "' or '" no "' is wanted"
#define NUMBER(field, parse_, min_, max_, wanted_)                            \
    FIELD(field), .set = set_number, .parse = (parse_), .min = (min_),        \
                  .max = (max_), .wanted = (wanted_)
#define DURATION(field, min_, max_, like)                                     \
    NUMBER(field, esc_text_duration, min_, max_, "a duration like " like)
#define SIZE(field, min_, max_, like)                                         \
    NUMBER(field, value_size, min_, max_, "a size like " like)

static const struct row rows[] = {
    {"backend", SWITCH(pulumi, "local", "pulumi")},
    {"aws-token", SWITCH(aws_sign_in, "host", "sign-in")},
    {"login-issuer", TEXT(sign_in.issuer)},
    {"login-client-id", TEXT(sign_in.client)},
    {"login-claim", TEXT(sign_in.claim)},
    {"login-map", TEXT(sign_in.person)},
    {.name = "login-scope"}, /* the client reads it itself */
    {"pulumi-url", TEXT(pulumi_url)},
    {"pulumi-token", TEXT(pulumi_token)},
    {"pulumi-expiration",
     DURATION(pulumi_expiration, 60, 90000, "'15m' is wanted, 1m to 25h")},
    {"lifetime", DURATION(lifetime, 60, 86400, "'1h' is wanted, 1m to 24h")},
    {"aws-duration",
     DURATION(aws_duration, 900, 43200, "'1h' is wanted, 15m to 12h")},
    {"fallback", SWITCH(fallback_local, "none", "local")},
    {"issuer", TEXT(issuer)},
    {"signing-key", TEXT(signing_key)},
    {"secrets-key", TEXT(secrets_key)},
    {"zone", LABEL(zone)},
    {"host-id", LABEL(host_id)},
    {"environments", TEXT(environments)},
    {"importable", LIST(importable)},
    {"audience", LIST(audiences)},
    {"region", TEXT(region)},
    {"sts-endpoint", TEXT(sts_endpoint)},
    {"ca-path", TEXT(ca_path)},
    {"ca-file", TEXT(ca_file)},
    {"proxy", TEXT(proxy)},
    {"no-proxy", TEXT(no_proxy)},
    {"session-name", SWITCH(session_name_login, "definition", "login")},
    {"session-tags", SWITCH(session_tags, "off", "on")},
    {"source-identity", SWITCH(source_identity, "off", "on")},
    {"cache-for",
     DURATION(cache_for, 60, 86400, "'1h' or '30m' is wanted, 1m to 24h")},
    {"max-payload", SIZE(max_payload, KIB, ESC_CRED_BYTES_MAX,
                         "'64KiB' is wanted, 1KiB to 256KiB")},
    {"max-total",
     SIZE(max_total, 16 * KIB, 16 * MIB, "'1MiB' is wanted, 16KiB to 16MiB")},
    {"allow-variables", LIST(allow_variables)},
};
#define ROWS (sizeof(rows) / sizeof(rows[0]))
_Static_assert(ROWS <= SETTINGS_ROWS_MAX, "every row can be seen");

void
settings_defaults(struct settings *settings)
{
    *settings = (struct settings){
        .zone = "default",
        .environments = ESC_SYSCONFDIR "/environments",
        .pulumi_url = "https://api.pulumi.com",
        .pulumi_token = "personal",
        .sign_in.claim = "preferred_username",
        .pulumi_expiration = 900,
        .lifetime = 3600,
        .aws_duration = 3600,
        .session_name_login = true,
        .cache_for = 3600,
        .max_payload = 64 * KIB,
        .max_total = 4 * MIB,
    };
}

bool
settings_set(struct reading *reading, const char *name, char *value,
             struct esc_error *err)
{
    const char *why;
    size_t i = 0;

    while (i < ROWS && strcmp(name, rows[i].name) != 0)
        i++;
    if (i == ROWS)
        return esc_fail(err, ESC_E_CONFIG, NULL, "unknown setting '%s'", name);
    if (reading->seen[i] && !rows[i].repeats)
        return esc_fail(err, ESC_E_CONFIG, NULL, "setting '%s' is there twice",
                        name);
    reading->seen[i] = true;
    why = rows[i].set == NULL
              ? NULL
              : rows[i].set(&rows[i],
                            (char *)reading->settings + rows[i].offset, value);
    return why == NULL
           || esc_fail(err, ESC_E_CONFIG, NULL, "setting '%s': %s", name, why);
}

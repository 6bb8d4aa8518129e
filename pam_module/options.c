/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One table of arguments: a new one is a row, its paragraph in pam_esc(8) and
 * a scenario.
 */
#include "options.h"
#include "esc/text.h"
#include <security/pam_ext.h>
#include <stddef.h>
#include <string.h>
#include <syslog.h>

#define SECONDS_A_DAY 86400U

struct row {
    const char *name;
    bool (*parse)(const struct row *row, const char *value,
                  struct options *out);
    size_t offset;
    const char *const *words; /* of a choice, NULL at the end */
    uint64_t min, max;        /* of a number or a duration */
};

static const char *const provision_words[] = {"background", "login",
                                              "first-use", NULL};
static const char *const on_failure_words[] = {"allow", "deny", NULL};
static const char *const logout_words[] = {"revoke", "keep", NULL};
static const char *const scope_words[] = {"session", "user", NULL};

/*
 * Where the session keyring is the caller's, and meant to be: a gate made
 * there would hang in the wrong person's session.
 */
static const char *const never[] = {
    "su",   "su-l",     "sudo", "sudo-i", "runuser", "runuser-l",
    "doas", "polkit-1", "cron", "crond",  "atd",     "systemd-user",
};

static uint64_t *
number_at(const struct row *row, struct options *out)
{
    return (uint64_t *)(void *)((char *)out + row->offset);
}

static bool
parse_choice(const struct row *row, const char *value, struct options *out)
{
    for (uint64_t i = 0; row->words[i] != NULL; i++)
        if (strcmp(row->words[i], value) == 0) {
            *number_at(row, out) = i;
            return true;
        }
    return false;
}

static bool
parse_number(const struct row *row, const char *value, struct options *out)
{
    return esc_text_u64(value, row->max, number_at(row, out));
}

static bool
parse_duration(const struct row *row, const char *value, struct options *out)
{
    uint64_t seconds;

    if (!esc_text_duration(value, row->max, &seconds) || seconds < row->min)
        return false;
    *number_at(row, out) = seconds;
    return true;
}

static bool
parse_flag(const struct row *row, const char *value, struct options *out)
{
    if (*value != '\0')
        return false;
    *number_at(row, out) = 1;
    return true;
}

/* Whether NAME is one of the words of LIST, between commas. */
static bool
names(const char *list, const char *name)
{
    size_t len = strlen(name);

    for (;; list += strcspn(list, ",") + 1) {
        if (strncmp(list, name, len) == 0
            && (list[len] == ',' || list[len] == '\0'))
            return true;
        if (strchr(list, ',') == NULL)
            return false;
    }
}

static bool
parse_services(const struct row *row, const char *value, struct options *out)
{
    (void)row;
    if (names(value, "")) /* an empty word */
        return false;
    for (size_t i = 0; i < sizeof(never) / sizeof(never[0]); i++)
        if (names(value, never[i]))
            return false;
    out->services = value;
    return true;
}

#define AT(field) offsetof(struct options, field)
static const struct row rows[] = {
    {"services", parse_services, 0, NULL, 0, 0},
    {"min-uid", parse_number, AT(min_uid), NULL, 0, UINT32_MAX - 1},
    {"provision", parse_choice, AT(provision), provision_words, 0, 0},
    {"timeout", parse_duration, AT(timeout), NULL, 1, 60},
    {"max-session", parse_duration, AT(max_session), NULL, 60,
     30 * SECONDS_A_DAY},
    {"on-failure", parse_choice, AT(on_failure), on_failure_words, 0, 0},
    {"logout", parse_choice, AT(logout), logout_words, 0, 0},
    {"scope", parse_choice, AT(scope), scope_words, 0, 0},
    {"debug", parse_flag, AT(debug), NULL, 0, 0},
};

static const struct options defaults = {
    .services = "sshd,login",
    .min_uid = 1000,
    .provision = PROVISION_BACKGROUND,
    .timeout = 5,
    .max_session = 12 * 3600,
};

/* NULL, or what is wrong with ARG. */
static const char *
parse_one(const char *arg, struct options *out)
{
    size_t len = strcspn(arg, "=");
    const char *value = arg[len] == '=' ? arg + len + 1 : arg + len;

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        if (strlen(rows[i].name) == len
            && strncmp(rows[i].name, arg, len) == 0)
            return rows[i].parse(&rows[i], value, out) ? NULL : "bad value";
    return "no such option";
}

void
options_parse(pam_handle_t *pamh, int argc, const char **argv,
              struct options *options_out)
{
    char safe[256];

    *options_out = defaults;
    for (int i = 0; i < argc; i++) {
        const char *wrong = parse_one(argv[i], options_out);

        if (wrong != NULL && pamh != NULL)
            pam_syslog(
                pamh, LOG_ERR, "ignoring option '%s': %s",
                esc_text_safe(argv[i], strlen(argv[i]), safe, sizeof(safe)),
                wrong);
    }
}

bool
options_serve(const struct options *options, const char *service)
{
    return names(options->services, service);
}

const char *
options_provision(const struct options *options)
{
    return provision_words[options->provision];
}

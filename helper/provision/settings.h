/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Root's settings, as esc-session.conf(5) describes them: `name = value` lines
 * and the words of permit, refuse and map.  Strict: what is not understood is
 * an error with file and line, so that `check` finds it before a login does.
 */
#ifndef PROVISION_SETTINGS_H
#define PROVISION_SETTINGS_H

#include "esc/message.h"
#include <stdint.h>

#define SETTINGS_FILE ESC_SYSCONFDIR "/esc-session.conf"
#define SETTINGS_TEXT_MAX 1024
#define SETTINGS_NAME_MAX 257    /* a login, a subject, a group, a label */
#define SETTINGS_PATTERN_MAX 331 /* of environments */
#define SETTINGS_RULES_MAX 2000
#define SETTINGS_LIST_MAX 64
#define SETTINGS_PULUMI_AUDIENCE "urn:pulumi:org:" /* and an organization */

/* One permit or refuse, in the order of the files. */
struct rule {
    bool permit;
    bool group;                         /* WHO names groups, else logins */
    char who[SETTINGS_NAME_MAX];        /* a pattern */
    char pattern[SETTINGS_PATTERN_MAX]; /* of ORG/PROJECT/ENV */
    uint64_t max_duration;              /* seconds; 0: not bounded */
    bool is_default;
    bool values;         /* may see the whole tree */
    bool fallback_local; /* with backend pulumi */
    char where[ESC_ERROR_WHERE_MAX];
};

/* Who a login is outside: injective over subjects. */
struct mapping {
    char login[SETTINGS_NAME_MAX];
    char subject[SETTINGS_NAME_MAX]; /* empty: the login itself */
    char pulumi[SETTINGS_NAME_MAX];  /* empty: none */
    char where[ESC_ERROR_WHERE_MAX];
};

struct list {
    char (*items)[SETTINGS_PATTERN_MAX];
    size_t count;
};

struct settings {
    bool pulumi;                         /* the backend; else local */
    char issuer[SETTINGS_TEXT_MAX];      /* empty: no token can be made */
    char signing_key[SETTINGS_TEXT_MAX]; /* path */
    char secrets_key[SETTINGS_TEXT_MAX]; /* path; empty: none */
    char zone[SETTINGS_NAME_MAX];
    char host_id[SETTINGS_NAME_MAX];
    char environments[SETTINGS_TEXT_MAX]; /* path of a folder */
    char region[65];                      /* empty: the definition's */
    char sts_endpoint[SETTINGS_TEXT_MAX]; /* empty: by region */
    char proxy[SETTINGS_TEXT_MAX], no_proxy[SETTINGS_TEXT_MAX];
    char ca_path[SETTINGS_TEXT_MAX], ca_file[SETTINGS_TEXT_MAX];
    char pulumi_url[SETTINGS_TEXT_MAX];
    char pulumi_token[SETTINGS_TEXT_MAX]; /* personal, sign-in, team:NAME,
                                             file:PATH */
    struct esc_message_whose sign_in;     /* of people; PERSON: login-map */
    uint64_t pulumi_expiration, lifetime, aws_duration; /* seconds */
    bool aws_sign_in;        /* aws-token: AWS sees the person */
    bool fallback_local;     /* where the permit has it too */
    bool session_name_login; /* else the definition's */
    bool session_tags, source_identity;
    uint64_t cache_for;   /* seconds */
    uint64_t max_payload; /* bytes of one environment */
    uint64_t max_total;   /* bytes of all of a uid's */
    struct list importable, audiences, allow_variables;
    struct rule *rules;
    size_t rule_count;
    struct mapping *mappings;
    size_t mapping_count;
};

#define SETTINGS_OWN __attribute__((cleanup(settings_release))) struct settings

void settings_release(struct settings *settings);

/*
 * Read PATH, then PATH.d/<name>.conf in bytewise order, into SETTINGS_OUT with
 * defaults filled in, up to the first error: ESC_E_CONFIG with FILE:LINE.  Of
 * forms only those are judged that root itself relies on: policy, and what
 * makes a subject.  A URL is the resolver's to judge, a path's file is judged
 * when it is opened, and `check` judges all (settings_examine.h).  Released by
 * the caller either way.
 */
bool settings_load(const char *path, struct settings *settings_out,
                   struct esc_error *err) ESC_MUST_CHECK;

/* Whether people open environments by their own sign-in: at Pulumi, or with
 * backend local at AWS. */
bool settings_sign_in(const struct settings *settings);

/* The first audience that is Pulumi's, or that is not; NULL: none. */
const char *settings_audience(const struct settings *settings, bool pulumi);

#endif

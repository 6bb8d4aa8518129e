/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Who may open what: pure decisions over the settings' lines.  The first line
 * that matches account and environment decides.
 */
#ifndef PROVISION_POLICY_H
#define PROVISION_POLICY_H

#include "esc/cred_set.h"
#include "esc/lookup.h"
#include "settings.h"
#include <sys/types.h>

#define ACCOUNT_GROUPS_MAX ESC_LOOKUP_GROUPS_MAX

/* An account as the directory knows it now (lookup.h). */
struct account {
    char login[SETTINGS_NAME_MAX];
    char shell[SETTINGS_NAME_MAX];
    uid_t uid;
    char credential[ESC_LOOKUP_KEY_MAX]; /* how it logged in, for a journal */
    char (*groups)[SETTINGS_NAME_MAX];
    size_t group_count;
};

#define ACCOUNT_OWN __attribute__((cleanup(account_release))) struct account
void account_release(struct account *account);

/* The line that decides for ENVIRONMENT (ORG/PROJECT/ENV); NULL: none does. */
const struct rule *policy_decide(const struct settings *settings,
                                 const struct account *account,
                                 const char *environment);
/* The first line that names a default for ACCOUNT, or NULL. */
const struct rule *policy_default(const struct settings *settings,
                                  const struct account *account);

/* May ACCOUNT's environment use the definition NAME as an import? */
bool policy_may_import(const struct settings *settings,
                       const struct account *account, const char *name);

/*
 * What a request's NAME means: "default", a short name or ORG/PROJECT/ENV,
 * each with or without @VERSION.  Fills in the environment that it is and the
 * permit that allows it.  ESC_E_NOT_PERMITTED, ESC_E_NOT_FOUND (no default;
 * no or several environments of a short name: the candidates as hint).
 */
struct policy_grant {
    const struct rule *rule;               /* of the settings */
    char environment[ESC_ERROR_WHERE_MAX]; /* ORG/PROJECT/ENV */
    char version[ESC_ERROR_WHERE_MAX];     /* empty: none asked */
};
bool policy_grant(const struct settings *settings,
                  const struct account *account, const char *name,
                  struct policy_grant *grant_out,
                  struct esc_error *err) ESC_MUST_CHECK;

#endif

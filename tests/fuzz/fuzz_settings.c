/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Root's settings from arbitrary bytes: no crash, an error exactly when the
 * report says so, and policy over whatever was read.
 */
#include "helper/provision/policy.h"
#include "helper/provision/settings_examine.h"
#include <assert.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static char group[1][SETTINGS_NAME_MAX] = {"developers"};
    static const struct account account = {
        .login = "dana", .groups = group, .group_count = 1};
    static struct settings settings; /* large */
    REPORT_OWN report = {0};
    struct policy_grant grant;
    struct esc_error err = {0};

    settings_examine_text("fuzz", (const char *)data, size, &settings,
                          &report);
    assert((report.errors == 0) == (report.first.code == ESC_OK));
    assert(report.count <= report.errors + report.warnings);
    if (settings.rule_count < 100)
        policy_review(&settings, "fuzz", &report);
    settings.environments[0] = '\0';
    if (policy_grant(&settings, &account, "default", &grant, &err))
        assert(grant.rule->permit && strchr(grant.environment, '/') != NULL);
    else
        assert(err.code != ESC_OK);
    settings_release(&settings);
    return 0;
}

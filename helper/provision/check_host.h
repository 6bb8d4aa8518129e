/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What settings name and this host does not have, for esc-check.  Warnings
 * all: the same settings may serve many hosts.
 */
#ifndef PROVISION_CHECK_HOST_H
#define PROVISION_CHECK_HOST_H

#include "lookup.h"
#include "report.h"

/*
 * Accounts, groups and definitions that lines name, certificate authorities,
 * and the folder of PATH, where the settings are.  Names are looked up in a
 * child with the rights of AS, which has LOOKUP_MS.
 */
void check_host(const struct settings *settings, const char *path,
                const struct lookup_ids *as, struct report *report);

#endif

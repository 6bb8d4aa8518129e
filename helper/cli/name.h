/* SPDX-License-Identifier: Apache-2.0 */
/* Names of environments as the documentation of ESC writes them. */
#ifndef NAME_H
#define NAME_H

#include "cli.h"

/*
 * GIVEN into NAME_OUT (ESC_CRED_TEXT_MAX bytes): ORG/ENV means
 * ORG/default/ENV, and ':' before a version is '@'.  ESC_E_USAGE.
 */
bool name_from_operand(const char *given, char *name_out,
                       struct esc_error *err) ESC_MUST_CHECK;

/* Whether LIFETIME (NULL: not given) is a duration, as -l takes it. */
bool name_check_lifetime(const char *lifetime,
                         struct esc_error *err) ESC_MUST_CHECK;

#endif

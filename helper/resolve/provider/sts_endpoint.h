/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where STS is: partitions, regions and their host names.  Pure; the table is
 * that of AWS's published endpoint rules.
 */
#ifndef STS_ENDPOINT_H
#define STS_ENDPOINT_H

#include "esc/error.h"

#define STS_URL_MAX 1100

/*
 * The URL to post to for ROLE_ARN.  ENDPOINT, when not empty, is a base URL
 * that wins over REGION; REGION, when empty, is the default of the role's
 * partition.  FROM says whose word REGION is.  ESC_E_CONFIG: REGION is no
 * region, or of another partition than the role.
 */
struct sts_place {
    const char *endpoint;
    const char *region;
    const char *from;
};
bool sts_url(const struct sts_place *place, const char *role_arn,
             char url_out[STS_URL_MAX], struct esc_error *err) ESC_MUST_CHECK;

/*
 * Whether ARN is arn:PARTITION:iam::[ACCOUNT]:role/[PATH/]NAME of 20 to 2048
 * characters and of a partition we know; the account may be missing (other
 * servers than AWS).  ESC_E_DEFINITION.
 */
bool sts_check_role(const char *arn, struct esc_error *err) ESC_MUST_CHECK;

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Regional endpoints only: tokens of the global host are not valid in regions
 * that must be opted into.
 */
#include "sts_endpoint.h"
#include "esc/text.h"
#include <stdio.h>
#include <string.h>

/* Regions of a partition begin with PREFIX; longer prefixes stand first. */
static const struct partition {
    const char *prefix, *name, *suffix, *region;
} partitions[] = {
    {"us-gov-", "aws-us-gov", "amazonaws.com", "us-gov-west-1"},
    {"us-isob-", "aws-iso-b", "sc2s.sgov.gov", "us-isob-east-1"},
    {"us-isof-", "aws-iso-f", "csp.hci.ic.gov", "us-isof-south-1"},
    {"eu-isoe-", "aws-iso-e", "cloud.adc-e.uk", "eu-isoe-west-1"},
    {"us-iso-", "aws-iso", "c2s.ic.gov", "us-iso-east-1"},
    {"eusc-", "aws-eusc", "amazonaws.eu", "eusc-de-east-1"},
    {"cn-", "aws-cn", "amazonaws.com.cn", "cn-north-1"},
    {"", "aws", "amazonaws.com", "us-east-1"}, /* and whatever comes */
};
#define PARTITIONS (sizeof(partitions) / sizeof(partitions[0]))

static const struct partition *
partition_of_region(const char *region)
{
    size_t i = 0;

    while (strncmp(region, partitions[i].prefix, strlen(partitions[i].prefix))
           != 0)
        i++; /* the last one matches everything */
    return &partitions[i];
}

/* The partition that ARN names; NULL when unknown. */
static const struct partition *
partition_of_arn(const char *arn)
{
    size_t len;

    if (strncmp(arn, "arn:", 4) != 0)
        return NULL;
    arn += 4;
    len = strcspn(arn, ":");
    for (size_t i = 0; i < PARTITIONS; i++)
        if (strlen(partitions[i].name) == len
            && memcmp(partitions[i].name, arn, len) == 0)
            return &partitions[i];
    return NULL;
}

static bool
is_region(const char *region)
{
    size_t len = strspn(region, "abcdefghijklmnopqrstuvwxyz0123456789-");

    return len >= 3 && len <= 32 && region[len] == '\0' && region[0] != '-'
           && region[len - 1] != '-';
}

bool
sts_check_role(const char *arn, struct esc_error *err)
{
    const char *account, *role;
    size_t len = strlen(arn), digits;

    if (len < 20 || len > 2048)
        return esc_fail(err, ESC_E_DEFINITION, NULL,
                        "roleArn has %zu characters, not 20 to 2048", len);
    for (const char *c = arn; *c != '\0'; c++)
        if (*c <= ' ' || *c > '~')
            return esc_fail(err, ESC_E_DEFINITION, NULL,
                            "roleArn has a blank or unprintable character");
    account = strstr(arn, ":iam::");
    if (partition_of_arn(arn) == NULL || account == NULL
        || account != strchr(arn + 4, ':'))
        return esc_fail(err, ESC_E_DEFINITION, NULL,
                        "roleArn '%s' is not arn:PARTITION:iam::ACCOUNT:"
                        "role/NAME with a partition known here",
                        arn);
    account += strlen(":iam::");
    digits = strspn(account, "0123456789");
    role = account + digits;
    if ((digits != 0 && digits != 12) || strncmp(role, ":role/", 6) != 0
        || role[6] == '\0')
        return esc_fail(err, ESC_E_DEFINITION, NULL,
                        "roleArn '%s' does not name a role: it ends in "
                        "ACCOUNT:role/NAME",
                        arn);
    return true;
}

static bool
url_of_endpoint(const char *endpoint, char *url_out, struct esc_error *err)
{
    const char *authority = strstr(endpoint, "://");
    bool has_path = authority != NULL && strchr(authority + 3, '/') != NULL;
    int len =
        snprintf(url_out, STS_URL_MAX, "%s%s", endpoint, has_path ? "" : "/");

    if (len < 0 || len >= STS_URL_MAX)
        return esc_fail(err, ESC_E_CONFIG, NULL, "sts-endpoint is too long");
    if (strpbrk(endpoint, "?#") != NULL)
        return esc_fail(err, ESC_E_CONFIG, NULL,
                        "sts-endpoint must not have a query or a fragment");
    return true;
}

bool
sts_url(const struct sts_place *place, const char *role_arn,
        char url_out[STS_URL_MAX], struct esc_error *err)
{
    const struct partition *of_role = partition_of_arn(role_arn);
    const struct partition *of_region;
    const char *region = place->region;

    if (of_role == NULL)
        return sts_check_role(role_arn, err);
    if (region[0] == '\0')
        region = of_role->region;
    if (!is_region(region))
        return esc_fail(err, ESC_E_CONFIG, NULL,
                        "'%s' from %s is not the name of an AWS region",
                        region, place->from);
    of_region = partition_of_region(region);
    if (of_region != of_role) {
        esc_fail(err, ESC_E_CONFIG, NULL,
                 "role '%s' is of partition %s, but region '%s' from %s is of "
                 "%s",
                 role_arn, of_role->name, region, place->from,
                 of_region->name);
        return esc_fail_hint(err, "a role can be assumed only through STS of "
                                  "its own partition");
    }
    if (place->endpoint[0] != '\0')
        return url_of_endpoint(place->endpoint, url_out, err);
    snprintf(url_out, STS_URL_MAX, "https://sts.%s.%s/", region,
             of_role->suffix);
    return true;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* The tables of providers and of rotators. */
#include "esc/registry.h"
#include "providers.h"
#include <stdio.h>

static const struct esc_provider *const providers[] = {
    &provider_aws_login,
};

const struct esc_provider *
esc_provider_find(struct esc_str name)
{
    for (size_t i = 0; i < sizeof(providers) / sizeof(providers[0]); i++)
        if (esc_str_equal(name, esc_str_from(providers[i]->name)))
            return providers[i];
    return NULL;
}

#define DATABASE                                                              \
    "{\"type\":\"object\",\"additionalProperties\":true,\"properties\":{"     \
    "\"database\":true,\"rotateUsers\":true},"                                \
    "\"rotateOnly\":[\"database\",\"rotateUsers\"]}"
#define ANY "true"

static const struct esc_rotator rotators[] = {
    {"aws-iam",
     "{\"type\":\"object\",\"additionalProperties\":true,\"properties\":{"
     "\"region\":true,\"login\":true,\"userArn\":true},"
     "\"rotateOnly\":[\"region\",\"login\",\"userArn\"]}"},
    {"azure-app-secret",
     "{\"type\":\"object\",\"additionalProperties\":true,\"properties\":{"
     "\"login\":true},\"rotateOnly\":[\"login\"]}"},
    {"external", ANY},
    {"mysql", DATABASE},
    {"passphrase", ANY},
    {"password", ANY},
    {"postgres", DATABASE},
    {"snowflake-user",
     "{\"type\":\"object\",\"additionalProperties\":true,\"properties\":{"
     "\"login\":true},\"rotateOnly\":[\"login\"]}"},
};

const struct esc_rotator *
esc_rotator_find(struct esc_str name)
{
    for (size_t i = 0; i < sizeof(rotators) / sizeof(rotators[0]); i++)
        if (esc_str_equal(name, esc_str_from(rotators[i].name)))
            return &rotators[i];
    return NULL;
}

void
esc_registry_names(bool rotators_, char *out, size_t size)
{
    size_t count = rotators_ ? sizeof(rotators) / sizeof(rotators[0])
                             : sizeof(providers) / sizeof(providers[0]);
    size_t used = 0;

    for (size_t i = 0; i < count && used < size; i++)
        used += (size_t)snprintf(out + used, size - used, "%s%s",
                                 i == 0           ? ""
                                 : i + 1 == count ? " and "
                                                  : ", ",
                                 rotators_ ? rotators[i].name
                                           : providers[i]->name);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* The rows of the registry, each defined in the file of its name. */
#ifndef PROVIDERS_H
#define PROVIDERS_H

#include "esc/provider.h"

extern const struct esc_provider provider_aws_login;

#endif

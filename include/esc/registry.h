/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which providers and rotators there are.  A new provider is a file and a row;
 * a rotator is only a row, because nothing is rotated here.
 */
#ifndef ESC_REGISTRY_H
#define ESC_REGISTRY_H

#include "esc/provider.h"

/* Borrowed, NULL when there is none of that name. */
const struct esc_provider *esc_provider_find(struct esc_str name);

/*
 * A rotator opens to its state, as it stands in the definition.  Rotating is
 * the service's: what only that needs of the inputs is not evaluated.
 */
struct esc_rotator {
    const char *name;   /* "aws-iam" */
    const char *inputs; /* JSON schema of the inputs, as text */
};
const struct esc_rotator *esc_rotator_find(struct esc_str name);

/* "a, b and c": the names that there are, for messages. */
void esc_registry_names(bool rotators, char *out, size_t size);

#endif

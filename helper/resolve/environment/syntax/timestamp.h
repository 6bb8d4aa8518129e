/* SPDX-License-Identifier: Apache-2.0 */
/* YAML timestamps, as far as the original knows them. */
#ifndef ESC_SYNTAX_TIMESTAMP_H
#define ESC_SYNTAX_TIMESTAMP_H

#include <stdbool.h>

#include "esc/str.h"

/*
 * Whether TEXT is Y-M-D, Y-M-DTh:m:s[.f](Z|+hh:mm|-hh:mm), the same with t,
 * or Y-M-D h:m:s[.f], with four digits of year and a valid date and time.
 */
bool esc_timestamp_is_valid(struct esc_str text);

#endif

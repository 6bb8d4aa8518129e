/* SPDX-License-Identifier: Apache-2.0 */
/* What this program may want to know of root's settings: a path, no policy. */
#ifndef SETTING_H
#define SETTING_H

#include "cli.h"
#include <limits.h>

/*
 * The value of NAME.  False, and VALUE_OUT as it was, when it is not set or
 * the settings cannot be read: they are root's.
 */
bool setting_find(const struct cli *cli, const char *name,
                  char value_out[PATH_MAX]);

#endif

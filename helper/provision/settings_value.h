/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The forms that a setting's value may have.  Each check returns NULL, or what
 * is wrong, to stand behind "setting 'x': ".
 */
#ifndef PROVISION_SETTINGS_VALUE_H
#define PROVISION_SETTINGS_VALUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define VALUE_DIGITS "0123456789"
#define VALUE_LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
/* TEXT has a character, and each is one of ALLOWED. */
bool value_only(const char *text, const char *allowed);

const char *value_label(const char *text);   /* zone, host-id */
const char *value_pattern(const char *text); /* of environments */
const char *value_subject(const char *text);
const char *value_login(const char *text); /* and groups; may be a pattern */

/* "64KiB", "1MiB", "512B": false unless between MIN and MAX bytes. */
bool value_size(const char *text, uint64_t max, uint64_t *bytes_out);

#endif

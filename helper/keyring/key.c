/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A key's attributes and the names of our keys.
 */
#include "key.h"
#include <errno.h>
#include <keyutils.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The field that ends at the next ';', which becomes its NUL. */
static char *
field(char **rest)
{
    char *start = *rest, *end = strchr(start, ';');

    if (end == NULL)
        return NULL;
    *end = '\0';
    *rest = end + 1;
    return start;
}

bool
key_parse(char *text, struct key_info *info_out)
{
    char *type = field(&text), *uid = field(&text), *gid = field(&text);
    char *perm = field(&text);

    if (type == NULL || uid == NULL || gid == NULL || perm == NULL
        || strlen(type) >= sizeof(info_out->type)
        || strlen(text) >= sizeof(info_out->description))
        return false;
    memcpy(info_out->type, type, strlen(type) + 1);
    memcpy(info_out->description, text, strlen(text) + 1);
    info_out->uid = (uint32_t)strtoll(uid, NULL, 10);
    info_out->gid = (uint32_t)strtoll(gid, NULL, 10);
    info_out->perm = (uint32_t)strtoul(perm, NULL, 16);
    return true;
}

bool
key_describe(int32_t key, struct key_info *info_out)
{
    char text[KEY_DESCRIPTION_MAX + 64];
    long len = keyctl_describe(key, text, sizeof(text));

    if (len < 0)
        return false;
    if ((size_t)len > sizeof(text) || !key_parse(text, info_out)) {
        errno = EOVERFLOW;
        return false;
    }
    return true;
}

bool
key_is_roots(const struct key_info *info)
{
    return strcmp(info->type, "user") == 0 && info->uid == 0
           && info->perm == ESC_PERM_ENV;
}

void
key_name(char *out, size_t size, const char *prefix, const char *name,
         unsigned int part)
{
    size_t prefix_len = strlen(prefix), len = strlen(name);

    /* The usual case is on the way of every exec: printf(3) costs more. */
    if (part == 0 && prefix_len + len < size) {
        memcpy(out, prefix, prefix_len);
        memcpy(out + prefix_len, name, len + 1);
    } else if (part == 0)
        snprintf(out, size, "%s%s", prefix, name);
    else
        snprintf(out, size, "%s%s#%u", prefix, name, part);
}

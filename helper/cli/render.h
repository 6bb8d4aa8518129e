/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Variables as text for shells and tools.  A value either comes back exactly
 * as it was or is refused; nothing in a value can become a command.
 */
#ifndef RENDER_H
#define RENDER_H

#include "esc/secret.h"

struct format {
    const char *name;  /* as --format takes it */
    const char *set;   /* "%N" is the name, "%V" the quoted value */
    const char *unset; /* NULL: the format has no such form */
    const char *open, *between, *close;
    /* Append VALUE quoted; the reason when this format cannot hold it. */
    const char *(*quote)(struct esc_secret *out, const uint8_t *value,
                         size_t len);
};

#define RENDER_FORMATS "sh bash zsh fish csh dotenv docker json"

/* NULL: none of RENDER_FORMATS. */
const struct format *render_format(const char *name);

struct render {
    const struct format *format;
    struct esc_secret *out; /* borrowed; render_room says how big */
    size_t count;           /* statements so far */
};

/* Bytes that a statement needs at most. */
size_t render_room(size_t name_len, size_t value_len);

void render_open(struct render *render);
/* ESC_E_INPUT names the variable and why the format cannot hold it. */
bool render_set(struct render *render, const char *name, const void *value,
                size_t len, struct esc_error *err) ESC_MUST_CHECK;
void render_unset(struct render *render, const char *name);
void render_close(struct render *render);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Buffers as their makers who need more use them; nothing of it runs as root.
 */
#include "esc/buf.h"
#include <string.h>

void
esc_buf_add_form(struct esc_buf *buf, const char *name, const char *value)
{
    static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                "abcdefghijklmnopqrstuvwxyz0123456789-._~";

    if (buf->len > 0)
        esc_buf_add_char(buf, '&');
    esc_buf_add_str(buf, name);
    esc_buf_add_char(buf, '=');
    for (; *value != '\0'; value++) {
        if (strchr(plain, *value) != NULL)
            esc_buf_add_char(buf, *value);
        else
            esc_buf_printf(buf, "%%%02X", (unsigned char)*value);
    }
}

bool
esc_buf_ok(const struct esc_buf *buf, struct esc_error *err)
{
    if (!buf->failed)
        return true;
    return esc_fail(err, ESC_E_INPUT, NULL,
                    "text does not fit: more than %zu bytes, or no memory",
                    buf->limit);
}

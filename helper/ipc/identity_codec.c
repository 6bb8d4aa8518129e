/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An identity's bytes are a frame without its length: one grammar, one reader.
 */
#include "esc/identity.h"
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#define TEXT(field)                                                           \
    {                                                                         \
        offsetof(struct esc_identity, field),                                 \
            sizeof(((struct esc_identity *)0)->field)                         \
    }
static const struct {
    size_t offset, size;
} texts[] = {
    TEXT(issuer), TEXT(client), TEXT(subject), TEXT(person), TEXT(path),
};
#define TEXTS (sizeof(texts) / sizeof(texts[0]))
enum { LENGTH = 4 }; /* of a frame's length */

void
esc_identity_release(struct esc_identity *identity)
{
    esc_secret_free(identity->token);
    esc_secret_free(identity->refresh);
    identity->token = NULL;
    identity->refresh = NULL;
}

bool
esc_identity_keep(struct esc_secret **secret_out, const void *bytes,
                  size_t len, size_t max, struct esc_error *err)
{
    if (len == 0 || len > max)
        return esc_fail(err, ESC_E_INPUT, NULL,
                        "a token of %zu bytes: 1 to %zu are taken", len, max);
    *secret_out = esc_secret_new(len);
    return (*secret_out != NULL && esc_secret_add(*secret_out, bytes, len))
           || esc_fail(err, ESC_E_SYSTEM, NULL, "no memory");
}

bool
esc_identity_person(const char *pattern, const char *login, char *out,
                    size_t size)
{
    const char *word = strstr(pattern, ESC_IDENTITY_LOGIN);
    int len;

    if (word == NULL)
        len = snprintf(out, size, "%s", *pattern == '\0' ? login : pattern);
    else
        len = snprintf(out, size, "%.*s%s%s", (int)(word - pattern), pattern,
                       login, word + sizeof(ESC_IDENTITY_LOGIN) - 1);
    return len > 0 && (size_t)len < size;
}

static void
put_secret(struct esc_frame_writer *w, uint8_t tag,
           const struct esc_secret *secret)
{
    if (secret == NULL)
        esc_frame_put_bytes(w, tag, "", 0);
    else
        esc_frame_put_bytes(w, tag, esc_secret_bytes(secret),
                            esc_secret_len(secret));
}

struct esc_secret *
esc_identity_encode(const struct esc_identity *identity, struct esc_error *err)
{
    ESC_OWN(esc_secret) frame =
        esc_secret_new(ESC_IDENTITY_BYTES_MAX + LENGTH);
    ESC_OWN(esc_secret) bytes = NULL;
    struct esc_frame_writer w;
    uint8_t tag = 1;

    if (frame == NULL) {
        esc_fail(err, ESC_E_SYSTEM, NULL, "no memory");
        return NULL;
    }
    esc_frame_start(&w, frame, ESC_MESSAGE_IDENTITY);
    esc_frame_put_u64(&w, tag++, identity->kind);
    for (size_t i = 0; i < TEXTS; i++)
        esc_frame_put_str(&w, tag++, (const char *)identity + texts[i].offset);
    esc_frame_put_u64(&w, tag++, identity->obtained);
    esc_frame_put_u64(&w, tag++, identity->expires);
    put_secret(&w, tag++, identity->token);
    put_secret(&w, tag, identity->refresh);
    if (!esc_frame_finish(&w)) {
        esc_fail(err, ESC_E_INPUT, NULL,
                 "the tokens are too large for a key: more than %d bytes",
                 ESC_IDENTITY_BYTES_MAX);
        return NULL;
    }
    bytes = esc_secret_new(esc_secret_len(frame));
    if (bytes == NULL
        || !esc_secret_add(bytes, esc_secret_bytes(frame) + LENGTH,
                           esc_secret_len(frame) - LENGTH)) {
        esc_fail(err, ESC_E_SYSTEM, NULL, "no memory");
        return NULL;
    }
    return esc_secret_take(&bytes);
}

static bool
malformed(struct esc_error *err)
{
    return esc_fail(err, ESC_E_INPUT, NULL,
                    "malformed identity: it was not made by esc-session");
}

bool
esc_identity_decode(const void *bytes, size_t len,
                    struct esc_identity *identity_out, struct esc_error *err)
{
    const uint8_t *token = NULL, *refresh = NULL;
    size_t token_len = 0, refresh_len = 0;
    struct esc_frame_reader r;
    uint8_t tag = 1;

    memset(identity_out, 0, sizeof(*identity_out));
    if (len > ESC_IDENTITY_BYTES_MAX)
        return malformed(err);
    esc_frame_open(&r, bytes, len);
    r.failed = r.failed || r.type != ESC_MESSAGE_IDENTITY;
    esc_frame_get_u64(&r, tag++, ESC_IDENTITY_KINDS - 1, &identity_out->kind);
    for (size_t i = 0; i < TEXTS; i++)
        esc_frame_get_str(&r, tag++, (char *)identity_out + texts[i].offset,
                          texts[i].size);
    esc_frame_get_u64(&r, tag++, INT64_MAX, &identity_out->obtained);
    esc_frame_get_u64(&r, tag++, INT64_MAX, &identity_out->expires);
    esc_frame_get_bytes(&r, tag++, ESC_MESSAGE_TOKEN_MAX, &token, &token_len);
    esc_frame_get_bytes(&r, tag, ESC_IDENTITY_REFRESH_MAX, &refresh,
                        &refresh_len);
    if (!esc_frame_end(&r) || identity_out->kind == 0 || token_len == 0)
        return malformed(err);
    return esc_identity_keep(&identity_out->token, token, token_len,
                             ESC_MESSAGE_TOKEN_MAX, err)
           && (refresh_len == 0
               || esc_identity_keep(&identity_out->refresh, refresh,
                                    refresh_len, ESC_IDENTITY_REFRESH_MAX,
                                    err));
}

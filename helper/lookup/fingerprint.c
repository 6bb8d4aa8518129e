/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Public keys and certificates in OpenSSH's form (RFC 4253 section 6.6, and
 * PROTOCOL.certkeys): strings with a u32 length.
 */
#include "fingerprint.h"
#include "esc/ticket.h"
#include <openssl/evp.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#define BLOB_MAX 2048

struct blob {
    const uint8_t *at, *end;
    bool failed;
};

static const uint8_t *
take(struct blob *blob, size_t len)
{
    const uint8_t *at = blob->at;

    if (blob->failed || len > (size_t)(blob->end - blob->at)) {
        blob->failed = true;
        return NULL;
    }
    blob->at += len;
    return at;
}

static uint64_t
take_number(struct blob *blob, size_t width)
{
    const uint8_t *at = take(blob, width);
    uint64_t value = 0;

    for (size_t i = 0; at != NULL && i < width; i++)
        value = value << 8 | at[i];
    return value;
}

static const uint8_t *
take_string(struct blob *blob, size_t *len_out)
{
    *len_out = (size_t)take_number(blob, 4);
    return take(blob, *len_out);
}

/* "SHA256:" and base64 without padding. */
static bool
digest_text(const uint8_t *bytes, size_t len, char *out, size_t size)
{
    uint8_t digest[EVP_MAX_MD_SIZE], text[48]; /* 44 and a NUL */
    unsigned int digest_len;
    int used;

    if (EVP_Digest(bytes, len, digest, &digest_len, EVP_sha256(), NULL) != 1)
        return false;
    used = EVP_EncodeBlock(text, digest, (int)digest_len);
    while (used > 0 && text[used - 1] == '=')
        text[--used] = '\0';
    snprintf(out, size, "SHA256:%s", (const char *)text);
    return true;
}

/* How many strings a certificate of TYPE has for its public key; 0: unknown */
static int
key_fields(const char *type)
{
    static const struct {
        const char *type;
        int fields;
    } rows[] = {
        {"ssh-ed25519-cert-v01@openssh.com", 1},
        {"ssh-rsa-cert-v01@openssh.com", 2},
        {"rsa-sha2-256-cert-v01@openssh.com", 2},
        {"rsa-sha2-512-cert-v01@openssh.com", 2},
        {"ecdsa-sha2-nistp256-cert-v01@openssh.com", 2},
        {"ecdsa-sha2-nistp384-cert-v01@openssh.com", 2},
        {"ecdsa-sha2-nistp521-cert-v01@openssh.com", 2},
        {"sk-ssh-ed25519-cert-v01@openssh.com", 2},
        {"sk-ecdsa-sha2-nistp256-cert-v01@openssh.com", 3},
        {"ssh-dss-cert-v01@openssh.com", 4},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        if (strcmp(rows[i].type, type) == 0)
            return rows[i].fields;
    return 0;
}

static bool
certificate_text(struct blob blob, int fields, char *out, size_t size)
{
    char ca[64] = "unknown";
    const uint8_t *id, *key;
    size_t len, id_len, shown;
    uint64_t serial;

    for (int i = 0; i < fields + 2; i++) /* type, nonce, the key's own */
        (void)take_string(&blob, &len);
    serial = take_number(&blob, 8);
    (void)take_number(&blob, 4);
    id = take_string(&blob, &id_len);
    if (id == NULL)
        return false;
    (void)take_string(&blob, &len); /* principals */
    (void)take(&blob, 16);          /* valid from and until */
    for (int i = 0; i < 3; i++)     /* options, extensions, reserved */
        (void)take_string(&blob, &len);
    key = take_string(&blob, &len);
    if (key != NULL && !digest_text(key, len, ca, sizeof(ca)))
        return false;
    shown = id_len > 200 ? 200 : id_len;
    snprintf(out, size, "publickey certificate %.*s serial %llu CA %s",
             (int)shown, (const char *)id, (unsigned long long)serial, ca);
    return true;
}

/* The whole groups of four at TEXT as bytes. */
static size_t
decode(const char *text, uint8_t *out, size_t size, bool *cut)
{
    size_t len = strcspn(text, " \t\r\n."), padding = 0;
    int got;

    *cut = text[len] == '.';
    len = len / 4 * 4;
    if (len == 0 || len / 4 * 3 > size)
        return 0;
    while (padding < 2 && text[len - 1 - padding] == '=')
        padding++;
    got = EVP_DecodeBlock(out, (const uint8_t *)text, (int)len);
    return got < 0 ? 0 : (size_t)got - padding;
}

void
fingerprint_text(const char *credential, char *out, size_t size)
{
    char type[64], digest[64];
    uint8_t bytes[BLOB_MAX];
    const char *text;
    struct blob blob;
    int used = 0, fields;
    bool cut;

    snprintf(out, size, "%s", credential);
    if (sscanf(credential, "publickey %63s %n", type, &used) != 1 || used == 0)
        return;
    text = credential + used;
    if (*text == '\0')
        return;
    snprintf(out, size, "publickey %s", type);
    blob.at = bytes;
    blob.end = bytes + decode(text, bytes, sizeof(bytes), &cut);
    blob.failed = blob.at == blob.end;
    fields = key_fields(type);
    if (blob.failed
        || (fields > 0 && certificate_text(blob, fields, out, size)))
        return;
    if (!cut
        && digest_text(bytes, (size_t)(blob.end - bytes), digest,
                       sizeof(digest)))
        snprintf(out, size, "publickey %s", digest);
}

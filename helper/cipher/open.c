/* SPDX-License-Identifier: Apache-2.0 */
/* What root needs of the cipher: a key and the way back. */
#include "esc/cipher.h"
#include "esc/file.h"
#include <openssl/evp.h>
#include <string.h>

#define KEY_TEXT_LEN 44 /* 32 bytes in base64, one '=' */

/* The 32 bytes that TEXT, with or without a newline, says. */
static bool
decode_key(const struct esc_secret *text, struct esc_secret *key)
{
    size_t len = esc_secret_len(text), room;
    const uint8_t *bytes = esc_secret_bytes(text);

    if (len == KEY_TEXT_LEN + 1 && bytes[KEY_TEXT_LEN] == '\n')
        len--;
    /* EVP_DecodeBlock counts the '=' as a zero byte, and skips blanks. */
    if (len != KEY_TEXT_LEN || bytes[len - 1] != '=' || bytes[len - 2] == '='
        || memchr(bytes, ' ', len) != NULL
        || EVP_DecodeBlock(esc_secret_tail(key, &room), bytes, (int)len)
               != ESC_CIPHER_KEY_LEN + 1)
        return false;
    esc_secret_grow(key, ESC_CIPHER_KEY_LEN);
    return true;
}

struct esc_secret *
esc_cipher_load_key(const char *path, struct esc_error *err)
{
    ESC_OWN(esc_secret) text = esc_file_read_secret(path, 256, err);
    ESC_OWN(esc_secret) key = NULL;

    if (text == NULL)
        return NULL;
    key = esc_secret_new(ESC_CIPHER_KEY_LEN + 1);
    if (key != NULL && decode_key(text, key))
        return esc_secret_take(&key);
    esc_fail(err, ESC_E_CONFIG, path,
             "cannot use '%s' as a key for secrets: not 32 bytes in base64",
             path);
    esc_fail_hint(err, "esc-session encrypt --new-key makes one");
    return NULL;
}

static bool
decrypt(EVP_CIPHER_CTX *context, const struct esc_secret *key,
        const uint8_t *at, size_t len, struct esc_secret *out)
{
    size_t room, text_len = len - ESC_CIPHER_OVERHEAD;
    uint8_t tag[ESC_CIPHER_TAG_LEN], *text = esc_secret_tail(out, &room);
    int done = 0, rest = 0;

    memcpy(tag, at + len - sizeof(tag), sizeof(tag));
    if (EVP_DecryptInit_ex(context, EVP_aes_256_gcm(), NULL,
                           esc_secret_bytes(key), at)
            != 1
        || EVP_DecryptUpdate(context, text, &done, at + ESC_CIPHER_NONCE_LEN,
                             (int)text_len)
               != 1
        || EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_GCM_SET_TAG, sizeof(tag), tag)
               != 1
        || EVP_DecryptFinal_ex(context, text + done, &rest) != 1)
        return false;
    esc_secret_grow(out, text_len);
    return true;
}

struct esc_secret *
esc_cipher_open(const struct esc_secret *key, const void *ciphertext,
                size_t len, struct esc_error *err)
{
    EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new();
    ESC_OWN(esc_secret) out = esc_secret_new(len + 1);
    bool opened = context != NULL && out != NULL && len >= ESC_CIPHER_OVERHEAD
                  && len <= INT32_MAX
                  && decrypt(context, key, ciphertext, len, out);

    EVP_CIPHER_CTX_free(context);
    if (opened)
        return esc_secret_take(&out);
    esc_fail(err, ESC_E_DEFINITION, NULL,
             "it was encrypted with another key, or changed since");
    return NULL;
}

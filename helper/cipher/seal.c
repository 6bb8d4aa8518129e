/* SPDX-License-Identifier: Apache-2.0 */
/* What only the makers of definitions need: new keys and ciphertexts. */
#include "esc/cipher.h"
#include "esc/file.h"
#include <errno.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <sys/stat.h>
#include <unistd.h>

static bool
encrypt(EVP_CIPHER_CTX *context, const struct esc_secret *key,
        const void *text, size_t len, struct esc_secret *out)
{
    size_t room;
    uint8_t *nonce = esc_secret_tail(out, &room);
    uint8_t *at = nonce + ESC_CIPHER_NONCE_LEN;
    int done = 0, rest = 0;

    if (room < len + ESC_CIPHER_OVERHEAD || len > INT32_MAX
        || RAND_bytes(nonce, ESC_CIPHER_NONCE_LEN) != 1
        || EVP_EncryptInit_ex(context, EVP_aes_256_gcm(), NULL,
                              esc_secret_bytes(key), nonce)
               != 1
        || EVP_EncryptUpdate(context, at, &done, text, (int)len) != 1
        || EVP_EncryptFinal_ex(context, at + done, &rest) != 1
        || EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_GCM_GET_TAG,
                               ESC_CIPHER_TAG_LEN, at + len)
               != 1)
        return false;
    esc_secret_grow(out, len + ESC_CIPHER_OVERHEAD);
    return true;
}

bool
esc_cipher_seal(const struct esc_secret *key, const void *text, size_t len,
                struct esc_secret *out, struct esc_error *err)
{
    EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new();
    bool sealed = context != NULL && encrypt(context, key, text, len, out);

    EVP_CIPHER_CTX_free(context);
    return sealed || esc_fail(err, ESC_E_SYSTEM, NULL, "cannot encrypt");
}

bool
esc_cipher_new_key(const char *path, struct esc_error *err)
{
    ESC_OWN(esc_secret) key = esc_secret_new(ESC_CIPHER_KEY_LEN);
    ESC_OWN(esc_secret) text = esc_secret_new(64);
    ESC_CLOSE int fd = -1;
    uint8_t *at;
    size_t room;
    int len;

    if (key == NULL || text == NULL
        || RAND_bytes(esc_secret_tail(key, &room), ESC_CIPHER_KEY_LEN) != 1)
        return esc_fail(err, ESC_E_SYSTEM, path, "cannot make a key");
    esc_secret_grow(key, ESC_CIPHER_KEY_LEN);
    at = esc_secret_tail(text, &room);
    len = EVP_EncodeBlock(at, esc_secret_bytes(key), ESC_CIPHER_KEY_LEN);
    at[len] = '\n';
    fd =
        open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0 && errno == EEXIST) {
        esc_fail(err, ESC_E_SYSTEM, path, "cannot make a key: '%s' is there",
                 path);
        return esc_fail_hint(err, "secrets may be encrypted with it");
    }
    if (fd < 0)
        return esc_fail_errno(err, ESC_E_SYSTEM, errno, path,
                              "cannot make the key file '%s'", path);
    if (fchmod(fd, 0600) == 0 && esc_file_write_all(fd, at, (size_t)len + 1)
        && fsync(fd) == 0)
        return true;
    esc_fail_errno(err, ESC_E_SYSTEM, errno, path, "cannot write '%s'", path);
    (void)unlink(path);
    return false;
}

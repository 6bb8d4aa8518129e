/* SPDX-License-Identifier: Apache-2.0 */
/* Keys and ciphertexts: there and back, and everything else refused. */
#include "esc/cipher.h"
#include "esc/file.h"
#include "tap.h"
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char path[64];

static bool
write_key(const char *text, mode_t mode)
{
    int fd;

    (void)unlink(path);
    fd = open(path, O_CREAT | O_WRONLY, 0600);
    return fd >= 0 && esc_file_write_all(fd, text, strlen(text))
           && fchmod(fd, mode) == 0 && close(fd) == 0;
}

static void
test_keys(void)
{
    static const char good[] = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
    static const char *const bad[] = {
        "",
        "\n",
        "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8",
        "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n\n",
        "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=x",
        "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHg==",
        "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8h",
        "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwd!h8=",
        " AECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
        "-----BEGIN PRIVATE KEY-----\nMIIBUwIBADANBgkqhkiG9w0BAQEFAASC\n",
    };
    struct esc_error err = {0};
    ESC_OWN(esc_secret) key = NULL;

    ok(write_key(good, 0600), "a key file");
    key = esc_cipher_load_key(path, &err);
    ok(key != NULL && esc_secret_len(key) == ESC_CIPHER_KEY_LEN
           && esc_secret_bytes(key)[31] == 31,
       "is read");
    ok(write_key(good, 0640) && esc_cipher_load_key(path, &err) == NULL
           && err.code == ESC_E_CONFIG,
       "one that others may read is not");
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        ok(write_key(bad[i], 0600) && esc_cipher_load_key(path, &err) == NULL
               && err.code == ESC_E_CONFIG && err.hint[0] != '\0',
           "no key: %zu", i);
    (void)unlink(path);
    ok(esc_cipher_load_key(path, &err) == NULL && err.code == ESC_E_NOT_FOUND,
       "no file");
}

static void
test_new(void)
{
    struct esc_error err = {0};
    ESC_OWN(esc_secret) one = NULL;
    ESC_OWN(esc_secret) two = NULL;
    struct stat st = {0};

    (void)umask(0);
    ok(esc_cipher_new_key(path, &err), "a new key");
    one = esc_cipher_load_key(path, &err);
    ok(one != NULL && stat(path, &st) == 0 && (st.st_mode & 07777) == 0600
           && st.st_size == 45,
       "is one line that its owner alone may read");
    ok(!esc_cipher_new_key(path, &err) && strstr(err.text, "is there") != NULL,
       "what is there is never overwritten");
    (void)unlink(path);
    ok(esc_cipher_new_key(path, &err), "another");
    two = esc_cipher_load_key(path, &err);
    ok(two != NULL && !esc_secret_equal(one, two), "is another");
}

static void
test_texts(void)
{
    static const char *const texts[] = {"", "x", "hunter2",
                                        "a longer text of several blocks"};
    struct esc_error err = {0};
    ESC_OWN(esc_secret) key = esc_cipher_load_key(path, &err);

    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        size_t len = strlen(texts[i]);
        ESC_OWN(esc_secret) a = esc_secret_new(len + ESC_CIPHER_OVERHEAD);
        ESC_OWN(esc_secret) b = esc_secret_new(len + ESC_CIPHER_OVERHEAD);
        ESC_OWN(esc_secret) text = NULL;

        ok(esc_cipher_seal(key, texts[i], len, a, &err)
               && esc_cipher_seal(key, texts[i], len, b, &err)
               && !esc_secret_equal(a, b),
           "sealed twice is never the same");
        is_int((long long)esc_secret_len(a),
               (long long)len + ESC_CIPHER_OVERHEAD, "  as long as it says");
        text =
            esc_cipher_open(key, esc_secret_bytes(a), esc_secret_len(a), &err);
        is_str(text == NULL ? NULL : (const char *)esc_secret_bytes(text),
               texts[i], "  and opens");
    }
}

static void
test_changed(void)
{
    struct esc_error err = {0};
    ESC_OWN(esc_secret) key = esc_cipher_load_key(path, &err);
    ESC_OWN(esc_secret) other = NULL;
    ESC_OWN(esc_secret) sealed = esc_secret_new(64);
    uint8_t bytes[64];
    size_t len, opened = 0;

    (void)unlink(path);
    ok(esc_cipher_new_key(path, &err), "a key of another zone");
    other = esc_cipher_load_key(path, &err);
    ok(esc_cipher_seal(key, "hunter2", 7, sealed, &err), "a secret");
    len = esc_secret_len(sealed);
    memcpy(bytes, esc_secret_bytes(sealed), len);
    ok(esc_cipher_open(other, bytes, len, &err) == NULL
           && err.code == ESC_E_DEFINITION,
       "does not open with it");
    for (size_t i = 0; i < len * 8; i++) {
        bytes[i / 8] ^= (uint8_t)(1U << i % 8);
        opened += esc_cipher_open(key, bytes, len, &err) != NULL;
        bytes[i / 8] ^= (uint8_t)(1U << i % 8);
    }
    for (size_t i = 0; i < len; i++)
        opened += esc_cipher_open(key, bytes, i, &err) != NULL;
    is_int((long long)opened, 0, "nor with one bit changed, nor cut");
    esc_secret_clear(sealed);
    is_int(esc_cipher_seal(key, bytes, 64, sealed, &err), false,
           "what has no room is not sealed");
}

int
main(void)
{
    snprintf(path, sizeof(path), "/tmp/esc-cipher.%d", (int)getpid());
    test_keys();
    test_new();
    test_texts();
    test_changed();
    (void)unlink(path);
    return tap_done();
}

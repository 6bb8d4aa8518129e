/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The files of a host, below the folder WORLD (local.mk).
 */
#include "open_world.h"
#include "esc/cipher.h"
#include "esc/file.h"
#include <fcntl.h>
#include <openssl/ec.h>
#include <openssl/pem.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

const char world_aws_settings[] =
    "host-id = h\nissuer = https://i\nenvironments = " WORLD "/environments\n"
    "signing-key = " WORLD "/key.pem\nsecrets-key = " WORLD "/secrets.key\n"
    "session-tags = on\nsource-identity = on\nimportable = acme/lib/*\n"
    "map somebody subject some.body pulumi some\nrefuse group guests\n"
    "permit group staff environment acme/app/* max-duration 30m\n";
const char world_service_settings[] =
    "host-id = h\nbackend = pulumi\npulumi-token = file:" WORLD "/token\n"
    "permit user somebody environment acme/app/*\n";
const char world_sign_in_settings[] =
    "host-id = h\nenvironments = " WORLD "/environments\naws-token = sign-in\n"
    "signing-key = " WORLD
    "/key.pem\nlogin-issuer = https://i\nlogin-client-id = client\naudience = "
    "client\n"
    "permit user somebody environment acme/app/*\n";

bool
world_put(const char *name, const char *text, mode_t mode)
{
    char path[1024];
    int fd;

    snprintf(path, sizeof(path), "%s/%s", WORLD, name);
    (void)unlink(path);
    fd = open(path, O_CREAT | O_WRONLY | O_TRUNC, 0600);
    return fd >= 0 && esc_file_write_all(fd, text, strlen(text))
           && fchmod(fd, mode) == 0 && close(fd) == 0;
}

static bool
folder(const char *name)
{
    char path[1024];

    snprintf(path, sizeof(path), "%s/%s", WORLD, name);
    return mkdir(path, 0755) == 0 && chmod(path, 0755) == 0;
}

static bool
put_key(void)
{
    EVP_PKEY *key = EVP_EC_gen("P-256");
    FILE *file = fopen(WORLD "/key.pem", "we");
    bool good =
        file != NULL
        && PEM_write_PrivateKey(file, key, NULL, NULL, 0, NULL, NULL) == 1;

    EVP_PKEY_free(key);
    return file != NULL && fclose(file) == 0 && good
           && chmod(WORLD "/key.pem", 0600) == 0;
}

/* What `esc-session encrypt` makes of "plain" with the key in the world. */
static bool
put_secret(void)
{
    ESC_OWN(esc_secret) key = NULL;
    ESC_OWN(esc_secret) sealed = esc_secret_new(5 + ESC_CIPHER_OVERHEAD);
    struct esc_error err = {0};
    int fd;

    if (!world_put("secrets.key",
                   "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n", 0600))
        return false;
    key = esc_cipher_load_key(WORLD "/secrets.key", &err);
    if (key == NULL || !esc_cipher_seal(key, "plain", 5, sealed, &err))
        return false;
    fd = open(WORLD "/environments/acme/app/secret.yaml", O_CREAT | O_WRONLY,
              0644);
    return fd >= 0
           && esc_file_write_all(fd, esc_secret_bytes(sealed),
                                 esc_secret_len(sealed))
           && close(fd) == 0;
}

void
world_clear(void)
{
    (void)!system("rm -rf '" WORLD "'");
}

bool
world_make(uid_t uid)
{
    char text[160];

    world_clear();
    if (mkdir(WORLD, 0755) != 0 || chmod(WORLD, 0755) != 0
        || !folder("libexec") || !folder("environments")
        || !folder("environments/acme") || !folder("environments/acme/app")
        || symlink(FAKE_LOOKUP, WORLD "/libexec/esc-lookup") != 0
        || symlink(FAKE_RESOLVER, WORLD "/libexec/esc-resolve") != 0)
        return false;
    snprintf(text, sizeof(text), "%u\n", uid);
    if (!world_put("uid", text, 0644))
        return false;
    snprintf(text, sizeof(text), ESC_GATE_GROUP ":x:%d:\n", WORLD_GATE_GROUP);
    return world_put("group", text, 0644)
           && world_put("passwd",
                        "root:x:0:0::/:/bin/sh\n" ESC_RESOLVER_USER
                        ":x:65534:65534::/:/bin/false\n",
                        0644)
           && world_put("shadow",
                        "root:*:19000::::::\nsomebody:*:19000::::::\n", 0600)
           && world_put("environments/acme/app/good.yaml", "values: {}\n",
                        0644)
           && world_put("environments/acme/app/bad-result.yaml", "{}\n", 0644)
           && world_put("environments/acme/app/two-tokens.yaml", "{}\n", 0644)
           && world_put("environments/acme/app/person.yaml", "values: {}\n",
                        0644)
           && world_put("token", "pul-token\n", 0600) && put_key()
           && put_secret();
}

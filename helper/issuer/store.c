/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Keys and documents on disk.  Each is written to a temporary name beside its
 * place, synced, then given its name: a key by link(2), which never replaces
 * one that is there; a document by rename(2), which a web server sees as the
 * old or the new one.
 */
#include "store.h"
#include "esc/file.h"
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <sys/stat.h>
#include <unistd.h>

struct esc_jwk *
store_make_key(const char *type, struct esc_error *err)
{
    EVP_PKEY *key = NULL;

    if (strcmp(type, "rsa2048") == 0)
        key = EVP_RSA_gen(2048);
    else if (strcmp(type, "ec256") == 0)
        key = EVP_EC_gen("P-256");
    else {
        esc_fail(err, ESC_E_USAGE, NULL, "unknown key type '%s'", type);
        esc_fail_hint(err, "rsa2048 or ec256");
        return NULL;
    }
    if (key == NULL) {
        esc_fail(err, ESC_E_SYSTEM, NULL, "cannot make a key");
        return NULL;
    }
    return esc_jwk_from_key(key, "new key", err);
}

bool
store_sync_folder(const char *path, struct esc_error *err)
{
    char folder[PATH_MAX];
    const char *slash = strrchr(path, '/');
    int len = slash == NULL ? 1 : slash == path ? 1 : (int)(slash - path);
    ESC_CLOSE int fd = -1;

    snprintf(folder, sizeof(folder), "%.*s", len, slash == NULL ? "." : path);
    fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0 || fsync(fd) != 0)
        return esc_fail_errno(err, ESC_E_SYSTEM, errno, folder,
                              "cannot write '%s'", folder);
    return true;
}

struct content {
    const void *bytes;
    size_t len;
    mode_t mode;
};

/* CONTENT in a new file beside PATH, synced; its name in TEMPORARY_OUT. */
static bool
write_beside(const char *path, const struct content *content,
             char temporary_out[PATH_MAX], struct esc_error *err)
{
    ESC_CLOSE int fd = -1;

    if (snprintf(temporary_out, PATH_MAX, "%s.XXXXXX", path) >= PATH_MAX)
        return esc_fail(err, ESC_E_USAGE, path,
                        "cannot write '%s': the path "
                        "is too long",
                        path);
    fd = mkostemp(temporary_out, O_CLOEXEC);
    if (fd < 0)
        return esc_fail_errno(err, ESC_E_SYSTEM, errno, path,
                              "cannot write '%s'", path);
    if (fchmod(fd, content->mode) == 0
        && esc_file_write_all(fd, content->bytes, content->len)
        && fsync(fd) == 0)
        return true;
    esc_fail_errno(err, ESC_E_SYSTEM, errno, path, "cannot write '%s'", path);
    unlink(temporary_out);
    return false;
}

static bool
store_new(const char *path, const void *bytes, size_t len,
          struct esc_error *err)
{
    const struct content content = {bytes, len, 0600};
    char temporary[PATH_MAX];
    struct stat st;
    int failed;

    if (lstat(path, &st) == 0)
        return esc_fail(err, ESC_E_CONFIG, path,
                        "cannot make '%s': it is already there", path);
    if (!write_beside(path, &content, temporary, err))
        return false;
    failed = link(temporary, path) == 0 ? 0 : errno;
    unlink(temporary);
    if (failed != 0)
        return esc_fail_errno(err, ESC_E_CONFIG, failed, path,
                              "cannot make '%s'", path);
    return store_sync_folder(path, err);
}

bool
store_key(const struct esc_jwk *jwk, const char *path, struct esc_error *err)
{
    BIO *bio = BIO_new(BIO_s_secmem());
    char *bytes;
    long len;
    bool good;

    if (bio == NULL
        || PEM_write_bio_PKCS8PrivateKey(bio, jwk->key, NULL, NULL, 0, NULL,
                                         NULL)
               != 1) {
        BIO_free(bio);
        return esc_fail(err, ESC_E_SYSTEM, path, "cannot encode the key");
    }
    len = BIO_get_mem_data(bio, &bytes);
    good = store_new(path, bytes, (size_t)len, err);
    OPENSSL_cleanse(bytes, (size_t)len);
    BIO_free(bio);
    return good;
}

bool
store_folder(const char *folder, struct esc_error *err)
{
    struct stat st;

    if (mkdir(folder, 0755) == 0 && chmod(folder, 0755) == 0)
        return true;
    if (errno != EEXIST) {
        bool orphan = errno == ENOENT;

        esc_fail_errno(err, ESC_E_SYSTEM, errno, folder,
                       "cannot make folder '%s'", folder);
        return orphan && esc_fail_hint(err, "mkdir -p %s", folder);
    }
    return (stat(folder, &st) == 0 && S_ISDIR(st.st_mode))
           || esc_fail(err, ESC_E_CONFIG, folder, "'%s' is not a folder",
                       folder);
}

bool
store_document(const char *folder, const char *name, const char *text,
               struct esc_error *err)
{
    char path[PATH_MAX], temporary[PATH_MAX];
    ESC_BUF_OWN whole = ESC_BUF_LIMIT(1024 * 1024);
    struct content content;

    esc_buf_printf(&whole, "%s\n", text);
    if (!esc_buf_ok(&whole, err))
        return false;
    if (snprintf(path, sizeof(path), "%s/%s", folder, name)
        >= (int)sizeof(path))
        return esc_fail(err, ESC_E_USAGE, folder, "the path is too long");
    content = (struct content){esc_buf_text(&whole), whole.len, 0644};
    if (!write_beside(path, &content, temporary, err))
        return false;
    if (rename(temporary, path) != 0) {
        esc_fail_errno(err, ESC_E_SYSTEM, errno, path, "cannot write '%s'",
                       path);
        unlink(temporary);
        return false;
    }
    return store_sync_folder(path, err);
}

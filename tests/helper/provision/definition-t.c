/* SPDX-License-Identifier: Apache-2.0 */
/* Definitions: read as they are, by their own name, and nothing else. */
#include "helper/provision/definition.h"
#include "esc/file.h"
#include "esc/message.h"
#include "tap.h"
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char content[] = "values: {}\n";
/* sha256sum of the content */
static const char content_revision[] = "15ece696ce44";

static bool
make(const char *dir)
{
    static const char *const folders[] = {"acme", "acme/aws", "acme/open",
                                          "real"};
    char path[128];
    int fd;

    for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++) {
        snprintf(path, sizeof(path), "%s/%s", dir, folders[i]);
        if (mkdir(path, 0755) != 0)
            return false;
    }
    if (chmod(path, 0755) != 0)
        return false;
    snprintf(path, sizeof(path), "%s/acme/aws/dev.yaml", dir);
    fd = open(path, O_CREAT | O_WRONLY, 0644);
    if (fd < 0 || !esc_file_write_all(fd, content, sizeof(content) - 1)
        || close(fd) != 0)
        return false;
    snprintf(path, sizeof(path), "%s/acme/aws/link.yaml", dir);
    if (symlink("dev.yaml", path) != 0)
        return false;
    snprintf(path, sizeof(path), "%s/acme/linked", dir);
    if (symlink("aws", path) != 0)
        return false;
    snprintf(path, sizeof(path), "%s/acme/aws/big.yaml", dir);
    fd = open(path, O_CREAT | O_WRONLY, 0644);
    return fd >= 0 && ftruncate(fd, ESC_MESSAGE_DEFINITION_MAX + 1) == 0
           && close(fd) == 0;
}

static const struct {
    const char *name, *version;
    enum esc_code code;
} rows[] = {
    {"acme/aws/dev", "", ESC_OK},
    {"acme/aws/dev", "15ece696ce44", ESC_OK},
    {"acme/aws/dev", "2", ESC_E_NOT_FOUND},
    {"acme/aws/dev", "15ece696ce44a", ESC_E_NOT_FOUND},
    {"acme/aws/none", "", ESC_E_NOT_FOUND},
    {"acme/none/dev", "", ESC_E_NOT_FOUND},
    {"none/aws/dev", "", ESC_E_NOT_FOUND},
    {"acme/aws/link", "", ESC_E_CONFIG},
    {"acme/linked/dev", "", ESC_E_NOT_FOUND}, /* ENOTDIR: not there */
    {"acme/aws/big", "", ESC_E_INPUT},
};

static void
test_read(const char *dir)
{
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct definition_name name = {dir, rows[i].name, rows[i].version};
        struct definition_found found = {0};
        struct esc_error err = {0};
        ESC_OWN(esc_secret) bytes = definition_read(&name, &found, &err);

        is_int(err.code, rows[i].code, "%s@%s", rows[i].name, rows[i].version);
        ok((bytes != NULL) == (rows[i].code == ESC_OK), "  %s",
           rows[i].code == ESC_OK ? "read" : "refused");
        if (bytes != NULL) {
            is_str((const char *)esc_secret_bytes(bytes), content,
                   "  as it is");
            is_str(found.revision, content_revision, "  its revision");
            ok(found.exposed, "  and that everybody may read it");
        }
    }
}

/* The hint can be typed as it stands. */
static bool
hints(const struct esc_error *err, const char *path)
{
    char hint[ESC_ERROR_HINT_MAX];

    snprintf(hint, sizeof(hint), "chmod go-w %s", path);
    return is_str(err->hint, hint, "  with a hint that can be typed");
}

static void
test_writable(const char *dir)
{
    struct definition_name name = {dir, "acme/aws/dev", ""};
    struct definition_found found = {0};
    ESC_OWN(esc_secret) bytes = NULL;
    char path[128];
    struct esc_error err = {0};

    snprintf(path, sizeof(path), "%s/acme/aws", dir);
    ok(chmod(path, 0775) == 0 && definition_read(&name, &found, &err) == NULL
           && err.code == ESC_E_CONFIG,
       "in a folder that a group may write: refused");
    hints(&err, path);
    ok(chmod(path, 0755) == 0, "mended");
    snprintf(path, sizeof(path), "%s/acme/aws/dev.yaml", dir);
    ok(chmod(path, 0640) == 0, "for some");
    bytes = definition_read(&name, &found, &err);
    ok(bytes != NULL && !found.exposed,
       "a file that others may not read is not exposed");
    ok(chmod(path, 0646) == 0 && definition_read(&name, &found, &err) == NULL
           && err.code == ESC_E_CONFIG,
       "a file that all may write: refused");
    hints(&err, path);
}

static void
count(void *context, const char *name)
{
    int *seen = context;

    *seen += strcmp(name, "acme/aws/dev") == 0 ? 1 : 100;
}

int
main(void)
{
    char dir[] = "/tmp/definition-t.XXXXXX", command[64];
    int seen = 0;

    if (ok(mkdtemp(dir) != NULL && make(dir), "a tree")) {
        test_read(dir);
        test_writable(dir);
        definition_each(dir, "dev", count, &seen);
        /* glob(3) follows the linked project; reading it is refused. */
        is_int(seen, 101, "files of a short name are found");
    }
    snprintf(command, sizeof(command), "rm -rf '%s'", dir);
    ok(system(command) == 0, "removed");
    return tap_done();
}

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The walk goes from descriptor to descriptor: what was judged is what is
 * read.  A revision is the beginning of the content's SHA-256.
 */
#include "definition.h"
#include "esc/file.h"
#include "esc/message.h"
#include "esc/text.h"
#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <limits.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool
revision(const struct esc_secret *bytes, char *out)
{
    uint8_t digest[EVP_MAX_MD_SIZE];

    if (EVP_Digest(esc_secret_bytes(bytes), esc_secret_len(bytes), digest,
                   NULL, EVP_sha256(), NULL)
        != 1)
        return false;
    for (int i = 0; i < (DEFINITION_REVISION_SIZE - 1) / 2; i++)
        snprintf(out + i * 2, 3, "%02x", digest[i]);
    return true;
}

/* A descriptor of SHOWN, which is FOLDER/ORG/PROJECT/ENV.yaml, or -1.  Each
 * folder on the way is called by its own path, to be repaired by it. */
static int
open_file(const char *shown, size_t folder_len, struct esc_error *err)
{
    const char *name = shown + folder_len, *slash;
    ESC_CLOSE int folder = -1;
    char path[PATH_MAX], *part;
    int next;

    snprintf(path, sizeof(path), "%.*s", (int)folder_len, shown);
    folder = esc_file_open_folder(AT_FDCWD, path, path, err);
    while (folder >= 0 && (slash = strchr(name + 1, '/')) != NULL) {
        snprintf(path, sizeof(path), "%.*s", (int)(slash - shown), shown);
        part = path + (name + 1 - shown);
        next = esc_file_open_folder(folder, part, path, err);
        close(folder);
        folder = next;
        name = slash;
    }
    return folder < 0 ? -1 : esc_file_open_at(folder, name + 1, shown, err);
}

struct esc_secret *
definition_read(const struct definition_name *name,
                struct definition_found *found_out, struct esc_error *err)
{
    char shown[PATH_MAX];
    ESC_OWN(esc_secret) bytes = NULL;
    ESC_CLOSE int fd = -1;
    struct stat st;

    snprintf(shown, sizeof(shown), "%s/%s.yaml", name->folder,
             name->environment);
    fd = open_file(shown, strlen(name->folder), err);
    if (fd < 0) {
        if (err->code == ESC_E_NOT_FOUND) {
            esc_fail(err, ESC_E_NOT_FOUND, name->environment,
                     "it has no definition on this host");
            esc_fail_hint(err, "is there a %s?", shown);
        }
        return NULL;
    }
    bytes = esc_file_read_open(fd, shown, ESC_MESSAGE_DEFINITION_MAX, err);
    if (bytes == NULL)
        return NULL;
    found_out->exposed = fstat(fd, &st) == 0 && (st.st_mode & S_IROTH) != 0;
    if (!revision(bytes, found_out->revision)) {
        esc_fail(err, ESC_E_SYSTEM, shown, "cannot digest '%s'", shown);
        return NULL;
    }
    if (name->version[0] != '\0'
        && strcmp(name->version, found_out->revision) != 0) {
        esc_fail(err, ESC_E_NOT_FOUND, name->environment,
                 "there is no version '%s': this host keeps the present"
                 " definition only, revision %s",
                 name->version, found_out->revision);
        return NULL;
    }
    return esc_secret_take(&bytes);
}

void
definition_each(const char *folder, const char *short_name,
                void (*visit)(void *context, const char *name), void *context)
{
    size_t skip = strlen(folder) + 1;
    char pattern[2048];
    glob_t found = {0};
    int len;

    len = snprintf(pattern, sizeof(pattern), "%s/*/*/%s.yaml", folder,
                   short_name);
    /* Our own pattern: a folder's name with wildcards finds too little. */
    if (len < 0 || (size_t)len >= sizeof(pattern))
        return;
    if (glob(pattern, 0, NULL, &found) != 0)
        found.gl_pathc = 0;
    for (size_t i = 0; i < found.gl_pathc; i++) {
        char *name = found.gl_pathv[i] + skip;

        name[strlen(name) - strlen(".yaml")] = '\0';
        if (esc_text_is_environment(name))
            visit(context, name);
    }
    globfree(&found);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Finding and reading, with the rights of the caller. */
#include "definitions.h"
#include "esc/file.h"
#include "setting.h"
#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

void
definitions_release(struct definitions *definitions)
{
    free(definitions->files);
    for (size_t i = 0; i < definitions->folder_count; i++)
        free(definitions->folders[i]);
    definitions->folder_count = 0;
    definitions->files = NULL;
    definitions->count = 0;
}

static void
find_folder(const struct cli *cli, char folder_out[PATH_MAX])
{
    snprintf(folder_out, PATH_MAX, "%s", ESC_SYSCONFDIR "/environments");
    (void)setting_find(cli, "environments", folder_out);
}

static bool
add_file(struct definitions *definitions, const char *name, const char *path)
{
    struct definition_file *file;

    if (definitions->files == NULL)
        definitions->files = calloc(DEFINITIONS_MAX, sizeof(*file));
    if (definitions->files == NULL || definitions->count == DEFINITIONS_MAX)
        return false;
    file = &definitions->files[definitions->count];
    if (!esc_text_copy(file->name, sizeof(file->name), name)
        || !esc_text_copy(file->path, sizeof(file->path), path))
        return false;
    definitions->count++;
    return true;
}

static bool
add_folder(struct definitions *definitions, const char *folder)
{
    char *copy = strdup(folder);

    if (copy != NULL)
        definitions->folders[definitions->folder_count++] = copy;
    return copy != NULL;
}

static const char *
suffix_of(const char *path)
{
    size_t len = strlen(path);

    if (len > 5 && strcmp(path + len - 5, ".yaml") == 0)
        return path + len - 5;
    return len > 4 && strcmp(path + len - 4, ".yml") == 0 ? path + len - 4
                                                          : path + len;
}

/*
 * Cut PATH, an absolute one, before its last three parts; NAME_OUT is these
 * without the suffix.  False when they are not the name of an environment.
 */
static bool
split_path(char *path, char *name_out, size_t size)
{
    const char *suffix = suffix_of(path);
    char *at = path + strlen(path);
    int slashes = 0, len;

    while (at > path && slashes < 3)
        slashes += *--at == '/';
    if (slashes < 3)
        return false;
    len = snprintf(name_out, size, "%.*s", (int)(suffix - at) - 1, at + 1);
    *at = '\0';
    return len > 0 && (size_t)len < size && esc_text_is_environment(name_out);
}

/* The given folder, else the host's. */
static bool
add_given(const struct cli *cli, const char *folder,
          struct definitions *definitions)
{
    char own[PATH_MAX];

    if (folder != NULL)
        return add_folder(definitions, folder);
    find_folder(cli, own);
    return add_folder(definitions, own);
}

/* The folder as OPERAND spells it, when it spells the whole of NAME. */
static void
spell_folder(const char *operand, const char *name, char *folder)
{
    size_t len = strlen(operand) - strlen(suffix_of(operand));
    size_t tail = strlen(name);

    if (len < tail || memcmp(operand + len - tail, name, tail) != 0)
        return;
    if (len == tail)
        snprintf(folder, PATH_MAX, ".");
    else if (len > tail + 1 && operand[len - tail - 1] == '/')
        snprintf(folder, PATH_MAX, "%.*s", (int)(len - tail - 1), operand);
}

static bool
choose_file(const struct cli *cli, const char *operand, const char *folder,
            struct definitions *definitions)
{
    char name[ESC_ENVIRONMENT_NAME_MAX + 1], path[PATH_MAX] = "";
    bool in_tree = strcmp(operand, "-") != 0 && realpath(operand, path) != NULL
                   && split_path(path, name, sizeof(name));

    if (in_tree)
        spell_folder(operand, name, path);
    if (folder == NULL && in_tree && !add_folder(definitions, path))
        return false;
    return add_given(cli, folder, definitions)
           && add_file(definitions, in_tree ? name : "local/default/unnamed",
                       operand);
}

/* The one environment that is called SHORT. */
static bool
find_short(const char *folder, const char *name, char *name_out,
           struct esc_error *err)
{
    char pattern[PATH_MAX + 512];
    glob_t found = {0};
    size_t count;

    snprintf(pattern, sizeof(pattern), "%s/*/*/%s.yaml", folder, name);
    count = glob(pattern, 0, NULL, &found) == 0 ? found.gl_pathc : 0;
    if (count == 1)
        count = split_path(found.gl_pathv[0], name_out,
                           ESC_ENVIRONMENT_NAME_MAX + 1);
    globfree(&found);
    if (count == 1)
        return true;
    esc_fail(err, ESC_E_NOT_FOUND, name,
             count == 0 ? "cannot find '%s': neither a file nor an environment"
                          " of this host"
                        : "cannot tell which '%s' is meant: there are several",
             name);
    return esc_fail_hint(err, "environments are ORG/PROJECT/ENV below %s",
                         folder);
}

static bool
choose_environment(const struct cli *cli, const char *operand,
                   const char *folder, struct definitions *definitions,
                   struct esc_error *err)
{
    char path[PATH_MAX + ESC_ENVIRONMENT_NAME_MAX + 8];
    char name[ESC_ENVIRONMENT_NAME_MAX + 1];

    definitions->installed = folder == NULL;
    if (!add_given(cli, folder, definitions))
        return esc_fail(err, ESC_E_SYSTEM, NULL, "no memory");
    if (strchr(operand, '@') != NULL)
        return esc_fail(err, ESC_E_USAGE, operand,
                        "cannot check '%s': this host keeps the present"
                        " definition only",
                        operand);
    if (strchr(operand, '/') != NULL)
        snprintf(name, sizeof(name), "%s", operand);
    else if (!find_short(definitions->folders[0], operand, name, err))
        return false;
    snprintf(path, sizeof(path), "%s/%s.yaml", definitions->folders[0], name);
    return add_file(definitions, name, path)
           || esc_fail(err, ESC_E_SYSTEM, path, "the path '%s' is too long",
                       path);
}

bool
definitions_choose(const struct cli *cli, const char *operand,
                   const char *folder, struct definitions *definitions_out,
                   struct esc_error *err)
{
    struct stat st;
    bool is_file = strcmp(operand, "-") == 0 || *suffix_of(operand) != '\0'
                   || stat(operand, &st) == 0;

    *definitions_out = (struct definitions){0};
    if (!is_file && esc_text_is_environment(operand))
        return choose_environment(cli, operand, folder, definitions_out, err);
    return choose_file(cli, operand, folder, definitions_out)
           || esc_fail(err, ESC_E_SYSTEM, operand, "the path '%s' is too long",
                       operand);
}

/* A pipe, as of a shell's <(...), has its writer to wait for. */
static int
open_file(const char *path, bool installed, bool waits, struct esc_error *err)
{
    int fd;

    if (installed)
        return esc_file_open(path, false, err);
    fd =
        open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | (waits ? 0 : O_NONBLOCK));
    if (fd < 0)
        esc_fail_errno(err,
                       errno == ENOENT || errno == ENOTDIR ? ESC_E_NOT_FOUND
                                                           : ESC_E_SYSTEM,
                       errno, path, "cannot open '%s'", path);
    return fd;
}

/* Of imports only files are read: nobody pipes them. */
static struct esc_secret *
read_file(const char *path, bool installed, bool is_import, bool *exposed_out,
          struct esc_error *err)
{
    ESC_CLOSE int fd = -1;
    struct stat st;
    bool waits = !is_import && stat(path, &st) == 0 && S_ISFIFO(st.st_mode);

    if (strcmp(path, "-") == 0)
        return esc_file_read_open(STDIN_FILENO, "standard input",
                                  ESC_MESSAGE_DEFINITION_MAX, err);
    fd = open_file(path, installed, waits, err);
    if (fd < 0)
        return NULL;
    if (fstat(fd, &st) != 0
        || !(S_ISREG(st.st_mode) || (waits && S_ISFIFO(st.st_mode)))) {
        esc_fail(err, ESC_E_INPUT, path,
                 "cannot read '%s': neither a file nor a pipe", path);
        return NULL;
    }
    *exposed_out = (st.st_mode & S_IROTH) != 0;
    return esc_file_read_open(fd, path, ESC_MESSAGE_DEFINITION_MAX, err);
}

size_t
definitions_find(const struct definitions *definitions, const char *name)
{
    for (size_t i = 0; i < definitions->count; i++)
        if (strcmp(definitions->files[i].name, name) == 0)
            return i;
    return 0;
}

struct esc_secret *
definitions_read(struct definitions *definitions, const char *name,
                 bool *exposed_out, struct esc_error *err)
{
    char path[PATH_MAX + ESC_ENVIRONMENT_NAME_MAX + 8];
    struct esc_secret *bytes = NULL;

    *exposed_out = false;
    if (strcmp(name, definitions->files[0].name) == 0)
        return read_file(definitions->files[0].path, definitions->installed,
                         false, exposed_out, err);
    if (!esc_text_is_environment(name) || strchr(name, '@') != NULL) {
        esc_fail(err, ESC_E_NOT_FOUND, name,
                 "cannot read '%s': only present definitions are here", name);
        return NULL;
    }
    for (size_t i = 0; i < definitions->folder_count; i++) {
        snprintf(path, sizeof(path), "%s/%s.yaml", definitions->folders[i],
                 name);
        bytes =
            read_file(path, definitions->installed, true, exposed_out, err);
        if (bytes != NULL && definitions_find(definitions, name) == 0)
            (void)add_file(definitions, name, path);
        if (bytes != NULL || err->code != ESC_E_NOT_FOUND)
            return bytes;
    }
    esc_fail(err, ESC_E_NOT_FOUND, name,
             "cannot find '%s': no %s.yaml below %s", name, name,
             definitions->folders[0]);
    return NULL;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Where the environment's name comes from, and which files are not read. */
#include "select.h"
#include "tap.h"
#include "world.h"
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[] = "/tmp/select-t.XXXXXX";

static void
path_of(char *out, size_t size, const char *name)
{
    snprintf(out, size, "%s/%s", folder, name);
}

/* The file's content; NULL: no file. */
static void
write_file(const char *content, mode_t mode)
{
    char path[128];
    FILE *file;

    path_of(path, sizeof(path), "esc-session/environment");
    unlink(path);
    if (content == NULL)
        return;
    file = fopen(path, "w");
    if (file == NULL || fputs(content, file) < 0 || fclose(file) != 0
        || chmod(path, mode) != 0)
        diag("cannot write %s", path);
}

static const struct {
    const char *name, *option, *variable, *file;
    mode_t mode;
    const char *want;  /* NULL: an error */
    const char *where; /* of it */
    enum esc_code code;
} rows[] = {
    {"nothing says default", NULL, NULL, NULL, 0, "default", "", ESC_OK},
    {"the file says", NULL, NULL, "a/b/c\n", 0600, "a/b/c", "", ESC_OK},
    {"without a line end", NULL, NULL, "dev", 0644, "dev", "", ESC_OK},
    {"the variable goes before", NULL, "x", "dev", 0600, "x", "", ESC_OK},
    {"an empty one says nothing", NULL, "", "dev", 0600, "dev", "", ESC_OK},
    {"-e goes before both", "y@2", "x", "dev", 0600, "y@2", "", ESC_OK},
    {"a bad name in -e", "a b", NULL, NULL, 0, NULL, "-e", ESC_E_USAGE},
    {"an empty -e", "", NULL, NULL, 0, NULL, "-e", ESC_E_USAGE},
    {"a bad variable", NULL, "-x", NULL, 0, NULL, "ESC_ENVIRONMENT",
     ESC_E_USAGE},
    {"two lines", NULL, NULL, "a\nb\n", 0600, NULL, "environment",
     ESC_E_CONFIG},
    {"an empty file", NULL, NULL, "", 0600, NULL, "environment", ESC_E_CONFIG},
    {"a blank", NULL, NULL, "dev \n", 0600, NULL, "environment", ESC_E_USAGE},
    {"a file that others may write", NULL, NULL, "dev\n", 0622, NULL,
     "environment", ESC_E_CONFIG},
};

static bool
selected(char **environ_, const char *option, char *name,
         struct esc_error *err)
{
    struct cli cli = world_new(environ_, NULL);
    struct arguments arguments = {.count = 0};
    bool done;

    arguments.value[OPTION_ENVIRONMENT] = option;
    done = select_environment(&cli, &arguments, name, err);
    close(cli.err);
    return done;
}

static void
check(size_t i)
{
    char config[128], variable[64], name[ESC_CRED_TEXT_MAX] = "";
    char *environ_[] = {config, NULL, NULL};
    struct esc_error err = {0};
    bool done;

    snprintf(config, sizeof(config), "XDG_CONFIG_HOME=%s", folder);
    if (rows[i].variable != NULL) {
        snprintf(variable, sizeof(variable), "ESC_ENVIRONMENT=%s",
                 rows[i].variable);
        environ_[1] = variable;
    }
    write_file(rows[i].file, rows[i].mode);
    done = selected(environ_, rows[i].option, name, &err);
    if (rows[i].want != NULL) {
        ok(done, "%s: selected", rows[i].name);
        is_str(name, rows[i].want, "  what was meant");
        return;
    }
    ok(!done && err.code == rows[i].code && err.hint[0] != '\0',
       "%s: refused with a hint", rows[i].name);
    ok(strstr(err.where, rows[i].where) != NULL, "  where: %s", err.where);
}

/* What may stand at the path and is no file. */
static void
check_kinds(void)
{
    char path[128], home[128], name[ESC_CRED_TEXT_MAX];
    char *environ_[] = {home, NULL};
    struct esc_error err = {0};

    snprintf(home, sizeof(home), "HOME=%s", folder);
    path_of(path, sizeof(path), ".config");
    ok(symlink(".", path) == 0, "the home's .config");
    path_of(path, sizeof(path), "esc-session/environment");
    write_file("dev\n", 0600);
    ok(selected(environ_, NULL, name, &err), "the file in the home");
    is_str(name, "dev", "  is read");
    unlink(path);
    ok(mkfifo(path, 0600) == 0 && !selected(environ_, NULL, name, &err)
           && err.code == ESC_E_CONFIG,
       "a FIFO is refused and not waited for");
    unlink(path);
    ok(symlink("/etc/hostname", path) == 0
           && !selected(environ_, NULL, name, &err)
           && err.code == ESC_E_CONFIG,
       "a link is not followed");
    unlink(path);
    snprintf(home, sizeof(home), "HOME=/dev/null");
    ok(selected(environ_, NULL, name, &err), "a home that is no folder");
    is_str(name, "default", "  means no file");
}

int
main(void)
{
    char path[128], command[160];

    if (mkdtemp(folder) == NULL)
        return 1;
    path_of(path, sizeof(path), "esc-session");
    if (mkdir(path, 0755) != 0)
        return 1;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        check(i);
    check_kinds();
    snprintf(command, sizeof(command), "rm -rf '%s'", folder);
    if (system(command) != 0)
        diag("%s is left", folder);
    return tap_done();
}

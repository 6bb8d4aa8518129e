/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which environment: the person's choice among what policy permits.  The file
 * is read as the user; a home that is not known means no file, since looking
 * accounts up may ask a directory that hangs.
 */
#include "select.h"
#include "esc/file.h"
#include "esc/text.h"
#include "say.h"
#include <errno.h>
#include <string.h>
#include <unistd.h>

#define FILE_NAME "esc-session/environment"
#define FILE_MAX 1024

static bool
accept(const char *name, const char *where, char *name_out,
       struct esc_error *err)
{
    if (esc_text_is_environment(name)
        && esc_text_copy(name_out, ESC_CRED_TEXT_MAX, name))
        return true;
    esc_fail(err, ESC_E_USAGE, where,
             "cannot use '%s' of %s: not an environment's name", name, where);
    return esc_fail_hint(err, "a name is ORG/PROJECT/ENV[@VERSION], a short "
                              "name, or 'default'");
}

static bool
file_path(const struct cli *cli, struct esc_buf *path)
{
    const char *config = cli_getenv(cli, "XDG_CONFIG_HOME");
    const char *home = cli_getenv(cli, "HOME");

    if (config != NULL && config[0] == '/') {
        esc_buf_add_str(path, config);
        esc_buf_add_str(path, "/" FILE_NAME);
    } else if (home != NULL && home[0] == '/') {
        esc_buf_add_str(path, home);
        esc_buf_add_str(path, "/.config/" FILE_NAME);
    }
    return path->len > 0 && !path->failed;
}

/* The one line of CONTENT, its end cut off; NULL when there are more. */
static char *
one_line(struct esc_buf *content)
{
    char *end;

    if (content->len == 0 || strlen(content->data) != content->len)
        return NULL;
    end = strchr(content->data, '\n');
    if (end != NULL && end[1] != '\0')
        return NULL;
    if (end != NULL)
        *end = '\0';
    return content->data;
}

/* False without an error in ERR (ESC_OK) when there is no such file. */
static bool
from_file(const struct cli *cli, char *name_out, struct esc_error *err)
{
    ESC_BUF_OWN path = ESC_BUF_LIMIT(4096);
    ESC_BUF_OWN content = ESC_BUF_LIMIT(FILE_MAX);
    const char *line;

    if (!file_path(cli, &path))
        return false;
    /* The usual case, on the way of every command: quicker than an error. */
    if (access(path.data, F_OK) != 0 && (errno == ENOENT || errno == ENOTDIR))
        return false;
    if (!esc_file_read(path.data, &content, err)) {
        if (err->code == ESC_E_NOT_FOUND)
            *err = (struct esc_error){0};
        else if (err->hint[0] == '\0')
            esc_fail_hint(err, "-e ENV and ESC_ENVIRONMENT choose without "
                               "that file");
        return false;
    }
    line = one_line(&content);
    if (line == NULL) {
        esc_fail(err, ESC_E_CONFIG, path.data,
                 "cannot use '%s': it must hold one line", path.data);
        return esc_fail_hint(err, "the line is an environment's name: "
                                  "ORG/PROJECT/ENV or a short one");
    }
    return accept(line, path.data, name_out, err);
}

bool
select_environment(const struct cli *cli, const struct arguments *arguments,
                   char *name_out, struct esc_error *err)
{
    const char *given = arguments->value[OPTION_ENVIRONMENT];
    const char *set = cli_getenv(cli, "ESC_ENVIRONMENT");

    if (given != NULL)
        return accept(given, "-e", name_out, err);
    if (set != NULL && set[0] != '\0')
        return accept(set, "ESC_ENVIRONMENT", name_out, err);
    *err = (struct esc_error){0};
    if (from_file(cli, name_out, err))
        return true;
    return err->code == ESC_OK && accept("default", "", name_out, err);
}

int
select_and(const struct cli *cli, const struct arguments *arguments,
           const char *verb,
           bool (*act)(const struct cli *cli, const char *name,
                       struct esc_error *err))
{
    char name[ESC_CRED_TEXT_MAX];
    struct esc_error err = {0};

    if (select_environment(cli, arguments, name, &err)) {
        if (act(cli, name, &err))
            return 0;
        esc_fail_while(&err, "cannot %s environment '%s'", verb, name);
    }
    say_error(cli, &err);
    return 1;
}

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * open: the values of an environment as text, in the formats of the original.
 * What a shell or a tool reads line by line is written here; the others come
 * from the resolver, which alone knows the tree of values.
 */
#include "child_env.h"
#include "esc/file.h"
#include "name.h"
#include "obtain.h"
#include "quote.h"
#include "say.h"
#include "values.h"
#include <errno.h>
#include <string.h>
#include <unistd.h>

enum { LINE_MAX_EXTRA = 64 };

static const struct option_row options[] = {
    {OPTION_FORMAT, '\0', "format", "FORMAT", "how to write them (json)",
     "json yaml string dotenv shell detailed"},
    {OPTION_LIFETIME, 'l', "lifetime", "DURATION",
     "accepted as in the original; in a login the host decides", NULL},
    OPTION_ROW_QUIET,
    OPTION_ROW_END,
};

static const struct example_row examples[] = {
    {"esc-session open acme/aws/prod", "what it has, as JSON"},
    {"esc-session open acme/aws/prod environmentVariables --format yaml",
     "one part of it"},
    {NULL, NULL},
};

/* SET as it is written here; DOTENV or with export before each.  What reads
 * these lines sets them: the same entries are left out as for exec. */
static struct esc_secret *
write_lines(const struct esc_cred_set *set, const struct files *files,
            bool dotenv)
{
    ESC_OWN(esc_secret) out = NULL;
    size_t need = 1;

    for (size_t i = 0; i < set->count; i++)
        need += LINE_MAX_EXTRA + strlen(set->items[i].name) + FILES_PATH_MAX
                + QUOTE_GROWTH * esc_secret_len(set->items[i].value);
    out = esc_secret_new(need);
    /* Variables come first, then files. */
    for (int file = 0; out != NULL && file < 2; file++)
        for (size_t i = 0; i < set->count; i++) {
            const struct esc_cred *cred = &set->items[i];
            const char *path = files_path(files, i);
            const void *value =
                file == 1 ? (const void *)path : esc_secret_bytes(cred->value);
            size_t len =
                file == 1 ? strlen(path) : esc_secret_len(cred->value);

            if (cred->file != (file == 1) || !child_env_admits(cred))
                continue;
            if (!dotenv)
                quote_text(out, "export ");
            quote_text(out, cred->name);
            quote_text(out, "=");
            (dotenv ? quote_go : quote_posix)(out, value, len);
            quote_text(out, "\n");
        }
    return esc_secret_take(&out);
}

static struct esc_secret *
lines(const struct cli *cli, struct esc_cred_set *set, bool dotenv,
      struct esc_error *err)
{
    FILES_OWN files = {0};
    struct esc_secret *out;

    /* As for env: whoever uses them belongs to this terminal's session. */
    if (!files_make(cli, set, getsid(0), &files, err))
        return NULL;
    (void)files_watch(&files, set, getsid(0));
    out = write_lines(set, &files, dotenv);
    if (out == NULL)
        esc_fail(err, ESC_E_SYSTEM, NULL, "no memory");
    else
        child_env_warn(cli, set);
    return out;
}

/* Everything that was asked for as text; NULL with ERR. */
static struct esc_secret *
open_text(const struct cli *cli, const struct arguments *arguments,
          const char *name, struct esc_error *err)
{
    const char *given = arguments->value[OPTION_FORMAT];
    const char *format = given == NULL ? "json" : given;
    const char *path = arguments->count > 1 ? arguments->operands[1] : "";
    bool dotenv = strcmp(format, "dotenv") == 0;
    bool by_line = dotenv || strcmp(format, "shell") == 0;
    struct wish wish = {.name = name,
                        .tree = !by_line,
                        .lifetime = arguments->value[OPTION_LIFETIME]};
    ESC_OWN(esc_cred_set) set = NULL;
    char what[ESC_ERROR_WHERE_MAX];
    struct values_want want = {.text = what};

    if (by_line && path[0] != '\0') {
        esc_fail(err, ESC_E_USAGE, path,
                 "cannot show '%s' in format '%s': it has no form for a part",
                 path, format);
        return NULL;
    }
    if ((size_t)snprintf(what, sizeof(what), "%s %s", format, path)
        >= sizeof(what)) {
        esc_fail(err, ESC_E_USAGE, path, "the path is too long");
        return NULL;
    }
    set = obtain(cli, &wish, err);
    if (set == NULL)
        return NULL;
    return by_line ? lines(cli, set, dotenv, err)
                   : values_ask(cli, set, &want, err);
}

static int
run(struct cli *cli, const struct arguments *arguments)
{
    char name[ESC_CRED_TEXT_MAX];
    ESC_OWN(esc_secret) text = NULL;
    struct esc_error err = {0};

    if (name_from_operand(arguments->operands[0], name, &err)
        && name_check_lifetime(arguments->value[OPTION_LIFETIME], &err)
        && (text = open_text(cli, arguments, name, &err)) != NULL
        && (esc_file_write_all(cli->out, esc_secret_bytes(text),
                               esc_secret_len(text))
            || esc_fail_errno(&err, ESC_E_SYSTEM, errno, NULL,
                              "cannot write the values")))
        return 0;
    say_error(cli, &err);
    return 1;
}

const struct command cmd_open = {
    .name = "open",
    .usage = "[-q] ENV [PATH] [--format FORMAT] [-l DURATION]",
    .summary = "print the values of an environment, secrets too",
    .about = "What it exports, or all of it where the host's policy shows the "
             "values, and by your own token.  PATH is one part, such as "
             "aws.creds or list[0].",
    .options = options,
    .examples = examples,
    .operands = OPERANDS_OPEN,
    .run = run,
};

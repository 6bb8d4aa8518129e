/* SPDX-License-Identifier: Apache-2.0 */
/* Usage lines and help, from the command rows. */
#include "usage.h"
#include "esc/buf.h"
#include "esc/file.h"
#include "say.h"
#include <errno.h>
#include <string.h>

#define HELP_MAX (64 * 1024)
#define COLUMN 24 /* where summaries start */
#define WIDTH 79

static void
add_usage(struct esc_buf *out, const struct command *command)
{
    if (command == NULL)
        esc_buf_add_str(out, "usage: esc-session COMMAND [ARGUMENT ...]\n"
                             "       esc-session -h | -V\n");
    else
        esc_buf_printf(out, "usage: esc-session %s%s%s\n", command->name,
                       command->usage[0] == '\0' ? "" : " ", command->usage);
}

int
usage_misuse(const struct cli *cli, const struct command *command,
             const struct esc_error *err)
{
    ESC_BUF_OWN out = ESC_BUF_LIMIT(HELP_MAX);

    esc_buf_printf(&out, "esc-session: %s\n", err->text);
    add_usage(&out, command);
    (void)esc_file_write_all(cli->err, esc_buf_text(&out), out.len);
    return EXIT_MISUSE;
}

/* TEXT from column AT on, broken between words, later lines indented. */
static void
add_wrapped(struct esc_buf *out, size_t at, size_t indent, const char *text)
{
    while (*text != '\0') {
        size_t word = strcspn(text, " ");

        if (at > indent && at + 1 + word > WIDTH) {
            esc_buf_printf(out, "\n%*s", (int)indent, "");
            at = indent;
        } else if (at > indent) {
            esc_buf_add_char(out, ' ');
            at++;
        }
        esc_buf_add(out, text, word);
        at += word;
        text += word;
        text += strspn(text, " ");
    }
    esc_buf_add_char(out, '\n');
}

static void
add_row(struct esc_buf *out, const char *head, const char *summary)
{
    size_t len = strlen(head) + 2;

    esc_buf_printf(out, "  %s", head);
    if (len + 1 > COLUMN)
        esc_buf_printf(out, "\n%*s", COLUMN, "");
    else
        esc_buf_printf(out, "%*s", (int)(COLUMN - len), "");
    add_wrapped(out, COLUMN, COLUMN, summary);
}

static void
add_option(struct esc_buf *out, const struct option_row *row)
{
    char head[80], letter[8] = "";
    ESC_BUF_OWN text = ESC_BUF_LIMIT(1024);

    if (row->letter != '\0')
        snprintf(letter, sizeof(letter), "-%c, ", row->letter);
    snprintf(head, sizeof(head), "%s--%s%s%s", letter, row->name,
             row->argument == NULL ? "" : " ",
             row->argument == NULL ? "" : row->argument);
    esc_buf_add_str(&text, row->summary);
    if (row->choices != NULL)
        esc_buf_printf(&text, ": %s", row->choices);
    add_row(out, head, esc_buf_text(&text));
}

static void
add_command(struct esc_buf *out, const struct command *command)
{
    add_usage(out, command);
    esc_buf_add_char(out, '\n');
    add_wrapped(out, 0, 0, command->summary);
    if (command->about != NULL) {
        esc_buf_add_char(out, '\n');
        add_wrapped(out, 0, 0, command->about);
    }
    esc_buf_add_str(out, "\nOptions:\n");
    for (const struct option_row *row = command->options; row->name != NULL;
         row++)
        add_option(out, row);
    add_row(out, "-h, --help", "show this help");
    if (command->examples[0].line != NULL)
        esc_buf_add_str(out, "\nExamples:\n");
    for (const struct example_row *row = command->examples; row->line != NULL;
         row++)
        esc_buf_printf(out, "  %s\n      %s\n", row->line, row->what);
}

static void
add_all(struct esc_buf *out)
{
    add_usage(out, NULL);
    esc_buf_add_str(out, "\nCloud credentials of this login, from its kernel "
                         "keyring.\n\nCommands:\n");
    for (const struct command *const *row = command_table(); *row != NULL;
         row++)
        add_row(out, (*row)->name, (*row)->summary);
    esc_buf_add_str(
        out, "\nThe environment is that of -e, of ESC_ENVIRONMENT, of\n"
             "~/.config/esc-session/environment, else what policy gives.\n"
             "'esc-session COMMAND -h' tells more, esc-session(1) all;\n"
             "-V prints the version.\n");
}

int
usage_help(const struct cli *cli, const struct command *command)
{
    ESC_BUF_OWN out = ESC_BUF_LIMIT(HELP_MAX);
    struct esc_error err = {0};

    if (command == NULL)
        add_all(&out);
    else
        add_command(&out, command);
    if (esc_buf_ok(&out, &err)
        && (esc_file_write_all(cli->out, esc_buf_text(&out), out.len)
            || esc_fail_errno(&err, ESC_E_SYSTEM, errno, NULL,
                              "cannot write the help")))
        return 0;
    say_error(cli, &err);
    return 1;
}

int
usage_failure(const struct cli *cli, const struct command *command,
              const struct esc_error *err)
{
    if (err->code == ESC_E_USAGE)
        return usage_misuse(cli, command, err);
    say_error(cli, err);
    return 1;
}

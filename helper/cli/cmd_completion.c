/* SPDX-License-Identifier: Apache-2.0 */
/* completion: scripts for the shells' word completion, from the rows. */
#include "completion.h"
#include "esc/file.h"
#include "say.h"
#include <errno.h>
#include <string.h>

#define NAMES_MAX 64

static const struct option_row options[] = {
    OPTION_ROW_END,
};

static const struct example_row examples[] = {
    {"eval \"$(esc-session completion bash)\"", "in ~/.bashrc"},
    {"esc-session completion fish | source", "in config.fish"},
    {NULL, NULL},
};

/* What -e may be completed to without asking anybody: what is held. */
static void
add_names(const struct cli *cli, struct esc_buf *out)
{
    char(*names)[ESC_CRED_TEXT_MAX] = calloc(NAMES_MAX, sizeof(*names));
    size_t count = names == NULL ? 0 : cli->keyring->list(names, NAMES_MAX);

    if (names != NULL && count == 0)
        count = cli->keyring->list_own(names, NAMES_MAX);
    for (size_t i = 0; i < count; i++)
        esc_buf_printf(out, "%s\n", names[i]);
    free(names);
}

static int
run(struct cli *cli, const struct arguments *arguments)
{
    ESC_BUF_OWN out = ESC_BUF_LIMIT(64 * 1024);
    const char *shell = arguments->operands[0];
    struct esc_error err = {0};

    if (shell == NULL || strcmp(shell, "bash") == 0)
        completion_bash(&out);
    else if (strcmp(shell, "zsh") == 0)
        completion_zsh(&out);
    else if (strcmp(shell, "fish") == 0)
        completion_fish(&out);
    else
        add_names(cli, &out);
    if (esc_buf_ok(&out, &err)
        && esc_file_write_all(cli->out, esc_buf_text(&out), out.len))
        return 0;
    esc_fail_errno(&err, ESC_E_SYSTEM, errno, NULL,
                   "cannot write the completion");
    say_error(cli, &err);
    return 1;
}

const struct command cmd_completion = {
    .name = "completion",
    .usage = "[bash | zsh | fish | names]",
    .summary = "print a shell's completion script",
    .about = "They are installed with the program; 'names' prints what is "
             "held, which is what -e completes to.",
    .options = options,
    .examples = examples,
    .operands = OPERANDS_WORD,
    .operand_choices = "bash zsh fish names",
    .run = run,
};

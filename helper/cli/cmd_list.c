/* SPDX-License-Identifier: Apache-2.0 */
/* list: what policy permits this person, by the program that decides it. */
#include "become.h"
#include "command.h"

static const struct option_row options[] = {
    {OPTION_JSON, '\0', "json", NULL, "for programs", NULL},
    OPTION_ROW_END,
};

static const struct example_row examples[] = {
    {"esc-session list", "what may I open?"},
    {NULL, NULL},
};

static int
run(struct cli *cli, const struct arguments *arguments)
{
    char program[] = "esc-check", own[] = "--own", json[] = "--json";
    char user[] = "--user";
    struct esc_ticket ticket = {0};
    char *argv[6] = {program, own};
    size_t count = 2;

    /* The ticket has the name that policy knows; else the account has. */
    if (cli->keyring->get_ticket(&ticket, NULL)) {
        argv[count++] = user;
        argv[count++] = ticket.login;
    }
    if (arguments->value[OPTION_JSON] != NULL)
        argv[count] = json;
    return become_helper(cli, argv);
}

const struct command cmd_list = {
    .name = "list",
    .usage = "[--json]",
    .summary = "show what this host's policy lets you open",
    .about = "The settings are read with your own rights; root may keep them "
             "to itself.",
    .options = options,
    .examples = examples,
    .operands = OPERANDS_NONE,
    .run = run,
};

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * prefetch: make sure that credentials are there and print nothing.  The
 * module starts it at login, with --background when nobody waits for it.
 */
#include "obtain.h"
#include "say.h"

static const struct option_row options[] = {
    OPTION_ROW_ENVIRONMENT,
    {OPTION_BACKGROUND, '\0', "background", NULL,
     "ask and do not wait; the host may drop such requests when they come "
     "too often",
     NULL},
    OPTION_ROW_QUIET,
    OPTION_ROW_END,
};

static const struct example_row examples[] = {
    {"esc-session prefetch && vim", "so that the first use does not wait"},
    {NULL, NULL},
};

static int
in_background(const struct cli *cli, const struct wish *wish,
              struct esc_error *err)
{
    ESC_OWN(esc_cred_set) set = obtain_held(cli, wish->name, err);

    if (set == NULL && err->code != ESC_E_NOT_FOUND) {
        say_error(cli, err);
        return 1;
    }
    if (set == NULL)
        cli->keyring->ring_detached(wish->name, ESC_RING_BACKGROUND);
    return 0;
}

static int
run(struct cli *cli, const struct arguments *arguments)
{
    ESC_OWN(esc_cred_set) set = NULL;
    char name[ESC_CRED_TEXT_MAX];
    struct esc_error err = {0};
    struct wish wish;
    bool ready = wish_parse(cli, arguments, name, &wish, &err);

    if (ready && arguments->value[OPTION_BACKGROUND] != NULL)
        return in_background(cli, &wish, &err);
    if (ready && (set = obtain(cli, &wish, &err)) != NULL)
        return 0;
    say_error(cli, &err);
    return 1;
}

const struct command cmd_prefetch = {
    .name = "prefetch",
    .usage = "[-q] [-e ENV] [--background]",
    .summary = "make sure that credentials are there, print nothing",
    .options = options,
    .examples = examples,
    .operands = OPERANDS_NONE,
    .run = run,
};

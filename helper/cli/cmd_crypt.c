/* SPDX-License-Identifier: Apache-2.0 */
/* encrypt, decrypt: the secrets of a definition, by the program for that. */
#include "become.h"
#include "command.h"
#include "setting.h"
#include "usage.h"
#include <string.h>

#define OPTION_ROW_KEY                                                        \
    {                                                                         \
        OPTION_KEY, '\0', "key", "FILE",                                      \
            "the key of the zone; default: secrets-key of the settings", NULL \
    }
#define OPTION_ROW_OUTPUT                                                     \
    {                                                                         \
        OPTION_OUTPUT, 'o', "output", "FILE",                                 \
            "write there, '-' is standard output; default: in place", NULL    \
    }

static const struct option_row encrypt_options[] = {
    OPTION_ROW_KEY,
    OPTION_ROW_OUTPUT,
    {OPTION_NEW_KEY, '\0', "new-key", NULL, "make the key first", NULL},
    OPTION_ROW_END,
};

static const struct option_row decrypt_options[] = {
    OPTION_ROW_KEY,
    OPTION_ROW_OUTPUT,
    OPTION_ROW_END,
};

static const struct example_row encrypt_examples[] = {
    {"esc-session encrypt acme/aws/dev.yaml",
     "every 'fn::secret: text' becomes 'fn::secret: {ciphertext: ...}'"},
    {"esc-session encrypt --new-key", "once for all hosts of a zone"},
    {NULL, NULL},
};

static const struct example_row decrypt_examples[] = {
    {"esc-session decrypt -o - acme/aws/dev.yaml", "to look at it"},
    {NULL, NULL},
};

/* Words of exec are not constant; these are copies. */
static int
become_crypt(const struct cli *cli, const struct arguments *arguments,
             const char *act, const char *key)
{
    const char *words[10] = {"esc-crypt", act, "--key", key};
    char *argv[10] = {NULL};
    size_t count = 4;

    if (arguments->value[OPTION_NEW_KEY] != NULL)
        words[count++] = "--new-key";
    if (arguments->value[OPTION_OUTPUT] != NULL) {
        words[count++] = "-o";
        words[count++] = arguments->value[OPTION_OUTPUT];
    }
    if (arguments->count > 0) {
        words[count++] = "--";
        words[count++] = arguments->operands[0];
    }
    for (size_t i = 0; i < count; i++)
        if ((argv[i] = strdup(words[i])) == NULL)
            return 1;
    return become_helper(cli, argv);
}

static int
run(struct cli *cli, const struct arguments *arguments,
    const struct command *command)
{
    const char *key = arguments->value[OPTION_KEY];
    struct esc_error err = {0};
    char path[PATH_MAX];

    if (arguments->count == 0 && arguments->value[OPTION_NEW_KEY] == NULL)
        esc_fail(&err, ESC_E_USAGE, NULL, "a definition's FILE is missing");
    else if (key == NULL && setting_find(cli, "secrets-key", path))
        key = path;
    else if (key == NULL)
        esc_fail(&err, ESC_E_USAGE, NULL,
                 "which key? the settings name no secrets-key that can be"
                 " read here: give --key FILE");
    if (key == NULL || err.code != ESC_OK)
        return usage_misuse(cli, command, &err);
    return become_crypt(cli, arguments, command->name, key);
}

static int
run_encrypt(struct cli *cli, const struct arguments *arguments)
{
    return run(cli, arguments, &cmd_encrypt);
}

static int
run_decrypt(struct cli *cli, const struct arguments *arguments)
{
    return run(cli, arguments, &cmd_decrypt);
}

const struct command cmd_encrypt = {
    .name = "encrypt",
    .usage = "[--key FILE] [-o FILE] [--new-key] [FILE]",
    .summary = "encrypt the secrets of a definition",
    .about =
        "What is outside the secrets, comments and layout, stays byte for "
        "byte. Who holds the key file, root as a rule, can do it; the "
        "host's provisioner decrypts when the definition is opened.",
    .options = encrypt_options,
    .examples = encrypt_examples,
    .operands = OPERANDS_FILE,
    .run = run_encrypt,
};

const struct command cmd_decrypt = {
    .name = "decrypt",
    .usage = "[--key FILE] [-o FILE] FILE",
    .summary = "decrypt the secrets of a definition",
    .options = decrypt_options,
    .examples = decrypt_examples,
    .operands = OPERANDS_FILE,
    .run = run_decrypt,
};

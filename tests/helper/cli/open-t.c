/* SPDX-License-Identifier: Apache-2.0 */
/* open: what the client writes itself, and what it asks the resolver for. */
#include "command.h"
#include "quote.h"
#include "tap.h"
#include "world.h"
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static struct esc_cred_set *
get(const char *name, struct esc_error *err)
{
    struct esc_cred_set *set = esc_cred_set_new();

    (void)err;
    if (strcmp(name, "acme/default/loads") == 0) {
        world_add(set, "LD_PRELOAD", "/tmp/x.so", false);
        world_add(set, "FOO", "bar", false);
        return set;
    }
    is_str(name, "acme/default/test", "the name that is asked for");
    world_add(set, "BOOL", "true", false);
    world_add(set, "FOO", "bar", false);
    world_add(set, "HELLO", "$(id) 'x'\n", false);
    return set;
}

static const struct keyring_ops ops = {.get = get};

static const struct {
    const char *words[6], *want, *said;
    int status;
} rows[] = {
    {{"acme/test", "--format", "dotenv"},
     "BOOL=\"true\"\nFOO=\"bar\"\nHELLO=\"$(id) 'x'\\n\"\n",
     "",
     0},
    {{"acme/test", "--format=shell"},
     "export BOOL=\"true\"\nexport FOO=\"bar\"\n"
     "export HELLO='$(id) '\\''x'\\''\n'\n",
     "",
     0},
    {{"acme/loads", "--format", "shell"},
     "export FOO=\"bar\"\n",
     "esc-session: warning: not set: 'LD_PRELOAD'",
     0},
    {{"acme/loads", "--format", "dotenv"},
     "FOO=\"bar\"\n",
     "esc-session: warning: not set: 'LD_PRELOAD'",
     0},
    {{"acme/test", "FOO", "--format", "shell"},
     "",
     "esc-session: cannot show 'FOO' in format 'shell'",
     1},
    {{"acme/default/test"},
     "{\n  \"environmentVariables\": {\n    \"BOOL\": \"true\",\n"
     "    \"FOO\": \"bar\",\n    \"HELLO\": \"$(id) 'x'\\n\"\n  }\n}\n",
     "",
     0},
    {{"acme/test", "environmentVariables.FOO", "--format", "string"},
     "bar\n",
     "",
     0},
    {{"acme/test", "no.such", "--format", "json"}, "null\n", "", 0},
    {{"acme/test", "--format", "yaml"},
     "environmentVariables:\n   BOOL: \"true\"\n   FOO: bar\n   HELLO: |\n"
     "      $(id) 'x'\n",
     "",
     0},
};

static void
check(struct cli *cli, size_t i)
{
    char words[6][64] = {""}, *argv[7] = {NULL}, text[4096];
    struct arguments arguments;
    struct esc_error err = {0};
    const char *said;
    ssize_t n;

    for (int j = 0; j < 6 && rows[i].words[j] != NULL; j++) {
        snprintf(words[j], sizeof(words[j]), "%s", rows[i].words[j]);
        argv[j] = words[j];
    }
    cli->out = memfd_create("out", MFD_CLOEXEC);
    if (!ok(arguments_parse(&cmd_open, argv, &arguments, &err), "parsed %s",
            err.text))
        return;
    is_int(cmd_open.run(cli, &arguments), rows[i].status, "status of %s %s",
           words[0], words[1]);
    said = world_said(cli);
    ok(strncmp(said, rows[i].said, strlen(rows[i].said)) == 0
           && (said[0] == '\0') == (rows[i].said[0] == '\0'),
       "said: %s", said);
    n = pread(cli->out, text, sizeof(text) - 1, 0);
    text[n < 0 ? 0 : n] = '\0';
    is_str(text, rows[i].want, "written");
    close(cli->out);
}

static const struct {
    const char *text, *go, *shell;
} quotes[] = {
    {"", "\"\"", "\"\""},
    {"a b", "\"a b\"", "\"a b\""},
    {"say \"x\"", "\"say \\\"x\\\"\"", "'say \"x\"'"},
    {"a\\b", "\"a\\\\b\"", "'a\\b'"},
    {"\x01\x07\x7f", "\"\\x01\\a\\x7f\"", "'\x01\x07\x7f'"},
    {"\xc3\xa9\xff", "\"\xc3\xa9\\xff\"", "'\xc3\xa9\xff'"},
    {"\xe2\x80\x8b", "\"\\u200b\"", "'\xe2\x80\x8b'"},
    {"`id`!", "\"`id`!\"", "'`id`!'"},
};

static void
check_quotes(void)
{
    for (size_t i = 0; i < sizeof(quotes) / sizeof(quotes[0]); i++) {
        ESC_OWN(esc_secret) out = esc_secret_new(256);
        const char *text = quotes[i].text;

        quote_go(out, text, strlen(text));
        is_str((const char *)esc_secret_bytes(out), quotes[i].go, "as Go");
        esc_secret_clear(out);
        quote_posix(out, text, strlen(text));
        is_str((const char *)esc_secret_bytes(out), quotes[i].shell,
               "for a shell");
    }
}

int
main(void)
{
    char *none[] = {NULL}, folder[4096];
    struct cli cli = world_new(none, &ops);

    /* The built resolver stands where tests are run from. */
    if (getcwd(folder, sizeof(folder)) != NULL)
        cli.libexec = folder;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        check(&cli, i);
    check_quotes();
    return tap_done();
}

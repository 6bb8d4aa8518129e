/* SPDX-License-Identifier: Apache-2.0 */
/*
 * check of definitions, with the built resolver: what is said of which file,
 * what of the source is shown and what never is.
 */
#include "command.h"
#include "tap.h"
#include "world.h"
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define DEV "tree/acme/aws/dev.yaml"

static char libexec[PATH_MAX], folder[64], text[65536];

static void
put(const char *path, const char *content, mode_t mode)
{
    FILE *file = fopen(path, "w");

    if (file == NULL || fputs(content, file) < 0 || fclose(file) != 0
        || chmod(path, mode) != 0)
        diag("cannot write %s", path);
}

static bool
make_tree(void)
{
    static const char *const folders[] = {
        "tree", "tree/acme", "tree/acme/aws", "tree/acme/shared",
        "host", "host/acme", "host/acme/ops", "bad",
    };

    snprintf(folder, sizeof(folder), "/tmp/esc-check.XXXXXX");
    if (mkdtemp(folder) == NULL || chdir(folder) != 0)
        return false;
    for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++)
        if (mkdir(folders[i], 0755) != 0)
            return false;
    return true;
}

/* A descriptor to write to and one to read from: a terminal's, or a file's. */
static int
make_output(bool terminal, int *reader_out)
{
    int fd;

    if (!terminal)
        return *reader_out = memfd_create("out", MFD_CLOEXEC);
    *reader_out = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (*reader_out < 0 || grantpt(*reader_out) != 0
        || unlockpt(*reader_out) != 0)
        return -1;
    fd = open(ptsname(*reader_out), O_RDWR | O_NOCTTY | O_CLOEXEC);
    return fd;
}

/* What was written; a terminal's carriage returns left out. */
static void
read_output(int reader)
{
    ssize_t n = lseek(reader, 0, SEEK_SET) == 0
                    ? read(reader, text, sizeof(text) - 1)
                    : read(reader, text, 4000);
    size_t kept = 0;

    for (ssize_t i = 0; i < n; i++)
        if (text[i] != '\r')
            text[kept++] = text[i];
    text[kept] = '\0';
}

/* The status of `check WORDS`; what it prints is in TEXT. */
static int
run(bool terminal, const char *const *words)
{
    char settings[128], *argv[8] = {NULL}, *env[] = {NULL}, store[8][128];
    struct cli cli = world_new(env, NULL);
    struct arguments arguments;
    struct esc_error err = {0};
    int status = -1, reader;

    cli.out = make_output(terminal, &reader);
    cli.libexec = libexec;
    snprintf(settings, sizeof(settings), "%s/settings.conf", folder);
    cli.settings = settings;
    for (size_t i = 0; words[i] != NULL; i++)
        snprintf(argv[i] = store[i], sizeof(store[i]), "%s", words[i]);
    if (arguments_parse(&cmd_check, argv, &arguments, &err))
        status = cmd_check.run(&cli, &arguments);
    if (!terminal || status >= 0)
        read_output(reader);
    if (reader != cli.out)
        close(reader);
    close(cli.out);
    snprintf(text + strlen(text), sizeof(text) - strlen(text), "%s%s",
             world_said(&cli), err.text);
    close(cli.err);
    return status;
}

static int
check(const char *operand)
{
    return run(false, (const char *const[]){operand, NULL});
}

static void
test_places(void)
{
    put(DEV,
        "imports: [acme/shared/base, acme/ops/none]\n"
        "values:\n"
        "  a: ${missing}\n"
        "  login:\n"
        "    fn::open::aws-login: {oidc: {sessionName: s}}\n",
        0644);
    put("tree/acme/shared/base.yaml", "values: {b: '${nope}', b: 1}\n", 0644);
    is_int(check(DEV), 1, "errors are status 1");
    is_str(text,
           DEV
           ":1:29: error: cannot find 'acme/ops/none': no"
           " acme/ops/none.yaml below tree\n" DEV
           ":3:8: error: unknown property \"missing\"\n" DEV
           ":5:33: error: missing required properties: roleArn\n"
           "tree/acme/shared/base.yaml:1:13: error: unknown property"
           " \"nope\"\n"
           "tree/acme/shared/base.yaml:1:24: error: duplicate key \"b\"\n" DEV
           ": 5 errors, 0 warnings\n",
           "all of it, in the order of files and lines");
    put("settings.conf", "environments = host\n", 0644);
    put("host/acme/ops/none.yaml", "values: {}\n", 0644);
    check(DEV);
    ok(strstr(text, "acme/ops/none") == NULL,
       "the host's own folder is the second that is looked in");
    run(false, (const char *const[]){"--environments", "host", DEV, NULL});
    ok(strstr(text, "no acme/shared/base.yaml below host") != NULL,
       "--environments is the only one");
}

static void
test_good(void)
{
    put("good.yaml", "values:\n  final: {fn::final: 1}\n", 0644);
    is_int(check("good.yaml"), 0, "a good definition is status 0");
    is_str(text, "good.yaml: 0 errors, 0 warnings\n", "and says so");
    put("tree/acme/shared/base.yaml", "values: {x: {fn::final: 1}}\n", 0644);
    put(DEV, "imports: [acme/shared/base]\nvalues: {x: 2}\n", 0644);
    is_int(check(DEV), 0, "warnings are status 0");
    ok(strstr(text, DEV ":2:") != NULL && strstr(text, ": warning: ") != NULL
           && strstr(text, "0 errors, 1 warning\n") != NULL,
       "and are told");
    is_int(check("none.yaml"), 1, "no such file is status 1");
    ok(strstr(text, "cannot open 'none.yaml'") != NULL, "and said");
    is_int(check("tree"), 1, "a folder is none");
    is_int(run(false, (const char *const[]){"--user", "dana", DEV, NULL}), 2,
           "--user is not for a definition");
    is_int(check("ops"), 1, "an unknown environment");
    ok(strstr(text, "hint: environments are ORG/PROJECT/ENV below host")
           != NULL,
       "is looked for where the settings say");
    is_int(check("none"), 0, "a short name that is unique");
    is_int(check("acme/ops/none"), 0, "a name in full");
    is_int(check("acme/ops/none@7"), 1, "but no version");
    put("host/acme/ops/none.yaml", "values: {}\n", 0666);
    is_int(check("acme/ops/none"), 1,
           "the host's own definitions are root's to write");
}

static void
test_shown(void)
{
    put(DEV,
        "values:\n"
        "  \"a \xc3\xa9\": ${nope} # CANARY\n"
        "  list:\n"
        "    - CANARY-${nope}\n"
        "  pw:\n"
        "    fn::secret: |\n"
        "      key: CANARY\n"
        "      x: ${\n"
        "  odd: {fn::secret: {CANARY: x}}\n",
        0600);
    is_int(run(true, (const char *const[]){DEV, NULL}), 1, "on a terminal");
    ok(strstr(text, "\n    2 |   \"a \xc3\xa9\"\n      |   ^~~~~\n") != NULL,
       "the key is underlined");
    ok(strstr(text, "\n    3 |   list\n      |   ^~~~\n") != NULL,
       "of an item its list's");
    ok(strstr(text, "\n    6 |     fn::secret\n") != NULL,
       "of a secret its own");
    ok(strstr(text, "CANARY") == NULL, "no value and no secret is shown");
    if (strstr(text, "CANARY") != NULL)
        diag("%s", text);
    check(DEV);
    ok(strstr(text, "^~") == NULL, "elsewhere nothing is");
}

/* Diagnostics quote what schemas, patterns and texts hold: not when secret. */
static void
test_masked(void)
{
    put(DEV,
        "values:\n"
        "  pw: {fn::secret: CANARY-1}\n"
        "  q: {fn::secret: 'CAN\"ARY\\2'}\n"
        "  a: {fn::validate: {schema: {const: {fn::secret: CANARY}}, value: "
        "x}}\n"
        "  b: {fn::validate: {schema: {const: [\"${q}\"]}, value: [x]}}\n"
        "  c: {fn::validate: {schema: {pattern: \"${pw}(\"}, value: x}}\n"
        "  d: {fn::validate: {schema: {pattern: \"^${q}$\"}, value: x}}\n"
        "  e: {fn::validate: {schema: {enum: [\"${pw}\", why]}, value: x}}\n"
        "  f: {fn::validate: {schema: {required: [\"${pw}\"]}, value: {}}}\n"
        "  g: {fn::validate: {schema: {$ref: \"#/$defs/${pw}\"}, value: 1}}\n"
        "  h: {fn::validate: {schema: {pattern: {fn::secret: '[xCANARY'}}, "
        "value: x}}\n"
        "  i: {fn::validate: {schema: {const: {fn::toBase64: \"${pw}\"}}, "
        "value: x}}\n"
        "  j: {fn::validate: {schema: {const: {fn::fromJSON: {fn::secret: "
        "'{\"k\": 424242}'}}}, value: x}}\n"
        "  k: {fn::fromJSON: {fn::secret: hunter}}\n"
        "  l: {fn::fromJSON: '@'}\n",
        0600);
    is_int(check(DEV), 1, "schemas that are secret");
    if (!ok(strstr(text, "ARY") == NULL, "no secret is shown"))
        diag("%s", text);
    ok(strstr(text, "Q0FOQVJZLTE") == NULL && strstr(text, "424242") == NULL,
       "nor what came of one");
    if (!ok(strstr(text, ":4:68: error: expected \"[secret]\"\n") != NULL
                && strstr(text, "expected [\"[secret]\"]\n") != NULL
                && strstr(text, "expected one of [\"[secret]\",\"why\"]\n")
                       != NULL
                && strstr(text, "missing required properties: [secret]\n")
                       != NULL
                && strstr(text, "unknown subschema [secret]\n") != NULL
                && strstr(text, "missing closing ]: `[secret]`\n") != NULL
                && strstr(text, "invalid character '[secret]' looking") != NULL
                && strstr(text, "invalid character '@' looking") != NULL,
            "all else is"))
        diag("%s", text);
    put(DEV, "values: {pw: {fn::secret: !!int CANARY}}\n", 0600);
    is_int(check(DEV), 1, "a secret with a wrong tag");
    ok(strstr(text, "CANARY") == NULL && strstr(text, "as a !!int") != NULL,
       "is not shown either");
}

static void
test_exposed(void)
{
    static const char secret[] =
        "values:\n  a:\n    fn::secret: CANARY\n"
        "  b: {fn::secret: {ciphertext: ZXNjeAAAAAHo9e705fKyKo30VQ==}}\n";

    put(DEV, secret, 0600);
    is_int(check(DEV), 0, "a private file may hold a secret");
    put(DEV, secret, 0644);
    is_int(check(DEV), 1, "one that everybody may read may not");
    ok(strstr(text, DEV ":3:5: error: plaintext secret in") != NULL
           && strstr(text, "1 error, ") != NULL,
       "at the plaintext alone");
}

static void
test_json(void)
{
    put(DEV, "values:\n  a: ${nope}\n", 0644);
    is_int(run(false, (const char *const[]){"--json", DEV, NULL}), 1,
           "for editors");
    is_str(text,
           "[\n  {\"file\": \"" DEV "\", \"environment\": "
           "\"acme/aws/dev\", \"line\": 2, \"column\": 8, \"endLine\": 2, "
           "\"endColumn\": 12, \"severity\": \"error\", \"path\": "
           "\"values.a\", \"message\": \"unknown property \\\"nope\\\"\"}\n"
           "]\n",
           "one array");
    put(DEV, "values: {}\n", 0644);
    run(false, (const char *const[]){"--json", DEV, NULL});
    is_str(text, "[]\n", "also when nothing is wrong");
}

/* What is no YAML, or more than is used. */
static void
test_syntax(void)
{
    put(DEV, "values:\n  a: 1\n b: CANARY\n", 0644);
    is_int(check(DEV), 1, "no YAML is status 1");
    is_str(text,
           DEV ":3:2: error: yaml: did not find expected key\n" DEV
               ": 1 error, 0 warnings\n",
           "at its line and column");
    run(false, (const char *const[]){"--json", DEV, NULL});
    ok(strstr(text, "\"line\": 3, \"column\": 2, \"endLine\": null, "
                    "\"endColumn\": null, \"severity\": \"error\"")
           != NULL,
       "for editors, too");
    put(DEV, "imports: [acme/shared/base]\nvalues: {a: 1}\n", 0644);
    put("tree/acme/shared/base.yaml", "values:\n  a: [b\n", 0644);
    is_int(check(DEV), 1, "an import that is none");
    ok(strstr(text, "tree/acme/shared/base.yaml:2:6: error: yaml: ") != NULL,
       "at its own file");
    put(DEV, "values: {a: 1}\n---\nvalues: {b: '${no}'}\n", 0644);
    is_int(check(DEV), 0, "a second document is passed over");
    is_str(text,
           DEV ":2:1: warning: the first YAML document ends here: nothing"
               " behind it is used\n" DEV ": 0 errors, 1 warning\n",
           "and it is said");
}

/* As by a shell's <(...): the writer may be there later than the reader. */
static void
test_pipe(void)
{
    pid_t writer;
    int status = -1;

    ok(mkfifo("pipe", 0600) == 0, "a pipe");
    writer = fork();
    if (writer == 0) {
        int fd = open("pipe", O_WRONLY | O_CLOEXEC);

        _exit(fd >= 0 && write(fd, "values: {a: '${no}'}\n", 21) == 21 ? 0
                                                                       : 1);
    }
    is_int(check("pipe"), 1, "is read as a file is");
    ok(strstr(text, "pipe:1:13: error: unknown property \"no\"") != NULL,
       "to its end");
    ok(writer > 0 && waitpid(writer, &status, 0) == writer && status == 0,
       "by whoever wrote");
    ok(mkfifo("tree/acme/shared/pipe.yaml", 0600) == 0, "a pipe in a tree");
    put(DEV, "imports: [acme/shared/pipe]\n", 0644);
    is_int(check(DEV), 1, "is no import");
    ok(strstr(text, "pipe.yaml': neither a file nor a pipe") != NULL,
       "nor waited for");
}

/* What exec would not set. */
static void
test_variables(void)
{
    put(DEV,
        "values:\n"
        "  environmentVariables:\n"
        "    LD_PRELOAD: x\n"
        "    a b: {fn::secret: CANARY}\n"
        "    GOOD: x\n"
        "  files: {GLIBC_TUNABLES: x, list: [1]}\n",
        0600);
    is_int(check(DEV), 0, "variables that exec does not set");
    is_str(text,
           DEV ":3:17: warning: variable 'LD_PRELOAD' is set only where root's"
               " allow-variables admits it\n" DEV
               ":4:23: warning: variable 'a b' is not set: not a valid"
               " name\n" DEV
               ":6:27: warning: variable 'GLIBC_TUNABLES' is set only where"
               " root's allow-variables admits it\n" DEV
               ": 0 errors, 3 warnings\n",
           "are warned of");
}

static void
test_hostile(void)
{
    char *deep = malloc(1024 * 1024 + 2);

    put("bad/nul.yaml", "values: {a: \x01}\n", 0644);
    is_int(check("bad/nul.yaml"), 1, "control bytes");
    put("bad/utf8.yaml", "values: {a: \xff\xfe}\n", 0644);
    is_int(check("bad/utf8.yaml"), 1, "invalid UTF-8");
    put("bad/key.yaml", "values: {\"a\\e[31m\": '${x}'}\n", 0644);
    run(true, (const char *const[]){"bad/key.yaml", NULL});
    ok(strchr(text, '\x1b') == NULL, "no escape reaches a terminal");
    if (deep == NULL)
        return;
    memset(deep, '[', 1024 * 1024 + 1);
    deep[1024 * 1024 + 1] = '\0';
    put("bad/big.yaml", deep, 0644);
    is_int(check("bad/big.yaml"), 1, "too many bytes");
    deep[1024 * 1024] = '\0';
    put("bad/big.yaml", deep, 0644);
    is_int(check("bad/big.yaml"), 1, "too deep");
    ok(strstr(text, ": error: ") != NULL, "and said");
    free(deep);
}

int
main(void)
{
    const char *builddir = getenv("builddir");
    char command[128];

    (void)umask(022);
    if (realpath(builddir == NULL ? "." : builddir, libexec) == NULL
        || !ok(make_tree(), "a tree"))
        return tap_done();
    test_places();
    test_good();
    test_shown();
    test_masked();
    test_exposed();
    test_json();
    test_syntax();
    test_variables();
    test_pipe();
    test_hostile();
    snprintf(command, sizeof(command), "rm -r '%s'", folder);
    if (chdir("/") != 0 || system(command) != 0)
        diag("%s stays", folder);
    return tap_done();
}

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * in-session [-a UID] [-s SPEC]... COMMAND [ARGUMENT ...]: run COMMAND as a
 * user without an account (or as UID: another one inside that login), in a
 * login of its own whose gate holds what the SPEC files say.  Exit status 77
 * and a reason: this machine cannot.
 *
 * A SPEC has a directive a line; %XX in a value is a byte:
 *   name NAME             as asked for, first
 *   environment|revision|backend|role|session-name|access-key|account TEXT
 *   obtained|expires|renew SECONDS     from now; "never"
 *   var|file|secret|secret-file NAME VALUE
 *   pad NAME LENGTH                    a value of that many bytes
 *   error CODE WHERE TEXT              a failure instead of a set
 *   hint TEXT
 */
#include "esc/buf.h"
#include "esc/file.h"
#include "esc/keyring.h"
#include "esc/text.h"
#include "login.h"
#include <errno.h>
#include <grp.h>
#include <keyutils.h>
#include <string.h>
#include <unistd.h>

#define GROUP 1899999
#define SKIP 77

struct spec {
    char name[ESC_CRED_TEXT_MAX];
    struct esc_cred_set *set;
    struct esc_error failure;
};

static _Noreturn void
die(const char *what, const char *about)
{
    fprintf(stderr, "in-session: %s: %s\n", what, about);
    exit(99);
}

static int
hex(char c)
{
    const char *digits = "0123456789abcdef", *at = strchr(digits, c);

    return at == NULL || c == '\0' ? -1 : (int)(at - digits);
}

static struct esc_secret *
decode(const char *text)
{
    struct esc_secret *out = esc_secret_new(strlen(text) + 1);

    for (; out != NULL && *text != '\0'; text++) {
        char byte = *text;

        if (byte == '%' && hex(text[1]) >= 0 && hex(text[2]) >= 0) {
            byte = (char)(hex(text[1]) * 16 + hex(text[2]));
            text += 2;
        }
        if (!esc_secret_add(out, &byte, 1))
            die("no room", text);
    }
    return out;
}

static void
add(struct esc_cred_set *set, const struct esc_cred *cred)
{
    struct esc_error err = {0};

    if (cred->value == NULL || !esc_cred_set_add(set, cred, &err))
        die("cannot add", err.text);
}

static void
variable(struct esc_cred_set *set, const char *word, char *rest)
{
    char *name = strsep(&rest, " ");
    ESC_OWN(esc_secret) value = decode(rest == NULL ? "" : rest);

    add(set, &(struct esc_cred){.name = name,
                                .value = value,
                                .secret = word[0] == 's',
                                .file = strstr(word, "file") != NULL});
}

static void
pad(struct esc_cred_set *set, char *rest)
{
    char *name = strsep(&rest, " ");
    size_t len = strtoul(rest, NULL, 10);
    ESC_OWN(esc_secret) value = esc_secret_new(len);

    for (size_t i = 0; value != NULL && i < len; i++)
        (void)!esc_secret_add(value, "x", 1);
    add(set, &(struct esc_cred){.name = name, .value = value});
}

static int64_t
when(const char *text)
{
    return strcmp(text, "never") == 0 ? 0
                                      : time(NULL) + strtol(text, NULL, 10);
}

static bool
text_directive(struct spec *spec, const char *word, const char *rest)
{
    struct esc_cred_origin *origin = &spec->set->origin;
    const struct {
        const char *word;
        char *out;
        size_t size;
    } rows[] = {
        {"name", spec->name, sizeof(spec->name)},
        {"environment", origin->environment, sizeof(origin->environment)},
        {"revision", origin->revision, sizeof(origin->revision)},
        {"backend", origin->backend, sizeof(origin->backend)},
        {"role", origin->role, sizeof(origin->role)},
        {"session-name", origin->session_name, sizeof(origin->session_name)},
        {"access-key", origin->access_key_id, sizeof(origin->access_key_id)},
        {"account", origin->account_id, sizeof(origin->account_id)},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        if (strcmp(rows[i].word, word) == 0)
            return esc_text_copy(rows[i].out, rows[i].size, rest);
    return false;
}

static void
failure(struct spec *spec, char *rest)
{
    const char *code = strsep(&rest, " ");
    const char *where = strsep(&rest, " ");

    for (int i = 1; i < ESC_CODE_COUNT; i++)
        if (strcmp(esc_code_name((enum esc_code)i), code) == 0)
            esc_fail(&spec->failure, (enum esc_code)i,
                     strcmp(where, "-") == 0 ? NULL : where, "%s", rest);
}

static void
directive(struct spec *spec, char *line)
{
    char *rest = line, *word = strsep(&rest, " ");

    if (rest == NULL)
        die("a directive without a value", word);
    if (text_directive(spec, word, rest))
        return;
    if (strcmp(word, "obtained") == 0)
        spec->set->obtained = when(rest);
    else if (strcmp(word, "expires") == 0)
        spec->set->expires = when(rest);
    else if (strcmp(word, "renew") == 0)
        spec->set->renew_after = when(rest);
    else if (strcmp(word, "var") == 0 || strcmp(word, "file") == 0
             || strcmp(word, "secret") == 0
             || strcmp(word, "secret-file") == 0)
        variable(spec->set, word, rest);
    else if (strcmp(word, "pad") == 0)
        pad(spec->set, rest);
    else if (strcmp(word, "error") == 0)
        failure(spec, rest);
    else if (strcmp(word, "hint") == 0)
        esc_fail_hint(&spec->failure, "%s", rest);
    else
        die("unknown directive", word);
}

static void
store(const struct esc_request *request, const struct spec *spec)
{
    ESC_OWN(esc_secret) bytes = esc_secret_new(ESC_CRED_BYTES_MAX);
    struct esc_keyring_put put = {spec->name, GROUP, 3600};
    struct esc_error err = {0};
    struct esc_stored stored;

    if (spec->failure.code != ESC_OK
        && !esc_request_store_error(request, &put, &spec->failure, &stored))
        die("cannot store the failure", spec->name);
    if (spec->set->count == 0 && spec->failure.code != ESC_OK)
        return;
    if (bytes == NULL || !esc_cred_set_encode(spec->set, bytes, &err)
        || !esc_request_store(request, &put, bytes, NULL, &err))
        die("cannot store", err.text);
}

static void
take_spec(const struct esc_request *request, const char *path)
{
    ESC_BUF_OWN text = ESC_BUF_LIMIT(1024 * 1024);
    ESC_OWN(esc_cred_set) set = esc_cred_set_new();
    struct spec spec = {.name = "default", .set = set};
    struct esc_error err = {0};
    char *rest, *line;

    if (!esc_file_read(path, &text, &err) || set == NULL)
        die("cannot read", err.text);
    rest = text.data;
    while ((line = strsep(&rest, "\n")) != NULL)
        if (line[0] != '\0')
            directive(&spec, line);
    store(request, &spec);
}

int
main(int argc, char **argv)
{
    uid_t uid = 1900000 + (uid_t)getpid();
    struct login login;
    struct esc_request request = {.uid = uid};
    int option;

    if (geteuid() != 0) {
        fputs("only root can own a key as root\n", stderr);
        return SKIP;
    }
    if (!login_open(&login, uid)) {
        fprintf(stderr, "no kernel keyrings here: %s\n", strerror(errno));
        return SKIP;
    }
    request = (struct esc_request){.uid = uid, .ticket = login.fields};
    while ((option = getopt(argc, argv, "+a:s:")) != -1) {
        if (option == 's')
            take_spec(&request, optarg);
        if (option == 'a')
            uid = (uid_t)strtoul(optarg, NULL, 10);
    }
    if (argv[optind] == NULL || setgroups(0, NULL) != 0
        || setresgid(uid, uid, uid) != 0 || setresuid(uid, uid, uid) != 0)
        die("cannot become the user", strerror(errno));
    execvp(argv[optind], argv + optind);
    die(argv[optind], strerror(errno));
}

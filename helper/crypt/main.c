/* SPDX-License-Identifier: Apache-2.0 */
/*
 * esc-crypt: encrypts and decrypts the secrets of a definition where they
 * stand, for `esc-session encrypt` and `decrypt`.  A program of its own
 * because it parses YAML, which the client does not.  It runs as its caller,
 * whose files, definition and key, it reads and writes; there is no network in
 * it.
 */
#include "esc/cipher.h"
#include "esc/crypt.h"
#include "esc/file.h"
#include "esc/text.h"
#include "replace.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MIB = 1024 * 1024, MEMORY = 256 * MIB, MISUSE = 2 };

struct job {
    bool encrypts, new_key;
    const char *file;   /* NULL: only a key is to be made */
    const char *key;    /* path */
    const char *output; /* NULL: in place; "-": standard output */
    size_t changed;
};

static bool
unseal(void *context, struct esc_arena *arena, struct esc_str in,
       struct esc_str *out, struct esc_str *problem_out)
{
    const struct esc_secret *key = context;
    struct esc_error err = {0};
    ESC_OWN(esc_secret) text = esc_cipher_open(key, in.data, in.len, &err);

    if (text != NULL)
        *out =
            esc_arena_dup(arena, esc_secret_bytes(text), esc_secret_len(text));
    else
        *problem_out = esc_arena_dup(arena, err.text, strlen(err.text));
    return text != NULL;
}

static bool
seal(void *context, struct esc_arena *arena, struct esc_str in,
     struct esc_str *out, struct esc_str *problem_out)
{
    const struct esc_secret *key = context;
    ESC_OWN(esc_secret) sealed = esc_secret_new(in.len + ESC_CIPHER_OVERHEAD);
    struct esc_error err = {0};

    if (sealed == NULL
        || !esc_cipher_seal(key, in.len > 0 ? in.data : "", in.len, sealed,
                            &err)) {
        *problem_out = ESC_STR("the cipher failed");
        return false;
    }
    *out =
        esc_arena_dup(arena, esc_secret_bytes(sealed), esc_secret_len(sealed));
    return true;
}

static void
say_diagnostics(const struct job *job, const struct esc_diagnostics *diags)
{
    const struct esc_diagnostic *one = diags->first;
    const struct esc_pos *at;
    char text[1024];

    for (; one != NULL; one = one->next) {
        fputs(job->file, stderr);
        at = one->place.has_range ? &one->place.range.begin : &one->place.near;
        if (at->line > 0)
            fprintf(stderr, ":%u:%u", at->line, at->column);
        fprintf(stderr, ": error: %s\n",
                esc_text_safe(one->summary.len > 0 ? one->summary.data : "",
                              one->summary.len, text, sizeof(text)));
    }
}

static bool
put(const struct job *job, struct esc_str result, const struct stat *was,
    struct esc_error *err)
{
    const char *output = job->output;

    if (output != NULL && strcmp(output, "-") == 0)
        return esc_file_write_all(STDOUT_FILENO, result.data, result.len)
               || esc_fail(err, ESC_E_SYSTEM, NULL,
                           "cannot write to standard output");
    if (output != NULL)
        return replace_write(output, result, NULL, err);
    if (job->changed == 0)
        return true;
    if (!job->encrypts && (was->st_mode & S_IROTH) != 0) {
        esc_fail(err, ESC_E_CONFIG, job->file,
                 "cannot decrypt '%s' where it is: every account of the host"
                 " may read it",
                 job->file);
        return esc_fail_hint(err, "chmod 0600 %s, or -o FILE", job->file);
    }
    return replace_write(job->file, result, was, err);
}

/* False without an error in ERR (ESC_OK): diagnostics were shown. */
static bool
rewrite(struct job *job, struct esc_arena *arena, struct esc_error *err)
{
    const struct esc_limits limits = ESC_LIMITS_DEFAULT;
    struct esc_diagnostics diags;
    struct esc_crypt crypt = {.diags = &diags,
                              .limits = &limits,
                              .name = esc_str_from(job->file),
                              .convert = job->encrypts ? seal : unseal};
    struct stat was;
    struct esc_str result;
    ESC_OWN(esc_secret) key = esc_cipher_load_key(job->key, err);
    ESC_OWN(esc_secret) source = NULL;

    if (key == NULL)
        return err->code == ESC_E_NOT_FOUND && job->encrypts
               && esc_fail_hint(err, "--new-key makes one");
    source = replace_read(job->file, limits.bytes, &was, err);
    if (source == NULL)
        return false;
    crypt.source = (struct esc_str){(const char *)esc_secret_bytes(source),
                                    esc_secret_len(source)};
    crypt.context = key;
    esc_diagnostics_init(&diags, arena, 100);
    result =
        job->encrypts ? esc_crypt_encrypt(&crypt) : esc_crypt_decrypt(&crypt);
    say_diagnostics(job, &diags);
    if (diags.errors > 0)
        return false;
    job->changed = crypt.changed;
    return put(job, result, &was, err);
}

static bool
run(struct job *job, struct esc_error *err)
{
    struct esc_arena *arena;
    bool done;

    if (job->new_key && !esc_cipher_new_key(job->key, err))
        return false;
    if (job->new_key)
        fprintf(stderr,
                "esc-session: made the key '%s': every host of the zone needs"
                " it\n",
                job->key);
    if (job->file == NULL)
        return true;
    arena = esc_arena_new(MEMORY);
    if (arena == NULL)
        return esc_fail(err, ESC_E_SYSTEM, NULL, "no memory");
    done = rewrite(job, arena, err);
    esc_arena_free(arena);
    if (done)
        fprintf(stderr, "esc-session: %s: %zu secret%s %s\n", job->file,
                job->changed, job->changed == 1 ? "" : "s",
                job->encrypts ? "encrypted" : "decrypted");
    return done;
}

static bool
parse(struct job *job, int argc, char **argv)
{
    if (argc < 2
        || (strcmp(argv[1], "encrypt") != 0
            && strcmp(argv[1], "decrypt") != 0))
        return false;
    job->encrypts = argv[1][0] == 'e';
    for (int i = 2; i < argc; i++) {
        if (strcmp(argv[i], "--new-key") == 0 && job->encrypts)
            job->new_key = true;
        else if (strcmp(argv[i], "--key") == 0 && i + 1 < argc)
            job->key = argv[++i];
        else if (strcmp(argv[i], "-o") == 0 && i + 1 < argc)
            job->output = argv[++i];
        else if (strcmp(argv[i], "--") == 0 && i + 2 == argc)
            job->file = argv[++i];
        else
            return false;
    }
    if (job->file != NULL && job->output == NULL
        && strcmp(job->file, "-") == 0)
        job->output = "-";
    return job->key != NULL && (job->file != NULL || job->new_key);
}

int
main(int argc, char **argv)
{
    struct job job = {0};
    struct esc_error err = {0};

    esc_secret_process();
    if (!parse(&job, argc, argv)) {
        fputs("usage: esc-crypt encrypt --key KEY [--new-key] [-o OUT]"
              " [-- FILE]\n"
              "       esc-crypt decrypt --key KEY [-o OUT] -- FILE\n",
              stderr);
        return MISUSE;
    }
    if (run(&job, &err))
        return EXIT_SUCCESS;
    if (err.code != ESC_OK)
        fprintf(stderr, "esc-session: %s\n", err.text);
    if (err.hint[0] != '\0')
        fprintf(stderr, "hint: %s\n", err.hint);
    return EXIT_FAILURE;
}

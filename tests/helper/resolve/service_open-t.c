/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What `open` prints of an environment that the service opened, where policy
 * shows the values: recorded sessions of the original, byte for byte, by way
 * of the double, the whole program, the keyring's form and back.
 */
#include "render.h"
#include "service_world.h"
#include "tap.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct service_world world;
static struct starter s; /* large */

/* The environment of NAME ("default/test@2") as it was opened; false: not. */
static bool
use(const char *environment, const char *name)
{
    const char *version = strchr(name, '@');
    char full[64];

    snprintf(full, sizeof(full), "acme/aws/%s%s", environment,
             version == NULL ? "" : version);
    service_prepare_good(&world, &s, full);
    s.open.values = true;
    starter_run(&s);
    return ok(s.set != NULL && s.set->tree != NULL, "%s opens: %s", full,
              s.failure.text);
}

/* "FORMAT PATH" of what is held, as the client asks for it. */
static struct esc_secret *
rendered(const char *wish, struct esc_error *err)
{
    ESC_OWN(esc_secret) encoded = esc_secret_new(ESC_CRED_BYTES_MAX);
    ESC_OWN(esc_secret) request = esc_secret_new(ESC_CRED_BYTES_MAX + 4096);
    ESC_OWN(esc_secret) frame = NULL;
    int ends[2];

    if (encoded == NULL || request == NULL
        || !esc_cred_set_encode(s.set, encoded, err)
        || !esc_message_put_bytes(request, ESC_MESSAGE_RENDER, wish,
                                  esc_secret_bytes(encoded),
                                  esc_secret_len(encoded))
        || pipe(ends) != 0)
        return NULL;
    if (esc_frame_send(ends[1], request, 0, err))
        frame = esc_frame_receive(ends[0], ESC_FRAME_MAX, 0, err);
    close(ends[0]);
    close(ends[1]);
    return frame == NULL ? NULL : render_request(frame, err);
}

static void
check_output(const char *wish, const char *want, const char *name)
{
    struct esc_error err = {0};
    ESC_OWN(esc_secret) answer = rendered(wish, &err);
    const char *got =
        answer == NULL ? err.text : (const char *)esc_secret_bytes(answer);

    is_str(got, want, "%s", name);
}

/* One command: "esc open NAME [PATH] [--format FORMAT]", "env get" alike. */
static void
check_command(const char *environment, const char *command, const char *want)
{
    char words[256], wish[256], *rest = words, *word;
    const char *name = "", *path = "", *format = "json";
    bool format_next = false;

    snprintf(words, sizeof(words), "%s", command);
    while ((word = strsep(&rest, " ")) != NULL) {
        if (format_next)
            format = word;
        else if (strncmp(word, "default/", 8) == 0)
            name = word;
        else if (name[0] != '\0' && word[0] != '-')
            path = word;
        format_next =
            strcmp(word, "--format") == 0 || strcmp(word, "--value") == 0;
    }
    snprintf(wish, sizeof(wish), "%s %s", format, path);
    if (use(environment, name))
        check_output(wish, want, command);
    starter_release(&s);
}

/* All of NAME's file; tests have no other use for a missing one. */
static char *
load(const char *name)
{
    const char *srcdir = getenv("srcdir");
    char path[512];
    char *text = calloc(1, 65536);
    FILE *file;

    snprintf(path, sizeof(path), "%s/tests/fixtures/cli/%s.yaml",
             srcdir == NULL ? "." : srcdir, name);
    file = fopen(path, "r");
    if (text == NULL)
        abort();
    if (file == NULL || fread(text, 1, 65535, file) == 0)
        diag("cannot read %s", path);
    if (file != NULL)
        fclose(file);
    return text;
}

/*
 * What stands in TEXT until the next command, which is returned or NULL; TEXT
 * ends where it does.
 */
static char *
cut_output(char *text)
{
    char *next =
        strncmp(text, "> esc ", 6) == 0 ? text : strstr(text, "\n> esc ");

    if (next == NULL)
        return NULL;
    if (next > text)
        *next++ = '\0';
    return next;
}

/* The recorded session NAME: "> esc ..." and what it printed, until "---". */
static void
check_session(const char *name, const char *environment)
{
    char *text = load(name), want[12288];
    char *at = strstr(text, "\n---\n"), *end, *output, *next;

    end = at == NULL ? NULL : strstr(at + 5, "\n---\n");
    ok(end != NULL, "recorded: %s", name);
    if (end != NULL) {
        *end = '\0';
        at = strstr(at + 4, "\n> esc ");
    }
    for (at = end == NULL || at == NULL ? NULL : at + 1; at != NULL;
         at = next) {
        output = strchr(at, '\n');
        if (output == NULL)
            break;
        *output++ = '\0';
        next = cut_output(output);
        snprintf(want, sizeof(want), "%s%s", next == output ? "" : output,
                 next == output || next == NULL ? "" : "\n");
        check_command(environment, at + 2, want);
    }
    free(text);
}

int
main(void)
{
    if (!service_world_start(&world)) {
        skip("no double: it needs python3-jwt, python3-cryptography, openssl");
        return tap_done();
    }
    check_session("open-json", "test");
    check_session("open-yaml", "test");
    check_session("open-string", "test");
    check_session("open-detailed", "test");
    check_session("env-get-each-value-json", "each");
    check_session("env-get-each-value-string", "each");
    check_session("env-get-each-value-detailed", "each");
    service_world_stop(&world);
    return tap_done();
}

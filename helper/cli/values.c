/* SPDX-License-Identifier: Apache-2.0 */
/* Asking esc-resolve, which then has no network and no files. */
#include "values.h"
#include "resolver.h"
#include "say.h"
#include <stdlib.h>
#include <string.h>

enum { LIMIT_MS = 12000, HEAD_MAX = 4096 };

/* What the resolver answers to REQUEST: text. */
static struct esc_secret *
ask(const struct cli *cli, const struct esc_secret *request,
    struct esc_error *err)
{
    RESOLVER_OWN resolver = RESOLVER_NONE;
    ESC_OWN(esc_secret) frame = NULL;
    struct esc_message_content content;
    struct esc_secret *text;

    if (!resolver_start(cli, LIMIT_MS, &resolver, err)
        || !resolver_send(&resolver, request, err)
        || (frame = resolver_result(&resolver, err)) == NULL)
        return NULL;
    if (!esc_message_get_bytes(frame, &content, err))
        return NULL;
    text = esc_secret_new(content.len + 1);
    if (text == NULL || !esc_secret_add(text, content.bytes, content.len))
        esc_fail(err, ESC_E_SYSTEM, NULL, "no memory");
    return text;
}

struct esc_secret *
values_ask(const struct cli *cli, const struct esc_cred_set *set,
           const struct values_want *want, struct esc_error *err)
{
    size_t most = want->words_len + ESC_CRED_BYTES_MAX;
    ESC_OWN(esc_secret) content = esc_secret_new(most);
    ESC_OWN(esc_secret) request = esc_secret_new(most + HEAD_MAX);

    if (content == NULL || request == NULL
        || (want->words_len > 0
            && !esc_secret_add(content, want->words, want->words_len))) {
        esc_fail(err, ESC_E_SYSTEM, NULL, "no memory");
        return NULL;
    }
    if (!esc_cred_set_encode(set, content, err))
        return NULL;
    if (!esc_message_put_bytes(request, ESC_MESSAGE_RENDER, want->text,
                               esc_secret_bytes(content),
                               esc_secret_len(content))) {
        esc_fail(err, ESC_E_BUG, NULL, "the request does not fit");
        return NULL;
    }
    return ask(cli, request, err);
}

static bool
is_template(const char *argument)
{
    return strstr(argument, "${") != NULL || strstr(argument, "$$") != NULL;
}

bool
values_has_templates(char *const *argv)
{
    for (size_t i = 1; argv[0] != NULL && argv[i] != NULL; i++)
        if (is_template(argv[i]))
            return true;
    return false;
}

/* The next of the resolver's words, which are NUL-terminated; NULL: none. */
static char *
next_word(char **at, const char *end)
{
    char *word = *at;

    if (word >= end)
        return NULL;
    *at += strlen(word) + 1;
    return word;
}

/* Those of OUT's arguments that are templates, from what was answered. */
static bool
take(const struct cli *cli, struct values_argv *out, struct esc_error *err)
{
    char *word, *at = out->text.data;
    const char *end = at + out->text.len;

    if (out->text.len == 0 || end[-1] != '\0')
        return esc_fail(err, ESC_E_BUG, NULL, "arguments came back broken");
    for (size_t i = 1; out->argv[i] != NULL; i++) {
        if (!is_template(out->argv[i]))
            continue;
        word = next_word(&at, end);
        if (word == NULL)
            return esc_fail(err, ESC_E_BUG, NULL, "an argument was lost");
        out->argv[i] = word;
    }
    while ((word = next_word(&at, end)) != NULL)
        if (word[0] != '\0')
            say_warning(cli,
                        "'$${' leaves it to a shell; 'exec' leaves arguments "
                        "alone",
                        "'%.80s' leads nowhere: it becomes nothing", word);
    return true;
}

static bool
fill(const struct cli *cli, const struct esc_cred_set *set,
     struct values_argv *out, struct esc_error *err)
{
    ESC_BUF_OWN words = ESC_BUF_LIMIT(ESC_MESSAGE_WORDS_MAX);
    char text[64];
    struct values_want want = {.text = text};
    ESC_OWN(esc_secret) answer = NULL;

    for (size_t i = 1; out->argv[i] != NULL; i++)
        if (is_template(out->argv[i]))
            esc_buf_add(&words, out->argv[i], strlen(out->argv[i]) + 1);
    if (words.failed)
        return esc_fail(err, ESC_E_USAGE, NULL,
                        "arguments with '$' have more than %d bytes",
                        ESC_MESSAGE_WORDS_MAX);
    snprintf(text, sizeof(text), ESC_MESSAGE_WORDS " %zu", words.len);
    want.words = esc_buf_text(&words);
    want.words_len = words.len;
    answer = values_ask(cli, set, &want, err);
    if (answer == NULL)
        return false;
    esc_buf_add(&out->text, esc_secret_bytes(answer), esc_secret_len(answer));
    return esc_buf_ok(&out->text, err) && take(cli, out, err);
}

bool
values_fill(const struct cli *cli, const struct esc_cred_set *set, char **argv,
            struct values_argv *out, struct esc_error *err)
{
    size_t count = 0;

    while (argv[count] != NULL)
        count++;
    *out = (struct values_argv){
        .argv = calloc(count + 1, sizeof(char *)),
        .text = ESC_BUF_LIMIT(ESC_FRAME_MAX),
    };
    if (out->argv == NULL)
        return esc_fail(err, ESC_E_SYSTEM, NULL, "no memory");
    for (size_t i = 0; i < count; i++)
        out->argv[i] = argv[i];
    return !values_has_templates(argv) || fill(cli, set, out, err);
}

void
values_argv_cleanup(struct values_argv *filled)
{
    free(filled->argv);
    esc_buf_release(&filled->text);
}

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Words of a command line, filled in.  Everybody on the host can read a
 * command's arguments, so nothing secret goes there.
 */
#include "esc/environment.h"
#include "render.h"

enum { MEMORY_MAX = 16 * 1024 * 1024, SHOWN_MAX = 80 };

static bool
refuse(enum esc_code code, struct esc_str reference, const char *why,
       struct esc_error *err)
{
    int len = (int)(reference.len > SHOWN_MAX ? SHOWN_MAX : reference.len);

    return esc_fail(err, code, NULL, "cannot put '%.*s' into an argument: %s",
                    len, reference.data, why);
}

static bool
check(const struct esc_template *word, bool complete, struct esc_error *err)
{
    if (word->secret.len > 0) {
        refuse(ESC_E_USAGE, word->secret,
               "it is secret, and everybody on this host can read arguments",
               err);
        return esc_fail_hint(err, "give it a name in environmentVariables, "
                                  "and a shell can use that: "
                                  "sh -c '... \"$NAME\"'");
    }
    if (word->missing.len > 0 && !complete) {
        refuse(ESC_E_NOT_PERMITTED, word->missing,
               "only what the environment exports can be seen here, and that "
               "is not among it",
               err);
        return esc_fail_hint(err, "'${environmentVariables.NAME}' is; '$${' "
                                  "leaves it to a shell; 'exec' leaves "
                                  "arguments alone");
    }
    if (memchr(word->text.data == NULL ? "" : word->text.data, '\0',
               word->text.len)
        != NULL)
        return esc_fail(err, ESC_E_INPUT, NULL,
                        "cannot fill in an argument: a value has a NUL byte");
    return true;
}

bool
render_words(const struct esc_value *values, bool complete,
             struct esc_str words, struct esc_buf *out, struct esc_error *err)
{
    ESC_BUF_OWN missing = ESC_BUF_LIMIT(ESC_MESSAGE_WORDS_MAX);
    struct esc_arena *arena = esc_arena_new(MEMORY_MAX);
    const char *at = words.data, *end = at + words.len;
    bool done = arena != NULL;

    if (!done)
        esc_fail(err, ESC_E_SYSTEM, NULL, "out of memory");
    while (done && at < end) {
        struct esc_template word;
        struct esc_str text = {at, strnlen(at, (size_t)(end - at))};

        done = esc_template_fill(arena, text, values, ESC_MESSAGE_WORDS_MAX,
                                 &word)
                   ? check(&word, complete, err)
                   : esc_fail(err, ESC_E_INPUT, NULL,
                              "the arguments are too long once filled in");
        if (done) {
            esc_buf_add(out, word.text.data, word.text.len);
            esc_buf_add_char(out, '\0');
            esc_buf_add(&missing, word.missing.data, word.missing.len);
            esc_buf_add_char(&missing, '\0');
        }
        at += text.len + 1;
    }
    esc_buf_add(out, esc_buf_text(&missing), missing.len);
    out->failed |= missing.failed;
    esc_arena_free(arena);
    return done;
}

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Quoting, a row for each format.  The shells' statements end with ';' so
 * that they survive an eval that joins lines.  Names are valid ones already
 * (esc_text_is_name), so they are never quoted.
 */
#include "render.h"
#include <stdio.h>
#include <string.h>

#define GROWTH 6 /* JSON's six bytes for a control character */

static void
put(struct esc_secret *out, const void *bytes, size_t len)
{
    /* Room was measured by render_room; a lack of it shows in tests. */
    (void)!esc_secret_add(out, bytes, len);
}

static void
put_str(struct esc_secret *out, const char *text)
{
    put(out, text, strlen(text));
}

/* VALUE in single quotes; bytes of SPECIAL are replaced by what REPLACE has
 * at the same place. */
static void
single_quoted(struct esc_secret *out, const uint8_t *value, size_t len,
              const char *special, const char *const *replace)
{
    put_str(out, "'");
    for (size_t i = 0; i < len; i++) {
        const char *at = strchr(special, value[i]);

        if (at != NULL && value[i] != '\0')
            put_str(out, replace[at - special]);
        else
            put(out, value + i, 1);
    }
    put_str(out, "'");
}

static const char *
quote_sh(struct esc_secret *out, const uint8_t *value, size_t len)
{
    single_quoted(out, value, len, "'", (const char *const[]){"'\\''"});
    return NULL;
}

static const char *
quote_fish(struct esc_secret *out, const uint8_t *value, size_t len)
{
    single_quoted(out, value, len, "'\\",
                  (const char *const[]){"\\'", "\\\\"});
    return NULL;
}

static const char *
quote_csh(struct esc_secret *out, const uint8_t *value, size_t len)
{
    if (memchr(value, '\n', len) != NULL)
        return "its value holds a line break, which csh's eval loses";
    single_quoted(out, value, len, "'!",
                  (const char *const[]){"'\\''", "'\\!'"});
    return NULL;
}

static const char *
quote_dotenv(struct esc_secret *out, const uint8_t *value, size_t len)
{
    if (memchr(value, '\'', len) != NULL)
        return "its value holds a single quote, which the readers of such "
               "files take differently";
    if (memchr(value, '\\', len) != NULL)
        return "its value holds a backslash, which the readers of such files "
               "take differently";
    if (memchr(value, '\r', len) != NULL)
        return "its value holds a carriage return, which the readers of such "
               "files drop";
    single_quoted(out, value, len, "", NULL);
    return NULL;
}

/* Length of the UTF-8 character at S (REST bytes), 0 when it is none. */
static size_t
utf8_len(const uint8_t *s, size_t rest)
{
    size_t n = s[0] < 0x80   ? 1
               : s[0] < 0xc2 ? 0
               : s[0] < 0xe0 ? 2
               : s[0] < 0xf0 ? 3
               : s[0] < 0xf5 ? 4
                             : 0;

    if (n > rest)
        return 0;
    for (size_t i = 1; i < n; i++)
        if ((s[i] & 0xc0) != 0x80)
            return 0;
    if ((s[0] == 0xe0 && s[1] < 0xa0) || (s[0] == 0xed && s[1] > 0x9f)
        || (s[0] == 0xf0 && s[1] < 0x90) || (s[0] == 0xf4 && s[1] > 0x8f))
        return 0;
    return n;
}

static bool
is_utf8(const uint8_t *value, size_t len)
{
    size_t n;

    for (size_t i = 0; i < len; i += n)
        if ((n = utf8_len(value + i, len - i)) == 0)
            return false;
    return true;
}

static const char *
quote_docker(struct esc_secret *out, const uint8_t *value, size_t len)
{
    if (memchr(value, '\n', len) != NULL || memchr(value, '\r', len) != NULL)
        return "its value holds a line break, which an env-file cannot";
    if (!is_utf8(value, len))
        return "its value is not UTF-8";
    put(out, value, len);
    return NULL;
}

static const char *
quote_json(struct esc_secret *out, const uint8_t *value, size_t len)
{
    char escape[8];

    if (!is_utf8(value, len))
        return "its value is not UTF-8";
    put_str(out, "\"");
    for (size_t i = 0; i < len; i++) {
        if (value[i] == '"' || value[i] == '\\')
            snprintf(escape, sizeof(escape), "\\%c", value[i]);
        else if (value[i] < 0x20 || value[i] == 0x7f)
            snprintf(escape, sizeof(escape), "\\u%04x", value[i]);
        else
            snprintf(escape, sizeof(escape), "%c", value[i]);
        put_str(out, escape);
    }
    put_str(out, "\"");
    return NULL;
}

#define SH_ROW(name)                                                          \
    {                                                                         \
        name, "export %N=%V;\n", "unset %N;\n", "", "", "", quote_sh          \
    }

static const struct format formats[] = {
    SH_ROW("sh"),
    SH_ROW("bash"),
    SH_ROW("zsh"),
    {"fish", "set -gx %N %V;\n", "set -e %N;\n", "", "", "", quote_fish},
    {"csh", "setenv %N %V;\n", "unsetenv %N;\n", "", "", "", quote_csh},
    {"dotenv", "%N=%V\n", NULL, "", "", "", quote_dotenv},
    {"docker", "%N=%V\n", NULL, "", "", "", quote_docker},
    {"json", "  \"%N\": %V", NULL, "{", ",", "\n}\n", quote_json},
};

const struct format *
render_format(const char *name)
{
    for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++)
        if (strcmp(formats[i].name, name) == 0)
            return &formats[i];
    return NULL;
}

size_t
render_room(size_t name_len, size_t value_len)
{
    return name_len + GROWTH * value_len + 64;
}

void
render_open(struct render *render)
{
    render->count = 0;
    put_str(render->out, render->format->open);
}

/* TEMPLATE up to a '%' or its end; returns the letter behind it, or 0. */
static char
copy_until(struct render *render, const char **template)
{
    size_t len = strcspn(*template, "%");
    char letter;

    put(render->out, *template, len);
    *template += len;
    if (**template == '\0')
        return '\0';
    letter = (*template)[1];
    *template += 2;
    return letter;
}

bool
render_set(struct render *render, const char *name, const void *value,
           size_t len, struct esc_error *err)
{
    const char *template = render->format->set, *why = NULL;

    if (render->format->between[0] != '\0') {
        put_str(render->out, render->count > 0 ? render->format->between : "");
        put_str(render->out, "\n");
    }
    render->count++;
    for (char letter; (letter = copy_until(render, &template)) != '\0';) {
        if (letter == 'N')
            put_str(render->out, name);
        else
            why = render->format->quote(render->out, value, len);
        if (why == NULL)
            continue;
        esc_fail(err, ESC_E_INPUT, name, "cannot show variable '%s' as %s: %s",
                 name, render->format->name, why);
        return esc_fail_hint(err, "exec passes any value on");
    }
    return true;
}

void
render_unset(struct render *render, const char *name)
{
    const char *template = render->format->unset;

    render->count++;
    while (copy_until(render, &template) != '\0')
        put_str(render->out, name);
}

void
render_close(struct render *render)
{
    put_str(render->out, render->format->close);
}

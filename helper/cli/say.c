/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Messages.  Texts in a struct esc_error are safe to show already; warnings
 * pass through one for the same reason.
 */
#include "say.h"
#include "esc/buf.h"
#include "esc/file.h"
#include <stdarg.h>

#define MESSAGE_MAX 4096

static void
send(const struct cli *cli, const struct esc_buf *line)
{
    /* There is nobody left to tell when this fails. */
    (void)esc_file_write_all(cli->err, esc_buf_text(line), line->len);
}

static void
say(const struct cli *cli, const char *kind, const struct esc_error *err)
{
    ESC_BUF_OWN line = ESC_BUF_LIMIT(MESSAGE_MAX);

    esc_buf_printf(&line, "esc-session: %s%s\n", kind, err->text);
    if (err->hint[0] != '\0')
        esc_buf_printf(&line, "hint: %s\n", err->hint);
    send(cli, &line);
}

void
say_error(const struct cli *cli, const struct esc_error *err)
{
    say(cli, "", err);
}

void
say_error_line(const struct cli *cli, const struct esc_error *err)
{
    ESC_BUF_OWN line = ESC_BUF_LIMIT(MESSAGE_MAX);

    esc_buf_printf(&line, "esc-session: %s", err->text);
    if (err->hint[0] != '\0')
        esc_buf_printf(&line, " (hint: %s)", err->hint);
    esc_buf_add_char(&line, '\n');
    send(cli, &line);
}

/* Unless quiet: a failure of nothing, for its text is made safe. */
static void say_aside(const struct cli *cli, const char *kind,
                      const char *hint, const char *format, va_list args)
    __attribute__((format(printf, 4, 0)));

static void
say_aside(const struct cli *cli, const char *kind, const char *hint,
          const char *format, va_list args)
{
    char text[ESC_ERROR_TEXT_MAX];
    struct esc_error err = {0};

    if (cli->quiet)
        return;
    vsnprintf(text, sizeof(text), format, args);
    esc_fail(&err, ESC_E_SYSTEM, NULL, "%s", text);
    if (hint != NULL)
        esc_fail_hint(&err, "%s", hint);
    say(cli, kind, &err);
}

void
say_note(const struct cli *cli, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    say_aside(cli, "", NULL, format, args);
    va_end(args);
}

void
say_warning(const struct cli *cli, const char *hint, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    say_aside(cli, "warning: ", hint, format, args);
    va_end(args);
}

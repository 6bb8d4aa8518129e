/* SPDX-License-Identifier: Apache-2.0 */
/* Bytes of a token go straight into a secret: no buffered streams. */
#include "token.h"
#include "esc/file.h"
#include "own_file.h"
#include "terminal.h"
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

enum { TOKEN_MAX = 20000 };

static const char prompt[] = "Token: ";

/* The LINE read from SHOWN, if it may be a token. */
static struct esc_secret *
take_line(struct esc_secret *line_given, const char *shown,
          struct esc_error *err)
{
    ESC_OWN(esc_secret) line = line_given;
    const uint8_t *bytes = esc_secret_bytes(line);
    size_t len = esc_secret_len(line);

    for (size_t i = 0; i < len; i++)
        if (bytes[i] <= ' ' || bytes[i] > '~')
            len = 0;
    if (len > 0 && len <= TOKEN_MAX)
        return esc_secret_take(&line);
    esc_fail(err, ESC_E_INPUT, shown, "cannot use '%s': it holds no token",
             shown);
    return NULL;
}

static struct esc_secret *
fail_reading(int cause, const char *shown, struct esc_error *err)
{
    esc_fail_errno(err, ESC_E_SYSTEM, cause, shown, "cannot read '%s'", shown);
    return NULL;
}

struct esc_secret *
token_read_file(const char *path, struct esc_error *err)
{
    ESC_CLOSE int fd =
        open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
    ESC_OWN(esc_secret) line = esc_secret_new(TOKEN_MAX + 1);

    if (fd < 0) {
        esc_fail_errno(err, errno == ELOOP ? ESC_E_INPUT : ESC_E_SYSTEM, errno,
                       path, "cannot open '%s'", path);
        return NULL;
    }
    if (!own_file_check(fd, path, S_IWGRP | S_IRWXO, err))
        return NULL;
    if (line == NULL || !terminal_read_line(fd, line))
        return fail_reading(line == NULL ? ENOMEM : errno, path, err);
    return take_line(esc_secret_take(&line), path, err);
}

struct esc_secret *
token_read_input(const struct cli *cli, struct esc_error *err)
{
    ESC_OWN(esc_secret) line = esc_secret_new(TOKEN_MAX + 1);
    const char *shown = "the terminal";
    bool done;

    if (line == NULL)
        return fail_reading(ENOMEM, shown, err);
    done = terminal_read_unseen(STDIN_FILENO, cli->err, prompt, line);
    if (!done && errno == ENOTTY) {
        shown = "standard input";
        done = terminal_read_line(STDIN_FILENO, line);
    }
    return done ? take_line(esc_secret_take(&line), shown, err)
                : fail_reading(errno, shown, err);
}

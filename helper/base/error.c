/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The one error type: formatting, and the table that ties codes to names and
 * to the errno a doorbell is rejected with.  Distinct codes have distinct
 * errnos, so that the client can turn the kernel's answer into a sentence even
 * when no error key could be stored.
 */
#include "esc/error.h"
#include "esc/text.h"
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const struct {
    const char *name;
    int errnum;
} codes[ESC_CODE_COUNT] = {
    [ESC_OK] = {"ok", 0},
    [ESC_E_SYSTEM] = {"system", EIO},
    [ESC_E_USAGE] = {"usage", EINVAL},
    [ESC_E_CONFIG] = {"config", ENOEXEC},
    [ESC_E_NOT_PERMITTED] = {"not-permitted", EACCES},
    [ESC_E_NO_SESSION] = {"no-session", EKEYREJECTED},
    [ESC_E_SESSION_ENDED] = {"session-ended", EKEYREVOKED},
    [ESC_E_KEYRING] = {"keyring", EDQUOT},
    [ESC_E_NOT_FOUND] = {"not-found", ESRCH},
    [ESC_E_DEFINITION] = {"definition", EBADMSG},
    [ESC_E_PROVIDER] = {"provider", ECONNREFUSED},
    [ESC_E_NETWORK] = {"network", EHOSTUNREACH},
    [ESC_E_TIMEOUT] = {"timeout", ETIMEDOUT},
    [ESC_E_BUSY] = {"busy", EBUSY},
    [ESC_E_DIRECTORY] = {"directory", EAGAIN},
    [ESC_E_INPUT] = {"input", EOVERFLOW},
    [ESC_E_BUG] = {"bug", EPROTO},
    [ESC_E_FULL] = {"full", ENOSPC},
};

static void
store(char *out, size_t size, const char *text)
{
    esc_text_safe(text, strlen(text), out, size);
}

bool
esc_fail(struct esc_error *err, enum esc_code code, const char *where,
         const char *format, ...)
{
    char text[ESC_ERROR_TEXT_MAX];
    va_list args;

    va_start(args, format);
    vsnprintf(text, sizeof(text), format, args);
    va_end(args);
    if (err == NULL)
        return false;
    err->code = code;
    store(err->where, sizeof(err->where), where == NULL ? "" : where);
    store(err->text, sizeof(err->text), text);
    err->hint[0] = '\0';
    return false;
}

bool
esc_fail_errno(struct esc_error *err, enum esc_code code, int errnum,
               const char *where, const char *format, ...)
{
    char text[ESC_ERROR_TEXT_MAX];
    va_list args;

    va_start(args, format);
    vsnprintf(text, sizeof(text), format, args);
    va_end(args);
    return esc_fail(err, code, where, "%s: %s", text, strerror(errnum));
}

bool
esc_fail_while(struct esc_error *err, const char *format, ...)
{
    char act[ESC_ERROR_TEXT_MAX], whole[ESC_ERROR_TEXT_MAX * 2 + 4];
    va_list args;

    va_start(args, format);
    vsnprintf(act, sizeof(act), format, args);
    va_end(args);
    if (err == NULL)
        return false;
    snprintf(whole, sizeof(whole), "%s: %s", act, err->text);
    store(err->text, sizeof(err->text), whole);
    return false;
}

bool
esc_fail_hint(struct esc_error *err, const char *format, ...)
{
    char hint[ESC_ERROR_HINT_MAX];
    va_list args;

    va_start(args, format);
    vsnprintf(hint, sizeof(hint), format, args);
    va_end(args);
    if (err != NULL)
        store(err->hint, sizeof(err->hint), hint);
    return false;
}

const char *
esc_code_name(enum esc_code code)
{
    if ((unsigned int)code >= ESC_CODE_COUNT)
        return "unknown";
    return codes[code].name;
}

int
esc_code_to_errno(enum esc_code code)
{
    if ((unsigned int)code >= ESC_CODE_COUNT || code == ESC_OK)
        return EIO;
    return codes[code].errnum;
}

void
esc_close_cleanup(int *fd)
{
    int saved = errno;

    if (*fd >= 0)
        close(*fd);
    *fd = -1;
    errno = saved;
}

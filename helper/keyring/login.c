/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The user's side: ringing, listing, giving back, and joining another login's
 * gate.  A user may take entries out of the own gate (it grants the owner
 * write and search) but neither change nor copy what root put there.
 */
#include "client.h"
#include "key.h"
#include <errno.h>
#include <keyutils.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define SESSION_KEYS_MAX 512

/* Take from this session the doorbells DESCRIPTION that are of a KIND. */
static void
forget_some(const char *description, bool (*kind)(int32_t key))
{
    int32_t keys[SESSION_KEYS_MAX];
    long len =
        keyctl_read(KEY_SPEC_SESSION_KEYRING, (char *)keys, sizeof(keys));
    size_t count = len < 0 ? 0 : (size_t)len / sizeof(keys[0]);
    struct key_info info;

    for (size_t i = 0; i < count && i < SESSION_KEYS_MAX; i++)
        if (key_describe(keys[i], &info)
            && strcmp(info.description, description) == 0 && kind(keys[i]))
            (void)keyctl_unlink(keys[i], KEY_SPEC_SESSION_KEYRING);
}

/*
 * When nobody answers, or who should was killed, the kernel leaves a key that
 * says so for a minute.  A search does not find such a key, its number does.
 * What another process rang meanwhile is waited for, and stays.
 */
static bool
is_unanswered(int32_t key)
{
    return keyctl_read(key, NULL, 0) < 0 && errno == ENOKEY;
}

/*
 * A key ends by the clock of the day.  An answer that was there when that was
 * set back would answer all rings until then; none of ours lives for a minute,
 * and only proc_keys(5) tells: "SERIAL FLAGS USAGE 59m ...".
 */
static bool
is_stuck(int32_t key)
{
    FILE *file = fopen("/proc/keys", "re");
    char *line = NULL, *rest, left[16];
    bool stuck = false;
    size_t size = 0;

    while (file != NULL && !stuck && getline(&line, &size, file) > 0)
        stuck = (int32_t)strtoul(line, &rest, 16) == key
                && sscanf(rest, "%*s %*s %15s", left) == 1 && left[0] >= '0'
                && left[0] <= '9'
                && strchr("mhdw", left[strlen(left) - 1]) != NULL;
    free(line);
    if (file != NULL)
        fclose(file);
    return stuck;
}

int
esc_keyring_ring(const char *name, enum esc_ring_why why)
{
    char description[KEY_DESCRIPTION_MAX];
    const char callout[2] = {(char)why, '\0'};
    int errnum = 0;

    key_name(description, sizeof(description), ESC_KEY_OPEN, name, 0);
    forget_some(description, is_stuck);
    for (int tries = 0; tries < 2; tries++) {
        if (request_key("user", description, callout, KEY_SPEC_SESSION_KEYRING)
            >= 0)
            return 0;
        errnum = errno;
        /* Of a login that goes on, a receipt whose second ended before we
         * woke. */
        if (errnum == EKEYEXPIRED && client_find_ticket() >= 0)
            return 0;
        if (errnum != ENOKEY)
            break;
        forget_some(description, is_unanswered);
    }
    return errnum;
}

/*
 * The serials in this login's gate, at most MAX.  Its owner may not read the
 * gate, but who possesses it may read what can be searched.
 */
static size_t
read_gate(int32_t *keys, size_t max, int32_t *gate_out)
{
    struct esc_ticket ticket;
    long len;

    if (!esc_keyring_get_ticket(&ticket, NULL))
        return 0;
    *gate_out = ticket.gate;
    len = keyctl_read(ticket.gate, (char *)keys, max * sizeof(*keys));
    if (len < 0)
        return 0;
    if ((size_t)len / sizeof(*keys) < max)
        return (size_t)len / sizeof(*keys);
    return max;
}

#define GATE_KEYS_MAX 512

static int
compare(const void *a, const void *b)
{
    return strcmp(a, b);
}

size_t
esc_keyring_list(char (*names_out)[ESC_CRED_TEXT_MAX], size_t max)
{
    int32_t keys[GATE_KEYS_MAX], gate;
    size_t in_gate = read_gate(keys, GATE_KEYS_MAX, &gate), count = 0;
    struct key_info info;

    for (size_t i = 0; i < in_gate && count < max; i++) {
        const char *name = info.description + strlen(ESC_KEY_ENV);

        if (!key_describe(keys[i], &info) || !key_is_roots(&info)
            || strncmp(info.description, ESC_KEY_ENV, strlen(ESC_KEY_ENV)) != 0
            || strchr(name, '#') != NULL || strlen(name) >= ESC_CRED_TEXT_MAX)
            continue;
        memcpy(names_out[count++], name, strlen(name) + 1);
    }
    qsort(names_out, count, sizeof(names_out[0]), compare);
    return count;
}

/* Whether DESCRIPTION is PREFIX NAME, or a part of it. */
static bool
belongs(const char *description, const char *prefix, const char *name)
{
    size_t prefix_len = strlen(prefix), len = strlen(name);

    return strncmp(description, prefix, prefix_len) == 0
           && strncmp(description + prefix_len, name, len) == 0
           && (description[prefix_len + len] == '\0'
               || description[prefix_len + len] == '#');
}

void
esc_keyring_forget(const char *name)
{
    char description[KEY_DESCRIPTION_MAX];
    long key;

    key_name(description, sizeof(description), ESC_KEY_OPEN, name, 0);
    key = keyctl_search(KEY_SPEC_SESSION_KEYRING, "user", description, 0);
    if (key >= 0)
        (void)keyctl_unlink((int32_t)key, KEY_SPEC_SESSION_KEYRING);
}

bool
esc_keyring_close(const char *name, struct esc_error *err)
{
    int32_t keys[GATE_KEYS_MAX], gate;
    struct esc_ticket ticket;
    struct key_info info;
    size_t count;

    if (!esc_keyring_get_ticket(&ticket, err))
        return esc_fail_while(err, "cannot give credentials back");
    if (name == NULL) {
        if (keyctl_clear(ticket.gate) == 0)
            return true;
        return esc_fail_errno(err, ESC_E_KEYRING, errno, NULL,
                              "cannot give credentials back");
    }
    count = read_gate(keys, GATE_KEYS_MAX, &gate);
    for (size_t i = 0; i < count; i++) {
        if (!key_describe(keys[i], &info)
            || (!belongs(info.description, ESC_KEY_ENV, name)
                && !belongs(info.description, ESC_KEY_ERROR, name)))
            continue;
        if (keyctl_unlink(keys[i], gate) != 0 && errno != ENOENT)
            return esc_fail_errno(err, ESC_E_KEYRING, errno, name,
                                  "cannot give back credentials for '%s'",
                                  name);
    }
    esc_keyring_forget(name);
    return true;
}

static bool
join(void)
{
    struct key_info info;
    char gate[64];

    snprintf(gate, sizeof(gate), "%s%u", ESC_KEY_GATE, geteuid());
    if (keyctl_join_session_keyring(gate) < 0)
        return false;
    /* Anybody may call a keyring so; only our own can hold our ticket. */
    return key_describe(KEY_SPEC_SESSION_KEYRING, &info)
           && info.uid == geteuid() && client_find_ticket() >= 0;
}

bool
esc_keyring_adopt(void)
{
    int status;
    pid_t child;

    /* A failed join leaves an empty ring of that name behind and cannot be
     * taken back: a child finds out first. */
    child = fork();
    if (child == 0)
        _exit(join() ? 0 : 1);
    if (child < 0)
        return false;
    while (waitpid(child, &status, 0) < 0)
        if (errno != EINTR)
            return false;
    return WIFEXITED(status) && WEXITSTATUS(status) == 0 && join();
}

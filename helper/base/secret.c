/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Secrets: one mapping each, so that locking and leaving it out of dumps
 * concerns whole pages that nothing else shares.
 */
#include "secret_form.h"
#include <limits.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

struct esc_secret *
esc_secret_new(size_t capacity)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    size_t need = sizeof(struct esc_secret) + capacity + 1;
    struct esc_secret *secret;

    if (capacity == 0 || capacity > INT_MAX)
        return NULL;
    need = (need + page - 1) / page * page;
    secret = mmap(NULL, need, PROT_READ | PROT_WRITE,
                  MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (secret == MAP_FAILED)
        return NULL;
    /* Best effort: RLIMIT_MEMLOCK may be 0, and a secret is still needed. */
    (void)mlock(secret, need);
    (void)madvise(secret, need, MADV_DONTDUMP);
    secret->mapped = need;
    secret->capacity = capacity;
    return secret;
}

void
esc_secret_free(struct esc_secret *secret)
{
    if (secret == NULL)
        return;
    explicit_bzero(secret->bytes, secret->capacity + 1);
    if (secret->mapped != 0)
        munmap(secret, secret->mapped);
}

bool
esc_secret_add(struct esc_secret *secret, const void *bytes, size_t len)
{
    if (len > secret->capacity - secret->len)
        return false;
    if (len > 0)
        memcpy(secret->bytes + secret->len, bytes, len);
    secret->len += len;
    secret->bytes[secret->len] = 0;
    return true;
}

void
esc_secret_clear(struct esc_secret *secret)
{
    explicit_bzero(secret->bytes, secret->capacity + 1);
    secret->len = 0;
}

const uint8_t *
esc_secret_bytes(const struct esc_secret *secret)
{
    return secret->bytes;
}

size_t
esc_secret_len(const struct esc_secret *secret)
{
    return secret->len;
}

uint8_t *
esc_secret_tail(struct esc_secret *secret, size_t *room_out)
{
    *room_out = secret->capacity - secret->len;
    return secret->bytes + secret->len;
}

void
esc_secret_grow(struct esc_secret *secret, size_t len)
{
    if (len > secret->capacity - secret->len)
        len = secret->capacity - secret->len;
    secret->len += len;
    secret->bytes[secret->len] = 0;
}

void
esc_secret_process(void)
{
    struct rlimit core;

    (void)prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
    /* The hard limit stays: exec gives the soft one back to its command. */
    if (getrlimit(RLIMIT_CORE, &core) == 0) {
        core.rlim_cur = 0;
        (void)setrlimit(RLIMIT_CORE, &core);
    }
}

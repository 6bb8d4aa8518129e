/* SPDX-License-Identifier: Apache-2.0 */
/* malloc(3) as programs may replace it, on top of glibc's own names for it. */
#include "scarce.h"

#include <errno.h>
#include <stdlib.h>

#if defined(__SANITIZE_ADDRESS__) || !defined(__GLIBC__)
#define SCARCE_WORKS 0
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SCARCE_WORKS 0
#else
#define SCARCE_WORKS 1
#endif
#else
#define SCARCE_WORKS 1
#endif

static size_t countdown;
static bool is_many, has_failed;
static long live;

bool
scarce_works(void)
{
    return SCARCE_WORKS != 0;
}

void
scarce_begin(size_t nth, bool many)
{
    countdown = nth;
    is_many = many;
    has_failed = false;
}

bool
scarce_end(void)
{
    countdown = 0;
    is_many = false;
    return has_failed;
}

long
scarce_live(void)
{
    return live;
}

#if SCARCE_WORKS
#define PUBLIC __attribute__((visibility("default")))

PUBLIC void *__libc_malloc(size_t size);
PUBLIC void *__libc_calloc(size_t count, size_t size);
PUBLIC void *__libc_realloc(void *old, size_t size);
PUBLIC void __libc_free(void *memory);
PUBLIC void *malloc(size_t size);
PUBLIC void *calloc(size_t count, size_t size);
PUBLIC void *realloc(void *old, size_t size);
PUBLIC void free(void *memory);

static bool
fails(void)
{
    if ((has_failed && is_many) || (countdown > 0 && --countdown == 0)) {
        has_failed = true;
        errno = ENOMEM;
        return true;
    }
    return false;
}

static void *
count(void *memory)
{
    live += memory != NULL;
    return memory;
}

void *
malloc(size_t size)
{
    return fails() ? NULL : count(__libc_malloc(size));
}

void *
calloc(size_t count_, size_t size)
{
    return fails() ? NULL : count(__libc_calloc(count_, size));
}

void *
realloc(void *old, size_t size)
{
    if (old == NULL)
        return malloc(size);
    return fails() ? NULL : __libc_realloc(old, size);
}

void
free(void *memory)
{
    live -= memory != NULL;
    __libc_free(memory);
}
#endif

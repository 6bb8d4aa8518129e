/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Ownership by scope.  ESC_OWN(esc_x) v declares a struct esc_x pointer that
 * is freed by esc_x_free() on every way out of its scope; esc_x_take(&v) moves
 * it out.  A type takes part by saying ESC_OWN_DECLARE(esc_x) in its header.
 */
#ifndef ESC_OWN_H
#define ESC_OWN_H

#include <stddef.h>

#define ESC_OWN(type) __attribute__((cleanup(type##_cleanup))) struct type *

#define ESC_OWN_DECLARE(type)                                                 \
    void type##_free(struct type *);                                          \
    static inline void type##_cleanup(struct type **p)                        \
    {                                                                         \
        type##_free(*p);                                                      \
        *p = NULL;                                                            \
    }                                                                         \
    static inline struct type *type##_take(struct type **p)                   \
    {                                                                         \
        struct type *taken = *p;                                              \
        *p = NULL;                                                            \
        return taken;                                                         \
    }                                                                         \
    _Static_assert(1, "a semicolon follows")

#define ESC_MUST_CHECK __attribute__((warn_unused_result))

/* ESC_CLOSE int fd: closed at the end of its scope when it is not negative. */
void esc_close_cleanup(int *fd);
#define ESC_CLOSE __attribute__((cleanup(esc_close_cleanup)))

#endif

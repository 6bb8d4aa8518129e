/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Numbers and texts as bytes: big endian, a text as u16 length and bytes.  The
 * forms of tickets, credential sets and frames are made of these.  Writer and
 * reader fail once and stay so: append or take all, look at the end.  The
 * reader trusts nothing.
 */
#ifndef ESC_WIRE_H
#define ESC_WIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* WIDTH bytes, at most 8. */
void esc_wire_store(uint8_t *out, uint64_t value, size_t width);
uint64_t esc_wire_load(const uint8_t *in, size_t width);

struct esc_wire_out {
    uint8_t *at, *end;
    bool failed; /* it did not fit */
};
void esc_wire_put(struct esc_wire_out *out, uint64_t value, size_t width);
void esc_wire_put_bytes(struct esc_wire_out *out, const void *bytes,
                        size_t len);
void esc_wire_put_text(struct esc_wire_out *out, const char *text);

struct esc_wire_in {
    const uint8_t *at, *end;
    bool failed; /* bytes are missing, or a text is none */
};
/* 0 once it failed. */
uint64_t esc_wire_get(struct esc_wire_in *in, size_t width);
/* Borrowed; NULL once it failed. */
const uint8_t *esc_wire_get_bytes(struct esc_wire_in *in, size_t len);
/* A text without NUL that fits SIZE with its NUL; else empty. */
void esc_wire_get_text(struct esc_wire_in *in, char *out, size_t size);

/* The texts of a struct, in the order of a table. */
struct esc_wire_field {
    size_t offset, size;
};
#define ESC_WIRE_FIELD(type, field)                                           \
    {                                                                         \
        offsetof(type, field), sizeof(((type *)0)->field)                     \
    }
void esc_wire_put_texts(struct esc_wire_out *out, const void *from,
                        const struct esc_wire_field *fields, size_t count);
void esc_wire_get_texts(struct esc_wire_in *in, void *to,
                        const struct esc_wire_field *fields, size_t count);

#endif

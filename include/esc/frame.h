/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Frames: how bytes cross between processes of different rights.  A frame is a
 * u32 length (big endian, of what follows), a u8 message type and fields, each
 * a u8 tag, a u32 length and bytes.  Fields stand in the order the message
 * defines.  The reader trusts nothing: one bad field ends the exchange.
 */
#ifndef ESC_FRAME_H
#define ESC_FRAME_H

#include "esc/secret.h"

#define ESC_FRAME_MAX (2 * 1024 * 1024) /* a definition of 1 MiB fits */

/* Written into a secret, because some frames carry tokens. */
struct esc_frame_writer {
    struct esc_secret *bytes; /* borrowed */
    bool failed;              /* sticky: did not fit */
};

void esc_frame_start(struct esc_frame_writer *w, struct esc_secret *bytes,
                     uint8_t type);
void esc_frame_put_bytes(struct esc_frame_writer *w, uint8_t tag,
                         const void *bytes, size_t len);
void esc_frame_put_str(struct esc_frame_writer *w, uint8_t tag,
                       const char *text);
void esc_frame_put_u64(struct esc_frame_writer *w, uint8_t tag,
                       uint64_t value);
/* Fill in the length; false when anything did not fit. */
bool esc_frame_finish(struct esc_frame_writer *w) ESC_MUST_CHECK;

/* Reads a whole frame's bytes, which stay the caller's. */
struct esc_frame_reader {
    const uint8_t *at, *end;
    uint8_t type;
    bool failed; /* sticky: malformed, over a limit, or out of order */
};

/* BYTES is a frame without its u32 length. */
void esc_frame_open(struct esc_frame_reader *r, const void *bytes, size_t len);
/* The next field must be TAG.  Borrowed pointer into the frame. */
bool esc_frame_get_bytes(struct esc_frame_reader *r, uint8_t tag, size_t max,
                         const uint8_t **bytes_out, size_t *len_out);
/* A text without NUL that fits SIZE with its NUL. */
bool esc_frame_get_str(struct esc_frame_reader *r, uint8_t tag, char *out,
                       size_t size);
bool esc_frame_get_u64(struct esc_frame_reader *r, uint8_t tag, uint64_t max,
                       uint64_t *value_out);
/* True when no field is left and none failed. */
bool esc_frame_end(const struct esc_frame_reader *r);

/*
 * Send and receive one frame on a blocking descriptor before DEADLINE_MS
 * (CLOCK_MONOTONIC; 0: no deadline).  Receive gives the frame without its
 * length, at most MAX bytes.  ESC_E_TIMEOUT; ESC_E_BUG when the peer closed or
 * sent an over-long frame; ESC_E_SYSTEM otherwise.
 */
bool esc_frame_send(int fd, const struct esc_secret *frame,
                    int64_t deadline_ms, struct esc_error *err) ESC_MUST_CHECK;
struct esc_secret *esc_frame_receive(int fd, size_t max, int64_t deadline_ms,
                                     struct esc_error *err) ESC_MUST_CHECK;
int64_t esc_frame_now_ms(void); /* CLOCK_MONOTONIC */

#endif

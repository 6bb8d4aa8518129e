/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How much a uid's sessions hold of root's key quota, which is everybody's.
 */
#ifndef PROVISION_HELD_H
#define PROVISION_HELD_H

#include "esc/keyring.h"

struct held {
    int fd;    /* locked while open; -1: none */
    off_t end; /* of its records */
};

#define HELD_OWN __attribute__((cleanup(held_close))) struct held

/*
 * Lock the account of the request's uid in FOLDER and see whether BYTES more
 * stay within MAX, and the keys of one more store within what is recorded.
 * Keys that are gone, or will go by what is wished, do not count (ALIVE tells:
 * esc_request_stored).  ESC_E_KEYRING when it is too much; ESC_E_SYSTEM.
 */
struct held_wish {
    const struct esc_request *request;
    uint64_t bytes, max;
    bool (*alive)(const struct esc_request *request, int32_t key);
};
bool held_open(int folder, const struct held_wish *wish, struct held *held_out,
               struct esc_error *err) ESC_MUST_CHECK;
/* Account for what one store made, once between held_open and held_close. */
void held_add(const struct held *held, const struct esc_stored *stored);
void held_close(struct held *held);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes as a ticket: what is taken is written again as the same bytes, and
 * the key in it, which was a user's choice, becomes a line for the journal.
 */
#include "esc/lookup.h"
#include "esc/ticket.h"
#include "helper/lookup/fingerprint.h"
#include <assert.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct esc_ticket ticket;
    uint8_t again[ESC_TICKET_BYTES_MAX];
    char text[ESC_LOOKUP_KEY_MAX];
    struct esc_error err = {0};

    if (size < sizeof(ticket.credential) && memchr(data, '\0', size) == NULL) {
        memcpy(ticket.credential, data, size);
        ticket.credential[size] = '\0';
        fingerprint_text(ticket.credential, text, sizeof(text));
    }
    if (!esc_ticket_decode(data, size, &ticket, &err)) {
        assert(err.code == ESC_E_INPUT && err.text[0] != '\0');
        return 0;
    }
    assert(esc_ticket_encode(&ticket, again, sizeof(again)) == size);
    assert(memcmp(again, data, size) == 0);
    fingerprint_text(ticket.credential, text, sizeof(text));
    return 0;
}

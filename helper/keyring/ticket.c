/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The ticket as bytes: u8 version, u32 uid, i32 gate, i64 created, i64 ends,
 * then five texts, by wire.h.
 */
#include "esc/ticket.h"
#include "esc/wire.h"
#include <string.h>

#define VERSION 1
#define FIELD(field) ESC_WIRE_FIELD(struct esc_ticket, field)
static const struct esc_wire_field texts[] = {
    FIELD(login),  FIELD(session),    FIELD(service),
    FIELD(remote), FIELD(credential),
};
#define TEXTS (sizeof(texts) / sizeof(texts[0]))

size_t
esc_ticket_encode(const struct esc_ticket *ticket, uint8_t *out, size_t size)
{
    struct esc_wire_out w = {out, out + size, false};

    esc_wire_put(&w, VERSION, 1);
    esc_wire_put(&w, ticket->uid, 4);
    esc_wire_put(&w, (uint32_t)ticket->gate, 4);
    esc_wire_put(&w, (uint64_t)ticket->created, 8);
    esc_wire_put(&w, (uint64_t)ticket->ends, 8);
    esc_wire_put_texts(&w, ticket, texts, TEXTS);
    return w.failed ? 0 : (size_t)(w.at - out);
}

bool
esc_ticket_decode(const uint8_t *bytes, size_t len,
                  struct esc_ticket *ticket_out, struct esc_error *err)
{
    struct esc_wire_in r = {bytes, bytes + len, false};
    uint64_t version = esc_wire_get(&r, 1);
    struct esc_ticket ticket;

    memset(&ticket, 0, sizeof(ticket));
    ticket.uid = (uint32_t)esc_wire_get(&r, 4);
    ticket.gate = (int32_t)esc_wire_get(&r, 4);
    ticket.created = (int64_t)esc_wire_get(&r, 8);
    ticket.ends = (int64_t)esc_wire_get(&r, 8);
    esc_wire_get_texts(&r, &ticket, texts, TEXTS);
    if (r.failed || r.at != r.end || version != VERSION || ticket.created < 0
        || ticket.ends < ticket.created)
        return esc_fail(err, ESC_E_INPUT, ESC_KEY_TICKET, "malformed ticket");
    *ticket_out = ticket;
    return true;
}

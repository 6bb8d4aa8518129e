/* SPDX-License-Identifier: Apache-2.0 */
/*
 * OPEN's fields, for who writes and who reads them.
 */
#ifndef IPC_MESSAGE_OPEN_H
#define IPC_MESSAGE_OPEN_H

#include "esc/message.h"
#include "esc/wire.h"

/* OPEN's texts, in wire order. */
#define TEXT(field) ESC_WIRE_FIELD(struct esc_message_open, field)
static const struct esc_wire_field open_texts[] = {
    TEXT(environment),  TEXT(login),         TEXT(host_id),
    TEXT(session_name), TEXT(region),        TEXT(sts_endpoint),
    TEXT(proxy),        TEXT(no_proxy),      TEXT(ca_path),
    TEXT(ca_file),      TEXT(audience),      TEXT(service_url),
    TEXT(service_kind), TEXT(service_scope), TEXT(whose.issuer),
    TEXT(whose.client), TEXT(whose.claim),   TEXT(whose.person),
};

#define OPEN_TEXTS (sizeof(open_texts) / sizeof(open_texts[0]))

/* Then its numbers, each with the most that is taken. */
static const struct {
    size_t offset;
    uint64_t max;
} open_numbers[] = {
    {offsetof(struct esc_message_open, max_duration), UINT32_MAX},
    {offsetof(struct esc_message_open, deadline_ms), UINT32_MAX},
    {offsetof(struct esc_message_open, output_max), ESC_FRAME_MAX},
    {offsetof(struct esc_message_open, service_expiration), UINT32_MAX},
    {offsetof(struct esc_message_open, service_lifetime), UINT32_MAX},
    {offsetof(struct esc_message_open, aws_duration), UINT32_MAX},
};
#define OPEN_NUMBERS (sizeof(open_numbers) / sizeof(open_numbers[0]))

/* And its flags. */
static const size_t open_flags[] = {
    offsetof(struct esc_message_open, loopback_http),
    offsetof(struct esc_message_open, check),
    offsetof(struct esc_message_open, values),
    offsetof(struct esc_message_open, fallback),
    offsetof(struct esc_message_open, ask_approval),
    offsetof(struct esc_message_open, own_token),
};
#define OPEN_FLAGS (sizeof(open_flags) / sizeof(open_flags[0]))

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The forms that cross from root to the user: parts of a set, a failure, the
 * ticket.  Pure.
 */
#include "key.h"
#include <string.h>
#include <tap.h>

static struct esc_secret *
bytes_of(size_t len)
{
    struct esc_secret *whole = esc_secret_new(len + 1);
    uint8_t byte;

    for (size_t i = 0; whole != NULL && i < len; i++) {
        byte = (uint8_t)(i * 7 + i / 251);
        if (!esc_secret_add(whole, &byte, 1))
            return NULL;
    }
    return whole;
}

static void
test_parts(size_t len, unsigned int count)
{
    ESC_OWN(esc_secret) whole = bytes_of(len);
    ESC_OWN(esc_secret) back = esc_secret_new(len + 1);
    struct part part = {.generation = 0x0123456789abcdef,
                        .uid = 0x89abcdef,
                        .total = (uint32_t)len,
                        .count = (uint8_t)part_count(len)};
    bool good = true;

    is_int(part_count(len), count, "%zu bytes take %u parts", len, count);
    for (unsigned int i = 0; i < part.count; i++) {
        ESC_OWN(esc_secret) payload = NULL;
        struct part got = {.count = 0};
        const uint8_t *share = NULL;
        size_t n = 0;

        part.index = (uint8_t)i;
        payload = part_encode(&part, whole);
        good = good && payload != NULL
               && esc_secret_len(payload) <= ESC_KEY_PAYLOAD_MAX
               && part_decode(esc_secret_bytes(payload),
                              esc_secret_len(payload), &got, &share, &n)
               && got.index == i && got.total == len
               && got.generation == part.generation && got.uid == part.uid
               && got.count == part.count && esc_secret_add(back, share, n);
    }
    ok(good && esc_secret_equal(whole, back), "%zu bytes come back whole",
       len);
}

static void
test_malformed(void)
{
    ESC_OWN(esc_secret) whole = bytes_of(40000);
    struct part part = {.total = 40000, .count = 2, .index = 1}, got;
    ESC_OWN(esc_secret) payload = part_encode(&part, whole);
    static const struct {
        const char *name;
        size_t at;
        uint8_t byte;
    } rows[] = {
        {"another magic", 0, 'X'},       {"another version", 4, 2},
        {"an index past the end", 5, 2}, {"the wrong index", 5, 0},
        {"the wrong count", 6, 3},       {"no parts", 6, 0},
        {"a wrong total", 9, 1},         {"a huge total", 7, 0xff},
    };
    const uint8_t *share;
    uint8_t bytes[8192];
    size_t len = esc_secret_len(payload), n, short_ok = 0;

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        memcpy(bytes, esc_secret_bytes(payload), len);
        bytes[rows[i].at] = rows[i].byte;
        ok(!part_decode(bytes, len, &got, &share, &n), "refused: %s",
           rows[i].name);
    }
    memcpy(bytes, esc_secret_bytes(payload), len);
    for (size_t i = 0; i < len; i++)
        short_ok += part_decode(bytes, i, &got, &share, &n);
    ok(short_ok == 0, "refused: cut off anywhere");
    ok(!part_decode(bytes, len + 1, &got, &share, &n),
       "refused: a byte too many");
}

static void
test_failure(void)
{
    uint8_t bytes[FAILURE_BYTES_MAX];
    struct esc_error failure = {.code = ESC_OK}, got = {.code = ESC_OK};
    size_t len, accepted = 0;

    esc_fail(&failure, ESC_E_PROVIDER, "sts.example.com", "cannot assume");
    esc_fail_hint(&failure, "ask root");
    len = failure_encode(&failure, bytes);
    ok(failure_decode(bytes, len, &got) && got.code == ESC_E_PROVIDER,
       "a failure comes back");
    is_str(got.where, "sts.example.com", "its where");
    is_str(got.text, "cannot assume", "its text");
    is_str(got.hint, "ask root", "its hint");
    for (size_t i = 0; i < len; i++)
        accepted += failure_decode(bytes, i, &got);
    ok(accepted == 0, "refused: a failure cut off anywhere");
    bytes[1] = ESC_OK;
    ok(!failure_decode(bytes, len, &got), "refused: a failure that is none");
    bytes[1] = ESC_CODE_COUNT;
    ok(!failure_decode(bytes, len, &got), "refused: an unknown code");
    memset(failure.text, 'x', sizeof(failure.text) - 1);
    memset(failure.where, 'x', sizeof(failure.where) - 1);
    memset(failure.hint, 'x', sizeof(failure.hint) - 1);
    len = failure_encode(&failure, bytes);
    ok(len < sizeof(bytes) && failure_decode(bytes, len, &got)
           && strlen(got.text) == sizeof(got.text) - 1,
       "the longest failure fits");
    failure.text[0] = '\x1b';
    len = failure_encode(&failure, bytes);
    ok(failure_decode(bytes, len, &got) && got.text[0] == '\\',
       "control bytes are made safe again");
}

static void
test_ticket(void)
{
    struct esc_ticket ticket = {.uid = 4294967294U,
                                .gate = 7,
                                .created = 1,
                                .ends = 2},
                      got;
    uint8_t bytes[ESC_TICKET_BYTES_MAX];
    size_t len;

    memset(ticket.login, 'l', sizeof(ticket.login) - 1);
    memset(ticket.session, 's', sizeof(ticket.session) - 1);
    memset(ticket.service, 'v', sizeof(ticket.service) - 1);
    memset(ticket.remote, 'r', sizeof(ticket.remote) - 1);
    memset(ticket.credential, 'c', sizeof(ticket.credential) - 1);
    len = esc_ticket_encode(&ticket, bytes, sizeof(bytes));
    ok(len > 0 && esc_ticket_decode(bytes, len, &got, NULL)
           && memcmp(&ticket, &got, sizeof(got)) == 0,
       "the longest ticket fits and comes back");
    ok(esc_ticket_encode(&ticket, bytes, len - 1) == 0,
       "no room for a ticket: said so");
    ok(!esc_ticket_decode(bytes, len - 1, &got, NULL),
       "refused: a ticket cut off");
}

int
main(void)
{
    test_parts(0, 1);
    test_parts(1, 1);
    test_parts(PART_SHARE, 1);
    test_parts(PART_SHARE + 1, 2);
    test_parts(ESC_CRED_BYTES_MAX, PARTS_MAX);
    test_malformed();
    test_failure();
    test_ticket();
    return tap_done();
}

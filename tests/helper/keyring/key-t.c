/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the kernel says of a key, as it never says it of ours, and tickets that
 * the module does not make.
 */
#include "key.h"
#include "esc/wire.h"
#include "request.h"
#include <string.h>
#include <tap.h>

static void
test_describe(void)
{
    static char long_type[64], long_name[KEY_DESCRIPTION_MAX + 64];
    const struct {
        const char *name, *text;
        bool good;
    } rows[] = {
        {"a key", "user;0;1;0b2f1000;esc:env:a", true},
        {"of a large uid", "user;-2;1;0b2f1000;a", true},
        {"with ';' in its name", "user;0;1;0;a;b", true},
        {"nothing", "", false},
        {"a type alone", "user", false},
        {"no gid", "user;0", false},
        {"no permissions", "user;0;1", false},
        {"no name", "user;0;1;2", false},
        {"a long type", long_type, false},
        {"a long name", long_name, false},
    };
    struct key_info info;

    memset(long_type, 't', sizeof(long_type) - 1);
    memcpy(long_type + 40, ";0;1;2;a", 9);
    memset(long_name, 'n', sizeof(long_name) - 1);
    memcpy(long_name, "user;0;1;2;", 11);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        char text[sizeof(long_name)];

        snprintf(text, sizeof(text), "%s", rows[i].text);
        ok(key_parse(text, &info) == rows[i].good, "%s", rows[i].name);
    }
}

static void
test_roots(void)
{
    struct key_info info = {.perm = ESC_PERM_ENV, .type = "user"};

    ok(key_is_roots(&info), "root's");
    info.perm = ESC_PERM_OWN;
    ok(!key_is_roots(&info), "not with other permissions");
    info.uid = 1;
    ok(!key_is_roots(&info), "not another's");
    info.type[0] = 'k';
    ok(!key_is_roots(&info), "not of another type");
}

static void
test_names(void)
{
    char out[16];

    key_name(out, sizeof(out), "esc:", "a", 0);
    is_str(out, "esc:a", "a name");
    key_name(out, sizeof(out), "esc:", "a", 2);
    is_str(out, "esc:a#2", "of a part");
    key_name(out, sizeof(out), "esc:", "a name that is cut", 0);
    is_str(out, "esc:a name that", "what does not fit is cut");
}

static void
test_doorbells(void)
{
    static const struct {
        const char *name, *type, *description;
        uint32_t uid;
        bool good;
    } rows[] = {
        {"a doorbell", "user", "esc:open:default", 7, true},
        {"another's", "user", "esc:open:default", 8, false},
        {"of another type", "logon", "esc:open:default", 7, false},
        {"of another name", "user", "esc:env:default", 7, false},
        {"for no environment", "user", "esc:open:a b", 7, false},
    };
    struct esc_error err = {0};

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct esc_request request = {.uid = 7};
        struct key_info info = {.uid = rows[i].uid};

        snprintf(info.type, sizeof(info.type), "%s", rows[i].type);
        snprintf(info.description, sizeof(info.description), "%s",
                 rows[i].description);
        ok(request_judge(&request, &info, &err) == rows[i].good, "%s: %s",
           rows[i].name, rows[i].good ? request.name : err.text);
    }
}

static void
test_tickets(void)
{
    struct esc_ticket ticket = {.created = 1, .ends = 2}, got;
    uint8_t bytes[ESC_TICKET_BYTES_MAX];
    size_t len = esc_ticket_encode(&ticket, bytes, sizeof(bytes));
    struct esc_error err = {0};

    ok(len > 0 && esc_ticket_decode(bytes, len, &got, &err), "a ticket");
    ok(!esc_ticket_decode(bytes, len + 1, &got, &err), "and a byte");
    bytes[0] = 2;
    ok(!esc_ticket_decode(bytes, len, &got, &err) && err.code == ESC_E_INPUT,
       "of a version to come");
    bytes[0] = 1;
    esc_wire_store(bytes + 9, (uint64_t)-1, 8);
    ok(!esc_ticket_decode(bytes, len, &got, &err), "made before all time");
    esc_wire_store(bytes + 9, 3, 8);
    ok(!esc_ticket_decode(bytes, len, &got, &err),
       "that ends before it began");
}

int
main(void)
{
    test_describe();
    test_roots();
    test_names();
    test_doorbells();
    test_tickets();
    return tap_done();
}

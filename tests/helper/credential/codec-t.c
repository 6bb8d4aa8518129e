/* SPDX-License-Identifier: Apache-2.0 */
/* Heads and variables that no writer of ours makes. */
#include "esc/cred_codec.h"
#include "tap.h"
#include <string.h>

#define MAX 4096

/* A head as WANTED, with its bytes in OUT; the length. */
static size_t
write_head(const struct esc_cred_set *wanted, size_t count, uint8_t out[MAX])
{
    struct esc_wire_out w = {out, out + MAX, false};

    esc_cred_write_head(&w, wanted, count, false);
    return w.failed ? 0 : (size_t)(w.at - out);
}

static bool
read_head(const uint8_t *bytes, size_t len, struct esc_error *err)
{
    static struct esc_cred_set head;
    struct esc_cred_reader reader;

    return esc_cred_read_head(&reader, bytes, len, &head, err);
}

static void
test_heads(void)
{
    static const struct {
        const char *name;
        int64_t obtained, expires, renew_after;
        size_t count;
        bool good;
    } rows[] = {
        {"as it is", 1, 2, 3, 4, true},
        {"obtained before all time", -1, 2, 3, 4, false},
        {"expired before all time", 1, -2, 3, 4, false},
        {"renewed before all time", 1, 2, -3, 4, false},
        {"the most variables", 1, 2, 3, ESC_CRED_VARIABLES_MAX, true},
        {"too many variables", 1, 2, 3, ESC_CRED_VARIABLES_MAX + 1, false},
    };
    static struct esc_cred_set head;
    uint8_t bytes[MAX];
    struct esc_error err = {0};
    size_t len = 0;

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        head.obtained = rows[i].obtained;
        head.expires = rows[i].expires;
        head.renew_after = rows[i].renew_after;
        len = write_head(&head, rows[i].count, bytes);
        err.code = ESC_OK;
        ok(len > 0 && read_head(bytes, len, &err) == rows[i].good
               && err.code == (rows[i].good ? ESC_OK : ESC_E_INPUT),
           "%s: %s", rows[i].name, rows[i].good ? "taken" : err.text);
    }
    head = (struct esc_cred_set){0};
    len = write_head(&head, 0, bytes);
    bytes[4] = 2;
    ok(read_head(bytes, len, &err), "of the version with a tree");
    bytes[4] = 3;
    ok(!read_head(bytes, len, &err), "of a version to come");
    bytes[4] = 1;
    bytes[0] = 'X';
    ok(!read_head(bytes, len, &err) && !read_head(bytes, 3, &err),
       "of something else");
}

static void
test_items(void)
{
    static struct esc_cred_set head;
    uint8_t bytes[MAX];
    size_t len = write_head(&head, 1, bytes);
    struct esc_wire_out w = {bytes + len, bytes + MAX, false};
    struct esc_cred_item item = {
        .name = "A", .value = (const uint8_t *)"x", .len = 1};
    struct esc_cred_reader reader;
    struct esc_error err = {0};
    const uint8_t *tree;
    size_t tree_len;

    esc_cred_write_item(&w, &item);
    for (unsigned flags = 0; flags < 16; flags++) {
        bytes[len] = (uint8_t)flags;
        ok(esc_cred_read_head(&reader, bytes, (size_t)(w.at - bytes), &head,
                              &err)
               && esc_cred_read_item(&reader, &item, &err) == (flags < 8),
           "flags %u", flags);
    }
    bytes[len] = 0;
    bytes[4] = 2; /* a tree is said to follow */
    ok(esc_cred_read_head(&reader, bytes, (size_t)(w.at - bytes), &head, &err)
           && esc_cred_read_item(&reader, &item, &err)
           && !esc_cred_read_tree(&reader, &tree, &tree_len, &err)
           && tree == NULL,
       "a tree that is not there: %s", err.text);
    *w.at++ = 0;
    bytes[4] = 1;
    ok(esc_cred_read_head(&reader, bytes, (size_t)(w.at - bytes), &head, &err)
           && esc_cred_read_item(&reader, &item, &err)
           && !esc_cred_read_tree(&reader, &tree, &tree_len, &err),
       "a byte that is left over: %s", err.text);
}

int
main(void)
{
    test_heads();
    test_items();
    return tap_done();
}

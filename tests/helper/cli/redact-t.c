/* SPDX-License-Identifier: Apache-2.0 */
/* Masking: what is masked, in whatever pieces it comes, and what is held. */
#include "redact.h"
#include "tap.h"
#include <string.h>

#define SECRETS 4

static const struct {
    const char *name, *secrets[SECRETS], *text, *want;
} rows[] = {
    {"nothing to mask", {NULL}, "plain text\n", "plain text\n"},
    {"a secret", {"hunter2"}, "secret: hunter2.\n", "secret: [secret].\n"},
    {"at the very end", {"hunter2"}, "hunter2", "[secret]"},
    {"only begun", {"hunter2"}, "hunter", "hunter"},
    {"twice, side by side", {"abc"}, "abcabc", "[secret][secret]"},
    {"shorter than three bytes", {"ab", ""}, "abab", "abab"},
    {"the longer of two", {"abc", "abcdef"}, "abcdef", "[secret]"},
    {"the shorter of two", {"abc", "abcdef"}, "abcdeX", "[secret]deX"},
    {"one inside the other", {"bcd", "abcde"}, "abcde", "[secret]"},
    {"one inside what fails", {"bcd", "abcdef"}, "abcdeX", "a[secret]eX"},
    {"overlapping itself", {"aaa"}, "aaaa", "[secret]"},
    {"overlapping itself for long", {"aaa"}, "aaaaaaaaaab", "[secret]b"},
    {"a suffix of the other", {"def", "abcdef"}, "abcdef", "[secret]"},
    {"overlapping another", {"abcd", "cdef"}, "xabcdefx", "x[secret]x"},
    {"two that one covers",
     {"abc", "xyz", "bcxyzw"},
     "abcxyzw-abcxyz-",
     "[secret]-[secret][secret]-"},
    {"of several lines",
     {"-----BEGIN\nMIIE\n-----END\n"},
     "key:\n-----BEGIN\nMIIE\n-----END\n.",
     "key:\n[secret]\n."},
    {"line ends behind it stay", {"hunter2\r\n"}, "hunter2\n", "[secret]\n"},
    {"begun again in the middle", {"ababac"}, "abababac", "ab[secret]"},
    {"bytes above 127",
     {"\xff\xfe\x80"},
     "\xff\xff\xfe\x80!",
     "\xff[secret]!"},
};

static void
check(size_t i, size_t piece)
{
    ESC_OWN(redactor) by = redactor_new(256);
    ESC_OWN(redact) stream = NULL;
    ESC_BUF_OWN out = ESC_BUF_LIMIT(4096);
    const char *text = rows[i].text;
    size_t len = strlen(text);

    for (int j = 0; j < SECRETS && rows[i].secrets[j] != NULL; j++)
        redactor_add(by, rows[i].secrets[j], strlen(rows[i].secrets[j]));
    if (!ok(redactor_ready(by) && (stream = redact_new(by)) != NULL, "ready"))
        return;
    for (size_t at = 0; at < len; at += piece)
        redact_feed(stream, text + at, len - at < piece ? len - at : piece,
                    &out);
    redact_end(stream, &out);
    ok(!redact_holds(stream), "holds nothing after the end");
    is_str(esc_buf_text(&out), rows[i].want, "%s, %zu at a time", rows[i].name,
           piece);
}

/* What was given out so far. */
static void
step(struct redact *stream, const char *text, const char *want,
     const char *name)
{
    ESC_BUF_OWN out = ESC_BUF_LIMIT(4096);

    if (text == NULL)
        redact_idle(stream, &out);
    else
        redact_feed(stream, text, strlen(text), &out);
    is_str(esc_buf_text(&out), want, "%s", name);
}

static void
check_waiting(void)
{
    ESC_OWN(redactor) by = redactor_new(256);
    ESC_OWN(redact) stream = NULL;

    redactor_add(by, "hunter2", 7);
    redactor_add(by, ": secret", 8);
    redactor_add(by, "key", 3);
    redactor_add(by, "keyring", 7);
    if (!ok(redactor_ready(by) && (stream = redact_new(by)) != NULL, "ready"))
        return;
    step(stream, "Password", "Password", "a prompt is not held");
    step(stream, ": ", "", "but for what may begin a secret");
    step(stream, NULL, ": ", "which comes when nothing else does");
    step(stream, "secret", "[secret]", "the rest of it is masked");
    step(stream, "\nhunte", "\n", "more than few bytes of one");
    step(stream, NULL, "", "are held however long it takes");
    step(stream, "r2", "[secret]", "until it is whole");
    step(stream, "key", "", "a secret that may be a longer one");
    step(stream, NULL, "[secret]", "is shown masked");
    step(stream, "ring!", "[secret]!", "and so is what makes it longer");
}

/* A NUL is a byte like any other, and a long match costs no memory. */
static void
check_bytes(void)
{
    static const char secret[] = {'a', '\0', 'b', '\0'};
    static const char text[] = {'a', 'a', '\0', 'b', '\0', '\0'};
    ESC_OWN(redactor) by = redactor_new(256);
    ESC_OWN(redact) stream = NULL;
    ESC_BUF_OWN out = ESC_BUF_LIMIT(64);

    redactor_add(by, secret, sizeof(secret));
    redactor_add(by, "xxxxx", 5);
    if (!ok(redactor_ready(by) && (stream = redact_new(by)) != NULL, "ready"))
        return;
    redact_feed(stream, text, sizeof(text), &out);
    redact_end(stream, &out);
    ok(out.len == 10 && memcmp(out.data, "a[secret]\0", 10) == 0,
       "NUL in secret and text");
    out.len = 0;
    for (int i = 0; i < 100000; i++)
        redact_feed(stream, "xxx", 3, &out);
    redact_end(stream, &out);
    ok(out.len == 8 && !out.failed, "one mark for a match without end");
}

int
main(void)
{
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        for (size_t piece = 1; piece < 40; piece = piece * 3 + 1)
            check(i, piece);
    check_waiting();
    check_bytes();
    return tap_done();
}

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Definitions that mean harm, given to the whole program: it says something
 * and ends by itself, within its time and memory.  Time is the processor's:
 * the machine may be busy.
 */
#include "esc/buf.h"
#include "starter.h"
#include "tap.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

/* Sanitizers keep shadows and what was freed: four times as much will do. */
#ifdef ESC_SANDBOX_RELAXED
enum { ROOM = 4 };
#else
enum { ROOM = 1 };
#endif
enum { MIB = 1024 * 1024, FULL = MIB - 1, RSS_MAX_KIB = ROOM * 448 * 1024 };
enum { CPU_MAX_MS = 4000 };

static struct starter s; /* large */

/* Fill OUT with UNIT, each %d a number that grows, up to SIZE. */
static void
repeat(struct esc_buf *out, const char *unit, size_t size)
{
    char text[256];

    for (int i = 0; out->len + sizeof(text) < size; i++) {
        size_t len = 0;

        for (const char *p = unit; *p != '\0' && len < 200; p++)
            if (*p == '#')
                len += (size_t)snprintf(text + len, 16, "%d", i);
            else
                text[len++] = *p;
        esc_buf_add(out, text, len);
    }
}

static const struct {
    const char *name, *head, *unit, *tail;
    size_t size;
} rows[] = {
    {"deep lists", "values: {a: ", "[", "", FULL},
    {"deep objects", "values: ", "{a: ", "", FULL},
    {"deep block lists", "values:\n", "- ", "", FULL},
    {"deep interpolations", "values: {a: '", "${a[", "'}", FULL},
    {"a huge scalar", "values: {a: '", "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", "'}",
     FULL},
    {"many keys", "values:\n", "  k#: v\n", "", FULL},
    {"many equal keys", "values:\n", "  k: v\n", "", FULL},
    {"many errors", "values:\n", "  k#: ${nope#}\n", "", 128 * 1024},
    {"many misspellings", "values:\n  credentials: 1\n",
     "  k#: ${credentails#}\n", "", 128 * 1024},
    {"many malformed calls", "values:\n", "  k#: {fn::join: #}\n", "", FULL},
    {"many unknown providers", "values:\n", "  k#: {fn::open::p#: {}}\n", "",
     FULL},
    {"doubled references", "values:\n  k0: ['${k1}', '${k1}']\n",
     "  k#: ['${k#x}', '${k#x}']\n  k#x: ['${k#}']\n", "", 64 * 1024},
    {"many bad secrets", "values:\n",
     "  k#: {fn::secret: {ciphertext: AAAA}}\n", "", FULL},
    {"many imports", "imports:\n", "  - acme/aws/i#\n", "", FULL},
    {"imports of itself", "imports:\n", "  - acme/aws/dev\n", "", FULL},
    {"invalid UTF-8", "values: {a: '", "\xff\xc0\x80", "'}", FULL},
    {"control bytes", "values: {a: '", "\x01\x02", "'}", FULL},
    {"tags", "values: {a: ", "!!str ", "x}", FULL},
    {"anchors", "values:\n", "  k#: &a# x\n", "", FULL},
    {"aliases", "values:\n  a: &a [x]\n", "  k#: [*a, *a]\n", "", FULL},
    {"directives", "", "%TAG !t#! !x\n", "---\nvalues: {}", FULL},
    {"comments", "values: {}\n", "# # # # #\n", "", FULL},
    {"odd environment variables", "values:\n  environmentVariables:\n",
     "    K#: [1]\n", "", FULL},
    {"many variables", "values:\n  environmentVariables:\n", "    K#: v\n", "",
     FULL},
};

/* Nine levels of ten: a thousand million laughs, as aliases and as ours. */
static void
laugh(struct esc_buf *out, const char *item, const char *anchor)
{
    esc_buf_add_str(out, "values:\n  l0: ");
    esc_buf_add_str(out, anchor[0] == '\0' ? "" : "&l0 ");
    esc_buf_add_str(out, "lol\n");
    for (int i = 1; i < 10; i++) {
        esc_buf_printf(out, "  l%d: ", i);
        if (anchor[0] != '\0')
            esc_buf_printf(out, "&l%d ", i);
        esc_buf_add_char(out, '[');
        for (int j = 0; j < 10; j++)
            esc_buf_printf(out, "%s%s%d%s", j == 0 ? "" : ", ", item, i - 1,
                           anchor[0] == '\0' ? "}'" : "");
        esc_buf_add_str(out, "]\n");
    }
    if (anchor[0] == '\0')
        esc_buf_add_str(out, "  environmentVariables: {A: {fn::toJSON: "
                             "'${l9}'}, B: {fn::toString: '${l9}'}}\n");
}

static long long
milliseconds(const struct timeval *time)
{
    return time->tv_sec * 1000LL + time->tv_usec / 1000;
}

/* It ends well: with a set, with a reason, or with all that is wrong. */
static void
check(const char *name, const char *yaml, bool checks)
{
    const struct starter_definition definitions[] = {{"acme/aws/dev", yaml},
                                                     {NULL, NULL}};
    struct rusage usage = {0};
    long long before;

    starter_init(&s, definitions);
    s.open.check = checks;
    getrusage(RUSAGE_CHILDREN, &usage);
    before = milliseconds(&usage.ru_utime);
    starter_run(&s);
    getrusage(RUSAGE_CHILDREN, &usage);
    before = milliseconds(&usage.ru_utime) - before;
    ok(s.exit_status == 0 && s.answered, "%s: %s", name,
       checks ? "checked" : "opened or refused");
    ok(before < CPU_MAX_MS, "  in time");
    ok(usage.ru_maxrss < RSS_MAX_KIB, "  in memory");
    diag("%s: %lld ms, %ld MiB: %s", name, before, usage.ru_maxrss / 1024,
         s.failure.text);
    starter_release(&s);
}

int
main(void)
{
    ESC_BUF_OWN text = ESC_BUF_LIMIT(2 * MIB);

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        esc_buf_release(&text);
        esc_buf_add_str(&text, rows[i].head);
        repeat(&text, rows[i].unit, rows[i].size - 256);
        esc_buf_add_str(&text, rows[i].tail);
        check(rows[i].name, esc_buf_text(&text), false);
    }
    esc_buf_release(&text);
    laugh(&text, "*l", "&");
    check("laughs of aliases", esc_buf_text(&text), false);
    esc_buf_release(&text);
    laugh(&text, "'${l", "");
    check("laughs of references", esc_buf_text(&text), false);
    check("laughs of references", esc_buf_text(&text), true);
    return tap_done();
}

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The automaton of Aho and Corasick over the secrets, as a tree whose nodes
 * know the longest proper suffix that is also in the tree (fail).  A node's
 * reach is how many of the last bytes may still become a longer match: what
 * lies before them is settled.  Positions count from the first byte held; a
 * match that began before it (bytes given out by redact_idle) is cut there.
 * Linear in the stream, whatever the secrets.
 */
#include "redact.h"
#include <stdlib.h>
#include <string.h>

#define PIECE 4096

struct node {
    uint32_t child, sibling; /* first child, next sibling; 0: none */
    uint32_t fail;
    uint32_t depth; /* bytes from the root */
    uint32_t reach;
    uint32_t match; /* of the longest secret that ends here; 0: none */
    uint8_t byte;
};

struct redactor {
    struct node *nodes; /* 0 is the root */
    size_t count, max;
    uint32_t root[256]; /* its children by byte, once ready */
    uint32_t longest;
};

struct run { /* of bytes to mask, begin and end */
    size_t begin, end;
};

struct redact {
    const struct redactor *by;
    uint8_t *held;
    size_t len, size;
    struct run *runs; /* not overlapping, in order */
    size_t run_count;
    uint32_t state;
    bool is_marked; /* the first run goes on from a mark given out */
};

struct redactor *
redactor_new(size_t bytes_max)
{
    struct redactor *redactor = calloc(1, sizeof(*redactor));

    if (redactor == NULL)
        return NULL;
    redactor->max = bytes_max + 1;
    redactor->count = 1;
    redactor->nodes = calloc(redactor->max, sizeof(struct node));
    if (redactor->nodes == NULL || bytes_max > UINT32_MAX / 2)
        redactor_free(redactor);
    else
        return redactor;
    return NULL;
}

void
redactor_free(struct redactor *redactor)
{
    if (redactor == NULL)
        return;
    if (redactor->nodes != NULL)
        explicit_bzero(redactor->nodes, redactor->max * sizeof(struct node));
    free(redactor->nodes);
    explicit_bzero(redactor->root, sizeof(redactor->root));
    free(redactor);
}

static uint32_t
find_child(const struct redactor *redactor, uint32_t at, uint8_t byte)
{
    uint32_t child = redactor->nodes[at].child;

    while (child != 0 && redactor->nodes[child].byte != byte)
        child = redactor->nodes[child].sibling;
    return child;
}

static uint32_t
add_child(struct redactor *redactor, uint32_t at, uint8_t byte)
{
    struct node *parent = &redactor->nodes[at];
    uint32_t child = (uint32_t)redactor->count++;

    redactor->nodes[child] = (struct node){
        .sibling = parent->child, .depth = parent->depth + 1, .byte = byte};
    parent->child = child;
    return child;
}

void
redactor_add(struct redactor *redactor, const void *secret, size_t len)
{
    const uint8_t *bytes = secret;
    uint32_t at = 0;

    while (len > 0 && (bytes[len - 1] == '\n' || bytes[len - 1] == '\r'))
        len--;
    if (len < REDACT_MIN || len > redactor->max - redactor->count)
        return;
    for (size_t i = 0; i < len; i++) {
        uint32_t child = find_child(redactor, at, bytes[i]);

        at = child != 0 ? child : add_child(redactor, at, bytes[i]);
    }
    redactor->nodes[at].match = (uint32_t)len;
    if (len > redactor->longest)
        redactor->longest = (uint32_t)len;
}

static uint32_t
step(const struct redactor *redactor, uint32_t state, uint8_t byte)
{
    while (state != 0) {
        uint32_t child = find_child(redactor, state, byte);

        if (child != 0)
            return child;
        state = redactor->nodes[state].fail;
    }
    return redactor->root[byte];
}

/* Node AT, whose parent is done: where it falls back to, and what follows. */
static void
link_node(struct redactor *redactor, uint32_t at, uint32_t parent)
{
    struct node *node = &redactor->nodes[at];
    const struct node *fail;

    node->fail =
        parent == 0 ? 0
                    : step(redactor, redactor->nodes[parent].fail, node->byte);
    fail = &redactor->nodes[node->fail];
    if (node->match == 0)
        node->match = fail->match;
    node->reach = node->child != 0 ? node->depth : fail->reach;
}

bool
redactor_ready(struct redactor *redactor)
{
    uint32_t *queue = calloc(redactor->count, sizeof(uint32_t));
    size_t count = 1;

    if (queue == NULL)
        return false;
    for (uint32_t i = redactor->nodes[0].child; i != 0;
         i = redactor->nodes[i].sibling)
        redactor->root[redactor->nodes[i].byte] = i;
    for (size_t next = 0; next < count; next++)
        for (uint32_t i = redactor->nodes[queue[next]].child; i != 0;
             i = redactor->nodes[i].sibling) {
            link_node(redactor, i, queue[next]);
            queue[count++] = i;
        }
    free(queue);
    return true;
}

struct redact *
redact_new(const struct redactor *redactor)
{
    ESC_OWN(redact) redact = calloc(1, sizeof(*redact));

    if (redact == NULL)
        return NULL;
    redact->by = redactor;
    redact->size = redactor->longest + PIECE;
    redact->held = malloc(redact->size);
    redact->runs = calloc(redact->size / REDACT_MIN + 2, sizeof(struct run));
    return redact->held == NULL || redact->runs == NULL ? NULL
                                                        : redact_take(&redact);
}

void
redact_free(struct redact *redact)
{
    if (redact == NULL)
        return;
    if (redact->held != NULL)
        explicit_bzero(redact->held, redact->size);
    free(redact->held);
    free(redact->runs);
    free(redact);
}

/* The bytes from BEGIN to END are to be masked. */
static void
mask(struct redact *redact, size_t begin, size_t end)
{
    while (redact->run_count > 0
           && redact->runs[redact->run_count - 1].end > begin) {
        redact->run_count--;
        if (redact->runs[redact->run_count].begin < begin)
            begin = redact->runs[redact->run_count].begin;
    }
    redact->runs[redact->run_count++] = (struct run){begin, end};
}

/* Give out what is before UNTIL and forget it. */
static void
settle(struct redact *redact, size_t until, struct esc_buf *out)
{
    size_t at = 0, done = 0, kept = 0;

    for (; done < redact->run_count && redact->runs[done].begin < until;
         done++) {
        const struct run *run = &redact->runs[done];

        esc_buf_add(out, redact->held + at, run->begin - at);
        if (!redact->is_marked)
            esc_buf_add_str(out, REDACT_MARK);
        at = run->end < until ? run->end : until;
        redact->is_marked = run->end > until;
        if (redact->is_marked)
            break;
    }
    esc_buf_add(out, redact->held + at, until - at);
    for (size_t i = done; i < redact->run_count; i++) {
        struct run run = redact->runs[i];

        redact->runs[kept++] = (struct run){
            run.begin < until ? 0 : run.begin - until, run.end - until};
    }
    redact->run_count = kept;
    redact->len -= until;
    memmove(redact->held, redact->held + until, redact->len);
}

/* LEN is at most PIECE. */
static void
feed_piece(struct redact *redact, const uint8_t *bytes, size_t len,
           struct esc_buf *out)
{
    const struct redactor *by = redact->by;
    size_t reach;

    for (size_t i = 0; i < len; i++) {
        size_t match;

        redact->held[redact->len++] = bytes[i];
        redact->state = step(by, redact->state, bytes[i]);
        match = by->nodes[redact->state].match;
        if (match > 0)
            mask(redact, redact->len > match ? redact->len - match : 0,
                 redact->len);
    }
    reach = by->nodes[redact->state].reach;
    if (reach < redact->len)
        settle(redact, redact->len - reach, out);
}

void
redact_feed(struct redact *redact, const void *bytes, size_t len,
            struct esc_buf *out)
{
    const uint8_t *at = bytes;

    while (len > 0) {
        size_t piece = len > PIECE ? PIECE : len;

        feed_piece(redact, at, piece, out);
        at += piece;
        len -= piece;
    }
}

bool
redact_holds(const struct redact *redact)
{
    return redact->len > 0;
}

void
redact_idle(struct redact *redact, struct esc_buf *out)
{
    size_t plain = redact->len;

    for (size_t i = 0; i < redact->run_count; i++)
        plain -= redact->runs[i].end - redact->runs[i].begin;
    if (plain <= REDACT_IDLE_MAX)
        settle(redact, redact->len, out);
}

void
redact_end(struct redact *redact, struct esc_buf *out)
{
    settle(redact, redact->len, out);
    redact->state = 0;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* The arena, and the load phase with no memory at each of its chunks. */
#include "esc/arena.h"

#include <string.h>
#include <tap.h>

#include "esc/json.h"
#include "show.h"
#include "helper/resolve/environment/expression/declaration.h"
#include "esc/crypt.h"

/* Something of everything, errors too. */
static const char rich[] =
    "description: rich\nimports: [a, b: {merge: false}, 1]\nextra: 1\n"
    "values:\n"
    "  text: plain\n  quoted: \"a\\tb\\u00e9\"\n  number: 1_000\n"
    "  float: 123456789.5\n  tagged: !!int '0x10'\n  anchor: &x [1, 2]\n"
    "  interpolation: pre ${a.b[0][\"c d\"]} mid $$ ${x} post\n"
    "  broken: ${a[\n  literal: |\n    one\n    two\n"
    "  secret: {fn::secret: hunter2}\n"
    "  cipher: {fn::secret: {ciphertext: ZXNjeAAAAAHo9e705fKyKo30VQ==}}\n"
    "  open: {fn::open::p: {a: [b, {c: ${d}}]}}\n"
    "  bad: {fn::join: [1]}\n  wide: \xe6\x97\xa5 ${a.b}\n"
    "  rotate: {fn::rotate: {provider: p, inputs: {}, state: null}}\n";

static bool
copy(void *context, struct esc_arena *arena, struct esc_str in,
     struct esc_str *out, struct esc_str *problem_out)
{
    (void)context;
    (void)problem_out;
    *out = esc_arena_dup(arena, in.data, in.len);
    return true;
}

/* What is done with memory for N chunks. */
typedef void work_function(struct esc_diagnostics *diags);

static void
load(struct esc_diagnostics *diags)
{
    const struct esc_limits limits = ESC_LIMITS_DEFAULT;

    esc_declaration_load(diags, ESC_STR("test"), ESC_STR(rich), &limits);
}

static void
encrypt(struct esc_diagnostics *diags)
{
    const struct esc_limits limits = ESC_LIMITS_DEFAULT;
    struct esc_crypt crypt = {.diags = diags,
                              .limits = &limits,
                              .name = ESC_STR("test"),
                              .source = ESC_STR(rich),
                              .convert = copy};

    if (esc_crypt_encrypt(&crypt).data != NULL) {
        crypt.changed = 0;
        esc_crypt_decrypt(&crypt);
    }
}

static void
parse_json(struct esc_diagnostics *diags)
{
    struct esc_str problem;

    esc_json_parse(diags->arena,
                   ESC_STR("{\"a\": [1, 2.5, \"\\u00e9\", {\"b\": null}], "
                           "\"long\": \"0123456789012345678901234567890\"}"),
                   10, &problem);
    esc_diagnostics_settle(diags);
}

static void
check_failures(const char *name, work_function *work)
{
    size_t nth = 1;
    bool all = true;

    for (;; nth++) {
        struct esc_arena *arena = esc_arena_new((size_t)1 << 24);
        struct esc_diagnostics diags;
        bool failed;

        esc_arena_fail_chunk(arena, nth);
        esc_diagnostics_init(&diags, arena, 0);
        work(&diags);
        failed = esc_arena_state(arena) != ESC_ARENA_OK;
        if (failed
            && (diags.last == NULL
                || !esc_str_equal(diags.last->summary,
                                  ESC_STR("cannot read the environment: "
                                          "out of memory"))))
            all = false;
        esc_arena_free(arena);
        if (!failed || nth > 10000)
            break;
    }
    ok(all && nth > 2, "%s: says so at each of %zu chunks", name, nth - 1);
}

static void
check_arena(void)
{
    struct esc_arena *arena = esc_arena_new((size_t)100 * 1024);
    char *first = esc_arena_alloc(arena, 10);
    char *grown = esc_arena_grow(arena, first, 10, 100), *moved;

    ok(first != NULL && grown == first && grown[99] == 0, "grows in place");
    memcpy(grown, "abc", 4);
    ok(esc_arena_alloc(arena, 0) != NULL, "nothing is something");
    moved = esc_arena_grow(arena, grown, 100, 200);
    ok(moved != NULL && moved != grown && strcmp(moved, "abc") == 0
           && moved[199] == 0,
       "moves what is not the last");
    is_str(esc_arena_printf(arena, "%d-%s", 7, "x").data, "7-x", "printf");
    ok(esc_arena_array(arena, (size_t)-1 / 2, 4) == NULL, "overflow");
    is_int(esc_arena_state(arena), ESC_ARENA_LIMIT, "fails like a limit");
    ok(esc_arena_alloc(arena, 1) == NULL, "and stays so");
    esc_arena_free(arena);

    arena = esc_arena_new((size_t)100 * 1024);
    ok(esc_arena_alloc(arena, 90 * 1024) != NULL, "below the limit");
    ok(esc_arena_alloc(arena, 20 * 1024) == NULL, "over the limit");
    ok(esc_arena_used(arena) <= (size_t)100 * 1024, "used");
    esc_arena_free(arena);
    esc_arena_free(NULL);
}

static void
check_limit(void)
{
    struct esc_arena *arena = esc_arena_new(4096);
    struct esc_diagnostics diags;

    esc_diagnostics_init(&diags, arena, 0);
    load(&diags);
    is_str(show_diags(&diags) == NULL ? "" : diags.last->summary.data,
           "environment is too large: it needs more memory than it may have",
           "the limit has its diagnostic");
    esc_arena_free(arena);
}

int
main(void)
{
    check_arena();
    check_limit();
    check_failures("load", load);
    check_failures("crypt", encrypt);
    check_failures("json", parse_json);
    return tap_done();
}

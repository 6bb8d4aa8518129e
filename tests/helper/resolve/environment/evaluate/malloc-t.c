/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Memory that runs out in the system's allocator, where libyaml, PCRE2 and the
 * arenas get theirs, at every allocation in turn: of evaluating a definition
 * that uses all of the language, of rewriting its secrets, of looking for its
 * keys and its plaintext.  Nothing leaks, nothing crashes, and what does not
 * come out whole is told.
 */
#include "esc/crypt.h"
#include "esc/keys.h"
#include "tap.h"
#include "tests/helper/resolve/scarce.h"
#include "world.h"

#define OUTPUT_MAX ((size_t)16 * 1024 * 1024)

enum outcome {
    WHOLE, /* all came out as it must */
    TOLD,  /* less did, and a reason was given */
    SILENT,
};

typedef enum outcome job_function(void);

static bool
is_told(const struct esc_error *err)
{
    return err->code == ESC_E_SYSTEM
           && (strcmp(err->text, "cannot load the environment: out of memory")
                   == 0
               || strcmp(err->text,
                         "cannot evaluate the environment: out of memory")
                      == 0);
}

static enum outcome
evaluate(enum esc_phase phase)
{
    struct world world = {.case_world = {"", "malloc"}};
    struct esc_environment_request request =
        world_request(&world, world_rich());
    struct esc_environment_deps deps = world_deps(&world);
    ESC_OWN(esc_environment) environment = NULL;
    ESC_BUF_OWN out = ESC_BUF_LIMIT(OUTPUT_MAX);
    struct esc_error err = {0};
    size_t count = 0;

    if (!esc_environment_new(&request, &deps, &environment, &err)
        || !esc_environment_evaluate(environment, phase, &err))
        return is_told(&err) ? TOLD : SILENT;
    esc_environment_variables(environment, &count);
    /* Both say so by returning false, or less. */
    if (!esc_environment_write_export(environment, &out) || count == 0)
        return TOLD;
    return out.len > 20000 && count == 1 ? WHOLE : SILENT;
}

static enum outcome
check_all(void)
{
    return evaluate(ESC_PHASE_CHECK);
}

static enum outcome
open_all(void)
{
    return evaluate(ESC_PHASE_OPEN);
}

static enum outcome
rotate_all(void)
{
    return evaluate(ESC_PHASE_ROTATE);
}

static bool
keep(void *context, struct esc_arena *arena, struct esc_str in,
     struct esc_str *out, struct esc_str *problem_out)
{
    (void)context;
    *problem_out = ESC_STR("no memory");
    *out = esc_arena_printf(arena, "%zu bytes", in.len);
    return out->data != NULL;
}

static const char plain[] =
    "# top\nvalues:\n  a: {fn::secret: hunter2} # beside\n"
    "  b:\n    fn::secret: |\n      two\n      lines\n"
    "  c: [{fn::secret: {ciphertext: ZXNjeAAAAAHo9e705fKyKo30VQ==}}]\n";

/* FUNCTION on the definition above, which must have WANT places. */
static enum outcome
rewrite(struct esc_str (*function)(struct esc_crypt *crypt), size_t want)
{
    struct esc_limits limits = ESC_LIMITS_DEFAULT;
    struct esc_arena *arena = esc_arena_new(limits.memory);
    struct esc_diagnostics diags;
    struct esc_crypt crypt = {.diags = &diags,
                              .limits = &limits,
                              .name = ESC_STR("malloc"),
                              .source = ESC_STR(plain),
                              .convert = keep};
    enum outcome outcome;

    if (arena == NULL)
        return TOLD;
    esc_diagnostics_init(&diags, arena, 0);
    if (function(&crypt).data == NULL)
        outcome = diags.errors > 0 ? TOLD : SILENT;
    else
        outcome = crypt.changed == want ? WHOLE : SILENT;
    esc_arena_free(arena);
    return outcome;
}

static enum outcome
encrypt_all(void)
{
    return rewrite(esc_crypt_encrypt, 2);
}

static enum outcome
decrypt_all(void)
{
    return rewrite(esc_crypt_decrypt, 1);
}

static struct esc_str
find_plain(struct esc_crypt *crypt)
{
    return esc_crypt_find_plain(crypt) ? crypt->source
                                       : (struct esc_str){NULL, 0};
}

static enum outcome
find_plain_all(void)
{
    return rewrite(find_plain, 2);
}

static enum outcome
find_keys(void)
{
    struct esc_arena *arena = esc_arena_new((size_t)1 << 20);
    const struct esc_keys *keys =
        arena == NULL ? NULL : esc_keys_read(arena, ESC_STR(plain), 20);
    enum outcome outcome = keys == NULL ? TOLD : WHOLE;

    if (keys != NULL && esc_keys_find(keys, 3, 3) == NULL)
        outcome = SILENT;
    esc_arena_free(arena);
    return outcome;
}

/* Fail each allocation of JOB in turn, alone or with all that follow. */
static void
exhaust(const char *name, job_function *job, bool many)
{
    size_t nth = 0, whole = 0;
    bool failed = true, silent = false;
    long leaked = 0;

    while (failed && !silent && leaked == 0) {
        long before = scarce_live();
        enum outcome outcome;

        scarce_begin(++nth, many);
        outcome = job();
        failed = scarce_end();
        leaked = scarce_live() - before;
        silent = outcome == SILENT || (!failed && outcome != WHOLE);
        whole += failed && outcome == WHOLE;
    }
    ok(!silent, "%s: each of %zu is told (%zu do not matter)%s", name, nth - 1,
       whole, many ? ", and all after it fail" : "");
    ok(leaked == 0, "%s: nothing leaks", name);
    if (silent || leaked != 0)
        diag("allocation %zu, %ld leaked", nth, leaked);
}

int
main(void)
{
    static const struct {
        const char *name;
        job_function *job;
    } jobs[] = {
        {"check", check_all},     {"open", open_all},
        {"rotate", rotate_all},   {"encrypt", encrypt_all},
        {"decrypt", decrypt_all}, {"find plaintext", find_plain_all},
        {"find keys", find_keys},
    };

    if (!scarce_works()) {
        skip("this build has an allocator of its own");
        return tap_done();
    }
    for (size_t i = 0; i < sizeof(jobs) / sizeof(jobs[0]); i++) {
        ok(jobs[i].job() == WHOLE, "%s: comes out", jobs[i].name);
        exhaust(jobs[i].name, jobs[i].job, false);
        exhaust(jobs[i].name, jobs[i].job, true);
    }
    return tap_done();
}

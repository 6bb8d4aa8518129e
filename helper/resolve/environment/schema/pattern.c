/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Matching with PCRE2.  Everything it allocates comes from the arena, so a
 * pattern needs no freeing; what one match may cost is bounded.
 */
#define PCRE2_CODE_UNIT_WIDTH 8
#include "pattern.h"

#include <pcre2.h>

#include "re2.h"

#define MATCH_LIMIT 1000000
#define DEPTH_LIMIT 10000
#define HEAP_LIMIT_KIB 4096
#define OPTIONS                                                               \
    (PCRE2_UTF | PCRE2_MATCH_INVALID_UTF | PCRE2_DOLLAR_ENDONLY               \
     | PCRE2_ALT_CIRCUMFLEX | PCRE2_NEVER_BACKSLASH_C)

struct esc_pattern {
    pcre2_code *code;
    pcre2_match_data *data;
    pcre2_match_context *match;
};

static void *
take(PCRE2_SIZE size, void *pool)
{
    return esc_arena_alloc(((struct esc_pool *)pool)->arena, size);
}

static void
keep(void *memory, void *pool)
{
    (void)memory;
    (void)pool;
}

/* NULL: PCRE2 will not have it. */
static pcre2_code *
compile(struct esc_pool *pool, pcre2_general_context *general,
        struct esc_str text)
{
    pcre2_compile_context *context =
        esc_pool_need(pool, pcre2_compile_context_create(general));
    PCRE2_SIZE offset;
    pcre2_code *code;
    int problem;

    pcre2_set_newline(context, PCRE2_NEWLINE_LF);
    code = pcre2_compile((PCRE2_SPTR)text.data, text.len, OPTIONS, &problem,
                         &offset, context);
    if (code == NULL && esc_arena_state(pool->arena) != ESC_ARENA_OK)
        esc_pool_stop(pool, ESC_POOL_MEMORY);
    return code;
}

static pcre2_general_context *
general_context(struct esc_pool *pool)
{
    return esc_pool_need(pool, pcre2_general_context_create(take, keep, pool));
}

bool
esc_pattern_knows(struct esc_pool *pool, struct esc_str name)
{
    struct esc_str text =
        esc_pool_printf(pool, "\\p{%.*s}", (int)name.len, name.data);

    return compile(pool, general_context(pool), text) != NULL;
}

const struct esc_pattern *
esc_pattern_compile(struct esc_pool *pool, struct esc_str text,
                    struct esc_str *problem_out)
{
    struct esc_pattern *pattern = esc_pool_take(pool, sizeof(*pattern));
    pcre2_general_context *general = general_context(pool);
    struct esc_str translated;

    if (!esc_re2_translate(pool, text, &translated, problem_out))
        return NULL;
    pattern->code = compile(pool, general, translated);
    if (pattern->code == NULL) {
        *problem_out = ESC_STR("error parsing regexp: expression too large");
        return NULL;
    }
    pattern->data = esc_pool_need(pool, pcre2_match_data_create(1, general));
    pattern->match = esc_pool_need(pool, pcre2_match_context_create(general));
    pcre2_set_match_limit(pattern->match, MATCH_LIMIT);
    pcre2_set_depth_limit(pattern->match, DEPTH_LIMIT);
    pcre2_set_heap_limit(pattern->match, HEAP_LIMIT_KIB);
    return pattern;
}

bool
esc_pattern_match(struct esc_pool *pool, const struct esc_pattern *pattern,
                  struct esc_str subject)
{
    int result = pcre2_match(pattern->code, (PCRE2_SPTR)subject.data,
                             subject.len, 0, 0, pattern->data, pattern->match);

    /* Giving up is what costs: a run can afford it a few times. */
    pool->steps += subject.len;
    if (result == PCRE2_ERROR_MATCHLIMIT || result == PCRE2_ERROR_DEPTHLIMIT
        || result == PCRE2_ERROR_HEAPLIMIT)
        pool->steps += MATCH_LIMIT;
    esc_pool_step(pool);
    return result >= 0;
}

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * "pattern" means RE2: what matches, and what is refused in which words.
 */
#include "helper/resolve/environment/schema/pattern.h"
#include "tap.h"

#define LIMIT ((size_t)64 * 1024 * 1024)

static const struct match {
    const char *pattern, *subject;
    bool matches;
} matches[] = {
    {"", "anything", true},
    {"b", "abc", true},
    {"^b", "abc", false},
    {"^abc$", "abc", true},
    {"^abc$", "abc\n", false}, /* $ is the very end */
    {"(?m)^c$", "ab\nc\nd", true},
    {"(?m)^$", "a\n", true}, /* also after the last newline */
    {"a.c", "a\nc", false},
    {"(?s)a.c", "a\nc", true},
    {"(?i)ABC", "xabc", true},
    {"(?i:A)b", "aB", false},
    {"(?i-i)A", "a", false},
    {"^(?U)a+$", "aaa", true},
    {"^\\d{2,3}$", "123", true},
    {"^\\d{2,3}$", "1", false},
    {"^\\d{2}$", "\xd9\xa1\xd9\xa1", false}, /* digits are ASCII */
    {"^\\w+$", "a_9", true},
    {"^\\w+$", "\xc3\xa9", false},
    {"\\s", "\v", false}, /* RE2's \s has no vertical tab */
    {"^[\\s]$", "\t", true},
    {"^[\\S]$", "\v", true},
    {"^\\S$", "\v", true},
    {"\\v", "\v", true}, /* and \v is one character */
    {"\\v", "\n", false},
    {"^.$", "\xc3\xa9", true},
    {"^[\xc3\xa9-\xc3\xab]$", "\xc3\xaa", true},
    {"^[]a]+$", "]a", true},
    {"^[^]a]+$", "bc", true},
    {"^[a\\]]+$", "]a", true},
    {"^[a-]+$", "a-", true},
    {"^[[:alpha:]_]+$", "ab_", true},
    {"^[[:^alpha:]]+$", "12", true},
    {"^[[:word:]]+$", "a_1", true},
    {"^\\pL+$", "a\xc3\xa9", true},
    {"^\\p{Greek}$", "\xce\xb1", true},
    {"^\\P{Greek}$", "a", true},
    {"^\\p{^Greek}$", "a", true},
    {"^[\\p{Lu}\\d]+$", "A1", true},
    {"^\\x41\\x{e9}$", "A\xc3\xa9", true},
    {"^\\101\\012$", "A\n", true},
    {"^\\Qa.b\\E*$", "a.bbb", true},
    {"^\\Qa.b", "axb", false},
    {"\\bfoo\\b", "a foo b", true},
    {"\\Bfoo", "afoo", true},
    {"\\Aa\\z", "a", true},
    {"^*a", "a", true}, /* assertions may be repeated */
    {"\\b+a", "a", true},
    {"a{,2}", "a{,2}", true}, /* braces that are no counts */
    {"a{", "a{", true},
    {"x{2}y{0,1}z{1,}", "xxzz", true},
    {"(a|b)*c", "ababc", true},
    {"(?P<n>a)(?<m>b)", "ab", true},
    {"(?P<n>a)(?P<n>b)", "ab", true},
    {"a\\.b\\_c\\-", "a.b_c-", true},
    {"a#b c", "a#b c", true},
    {"^a??b", "ab", true},
    /* what is no ASCII, beside a property */
    {"[^\\S\\p{^Lu}]", "\xce\x91", false},
    {"[^\\D\\pL]", "\xce\x91", false},
    {"[^\\W\\p{Greek}]", "\xe4\xb8\x96", false},
    {"[^\\p{Greek}[:^space:]]", "\xe4\xb8\x96", false},
    {"[^\\p{Greek}[:^space:]]", "\xc2\x85", false},
    {"^[\\S_]$", "\xc5\xbf", true},
    {"(?i)[\\W]", "K", false}, /* nor is the kelvin sign a K */
    {"()*", "", true},
    {"|a", "b", true},
    {"^(a+)+$", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab", false},
};

static const struct refusal {
    const char *pattern, *problem;
} refusals[] = {
    {"a(?=b)", "invalid or unsupported Perl syntax: `(?=`"},
    {"a(?!b)", "invalid or unsupported Perl syntax: `(?!`"},
    {"(?>a)", "invalid or unsupported Perl syntax: `(?>`"},
    {"(?#x)", "invalid or unsupported Perl syntax: `(?#`"},
    {"(?x)a", "invalid or unsupported Perl syntax: `(?x`"},
    {"(?R)", "invalid or unsupported Perl syntax: `(?R`"},
    {"(?i-)a", "invalid or unsupported Perl syntax: `(?i-)`"},
    {"(?<=a)b", "invalid named capture: `(?<=a)b`"},
    {"(?P=n)", "invalid or unsupported Perl syntax: `(?P`"},
    {"(?P<a b>c)", "invalid named capture: `(?P<a b>`"},
    {"(?P<n", "invalid named capture: `(?P<n`"},
    {"(a)\\1", "invalid escape sequence: `\\1`"},
    {"\\k<n>", "invalid escape sequence: `\\k`"},
    {"\\G", "invalid escape sequence: `\\G`"},
    {"\\K", "invalid escape sequence: `\\K`"},
    {"\\C", "invalid escape sequence: `\\C`"},
    {"\\Z", "invalid escape sequence: `\\Z`"},
    {"\\R", "invalid escape sequence: `\\R`"},
    {"\\q", "invalid escape sequence: `\\q`"},
    {"\\x{110000}", "invalid escape sequence: `\\x{110000`"},
    {"\\xg", "invalid escape sequence: `\\xg`"},
    {"[\\b]", "invalid escape sequence: `\\b`"},
    {"a\\", "trailing backslash at end of expression: ``"},
    {"a**", "invalid nested repetition operator: `**`"},
    {"a*+", "invalid nested repetition operator: `*+`"},
    {"a+?+", "invalid nested repetition operator: `+?+`"},
    {"a{2}{3}", "invalid nested repetition operator: `{2}{3}`"},
    {"*a", "missing argument to repetition operator: `*`"},
    {"(+a)", "missing argument to repetition operator: `+`"},
    {"a|?", "missing argument to repetition operator: `?`"},
    {"a{1001}", "invalid repeat count: `{1001}`"},
    {"a{3,2}", "invalid repeat count: `{3,2}`"},
    {"(a{100}){100}", "invalid repeat count: `{100}`"},
    {"(a", "missing closing ): `(a`"},
    {"a)", "unexpected ): `a)`"},
    {"[a", "missing closing ]: `[a`"},
    {"[b-a]", "invalid character class range: `b-a`"},
    {"[a-\\d]", "invalid escape sequence: `\\d`"},
    {"[[:foo:]]", "invalid character class range: `[:foo:]`"},
    {"a\\p{Nope1}b", "invalid character class range: `\\p{Nope1}`"},
    {"\\p{^Nope1}**", "invalid character class range: `\\p{^Nope1}`"},
    {"[a\\P{Nope1}", "invalid character class range: `\\P{Nope1}`"},
    {"(?-\xc3\xa9", "invalid or unsupported Perl syntax: `(?-\xc3\xa9`"},
    {"\\pq", "invalid character class range: `\\pq`"},
    {"\\p{L", "invalid character class range: `\\p{L`"},
    {"a\xff", "invalid UTF-8: `\xff`"},
};

static void
check(struct esc_pool *pool)
{
    struct esc_str problem = {NULL, 0};

    for (size_t i = 0; i < sizeof(matches) / sizeof(matches[0]); i++) {
        const struct match *row = &matches[i];
        const struct esc_pattern *pattern =
            esc_pattern_compile(pool, esc_str_from(row->pattern), &problem);

        ok(pattern != NULL
               && esc_pattern_match(pool, pattern, esc_str_from(row->subject))
                      == row->matches,
           "pattern %zu: /%s/ %s", i, row->pattern,
           row->matches ? "matches" : "does not match");
    }
    for (size_t i = 0; i < sizeof(refusals) / sizeof(refusals[0]); i++) {
        const struct refusal *row = &refusals[i];

        if (esc_pattern_compile(pool, esc_str_from(row->pattern), &problem)
            != NULL)
            ok(false, "refused: %s", row->pattern);
        else
            is_str(problem.data + strlen("error parsing regexp: "),
                   row->problem, "refused: %zu", i);
    }
}

/* COUNT times PART is refused because of PROBLEM. */
static void
check_long(struct esc_pool *pool, const char *part, size_t count,
           const char *problem)
{
    struct esc_str said = {NULL, 0}, text = ESC_STR("");

    for (size_t i = 0; i < count; i++)
        text = esc_pool_printf(pool, "%s%s", text.data, part);
    ok(esc_pattern_compile(pool, text, &said) == NULL, "%zu times %s", count,
       part);
    ok(said.data != NULL && strstr(said.data, problem) != NULL, "%s: %s",
       problem, said.data == NULL ? "(nothing)" : said.data);
}

int
main(void)
{
    struct esc_arena *arena = esc_arena_new(LIMIT);
    struct esc_limits limits = ESC_LIMITS_DEFAULT;
    struct esc_pool pool;
    jmp_buf escape;

    esc_pool_init(&pool, arena, &limits);
    pool.escape = &escape;
    if (setjmp(escape) == 0) {
        check(&pool);
        check_long(&pool, "(", 1001, "expression nests too deeply");
        check_long(&pool, "(abcdefghij){900}", 10,
                   "error parsing regexp: expression too large");
    } else
        ok(false, "ran out of something");
    esc_arena_free(arena);
    return tap_done();
}

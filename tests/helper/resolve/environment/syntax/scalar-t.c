/* SPDX-License-Identifier: Apache-2.0 */
/* How scalars are typed and numbers written: one row a rule. */
#include <tap.h>

#include "../show.h"
#include "helper/resolve/environment/syntax/read.h"
#include "helper/resolve/environment/text/build.h"

static const struct {
    const char *yaml; /* of one value */
    const char *want; /* as show_node says, or the diagnostics */
} rows[] = {
    /* words */
    {"true", "true"},
    {"True", "true"},
    {"TRUE", "true"},
    {"false", "false"},
    {"False", "false"},
    {"FALSE", "false"},
    {"tRUE", "\"tRUE\""},
    {"", "null"},
    {"~", "null"},
    {"null", "null"},
    {"Null", "null"},
    {"NULL", "null"},
    {"nULL", "\"nULL\""},
    {"yes", "\"yes\""},
    {"no", "\"no\""},
    {"on", "\"on\""},
    {"off", "\"off\""},
    {"y", "\"y\""},
    {"n", "\"n\""},
    /* integers */
    {"0", "0"},
    {"-0", "0"},
    {"+7", "7"},
    {"42", "42"},
    {"1_000", "1000"},
    {"0x1F", "31"},
    {"0X1f", "31"},
    {"-0x10", "-16"},
    {"017", "15"},
    {"0o17", "15"},
    {"0O17", "15"},
    {"0b101", "5"},
    {"0B101", "5"},
    {"0b-101", "-5"},
    {"0o-17", "-15"},
    {"-0b101", "-5"},
    {"0x", "\"0x\""},
    {"0b102", "\"0b102\""},
    {"9223372036854775807", "9223372036854775807"},
    {"-9223372036854775808", "-9223372036854775808"},
    {"9223372036854775808", "9223372036854775808"},
    {"18446744073709551615", "18446744073709551615"},
    {"18446744073709551616", "1.8446744073709552e+19"},
    {"-9223372036854775809", "-9.223372036854776e+18"},
    {"08", "8"},
    {"0_8", "8"},
    {"_1", "\"_1\""},
    {"1__2", "12"},
    /* floats */
    {"3.0", "3"},
    {"3.10", "3.1"},
    {"-2.5", "-2.5"},
    {"+2.5", "2.5"},
    {"5.", "5"},
    {".5", "0.5"},
    {"-.5", "-0.5"},
    {".5e1", "5"},
    {".5_0", "\".5_0\""},
    {".0x1p1", "\".0x1p1\""},
    {"100000.5", "100000.5"},
    {"1000000.0", "1e+06"},
    {"123456.0", "123456"},
    {"123456789.5", "1.234567895e+08"},
    {"0.0001", "0.0001"},
    {"0.00001", "1e-05"},
    {"0.000012", "1.2e-05"},
    {"0.1", "0.1"},
    {"0.30000000000000004", "0.30000000000000004"},
    {"1e3", "1000"},
    {"1E3", "1000"},
    {"1e+3", "1000"},
    {"1e-3", "0.001"},
    {"1e6", "1e+06"},
    {"1e100", "1e+100"},
    {"1e-400", "0"},
    {"1e400", "\"1e400\""},
    {"5e-324", "5e-324"},
    {"1.7976931348623157e308", "1.7976931348623157e+308"},
    {"-0.0", "-0"},
    {"1e", "\"1e\""},
    {"1.2.3", "\"1.2.3\""},
    {"+", "\"+\""},
    {".", "\".\""},
    {"..", "\"..\""},
    {".nan", "error 2:4:7-2:8:11 v: numbers must be finite"},
    {"-.INF", "error 2:4:7-2:9:12 v: numbers must be finite"},
    {"+.Inf", "error 2:4:7-2:9:12 v: numbers must be finite"},
    /* not numbers */
    {"1:30", "\"1:30\""},
    {"1,000", "\"1,000\""},
    {"=", "\"=\""},
    {"2001-01-01", "\"2001-01-01\""},
    {"2001-1-1", "\"2001-1-1\""},
    {"2001-01-01T10:00:00Z", "\"2001-01-01T10:00:00Z\""},
    {"<<", "\"<<\""},
    /* styles */
    {"'42'", "\"42\""},
    {"\"true\"", "\"true\""},
    {"\"\"", "\"\""},
    {"\"a\\x41\\u00e9\\n\"", "\"aAé\\n\""},
    {"|\n  1\n", "\"1\\n\""},
    {">\n  1\n  2\n", "\"1 2\\n\""},
    {"a\n  b", "\"a b\""},
    /* tags */
    {"!!str 42", "\"42\""},
    {"!!str", "\"\""},
    {"! 42", "42"},
    {"!foo 42", "\"42\""},
    {"!!set 42", "\"42\""},
    {"!<tag:yaml.org,2002:int> '42'", "42"},
    {"!!int '42'", "42"},
    {"!!int \"0x10\"", "16"},
    {"!!bool 'true'", "true"},
    {"!!null ''", "null"},
    {"!!null 'null'", "null"},
    {"!!float 10000000", "1e+07"},
    {"!!float 3", "3"},
    {"!!float 3.5", "3.5"},
    {"!!timestamp 2001-01-01", "\"2001-01-01\""},
    {"!!timestamp 2001-12-14t21:59:43.10-05:00",
     "\"2001-12-14t21:59:43.10-05:00\""},
    {"!!timestamp '2001-12-14 21:59:43'", "\"2001-12-14 21:59:43\""},
    {"!!binary aGk=", "\"aGk=\""},
    {"!!binary a$b", "error 2:4:7-2:16:19 v: "
                     "yaml: !!binary value contains invalid base64 data"},
    {"!!int 5.5",
     "error 2:4:7-2:13:16 v: yaml: cannot decode !!float `5.5` as a !!int"},
    {"!!int x",
     "error 2:4:7-2:11:14 v: yaml: cannot decode !!str `x` as a !!int"},
    {"!!int",
     "error 2:4:7-2:10:13 v: yaml: cannot decode !!null `` as a !!int"},
    {"!!int 2001-01-01", "error 2:4:7-2:20:23 v: "
                         "yaml: cannot decode !!str `2001-01-01` as a !!int"},
    {"!!bool yes",
     "error 2:4:7-2:14:17 v: yaml: cannot decode !!str `yes` as a !!bool"},
    {"!!null 0",
     "error 2:4:7-2:12:15 v: yaml: cannot decode !!int `0` as a !!null"},
    {"!!float true", "error 2:4:7-2:16:19 v: "
                     "yaml: cannot decode !!bool `true` as a !!float"},
    {"!!float 18446744073709551615",
     "error 2:4:7-2:32:35 v: "
     "yaml: cannot decode !!int `18446744073709551615` as a !!float"},
    {"!!timestamp 2001-02-29",
     "error 2:4:7-2:26:29 v: "
     "yaml: cannot decode !!str `2001-02-29` as a !!timestamp"},
    {"!!timestamp 2001-13-01",
     "error 2:4:7-2:26:29 v: "
     "yaml: cannot decode !!str `2001-13-01` as a !!timestamp"},
    {"!!timestamp 12", "error 2:4:7-2:18:21 v: "
                       "yaml: cannot decode !!int `12` as a !!timestamp"},
};

static void
check(const char *yaml, const char *want)
{
    const struct esc_limits limits = ESC_LIMITS_DEFAULT;
    struct esc_arena *arena = esc_arena_new(limits.memory);
    struct esc_str source;
    struct esc_diagnostics diags;
    const struct esc_node *root;
    const char *got;

    esc_diagnostics_init(&diags, arena, limits.diagnostics);
    source = esc_arena_printf(arena, "---\nv: %s\nz: 0\n", yaml);
    root = esc_syntax_read(&diags, ESC_STR("test"), source, &limits);
    got = root == NULL ? show_diags(&diags)
                       : show_node(arena, esc_node_get(root, "v"));
    is_str(got, want, "%s", esc_quote(arena, esc_str_from(yaml)).data);
    esc_arena_free(arena);
}

int
main(void)
{
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        check(rows[i].yaml, rows[i].want);
    return tap_done();
}

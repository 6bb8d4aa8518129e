/* SPDX-License-Identifier: Apache-2.0 */
/* Statements and their quoting, and what a format refuses. */
#include "render.h"
#include "tap.h"
#include <string.h>

static const struct {
    const char *format, *value, *want, *why;
} rows[] = {
    {"sh", "plain", "export N='plain';\n", NULL},
    {"sh", "", "export N='';\n", NULL},
    {"sh", "a'b", "export N='a'\\''b';\n", NULL},
    {"bash", "$(x) `y` \\ \"", "export N='$(x) `y` \\ \"';\n", NULL},
    {"zsh", "a\nb", "export N='a\nb';\n", NULL},
    {"fish", "a'b\\c", "set -gx N 'a\\'b\\\\c';\n", NULL},
    {"csh", "a'b!c", "setenv N 'a'\\''b'\\!'c';\n", NULL},
    {"csh", "a\nb", NULL, "line break"},
    {"dotenv", "a \"b\" $c #d", "N='a \"b\" $c #d'\n", NULL},
    {"dotenv", "a'b", NULL, "single quote"},
    {"dotenv", "a\\b", NULL, "backslash"},
    {"dotenv", "a\rb", NULL, "carriage return"},
    {"docker", "'a' \"b\" $c", "N='a' \"b\" $c\n", NULL},
    {"docker", "a\nb", NULL, "line break"},
    {"docker", "\xff", NULL, "UTF-8"},
    {"json", "a\"b\\c\n\x7f", "{\n  \"N\": \"a\\\"b\\\\c\\u000a\\u007f\"\n}\n",
     NULL},
    {"json", "\xc3\xa9\xf0\x9f\x98\x80",
     "{\n  \"N\": \"\xc3\xa9\xf0\x9f\x98\x80\"\n}\n", NULL},
    {"json", "\xed\xa0\x80", NULL, "UTF-8"},
    {"json", "\xc3", NULL, "UTF-8"},
};

static void
check(size_t i)
{
    size_t len = strlen(rows[i].value);
    ESC_OWN(esc_secret) out = esc_secret_new(render_room(1, len));
    struct render render = {render_format(rows[i].format), out, 0};
    struct esc_error err = {0};
    bool set;

    render_open(&render);
    set = render_set(&render, "N", rows[i].value, len, &err);
    render_close(&render);
    if (rows[i].want != NULL) {
        is_str((const char *)esc_secret_bytes(out), rows[i].want,
               "%s, row %zu", rows[i].format, i);
        return;
    }
    ok(!set && err.code == ESC_E_INPUT && strstr(err.text, rows[i].why) != NULL
           && strstr(err.text, "'N'") != NULL && err.hint[0] != '\0',
       "%s refuses for a %s", rows[i].format, rows[i].why);
    is_str(err.where, "N", "  and names the variable");
}

static void
check_worst(const char *format, char byte)
{
    ESC_OWN(esc_secret) out = esc_secret_new(render_room(4, 1000));
    struct render render = {render_format(format), out, 0};
    struct esc_error err = {0};
    char value[1000];
    size_t room;

    memset(value, byte, sizeof(value));
    render_open(&render);
    ok(render_set(&render, "NAME", value, sizeof(value), &err),
       "%s: a thousand bytes 0x%02x", format, (unsigned int)byte);
    render_close(&render);
    (void)esc_secret_tail(out, &room);
    ok(room > 0, "  have room");
}

int
main(void)
{
    ESC_OWN(esc_secret) out = esc_secret_new(1000);
    struct render render = {render_format("json"), out, 0};
    struct esc_error err = {0};

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        check(i);
    check_worst("sh", '\'');
    check_worst("csh", '!');
    check_worst("fish", '\\');
    check_worst("json", '\001');
    render_open(&render);
    ok(render_set(&render, "A", "1", 1, &err)
           && render_set(&render, "B", "2", 1, &err),
       "two members");
    render_close(&render);
    is_str((const char *)esc_secret_bytes(out),
           "{\n  \"A\": \"1\",\n  \"B\": \"2\"\n}\n", "have a comma between");
    esc_secret_clear(out);
    render.format = render_format("fish");
    render_unset(&render, "A");
    is_str((const char *)esc_secret_bytes(out), "set -e A;\n",
           "unset in fish");
    ok(render_format("ksh") == NULL && render_format("json")->unset == NULL
           && render_format("dotenv")->unset == NULL,
       "unknown formats, and those without unset");
    return tap_done();
}

/* SPDX-License-Identifier: Apache-2.0 */
/* The grammar of settings, and the order and rights of their files. */
#include "esc/settings_lines.h"
#include "esc/buf.h"
#include "tap.h"
#include <sys/stat.h>
#include <unistd.h>

/* Every line as "number:name=value;" or "number:name value;". */
static bool
note(void *context, const struct esc_settings_line *line,
     struct esc_error *err)
{
    if (strcmp(line->name, "bad") == 0)
        return esc_fail(err, ESC_E_CONFIG, NULL, "refused");
    esc_buf_printf(context, "%u:%s%c%s;", line->number, line->name,
                   line->is_rule ? ' ' : '=', line->value);
    return true;
}

static const struct {
    const char *name, *text, *want, *where;
} rows[] = {
    {"nothing", "", "", ""},
    {"a value", "zone = fleet1\n", "1:zone=fleet1;", ""},
    {"no newline at the end", "a=b", "1:a=b;", ""},
    {"blanks and tabs", "\t a \t=\tb c \n", "1:a=b c;", ""},
    {"remarks", "# all\n\na = b # or c\nd = e#f\n", "3:a=b;4:d=e#f;", ""},
    {"a rule", "permit user d  environment x/y/z\n",
     "1:permit user d  environment x/y/z;", ""},
    {"a rule that is one word", "lonely\n", "1:lonely ;", ""},
    {"an equals sign in a value", "a = b=c\n", "1:a=b=c;", ""},
    {"no value", "a =  # none\n", "", "f:1"},
    {"no name", "\n= b\n", "", "f:2"},
    {"a name in capitals", "Zone = b\n", "", "f:1"},
    {"an odd name", "a.b = c\n", "", "f:1"},
    {"a carriage return", "a = b\r\n", "", "f:1"},
    {"an escape", "a = \033[2J\n", "", "f:1"},
    {"not UTF-8", "a = \xff\n", "", "f:1"},
    {"the visitor's refusal", "a = b\nbad = c\nd = e\n", "1:a=b;", "f:2"},
};

static void
test_grammar(void)
{
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        ESC_BUF_OWN got = ESC_BUF_LIMIT(4096);
        struct esc_settings_visitor visitor = {.context = &got, .line = note};
        struct esc_error err = {0};
        bool good = esc_settings_parse("f", rows[i].text, strlen(rows[i].text),
                                       &visitor, &err);

        is_str(esc_buf_text(&got), rows[i].want, "%s: lines", rows[i].name);
        ok(good == (rows[i].where[0] == '\0'), "%s: result", rows[i].name);
        is_str(err.where, rows[i].where, "%s: where", rows[i].name);
        ok(good || err.code == ESC_E_CONFIG, "%s: code", rows[i].name);
    }
}

static void
test_limits(void)
{
    static char line[5000];
    struct esc_error err = {0};
    ESC_BUF_OWN got = ESC_BUF_LIMIT(8192);
    struct esc_settings_visitor visitor = {.context = &got, .line = note};

    memset(line, 'x', sizeof(line));
    memcpy(line, "a=", 2);
    ok(esc_settings_parse("f", line, 4095, &visitor, &err),
       "a line of 4,095 bytes");
    ok(!esc_settings_parse("f", line, 4096, &visitor, &err),
       "a line of 4,096 bytes is refused");
    ok(!esc_settings_parse("f", "a = b\0c", 7, &visitor, &err),
       "a NUL is refused");
    is_str(err.where, "f:1", "a NUL: where");
}

static bool
count_problem(void *context, const struct esc_error *why)
{
    esc_buf_printf(context, "%s?;", why->where);
    return true;
}

/* Who wants to hear of all that is wrong does. */
static void
test_problems(void)
{
    static const char text[] = "a = 1\n= 2\nb\x01\nc = 3\n";
    struct esc_error err = {0};
    ESC_BUF_OWN got = ESC_BUF_LIMIT(4096);
    struct esc_settings_visitor visitor = {
        .context = &got, .line = note, .problem = count_problem};

    ok(esc_settings_parse("f", text, sizeof(text) - 1, &visitor, &err),
       "malformed lines are told, the others read");
    is_str(esc_buf_text(&got), "1:a=1;f:2?;f:3?;4:c=3;", "in order");
    esc_buf_release(&got);
    ok(esc_settings_read("/nonexistent/s.conf", &visitor, &err),
       "so is a missing file");
    is_str(esc_buf_text(&got), "/nonexistent/s.conf?;", "by its name");
}

static void
put(const char *path, const char *text, mode_t mode)
{
    FILE *f = fopen(path, "w");

    if (f == NULL || fputs(text, f) < 0 || fclose(f) != 0
        || chmod(path, mode) != 0)
        diag("cannot write %s", path);
}

static void
test_files(void)
{
    char folder[] = "/tmp/settings_lines-t.XXXXXX", path[64];
    struct esc_error err = {0};
    ESC_BUF_OWN got = ESC_BUF_LIMIT(4096);
    struct esc_settings_visitor visitor = {.context = &got, .line = note};

    if (!ok(mkdtemp(folder) != NULL && chdir(folder) == 0, "a folder"))
        return;
    ok(!esc_settings_read("s.conf", &visitor, &err)
           && err.code == ESC_E_NOT_FOUND,
       "no file at all");
    put("s.conf", "a = 1\n", 0644);
    ok(esc_settings_read("s.conf", &visitor, &err), "no folder is fine");
    mkdir("s.conf.d", 0755);
    put("s.conf.d/20.conf", "c = 3\n", 0644);
    put("s.conf.d/10.conf", "b = 2\n", 0644);
    put("s.conf.d/.30.conf", "bad = 0\n", 0644);
    put("s.conf.d/40.conf.old", "bad = 0\n", 0644);
    esc_buf_release(&got);
    ok(esc_settings_read("s.conf", &visitor, &err), "file and folder");
    is_str(esc_buf_text(&got), "1:a=1;1:b=2;1:c=3;", "in byte order");
    put("s.conf.d/50.conf", "x = 1\nbad = 0\n", 0644);
    ok(!esc_settings_read("s.conf", &visitor, &err), "a bad line in one");
    is_str(err.where, "s.conf.d/50.conf:2", "names file and line");
    chmod("s.conf.d/50.conf", 0664);
    ok(!esc_settings_read("s.conf", &visitor, &err)
           && strcmp(err.where, "s.conf.d/50.conf") == 0
           && err.hint[0] != '\0',
       "a file that a group may write is refused, with the remedy");
    unlink("s.conf.d/50.conf");
    chmod("s.conf.d", 0777);
    ok(!esc_settings_read("s.conf", &visitor, &err)
           && strcmp(err.where, "s.conf.d") == 0,
       "a folder that others may write is refused");
    chmod("s.conf.d", 0755);
    ok(rename("s.conf.d", "real") == 0 && symlink("real", "s.conf.d") == 0
           && !esc_settings_read("s.conf", &visitor, &err)
           && err.code == ESC_E_CONFIG && strcmp(err.where, "s.conf.d") == 0,
       "a link to a folder is refused");
    unlink("s.conf.d");
    put("s.conf.d", "x = 1\n", 0644);
    ok(!esc_settings_read("s.conf", &visitor, &err) && err.code == ESC_E_CONFIG
           && strcmp(err.where, "s.conf.d") == 0,
       "and a file in its place");
    snprintf(path, sizeof(path), "rm -rf %s", folder);
    ok(chdir("/") == 0 && system(path) == 0, "cleaned up");
}

static void
test_words(void)
{
    char text[] = " one\ttwo  three ", *cursor = text;

    is_str(esc_settings_word(&cursor), "one", "first word");
    is_str(esc_settings_word(&cursor), "two", "second word");
    is_str(esc_settings_word(&cursor), "three", "third word");
    ok(esc_settings_word(&cursor) == NULL, "no more words");
}

int
main(void)
{
    test_grammar();
    test_limits();
    test_problems();
    test_files();
    test_words();
    return tap_done();
}

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the users of base never ask for, or only when something is wrong: texts
 * without room, codes that are none, characters that are not UTF-8.
 */
#include "esc/buf.h"
#include "esc/error.h"
#include "esc/file.h"
#include "esc/log.h"
#include "esc/secret.h"
#include "esc/settings_lines.h"
#include "esc/text.h"
#include "esc/wire.h"
#include "tap.h"
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

static void
test_error(void)
{
    ok(!esc_fail(NULL, ESC_E_BUG, NULL, "x"), "a failure nobody asks about");
    ok(!esc_fail_while(NULL, "doing"), "while doing something");
    ok(!esc_fail_hint(NULL, "do this"), "with a hint");
    is_str(esc_code_name((enum esc_code)ESC_CODE_COUNT), "unknown",
           "a code that is none has a name");
    is_int(esc_code_to_errno((enum esc_code)ESC_CODE_COUNT), EIO,
           "and an errno");
    is_int(esc_code_to_errno(ESC_OK), EIO, "so has none at all");
}

static void
test_utf8(void)
{
    static const struct {
        const char *name, *bytes;
        size_t len;
        uint32_t character;
    } rows[] = {
        {"a letter", "a", 1, 'a'},
        {"of two bytes", "\xc3\xa4", 2, 0xe4},
        {"of three", "\xe2\x82\xac", 3, 0x20ac},
        {"of four", "\xf0\x9f\x94\x91", 4, 0x1f511},
        {"the last", "\xf4\x8f\xbf\xbf", 4, 0x10ffff},
        {"past the last", "\xf4\x90\x80\x80", 0, 0},
        {"past all", "\xf5\x80\x80\x80", 0, 0},
        {"cut short", "\xe2\x82", 0, 0},
        {"a follower first", "\x82", 0, 0},
        {"a follower missing", "\xc3(", 0, 0},
        {"the second one missing", "\xe2\x82(", 0, 0},
        {"of three that fits two", "\xe0\x9f\xbf", 0, 0},
        {"of four that fits three", "\xf0\x8f\xbf\xbf", 0, 0},
        {"the first surrogate", "\xed\xa0\x80", 0, 0},
        {"the last surrogate", "\xed\xbf\xbf", 0, 0},
        {"before the surrogates", "\xed\x9f\xbf", 3, 0xd7ff},
        {"behind the surrogates", "\xee\x80\x80", 3, 0xe000},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        uint32_t c = 0;
        size_t n = esc_text_utf8(rows[i].bytes, strlen(rows[i].bytes), &c);

        ok(n == rows[i].len && (n == 0 || c == rows[i].character),
           "%s: %zu bytes, U+%04X", rows[i].name, n, c);
    }
}

static void
test_shown(void)
{
    static const struct {
        const char *name, *text, *shown;
    } rows[] = {
        {"a key", "\xf0\x9f\x94\x91", "\xf0\x9f\x94\x91"},
        {"a C1 control", "\xc2\x85", "\\xc2\\x85"},
        {"the last of C1", "\xc2\x9f", "\\xc2\\x9f"},
        {"a space that does not break", "\xc2\xa0", "\xc2\xa0"},
        {"delete", "\x7f", "\\x7f"},
        {"left to right", "\xe2\x80\x8e", "\\xe2\\x80\\x8e"},
        {"right to left", "\xe2\x80\x8f", "\\xe2\\x80\\x8f"},
        {"a hyphen", "\xe2\x80\x90", "\xe2\x80\x90"},
        {"an embedding", "\xe2\x80\xaa", "\\xe2\\x80\\xaa"},
        {"an override", "\xe2\x80\xae", "\\xe2\\x80\\xae"},
        {"a narrow space", "\xe2\x80\xaf", "\xe2\x80\xaf"},
        {"an isolate", "\xe2\x81\xa6", "\\xe2\\x81\\xa6"},
        {"its end", "\xe2\x81\xa9", "\\xe2\\x81\\xa9"},
        {"what is next to it", "\xe2\x81\xaa", "\xe2\x81\xaa"},
    };
    char out[64] = "x";

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        is_str(esc_text_safe(rows[i].text, strlen(rows[i].text), out,
                             sizeof(out)),
               rows[i].shown, "%s", rows[i].name);
    ok(esc_text_safe("y", 1, out, 0) == out && out[0] != 'y',
       "nothing where there is no room");
}

static void
test_texts(void)
{
    char out[64] = "x", name[512];
    uint64_t number;

    esc_text_format_time(0, out, 0);
    is_str(out, "x", "no time where there is no room");
    esc_text_format_time(0, out, 5);
    is_str(out, "", "none rather than half of one");
    ok(!esc_text_u64("1x", 10, &number), "a number with something behind it");
    memset(name, 'a', sizeof(name));
    name[255] = '\0';
    ok(esc_text_is_name(name), "a name of 255 letters");
    name[255] = 'a';
    name[256] = '\0';
    ok(!esc_text_is_name(name) && !esc_text_is_name("")
           && !esc_text_is_name("1a") && !esc_text_is_name("a{")
           && !esc_text_is_name("a[") && !esc_text_is_name("a:"),
       "what is no name");
    memset(name, 'a', sizeof(name));
    name[ESC_ENVIRONMENT_NAME_MAX + 1] = '\0';
    ok(!esc_text_is_environment(name), "a name of 331 letters is none of an"
                                       " environment");
    name[101] = '\0';
    ok(!esc_text_is_environment(name) && esc_text_is_environment(name + 1),
       "a part has a hundred letters at most");
    ok(!esc_text_is_environment("a/./c") && !esc_text_is_environment("a/../c")
           && !esc_text_is_environment("a/-b/c")
           && !esc_text_is_environment("a//c")
           && esc_text_is_environment("..a")
           && esc_text_is_environment(".a/b.-c/d")
           && !esc_text_is_environment("a/b/c@")
           && !esc_text_is_environment("a/b")
           && !esc_text_is_environment("a b") && esc_text_is_environment("aa"),
       "dots and hyphens in it");
}

static void
test_secret(void)
{
    ESC_OWN(esc_secret) secret = esc_secret_new(4);

    ok(esc_secret_new(0) == NULL
           && esc_secret_new((size_t)INT_MAX + 1) == NULL,
       "a secret of no bytes, or of too many");
    esc_secret_grow(secret, 9);
    is_int((long long)esc_secret_len(secret), 4, "it grows to its room alone");
    ok(!esc_secret_add(secret, "x", 1), "and takes no more");
}

static void
test_buf(void)
{
    ESC_BUF_OWN buf = ESC_BUF_LIMIT(16);
    ESC_BUF_OWN text = ESC_BUF_LIMIT(64);

    esc_buf_printf(&buf, "%s", "more than sixteen bytes");
    ok(buf.failed && buf.len == 0, "a text past its limit");
    esc_buf_add_str(&buf, "a");
    ok(buf.failed && buf.len == 0, "fails for good");
    esc_buf_printf(&text, "%ls", L"\x1234");
    ok(text.failed, "a text that cannot be written");
    esc_buf_release(&text);
    esc_buf_add_json(&text, "a\x1f\x7f\xff\"");
    is_str(esc_buf_text(&text), "\"a\\u001f\\u007f\\ufffd\\\"\"", "as JSON");
}

static void
test_wire(void)
{
    static char text[70000];
    static uint8_t bytes[80000];
    struct esc_wire_out out = {bytes, bytes + sizeof(bytes), false};

    memset(text, 'a', sizeof(text) - 1);
    esc_wire_put_text(&out, text);
    ok(out.failed, "a text longer than its length can say");
    esc_wire_put_text(&out, "a");
    ok(out.failed && out.at == bytes, "writes nothing");
}

static void
test_log(void)
{
    ESC_LOG_OWN log;
    char value[ESC_LOG_VALUE_MAX];
    struct esc_error err = {.code = ESC_E_BUG};

    memset(value, 'v', sizeof(value) - 1);
    value[sizeof(value) - 1] = '\0';
    esc_log_start(&log, "e");
    esc_log_error(&log, &err);
    is_str(esc_log_text(&log), "e code=bug error=\"\"",
           "a failure without a place or a word");
    for (int i = 0; i < 100; i++)
        esc_log_field(&log, "f", value);
    ok(strlen(esc_log_text(&log)) <= ESC_LOG_LINE_MAX
           && strcmp(esc_log_text(&log) + strlen(esc_log_text(&log)) - 8,
                     " cut=yes")
                  == 0,
       "a line that is full says once that it was cut");
}

/* As uid 65534, when this is root's run: what belongs to somebody else. */
static void
test_owners(void)
{
    char path[] = "/tmp/limits-t.XXXXXX";
    struct esc_error err = {0};
    int fd = mkstemp(path);

    close(fd);
    if (geteuid() != 0) {
        skip("only root can give a file away");
    } else {
        ok(chmod(path, 0644) == 0 && chown(path, 65534, 65534) == 0
               && esc_file_open(path, false, &err) < 0
               && err.code == ESC_E_CONFIG,
           "root refuses another's file: %s", err.text);
        is_str(err.hint + strlen("chown root: "), path, "with the remedy");
        (void)!seteuid(65533);
        ok(esc_file_open(path, false, &err) < 0, "so does anybody: %s",
           err.text);
        (void)!seteuid(0);
        (void)!seteuid(65534);
        fd = esc_file_open(path, false, &err);
        ok(fd >= 0, "but not who owns it");
        close(fd);
        (void)!seteuid(0);
    }
    (void)unlink(path);
    ok(esc_file_open_folder(AT_FDCWD, "/dev/null", "/dev/null", &err) < 0
           && esc_file_open("/dev", false, &err) < 0
           && err.code == ESC_E_CONFIG,
       "a folder that is none, a file that is one: %s", err.text);
}

static bool
take(void *context, const struct esc_settings_line *line,
     struct esc_error *err)
{
    return *(bool *)context
           || esc_fail(err, ESC_E_CONFIG, NULL, "not '%s'", line->name);
}

static bool
ignore(void *context, const struct esc_error *why)
{
    (void)context;
    return why->code == ESC_E_CONFIG;
}

/* What cannot be read of DIR/conf, and of a file without room for its folder.
 */
static void
test_unread(const char *dir)
{
    static char text[4096];
    bool good = true;
    struct esc_settings_visitor visitor = {.context = &good, .line = take};
    struct esc_error err = {0};
    struct rlimit limit, few;
    char path[512];
    int fd;

    ok(getrlimit(RLIMIT_NOFILE, &limit) == 0, "how many descriptors");
    fd = dup(0);
    close(fd);
    few = limit;
    few.rlim_cur = (rlim_t)fd + 1;
    (void)setrlimit(RLIMIT_NOFILE, &few);
    snprintf(path, sizeof(path), "%s/conf", dir);
    ok(!esc_settings_read(path, &visitor, &err) && err.code == ESC_E_CONFIG,
       "no descriptor for the folder's list: %s", err.text);
    (void)setrlimit(RLIMIT_NOFILE, &limit);
    snprintf(path, sizeof(path), "%s/%0254d", dir, 0);
    close(open(path, O_CREAT | O_WRONLY, 0644));
    ok(!esc_settings_read(path, &visitor, &err) && err.code == ESC_E_CONFIG,
       "a name with no room for '.d': %s", err.text);
    visitor.problem = ignore;
    ok(!esc_settings_read("/dev/null/none", &visitor, &err)
           && err.code == ESC_E_NOT_FOUND,
       "what the visitor does not tolerate: %s", err.text);
    memset(text, 'a', 4094);
    visitor.problem = NULL;
    ok(!esc_settings_parse("f", text, 4095, &visitor, &err)
           && err.code == ESC_E_CONFIG,
       "a NUL at the end of the longest line: %s", err.text);
}

static void
test_settings(void)
{
    char dir[] = "/tmp/limits-t.XXXXXX", path[512], command[600];
    bool good = true;
    struct esc_settings_visitor visitor = {.context = &good, .line = take};
    struct esc_error err = {0};
    int fd;

    ok(mkdtemp(dir) != NULL, "a folder");
    snprintf(path, sizeof(path), "%s/conf.d", dir);
    (void)mkdir(path, 0755);
    for (int i = 0; i <= 256; i++) {
        snprintf(path, sizeof(path), "%s/conf.d/%03d.conf", dir, i);
        close(open(path, O_CREAT | O_WRONLY, 0644));
    }
    snprintf(path, sizeof(path), "%s/conf", dir);
    fd = open(path, O_CREAT | O_WRONLY, 0644);
    ok(!esc_settings_read(path, &visitor, &err) && err.code == ESC_E_CONFIG
           && strstr(err.text, "more than 256 files") != NULL,
       "more files than are read: %s", err.text);
    snprintf(path, sizeof(path), "%s/conf.d/256.conf", dir);
    (void)unlink(path);
    snprintf(path, sizeof(path), "%s/conf", dir);
    ok(esc_settings_read(path, &visitor, &err), "as many as are");
    ok(write(fd, "a = 1\n", 6) == 6, "a line");
    good = false;
    ok(!esc_settings_read("/dev/null/none", &visitor, NULL)
           && !esc_settings_read(path, &visitor, NULL)
           && !esc_settings_read(path, &visitor, &err)
           && strstr(err.where, "/conf:1") != NULL,
       "a line that is not taken: %s", err.text);
    ok(!esc_settings_parse("f", "a\x80=1\n", 6, &visitor, NULL)
           && !esc_settings_parse("f", "{a = 1\n", 7, &visitor, NULL)
           && !esc_settings_parse("f", "a\0b=1\n", 6, &visitor, NULL),
       "lines that cannot be read, for nobody");
    close(fd);
    test_unread(dir);
    snprintf(command, sizeof(command), "rm -rf '%s'", dir);
    ok(system(command) == 0, "removed");
    for (size_t i = 0; i < 400; i += 2)
        memcpy(path + i, "/.", 3);
    memcpy(path + 400, "/etc/passwd", 12);
    good = true;
    visitor.problem = ignore;
    ok(!esc_settings_read(path, &visitor, &err)
           && strstr(err.text, "the path is too long") != NULL,
       "a path that is too long: %s", err.text);
}

int
main(void)
{
    test_error();
    test_utf8();
    test_shown();
    test_texts();
    test_secret();
    test_buf();
    test_wire();
    test_log();
    test_owners();
    test_settings();
    return tap_done();
}

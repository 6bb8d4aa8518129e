/* SPDX-License-Identifier: Apache-2.0 */
/* error, buf, secret, file, log: what each promises in its header. */
#include "esc/file.h"
#include "esc/log.h"
#include "tap.h"
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void
test_error(void)
{
    struct esc_error err = {0};

    ok(!esc_fail(&err, ESC_E_PROVIDER, "sts\x1b[2J", "HTTP %d", 403),
       "esc_fail returns false");
    is_str(err.where, "sts\\x1b[2J", "where is safe to show");
    esc_fail_while(&err, "cannot open '%s'", "x");
    is_str(err.text, "cannot open 'x': HTTP 403", "the act stands in front");
    esc_fail_hint(&err, "try again");
    is_str(err.hint, "try again", "a hint");
    for (int i = 1; i < ESC_CODE_COUNT; i++)
        is_int(esc_code_from_errno(esc_code_to_errno((enum esc_code)i)), i,
               "code %s survives the kernel", esc_code_name((enum esc_code)i));
    is_int(esc_code_from_errno(0), ESC_E_SYSTEM, "an unknown errno");
    ok(!esc_fail(NULL, ESC_E_BUG, NULL, "x"), "no error wanted");
}

static void
test_buf(void)
{
    ESC_BUF_OWN buf = ESC_BUF_LIMIT(10);
    ESC_BUF_OWN form = ESC_BUF_LIMIT(1000);
    struct esc_error err = {0};

    is_str(esc_buf_text(&buf), "", "an empty buffer has a text");
    esc_buf_printf(&buf, "%s", "0123456789");
    ok(esc_buf_ok(&buf, &err), "a full buffer is good");
    esc_buf_add_char(&buf, 'x');
    esc_buf_add_str(&buf, "");
    ok(!esc_buf_ok(&buf, &err) && err.code == ESC_E_INPUT,
       "one more fails, and stays failed");
    esc_buf_add_form(&form, "RoleSessionName", "a@b+c d~");
    esc_buf_add_form(&form, "x", "\xc3\xa9");
    is_str(esc_buf_text(&form), "RoleSessionName=a%40b%2Bc%20d~&x=%C3%A9",
           "RFC 3986 encoding");
    esc_buf_release(&form);
    esc_buf_add_json(&form, "a\"b\\c\n\xff\xc3\xa9");
    is_str(esc_buf_text(&form), "\"a\\\"b\\\\c\\u000a\\ufffd\xc3\xa9\"",
           "JSON string");
}

static void
test_secret(void)
{
    ESC_OWN(esc_secret) a = esc_secret_new(4);
    ESC_OWN(esc_secret) b = esc_secret_new(8);

    ok(a != NULL && b != NULL && esc_secret_add(a, "abcd", 4), "filled");
    ok(!esc_secret_add(a, "e", 1) && esc_secret_len(a) == 4,
       "over capacity: nothing is added");
    ok(esc_secret_add(b, "abcd", 4) && esc_secret_equal(a, b), "equal");
    ok(esc_secret_add(b, "e", 1) && !esc_secret_equal(a, b), "not equal");
    esc_secret_clear(b);
    ok(esc_secret_len(b) == 0 && esc_secret_bytes(b)[0] == 0, "cleared");
    ok(esc_secret_new(0) == NULL, "no capacity, no secret");
}

static void
test_carve(void)
{
    ESC_OWN(esc_secret) room = esc_secret_new(2 * (3 + ESC_SECRET_CARVED));
    ESC_OWN(esc_secret) a = esc_secret_carve(room, 3);
    ESC_OWN(esc_secret) b = esc_secret_carve(room, 3);

    ok(a != NULL && b != NULL && esc_secret_add(a, "abc", 3)
           && esc_secret_add(b, "xyz", 3),
       "two carved from one");
    ok(!esc_secret_add(a, "d", 1)
           && memcmp(esc_secret_bytes(b), "xyz", 4) == 0,
       "neither grows into the other");
    ok(esc_secret_carve(room, 100) == NULL
           && esc_secret_carve(room, SIZE_MAX) == NULL,
       "and no more than there is room for");
}

static void
refused(const char *path, const char *what, const char *hint)
{
    ESC_BUF_OWN content = ESC_BUF_LIMIT(100);
    struct esc_error err = {0};

    ok(!esc_file_read(path, &content, &err), "refused: %s", what);
    ok(strstr(err.text, path) != NULL, "  names the file");
    is_str(err.hint, hint, "  and the remedy");
}

static void
test_file(const char *dir)
{
    ESC_BUF_OWN content = ESC_BUF_LIMIT(5);
    char path[256], other[256], hint[300];
    struct esc_error err = {0};
    int fd;

    snprintf(path, sizeof(path), "%s/f", dir);
    snprintf(other, sizeof(other), "%s/link", dir);
    fd = open(path, O_CREAT | O_WRONLY | O_EXCL, 0600);
    ok(fd >= 0 && esc_file_write_all(fd, "hello", 5) && close(fd) == 0,
       "a file");
    ok(esc_file_read(path, &content, &err)
           && strcmp(esc_buf_text(&content), "hello") == 0,
       "is read whole");
    content.limit = 4;
    esc_buf_release(&content);
    ok(!esc_file_read(path, &content, &err) && err.code == ESC_E_INPUT,
       "but not over the limit");
    {
        ESC_OWN(esc_secret) secret = esc_file_read_secret(path, 5, &err);
        ESC_OWN(esc_secret) small = esc_file_read_secret(path, 4, &err);

        ok(secret != NULL && esc_secret_len(secret) == 5, "a secret file");
        ok(small == NULL && err.code == ESC_E_INPUT, "that is too long");
    }
    ok(chmod(path, 0644) == 0, "made readable");
    {
        ESC_OWN(esc_secret) open_to_all = esc_file_read_secret(path, 5, &err);

        ok(open_to_all == NULL && err.code == ESC_E_CONFIG,
           "a secret that all may read is refused");
    }
    ok(chmod(path, 0666) == 0, "made writable");
    snprintf(hint, sizeof(hint), "chmod go-w %s", path);
    refused(path, "writable by all", hint);
    ok(chmod(path, 0600) == 0 && symlink(path, other) == 0, "a link");
    refused(other, "a symbolic link", "put the file itself there");
    ok(unlink(other) == 0 && mkfifo(other, 0600) == 0, "a FIFO");
    refused(other, "a FIFO, without waiting for a writer", "");
    ok(unlink(other) == 0, "nothing there");
    refused(other, "nothing there", "");
    unlink(path);
}

/* Walking down a tree: every folder is judged, none followed by a link. */
static void
test_folder(const char *dir)
{
    char sub[256], link[256];
    struct esc_error err = {0};
    int fd, file;

    snprintf(sub, sizeof(sub), "%s/sub", dir);
    snprintf(link, sizeof(link), "%s/link", dir);
    ok(mkdir(sub, 0755) == 0 && symlink("sub", link) == 0, "a folder, a link");
    fd = esc_file_open_folder(AT_FDCWD, sub, sub, &err);
    ok(fd >= 0, "the folder is opened");
    file = openat(fd, "f", O_CREAT | O_WRONLY, 0644);
    ok(file >= 0 && close(file) == 0, "a file in it");
    file = esc_file_open_at(fd, "f", "shown", &err);
    ok(file >= 0 && close(file) == 0, "is opened from there");
    ok(esc_file_open_at(fd, "g", "shown", &err) < 0
           && err.code == ESC_E_NOT_FOUND && strcmp(err.where, "shown") == 0,
       "another is not found, by the name to show");
    ok(esc_file_open_folder(fd, "f", "f", &err) < 0, "a file is no folder");
    ok(unlinkat(fd, "f", 0) == 0 && close(fd) == 0, "closed");
    ok(esc_file_open_folder(AT_FDCWD, link, link, &err) < 0,
       "a link is not followed");
    ok(chmod(sub, 0777) == 0
           && esc_file_open_folder(AT_FDCWD, sub, sub, &err) < 0
           && err.code == ESC_E_CONFIG,
       "a folder that all may write is refused");
    unlink(link);
    rmdir(sub);
}

/* Values that others choose: none ends its quotes, none pushes others out. */
static void
test_log_hostile(void)
{
    ESC_LOG_OWN log;
    char big[1000];
    const char *text;

    esc_log_start(&log, "refused");
    esc_log_field(&log, "error", "x\\\" user=root z=\"");
    is_str(esc_log_text(&log), "refused error=\"x\\\\\\\" user=root z=\\\"\"",
           "a backslash does not free the quote behind it");
    memset(big, 'a', sizeof(big) - 1);
    big[sizeof(big) - 1] = '\0';
    for (int i = 0; i < 5; i++)
        esc_log_field(&log, "from", big);
    esc_log_field(&log, "role", "arn");
    text = esc_log_text(&log);
    ok(strstr(text, " role=arn") != NULL && strstr(text, "cut=") == NULL,
       "a long value is cut, what follows is there");
    for (int i = 0; i < 9; i++)
        esc_log_words(&log, "says", big);
    esc_log_field(&log, "last", "small");
    text = esc_log_text(&log);
    ok(strstr(text, "aaa cut=yes last=small") != NULL,
       "where there is no room, a mark says so, once");
}

static void
test_log(void)
{
    ESC_LOG_OWN log;

    esc_log_start(&log, "opened");
    esc_log_field(&log, "user", "dana");
    esc_log_field(&log, "env", "x y\"\n");
    esc_log_number(&log, "n", -3);
    esc_log_time(&log, "expires", 0);
    is_str(esc_log_text(&log),
           "opened user=dana env=\"x y\\\"\\\\x0a\" n=-3 "
           "expires=1970-01-01T00:00:00Z",
           "a log line: quoted where needed, never raw");
}

int
main(void)
{
    char dir[] = "/tmp/base-t.XXXXXX";

    test_error();
    test_buf();
    test_secret();
    test_carve();
    if (ok(mkdtemp(dir) != NULL, "a folder")) {
        test_file(dir);
        test_folder(dir);
        rmdir(dir);
    }
    test_log();
    test_log_hostile();
    return tap_done();
}

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reading settings line by line.  Root reads these bytes, so the grammar is as
 * small as it can be: no quotes, no continuation, no inclusion.
 */
#include "esc/settings_lines.h"
#include "esc/file.h"
#include "esc/text.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <sys/stat.h>
#include <unistd.h>

#define FILE_MAX (1024 * 1024)
#define LINE_MAX_BYTES 4095
#define FILES_MAX 256

static bool
is_blank(char c)
{
    return c == ' ' || c == '\t';
}

char *
esc_settings_word(char **cursor)
{
    char *word = *cursor, *end;

    while (is_blank(*word))
        word++;
    if (*word == '\0')
        return NULL;
    for (end = word; *end != '\0' && !is_blank(*end);)
        end++;
    *cursor = *end == '\0' ? end : end + 1;
    *end = '\0';
    return word;
}

/* Cut the remark and the blanks at both ends off; returns the start. */
static char *
trim(char *line)
{
    char *end;

    for (char *p = line; *p != '\0'; p++)
        if (*p == '#' && (p == line || is_blank(p[-1]))) {
            *p = '\0';
            break;
        }
    while (is_blank(*line))
        line++;
    for (end = line + strlen(line); end > line && is_blank(end[-1]);)
        end--;
    *end = '\0';
    return line;
}

/* The end of the name that TEXT starts with: TEXT itself when there is none */
static char *
name_end(char *text)
{
    static const char letters[] = "-0123456789abcdefghijklmnopqrstuvwxyz";

    return *text >= 'a' && *text <= 'z' ? text + strspn(text, letters) : text;
}

static bool
take_apart(char *text, struct esc_settings_line *line, struct esc_error *err)
{
    char *end = name_end(text), *value = end;

    while (is_blank(*value))
        value++;
    line->is_rule = *value != '=';
    if (end == text || (line->is_rule && value == end && *end != '\0'))
        return esc_fail(err, ESC_E_CONFIG, NULL,
                        "cannot read '%s': expected 'name = value'", text);
    if (!line->is_rule)
        for (value++; is_blank(*value);)
            value++;
    *end = '\0';
    line->name = text;
    line->value = value;
    if (!line->is_rule && *value == '\0')
        return esc_fail(err, ESC_E_CONFIG, NULL, "'%s' has no value", text);
    return true;
}

/* Safe to show as it stands; a tab is a blank. */
static bool
is_clean(const char *text, size_t len)
{
    char shown[LINE_MAX_BYTES + 1], plain[LINE_MAX_BYTES + 1];

    for (size_t i = 0; i < len; i++)
        plain[i] = (char)(text[i] == '\t' ? ' ' : text[i]);
    plain[len] = '\0';
    esc_text_safe(plain, len, shown, sizeof(shown));
    return strcmp(plain, shown) == 0 && strlen(plain) == len;
}

/* A failure that the visitor may want to hear of and read on. */
static bool
tolerated(const struct esc_settings_visitor *visitor,
          const struct esc_error *why, struct esc_error *err)
{
    if (visitor->problem != NULL && visitor->problem(visitor->context, why))
        return true;
    if (err != NULL)
        *err = *why;
    return false;
}

/* COPY has room for a line of the longest; what it says is put in LINE. */
static bool
read_line(const char *text, size_t len, char *copy,
          struct esc_settings_line *line, struct esc_error *err)
{
    char *start;

    line->name = NULL;
    if (len > LINE_MAX_BYTES)
        return esc_fail(err, ESC_E_CONFIG, NULL,
                        "the line is longer than %d bytes", LINE_MAX_BYTES);
    if (!is_clean(text, len))
        return esc_fail(err, ESC_E_CONFIG, NULL,
                        text[len - 1] == '\r'
                            ? ESC_SETTINGS_CRLF
                            : "the line holds control bytes or is not UTF-8");
    memcpy(copy, text, len);
    copy[len] = '\0';
    start = trim(copy);
    return *start == '\0' || take_apart(start, line, err);
}

static bool
one_line(const char *text, size_t len, struct esc_settings_line line,
         const struct esc_settings_visitor *visitor, struct esc_error *err)
{
    char copy[LINE_MAX_BYTES + 1] = "";
    struct esc_error why = {0};
    bool good = read_line(text, len, copy, &line, &why);

    if (good
        && (line.name == NULL || visitor->line(visitor->context, &line, &why)))
        return true;
    snprintf(why.where, sizeof(why.where), "%s:%u", line.file, line.number);
    if (!good)
        return tolerated(visitor, &why, err);
    if (err != NULL)
        *err = why;
    return false;
}

bool
esc_settings_parse(const char *file, const char *text, size_t len,
                   const struct esc_settings_visitor *visitor,
                   struct esc_error *err)
{
    struct esc_settings_line line = {.file = file};
    const char *end = text + len;

    while (text < end) {
        const char *newline = memchr(text, '\n', (size_t)(end - text));
        const char *stop = newline == NULL ? end : newline;

        line.number++;
        if (!one_line(text, (size_t)(stop - text), line, visitor, err))
            return false;
        text = newline == NULL ? end : newline + 1;
    }
    return true;
}

static bool
one_file(const char *path, const struct esc_settings_visitor *visitor,
         struct esc_error *err)
{
    struct esc_error why = {0};
    ESC_CLOSE int fd = esc_file_open(path, false, &why);
    ESC_OWN(esc_secret) content =
        fd < 0 ? NULL : esc_file_read_open(fd, path, FILE_MAX, &why);

    if (content == NULL)
        return tolerated(visitor, &why, err);
    return esc_settings_parse(path, (const char *)esc_secret_bytes(content),
                              esc_secret_len(content), visitor, err);
}

static int
is_settings(const struct dirent *entry)
{
    return fnmatch("*.conf", entry->d_name, FNM_PERIOD) == 0;
}

/* PATH.d, which FD is: its files in order. */
static bool
read_folder(int fd, const char *folder,
            const struct esc_settings_visitor *visitor, struct esc_error *err)
{
    char file[ESC_ERROR_WHERE_MAX + 257];
    struct dirent **entries = NULL;
    bool good;
    int count;

    count = scandirat(fd, ".", &entries, is_settings, alphasort);
    if (count < 0)
        return esc_fail_errno(err, ESC_E_CONFIG, errno, folder,
                              "cannot list '%s'", folder);
    good = count <= FILES_MAX
           || esc_fail(err, ESC_E_CONFIG, folder, "more than %d files",
                       FILES_MAX);
    for (int i = 0; i < count; i++) {
        snprintf(file, sizeof(file), "%s/%s", folder, entries[i]->d_name);
        good = good && one_file(file, visitor, err);
        free(entries[i]);
    }
    free(entries);
    return good;
}

bool
esc_settings_read(const char *path, const struct esc_settings_visitor *visitor,
                  struct esc_error *err)
{
    char folder[ESC_ERROR_WHERE_MAX];
    struct esc_error why = {0};
    ESC_CLOSE int fd = -1;

    if (!one_file(path, visitor, err))
        return false;
    if ((size_t)snprintf(folder, sizeof(folder), "%s.d", path)
        >= sizeof(folder))
        return esc_fail(err, ESC_E_CONFIG, path, "the path is too long");
    fd = esc_file_open_folder(AT_FDCWD, folder, folder, &why);
    if (fd >= 0)
        return read_folder(fd, folder, visitor, err);
    /* What is there and is no folder, a link to one included, is an error. */
    if (faccessat(AT_FDCWD, folder, F_OK, AT_SYMLINK_NOFOLLOW) != 0
        && errno == ENOENT)
        return true;
    why.code = ESC_E_CONFIG;
    return tolerated(visitor, &why, err);
}

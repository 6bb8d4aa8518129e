/* SPDX-License-Identifier: Apache-2.0 */
/* Collect, order, show. */
#include "findings.h"
#include <stdlib.h>
#include <string.h>

#define INDENT_MAX 60

void
findings_release(struct findings *findings)
{
    free(findings->items);
    *findings = (struct findings){0};
}

bool
findings_add(struct findings *findings, const struct definitions *definitions,
             const struct esc_message_diagnostic *what)
{
    size_t count = findings->count;
    struct finding *items = findings->items;

    /* Powers of two are where it grows. */
    if ((count & (count - 1)) == 0)
        items =
            reallocarray(items, count == 0 ? 1 : 2 * count, sizeof(*items));
    if (items == NULL)
        return false;
    findings->items = items;
    items[count] = (struct finding){
        .file = definitions_find(definitions, what->environment),
        .order = count,
        .what = *what,
    };
    findings->count++;
    return true;
}

static int
compare_numbers(uint64_t a, uint64_t b)
{
    return (a > b) - (a < b);
}

static int
compare_places(const struct finding *a, const struct finding *b)
{
    int order = compare_numbers(a->file, b->file);

    if (order == 0)
        order = compare_numbers(a->what.line, b->what.line);
    if (order == 0)
        order = compare_numbers(a->what.column, b->what.column);
    return order;
}

static int
compare(const void *left, const void *right)
{
    const struct finding *a = left, *b = right;
    int order = compare_places(a, b);

    return order != 0 ? order : compare_numbers(a->order, b->order);
}

void
findings_sort(struct findings *findings)
{
    size_t kept = 0;

    if (findings->count > 1)
        qsort(findings->items, findings->count, sizeof(*findings->items),
              compare);
    findings->errors = 0;
    for (size_t i = 0; i < findings->count; i++) {
        const struct finding *one = &findings->items[i];
        const struct finding *last =
            kept == 0 ? NULL : &findings->items[kept - 1];

        if (last != NULL && compare_places(last, one) == 0
            && strcmp(last->what.text, one->what.text) == 0)
            continue;
        findings->errors += !one->what.is_warning;
        findings->items[kept++] = *one;
    }
    findings->count = kept;
}

static void
add_safe(struct esc_buf *out, const char *text)
{
    char safe[2 * PATH_MAX];

    esc_buf_add_str(out,
                    esc_text_safe(text, strlen(text), safe, sizeof(safe)));
}

static const char *
path_of(const struct definitions *definitions, const struct finding *one)
{
    const char *path = definitions->files[one->file].path;

    return strcmp(path, "-") == 0 ? "<stdin>" : path;
}

/* The key alone: what stands beside it may be a secret. */
static void
add_key(struct esc_buf *out, const struct esc_message_diagnostic *what)
{
    int indent = what->key_column > INDENT_MAX ? 0 : (int)what->key_column - 1;

    if (what->key[0] == '\0' || what->key_column == 0)
        return;
    esc_buf_printf(out, "%5llu | %*s", (unsigned long long)what->key_line,
                   indent, "");
    add_safe(out, what->key);
    esc_buf_printf(out, "\n      | %*s^", indent, "");
    for (const char *p = what->key + 1; *p != '\0'; p++)
        if (((unsigned char)*p & 0xc0) != 0x80)
            esc_buf_add_char(out, '~');
    esc_buf_add_char(out, '\n');
}

void
findings_text(const struct findings *findings,
              const struct definitions *definitions, bool underlined,
              struct esc_buf *out)
{
    size_t warnings = findings->count - findings->errors;

    for (size_t i = 0; i < findings->count; i++) {
        const struct finding *one = &findings->items[i];

        add_safe(out, path_of(definitions, one));
        if (one->what.line > 0)
            esc_buf_printf(out, ":%llu:%llu",
                           (unsigned long long)one->what.line,
                           (unsigned long long)one->what.column);
        esc_buf_add_str(out,
                        one->what.is_warning ? ": warning: " : ": error: ");
        add_safe(out, one->what.text);
        esc_buf_add_char(out, '\n');
        if (underlined)
            add_key(out, &one->what);
    }
    add_safe(out, path_of(definitions, &(struct finding){0}));
    esc_buf_printf(out, ": %zu error%s, %zu warning%s\n", findings->errors,
                   findings->errors == 1 ? "" : "s", warnings,
                   warnings == 1 ? "" : "s");
}

static void
add_number(struct esc_buf *out, const char *name, uint64_t number)
{
    if (number == 0)
        esc_buf_printf(out, ", \"%s\": null", name);
    else
        esc_buf_printf(out, ", \"%s\": %llu", name,
                       (unsigned long long)number);
}

static void
add_text(struct esc_buf *out, const char *name, const char *text)
{
    esc_buf_printf(out, ", \"%s\": ", name);
    esc_buf_add_json(out, text);
}

void
findings_json(const struct findings *findings,
              const struct definitions *definitions, struct esc_buf *out)
{
    esc_buf_add_str(out, "[");
    for (size_t i = 0; i < findings->count; i++) {
        const struct finding *one = &findings->items[i];

        esc_buf_add_str(out, i == 0 ? "\n  {\"file\": " : ",\n  {\"file\": ");
        esc_buf_add_json(out, path_of(definitions, one));
        add_text(out, "environment", one->what.environment);
        add_number(out, "line", one->what.line);
        add_number(out, "column", one->what.column);
        add_number(out, "endLine", one->what.end_line);
        add_number(out, "endColumn", one->what.end_column);
        add_text(out, "severity", one->what.is_warning ? "warning" : "error");
        add_text(out, "path", one->what.path);
        add_text(out, "message", one->what.text);
        esc_buf_add_char(out, '}');
    }
    esc_buf_add_str(out, findings->count == 0 ? "]\n" : "\n]\n");
}

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rows-t: evaluation by example.  Files of rows, each a definition and what
 * comes of it; see rows/README for their form.  With ESC_ROWS_PRINT set it
 * prints the files anew with what came out, for the eye to compare.
 */
#include <stdio.h>
#include <stdlib.h>

#include "tap.h"
#include "tests/conformance/providers.h"
#include "world.h"

#define OUTPUT_MAX ((size_t)4 * 1024 * 1024)

/* One row of a file, cut out of its text. */
struct row {
    struct esc_str name, options, source, want;
};

static struct esc_str
take_line(struct esc_str *text)
{
    const char *end =
        text->len == 0 ? NULL : memchr(text->data, '\n', text->len);
    size_t len = end == NULL ? text->len : (size_t)(end - text->data) + 1;
    struct esc_str line = {text->data, len};

    text->data += len;
    text->len -= len;
    if (len > 0 && line.data[len - 1] == '\n')
        line.len--;
    return line;
}

static bool
starts(struct esc_str text, const char *prefix)
{
    return esc_str_starts(text, esc_str_from(prefix));
}

/* Everything up to a line that starts with STOP or OTHER. */
static struct esc_str
take_until(struct esc_str *text, const char *stop, const char *other)
{
    struct esc_str block = {text->data, 0};

    while (text->len > 0 && !starts(*text, stop) && !starts(*text, other)) {
        take_line(text);
        block.len = (size_t)(text->data - block.data);
    }
    return block;
}

static bool
take_row(struct esc_str *text, struct row *row)
{
    struct esc_str line;

    take_until(text, "== ", "== ");
    if (text->len == 0)
        return false;
    line = take_line(text);
    row->name = (struct esc_str){line.data + 3, line.len - 3};
    row->options = ESC_STR("");
    if (starts(*text, "@"))
        row->options = take_line(text);
    row->source = take_until(text, "=>", "== ");
    take_line(text);
    row->want = take_until(text, "== ", "== ");
    while (row->want.len > 0 && row->want.data[row->want.len - 1] == '\n')
        row->want.len--;
    return true;
}

static bool
has_option(const struct row *row, const char *option)
{
    return row->options.len > 0
           && memmem(row->options.data, row->options.len, option,
                     strlen(option))
                  != NULL;
}

static void
add_diagnostics(struct esc_buf *out, const char *phase,
                const struct esc_diagnostics *list)
{
    for (const struct esc_diagnostic *item = list->first; item != NULL;
         item = item->next) {
        const struct esc_place *place = &item->place;

        esc_buf_printf(out, "%s%s ", phase,
                       item->severity == ESC_SEVERITY_ERROR ? "error"
                                                            : "warning");
        if (place->has_range)
            esc_buf_printf(out, "%.*s:%u:%u-%u ", (int)place->filename.len,
                           place->filename.data, place->range.begin.line,
                           place->range.begin.column, place->range.end.column);
        esc_buf_add(out, place->path.data, place->path.len);
        esc_buf_add_str(out, ": ");
        esc_buf_add(out, item->summary.data, item->summary.len);
        esc_buf_add_char(out, '\n');
    }
}

static void
add_rotations(struct esc_buf *out, struct esc_environment *environment)
{
    static const char *const names[] = {"rotated", "failed", "not evaluated"};
    size_t count;
    const struct esc_environment_rotation *rotations =
        esc_environment_rotations(environment, &count);

    for (size_t i = 0; i < count; i++) {
        esc_buf_printf(out, "%s %.*s", names[rotations[i].status],
                       (int)rotations[i].path.len, rotations[i].path.data);
        if (rotations[i].state != NULL) {
            esc_buf_printf(out,
                           " -> %.*s = ", (int)rotations[i].state_path.len,
                           rotations[i].state_path.data);
            esc_value_write(rotations[i].state, ESC_STYLE_REVEALED, out);
        }
        esc_buf_add_char(out, '\n');
    }
}

static void
add_variables(struct esc_buf *out, struct esc_environment *environment)
{
    size_t count;
    const struct esc_environment_variable *variables =
        esc_environment_variables(environment, &count);

    for (size_t i = 0; i < count; i++)
        esc_buf_printf(out, "%s%s%s %.*s=%.*s\n",
                       variables[i].is_secret ? "secret " : "",
                       variables[i].is_unknown ? "unknown " : "",
                       variables[i].is_file ? "file" : "variable",
                       (int)variables[i].name.len, variables[i].name.data,
                       (int)variables[i].text.len, variables[i].text.data);
}

static void
add_value(struct esc_buf *out, const struct row *row,
          struct esc_environment *environment)
{
    const struct esc_value *value = esc_environment_value(environment);
    enum esc_value_style style = ESC_STYLE_REVEALED;

    if (has_option(row, "@redacted"))
        style = ESC_STYLE_REDACTED;
    if (has_option(row, "@detailed"))
        style = ESC_STYLE_DETAILED;
    if (has_option(row, "@string"))
        style = ESC_STYLE_STRING;
    if (value == NULL)
        esc_buf_add_str(out, "nothing");
    else if (has_option(row, "@export"))
        esc_environment_write_export(environment, out);
    else
        esc_value_write(value, style, out);
    esc_buf_add_char(out, '\n');
}

static enum esc_phase
phase_of(const struct row *row)
{
    if (has_option(row, "@rotate"))
        return ESC_PHASE_ROTATE;
    return has_option(row, "@check") ? ESC_PHASE_CHECK : ESC_PHASE_OPEN;
}

/* What is written after "@paths", separated by blanks. */
static size_t
find_paths(const struct row *row, struct esc_str *paths, size_t most)
{
    const char *at =
        row->options.len == 0
            ? NULL
            : memmem(row->options.data, row->options.len, "@paths ", 7);
    size_t count = 0;
    const char *end = row->options.data + row->options.len;

    for (at = at == NULL ? end : at + 7; at < end && count < most; at++) {
        const char *stop = memchr(at, ' ', (size_t)(end - at));

        stop = stop == NULL ? end : stop;
        paths[count++] = (struct esc_str){at, (size_t)(stop - at)};
        at = stop;
    }
    return count;
}

static void
run_row(struct esc_buf *out, const struct row *row)
{
    struct esc_str paths[8];
    struct world world = {.case_world = {"", "rows"}};
    ESC_OWN(esc_environment) environment = NULL;
    struct esc_environment_request request =
        world_request(&world, row->source);
    struct esc_environment_deps deps = world_deps(&world);
    struct esc_error err = {0};

    request.show_secrets = has_option(row, "@show-secrets");
    if (has_option(row, "@anonymous"))
        request.name = ESC_STR("<yaml>");
    request.rotate_paths = paths;
    request.rotate_path_count = find_paths(row, paths, 8);
    if (!esc_environment_new(&request, &deps, &environment, &err)
        || !esc_environment_evaluate(environment, phase_of(row), &err)) {
        esc_buf_printf(out, "failed: %s\n", err.text);
        return;
    }
    add_value(out, row, environment);
    add_diagnostics(out, "load ",
                    esc_environment_load_diagnostics(environment));
    add_diagnostics(out, "", esc_environment_diagnostics(environment));
    add_rotations(out, environment);
    if (has_option(row, "@variables"))
        add_variables(out, environment);
}

static void
print_row(const struct row *row, const struct esc_buf *got)
{
    printf("== %.*s\n", (int)row->name.len, row->name.data);
    if (row->options.len > 0)
        printf("%.*s\n", (int)row->options.len, row->options.data);
    printf("%.*s=>\n%s\n", (int)row->source.len, row->source.data,
           esc_buf_text(got));
}

static void
check_row(const struct row *row)
{
    ESC_BUF_OWN got = ESC_BUF_LIMIT(OUTPUT_MAX);
    ESC_BUF_OWN want = ESC_BUF_LIMIT(OUTPUT_MAX);

    run_row(&got, row);
    if (getenv("ESC_ROWS_PRINT") != NULL) {
        print_row(row, &got);
        return;
    }
    esc_buf_add(&want, row->want.data, row->want.len);
    esc_buf_add_char(&want, '\n');
    is_str(esc_buf_text(&got), esc_buf_text(&want), "%.*s", (int)row->name.len,
           row->name.data);
}

int
main(int argc, char **argv)
{
    static const char *const files[] = {
        "declare",  "access", "merge",   "imports", "text",    "tree", "open",
        "validate", "rotate", "project", "load",    "corners", "words"};
    const char *srcdir = getenv("srcdir");
    size_t count =
        argc > 1 ? (size_t)argc - 1 : sizeof(files) / sizeof(files[0]);

    for (size_t i = 0; i < count; i++) {
        struct esc_arena *arena = esc_arena_new(OUTPUT_MAX);
        struct esc_str path = esc_arena_printf(
            arena, "%s/tests/helper/resolve/environment/evaluate/rows/%s.txt",
            srcdir == NULL ? "." : srcdir, argc > 1 ? argv[i + 1] : files[i]);
        struct esc_str text = {NULL, 0};
        struct row row;

        if (!case_read_file(path.data, arena, &text))
            ok(false, "cannot read %s", path.data);
        while (take_row(&text, &row))
            check_row(&row);
        esc_arena_free(arena);
    }
    return getenv("ESC_ROWS_PRINT") != NULL ? 0 : tap_done();
}

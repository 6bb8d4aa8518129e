/* SPDX-License-Identifier: Apache-2.0 */
/*
 * esc-conformance CASE_DIR: evaluate the case's env.yaml in every phase and
 * print what its expected.json holds, as one JSON document.
 */
#include <stdio.h>
#include <stdlib.h>

#include "../../helper/resolve/environment/text/build.h"
#include "esc/json.h"
#include "providers.h"

#define OUTPUT_MAX ((size_t)256 * 1024 * 1024)

struct runner {
    struct case_world world;
    struct esc_environment_request request;
    struct esc_arena *arena;
    struct esc_environment *environment;
    struct esc_buf out;
    bool is_rotating;
    bool wants_outcomes;
    bool first;
};

static void
add_string(struct runner *runner, struct esc_str text)
{
    struct esc_build build;

    esc_build_init(&build, runner->arena, OUTPUT_MAX);
    esc_build_json(&build, text);
    esc_buf_add(&runner->out, build.data, build.len);
}

static void
add_member(struct runner *runner, const char *name)
{
    esc_buf_printf(&runner->out, "%s\"%s\":", runner->first ? "" : ",\n",
                   name);
    runner->first = false;
}

static void
add_pos(struct runner *runner, const char *name, struct esc_pos pos)
{
    esc_buf_printf(&runner->out,
                   ",\"%s\":{\"Line\":%u,\"Column\":%u,"
                   "\"Byte\":%u}",
                   name, pos.line, pos.column, pos.byte);
}

static void
add_diagnostic(struct runner *runner, const struct esc_diagnostic *item)
{
    struct esc_buf *out = &runner->out;

    esc_buf_printf(out, "{\"Severity\":%d,\"Summary\":", (int)item->severity);
    add_string(runner, item->summary);
    esc_buf_add_str(out, ",\"Detail\":\"\",\"Subject\":");
    if (item->place.has_range) {
        esc_buf_add_str(out, "{\"Filename\":");
        add_string(runner, item->place.filename);
        add_pos(runner, "Start", item->place.range.begin);
        add_pos(runner, "End", item->place.range.end);
        esc_buf_add_str(out, "}");
    } else {
        esc_buf_add_str(out, "null");
    }
    esc_buf_add_str(out, ",\"Context\":null,\"Expression\":null,"
                         "\"EvalContext\":null,\"Extra\":null,\"Path\":");
    add_string(runner, item->place.path);
    esc_buf_add_char(out, '}');
}

static void
add_diagnostics(struct runner *runner, const char *name,
                const struct esc_diagnostics *list)
{
    if (list->count == 0)
        return;
    add_member(runner, name);
    for (const struct esc_diagnostic *item = list->first; item != NULL;
         item = item->next) {
        esc_buf_add_char(&runner->out, item == list->first ? '[' : ',');
        add_diagnostic(runner, item);
    }
    esc_buf_add_char(&runner->out, ']');
}

static void
add_value(struct runner *runner, const char *name, enum esc_value_style style)
{
    add_member(runner, name);
    esc_value_write(esc_environment_value(runner->environment), style,
                    &runner->out);
}

static int
compare_paths(const void *left, const void *right)
{
    const struct esc_environment_rotation *a = left, *b = right;

    return esc_str_compare(a->state_path, b->state_path);
}

static void
add_patch(struct runner *runner,
          const struct esc_environment_rotation *rotation)
{
    esc_buf_add_str(&runner->out, "{\"DocPath\":");
    add_string(runner, rotation->state_path);
    esc_buf_add_str(&runner->out, ",\"Replacement\":");
    esc_value_write(rotation->state, ESC_STYLE_DETAILED, &runner->out);
    esc_buf_add_char(&runner->out, '}');
}

/* What is to be written back, in the order of its paths. */
static void
add_patches(struct runner *runner,
            const struct esc_environment_rotation *rotations, size_t count)
{
    struct esc_environment_rotation *sorted =
        esc_arena_array(runner->arena, count, sizeof(*sorted));
    size_t patches = 0;

    for (size_t i = 0; i < count; i++)
        if (rotations[i].status == ESC_ROTATION_SUCCEEDED)
            sorted[patches++] = rotations[i];
    if (patches == 0)
        return;
    qsort(sorted, patches, sizeof(*sorted), compare_paths);
    add_member(runner, "rotatePatches");
    for (size_t i = 0; i < patches; i++) {
        esc_buf_add_char(&runner->out, i == 0 ? '[' : ',');
        add_patch(runner, &sorted[i]);
    }
    esc_buf_add_char(&runner->out, ']');
}

/*
 * What became of each rotation: some sets of cases record that as well, in
 * members of their own whose names begin with an underscore.
 */
static void
add_outcomes(struct runner *runner,
             const struct esc_environment_rotation *rotations, size_t count)
{
    static const char *const names[] = {"succeeded", "failed",
                                        "not-evaluated"};

    if (count == 0 || !runner->wants_outcomes)
        return;
    add_member(runner, "_rotation");
    for (size_t i = 0; i < count; i++) {
        esc_buf_add_char(&runner->out, i == 0 ? '[' : ',');
        esc_buf_add_str(&runner->out, "{\"Path\":");
        add_string(runner, rotations[i].path);
        esc_buf_printf(&runner->out,
                       ",\"Status\":\"%s\",\"Diags\":null,\"Patch\":",
                       names[rotations[i].status]);
        if (rotations[i].status == ESC_ROTATION_SUCCEEDED)
            add_patch(runner, &rotations[i]);
        else
            esc_buf_add_str(&runner->out, "null");
        esc_buf_add_char(&runner->out, '}');
    }
    esc_buf_add_char(&runner->out, ']');
}

static void
add_rotations(struct runner *runner)
{
    size_t count;
    const struct esc_environment_rotation *rotations =
        esc_environment_rotations(runner->environment, &count);

    add_patches(runner, rotations, count);
    add_outcomes(runner, rotations, count);
}

/* Run PHASE: its diagnostics, and if there is a value, the export as NAME. */
static bool
run_phase(struct runner *runner, enum esc_phase phase, const char *diagnostics,
          const char *name)
{
    struct esc_error err = {0};

    if (!esc_environment_evaluate(runner->environment, phase, &err)) {
        fprintf(stderr, "esc-conformance: %s\n", err.text);
        exit(EXIT_FAILURE);
    }
    add_diagnostics(runner, diagnostics,
                    esc_environment_diagnostics(runner->environment));
    if (esc_environment_value(runner->environment) == NULL)
        return false;
    add_member(runner, name);
    return esc_environment_write_export(runner->environment, &runner->out);
}

static void
run_phases(struct runner *runner)
{
    add_diagnostics(runner, "loadDiags",
                    esc_environment_load_diagnostics(runner->environment));
    if (run_phase(runner, ESC_PHASE_CHECK, "checkDiags", "check"))
        add_value(runner, "checkJson", ESC_STYLE_REDACTED);
    if (run_phase(runner, ESC_PHASE_OPEN, "evalDiags", "eval")) {
        add_value(runner, "evalJsonRedacted", ESC_STYLE_REDACTED);
        add_value(runner, "evalJSONRevealed", ESC_STYLE_REVEALED);
    }
    if (runner->is_rotating
        && run_phase(runner, ESC_PHASE_ROTATE, "rotateDiags", "rotate")) {
        add_value(runner, "rotateJson", ESC_STYLE_REDACTED);
        add_rotations(runner);
    }
}

static bool
get_flag(const struct esc_json *overrides, const char *key)
{
    const struct esc_json *flag = esc_json_get(overrides, key);

    return flag != NULL && flag->kind == ESC_JSON_BOOL && flag->u.boolean;
}

static void
read_overrides(struct runner *runner)
{
    struct esc_str path = esc_arena_printf(runner->arena, "%s/overrides.json",
                                           runner->world.folder);
    const struct esc_json *overrides, *item;
    struct esc_str bytes, problem, *paths;

    if (!case_read_file(path.data, runner->arena, &bytes))
        return;
    overrides = esc_json_parse(runner->arena, bytes, 100, &problem);
    if (overrides == NULL)
        return;
    runner->request.show_secrets = get_flag(overrides, "showSecrets");
    runner->is_rotating = get_flag(overrides, "rotate");
    item = esc_json_get(overrides, "rootEnvironment");
    if (item != NULL)
        runner->request.name = item->u.text;
    item = esc_json_get(overrides, "rotatePaths");
    if (item == NULL)
        return;
    paths = esc_arena_array(runner->arena, item->count, sizeof(*paths));
    for (size_t i = 0; i < item->count; i++)
        paths[i] = item->u.items[i].u.text;
    runner->request.rotate_paths = paths;
    runner->request.rotate_path_count = item->count;
}

/* Does the case's set use members of its own?  Yes, if nobody says. */
static bool
wants_outcomes(struct runner *runner)
{
    struct esc_str path = esc_arena_printf(runner->arena, "%s/expected.json",
                                           runner->world.folder);
    struct esc_str bytes, problem;
    const struct esc_json *expected;

    if (!case_read_file(path.data, runner->arena, &bytes))
        return true;
    expected = esc_json_parse(runner->arena, bytes, 1000, &problem);
    if (expected == NULL || expected->kind != ESC_JSON_OBJECT)
        return true;
    for (size_t i = 0; i < expected->count; i++)
        if (esc_str_starts(expected->u.members[i].key, ESC_STR("_")))
            return true;
    return false;
}

/* What the host of all cases says about itself. */
static const struct esc_value *
make_context(struct esc_arena *arena)
{
    struct esc_property id = {ESC_STR_INIT("id"), NULL};
    struct esc_property user = {ESC_STR_INIT("user"), NULL};
    struct esc_property host = {ESC_STR_INIT("pulumi"), NULL};

    id.value = esc_value_string(arena, ESC_STR("USER_123"));
    user.value = esc_value_object(arena, &id, 1);
    host.value = esc_value_object(arena, &user, 1);
    return esc_value_object(arena, &host, 1);
}

static int
run_case(struct runner *runner)
{
    struct esc_environment_deps deps = case_world_deps(&runner->world);
    struct esc_str path =
        esc_arena_printf(runner->arena, "%s/env.yaml", runner->world.folder);
    struct esc_error err = {0};

    runner->request.name = esc_str_from(runner->world.name);
    runner->request.context = make_context(runner->arena);
    read_overrides(runner);
    runner->wants_outcomes = wants_outcomes(runner);
    if (!case_read_file(path.data, runner->arena,
                        &runner->request.definition)) {
        fprintf(stderr, "esc-conformance: cannot read '%s'\n", path.data);
        return EXIT_FAILURE;
    }
    if (!esc_environment_new(&runner->request, &deps, &runner->environment,
                             &err)) {
        fprintf(stderr, "esc-conformance: %s\n", err.text);
        return EXIT_FAILURE;
    }
    esc_buf_add_char(&runner->out, '{');
    run_phases(runner);
    esc_buf_add_str(&runner->out, "}\n");
    esc_environment_free(runner->environment);
    return EXIT_SUCCESS;
}

int
main(int argc, char **argv)
{
    struct runner runner = {.out = ESC_BUF_LIMIT(OUTPUT_MAX), .first = true};
    char *slash;
    int status;

    if (argc != 2) {
        fprintf(stderr, "usage: esc-conformance CASE_DIR\n");
        return 2;
    }
    slash = strrchr(argv[1], '/');
    if (slash != NULL && slash[1] == '\0') {
        *slash = '\0';
        slash = strrchr(argv[1], '/');
    }
    runner.world.folder = argv[1];
    runner.world.name = slash == NULL ? argv[1] : slash + 1;
    runner.arena = esc_arena_new(OUTPUT_MAX);
    status = runner.arena == NULL ? EXIT_FAILURE : run_case(&runner);
    if (status == EXIT_SUCCESS
        && fwrite(runner.out.data, 1, runner.out.len, stdout)
               != runner.out.len)
        status = EXIT_FAILURE;
    esc_arena_free(runner.arena);
    esc_buf_release(&runner.out);
    return status;
}

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the language costs: definitions of 100 to 40,000 entries with
 * references, interpolations and toJSON, and one with 26 imports.  Each size
 * runs in a process of its own, so that its memory can be told; the baseline
 * is libyaml reading the same bytes in the same process.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <yaml.h>

#include "esc/environment.h"

#define OUTPUT_MAX ((size_t)1024 * 1024 * 1024)

struct result {
    double yaml, load, values, full; /* milliseconds */
    double bytes, exported;
    long kib; /* most memory: load, check, open, full export */
};

static double
now(void)
{
    struct timespec time;

    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec * 1e3 + (double)time.tv_nsec / 1e6;
}

/* About 100 bytes an entry. */
static void
write_entries(struct esc_buf *buf, size_t count)
{
    esc_buf_add_str(buf, "values:\n");
    for (size_t i = 0; i < count; i++) {
        size_t other = i == 0 ? 0 : i - 1 - (i - 1) % 4;

        switch (i % 4) {
        case 0:
            esc_buf_printf(buf,
                           "  entry-%06zu:\n    name: host-%zu.example.com\n"
                           "    port: %zu\n    tags: [one, two, %zu]\n"
                           "    note: as long as the entries of a real "
                           "definition are, or so\n",
                           i, i, 1024 + i % 60000, i);
            break;
        case 1:
            esc_buf_printf(buf,
                           "  entry-%06zu: https://${[\"entry-%06zu\"].name}:"
                           "${[\"entry-%06zu\"].port}/api/v1?x=%zu\n",
                           i, other, other, i);
            break;
        case 2:
            esc_buf_printf(buf,
                           "  entry-%06zu:\n    ref: ${[\"entry-%06zu\"]}\n"
                           "    first: ${[\"entry-%06zu\"].tags[0]}\n"
                           "    why: plain words beside the references\n",
                           i, other, other);
            break;
        default:
            esc_buf_printf(buf,
                           "  # what a tool reads as one text\n"
                           "  entry-%06zu:\n    fn::toJSON: "
                           "${[\"entry-%06zu\"]}\n",
                           i, other);
            break;
        }
    }
}

static void
write_imports(struct esc_buf *buf)
{
    esc_buf_add_str(buf, "imports:\n");
    for (int i = 0; i < 26; i++)
        esc_buf_printf(buf, "- part-%c\n", 'a' + i);
    esc_buf_add_str(buf, "values:\n  all: ${shared.name}\n");
}

static bool
load(void *context, struct esc_str name, struct esc_arena *arena,
     struct esc_str *bytes_out, struct esc_str *message_out)
{
    (void)context;
    (void)message_out;
    *bytes_out =
        esc_arena_printf(arena,
                         "values:\n  %.*s: {a: 1, b: '${shared.x}'}\n"
                         "  shared: {name: %.*s, x: y}\n",
                         (int)name.len, name.data, (int)name.len, name.data);
    return bytes_out->data != NULL;
}

static double
time_yaml(const struct esc_buf *buf)
{
    double start = now();
    yaml_parser_t parser;
    yaml_event_t event;
    bool more = yaml_parser_initialize(&parser) != 0;

    yaml_parser_set_input_string(&parser, (const unsigned char *)buf->data,
                                 buf->len);
    while (more && yaml_parser_parse(&parser, &event)) {
        more = event.type != YAML_STREAM_END_EVENT;
        yaml_event_delete(&event);
    }
    yaml_parser_delete(&parser);
    return now() - start;
}

static void
must(bool is_good, const char *what)
{
    if (is_good)
        return;
    fprintf(stderr, "bench-evaluate: %s failed\n", what);
    _exit(EXIT_FAILURE);
}

static void export(struct esc_environment *environment, enum esc_phase phase,
                   struct esc_buf *out)
{
    must(esc_environment_evaluate(environment, phase, NULL), "evaluation");
    must(esc_environment_diagnostics(environment)->count == 0, "definition");
    must(esc_environment_write_export(environment, out), "export");
}

static void
measure(const struct esc_buf *buf, struct result *result)
{
    static const struct esc_environment_deps deps = {.load = load};
    struct esc_limits limits = ESC_LIMITS_DEFAULT;
    struct esc_environment_request request = {
        .name = ESC_STR("bench"),
        .definition = {buf->data, buf->len},
        .limits = &limits,
    };
    ESC_OWN(esc_environment) environment = NULL;
    ESC_BUF_OWN out = ESC_BUF_LIMIT(OUTPUT_MAX);
    struct rusage usage;
    double start = now();

    limits.bytes = limits.output = OUTPUT_MAX;
    limits.memory = SIZE_MAX / 2;
    limits.nodes = SIZE_MAX / 2;
    must(esc_environment_new(&request, &deps, &environment, NULL), "load");
    must(esc_environment_load_diagnostics(environment)->count == 0,
         "definition");
    result->load = now() - start;
    export(environment, ESC_PHASE_CHECK, &out);
    esc_buf_release(&out);
    export(environment, ESC_PHASE_OPEN, &out);
    result->exported = (double)out.len;
    esc_buf_release(&out);
    result->full = now() - start;
    getrusage(RUSAGE_SELF, &usage);
    result->kib = usage.ru_maxrss;

    start = now();
    must(esc_environment_evaluate(environment, ESC_PHASE_OPEN, NULL), "open");
    esc_value_write(esc_environment_value(environment), ESC_STYLE_REVEALED,
                    &out);
    result->values = result->load + now() - start;
    must(!out.failed, "values");
}

/* In a child: a fresh heap for each size. */
static bool
run(size_t entries, struct result *result)
{
    int pipe_ends[2], status;
    pid_t child;
    ssize_t got;

    if (pipe(pipe_ends) != 0)
        return false;
    child = fork();
    if (child == 0) {
        ESC_BUF_OWN buf = ESC_BUF_LIMIT(OUTPUT_MAX);

        if (entries == 0)
            write_imports(&buf);
        else
            write_entries(&buf, entries);
        result->bytes = (double)buf.len;
        result->yaml = time_yaml(&buf);
        measure(&buf, result);
        got = write(pipe_ends[1], result, sizeof(*result));
        _exit(got == (ssize_t)sizeof(*result) ? EXIT_SUCCESS : EXIT_FAILURE);
    }
    close(pipe_ends[1]);
    got = child < 0 ? 0 : read(pipe_ends[0], result, sizeof(*result));
    close(pipe_ends[0]);
    return child > 0 && waitpid(child, &status, 0) == child && status == 0
           && got == (ssize_t)sizeof(*result);
}

int
main(void)
{
    static const size_t sizes[] = {100, 1000, 4000, 40000};
    struct result result = {0}, before = {0};

    printf("entries      KB  libyaml     load   values  check+open+export"
           "  x libyaml  growth  export KB  memory KB\n");
    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        if (!run(sizes[i], &result))
            return EXIT_FAILURE;
        printf("%7zu %7.0f %6.1fms %6.1fms %6.1fms %14.1fms %10.1fx %6.2fx "
               "%10.0f %10ld\n",
               sizes[i], result.bytes / 1e3, result.yaml, result.load,
               result.values, result.full, result.full / result.yaml,
               i == 0 ? 1.0
                      : result.full / before.full
                            / ((double)sizes[i] / (double)sizes[i - 1]),
               result.exported / 1e3, result.kib);
        before = result;
    }
    if (!run(0, &result))
        return EXIT_FAILURE;
    printf("26 imports: load %.3f ms, with check, open and export %.3f ms, "
           "values %.3f ms\n",
           result.load, result.full, result.values);
    return EXIT_SUCCESS;
}

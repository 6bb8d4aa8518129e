/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Provider calls overlap without threads: a provider that answers nothing
 * until all of an environment's calls have arrived is enough to prove it.
 * No clock anywhere.
 */
#include "tap.h"
#include "world.h"

#define CALLS_MAX 16
#define OUTPUT_MAX ((size_t)1024 * 1024)

/* Every call that ever arrived, and when each may be answered. */
struct desk {
    struct world world;
    char ids[CALLS_MAX][64];
    char inputs[CALLS_MAX][256];
    bool is_answered[CALLS_MAX];
    size_t count;
    size_t wanted;   /* nothing is answered before so many have arrived */
    bool one_by_one; /* a transfer a round */
    bool ids_change;
};

static size_t
arrive(struct desk *desk, const struct esc_open_call *call)
{
    ESC_BUF_OWN inputs = ESC_BUF_LIMIT(255);
    size_t i = 0;

    esc_value_write(call->inputs, ESC_STYLE_REVEALED, &inputs);
    while (i < desk->count
           && !esc_str_equal(call->id, esc_str_from(desk->ids[i])))
        i++;
    if (i < desk->count) {
        /* The same call has the same inputs in every round. */
        if (strcmp(desk->inputs[i], esc_buf_text(&inputs)) != 0)
            desk->ids_change = true;
        return i;
    }
    snprintf(desk->ids[i], sizeof(desk->ids[i]), "%.*s", (int)call->id.len,
             call->id.data);
    snprintf(desk->inputs[i], sizeof(desk->inputs[i]), "%s",
             esc_buf_text(&inputs));
    desk->count++;
    return i;
}

static enum esc_open_status
open_call(void *context, const struct esc_open_call *call,
          struct esc_arena *arena, struct esc_open_result *result_out)
{
    struct desk *desk = context;
    size_t i = arrive(desk, call);

    (void)arena;
    if (!desk->is_answered[i])
        return ESC_OPEN_PENDING;
    if (esc_str_equal(call->provider, ESC_STR("error"))) {
        result_out->message =
            esc_value_text(esc_value_get(call->inputs, "why"));
        return ESC_OPEN_FAILED;
    }
    result_out->outputs = call->inputs;
    return ESC_OPEN_READY;
}

/* What the caller does between rounds: wait for transfers to end. */
static void
wait(struct desk *desk)
{
    if (desk->count < desk->wanted)
        return;
    for (size_t i = 0; i < desk->count; i++) {
        if (desk->is_answered[i])
            continue;
        desk->is_answered[i] = true;
        if (desk->one_by_one)
            return;
    }
}

/* Until nothing is pending; how many rounds that took, 0: too many. */
static size_t
run(struct desk *desk, struct esc_environment *environment)
{
    for (size_t round = 1; round < 20; round++) {
        if (!esc_environment_evaluate(environment, ESC_PHASE_OPEN, NULL))
            return 0;
        if (esc_environment_pending(environment) == 0)
            return round;
        wait(desk);
    }
    return 0;
}

static void
show(struct esc_environment *environment, struct esc_buf *out)
{
    const struct esc_diagnostics *list =
        esc_environment_diagnostics(environment);

    esc_value_write(esc_environment_value(environment), ESC_STYLE_REVEALED,
                    out);
    for (const struct esc_diagnostic *item = list->first; item != NULL;
         item = item->next)
        esc_buf_printf(out, "\n%.*s", (int)item->summary.len,
                       item->summary.data);
}

static const struct row {
    const char *name, *yaml, *want;
    size_t calls, rounds;
} rows[] = {
    {"five calls, two of them in imports, wait together",
     "imports: [one, two]\n"
     "values:\n"
     "  a: {fn::open::test: {n: 1}}\n"
     "  b: {x: [{fn::open::test: {n: 2}}]}\n"
     "  c: {fn::toJSON: {fn::open::test: {n: 3}}}\n"
     "-- one\n"
     "values: {d: {fn::open::test: {n: 4}}}\n"
     "-- two\n"
     "values: {e: {fn::open::test: {n: 5}}}\n",
     "{\"a\":{\"n\":1},\"b\":{\"x\":[{\"n\":2}]},\"c\":\"{\\\"n\\\":3}\","
     "\"d\":{\"n\":4},\"e\":{\"n\":5}}",
     5, 2},
    {"a chain takes a round for each link",
     "values:\n"
     "  a: {fn::open::test: {n: 1}}\n"
     "  b: {fn::open::test: {n: \"${a.n}\"}}\n"
     "  c: {fn::open::test: {n: \"${b.n}\"}}\n",
     "{\"a\":{\"n\":1},\"b\":{\"n\":1},\"c\":{\"n\":1}}", 3, 4},
    {"what fails in the end is said once, in order",
     "values:\n"
     "  z: {fn::open::error: {why: last}}\n"
     "  a: {fn::open::error: {why: first}}\n"
     "  m: {fn::open::test: {n: \"${a.x}\"}}\n"
     "  t: <${z}>\n",
     "{\"a\":\"[unknown]\",\"m\":\"[unknown]\",\"t\":\"[unknown]\","
     "\"z\":\"[unknown]\"}\nfirst\nlast",
     2, 2},
    {"an error that only a waiting value causes is not in the last round",
     "values:\n"
     "  a: {fn::open::test: {s: x}}\n"
     "  b: {fn::join: [\",\", [\"${a.s}\"]]}\n"
     "  c: {fn::fromJSON: {fn::toJSON: \"${a}\"}}\n",
     "{\"a\":{\"s\":\"x\"},\"b\":\"x\",\"c\":{\"s\":\"x\"}}", 1, 2},
    {"nothing to wait for is one round", "values: {a: 1}\n", "{\"a\":1}", 0,
     1},
};

static void
check_row(const struct row *row, bool one_by_one)
{
    struct desk desk = {.wanted = one_by_one ? 0 : 1};
    ESC_OWN(esc_environment) environment = NULL;
    ESC_BUF_OWN got = ESC_BUF_LIMIT(OUTPUT_MAX);
    struct esc_environment_request request =
        world_request(&desk.world, esc_str_from(row->yaml));
    struct esc_environment_deps deps = world_deps(&desk.world);
    size_t rounds;

    /* The first member of the desk is the world that loads. */
    deps.context = &desk;
    deps.open = open_call;
    desk.one_by_one = one_by_one;
    if (row->rounds == 2)
        desk.wanted = row->calls;
    if (!esc_environment_new(&request, &deps, &environment, NULL)) {
        ok(false, "%s: load", row->name);
        return;
    }
    rounds = run(&desk, environment);
    show(environment, &got);
    is_str(esc_buf_text(&got), row->want, "%s%s", row->name,
           one_by_one ? ", one answer a round" : "");
    is_int((long long)desk.count, (long long)row->calls, "  calls");
    if (!one_by_one)
        is_int((long long)rounds, (long long)row->rounds, "  rounds");
    else
        is_int((long long)rounds, (long long)row->calls + 1, "  rounds");
    ok(!desk.ids_change, "  every id keeps its inputs");
}

int
main(void)
{
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        check_row(&rows[i], false);
        check_row(&rows[i], true);
    }
    return tap_done();
}

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Evaluating an environment definition.  Pure: no I/O, no clock, no globals;
 * the world comes in through the functions in struct esc_environment_deps,
 * and everything made lives until esc_environment_free.
 *
 *     esc_environment_new       reads the definition (phase "load")
 *     esc_environment_evaluate  one phase, any number of times
 *     esc_environment_*         look at the results of the last one
 *
 * Rounds.  A provider call that is still waiting for its server makes its
 * result unknown and evaluation goes on, so that all calls that do not depend
 * on each other start in the same round.  While esc_environment_pending() is
 * not 0 the caller waits for a transfer to end and evaluates again; every call
 * is then asked for again, under the same id, and answers what it has.  The
 * last round therefore gives, in the same order, exactly what an evaluation
 * that waits at every call would give; the diagnostics of the others are to be
 * ignored.  Definitions are loaded and parsed once, however many rounds.
 */
#ifndef ESC_ENVIRONMENT_H
#define ESC_ENVIRONMENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "esc/arena.h"
#include "esc/buf.h"
#include "esc/diagnostic.h"
#include "esc/error.h"
#include "esc/limits.h"
#include "esc/own.h"
#include "esc/provider.h"
#include "esc/str.h"
#include "esc/value.h"

enum esc_phase {
    ESC_PHASE_CHECK, /* symbolic: providers lend schemas, nothing is opened */
    ESC_PHASE_OPEN,  /* everything, but nothing is rotated */
    ESC_PHASE_ROTATE /* as open, and rotators of the root are rotated first */
};

/* Schemas of a provider or rotator as JSON text; STATE only of a rotator. */
struct esc_provider_schemas {
    struct esc_str inputs;
    struct esc_str state;
    struct esc_str outputs;
};

/* One fn::open or fn::rotate that is ready to go. */
struct esc_open_call {
    struct esc_str id;          /* environment and path: stable over rounds */
    struct esc_str environment; /* that holds the call */
    struct esc_str provider;
    const struct esc_value *inputs;
    const struct esc_value *state; /* rotators: NULL when there is none */
};

/* What a deps function found, all in the ARENA that it was given. */
struct esc_open_result {
    const struct esc_value *outputs; /* READY */
    struct esc_str message;          /* FAILED: without position */
};

/*
 * The world.  Functions that return bool set MESSAGE_OUT, and nothing else,
 * when they return false; it becomes the diagnostic's text.  Whatever they
 * give must stay valid as long as ARENA.  A NULL function is one that always
 * fails (rotators: "unknown rotator").
 */
struct esc_environment_deps {
    void *context;

    /* The bytes of the environment NAME, as written in the definition. */
    bool (*load)(void *context, struct esc_str name, struct esc_arena *arena,
                 struct esc_str *bytes_out, struct esc_str *message_out);

    /* What is in the envelope of a ciphertext of ENVIRONMENT. */
    bool (*decrypt)(void *context, struct esc_str environment,
                    struct esc_str ciphertext, struct esc_arena *arena,
                    struct esc_str *bytes_out, struct esc_str *message_out);

    /* In the original's words: unknown provider "x". */
    bool (*find_provider)(void *context, struct esc_str name,
                          struct esc_arena *arena,
                          struct esc_provider_schemas *schemas_out,
                          struct esc_str *message_out);
    enum esc_open_status (*open)(void *context,
                                 const struct esc_open_call *call,
                                 struct esc_arena *arena,
                                 struct esc_open_result *result_out);

    /* unknown rotator "x" */
    bool (*find_rotator)(void *context, struct esc_str name,
                         struct esc_arena *arena,
                         struct esc_provider_schemas *schemas_out,
                         struct esc_str *message_out);
    /* OUTPUTS is the new state. */
    enum esc_open_status (*rotate)(void *context,
                                   const struct esc_open_call *call,
                                   struct esc_arena *arena,
                                   struct esc_open_result *result_out);
    enum esc_open_status (*open_rotator)(void *context,
                                         const struct esc_open_call *call,
                                         struct esc_arena *arena,
                                         struct esc_open_result *result_out);
};

/* All borrowed until esc_environment_free. */
struct esc_environment_request {
    struct esc_str name; /* also the "file name" of positions */
    struct esc_str definition;
    const struct esc_value *context;    /* an object, or NULL: ${context} */
    bool show_secrets;                  /* ESC_PHASE_CHECK decrypts */
    const struct esc_str *rotate_paths; /* none: all */
    size_t rotate_path_count;
    const struct esc_limits *limits; /* NULL: ESC_LIMITS_DEFAULT */
};

struct esc_environment;
ESC_OWN_DECLARE(esc_environment);

/*
 * Read the definition.  True also when the definition is wrong: then there is
 * no declaration, load diagnostics say why, and every evaluation yields
 * nothing.  False only without memory (ESC_E_SYSTEM); *ENVIRONMENT_OUT is NULL
 * then.  REQUEST and DEPS are copied, what they point at is borrowed.
 */
bool esc_environment_new(const struct esc_environment_request *request,
                         const struct esc_environment_deps *deps,
                         struct esc_environment **environment_out,
                         struct esc_error *err);

/*
 * Run PHASE.  Results of an earlier evaluation become invalid, load
 * diagnostics stay.  Errors in the definition and limits reached are
 * diagnostics.  False only without memory (ESC_E_SYSTEM).
 */
bool esc_environment_evaluate(struct esc_environment *environment,
                              enum esc_phase phase, struct esc_error *err);

/* Provider calls that answered PENDING in the last evaluation. */
size_t esc_environment_pending(const struct esc_environment *environment);

/* In emission order; of the load, and of the last evaluation. */
const struct esc_diagnostics *
esc_environment_load_diagnostics(const struct esc_environment *environment);
const struct esc_diagnostics *
esc_environment_diagnostics(const struct esc_environment *environment);

/*
 * What the diagnostic ONE says, fit to be shown and logged: what of it is, or
 * came of, a secret of three bytes or more is "[secret]".  At most SIZE bytes,
 * in OUT, without a NUL behind them; other bytes than secrets stay as they
 * are.
 */
struct esc_str esc_environment_say(const struct esc_environment *environment,
                                   const struct esc_diagnostic *one, char *out,
                                   size_t size);

/*
 * The evaluated tree, an object with traces; NULL when there is nothing: no
 * declaration, an empty one, or a limit was reached.
 */
const struct esc_value *
esc_environment_value(struct esc_environment *environment);

/* What a login gets: "environmentVariables" and "files". */
struct esc_environment_variable {
    struct esc_str name;
    struct esc_str text; /* of a file: its contents */
    bool is_secret;
    bool is_unknown;
    bool is_file;
    const struct esc_trace *trace; /* of the value; NULL: nothing known */
};

/* Sorted by name, variables before files.  NULL and 0 when there are none. */
const struct esc_environment_variable *
esc_environment_variables(struct esc_environment *environment,
                          size_t *count_out);

/* What became of one fn::rotate that was selected. */
enum esc_rotation_status {
    ESC_ROTATION_SUCCEEDED,
    ESC_ROTATION_FAILED,
    ESC_ROTATION_NOT_EVALUATED /* its inputs or state are not usable */
};

struct esc_environment_rotation {
    struct esc_str path; /* document path of the call */
    enum esc_rotation_status status;
    struct esc_str message; /* FAILED */
    /* SUCCEEDED: the new state, and the document path to write it to. */
    struct esc_str state_path;
    const struct esc_value *state;
};

/* In order of evaluation; NULL and 0 when there are none. */
const struct esc_environment_rotation *
esc_environment_rotations(struct esc_environment *environment,
                          size_t *count_out);

/*
 * The whole export as JSON: exprs, properties, schema, executionContext.
 * Holds plaintext secrets.  Writes nothing and returns false when there is
 * nothing to write, or more than the buffer takes.
 */
bool esc_environment_write_export(struct esc_environment *environment,
                                  struct esc_buf *buf);

/* What became of a text with "${path}" in it. */
struct esc_template {
    struct esc_str text;    /* in the arena, or the source itself */
    struct esc_str secret;  /* the first "${path}" that leads to a secret, */
    struct esc_str missing; /* or nowhere; in the source; empty: none does */
};

/*
 * TEXT, by the grammar of a definition's strings: "$$" is a dollar, "${path}"
 * the text of that part of VALUES, or nothing where that is secret or not
 * there.  TEXT that breaks the grammar stays as it is.  False when ARENA
 * fails, which it does over LIMIT bytes.
 */
bool esc_template_fill(struct esc_arena *arena, struct esc_str text,
                       const struct esc_value *values, size_t limit,
                       struct esc_template *template_out) ESC_MUST_CHECK;

#endif

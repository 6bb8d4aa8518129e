/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Private to the evaluator: what fn::open and fn::rotate have in common.
 */
#ifndef ESC_EVALUATE_OPEN_H
#define ESC_EVALUATE_OPEN_H

#include "evaluator.h"

/* What one call has come to. */
struct esc_call_state {
    struct esc_scope *scope;
    struct esc_term *term;
    struct esc_cell *cell; /* the result, if nothing better comes */
    struct esc_str path;   /* document path of the call */
    struct esc_open_call open;
    struct esc_str message; /* the last failure's, else NULL */
};

typedef enum esc_open_status
esc_open_function(void *context, const struct esc_open_call *call,
                  struct esc_arena *arena, struct esc_open_result *result_out);

/* False when the call names no provider: its value is unknown. */
bool esc_call_begin(struct esc_call_state *call, struct esc_scope *scope,
                    struct esc_term *term);

/* The call's value: unknown. */
struct esc_cell *esc_call_unknown(struct esc_call_state *call);

/* What the provider (may be NULL) says about itself, for the export too. */
void esc_call_learn(struct esc_call_state *call,
                    const struct esc_provider_state *provider);

/* The inputs to hand out; NULL after reporting that they are no object. */
const struct esc_value *esc_call_object(struct esc_call_state *call,
                                        struct esc_cell *cell);

/* Set what identifies the call: path, id, environment, provider. */
void esc_call_identify(struct esc_call_state *call);

/* The outputs of FUNCTION; NULL when they are not there, now or ever: then
 * it was reported after the words BEFORE, or counted as pending. */
const struct esc_value *esc_call_ask(struct esc_call_state *call,
                                     esc_open_function *function,
                                     const char *before);

/* rotate_path.c: the document path of PATH, which is below "values". */
struct esc_str esc_rotate_path(struct esc_pool *pool, struct esc_str path);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Values as the text that `open` prints, byte for byte as the original's:
 * json, yaml, string, detailed.  Secrets in clear.
 */
#ifndef RENDER_H
#define RENDER_H

#include "esc/message.h"
#include "esc/value.h"

/* VALUE (NULL: there is none) in FORMAT appended to OUT, whose failure
 * sticks.  ESC_E_USAGE: no such format. */
bool render(const struct esc_value *value, const char *format,
            struct esc_buf *out, struct esc_error *err) ESC_MUST_CHECK;

/* In YAML: three spaces a level, numbers quoted, as yaml.v3 writes it. */
void render_yaml(const struct esc_value *value, struct esc_buf *out);

/* TEXT as a scalar; IS_KEY: of a mapping; INDENT: of lines that follow. */
void render_yaml_scalar(struct esc_str text, bool is_key, int indent,
                        struct esc_buf *out);

/*
 * WORDS, a NUL behind each, filled from VALUES as ESC_MESSAGE_RENDER says,
 * appended to OUT.  What is secret does not go into arguments, and unless
 * COMPLETE what is not in VALUES may be kept from the user: ESC_E_USAGE and
 * ESC_E_NOT_PERMITTED.
 */
bool render_words(const struct esc_value *values, bool complete,
                  struct esc_str words, struct esc_buf *out,
                  struct esc_error *err) ESC_MUST_CHECK;

/* The answer to RENDER, a frame with an encoded set; NULL with ERR. */
struct esc_secret *render_request(const struct esc_secret *frame,
                                  struct esc_error *err) ESC_MUST_CHECK;

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * libyaml's events of one source, with the original's error texts.  What is
 * different from a bare yaml_parser_t: bytes go in as slowly as the original
 * feeds them, so that of two errors the same one is found first, and only
 * YAML 1.1 is spoken.
 */
#ifndef ESC_SYNTAX_PARSER_H
#define ESC_SYNTAX_PARSER_H

#include <stdbool.h>
#include <stddef.h>

#include <yaml.h>

#include "esc/arena.h"
#include "esc/range.h"
#include "esc/str.h"

struct esc_yaml {
    yaml_parser_t parser;
    struct esc_str source;
    size_t at;
    bool is_foreign;     /* a %YAML directive other than 1.1 */
    yaml_mark_t foreign; /* where it is */
};

/* SOURCE is borrowed.  False without memory; then there is nothing to close.
 */
bool esc_yaml_open(struct esc_yaml *yaml, struct esc_str source);
void esc_yaml_close(struct esc_yaml *yaml);

/*
 * Roughly how many %TAG directives SOURCE has, never too few.  libyaml's time
 * grows with their square: 70,000 of them in 1 MiB take a quarter minute, so
 * there is a limit to them.
 */
#define ESC_YAML_TAGS_MAX ((size_t)100)
size_t esc_yaml_count_tags(struct esc_str source);

/* The next event, for yaml_event_delete; false on an error. */
bool esc_yaml_next(struct esc_yaml *yaml, yaml_event_t *event_out);

/* Give every event to HANDLE until it wants no more: true; false on an error.
 */
bool esc_yaml_each(struct esc_yaml *yaml,
                   bool (*handle)(void *context, const yaml_event_t *event),
                   void *context);

/*
 * The original has always seen three tokens where it judges the first, so
 * that an error of the scanner comes before one of the parser.  After an error
 * of esc_yaml_next, or an event behind which nothing will be asked for: false
 * when there is one, that or another, in the next TOKENS.
 */
#define ESC_YAML_AHEAD ((size_t)3)
bool esc_yaml_look_ahead(struct esc_yaml *yaml, size_t tokens);

/* After an error, its text: "yaml: line 3: did not find ..." */
struct esc_str esc_yaml_problem(const struct esc_yaml *yaml,
                                struct esc_arena *arena);

/*
 * Line and column, and after an error those where it was seen; when all of the
 * source was read by then, where began what has no end.
 */
struct esc_pos esc_yaml_pos(const yaml_mark_t *mark);
struct esc_pos esc_yaml_where(const struct esc_yaml *yaml);

/* Whether the error was a lack of memory. */
bool esc_yaml_is_out_of_memory(const struct esc_yaml *yaml);

#endif

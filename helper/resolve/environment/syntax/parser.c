/* SPDX-License-Identifier: Apache-2.0 */
/* The wrapping of libyaml. */
#include "parser.h"

#include <string.h>

/* How much of the source the original's reader holds at a time. */
#define WINDOW ((size_t)512)

static int
feed(void *context, unsigned char *buffer, size_t size, size_t *size_out)
{
    struct esc_yaml *yaml = context;
    size_t held = (size_t)(buffer - yaml->parser.raw_buffer.start);
    size_t room = held < WINDOW ? WINDOW - held : 1;
    size_t left = yaml->source.len - yaml->at;

    size = size < room ? size : room;
    size = size < left ? size : left;
    if (size > 0)
        memcpy(buffer, yaml->source.data + yaml->at, size);
    yaml->at += size;
    *size_out = size;
    return 1;
}

bool
esc_yaml_open(struct esc_yaml *yaml, struct esc_str source)
{
    *yaml = (struct esc_yaml){.source = source};
    if (!yaml_parser_initialize(&yaml->parser))
        return false;
    yaml_parser_set_input(&yaml->parser, feed, yaml);
    return true;
}

void
esc_yaml_close(struct esc_yaml *yaml)
{
    yaml_parser_delete(&yaml->parser);
}

/* Directives stand before the first line that is anything else. */
static size_t
prologue_len(struct esc_str source)
{
    size_t at = 0;

    while (at < source.len
           && memchr("%# \t\r\n\xc2\xe2\xef", source.data[at], 9) != NULL) {
        while (at < source.len && source.data[at] != '\n'
               && source.data[at] != '\r')
            at++;
        at += at < source.len ? 1 : 0;
    }
    return at;
}

static size_t
count(struct esc_str text, struct esc_str pattern)
{
    size_t found = 0;
    const char *at;

    while ((at = memmem(text.data, text.len, pattern.data, pattern.len))
           != NULL) {
        size_t used = (size_t)(at - text.data) + pattern.len;

        text = (struct esc_str){text.data + used, text.len - used};
        found++;
    }
    return found;
}

size_t
esc_yaml_count_tags(struct esc_str source)
{
    if (esc_str_starts(source, ESC_STR("\xff\xfe"))
        || esc_str_starts(source, ESC_STR("\xfe\xff")))
        return count(source, ESC_STR("%\0T\0A\0G"));
    source.len = prologue_len(source);
    return count(source, ESC_STR("%TAG"));
}

bool
esc_yaml_next(struct esc_yaml *yaml, yaml_event_t *event_out)
{
    const yaml_version_directive_t *version;

    if (!yaml_parser_parse(&yaml->parser, event_out))
        return false;
    if (event_out->type != YAML_DOCUMENT_START_EVENT)
        return true;
    version = event_out->data.document_start.version_directive;
    if (version == NULL || (version->major == 1 && version->minor == 1))
        return true;
    yaml->is_foreign = true;
    yaml->foreign = event_out->start_mark;
    yaml_event_delete(event_out);
    return false;
}

bool
esc_yaml_each(struct esc_yaml *yaml,
              bool (*handle)(void *context, const yaml_event_t *event),
              void *context)
{
    bool goes_on = true;

    while (goes_on) {
        yaml_event_t event;

        if (!esc_yaml_next(yaml, &event))
            return false;
        goes_on = handle(context, &event);
        yaml_event_delete(&event);
    }
    return true;
}

/* How many tokens were seen, those in the queue included. */
static size_t
tokens_seen(const yaml_parser_t *parser)
{
    return parser->tokens_parsed
           + (size_t)(parser->tokens.tail - parser->tokens.head);
}

bool
esc_yaml_look_ahead(struct esc_yaml *yaml, size_t tokens)
{
    yaml_parser_t *parser = &yaml->parser;
    const yaml_parser_t before = *parser;
    const size_t want = parser->tokens_parsed + tokens;
    yaml_token_t token;

    if (yaml->is_foreign
        || (parser->error != YAML_NO_ERROR
            && parser->error != YAML_PARSER_ERROR))
        return false;
    parser->error = YAML_NO_ERROR;
    while (tokens_seen(parser) < want && !parser->stream_end_produced) {
        if (!yaml_parser_scan(parser, &token)) {
            if (tokens_seen(parser) < want)
                return false;
            break;
        }
        yaml_token_delete(&token);
    }
    parser->error = before.error;
    parser->problem = before.problem;
    parser->problem_mark = before.problem_mark;
    parser->context = before.context;
    parser->context_mark = before.context_mark;
    return parser->error == YAML_NO_ERROR;
}

static struct esc_str
problem(struct esc_arena *arena, size_t line, bool is_scanner,
        const char *text)
{
    if (line == 0)
        return esc_arena_printf(arena, "yaml: %s", text);
    return esc_arena_printf(arena, "yaml: line %zu: %s",
                            line + (is_scanner ? 1 : 0), text);
}

struct esc_str
esc_yaml_problem(const struct esc_yaml *yaml, struct esc_arena *arena)
{
    const yaml_parser_t *parser = &yaml->parser;
    size_t line = parser->context_mark.line;

    if (yaml->is_foreign)
        return problem(arena, yaml->foreign.line, false,
                       "found incompatible YAML document");
    if (line == 0)
        line = parser->problem_mark.line;
    return problem(arena, line, parser->error == YAML_SCANNER_ERROR,
                   parser->problem == NULL
                       ? "unknown problem parsing YAML content"
                       : parser->problem);
}

struct esc_pos
esc_yaml_pos(const yaml_mark_t *mark)
{
    return (struct esc_pos){.line = (uint32_t)mark->line + 1,
                            .column = (uint32_t)mark->column + 1};
}

/* Of the byte that is at OFFSET, for bytes that are no characters. */
static struct esc_pos
pos_of_byte(struct esc_str source, size_t offset)
{
    struct esc_pos pos = {.line = 1, .column = 1};

    for (size_t i = 0; i < offset && i < source.len; i++) {
        if (source.data[i] == '\n')
            pos = (struct esc_pos){.line = pos.line + 1, .column = 1};
        else if (((unsigned char)source.data[i] & 0xc0) != 0x80)
            pos.column++;
    }
    return pos;
}

struct esc_pos
esc_yaml_where(const struct esc_yaml *yaml)
{
    const yaml_parser_t *parser = &yaml->parser;
    bool at_end = parser->eof && parser->buffer.pointer != NULL
                  && parser->buffer.pointer[0] == '\0'
                  && parser->problem_mark.index == parser->mark.index;

    if (yaml->is_foreign)
        return esc_yaml_pos(&yaml->foreign);
    if (parser->error == YAML_READER_ERROR)
        return pos_of_byte(yaml->source, parser->problem_offset);
    return esc_yaml_pos(at_end && parser->context != NULL
                            ? &parser->context_mark
                            : &parser->problem_mark);
}

bool
esc_yaml_is_out_of_memory(const struct esc_yaml *yaml)
{
    return yaml->parser.error == YAML_MEMORY_ERROR;
}

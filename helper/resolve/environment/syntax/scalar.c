/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Typing scalars.  The first byte of the text decides which forms are tried;
 * an explicit tag does not choose a form but must agree with the one found.
 */
#include "scalar.h"

#include <string.h>

#include "../text/base64.h"
#include "../text/build.h"
#include "number.h"
#include "timestamp.h"

#define LONG_PREFIX "tag:yaml.org,2002:"

/* What a text resolves to. */
enum resolved {
    RESOLVED_STR,
    RESOLVED_NULL,
    RESOLVED_BOOL,
    RESOLVED_INT,
    RESOLVED_UINT, /* !!int that does not fit 64 bits with a sign */
    RESOLVED_FLOAT,
    RESOLVED_NOT_FINITE,
    RESOLVED_TIMESTAMP,
};

static const struct {
    const char *text;
    enum resolved resolved;
    bool boolean;
} words[] = {
    {"", RESOLVED_NULL, false},
    {"~", RESOLVED_NULL, false},
    {"null", RESOLVED_NULL, false},
    {"Null", RESOLVED_NULL, false},
    {"NULL", RESOLVED_NULL, false},
    {"true", RESOLVED_BOOL, true},
    {"True", RESOLVED_BOOL, true},
    {"TRUE", RESOLVED_BOOL, true},
    {"false", RESOLVED_BOOL, false},
    {"False", RESOLVED_BOOL, false},
    {"FALSE", RESOLVED_BOOL, false},
    {".nan", RESOLVED_NOT_FINITE, false},
    {".NaN", RESOLVED_NOT_FINITE, false},
    {".NAN", RESOLVED_NOT_FINITE, false},
    {".inf", RESOLVED_NOT_FINITE, false},
    {".Inf", RESOLVED_NOT_FINITE, false},
    {".INF", RESOLVED_NOT_FINITE, false},
    {"+.inf", RESOLVED_NOT_FINITE, false},
    {"+.Inf", RESOLVED_NOT_FINITE, false},
    {"+.INF", RESOLVED_NOT_FINITE, false},
    {"-.inf", RESOLVED_NOT_FINITE, false},
    {"-.Inf", RESOLVED_NOT_FINITE, false},
    {"-.INF", RESOLVED_NOT_FINITE, false},
};

static const char *const names[] = {
    [RESOLVED_STR] = "!!str",          [RESOLVED_NULL] = "!!null",
    [RESOLVED_BOOL] = "!!bool",        [RESOLVED_INT] = "!!int",
    [RESOLVED_UINT] = "!!int",         [RESOLVED_FLOAT] = "!!float",
    [RESOLVED_NOT_FINITE] = "!!float", [RESOLVED_TIMESTAMP] = "!!timestamp",
};

struct esc_str
esc_scalar_short_tag(struct esc_arena *arena, const char *tag)
{
    if (tag == NULL || strcmp(tag, "!") == 0)
        return ESC_STR("");
    if (strncmp(tag, LONG_PREFIX, strlen(LONG_PREFIX)) == 0)
        return esc_arena_printf(arena, "!!%s", tag + strlen(LONG_PREFIX));
    return esc_arena_dup(arena, tag, strlen(tag));
}

static bool
is_tag(struct esc_str tag, const char *name)
{
    return esc_str_equal(tag, esc_str_from(name));
}

/* Tags that make the text be looked at. */
static bool
is_resolvable(struct esc_str tag)
{
    return tag.len == 0 || is_tag(tag, "!!bool") || is_tag(tag, "!!int")
           || is_tag(tag, "!!float") || is_tag(tag, "!!null")
           || is_tag(tag, "!!timestamp");
}

static bool
find_word(struct esc_str text, struct esc_node *node, enum resolved *found)
{
    if (text.len > 5)
        return false;
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        if (!esc_str_equal(text, esc_str_from(words[i].text)))
            continue;
        *found = words[i].resolved;
        node->u.boolean = words[i].boolean;
        return true;
    }
    return false;
}

static enum resolved
resolve_number(enum esc_number_kind kind)
{
    switch (kind) {
    case ESC_NUMBER_INT:
        return RESOLVED_INT;
    case ESC_NUMBER_UINT:
        return RESOLVED_UINT;
    case ESC_NUMBER_FLOAT:
        return RESOLVED_FLOAT;
    case ESC_NUMBER_NONE:
    default:
        return RESOLVED_STR;
    }
}

/* Sets the node's value unless it is a string. */
static enum resolved
resolve(struct esc_arena *arena, const struct esc_scalar *scalar,
        struct esc_node *node)
{
    struct esc_str text = scalar->text;
    enum resolved found;
    char first;

    if (find_word(text, node, &found))
        return found;
    first = text.data[0];
    if (first == '.')
        return resolve_number(esc_number_read_dot(arena, text, &node->u.text));
    if (first != '+' && first != '-' && (first < '0' || first > '9'))
        return RESOLVED_STR;
    if ((scalar->tag.len == 0 || is_tag(scalar->tag, "!!timestamp"))
        && esc_timestamp_is_valid(text))
        return RESOLVED_TIMESTAMP;
    return resolve_number(esc_number_read(arena, text, &node->u.text));
}

static bool
set_string(const struct esc_scalar *scalar, struct esc_node *node)
{
    node->kind = ESC_NODE_STRING;
    node->u.text = scalar->text;
    return true;
}

static bool
disagree(struct esc_arena *arena, const struct esc_scalar *scalar,
         enum resolved resolved, struct esc_str *problem_out)
{
    struct esc_build problem;

    esc_build_init(&problem, arena, SIZE_MAX);
    esc_build_text(&problem, "yaml: cannot decode ");
    esc_build_text(&problem, names[resolved]);
    esc_build_text(&problem, " `");
    esc_build_add(&problem, scalar->text);
    esc_build_text(&problem, "` as a ");
    esc_build_add(&problem, scalar->tag);
    *problem_out = esc_build_take(&problem);
    return false;
}

static bool
check_binary(struct esc_arena *arena, struct esc_str text,
             struct esc_str *problem_out)
{
    struct esc_str bytes;
    size_t bad;

    if (esc_base64_decode(arena, text, &bytes, &bad))
        return true;
    *problem_out =
        ESC_STR("yaml: !!binary value contains invalid base64 data");
    return false;
}

static bool
set_resolved(struct esc_arena *arena, const struct esc_scalar *scalar,
             enum resolved resolved, struct esc_node *node)
{
    switch (resolved) {
    case RESOLVED_NULL:
        node->kind = ESC_NODE_NULL;
        break;
    case RESOLVED_BOOL:
        node->kind = ESC_NODE_BOOL;
        break;
    case RESOLVED_INT:
    case RESOLVED_UINT:
    case RESOLVED_FLOAT:
        node->kind = ESC_NODE_NUMBER;
        if (resolved == RESOLVED_INT && is_tag(scalar->tag, "!!float"))
            node->u.text = esc_number_as_float(arena, node->u.text);
        break;
    case RESOLVED_NOT_FINITE:
        node->kind = ESC_NODE_NUMBER;
        node->u.text = scalar->text;
        break;
    case RESOLVED_STR:
    case RESOLVED_TIMESTAMP:
    default:
        return set_string(scalar, node);
    }
    return true;
}

bool
esc_scalar_type(struct esc_arena *arena, const struct esc_scalar *scalar,
                struct esc_node *node, struct esc_str *problem_out)
{
    struct esc_str tag = scalar->tag;
    enum resolved resolved;

    if (!is_resolvable(tag) || (tag.len == 0 && scalar->is_quoted)) {
        set_string(scalar, node);
        return !is_tag(tag, "!!binary")
               || check_binary(arena, scalar->text, problem_out);
    }
    resolved = resolve(arena, scalar, node);
    if (esc_arena_state(arena) != ESC_ARENA_OK)
        return set_string(scalar, node);
    if (tag.len != 0 && !is_tag(tag, names[resolved])
        && !(resolved == RESOLVED_INT && is_tag(tag, "!!float"))) {
        set_string(scalar, node);
        return disagree(arena, scalar, resolved, problem_out);
    }
    set_resolved(arena, scalar, resolved, node);
    if (resolved != RESOLVED_NOT_FINITE)
        return true;
    *problem_out = ESC_STR("numbers must be finite");
    return false;
}

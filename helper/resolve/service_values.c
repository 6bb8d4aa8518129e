/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An opened environment as the service gives it:
 *
 *   {"properties": {NAME: VALUE}, "exprs": {NAME: EXPR}, ...}
 *   VALUE = {"value": null, bool, number, string, [VALUE] or {NAME: VALUE},
 *            "secret": true?, "unknown": true?, "trace": ...}
 *   EXPR  = {"builtin": {"name": "fn::open::aws-login", "arg": EXPR}}, or
 *           {"object": {NAME: EXPR}}, {"list": [EXPR]}, {"literal": VALUE},
 * ...
 *
 * Read with the evaluator's own reader, which keeps the text of numbers and,
 * of a member that is there twice, the last, as the original does.
 *
 * The service does not say when credentials end.  What can be known: the
 * durations that the definition itself gives its logins, as far as they are
 * literals.  What an import logs in to is not shown.
 */
#include "esc/json.h"
#include "esc/text.h"
#include "service.h"
#include <string.h>

enum { DEPTH_MAX = 512, LOGIN_LIFE_MAX = 12 * 3600 };

/* The value of VALUE, NULL when it has none. */
static const struct esc_json *
content(const struct esc_json *value, enum esc_json_kind kind)
{
    const struct esc_json *inner =
        value == NULL || value->kind != ESC_JSON_OBJECT
            ? NULL
            : esc_json_get(value, "value");

    return inner != NULL && inner->kind == kind ? inner : NULL;
}

static bool
has_flag(const struct esc_json *value, const char *name)
{
    const struct esc_json *flag = esc_json_get(value, name);

    return flag != NULL && flag->kind == ESC_JSON_BOOL && flag->u.boolean;
}

static bool
is_collection(const struct esc_json *inner)
{
    return inner != NULL
           && (inner->kind == ESC_JSON_ARRAY
               || inner->kind == ESC_JSON_OBJECT);
}

static struct esc_str
form(const struct esc_json *inner)
{
    if (inner == NULL || inner->kind == ESC_JSON_NULL)
        return ESC_STR("");
    if (inner->kind == ESC_JSON_BOOL)
        return inner->u.boolean ? ESC_STR("true") : ESC_STR("false");
    return inner->u.text;
}

/* The scalars of the property NAME, as the local backend projects them. */
static bool
add_variables(const struct esc_json *properties, const char *name,
              struct esc_environment_variable *list, size_t *count)
{
    const struct esc_json *group = esc_json_get(properties, name);
    const struct esc_json *members = content(group, ESC_JSON_OBJECT);

    for (size_t i = 0; members != NULL && i < members->count; i++) {
        const struct esc_json_member *member = &members->u.members[i];
        const struct esc_json *value = &member->value, *inner;

        if (value->kind != ESC_JSON_OBJECT)
            return false;
        inner = esc_json_get(value, "value");
        if (is_collection(inner))
            continue;
        list[(*count)++] = (struct esc_environment_variable){
            .name = member->key,
            .text = form(inner),
            .is_secret =
                has_flag(value, "secret") || has_flag(group, "secret"),
            .is_unknown = has_flag(value, "unknown"),
            .is_file = name[0] == 'f',
        };
    }
    return true;
}

static size_t
count_of(const struct esc_json *properties, const char *name)
{
    const struct esc_json *members =
        content(esc_json_get(properties, name), ESC_JSON_OBJECT);

    return members == NULL ? 0 : members->count;
}

/* ---- how long it lives ---- */

struct life {
    uint64_t usual; /* of what is not known */
    uint64_t least; /* 0: nothing ends */
};

static void
shorten(struct life *life, uint64_t seconds)
{
    if (life->least == 0 || seconds < life->least)
        life->least = seconds;
}

static const struct esc_json *
member_expr(const struct esc_json *expr, const char *name)
{
    const struct esc_json *object =
        expr == NULL || expr->kind != ESC_JSON_OBJECT
            ? NULL
            : esc_json_get(expr, "object");

    return object == NULL || object->kind != ESC_JSON_OBJECT
               ? NULL
               : esc_json_get(object, name);
}

/* The text of a literal; an empty one of all else. */
static struct esc_str
literal(const struct esc_json *expr)
{
    const struct esc_json *text = expr == NULL || expr->kind != ESC_JSON_OBJECT
                                      ? NULL
                                      : esc_json_get(expr, "literal");

    return text == NULL || text->kind != ESC_JSON_STRING
               ? (struct esc_str){NULL, 0}
               : text->u.text;
}

static void
look_at_aws(const struct esc_json *inputs, struct life *life)
{
    const struct esc_json *oidc = member_expr(inputs, "oidc");
    struct esc_str text = literal(member_expr(oidc, "duration"));
    char duration[32] = "";
    uint64_t seconds;

    if (member_expr(inputs, "static") != NULL)
        return;
    if (text.len > 0 && text.len < sizeof(duration))
        memcpy(duration, text.data, text.len);
    if (esc_text_duration(duration, LOGIN_LIFE_MAX, &seconds) && seconds > 0)
        shorten(life, seconds);
    else
        shorten(life, life->usual);
}

/* A call of fn::open, in both of its spellings. */
static void
look_at_call(const struct esc_json *builtin, struct life *life)
{
    const struct esc_json *name = esc_json_get(builtin, "name");
    const struct esc_json *arg = esc_json_get(builtin, "arg");
    struct esc_str provider;

    if (name == NULL || name->kind != ESC_JSON_STRING)
        return;
    if (esc_str_equal(name->u.text, ESC_STR("fn::open"))) {
        provider = literal(member_expr(arg, "provider"));
        arg = member_expr(arg, "inputs");
    } else if (esc_str_starts(name->u.text, ESC_STR("fn::open::"))) {
        provider = name->u.text;
        provider.data += strlen("fn::open::");
        provider.len -= strlen("fn::open::");
    } else {
        return;
    }
    if (esc_str_equal(provider, ESC_STR("aws-login")))
        look_at_aws(arg, life);
    else if (provider.len > 6
             && memcmp(provider.data + provider.len - 6, "-login", 6) == 0)
        shorten(life, life->usual);
}

/* All calls below EXPR; the depth is that of the JSON, which is bounded. */
static void
look(const struct esc_json *expr, struct life *life)
{
    const struct esc_json *builtin;

    if (expr->kind == ESC_JSON_ARRAY) {
        for (size_t i = 0; i < expr->count; i++)
            look(&expr->u.items[i], life);
        return;
    }
    if (expr->kind != ESC_JSON_OBJECT)
        return;
    builtin = esc_json_get(expr, "builtin");
    if (builtin != NULL && builtin->kind == ESC_JSON_OBJECT)
        look_at_call(builtin, life);
    for (size_t i = 0; i < expr->count; i++)
        look(&expr->u.members[i].value, life);
}

static bool
is_temporary(const struct service_values *values)
{
    for (size_t i = 0; i < values->count; i++) {
        const struct esc_environment_variable *v = &values->variables[i];

        if ((esc_str_equal(v->name, ESC_STR("AWS_SESSION_TOKEN"))
             && v->text.len > 0)
            || (esc_str_equal(v->name, ESC_STR("AWS_ACCESS_KEY_ID"))
                && esc_str_starts(v->text, ESC_STR("ASIA"))))
            return true;
    }
    return false;
}

bool
service_values(struct esc_arena *arena, struct esc_str body,
               uint64_t default_life, struct service_values *values_out,
               struct esc_error *err)
{
    struct life life = {.usual = default_life};
    struct esc_str problem;
    const struct esc_json *json =
        esc_json_parse(arena, body, DEPTH_MAX, &problem);
    const struct esc_json *properties, *exprs;
    struct esc_environment_variable *list;
    size_t count = 0;

    if (json == NULL && problem.len == 0)
        return esc_fail(err, ESC_E_INPUT, NULL, "it takes too much memory");
    if (json == NULL)
        return esc_fail(err, ESC_E_INPUT, NULL, "%.*s",
                        problem.len > 200 ? 200 : (int)problem.len,
                        problem.data);
    *values_out =
        (struct service_values){.is_null = json->kind == ESC_JSON_NULL};
    if (values_out->is_null)
        return true;
    if (json->kind != ESC_JSON_OBJECT)
        return esc_fail(err, ESC_E_INPUT, NULL, "it is no object");
    properties = esc_json_get(json, "properties");
    exprs = esc_json_get(json, "exprs");
    if (properties == NULL || properties->kind == ESC_JSON_NULL)
        return true;
    if (properties->kind != ESC_JSON_OBJECT)
        return esc_fail(err, ESC_E_INPUT, NULL,
                        "its properties are no object");
    list = esc_arena_array(arena,
                           count_of(properties, "environmentVariables")
                               + count_of(properties, "files") + 1,
                           sizeof(*list));
    if (list == NULL
        || !add_variables(properties, "environmentVariables", list, &count)
        || !add_variables(properties, "files", list, &count))
        return esc_fail(err, ESC_E_INPUT, NULL, "a value in it is no object");
    values_out->variables = list;
    values_out->count = count;
    values_out->properties = properties;
    if (exprs != NULL)
        look(exprs, &life);
    if (life.least == 0 && is_temporary(values_out))
        life.least = life.usual;
    values_out->life = life.least;
    return true;
}

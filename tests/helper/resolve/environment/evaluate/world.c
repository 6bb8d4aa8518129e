/* SPDX-License-Identifier: Apache-2.0 */
/* Imports out of one text, and a host that says who the user is. */
#include "world.h"

static const struct esc_value login = {.kind = ESC_VALUE_STRING,
                                       .u.text = ESC_STR_INIT("dana")};
static const struct esc_property user_properties[] = {
    {ESC_STR_INIT("login"), &login}};
static const struct esc_value user = {
    .kind = ESC_VALUE_OBJECT, .count = 1, .u.properties = user_properties};
static const struct esc_property host_properties[] = {
    {ESC_STR_INIT("user"), &user}};
static const struct esc_value host = {
    .kind = ESC_VALUE_OBJECT, .count = 1, .u.properties = host_properties};

/* Where the line "-- NAME" is in TEXT, from its start; NULL: nowhere. */
static const char *
find_marker(struct esc_str text, struct esc_str name)
{
    const char *at = text.data, *end = text.data + text.len;

    while (at != NULL && at < end) {
        struct esc_str rest = {at, (size_t)(end - at)};

        if (esc_str_starts(rest, ESC_STR("-- "))
            && (name.data == NULL
                || (rest.len > name.len + 3
                    && memcmp(at + 3, name.data, name.len) == 0
                    && at[3 + name.len] == '\n')))
            return at;
        at = memchr(at, '\n', rest.len);
        at = at == NULL ? NULL : at + 1;
    }
    return NULL;
}

static bool
load(void *context, struct esc_str name, struct esc_arena *arena,
     struct esc_str *bytes_out, struct esc_str *message_out)
{
    const struct world *world = context;
    const char *at = find_marker(world->others, name), *end;

    if (at == NULL) {
        *message_out = esc_arena_printf(arena, "no environment '%.*s'",
                                        (int)name.len, name.data);
        return false;
    }
    at += 4 + name.len;
    bytes_out->data = at;
    bytes_out->len = (size_t)(world->others.data + world->others.len - at);
    end = find_marker(*bytes_out, (struct esc_str){NULL, 0});
    if (end != NULL)
        bytes_out->len = (size_t)(end - at);
    return true;
}

/* As the cases have it, but the environment "locked" has another key. */
static bool
decrypt(void *context, struct esc_str environment, struct esc_str ciphertext,
        struct esc_arena *arena, struct esc_str *bytes_out,
        struct esc_str *message_out)
{
    struct world *world = context;

    *message_out = ESC_STR("wrong key");
    return !esc_str_equal(environment, ESC_STR("locked"))
           && case_world_deps(&world->case_world)
                  .decrypt(context, environment, ciphertext, arena, bytes_out,
                           message_out);
}

/* As the cases have it, but not with an input "fail". */
static enum esc_open_status
rotate(void *context, const struct esc_open_call *call,
       struct esc_arena *arena, struct esc_open_result *result_out)
{
    struct world *world = context;

    if (esc_value_get(call->inputs, "fail") == NULL)
        return case_world_deps(&world->case_world)
            .rotate(context, call, arena, result_out);
    result_out->message = ESC_STR("the service is closed");
    return ESC_OPEN_FAILED;
}

struct esc_environment_request
world_request(struct world *world, struct esc_str source)
{
    const char *end = find_marker(source, (struct esc_str){NULL, 0});
    struct esc_environment_request request = {
        .name = ESC_STR("env"), .definition = source, .context = &host};

    world->others = ESC_STR("");
    if (end != NULL) {
        request.definition.len = (size_t)(end - source.data);
        world->others =
            (struct esc_str){end, source.len - request.definition.len};
    }
    return request;
}

struct esc_environment_deps
world_deps(struct world *world)
{
    struct esc_environment_deps deps = case_world_deps(&world->case_world);

    deps.context = world;
    deps.load = load;
    deps.decrypt = decrypt;
    deps.rotate = rotate;
    return deps;
}

struct esc_str
world_rich(void)
{
    static const char source[] =
        "imports: [base, {other: {merge: false}}]\n"
        "values:\n"
        "  o: {a: 1, list: [x, '${o.a}', 'n ${o.a} m']}\n"
        "  join: {fn::join: [',', [a, '${o.list[0]}']]}\n"
        "  split: {fn::split: [',', '${join}']}\n"
        "  concat: {fn::concat: [['${o}'], [1]]}\n"
        "  json: {fn::toJSON: '${o}'}\n"
        "  back: {fn::fromJSON: '${json}'}\n"
        "  text: {fn::toString: '${o}'}\n"
        "  b64: {fn::toBase64: '${text}'}\n"
        "  unb64: {fn::fromBase64: '${b64}'}\n"
        "  secret: {fn::secret: {ciphertext: ZXNjeAAAAAHo9e705fKyKo30VQ==}}\n"
        "  final: {fn::final: {x: '${secret}'}}\n"
        "  open: {fn::open::schema: {record: {foo: '${secret}'}}}\n"
        "  open2: {fn::open: {provider: test, inputs: '${open}'}}\n"
        "  rotate: {fn::rotate::swap: {inputs: {}, state: {a: x, b: y}}}\n"
        "  valid: {fn::validate: {schema: {type: object, properties: {x: "
        "{pattern: '^(a|[b-d])*$', minLength: 2}}, required: [y]}, value: "
        "{x: Q}}}\n"
        "  wrong: ${oo.b}\n"
        "  env: ${environments.p.e.x}\n"
        "  imp: ${imports.other.x}\n"
        "  ctx: ${context.user.login}\n"
        "  environmentVariables: {A: '${json}'}\n"
        "-- base\n"
        "values: {o: {b: {c: 2}}, open2: {z: 1}}\n"
        "-- other\n"
        "values: {x: [1, 2]}\n"
        "-- p/e\n"
        "values: {x: 1, x: 2}\n";

    return ESC_STR(source);
}

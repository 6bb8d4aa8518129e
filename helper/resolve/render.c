/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Rendering.  A set without a tree has what it exports: environmentVariables
 * and files.
 */
#include "render.h"
#include "esc/cred_set.h"
#include "esc/text.h"
#include "tree.h"

enum { TEXT_MAX = 4 * 1024 * 1024, MEMORY_MAX = 64 * 1024 * 1024 };

static void
add_line(struct esc_buf *out, int depth)
{
    esc_buf_printf(out, "\n%*s", depth * 2, "");
}

/* The length of the JSON string at AT, quotes included. */
static size_t
string_len(const char *at, const char *end)
{
    const char *from = at++;

    while (at < end && *at != '"')
        at += *at == '\\' ? 2 : 1;
    return (size_t)(at - from) + 1;
}

/* Compact JSON with two spaces a level. */
static void
add_indented(const struct esc_buf *json, struct esc_buf *out)
{
    const char *at = esc_buf_text(json), *end = at + json->len;
    int depth = 0;

    for (; at < end; at++) {
        if (*at == '"') {
            size_t len = string_len(at, end);

            esc_buf_add(out, at, len);
            at += len - 1;
        } else if ((*at == '{' || *at == '[') && at[1] == *at + 2) {
            esc_buf_add(out, at++, 2); /* '}' and ']' are two further */
        } else if (*at == '{' || *at == '[') {
            esc_buf_add_char(out, *at);
            add_line(out, ++depth);
        } else if (*at == '}' || *at == ']') {
            add_line(out, --depth);
            esc_buf_add_char(out, *at);
        } else {
            esc_buf_add_char(out, *at);
            if (*at == ',')
                add_line(out, depth);
            else if (*at == ':')
                esc_buf_add_char(out, ' ');
        }
    }
    esc_buf_add_char(out, '\n');
}

static void
add_json(const struct esc_value *value, enum esc_value_style style,
         struct esc_buf *out)
{
    ESC_BUF_OWN json = ESC_BUF_LIMIT(TEXT_MAX);

    esc_value_write(value, style, &json);
    add_indented(&json, out);
    out->failed |= json.failed;
}

static void
render_json(const struct esc_value *value, struct esc_buf *out)
{
    add_json(value, ESC_STYLE_REVEALED, out);
}

static void
render_detailed(const struct esc_value *value, struct esc_buf *out)
{
    add_json(value, ESC_STYLE_DETAILED, out);
}

static void
render_string(const struct esc_value *value, struct esc_buf *out)
{
    size_t start = out->len;

    esc_value_write(value, ESC_STYLE_STRING, out);
    if (out->len == start || out->data[out->len - 1] != '\n')
        esc_buf_add_char(out, '\n');
}

bool
render(const struct esc_value *value, const char *format, struct esc_buf *out,
       struct esc_error *err)
{
    static const struct {
        const char *name;
        void (*add)(const struct esc_value *value, struct esc_buf *out);
    } formats[] = {
        {"json", render_json},
        {"yaml", render_yaml},
        {"string", render_string},
        {"detailed", render_detailed},
    };
    static const struct esc_value nothing = {.kind = ESC_VALUE_NULL};

    for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++)
        if (strcmp(formats[i].name, format) == 0) {
            formats[i].add(value == NULL ? &nothing : value, out);
            return true;
        }
    return esc_fail(err, ESC_E_USAGE, format, "unknown output format '%s'",
                    format);
}

/* The variables of SET, or its files, as an object. */
static const struct esc_value *
exported(struct esc_arena *arena, const struct esc_cred_set *set, bool files)
{
    struct esc_property *list =
        esc_arena_array(arena, set->count + 1, sizeof(*list));
    size_t count = 0;

    for (size_t i = 0; list != NULL && i < set->count; i++) {
        const struct esc_cred *cred = &set->items[i];
        const void *bytes = esc_secret_bytes(cred->value);
        const struct esc_value *text = esc_value_string(
            arena, (struct esc_str){bytes, esc_secret_len(cred->value)});

        if (cred->file != files)
            continue;
        list[count].key = esc_str_from(cred->name);
        list[count++].value =
            cred->secret ? esc_value_secret(arena, text) : text;
    }
    return list == NULL ? NULL : esc_value_object(arena, list, count);
}

static const struct esc_value *
tree_of(struct esc_arena *arena, const struct esc_cred_set *set,
        struct esc_error *err)
{
    struct esc_property list[2];
    const struct esc_value *value;
    size_t count = 0;

    if (set->tree != NULL) {
        struct esc_str bytes = {(const char *)esc_secret_bytes(set->tree),
                                esc_secret_len(set->tree)};

        return tree_decode(arena, bytes, err);
    }
    for (int files = 0; files < 2; files++) {
        value = exported(arena, set, files == 1);
        list[count].key =
            files == 1 ? ESC_STR("files") : ESC_STR("environmentVariables");
        list[count].value = value;
        if (value == NULL || value->count > 0)
            count++;
    }
    value = esc_value_object(arena, list, count);
    if (value == NULL)
        esc_fail(err, ESC_E_SYSTEM, NULL, "out of memory");
    return value;
}

/* What WISH asks for of VALUE, appended to OUT. */
static bool
answer(const struct esc_value *value, const char *wish, struct esc_buf *out,
       struct esc_error *err)
{
    size_t len = strcspn(wish, " ");
    char format[16];

    snprintf(format, sizeof(format), "%.*s", (int)(len > 15 ? 15 : len), wish);
    /* Of an environment that is null the original prints nothing at all. */
    if (value->kind == ESC_VALUE_NULL)
        return true;
    if (wish[len] != '\0' && wish[len + 1] != '\0')
        value = esc_value_at(value, esc_str_from(wish + len + 1));
    return render(value, format, out, err);
}

/* How many bytes of words stand before the set; 0: it asks for a text. */
static size_t
words_len(const struct esc_message_content *content)
{
    static const char prefix[] = ESC_MESSAGE_WORDS " ";
    uint64_t len = 0;

    return strncmp(content->text, prefix, sizeof(prefix) - 1) == 0
                   && esc_text_u64(content->text + sizeof(prefix) - 1,
                                   content->len, &len)
               ? (size_t)len
               : 0;
}

static struct esc_secret *
respond(struct esc_arena *arena, const struct esc_cred_set *set,
        const struct esc_message_content *content, struct esc_error *err)
{
    ESC_BUF_OWN out = ESC_BUF_LIMIT(TEXT_MAX);
    ESC_OWN(esc_secret) text = NULL;
    const struct esc_value *value = tree_of(arena, set, err);
    struct esc_str words = {(const char *)content->bytes, words_len(content)};

    if (value == NULL
        || !(words.len == 0
                 ? answer(value, content->text, &out, err)
                 : render_words(value, set->tree != NULL, words, &out, err))
        || !esc_buf_ok(&out, err))
        return NULL;
    text = esc_secret_new(out.len + 1);
    if (text != NULL && esc_secret_add(text, esc_buf_text(&out), out.len))
        return esc_secret_take(&text);
    esc_fail(err, ESC_E_SYSTEM, NULL, "out of memory");
    return NULL;
}

struct esc_secret *
render_request(const struct esc_secret *frame, struct esc_error *err)
{
    struct esc_message_content content;
    ESC_OWN(esc_cred_set) set = NULL;
    struct esc_arena *arena = NULL;
    struct esc_secret *text = NULL;
    size_t words;

    if (!esc_message_get_bytes(frame, &content, err))
        return NULL;
    words = words_len(&content);
    set = esc_cred_set_decode(content.bytes + words, content.len - words, err);
    if (set == NULL)
        return NULL;
    arena = esc_arena_new(MEMORY_MAX);
    if (arena == NULL)
        esc_fail(err, ESC_E_SYSTEM, NULL, "out of memory");
    else
        text = respond(arena, set, &content, err);
    esc_arena_free(arena);
    return text;
}

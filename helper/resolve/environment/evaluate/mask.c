/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is said of a definition may quote it: constants of a schema, a pattern,
 * a text that is no JSON.  The language demands these words, and whoever shows
 * them to somebody asks here for them without what is secret.
 *
 * Secret texts are noted where they come to be: by a call or in an
 * interpolation.  They are looked for as they are, as JSON has them and as
 * esc_quote writes them.
 */
#include <string.h>

#include "../text/build.h"
#include "environment.h"

#define SECRET_MIN 3 /* shorter ones are everywhere */
#define WINDOW 4096  /* bytes of a summary that are shown at most */
#define FORMS_MEMORY ((size_t)8 << 20)
#define MASK "[secret]"

/* The part of a summary that is looked at, and what of it is covered. */
struct window {
    struct esc_str text;
    bool is_cut;
    bool covered[WINDOW];
};

static void
note(struct esc_run *run, const struct esc_cell *cell, bool is_secret)
{
    struct esc_secret_text *secret;

    is_secret = is_secret || cell->is_secret;
    esc_pool_enter(&run->pool);
    if (cell->kind == ESC_VALUE_ARRAY)
        for (uint32_t i = 0; i < cell->count; i++)
            note(run, cell->u.items[i], is_secret);
    else if (cell->kind == ESC_VALUE_OBJECT)
        for (uint32_t i = 0; i < cell->count; i++)
            note(run, cell->u.entries[i].cell, is_secret);
    else if (is_secret
             && (cell->kind == ESC_VALUE_STRING
                 || cell->kind == ESC_VALUE_NUMBER)
             && cell->u.text.len >= SECRET_MIN) {
        secret = esc_pool_take(&run->pool, sizeof(*secret));
        secret->text = cell->u.text;
        secret->next = run->secrets;
        run->secrets = secret;
    }
    esc_pool_leave(&run->pool);
}

void
esc_note_secrets(struct esc_run *run, const struct esc_cell *cell)
{
    note(run, cell, false);
}

/* Wherever FORM is; at a cut end its beginning is enough. */
static void
cover(struct window *window, struct esc_str form)
{
    struct esc_str text = window->text;

    for (size_t i = 0; i < text.len && form.len > 0; i++) {
        const char *at = memchr(text.data + i, form.data[0], text.len - i);
        size_t len;

        if (at == NULL)
            return;
        i = (size_t)(at - text.data);
        len = text.len - i < form.len ? text.len - i : form.len;
        if ((len == form.len || window->is_cut)
            && memcmp(at, form.data, len) == 0)
            memset(window->covered + i, true, len);
    }
}

static bool
needs_escape(struct esc_str text)
{
    for (size_t i = 0; i < text.len; i++) {
        unsigned char byte = (unsigned char)text.data[i];

        if (byte < 0x20 || byte >= 0x7f || strchr("\"\\<>&", byte) != NULL)
            return true;
    }
    return false;
}

/* TEXT as it stands within quotes; false without memory. */
static bool
cover_escaped(struct window *window, struct esc_arena *arena,
              struct esc_str text)
{
    struct esc_build build;
    struct esc_str forms[2];

    esc_build_init(&build, arena, FORMS_MEMORY);
    esc_build_json(&build, text);
    forms[0] = esc_build_take(&build);
    forms[1] = esc_quote(arena, text);
    for (size_t i = 0; i < 2; i++) {
        if (forms[i].data == NULL || forms[i].len < 2)
            return false;
        cover(window, (struct esc_str){forms[i].data + 1, forms[i].len - 2});
    }
    return true;
}

static bool
cover_all(struct window *window, const struct esc_secret_text *secrets)
{
    for (const struct esc_secret_text *one = secrets; one != NULL;
         one = one->next) {
        struct esc_arena *arena;
        bool good;

        cover(window, one->text);
        if (!needs_escape(one->text))
            continue;
        arena = esc_arena_new(FORMS_MEMORY);
        good = arena != NULL && cover_escaped(window, arena, one->text);
        esc_arena_free(arena);
        if (!good)
            return false;
    }
    return true;
}

static bool
is_part(struct esc_str text, const struct esc_secret_text *secrets)
{
    for (; secrets != NULL; secrets = secrets->next)
        if (memmem(secrets->text.data, secrets->text.len, text.data, text.len)
            != NULL)
            return true;
    return false;
}

/* What stands in `...`, the piece of a text at which a reader stumbled. */
static void
cover_piece(struct window *window, const struct esc_diagnostic *one,
            const struct esc_secret_text *secrets)
{
    struct esc_str text = window->text, piece;
    const char *first =
        text.len == 0 ? NULL : memchr(text.data, '`', text.len);
    const char *last =
        text.len == 0 ? NULL : memrchr(text.data, '`', text.len);
    struct esc_str path = one->place.path;

    if (first == NULL || last == first)
        return;
    piece.data = first + 1;
    piece.len = (size_t)(last - first) - 1;
    if ((path.len > 0 && memmem(path.data, path.len, "fn::secret", 10) != NULL)
        || (piece.len >= SECRET_MIN && is_part(piece, secrets)))
        memset(window->covered + (piece.data - text.data), true, piece.len);
}

/* The byte at which a reader of JSON stumbled, when a secret has it. */
static void
cover_byte(struct window *window, const struct esc_secret_text *secrets)
{
    static const char before[] = "invalid character '";
    struct esc_str text = window->text, byte;
    const char *at = memmem(text.data, text.len, before, sizeof(before) - 1);
    const char *end;

    if (at == NULL)
        return;
    byte.data = at + sizeof(before) - 1;
    end =
        memmem(byte.data, (size_t)(text.data + text.len - byte.data), "' ", 2);
    byte.len = end == NULL ? 0 : (size_t)(end - byte.data);
    if (is_part(byte, secrets))
        memset(window->covered + (byte.data - text.data), true, byte.len);
}

static struct esc_str
write_masked(const struct window *window, char *out, size_t size)
{
    ESC_BUF_OWN buf = ESC_BUF_LIMIT(WINDOW * sizeof(MASK));
    size_t len;

    for (size_t i = 0; i < window->text.len; i++) {
        if (!window->covered[i])
            esc_buf_add_char(&buf, window->text.data[i]);
        else if (i == 0 || !window->covered[i - 1])
            esc_buf_add_str(&buf, MASK);
    }
    len = buf.len < size ? buf.len : size;
    memcpy(out, esc_buf_text(&buf), len);
    return (struct esc_str){out, len};
}

struct esc_str
esc_environment_say(const struct esc_environment *environment,
                    const struct esc_diagnostic *one, char *out, size_t size)
{
    const struct esc_secret_text *secrets =
        environment->run == NULL ? NULL : environment->run->secrets;
    struct window window = {.text = one->summary};

    if (window.text.len > WINDOW) {
        window.text.len = WINDOW;
        window.is_cut = true;
    }
    if (!cover_all(&window, secrets))
        memset(window.covered, true, window.text.len);
    cover_piece(&window, one, secrets);
    cover_byte(&window, secrets);
    return write_masked(&window, out, size);
}

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Loading by name, once.  There are at most a few hundred: a list will do.
 */
#include "loaded.h"

#include "../expression/declaration.h"

static struct esc_loaded *
add_entry(struct esc_library *library, struct esc_str name)
{
    struct esc_loaded *loaded =
        esc_arena_alloc(library->arena, sizeof(*loaded));

    if (loaded == NULL)
        return NULL;
    loaded->name = name;
    esc_diagnostics_init(&loaded->diagnostics, library->arena,
                         library->limits->diagnostics);
    return loaded;
}

static void
keep(struct esc_library *library, struct esc_loaded *loaded)
{
    loaded->next = library->first;
    library->first = loaded;
    library->count++;
}

struct esc_loaded *
esc_library_add(struct esc_library *library, struct esc_str name,
                struct esc_str bytes)
{
    struct esc_loaded *loaded = add_entry(library, name);

    if (loaded == NULL)
        return NULL;
    loaded->is_found = true;
    loaded->declaration = esc_declaration_load(&loaded->diagnostics, name,
                                               bytes, library->limits);
    esc_diagnostics_settle(&loaded->diagnostics);
    return loaded;
}

static struct esc_loaded *
load(struct esc_library *library, struct esc_str name)
{
    const struct esc_environment_deps *deps = library->deps;
    struct esc_str bytes = {NULL, 0}, message = ESC_STR("not found");
    struct esc_loaded *loaded;

    /* What a run asks for may live longer than the run. */
    name = esc_arena_dup(library->arena, name.data, name.len);
    if (name.data == NULL)
        return NULL;
    if (library->count >= library->limits->imports) {
        loaded = add_entry(library, name);
        if (loaded != NULL)
            loaded->message = ESC_STR("too many imports");
        return loaded;
    }
    if (deps->load != NULL
        && deps->load(deps->context, name, library->arena, &bytes, &message)) {
        loaded = esc_library_add(library, name, bytes);
    } else {
        loaded = add_entry(library, name);
        if (loaded != NULL)
            loaded->message = message;
    }
    if (loaded != NULL)
        keep(library, loaded);
    return loaded;
}

const struct esc_loaded *
esc_library_find(struct esc_library *library, struct esc_str name)
{
    for (struct esc_loaded *loaded = library->first; loaded != NULL;
         loaded = loaded->next)
        if (esc_str_equal(loaded->name, name))
            return loaded;
    return load(library, name);
}

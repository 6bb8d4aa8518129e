/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The whole of an evaluated environment as one JSON document.
 */
#include "export.h"

static void
write_properties(struct esc_exporter *exporter, const struct esc_value *object)
{
    bool first = true;

    esc_write_char(&exporter->w, '{');
    for (uint32_t i = 0; i < object->count && esc_writer_ok(&exporter->w);
         i++) {
        esc_write_key(&exporter->w, &first, object->u.properties[i].key);
        esc_write_value(&exporter->w, object->u.properties[i].value,
                        ESC_STYLE_DETAILED);
    }
    esc_write_char(&exporter->w, '}');
}

static void
write_context(struct esc_exporter *exporter,
              const struct esc_environment *environment, bool *first)
{
    bool first_member = true;

    esc_write_member(&exporter->w, first, "executionContext");
    esc_write_char(&exporter->w, '{');
    esc_write_member(&exporter->w, &first_member, "properties");
    write_properties(exporter, environment->context);
    esc_write_member(&exporter->w, &first_member, "schema");
    esc_schema_write(environment->scope->context->schema, &exporter->w);
    esc_write_char(&exporter->w, '}');
}

static void
write_environment(struct esc_exporter *exporter,
                  const struct esc_environment *environment)
{
    struct esc_writer *w = &exporter->w;
    bool first = true;

    esc_write_char(w, '{');
    if (environment->scope->root->count > 0) {
        esc_write_member(w, &first, "exprs");
        esc_export_entries(exporter, environment->scope->root);
    }
    if (environment->value->count > 0) {
        esc_write_member(w, &first, "properties");
        write_properties(exporter, environment->value);
    }
    esc_write_member(w, &first, "schema");
    esc_schema_write(environment->schema, w);
    write_context(exporter, environment, &first);
    esc_write_char(w, '}');
}

bool
esc_environment_write_export(struct esc_environment *environment,
                             struct esc_buf *buf)
{
    struct esc_exporter exporter = {0};
    struct esc_arena *arena;
    bool is_good;

    if (environment->value == NULL)
        return false;
    arena = esc_arena_new(environment->limits.memory);
    if (arena == NULL)
        return false;
    esc_writer_begin(&exporter.w, arena, environment->limits.output, buf);
    exporter.environment = environment->request.name;
    exporter.depth = environment->run->pool.depth_limit;
    write_environment(&exporter, environment);
    is_good = esc_writer_end(&exporter.w);
    esc_arena_free(arena);
    return is_good;
}

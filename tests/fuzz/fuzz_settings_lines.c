/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as settings: lines that keep their promises, or a place. */
#include "esc/settings_lines.h"
#include <assert.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool
look(void *context, const struct esc_settings_line *line,
     struct esc_error *err)
{
    unsigned int *last = context;
    char *value = line->value, *word;

    (void)err;
    assert(line->number > *last);
    *last = line->number;
    assert(line->name[0] >= 'a' && line->name[0] <= 'z');
    assert(line->is_rule || *value != '\0');
    while ((word = esc_settings_word(&value)) != NULL)
        assert(*word != '\0' && strpbrk(word, " \t\n\r") == NULL);
    return true;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    unsigned int last = 0;
    struct esc_settings_visitor visitor = {.context = &last, .line = look};
    struct esc_error err = {0};

    if (!esc_settings_parse("f", (const char *)data, size, &visitor, &err))
        assert(err.code == ESC_E_CONFIG && err.where[0] == 'f');
    return 0;
}

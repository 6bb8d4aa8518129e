/* SPDX-License-Identifier: Apache-2.0 */
/* DIAGNOSTIC: between the resolver and the client; root never sees one. */
#include "esc/message.h"
#include <stddef.h>

#define TEXT(field)                                                           \
    {                                                                         \
        offsetof(struct esc_message_diagnostic, field),                       \
            sizeof(((struct esc_message_diagnostic *)0)->field)               \
    }
static const struct {
    size_t offset, size;
} texts[] = {
    TEXT(environment),
    TEXT(path),
    TEXT(text),
    TEXT(key),
};
#define TEXTS (sizeof(texts) / sizeof(texts[0]))

#define NUMBER(field) offsetof(struct esc_message_diagnostic, field)
static const size_t numbers[] = {
    NUMBER(line),       NUMBER(column),   NUMBER(end_line),
    NUMBER(end_column), NUMBER(key_line), NUMBER(key_column),
};
#define NUMBERS (sizeof(numbers) / sizeof(numbers[0]))

bool
esc_message_put_diagnostic(struct esc_secret *bytes,
                           const struct esc_message_diagnostic *one)
{
    const char *base = (const char *)one;
    struct esc_frame_writer w;
    uint8_t tag = 1;

    esc_frame_start(&w, bytes, ESC_MESSAGE_DIAGNOSTIC);
    esc_frame_put_u64(&w, tag++, one->is_warning);
    for (size_t i = 0; i < TEXTS; i++)
        esc_frame_put_str(&w, tag++, base + texts[i].offset);
    for (size_t i = 0; i < NUMBERS; i++)
        esc_frame_put_u64(&w, tag++, *(const uint64_t *)(base + numbers[i]));
    return esc_frame_finish(&w);
}

bool
esc_message_get_diagnostic(const struct esc_secret *frame,
                           struct esc_message_diagnostic *one_out,
                           struct esc_error *err)
{
    char *base = (char *)one_out;
    struct esc_frame_reader r;
    uint64_t warning = 0;
    uint8_t tag = 1;

    *one_out = (struct esc_message_diagnostic){0};
    esc_frame_open(&r, esc_secret_bytes(frame), esc_secret_len(frame));
    r.failed = r.failed || r.type != ESC_MESSAGE_DIAGNOSTIC;
    esc_frame_get_u64(&r, tag++, 1, &warning);
    for (size_t i = 0; i < TEXTS; i++)
        esc_frame_get_str(&r, tag++, base + texts[i].offset, texts[i].size);
    for (size_t i = 0; i < NUMBERS; i++)
        esc_frame_get_u64(&r, tag++, UINT32_MAX,
                          (uint64_t *)(base + numbers[i]));
    one_out->is_warning = warning != 0;
    return esc_frame_end(&r)
           || esc_fail(err, ESC_E_BUG, NULL, "malformed diagnostic");
}

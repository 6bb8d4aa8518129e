/* SPDX-License-Identifier: Apache-2.0 */
/* The tables behind unicode.c: sorted, without overlap. */
#ifndef ESC_TEXT_UNICODE_TABLE_H
#define ESC_TEXT_UNICODE_TABLE_H

#include <stddef.h>
#include <stdint.h>

struct esc_unicode_range {
    uint32_t first, last;
};

/* UAX 29's Grapheme_Cluster_Break; Hangul LV and LVT are computed. */
enum esc_cluster {
    ESC_CLUSTER_ANY,
    ESC_CLUSTER_CR,
    ESC_CLUSTER_LF,
    ESC_CLUSTER_CONTROL,
    ESC_CLUSTER_EXTEND,
    ESC_CLUSTER_ZWJ,
    ESC_CLUSTER_REGIONAL,
    ESC_CLUSTER_PREPEND,
    ESC_CLUSTER_SPACING,
    ESC_CLUSTER_L,
    ESC_CLUSTER_V,
    ESC_CLUSTER_T,
    ESC_CLUSTER_LV,
    ESC_CLUSTER_LVT,
    ESC_CLUSTER_PICTURE, /* Extended_Pictographic */
    ESC_CLUSTER_EMOJI,   /* the same, with Emoji_Presentation */
};

struct esc_unicode_class {
    uint32_t first, last;
    enum esc_cluster cluster;
};

/* Every STEP-th code point of the range has the lower case + DELTA. */
struct esc_unicode_case {
    uint32_t first, last;
    int step, delta;
};

extern const struct esc_unicode_range esc_unicode_print[];
extern const size_t esc_unicode_print_count;
extern const struct esc_unicode_class esc_unicode_cluster[];
extern const size_t esc_unicode_cluster_count;
extern const struct esc_unicode_range esc_unicode_wide[];
extern const size_t esc_unicode_wide_count;
extern const struct esc_unicode_case esc_unicode_cases[];
extern const size_t esc_unicode_case_count;

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Look-ups in the Unicode tables, and the grapheme cluster rules GB3 to GB13
 * of UAX 29 as a small state machine: the state is what the text before the
 * next code point was, as far as a rule asks.
 */
#include "unicode.h"

#include "unicode_table.h"
#include "utf8.h"

#define HANGUL_FIRST 0xac00U
#define HANGUL_LAST 0xd7a3U
#define HANGUL_TAILS 28U
#define TEXT_STYLE 0xfe0eU  /* VARIATION SELECTOR-15 */
#define EMOJI_STYLE 0xfe0fU /* VARIATION SELECTOR-16 */

/* The index of the row that holds CODE, or COUNT. */
#define FIND(table, count, code)                                              \
    __extension__({                                                           \
        size_t low_ = 0, high_ = (count);                                     \
                                                                              \
        while (low_ < high_) {                                                \
            size_t middle_ = low_ + (high_ - low_) / 2;                       \
                                                                              \
            if ((table)[middle_].last < (code))                               \
                low_ = middle_ + 1;                                           \
            else                                                              \
                high_ = middle_;                                              \
        }                                                                     \
        low_ < (count) && (table)[low_].first <= (code) ? low_ : (count);     \
    })

bool
esc_unicode_is_print(uint32_t code)
{
    if (code < 0x7f)
        return code >= 0x20;
    return FIND(esc_unicode_print, esc_unicode_print_count, code)
           < esc_unicode_print_count;
}

uint32_t
esc_unicode_lower(uint32_t code)
{
    const struct esc_unicode_case *row;
    size_t at;

    if (code < 0x80)
        return code >= 'A' && code <= 'Z' ? code + ('a' - 'A') : code;
    at = FIND(esc_unicode_cases, esc_unicode_case_count, code);
    if (at == esc_unicode_case_count)
        return code;
    row = &esc_unicode_cases[at];
    if ((code - row->first) % (uint32_t)row->step != 0)
        return code;
    return (uint32_t)((int64_t)code + row->delta);
}

static enum esc_cluster
cluster_of(uint32_t code)
{
    size_t at;

    if (code >= 0x20 && code < 0x7f)
        return ESC_CLUSTER_ANY;
    if (code >= HANGUL_FIRST && code <= HANGUL_LAST)
        return (code - HANGUL_FIRST) % HANGUL_TAILS == 0 ? ESC_CLUSTER_LV
                                                         : ESC_CLUSTER_LVT;
    at = FIND(esc_unicode_cluster, esc_unicode_cluster_count, code);
    return at == esc_unicode_cluster_count ? ESC_CLUSTER_ANY
                                           : esc_unicode_cluster[at].cluster;
}

static size_t
width_of(uint32_t code, int cluster)
{
    switch (cluster) {
    case ESC_CLUSTER_CONTROL:
    case ESC_CLUSTER_CR:
    case ESC_CLUSTER_LF:
    case ESC_CLUSTER_EXTEND:
    case ESC_CLUSTER_ZWJ:
        return 0;
    case ESC_CLUSTER_REGIONAL:
    case ESC_CLUSTER_EMOJI:
        return 2;
    case ESC_CLUSTER_PICTURE:
        return 1;
    default:
        break;
    }
    if (code < 0x1100)
        return 1;
    if (code == 0x2e3a || code == 0x2e3b)
        return code == 0x2e3a ? 3 : 4;
    return FIND(esc_unicode_wide, esc_unicode_wide_count, code)
                   < esc_unicode_wide_count
               ? 2
               : 1;
}

enum state {
    STATE_START,
    STATE_ANY,
    STATE_CR,
    STATE_CONTROL,
    STATE_L,
    STATE_V, /* LV or V */
    STATE_T, /* LVT or T */
    STATE_PREPEND,
    STATE_PICTURE,
    STATE_PICTURE_ZWJ,
    STATE_REGIONAL_ODD,
    STATE_REGIONAL_EVEN,
};

/* The state after CLUSTER when it starts anew. */
static enum state
state_of(int cluster)
{
    switch (cluster) {
    case ESC_CLUSTER_CR:
        return STATE_CR;
    case ESC_CLUSTER_LF:
    case ESC_CLUSTER_CONTROL:
        return STATE_CONTROL;
    case ESC_CLUSTER_L:
        return STATE_L;
    case ESC_CLUSTER_V:
    case ESC_CLUSTER_LV:
        return STATE_V;
    case ESC_CLUSTER_T:
    case ESC_CLUSTER_LVT:
        return STATE_T;
    case ESC_CLUSTER_PREPEND:
        return STATE_PREPEND;
    case ESC_CLUSTER_PICTURE:
    case ESC_CLUSTER_EMOJI:
        return STATE_PICTURE;
    case ESC_CLUSTER_REGIONAL:
        return STATE_REGIONAL_ODD;
    default:
        return STATE_ANY;
    }
}

/* GB6 to GB8: Hangul syllables stay together. */
static bool
joins_hangul(enum state state, int cluster)
{
    if (state == STATE_L)
        return cluster == ESC_CLUSTER_L || cluster == ESC_CLUSTER_V
               || cluster == ESC_CLUSTER_LV || cluster == ESC_CLUSTER_LVT;
    if (state == STATE_V)
        return cluster == ESC_CLUSTER_V || cluster == ESC_CLUSTER_T;
    return state == STATE_T && cluster == ESC_CLUSTER_T;
}

/* Whether there is a boundary before CLUSTER; updates STATE. */
static bool
step(enum state *state, int cluster)
{
    enum state before = *state;

    *state = state_of(cluster);
    if (before == STATE_CR && cluster == ESC_CLUSTER_LF)
        return false;
    if (before == STATE_CR || before == STATE_CONTROL)
        return true;
    switch (cluster) {
    case ESC_CLUSTER_CR:
    case ESC_CLUSTER_LF:
    case ESC_CLUSTER_CONTROL:
        return true;
    case ESC_CLUSTER_EXTEND:
        if (before == STATE_PICTURE)
            *state = STATE_PICTURE;
        return false;
    case ESC_CLUSTER_ZWJ:
        if (before == STATE_PICTURE)
            *state = STATE_PICTURE_ZWJ;
        return false;
    case ESC_CLUSTER_SPACING:
        return false;
    case ESC_CLUSTER_REGIONAL:
        if (before == STATE_REGIONAL_ODD) {
            *state = STATE_REGIONAL_EVEN;
            return false;
        }
        break;
    case ESC_CLUSTER_PICTURE:
    case ESC_CLUSTER_EMOJI:
        if (before == STATE_PICTURE_ZWJ)
            return false;
        break;
    default:
        break;
    }
    return !(before == STATE_PREPEND || joins_hangul(before, cluster));
}

/* What another code point adds to a cluster that begins with FIRST. */
static size_t
widen(size_t width, int first, uint32_t code, int cluster)
{
    if (first == ESC_CLUSTER_PICTURE || first == ESC_CLUSTER_EMOJI) {
        if (code == TEXT_STYLE)
            return 1;
        return code == EMOJI_STYLE ? 2 : width;
    }
    if (first == ESC_CLUSTER_REGIONAL || first == ESC_CLUSTER_L)
        return width;
    return width + width_of(code, cluster);
}

bool
esc_clusters_next(struct esc_clusters *clusters, size_t *bytes_out,
                  size_t *width_out)
{
    struct esc_str text = clusters->rest;
    enum state state = (enum state)clusters->state;
    int first = clusters->first, cluster;
    size_t len, used, width;
    uint32_t code;

    if (text.len == 0)
        return false;
    esc_utf8_decode(text, &code, &used);
    if (state == STATE_START) {
        first = (int)cluster_of(code);
        state = state_of(first);
    }
    width = width_of(code, first);
    cluster = ESC_CLUSTER_ANY;
    while (used < text.len) {
        esc_utf8_decode(esc_str_after(text, used), &code, &len);
        cluster = (int)cluster_of(code);
        if (step(&state, cluster))
            break;
        width = widen(width, first, code, cluster);
        used += len;
    }
    clusters->rest = esc_str_after(text, used);
    clusters->state = (int)state;
    clusters->first = cluster;
    *bytes_out = used;
    *width_out = width;
    return true;
}

size_t
esc_unicode_width(struct esc_str text)
{
    struct esc_clusters clusters = {.rest = text};
    size_t width = 0, bytes, cells;

    while (esc_clusters_next(&clusters, &bytes, &cells))
        width += cells;
    return width;
}

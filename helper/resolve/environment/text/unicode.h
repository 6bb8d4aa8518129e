/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the language needs of Unicode 15.0.0: which characters Go calls
 * printable, how many terminal cells a text takes, where its grapheme
 * clusters end, and the lower case of a letter.
 */
#ifndef ESC_TEXT_UNICODE_H
#define ESC_TEXT_UNICODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "esc/str.h"

/* Letters, marks, numbers, punctuation, symbols and the ASCII space. */
bool esc_unicode_is_print(uint32_t code);

/* Simple lower case (one code point to one). */
uint32_t esc_unicode_lower(uint32_t code);

/*
 * Steps through TEXT by grapheme clusters; start with {text}.  Segmentation
 * follows UAX 29 of Unicode 15.0; widths are those of the rivo/uniseg library
 * (East Asian wide and full width, emoji presentation and regional indicators
 * 2; controls, extenders and joiners 0; else 1; U+2E3A 3, U+2E3B 4).
 */
struct esc_clusters {
    struct esc_str rest;
    int state; /* 0 before the first */
    int first; /* property of the first code point of rest */
};

/* Moves past one cluster; false at the end of the text. */
bool esc_clusters_next(struct esc_clusters *clusters, size_t *bytes_out,
                       size_t *width_out);

/* Terminal cells of the whole TEXT. */
size_t esc_unicode_width(struct esc_str text);

#endif

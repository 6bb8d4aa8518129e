/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Private to crypt/: what stands around a secret in a definition's text.
 * Blanks are spaces and tabs.  Line breaks are those of YAML 1.1, section 4.2:
 * LF, CR, U+0085, U+2028, U+2029.  Offsets are in bytes.
 */
#ifndef ESC_CRYPT_LAYOUT_H
#define ESC_CRYPT_LAYOUT_H

#include "secrets.h"

/*
 * The colon between key and value when only blanks (and, if BREAKS, line
 * breaks) stand around it; SIZE_MAX when something else does.
 */
size_t esc_layout_colon(struct esc_str source,
                        const struct esc_secret_site *site, bool breaks);

/* Whether the value is the first thing on a line after its key's. */
bool esc_layout_starts_line(struct esc_str source,
                            const struct esc_secret_site *site);

/* Of the value: how far into its line, which before a value that starts its
 * line are blanks. */
size_t esc_layout_column(struct esc_str source,
                         const struct esc_secret_site *site);

/* The value's end; without the empty lines that a block scalar's span has. */
size_t esc_layout_end(struct esc_str source,
                      const struct esc_secret_site *site);

/* The comment on a block scalar's first line, with the blank before it. */
struct esc_str esc_layout_comment(struct esc_str source,
                                  const struct esc_secret_site *site);

/*
 * Whether a literal block may end at END of the source: nothing follows on its
 * line, and no line of blanks, which would be its text.
 */
bool esc_layout_may_end_block(struct esc_str source, size_t end);

#endif

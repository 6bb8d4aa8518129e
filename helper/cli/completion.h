/* SPDX-License-Identifier: Apache-2.0 */
/* Completion scripts made from the command rows. */
#ifndef COMPLETION_H
#define COMPLETION_H

#include "command.h"
#include "esc/buf.h"

void completion_bash(struct esc_buf *out);
void completion_zsh(struct esc_buf *out);
void completion_fish(struct esc_buf *out);

#endif

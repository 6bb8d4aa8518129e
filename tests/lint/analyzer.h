/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What an analyzer that sees one file at a time cannot know: these calls
 * always return false.  Put before every file but the one that defines them.
 */
#ifndef LINT_ANALYZER_H
#define LINT_ANALYZER_H

#include "esc/error.h"

#define esc_fail(...) ((void)esc_fail(__VA_ARGS__), false)
#define esc_fail_errno(...) ((void)esc_fail_errno(__VA_ARGS__), false)
#define esc_fail_while(...) ((void)esc_fail_while(__VA_ARGS__), false)
#define esc_fail_hint(...) ((void)esc_fail_hint(__VA_ARGS__), false)

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* esc-session with settings and helpers of the working folder. */
#undef ESC_SYSCONFDIR
#undef ESC_LIBEXECDIR
#define ESC_SYSCONFDIR "etc"
#define ESC_LIBEXECDIR "libexec"
#include "main.c" /* NOLINT(bugprone-suspicious-include) */

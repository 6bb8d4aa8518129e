/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Processes that outlive us for a moment: forked twice, so that what exec
 * becomes never meets a child that it did not start; not in our terminal's
 * process group and without our descriptors, so that neither a pipeline nor a
 * Ctrl-C waits for them.
 */
#ifndef DETACH_H
#define DETACH_H

/* Run WORK(CONTEXT) in one, which keeps only descriptor KEEP (at least 3, or
 * -1: none) and the null device.  0 or an errno. */
int detach(void (*work)(void *context), void *context, int keep);

#endif

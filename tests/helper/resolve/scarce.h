/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Memory that runs out for everybody: this program's malloc stands before the
 * C library's, so that libraries fail too, at any allocation in turn.  What
 * was taken and not given back is counted.
 */
#ifndef TESTS_SCARCE_H
#define TESTS_SCARCE_H

#include <stdbool.h>
#include <stddef.h>

/* False: this build has an allocator of its own. */
bool scarce_works(void);

/*
 * From now on the NTH allocation fails, from 1, once, or with MANY all from it
 * on; 0: none.
 */
void scarce_begin(size_t nth, bool many);
/* Whether one failed; none fails any longer. */
bool scarce_end(void);

/* Allocations that were not freed. */
long scarce_live(void);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Functions that have no bounded or thread-safe form do not compile here.
 * Included before everything else by the build (-include).
 */
#ifndef ESC_BANNED_H
#define ESC_BANNED_H

/* The headers first, so that only our own uses are poisoned. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* Some C libraries define these as macros when they are fortified. */
#undef sprintf
#undef vsprintf

#pragma GCC poison strcpy strcat sprintf vsprintf strtok gets atoi atol atoll
#pragma GCC poison gmtime localtime ctime asctime strncpy strncat tmpnam mktemp

#endif

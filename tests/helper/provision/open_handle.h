/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A login whose doorbell is rung, the handler that serves it, and the judge of
 * what it did.
 */
#ifndef TEST_OPEN_HANDLE_H
#define TEST_OPEN_HANDLE_H

#include "login.h"
#include <stdbool.h>

#define OPEN_PROBLEM_MAX 256

struct story {
    const char *name, *settings;
    const char *const *calls; /* to fail; NULL: all */
};

struct opened {
    const struct story *story;
    struct login login;
    struct bell {
        char description[128];
        int32_t key;
    } * bell;     /* shared with children */
    bool rates;   /* what was counted stays */
    bool closed;  /* the kernel gave no descriptors 0 to 2 */
    int32_t held; /* the head of what an earlier opening stored */
};

/* For login_as: the doorbell of a struct bell, and what a sign-in keeps. */
int open_ring(void *bell);

/* The head of what the gate holds for the story, or -1. */
int32_t open_find_held(const struct opened *o);

/* The handler from its start to its end; its status. */
int open_handle(struct opened *o);
/* The same until it was no limit of time that ended it: for who expects more
 * than some answer, on a machine that may be busy. */
int open_handle_calmly(struct opened *o);
bool open_was_late(void);
int provision_main(int argc, char **argv); /* main.c's main */

/* What of it was wrong goes to PROBLEM, empty before. */
void open_judge(struct opened *o, int status,
                char problem[static OPEN_PROBLEM_MAX]);
/* Call number AT fails with errno WITH: judged; false: there was none. */
bool open_fail_one(struct opened *o, const char *call, int at, int with);
/* All children have ended, those of the handler too. */
bool open_all_gone(void);

#endif

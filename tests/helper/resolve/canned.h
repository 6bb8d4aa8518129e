/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Starting and asking canned.py: servers on loopback that behave as told.
 */
#ifndef CANNED_H
#define CANNED_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct canned {
    pid_t pid;
    int in; /* closing it ends the servers */
    char folder[64];
    char ports[256];
};

/* False when python3 or openssl is missing or the servers do not start: then
 * a test says so and skips. */
bool canned_start(struct canned *canned);
/* The same with another script of this folder, which listens as "good". */
bool canned_start_script(struct canned *canned, const char *script);
void canned_stop(struct canned *canned);

uint16_t canned_port(const struct canned *canned, const char *name);

/* SCHEME://HOST:PORT/PATH in OUT, which is returned. */
const char *canned_url(const struct canned *canned, const char *prefix,
                       const char *name, const char *path, char out[128]);

/* Lines of the servers' log that contain TEXT. */
int canned_count(const struct canned *canned, const char *text);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The double of Pulumi Cloud as the resolver's tests use it: a world made by
 * service.py, faults to order, and what was asked of it.
 */
#ifndef SERVICE_WORLD_H
#define SERVICE_WORLD_H

#include "canned.h"
#include "starter.h"

struct service_world {
    struct canned canned;
    char jwt[4096], stranger[4096]; /* ID tokens: good, and nobody's */
};

/* An answer that a test wants instead of the double's own. */
struct service_fault {
    const char *match; /* "POST *open*" */
    int times, status; /* 0: only the delay */
    const char *header, *value, *body;
    int delay, cut; /* seconds; bytes that are sent, 0: all */
};

/* False: python3-jwt, python3-cryptography or openssl is missing. */
bool service_world_start(struct service_world *world);
void service_world_stop(struct service_world *world);

/* A starter for ENVIRONMENT at the server NAME, with a personal token. */
void service_prepare(const struct service_world *world, struct starter *s,
                     const char *environment, const char *name);

/* At "good", without faults. */
void service_prepare_good(const struct service_world *world, struct starter *s,
                          const char *environment);

/* No token and no secret of ours is in what S said; NAME is the row's. */
void service_check_canary(const struct starter *s, const char *name);

/* From now on these; forgets earlier ones and the requests so far. */
void service_faults(const struct service_world *world,
                    const struct service_fault *faults, size_t count);
/* Requests that contain TEXT, and connections, since then. */
int service_requests(const struct service_world *world, const char *text);
int service_connections(const struct service_world *world);
/* All change requests are approved, or closed. */
void service_approve_all(const struct service_world *world);
void service_close_all(const struct service_world *world);

#endif

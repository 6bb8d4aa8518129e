/* SPDX-License-Identifier: Apache-2.0 */
/*
 * When a set is to be asked for anew.
 */
#include "esc/cred_set.h"

int64_t
esc_cred_set_renewal(int64_t obtained, int64_t expires)
{
    int64_t life = expires - obtained, lead;

    if (expires == 0)
        return 0;
    if (life <= 0)
        return expires;
    /* An hour that took a while to arrive is an hour still. */
    if (life < 3600 - 60)
        lead = life / 2;
    else
        lead = life / 3 > 20 * 60 ? life / 3 : 20 * 60;
    return expires - lead;
}

int64_t
esc_cred_set_spread(int64_t obtained, int64_t renew_after, const char *who)
{
    int64_t wait = renew_after - obtained;
    uint32_t hash = 2166136261U; /* FNV-1a */

    if (wait <= 0 || *who == '\0')
        return renew_after;
    for (; *who != '\0'; who++)
        hash = (hash ^ (uint8_t)*who) * 16777619U;
    return renew_after - wait * (int64_t)(hash >> 8 & 0xff) / (8 * 256);
}

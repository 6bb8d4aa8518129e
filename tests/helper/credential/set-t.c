/* SPDX-License-Identifier: Apache-2.0 */
/* The credential set: rules, order, renewal, and its bytes. */
#include "esc/cred_set.h"
#include "tap.h"
#include <string.h>

static bool
add(struct esc_cred_set *set, char *name, const char *value,
    struct esc_error *err)
{
    ESC_OWN(esc_secret) secret = esc_secret_new(strlen(value) + 1);

    return secret != NULL && esc_secret_add(secret, value, strlen(value))
           && esc_cred_set_add(set,
                               &(struct esc_cred){.name = name,
                                                  .value = secret,
                                                  .secret = true},
                               err);
}

static void
test_rules(struct esc_cred_set *set)
{
    struct esc_error err = {0};
    ESC_OWN(esc_secret) big = esc_secret_new(ESC_CRED_VALUE_MAX + 1);
    ESC_OWN(esc_secret) nul = esc_secret_new(3);
    char name[] = "X", z[] = "ZED", a[] = "AWS_ACCESS_KEY_ID";
    char s[] = "AWS_SECRET_ACCESS_KEY", bad[] = "a-b";

    ok(add(set, z, "last", &err) && add(set, a, "AKIA", &err),
       "two variables");
    ok(!esc_cred_set_has_aws(set), "half of AWS's is not AWS's");
    ok(add(set, s, "CANARY", &err) && esc_cred_set_has_aws(set), "both are");
    is_str(set->items[0].name, "AWS_ACCESS_KEY_ID", "sorted by name");
    ok(!add(set, z, "again", &err) && err.code == ESC_E_INPUT,
       "a name twice is refused");
    is_str(err.where, "ZED", "  and named");
    ok(!add(set, bad, "x", &err), "a bad name is refused");
    while (esc_secret_add(big, "y", 1))
        ;
    ok(!esc_cred_set_add(set, &(struct esc_cred){.name = name, .value = big},
                         &err)
           && strstr(err.text, "CANARY") == NULL,
       "over the length of one execve string");
    ok(esc_secret_add(nul, "a\0b", 3)
           && !esc_cred_set_add(
               set, &(struct esc_cred){.name = name, .value = nul}, &err),
       "a NUL in a variable");
    ok(esc_cred_set_add(
           set, &(struct esc_cred){.name = name, .value = nul, .file = true},
           &err),
       "a NUL in a file's content is fine");
}

static void
test_codec(struct esc_cred_set *set)
{
    ESC_OWN(esc_secret) bytes = esc_secret_new(ESC_CRED_BYTES_MAX);
    ESC_OWN(esc_secret) again = esc_secret_new(ESC_CRED_BYTES_MAX);
    ESC_OWN(esc_secret) small = esc_secret_new(20);
    ESC_OWN(esc_cred_set) back = NULL;
    struct esc_error err = {0};
    size_t cut, taken = 0;

    set->obtained = 100;
    set->expires = 4000;
    set->renew_after = 2000;
    memcpy(set->origin.environment, "acme/aws/dev", 13);
    ok(esc_cred_set_encode(set, bytes, &err), "encoded");
    ok(!esc_cred_set_encode(set, small, &err) && err.code == ESC_E_INPUT,
       "refused when it does not fit");
    back = esc_cred_set_decode(esc_secret_bytes(bytes), esc_secret_len(bytes),
                               &err);
    ok(back != NULL && back->count == set->count && back->expires == 4000,
       "decoded");
    ok(back != NULL && esc_cred_set_encode(back, again, &err)
           && esc_secret_equal(bytes, again),
       "to equal bytes");
    for (cut = 0; cut < esc_secret_len(bytes); cut++) {
        ESC_OWN(esc_cred_set) half =
            esc_cred_set_decode(esc_secret_bytes(bytes), cut, &err);

        taken += half != NULL;
    }
    is_int((long long)taken, 0, "no truncation is taken");
    ok(esc_secret_add(bytes, "x", 1)
           && esc_cred_set_decode(esc_secret_bytes(bytes),
                                  esc_secret_len(bytes), &err)
                  == NULL,
       "nor a byte too many");
}

/* A thousand logins of the same moment. */
static void
test_spread(void)
{
    int64_t least = INT64_MAX, most = 0;
    int buckets[8] = {0}, empty = 0;

    for (int i = 0; i < 1000; i++) {
        char who[33];
        int64_t when;

        snprintf(who, sizeof(who), "%032x", i * 7919);
        when = esc_cred_set_spread(1000, 3400, who);
        least = when < least ? when : least;
        most = when > most ? when : most;
        if (when > 3100 && when <= 3400)
            buckets[(3400 - when) * 8 / 300]++;
    }
    for (int i = 0; i < 8; i++)
        empty += buckets[i] < 60;
    ok(least > 3100 && most <= 3400, "at most an eighth earlier");
    is_int(empty, 0, "a fleet is spread over that eighth");
    is_int(esc_cred_set_spread(0, 2400, "a"),
           esc_cred_set_spread(0, 2400, "a"), "a login stays where it is");
    is_int(esc_cred_set_spread(0, 2400, ""), 2400, "nobody: not spread");
    is_int(esc_cred_set_spread(5, 0, "a"), 0, "never stays never");
}

int
main(void)
{
    ESC_OWN(esc_cred_set) set = esc_cred_set_new();

    test_rules(set);
    test_codec(set);
    is_int(esc_cred_set_renewal(0, 3600), 2400, "an hour: 20 minutes before");
    is_int(esc_cred_set_renewal(1, 3600), 2400, "also one that took a second");
    is_int(esc_cred_set_renewal(0, 43200), 28800, "half a day: after 2/3");
    is_int(esc_cred_set_renewal(0, 900), 450, "a quarter: after half");
    is_int(esc_cred_set_renewal(5, 0), 0, "no end: never");
    is_int(esc_cred_set_renewal(5, 4), 4, "over before it began");
    test_spread();
    return tap_done();
}

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Every call that can fail fails once, the first, the second, ... until the
 * run meets none: the login works (or is refused, where wanted), the failure
 * is logged and told once, no key is left that a process can reach and that
 * nobody would revoke.
 */
#include "world.h"
#include <errno.h>
#include <string.h>
#include <tap.h>

static const char *const calls[] = {
    "calloc",  "getrandom", "pam_set_data", "join",  "chown",
    "setperm", "timeout",   "add_key",      "pipe2", "open",
    "clone3",  "setresuid", "setuid",
};

static int
lines(const char *text, const char *prefix)
{
    int count = 0;

    for (; text != NULL && *text != '\0'; text = strchr(text, '\n')) {
        text += *text == '\n';
        count += strncmp(text, prefix, strlen(prefix)) == 0;
    }
    return count;
}

/* One login in which call number AT of that name fails; false: none did. */
static bool
run(const char *call, int at, const char *provision, bool deny)
{
    static struct pam_handle world;
    const char *args[] = {provision, deny ? "on-failure=deny" : "debug",
                          "logout=keep"};
    int opened, keys;

    world_reset(&world);
    world.fail = call;
    world.fail_at = at;
    world.fail_with = at % 2 == 0 ? EDQUOT : ENOMEM;
    opened = pam_sm_open_session(&world, 0, 3, args);
    keys = world_live_keys(&world);
    if (world.calls < at) {
        world_end(&world, 0);
        return false;
    }
    ok(opened == (deny ? PAM_SESSION_ERR : PAM_SUCCESS),
       "%s %d, %s, deny=%d: the login %s", call, at, provision, deny,
       deny ? "is refused" : "works");
    ok(lines(world.log, "ERR ") == 1, "and the log says it once");
    ok(lines(world.told, "ERROR ") == 1, "and the user is told once");
    ok(world.fsuid == 0, "and root's ids are back");
    ok(keys == (world.data == NULL ? 0 : 2), "and no gate is left behind");
    ok(pam_sm_close_session(&world, 0, 3, args) == PAM_SUCCESS, "and closed");
    world_end(&world, 0);
    return true;
}

int
main(void)
{
    for (size_t i = 0; i < sizeof(calls) / sizeof(calls[0]); i++) {
        int met = 0;

        for (int at = 1; run(calls[i], at, "provision=login", false); at++) {
            (void)run(calls[i], at, "provision=login", true);
            met++;
        }
        /* Those of the child fail in its own copy of the count. */
        if (strncmp(calls[i], "set", 3) != 0 || calls[i][3] == 'p')
            ok(met > 0, "'%s' is called at all", calls[i]);
    }
    return tap_done();
}

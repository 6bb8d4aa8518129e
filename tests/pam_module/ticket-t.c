/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What stands in the ticket, from what PAM says.
 */
#include "world.h"
#include "esc/ticket.h"
#include <string.h>
#include <tap.h>
#include <time.h>

static const char *options[] = {"provision=first-use"};

/* Open a session in WORLD and read the ticket back; false: there is none. */
static bool
open_ticket(struct pam_handle *world, struct esc_ticket *ticket)
{
    (void)pam_sm_open_session(world, 0, 1, options);
    if (world->key_count < 2)
        return false;
    return esc_ticket_decode(world->keys[1].payload, world->keys[1].len,
                             ticket, NULL);
}

static void
test_fields(void)
{
    static struct pam_handle world;
    struct esc_ticket ticket, second;
    int64_t now = time(NULL);

    world_reset(&world);
    ok(open_ticket(&world, &ticket), "a ticket");
    is_int(ticket.uid, 1001, "uid");
    is_int(ticket.gate, 100, "the gate's serial");
    ok(ticket.created >= now && ticket.created <= now + 5, "created now");
    is_int(ticket.ends - ticket.created, 12 * 3600, "ends by max-session");
    is_str(ticket.login, "dana", "login");
    is_str(ticket.service, "sshd", "service");
    is_str(ticket.remote, "192.0.2.7", "remote");
    is_str(ticket.credential, "", "no SSH_AUTH_INFO_0, no credential");
    is_int((long long)strlen(ticket.session), 32, "a session id");
    ok(strstr(world.keys[0].description, ticket.session) == NULL,
       "which does not tell the gate's name");
    world_end(&world, 0);
    world_reset(&world);
    ok(open_ticket(&world, &second), "another login");
    ok(strcmp(ticket.session, second.session) != 0, "has another id");
    world_end(&world, 0);
}

static void
test_credential(void)
{
    static const struct {
        const char *name, *info, *want;
    } rows[] = {
        {"a key", "publickey ssh-ed25519 AAAAC3Nz",
         "publickey ssh-ed25519 AAAAC3Nz"},
        {"a key after a password", "password\npublickey ssh-rsa AAAA\n",
         "publickey ssh-rsa AAAA"},
        {"two keys", "publickey ssh-rsa A\npublickey ssh-rsa B\n",
         "publickey ssh-rsa A"},
        {"a byte past ASCII", "publickey x\x7f", "publickey x"},
        {"a password", "password\n", "password"},
        {"the first method", "keyboard-interactive/pam\npassword\n",
         "keyboard-interactive/pam"},
        {"empty", "", ""},
        {"control bytes", "publickey x\x1b[31m", "publickey x"},
        {"not ASCII", "publickey \xc3\xa4", "publickey "},
    };
    static struct pam_handle world;
    struct esc_ticket ticket;

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        world_reset(&world);
        world.auth = rows[i].info;
        memset(&ticket, 0, sizeof(ticket));
        if (ok(open_ticket(&world, &ticket), "%s", rows[i].name))
            is_str(ticket.credential, rows[i].want, "%s", rows[i].name);
        world_end(&world, 0);
    }
}

static void
test_lengths(void)
{
    static struct pam_handle world;
    static char info[5000], name[400];
    struct esc_ticket ticket;
    size_t len;

    memset(info, 'A', sizeof(info) - 1);
    memcpy(info, "publickey ", 10);
    memset(name, 'n', sizeof(name) - 1);
    world_reset(&world);
    world.auth = info;
    world.rhost = info;
    ok(open_ticket(&world, &ticket), "texts longer than the ticket");
    len = strlen(ticket.credential);
    is_int((long long)len, (long long)sizeof(ticket.credential) - 1,
           "as much of the key as fits");
    is_str(ticket.credential + len - 3, ESC_TICKET_CUT, "marked as cut");
    is_int((long long)strlen(ticket.remote),
           (long long)sizeof(ticket.remote) - 1, "as much of the host");
    world_end(&world, 0);
    world_reset(&world);
    world.account.pw_name = name;
    ok(!open_ticket(&world, &ticket) && world.key_count == 0,
       "a login name that does not fit is not cut: no ticket");
    world_end(&world, 0);
}

int
main(void)
{
    test_fields();
    test_credential();
    test_lengths();
    return tap_done();
}

/* SPDX-License-Identifier: Apache-2.0 */
/* A world for commands. */
#include "world.h"
#include "tap.h"
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

void
world_add(struct esc_cred_set *set, const char *name, const char *value,
          bool file)
{
    ESC_OWN(esc_secret) secret = esc_secret_new(strlen(value) + 1);
    char copy[64];
    struct esc_error err = {0};

    snprintf(copy, sizeof(copy), "%s", name);
    if (secret == NULL || !esc_secret_add(secret, value, strlen(value))
        || !esc_cred_set_add(
            set,
            &(struct esc_cred){.name = copy, .value = secret, .file = file},
            &err))
        diag("cannot add: %s", err.text);
}

struct esc_cred_set *
world_aws(int64_t renew, int64_t expires)
{
    struct esc_cred_set *set = esc_cred_set_new();

    world_add(set, "AWS_ACCESS_KEY_ID", "AKIA", false);
    world_add(set, "AWS_SECRET_ACCESS_KEY", "CANARY", false);
    set->obtained = WORLD_NOW - 10;
    set->renew_after = renew == 0 ? 0 : WORLD_NOW + renew;
    set->expires = expires == 0 ? 0 : WORLD_NOW + expires;
    return set;
}

int64_t
world_now(void)
{
    return WORLD_NOW;
}

static void
no_pause(unsigned int seconds)
{
    (void)seconds;
}

const char *
world_said(struct cli *cli)
{
    static char text[4096];
    ssize_t n = pread(cli->err, text, sizeof(text) - 1, 0);

    text[n < 0 ? 0 : n] = '\0';
    if (ftruncate(cli->err, 0) != 0 || lseek(cli->err, 0, SEEK_SET) != 0)
        diag("cannot empty what was said");
    return text;
}

struct cli
world_new(char **environ_, const struct keyring_ops *ops)
{
    return (struct cli){
        .libexec = ".",
        .settings = "/nonexistent",
        .environ = environ_,
        .keyring = ops,
        .now = world_now,
        .pause = no_pause,
        .out = 1,
        .err = memfd_create("said", MFD_CLOEXEC),
    };
}

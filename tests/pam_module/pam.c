/* SPDX-License-Identifier: Apache-2.0 */
/*
 * PAM's half of the world, in place of libpam.
 */
#include "world.h"
#include "fault.h"
#include <errno.h>
#include <security/pam_ext.h>
#include <security/pam_modutil.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <syslog.h>

/* The world of the calls that have no handle. */
static struct pam_handle *now;

struct pam_handle *
world_now(void)
{
    return now;
}

/* In memory that the children share. */
static int *
failed(void)
{
    static int *count;

    if (count == NULL)
        count = mmap(NULL, sizeof(*count), PROT_READ | PROT_WRITE,
                     MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    return count;
}

bool
world_fails(const char *call)
{
    if (now == NULL || now->fail == NULL || strcmp(now->fail, call) != 0)
        return false;
    if (++now->calls != now->fail_at)
        return false;
    ++*failed();
    errno = now->fail_with;
    return true;
}

int
world_failed(void)
{
    return *failed();
}

void
world_note(char out[WORLD_TEXT_MAX], const char *format, ...)
{
    size_t len = strlen(out);
    va_list args;

    va_start(args, format);
    vsnprintf(out + len, WORLD_TEXT_MAX - len - 1, format, args);
    va_end(args);
    len = strlen(out);
    out[len] = '\n';
    out[len + 1] = '\0';
}

void
world_reset(struct pam_handle *world)
{
    static char user[] = "dana", home[] = "/ready";

    memset(world, 0, sizeof(*world));
    world->user = user;
    world->service = "sshd";
    world->rhost = "192.0.2.7";
    world->account.pw_name = user;
    world->account.pw_dir = home;
    world->account.pw_uid = 1001;
    world->account.pw_gid = 1002;
    world->ring = "keyring;1001;1002;3f030000;_ses";
    world->fail_with = EDQUOT;
    *failed() = 0;
    now = world;
}

void
world_end(struct pam_handle *world, int status)
{
    if (world->data != NULL)
        world->cleanup(world, world->data, status);
    world->data = NULL;
}

int
pam_get_item(const pam_handle_t *pamh, int type, const void **item)
{
    if (world_fails("pam_get_item"))
        return PAM_SYSTEM_ERR;
    *item = type == PAM_SERVICE ? pamh->service
            : type == PAM_USER  ? pamh->user
                                : pamh->rhost;
    return PAM_SUCCESS;
}

const char *
pam_getenv(pam_handle_t *pamh, const char *name)
{
    return strcmp(name, "SSH_AUTH_INFO_0") == 0 ? pamh->auth : NULL;
}

int
pam_get_data(const pam_handle_t *pamh, const char *name, const void **data)
{
    (void)name;
    if (world_fails("pam_get_data"))
        return PAM_SYSTEM_ERR;
    *data = pamh->data;
    return pamh->cleanup == NULL ? PAM_NO_MODULE_DATA : PAM_SUCCESS;
}

int
pam_set_data(pam_handle_t *pamh, const char *name, void *data,
             void (*cleanup)(pam_handle_t *, void *, int))
{
    (void)name;
    if (world_fails("pam_set_data"))
        return PAM_BUF_ERR;
    if (pamh->data != NULL)
        pamh->cleanup(pamh, pamh->data, PAM_DATA_REPLACE);
    pamh->data = data;
    pamh->cleanup = cleanup;
    return PAM_SUCCESS;
}

struct passwd *
pam_modutil_getpwnam(pam_handle_t *pamh, const char *user)
{
    (void)user;
    return pamh->no_account ? NULL : &pamh->account;
}

void
pam_syslog(const pam_handle_t *pamh, int priority, const char *format, ...)
{
    char line[2048];
    va_list args;

    va_start(args, format);
    vsnprintf(line, sizeof(line), format, args);
    va_end(args);
    world_note(world_now()->log, "%s %s",
               priority == LOG_ERR      ? "ERR"
               : priority == LOG_NOTICE ? "NOTICE"
                                        : "DEBUG",
               line);
    (void)pamh;
}

int
pam_prompt(pam_handle_t *pamh, int style, char **response, const char *format,
           ...)
{
    char line[2048];
    va_list args;

    (void)response;
    va_start(args, format);
    vsnprintf(line, sizeof(line), format, args);
    va_end(args);
    world_note(pamh->told, "%s %s", style == PAM_ERROR_MSG ? "ERROR" : "INFO",
               line);
    return PAM_SUCCESS;
}

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The two pam_sm_* calls: flags in, PAM code out.  No pam_sm_setcred and no
 * pam_sm_authenticate, so that the module cannot stand in an auth stack and
 * let somebody in.
 */
#include "session.h"
#include <security/pam_modules.h>

static struct outcome
enter(pam_handle_t *pamh, int flags, const struct options *options)
{
    return (struct outcome){.pamh = pamh,
                            .options = options,
                            .silent = ((unsigned)flags & PAM_SILENT) != 0};
}

int
pam_sm_open_session(pam_handle_t *pamh, int flags, int argc, const char **argv)
{
    struct options options;
    struct outcome outcome = enter(pamh, flags, &options);

    options_parse(pamh, argc, argv, &options);
    return session_open(&outcome);
}

int
pam_sm_close_session(pam_handle_t *pamh, int flags, int argc,
                     const char **argv)
{
    struct options options;
    struct outcome outcome = enter(pamh, flags, &options);

    options_parse(NULL, argc, argv, &options);
    return session_close(&outcome);
}

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Whose a token of the service is: by itself it proves nothing.
 */
#include "service.h"
#include <string.h>

enum { USER_REPLY_MAX = 256 * 1024 };

bool
service_check_owner(struct service *service, struct esc_error *err)
{
    const char *scope = service->world->open->service_scope;
    const char *wanted = strncmp(scope, "user:", 5) == 0 ? scope + 5 : "";
    struct service_call call = {.kind = SERVICE_READ,
                                .path = "/api/user",
                                .reply_max = USER_REPLY_MAX};
    ESC_OWN(esc_cjson) json = NULL;
    const char *owner =
        service_ask_text(service, &call, "githubLogin", &json, err);

    if (owner == NULL)
        return esc_fail_while(err, "cannot use the token of your own sign-in");
    if (wanted[0] != '\0' && strcmp(owner, wanted) == 0)
        return true;
    return esc_fail(err, ESC_E_NOT_PERMITTED, service->host,
                    "refuse the sign-in: its token is of '%.128s' at '%s', but"
                    " this login is of '%.128s' there",
                    owner, service->host, wanted);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* The requester's own sign-in, found and read with the requester's rights. */
#include "key.h"
#include "request.h"
#include <keyutils.h>
#include <unistd.h>

struct esc_secret *
esc_request_get_identity(const struct esc_request *request,
                         struct esc_error *err)
{
    ESC_OWN(esc_secret) bytes = esc_secret_new(ESC_KEY_PAYLOAD_MAX);
    size_t room = 0;
    uint8_t *at = bytes == NULL ? NULL : esc_secret_tail(bytes, &room);
    long key, len = -1;

    if (at == NULL)
        esc_fail(err, ESC_E_SYSTEM, NULL, "cannot read a sign-in: no memory");
    if (at == NULL || !fs_become(request->uid, getegid(), err))
        return NULL;
    key = request_key("user", ESC_KEY_IDENTITY, NULL, 0);
    if (key >= 0)
        len = keyctl_read((int32_t)key, (char *)at, room);
    fs_restore();
    if (len > 0 && (size_t)len <= room) {
        esc_secret_grow(bytes, (size_t)len);
        return esc_secret_take(&bytes);
    }
    esc_fail(err, ESC_E_NOT_PERMITTED, NULL,
             "nobody has signed in in this login");
    esc_fail_hint(err, "esc-session login");
    return NULL;
}

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes as STS's answer, success or error, in XML or JSON: what is taken
 * for credentials is fit to be variables, what is refused says so.
 */
#include <assert.h>
#include <stdint.h>
#include <string.h>

#include "helper/resolve/provider/sts_reply.h"
#include "helper/resolve/provider/xml.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check_plain(const char *text)
{
    assert(text[0] != '\0');
    for (; *text != '\0'; text++)
        assert(*text > ' ' && *text <= '~');
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct sts_credentials credentials;
    const char *body = (const char *)data;
    struct sts_refusal refusal;
    struct esc_error err = {0};
    char text[32];

    if (sts_parse_credentials(body, size, "host", &credentials, &err)) {
        check_plain(credentials.access_key_id);
        check_plain(credentials.secret_access_key);
        check_plain(credentials.session_token);
    } else {
        assert(err.code == ESC_E_PROVIDER && err.text[0] != '\0');
    }
    sts_parse_refusal(body, size, &refusal);
    assert(memchr(refusal.code, '\0', sizeof(refusal.code)) != NULL);
    assert(memchr(refusal.message, '\0', sizeof(refusal.message)) != NULL);
    if (!xml_find(body, size, "a/b", text, sizeof(text)))
        assert(text[0] == '\0');
    assert(memchr(text, '\0', sizeof(text)) != NULL);
    return 0;
}

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes as a token, a line feed and a set of keys: nothing is ever valid,
 * since no key here ever signed, and what is refused says why.
 */
#include "helper/resolve/signin/jwt.h"
#include <assert.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *text = (const char *)data;
    const char *end = size == 0 ? NULL : memchr(text, '\n', size);
    size_t len = end == NULL ? size : (size_t)(end - text);
    struct jwt_rules rules = {"https://id.example", "ssh", 1000000};
    ESC_OWN(esc_cjson) jwks = NULL;
    struct esc_error err = {0};
    JWT_OWN jwt = {0};
    bool unknown;

    if (end != NULL)
        jwks = esc_cjson_parse(end + 1, size - len - 1, &err);
    err = (struct esc_error){0};
    if (jwt_parse(text, len, &jwt, &err)) {
        assert(jwt.algorithm != NULL && jwt.signature_len > 0);
        (void)!jwt_check(&jwt, &rules, &err);
        (void)!jwt_verify(&jwt, jwks, &unknown, &err);
    } else {
        assert(err.code == ESC_E_PROVIDER && err.text[0] != '\0');
    }
    return 0;
}

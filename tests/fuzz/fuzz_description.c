/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A key's description as any local user may choose it, in what the kernel says
 * of it: only what names an environment and is the requester's is a doorbell.
 */
#include "esc/text.h"
#include "helper/keyring/request.h"
#include <assert.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct esc_request request = {.uid = 1000};
    struct key_info info;
    struct esc_error err = {0};
    char *text;

    if (size > 2 * KEY_DESCRIPTION_MAX)
        return 0;
    text = malloc(size + 1);
    if (text == NULL)
        return 0;
    memcpy(text, data, size);
    text[size] = '\0';
    if (key_parse(text, &info)) {
        if (request_judge(&request, &info, &err))
            assert(info.uid == 1000 && esc_text_is_environment(request.name)
                   && strcmp(info.type, "user") == 0);
        else
            assert(err.code == ESC_E_INPUT && err.text[0] != '\0');
        (void)key_is_roots(&info);
    }
    free(text);
    return 0;
}

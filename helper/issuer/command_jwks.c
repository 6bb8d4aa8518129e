/* SPDX-License-Identifier: Apache-2.0 */
/* jwks: write discovery and keys into a folder for any static HTTPS host. */
#include "document.h"
#include "site.h"

static bool
run(const struct options *options, struct esc_error *err)
{
    const char *folder = options->operands[0];
    struct site site;
    KEYS_OWN keys = {0};

    if (!site_load(options, &site, err) || !site_need_issuer(&site, err)
        || !keys_load(&keys, site.key, &options->also, err)
        || !document_write(folder, site.issuer, &keys, err))
        return false;
    printf("wrote %zu key%s to '%s'\n", keys.count, keys.count == 1 ? "" : "s",
           folder);
    printf("next: serve it as %s, then: esc-session issuer trust-policy\n",
           site.issuer);
    return true;
}

const struct command command_jwks = {
    .name = "jwks",
    .usage = "DIR [--key FILE] [--issuer URL] [--settings FILE] "
             "[--also FILE] ...",
    .summary = "write the documents that tokens are verified with",
    .operand_min = 1,
    .operand_max = 1,
    .run = run,
};

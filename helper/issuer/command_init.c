/* SPDX-License-Identifier: Apache-2.0 */
/* init: make the signing key of an issuer. */
#include "site.h"
#include "store.h"

static bool
run(const struct options *options, struct esc_error *err)
{
    const char *type = options->type == NULL ? "rsa2048" : options->type;
    struct site site;
    ESC_OWN(esc_jwk) jwk = NULL;

    if (!site_load(options, &site, err))
        return false;
    jwk = store_make_key(type, err);
    if (jwk == NULL)
        return false;
    if (!store_key(jwk, site.key, err)) {
        if (err->code == ESC_E_CONFIG)
            esc_fail_hint(err, "a new key for this issuer: "
                               "esc-session issuer rotate");
        return false;
    }
    printf("made signing key '%s' (%s, kid %s)\n", site.key, jwk->alg,
           jwk->kid);
    printf("next: esc-session issuer jwks FOLDER, and publish it as %s\n",
           site.issuer[0] == '\0' ? "the issuer's URL" : site.issuer);
    return true;
}

const struct command command_init = {
    .name = "init",
    .usage = "[--key FILE] [--type rsa2048|ec256] [--issuer URL]",
    .summary = "make the signing key; never replaces one",
    .run = run,
};

/* SPDX-License-Identifier: Apache-2.0 */
/* Which secrets a definition does not keep. */
#include "esc/crypt.h"

#include "../syntax/parser.h"
#include "secrets.h"

#define SUMMARY                                                               \
    "plaintext secret in a definition that every account of the host may "    \
    "read: encrypt it ('esc-session encrypt'), or chmod 0600"

bool
esc_crypt_find_plain(struct esc_crypt *crypt)
{
    struct esc_place place = {
        .filename = crypt->name, .path = ESC_STR(""), .has_range = true};
    struct esc_pos pos = {.line = 1};
    struct esc_secret_sites sites;

    crypt->changed = 0;
    if (crypt->source.len > crypt->limits->bytes
        || esc_yaml_count_tags(crypt->source) > ESC_YAML_TAGS_MAX
        || !esc_secret_sites_find(crypt->diags->arena, crypt->source,
                                  crypt->limits->depth, &sites))
        return esc_diagnostics_settle(crypt->diags);
    for (const struct esc_secret_site *site = sites.first; site != NULL;
         site = site->next) {
        if (site->is_ciphertext)
            continue;
        for (; pos.byte < site->key.start; pos.byte++)
            pos.line += crypt->source.data[pos.byte] == '\n';
        pos.column = (uint32_t)site->column + 1;
        place.range = (struct esc_range){pos, pos};
        esc_diagnostics_add(crypt->diags, ESC_SEVERITY_ERROR, &place,
                            ESC_STR(SUMMARY));
        crypt->changed++;
    }
    return esc_diagnostics_settle(crypt->diags);
}

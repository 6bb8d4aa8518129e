/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A directory of one account for the tests of a whole opening: whoever is
 * asked for has the uid that stands in the world's file, and one group.
 */
#include "esc/frame.h"
#include "esc/lookup.h"
#include <stdio.h>

int
main(void)
{
    struct esc_secret *asked =
        esc_frame_receive(0, ESC_LOOKUP_ASK_MAX, 0, NULL);
    struct esc_secret *found = esc_secret_new(4096);
    FILE *file = fopen(WORLD "/uid", "re");
    char login[ESC_LOOKUP_NAME_MAX];
    struct esc_frame_reader r;
    struct esc_frame_writer w;
    unsigned uid;

    if (asked == NULL || found == NULL || file == NULL
        || fscanf(file, "%u", &uid) != 1)
        return 1;
    esc_frame_open(&r, esc_secret_bytes(asked), esc_secret_len(asked));
    if (r.type != ESC_LOOKUP_ASK
        || !esc_frame_get_str(&r, 1, login, sizeof(login)))
        return 2;
    esc_frame_start(&w, found, ESC_LOOKUP_FOUND);
    esc_frame_put_str(&w, 1, login);
    esc_frame_put_str(&w, 2, "/bin/sh");
    esc_frame_put_u64(&w, 3, uid);
    esc_frame_put_str(&w, 4, "publickey SHA256:x");
    esc_frame_put_u64(&w, 5, 1);
    esc_frame_put_str(&w, 6, "staff");
    return esc_frame_finish(&w) && esc_frame_send(1, found, 0, NULL) ? 0 : 3;
}

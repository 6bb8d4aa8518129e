/* SPDX-License-Identifier: Apache-2.0 */
/* quote FORMAT NAME VALUE: one statement as `env` prints it; 1: refused. */
#include "render.h"
#include <string.h>

int
main(int argc, char **argv)
{
    struct esc_error err = {0};
    struct render render = {0};
    bool set;

    if (argc != 4 || (render.format = render_format(argv[1])) == NULL)
        return 2;
    render.out = esc_secret_new(render_room(strlen(argv[2]), strlen(argv[3])));
    render_open(&render);
    set = render_set(&render, argv[2], argv[3], strlen(argv[3]), &err);
    render_close(&render);
    if (set)
        fwrite(esc_secret_bytes(render.out), 1, esc_secret_len(render.out),
               stdout);
    esc_secret_free(render.out);
    return set ? 0 : 1;
}

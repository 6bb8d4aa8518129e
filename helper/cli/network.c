/* SPDX-License-Identifier: Apache-2.0 */
/* The surroundings of a program that runs as the user. */
#include "network.h"
#include "esc/text.h"
#include "setting.h"
#include <string.h>

/* Put "http://" before a proxy that names no scheme. */
static bool
copy(char *out, size_t size, const char *value, bool is_proxy)
{
    int len =
        snprintf(out, size, "%s%s",
                 is_proxy && value[0] != '\0' && strstr(value, "://") == NULL
                     ? "http://"
                     : "",
                 value);

    return len >= 0 && (size_t)len < size;
}

bool
network_fill(const struct cli *cli, struct esc_message_open *open,
             struct esc_error *err)
{
    const struct {
        const char *names[2], *setting;
        char *out;
        size_t size;
    } rows[] = {
        {{"HTTPS_PROXY", "https_proxy"},
         "proxy",
         open->proxy,
         sizeof(open->proxy)},
        {{"NO_PROXY", "no_proxy"},
         "no-proxy",
         open->no_proxy,
         sizeof(open->no_proxy)},
        {{"SSL_CERT_FILE", NULL},
         "ca-file",
         open->ca_file,
         sizeof(open->ca_file)},
        {{"SSL_CERT_DIR", NULL},
         "ca-path",
         open->ca_path,
         sizeof(open->ca_path)},
    };
    char set[PATH_MAX];

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        const char *value = cli_getenv(cli, rows[i].names[0]);
        const char *name = rows[i].names[0];

        if (value == NULL && rows[i].names[1] != NULL)
            value = cli_getenv(cli, rows[i].names[1]);
        if (value == NULL && setting_find(cli, rows[i].setting, set))
            value = set;
        if (value != NULL && !copy(rows[i].out, rows[i].size, value, i == 0))
            return esc_fail(err, ESC_E_USAGE, name, "%s is too long", name);
    }
    return true;
}

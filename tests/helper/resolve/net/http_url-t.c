/* SPDX-License-Identifier: Apache-2.0 */
/* Which URLs may be talked to, and which port a proxy is on. */
#include "esc/http.h"
#include "tap.h"
#include <string.h>

static const struct {
    const char *url;
    bool loopback_http, good;
    const char *host;
    uint16_t port;
} urls[] = {
    {"https://sts.eu-west-1.amazonaws.com/", false, true,
     "sts.eu-west-1.amazonaws.com", 443},
    {"https://127.0.0.1:8443", false, true, "127.0.0.1", 8443},
    {"https://[::1]:8443/x", false, true, "[::1]", 8443},
    {"http://127.0.0.1:80/", true, true, "127.0.0.1", 80},
    {"http://127.8.9.1/", true, true, "127.8.9.1", 80},
    {"http://localhost:1/", true, true, "localhost", 1},
    {"http://[::1]/", true, true, "[::1]", 80},
    {"http://127.0.0.1/", false, false, "", 0},
    {"http://example.com/", true, false, "", 0},
    {"http://127.0.0.1.example.com/", true, false, "", 0},
    {"http://localhost.example.com/", true, false, "", 0},
    {"https://user@example.com/", false, false, "", 0},
    {"https://user:pw@example.com/", false, false, "", 0},
    {"https://example.com/#x", false, false, "", 0},
    {"file:///etc/passwd", true, false, "", 0},
    {"ftp://example.com/", true, false, "", 0},
    {"example.com", true, false, "", 0},
    {"https://", true, false, "", 0},
    {"https:/example.com/", false, false, "", 0},
    {"https:///example.com/", false, false, "", 0},
    {"https:example.com/", false, false, "", 0},
    {"https://example.com/\x1b[31m", false, false, "", 0},
    {"https://ex\xc3\xa4mple.com/", false, false, "", 0},
    {"https://example.com/a b", false, false, "", 0},
    {"HTTPS://example.com/", false, true, "example.com", 443},
    {"", true, false, "", 0},
};

static const struct {
    const char *proxy;
    uint16_t port;
} proxies[] = {
    {"http://proxy:3128", 3128}, {"proxy:3128", 3128}, {"http://proxy", 1080},
    {"https://proxy", 443},      {"https://p:8", 8},   {"http://:x", 0},
};

int
main(void)
{
    for (size_t i = 0; i < sizeof(urls) / sizeof(urls[0]); i++) {
        char host[ESC_HTTP_HOST_MAX] = "";
        struct esc_error err = {0};
        uint16_t port = 0;

        ok(esc_http_check_url(urls[i].url, urls[i].loopback_http, host, &port,
                              &err)
               == urls[i].good,
           "'%s'%s", urls[i].url, urls[i].good ? "" : " is refused");
        is_str(host, urls[i].host, "'%s': host", urls[i].url);
        is_int(port, urls[i].port, "'%s': port", urls[i].url);
        ok(strstr(err.text, "pw") == NULL, "'%s': shows no password",
           urls[i].url);
    }
    for (size_t i = 0; i < sizeof(proxies) / sizeof(proxies[0]); i++)
        is_int(esc_http_proxy_port(proxies[i].proxy), proxies[i].port,
               "proxy '%s'", proxies[i].proxy);
    return tap_done();
}

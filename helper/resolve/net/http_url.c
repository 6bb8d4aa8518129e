/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which URLs may be talked to.  Taken apart by libcurl's own parser, so that
 * what is judged here is what is connected to.
 */
#include "esc/http.h"
#include "esc/text.h"
#include <arpa/inet.h>
#include <curl/curl.h>
#include <string.h>
#include <strings.h>

static bool
has_part(CURLU *parsed, CURLUPart part)
{
    char *text = NULL;
    bool found = curl_url_get(parsed, part, &text, 0) == CURLUE_OK;

    curl_free(text);
    return found;
}

/* Copy PART, with libcurl's FLAGS; false when absent or too long. */
static bool
copy_part(CURLU *parsed, CURLUPart part, unsigned int flags, char *out,
          size_t size)
{
    char *text = NULL;
    bool copied = curl_url_get(parsed, part, &text, flags) == CURLUE_OK
                  && text[0] != '\0' && esc_text_copy(out, size, text);

    curl_free(text);
    return copied;
}

/*
 * Printable, and with the "//" that libcurl does not insist on: what others
 * are shown as a URL looks like one.
 */
static bool
is_plain(const char *url)
{
    size_t scheme = strcspn(url, ":/?#");

    for (const char *at = url; *at != '\0'; at++) {
        if (*at <= ' ' || *at > '~')
            return false;
    }
    return strncmp(url + scheme, "://", 3) == 0 && url[scheme + 3] != '/';
}

static bool
is_loopback(const char *host)
{
    struct in_addr address;

    if (strcasecmp(host, "localhost") == 0 || strcmp(host, "[::1]") == 0)
        return true;
    return inet_pton(AF_INET, host, &address) == 1
           && (ntohl(address.s_addr) >> 24) == 127;
}

static bool
check_parsed(CURLU *parsed, bool loopback_http, char *host, uint16_t *port_out,
             struct esc_error *err)
{
    char scheme[16], port[8];
    uint64_t number;

    if (!copy_part(parsed, CURLUPART_SCHEME, 0, scheme, sizeof(scheme))
        || !copy_part(parsed, CURLUPART_HOST, 0, host, ESC_HTTP_HOST_MAX)
        || !copy_part(parsed, CURLUPART_PORT, CURLU_DEFAULT_PORT, port,
                      sizeof(port))
        || !esc_text_u64(port, 65535, &number))
        return esc_fail(err, ESC_E_CONFIG, NULL,
                        "refuse URL: no usable scheme, host or port");
    *port_out = (uint16_t)number;
    if (has_part(parsed, CURLUPART_USER)
        || has_part(parsed, CURLUPART_PASSWORD)
        || has_part(parsed, CURLUPART_FRAGMENT))
        return esc_fail(err, ESC_E_CONFIG, host,
                        "refuse URL of '%s': a user or a fragment in it",
                        host);
    if (strcmp(scheme, "https") == 0)
        return true;
    if (strcmp(scheme, "http") == 0 && loopback_http && is_loopback(host))
        return true;
    esc_fail(err, ESC_E_CONFIG, host, "refuse URL of '%s': '%s' is not https",
             host, scheme);
    return esc_fail_hint(err, "plain http is only for a loopback address that "
                              "root's settings name");
}

bool
esc_http_check_url(const char *url, bool loopback_http, char *host_out,
                   uint16_t *port_out, struct esc_error *err)
{
    char host[ESC_HTTP_HOST_MAX] = "";
    CURLU *parsed = curl_url();
    uint16_t port = 0;
    bool accepted;

    if (parsed == NULL)
        return esc_fail(err, ESC_E_SYSTEM, NULL, "out of memory");
    if (!is_plain(url)
        || curl_url_set(parsed, CURLUPART_URL, url, CURLU_NON_SUPPORT_SCHEME)
               != CURLUE_OK)
        accepted =
            esc_fail(err, ESC_E_CONFIG, NULL, "refuse URL: it is malformed");
    else
        accepted = check_parsed(parsed, loopback_http, host, &port, err);
    curl_url_cleanup(parsed);
    if (!accepted)
        return false;
    if (host_out != NULL)
        memcpy(host_out, host, sizeof(host));
    if (port_out != NULL)
        *port_out = port;
    return true;
}

uint16_t
esc_http_proxy_port(const char *proxy)
{
    CURLU *parsed = curl_url();
    char text[8], scheme[16];
    uint64_t port = 0;

    if (parsed == NULL
        || curl_url_set(parsed, CURLUPART_URL, proxy,
                        CURLU_NON_SUPPORT_SCHEME | CURLU_DEFAULT_SCHEME)
               != CURLUE_OK)
        port = 0;
    else if (copy_part(parsed, CURLUPART_PORT, 0, text, sizeof(text)))
        port = esc_text_u64(text, 65535, &port) ? port : 0;
    else if (copy_part(parsed, CURLUPART_SCHEME, 0, scheme, sizeof(scheme))
             && strcmp(scheme, "https") == 0)
        port = 443;
    else
        port = 1080;
    curl_url_cleanup(parsed);
    return (uint16_t)port;
}

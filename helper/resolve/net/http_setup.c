/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The options of one transfer.  libcurl takes defaults from the environment
 * (http_proxy, no_proxy, CURL_CA_BUNDLE through its builder) and from how it
 * was built (a bundle of every CA costs 30 ms to read), so everything that
 * matters is said here.
 */
#include "http_transfer.h"
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

enum { CONNECT_MS = 2000, TOTAL_MS = 5000, RETRY_AFTER_MAX = 86400 };

static size_t
on_body(char *bytes, size_t size, size_t count, void *context)
{
    struct esc_http_transfer *transfer = context;

    esc_buf_add(&transfer->body, bytes, size * count);
    if (!transfer->body.failed)
        return size * count;
    transfer->too_big = true;
    return 0;
}

/* The value of "Name: value" in LINE of LEN bytes when it is NAME's. */
static bool
header_value(const char *line, size_t len, const char *name, char *out,
             size_t size)
{
    size_t name_len = strlen(name);

    if (len <= name_len || strncasecmp(line, name, name_len) != 0
        || line[name_len] != ':')
        return false;
    line += name_len + 1;
    len -= name_len + 1;
    while (len > 0 && isspace((unsigned char)*line)) {
        line++;
        len--;
    }
    while (len > 0 && isspace((unsigned char)line[len - 1]))
        len--;
    if (len >= size)
        return false;
    memcpy(out, line, len);
    out[len] = '\0';
    return true;
}

/* "Retry-After" is a number of seconds or a date. */
static int64_t
retry_after(const char *value)
{
    char *end;
    int64_t seconds = strtol(value, &end, 10);

    if (end == value || *end != '\0' || !isdigit((unsigned char)value[0])) {
        time_t date = curl_getdate(value, NULL);

        if (date < 0)
            return -1;
        seconds = (int64_t)date - (int64_t)time(NULL);
    }
    if (seconds < 0)
        return 0;
    return seconds > RETRY_AFTER_MAX ? RETRY_AFTER_MAX : seconds;
}

static size_t
on_header(char *line, size_t size, size_t count, void *context)
{
    struct esc_http_transfer *transfer = context;
    struct esc_http_reply *reply = &transfer->reply;
    size_t len = size * count;
    char value[129];

    if (header_value(line, len, "x-amzn-requestid", value, sizeof(value))
        || header_value(line, len, "x-request-id", value, sizeof(value))
        || header_value(line, len, "x-pulumi-request-id", value,
                        sizeof(value)))
        memcpy(reply->request_id, value, sizeof(value));
    else if (header_value(line, len, "retry-after", value, sizeof(value)))
        reply->retry_after = retry_after(value);
    else if (header_value(line, len, "date", value, sizeof(value))) {
        time_t date = curl_getdate(value, NULL);

        reply->date = date > 0 ? (int64_t)date : 0;
    }
    return len;
}

static const char *
text_or_null(const char *text)
{
    return text == NULL || text[0] == '\0' ? NULL : text;
}

/* Whom to believe; the same for an https proxy. */
static CURLcode
set_trust(CURL *easy, const struct esc_http_settings *settings)
{
    const char *file = text_or_null(settings->ca_file);
    const char *path = text_or_null(settings->ca_path);
    CURLcode rc = CURLE_OK;

    if (path == NULL && file == NULL)
        path = ESC_HTTP_CA_PATH;
    rc |= curl_easy_setopt(easy, CURLOPT_CAPATH, path);
    rc |= curl_easy_setopt(easy, CURLOPT_CAINFO, file);
    rc |= curl_easy_setopt(easy, CURLOPT_PROXY_CAPATH, path);
    rc |= curl_easy_setopt(easy, CURLOPT_PROXY_CAINFO, file);
    rc |= curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 1L);
    rc |= curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 2L);
    rc |= curl_easy_setopt(easy, CURLOPT_PROXY_SSL_VERIFYPEER, 1L);
    rc |= curl_easy_setopt(easy, CURLOPT_PROXY_SSL_VERIFYHOST, 2L);
    rc |= curl_easy_setopt(easy, CURLOPT_SSLVERSION,
                           (long)CURL_SSLVERSION_TLSv1_2);
    rc |= curl_easy_setopt(easy, CURLOPT_PROXY_SSLVERSION,
                           (long)CURL_SSLVERSION_TLSv1_2);
    return rc;
}

static CURLcode
set_route(CURL *easy, const struct esc_http_settings *settings)
{
    const char *proxy = text_or_null(settings->proxy);
    const char *no_proxy = text_or_null(settings->no_proxy);
    CURLcode rc = CURLE_OK;

    rc |= curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR,
                           settings->loopback_http ? "https,http" : "https");
    rc |= curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
    /* "" also means: not from the environment. */
    rc |= curl_easy_setopt(easy, CURLOPT_PROXY, proxy == NULL ? "" : proxy);
    rc |= curl_easy_setopt(easy, CURLOPT_NOPROXY,
                           no_proxy == NULL ? "" : no_proxy);
    rc |= curl_easy_setopt(easy, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
    rc |= curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    rc |= curl_easy_setopt(easy, CURLOPT_HTTP_VERSION,
                           (long)CURL_HTTP_VERSION_2TLS);
    return rc;
}

static bool
add_header(struct esc_http_transfer *transfer, const char *line)
{
    struct curl_slist *longer = curl_slist_append(transfer->headers, line);

    if (longer == NULL)
        return false;
    transfer->headers = longer;
    return true;
}

static bool
set_headers(struct esc_http_transfer *transfer,
            const struct esc_http_request *request, struct esc_error *err)
{
    const char *const *header = request->headers;

    /* Without it libcurl waits for "100 Continue" before a large body. */
    bool added = add_header(transfer, "Expect:");

    for (; header != NULL && *header != NULL; header++) {
        if (strpbrk(*header, "\r\n") != NULL)
            return esc_fail(err, ESC_E_CONFIG, transfer->host,
                            "refuse a header with a line break in it");
        added = added && add_header(transfer, *header);
    }
    if (!added)
        return esc_fail(err, ESC_E_SYSTEM, NULL, "out of memory");
    return true;
}

static CURLcode
set_request(struct esc_http_transfer *transfer,
            const struct esc_http_request *request)
{
    CURL *easy = transfer->easy;
    int64_t connect =
        request->connect_ms > 0 ? request->connect_ms : CONNECT_MS;
    int64_t total = request->total_ms > 0 ? request->total_ms : TOTAL_MS;
    CURLcode rc = CURLE_OK;

    rc |= curl_easy_setopt(easy, CURLOPT_URL, request->url);
    rc |= curl_easy_setopt(easy, CURLOPT_HTTPHEADER, transfer->headers);
    rc |= curl_easy_setopt(easy, CURLOPT_USERAGENT, "esc-session");
    rc |= curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, (long)connect);
    rc |= curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, (long)total);
    if (request->body == NULL)
        return rc;
    rc |= curl_easy_setopt(easy, CURLOPT_POST, 1L);
    rc |= curl_easy_setopt(easy, CURLOPT_POSTFIELDS, request->body);
    rc |= curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE,
                           (curl_off_t)request->body_len);
    return rc;
}

static CURLcode
set_sinks(struct esc_http_transfer *transfer)
{
    CURL *easy = transfer->easy;
    CURLcode rc = CURLE_OK;

    rc |= curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, on_body);
    rc |= curl_easy_setopt(easy, CURLOPT_WRITEDATA, transfer);
    rc |= curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, on_header);
    rc |= curl_easy_setopt(easy, CURLOPT_HEADERDATA, transfer);
    rc |= curl_easy_setopt(easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
    rc |= curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, transfer->curl_text);
    rc |= curl_easy_setopt(easy, CURLOPT_PRIVATE, transfer);
    return rc;
}

bool
http_setup(struct esc_http_transfer *transfer,
           const struct esc_http_request *request, struct esc_error *err)
{
    const struct esc_http_settings *settings = &transfer->http->settings;
    CURLcode rc;

    if (!set_headers(transfer, request, err))
        return false;
    rc = set_trust(transfer->easy, settings)
         | set_route(transfer->easy, settings) | set_request(transfer, request)
         | set_sinks(transfer);
    if (rc != CURLE_OK)
        return esc_fail(err, ESC_E_SYSTEM, transfer->host,
                        "cannot prepare the request: libcurl refuses an "
                        "option");
    return true;
}

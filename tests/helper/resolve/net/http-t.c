/* SPDX-License-Identifier: Apache-2.0 */
/* The HTTP client against servers on loopback that behave badly. */
#include "canned.h"
#include "esc/frame.h"
#include "esc/http.h"
#include "tap.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct canned canned;
static char certs[96], ca_file[96];

/* One transfer to its end; the reply is copied, its body is not. */
static bool
fetch(const struct esc_http_settings *settings,
      const struct esc_http_request *request, struct esc_http_reply *reply,
      char *body, struct esc_error *err)
{
    ESC_OWN(esc_http) http = esc_http_new(settings, err);
    struct esc_http_transfer *transfer;
    const struct esc_http_reply *got = NULL;

    if (http == NULL)
        return false;
    transfer = esc_http_ops_curl.start(http, request, err);
    if (transfer == NULL)
        return false;
    while ((got = esc_http_ops_curl.reply(transfer)) == NULL)
        if (!esc_http_wait(http, esc_frame_now_ms() + 60000, err))
            return false;
    *reply = *got;
    snprintf(body, 64, "%s", got->body);
    esc_http_ops_curl.end(transfer);
    return true;
}

static const struct row {
    const char *name, *prefix, *server, *path;
    enum { CERTS, BUNDLE, SYSTEM } trust;
    long status; /* 0: fails */
    enum esc_code code;
    bool transient;
    const char *says;
    int64_t total_ms;
} rows[] = {
    {"a good server", "https://127.0.0.1", "good", "/ok", CERTS, 200, ESC_OK,
     false, "fine", 0},
    {"by name", "https://localhost", "good", "/ok", CERTS, 200, ESC_OK, false,
     "fine", 0},
    {"with a bundle", "https://127.0.0.1", "good", "/ok", BUNDLE, 200, ESC_OK,
     false, "fine", 0},
    {"an error has a body", "https://127.0.0.1", "good", "/503", CERTS, 503,
     ESC_OK, false, "<html>busy", 0},
    {"a CA that is not ours", "https://127.0.0.1", "good", "/ok", SYSTEM, 0,
     ESC_E_NETWORK, false, "cannot trust the certificate of '127.0.0.1'", 0},
    {"a certificate for another host", "https://127.0.0.1", "other", "/ok",
     CERTS, 0, ESC_E_NETWORK, false, "cannot trust the certificate", 0},
    {"TLS 1.1", "https://127.0.0.1", "old", "/ok", CERTS, 0, ESC_E_NETWORK,
     true, "cannot speak TLS with '127.0.0.1'", 0},
    {"TLS to a plain server", "https://127.0.0.1", "plain", "/ok", CERTS, 0,
     ESC_E_TIMEOUT, true, "cannot connect", 300},
    {"a redirect", "https://127.0.0.1", "good", "/redirect", CERTS, 0,
     ESC_E_NETWORK, false, "refuse the redirect of '127.0.0.1': HTTP 302", 0},
    {"no answer in time", "https://127.0.0.1", "good", "/slow", CERTS, 0,
     ESC_E_TIMEOUT, true, "no answer from '127.0.0.1' in time", 2000},
    {"an endless answer", "https://127.0.0.1", "good", "/huge", CERTS, 0,
     ESC_E_NETWORK, false, "over 65536 bytes", 0},
    {"no HTTP", "https://127.0.0.1", "good", "/garbage", CERTS, 0,
     ESC_E_NETWORK, false, "does not speak HTTP", 0},
    {"closed without an answer", "https://127.0.0.1", "good", "/close", CERTS,
     0, ESC_E_NETWORK, true, "127.0.0.1", 0},
    {"closed half way", "https://127.0.0.1", "good", "/half", CERTS, 0,
     ESC_E_NETWORK, true, "127.0.0.1", 0},
    {"nobody listens", "https://127.0.0.1", "closed", "/", CERTS, 0,
     ESC_E_NETWORK, true, "Connection refused", 0},
    {"plain http on loopback", "http://127.0.0.1", "plain", "/ok", CERTS, 200,
     ESC_OK, false, "fine", 0},
};

static void
test_rows(void)
{
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        const struct row *row = &rows[i];
        struct esc_http_settings settings = {
            .ca_path = row->trust == CERTS ? certs : NULL,
            .ca_file = row->trust == BUNDLE ? ca_file : NULL,
            .loopback_http = true,
        };
        struct esc_http_request request = {.total_ms = row->total_ms};
        struct esc_http_reply reply = {0};
        struct esc_error err = {0};
        char url[128], body[64] = "";

        request.url =
            canned_url(&canned, row->prefix, row->server, row->path, url);
        ok(fetch(&settings, &request, &reply, body, &err), "%s", row->name);
        is_int(reply.status, row->status, "%s: status", row->name);
        if (row->status != 0) {
            ok(strncmp(body, row->says, strlen(row->says)) == 0, "%s: body",
               row->name);
            continue;
        }
        is_int(reply.failure.code, row->code, "%s: code", row->name);
        is_int(reply.transient, row->transient, "%s: worth a retry",
               row->name);
        ok(strstr(reply.failure.text, row->says) != NULL, "%s: %s", row->name,
           reply.failure.text);
    }
}

static void
test_headers(void)
{
    static const char *const headers[] = {"X-Test: 1", NULL};
    static const char *const bad[] = {"X-Test: 1\r\nX-Evil: 2", NULL};
    struct esc_http_settings settings = {.ca_path = certs};
    struct esc_http_request request = {
        .headers = headers, .body = "a=b", .body_len = 3};
    struct esc_http_reply reply = {0};
    struct esc_error err = {0};
    char url[128], body[64];

    request.url = canned_url(&canned, "https://127.0.0.1", "good", "/ok", url);
    ok(fetch(&settings, &request, &reply, body, &err), "a POST");
    is_str(body, "a=b", "its body arrives");
    is_str(reply.request_id, "req-7", "request id");
    is_int(reply.retry_after, 3, "Retry-After");
    is_int(reply.date, 1893456000, "Date");
    ok(reply.connected && reply.answered, "connected and answered");
    request.headers = bad;
    ok(!fetch(&settings, &request, &reply, body, &err)
           && err.code == ESC_E_CONFIG,
       "a header with a line break is refused");
}

static void
test_proxy(void)
{
    struct esc_http_settings settings = {.ca_path = certs};
    struct esc_http_request request = {0};
    struct esc_http_reply reply = {0};
    struct esc_error err = {0};
    char url[128], proxy[128], dead[128], body[64];

    request.url = canned_url(&canned, "https://127.0.0.1", "good", "/ok", url);
    settings.proxy =
        canned_url(&canned, "http://127.0.0.1", "forward", "", proxy);
    ok(fetch(&settings, &request, &reply, body, &err) && reply.status == 200,
       "through a proxy");
    is_int(canned_count(&canned, "forward CONNECT"), 1, "which was asked");

    settings.proxy =
        canned_url(&canned, "http://127.0.0.1", "refuser", "", proxy);
    ok(fetch(&settings, &request, &reply, body, &err) && reply.status == 0,
       "a proxy that refuses");
    ok(strstr(reply.failure.text, "proxy refuses") != NULL
           && strstr(reply.failure.text, "403") != NULL,
       "is named: %s", reply.failure.text);

    settings.proxy =
        canned_url(&canned, "http://127.0.0.1", "closed", "", dead);
    ok(fetch(&settings, &request, &reply, body, &err) && reply.status == 0,
       "a proxy that is down");
    ok(strstr(reply.failure.hint, "proxy") != NULL, "is hinted at: %s",
       reply.failure.hint);
    settings.no_proxy = "example.com,127.0.0.0/8";
    ok(fetch(&settings, &request, &reply, body, &err) && reply.status == 200,
       "no-proxy by network");
    settings.no_proxy = ".internal,localhost";
    request.url = canned_url(&canned, "https://localhost", "good", "/ok", url);
    ok(fetch(&settings, &request, &reply, body, &err) && reply.status == 200,
       "no-proxy by name");
}

static void
test_real_proxy(void)
{
    struct esc_http_settings settings = {.ca_path = certs};
    struct esc_http_request request = {0};
    struct esc_http_reply reply = {0};
    struct esc_error err = {0};
    char url[128], proxy[128], body[64];

    if (canned_port(&canned, "tinyproxy") == 0) {
        skip("no tinyproxy, the real forward proxy");
        return;
    }
    request.url = canned_url(&canned, "https://127.0.0.1", "good", "/ok", url);
    settings.proxy =
        canned_url(&canned, "http://127.0.0.1", "tinyproxy", "", proxy);
    ok(fetch(&settings, &request, &reply, body, &err) && reply.status == 200,
       "through tinyproxy: %s", reply.failure.text);
    request.url = canned_url(&canned, "https://127.0.0.1", "closed", "/", url);
    ok(fetch(&settings, &request, &reply, body, &err) && reply.status == 0
           && strstr(reply.failure.text, "proxy refuses") != NULL,
       "which cannot reach everything: %s", reply.failure.text);
}

static void
test_environment(void)
{
    static const char *const names[] = {"https_proxy", "HTTPS_PROXY",
                                        "ALL_PROXY", "all_proxy"};
    struct esc_http_settings settings = {.ca_path = certs};
    struct esc_http_request request = {0};
    struct esc_http_reply reply = {0};
    struct esc_error err = {0};
    char url[128], dead[128], body[64];

    canned_url(&canned, "http://127.0.0.1", "closed", "", dead);
    for (size_t i = 0; i < 4; i++)
        setenv(names[i], dead, 1);
    request.url = canned_url(&canned, "https://127.0.0.1", "good", "/ok", url);
    ok(fetch(&settings, &request, &reply, body, &err) && reply.status == 200,
       "a proxy of the environment is ignored");
    for (size_t i = 0; i < 4; i++)
        unsetenv(names[i]);
    setenv("no_proxy", "*", 1);
    settings.proxy = dead;
    ok(fetch(&settings, &request, &reply, body, &err) && reply.status == 0,
       "so is its no_proxy");
    unsetenv("no_proxy");
    settings.proxy = NULL;
    settings.ca_path = NULL;
    setenv("SSL_CERT_FILE", ca_file, 1);
    setenv("SSL_CERT_DIR", certs, 1);
    setenv("CURL_CA_BUNDLE", ca_file, 1);
    ok(fetch(&settings, &request, &reply, body, &err) && reply.status == 0,
       "and its certificates");
    unsetenv("SSL_CERT_FILE");
    unsetenv("SSL_CERT_DIR");
    unsetenv("CURL_CA_BUNDLE");
}

/* None is answered before all are asked. */
static void
test_side_by_side(void)
{
    struct esc_http_settings settings = {.ca_path = certs};
    struct esc_http_request request = {.total_ms = 25000};
    struct esc_http_transfer *transfers[5];
    struct esc_error err = {0};
    ESC_OWN(esc_http) http = esc_http_new(&settings, &err);
    char url[128];
    int good = 0;

    request.url =
        canned_url(&canned, "https://127.0.0.1", "good", "/together", url);
    for (size_t i = 0; i < 5; i++)
        transfers[i] = esc_http_ops_curl.start(http, &request, &err);
    for (size_t i = 0; i < 5; i++) {
        while (esc_http_ops_curl.reply(transfers[i]) == NULL)
            if (!esc_http_wait(http, esc_frame_now_ms() + 30000, &err))
                break;
        good += esc_http_ops_curl.reply(transfers[i])->status == 200;
    }
    is_int(good, 5, "five transfers that wait for each other");
    is_int(canned_count(&canned, "good GET /together"), 5,
           "are under way at once");
}

int
main(void)
{
    if (!canned_start(&canned)) {
        skip("no python3 or openssl to run servers on loopback");
        return tap_done();
    }
    snprintf(certs, sizeof(certs), "%s/certs", canned.folder);
    snprintf(ca_file, sizeof(ca_file), "%s/ca.pem", canned.folder);
    test_rows();
    test_headers();
    test_proxy();
    test_real_proxy();
    test_environment();
    test_side_by_side();
    canned_stop(&canned);
    return tap_done();
}

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What went wrong with a transfer, in words: from libcurl's codes to what an
 * administrator can act on.  libcurl's own text is shown only for TLS, where
 * it carries the reason and never anything that was sent.
 */
#include "http_transfer.h"
#include <errno.h>
#include <string.h>

static const char *
tls_text(const struct esc_http_transfer *transfer)
{
    return transfer->curl_text[0] != '\0' ? transfer->curl_text
                                          : "the handshake failed";
}

static void
fail_timeout(struct esc_http_transfer *transfer)
{
    struct esc_error *err = &transfer->reply.failure;
    curl_off_t connected = 0, named = 0;

    curl_easy_getinfo(transfer->easy, CURLINFO_NAMELOOKUP_TIME_T, &named);
    curl_easy_getinfo(transfer->easy, CURLINFO_PRETRANSFER_TIME_T, &connected);
    if (connected > 0) {
        esc_fail(err, ESC_E_TIMEOUT, transfer->host,
                 "no answer from '%s' in time", transfer->host);
        return;
    }
    esc_fail(err, ESC_E_TIMEOUT, transfer->host,
             "cannot connect to '%s': no answer in time%s", transfer->host,
             named > 0 ? "" : ", not even to its name");
    esc_fail_hint(err, "is a firewall or a missing 'proxy' in the way?");
}

static void
fail_connect(struct esc_http_transfer *transfer)
{
    struct esc_error *err = &transfer->reply.failure;
    const char *proxy = transfer->http->settings.proxy;
    long errnum = 0;

    curl_easy_getinfo(transfer->easy, CURLINFO_OS_ERRNO, &errnum);
    if (errnum == EACCES || errnum == EPERM) {
        esc_fail(err, ESC_E_NETWORK, transfer->host,
                 "cannot connect to '%s': this host forbids it",
                 transfer->host);
        return;
    }
    esc_fail_errno(err, ESC_E_NETWORK, errnum != 0 ? (int)errnum : EHOSTDOWN,
                   transfer->host, "cannot connect to '%s'", transfer->host);
    if (proxy != NULL && proxy[0] != '\0')
        esc_fail_hint(err, "the settings name a proxy: is it running?");
}

static void
fail_verify(struct esc_http_transfer *transfer)
{
    struct esc_error *err = &transfer->reply.failure;

    esc_fail(err, ESC_E_NETWORK, transfer->host,
             "cannot trust the certificate of '%s': %s", transfer->host,
             tls_text(transfer));
    esc_fail_hint(err, "'ca-path' is a folder prepared by c_rehash, "
                       "'ca-file' one file; is this host's clock right?");
    transfer->reply.transient = false;
}

/* A proxy answers CONNECT with a status of its own. */
static bool
fail_proxy(struct esc_http_transfer *transfer)
{
    long status = 0;

    curl_easy_getinfo(transfer->easy, CURLINFO_HTTP_CONNECTCODE, &status);
    if (status == 0 || (status >= 200 && status < 300))
        return false;
    esc_fail(&transfer->reply.failure, ESC_E_NETWORK, transfer->host,
             "the proxy refuses to connect to '%s': HTTP %ld", transfer->host,
             status);
    transfer->reply.transient = status >= 500;
    return true;
}

static const struct {
    CURLcode code;
    bool transient;
    const char *format; /* with the host */
} sentences[] = {
    {CURLE_COULDNT_RESOLVE_HOST, true,
     "cannot find '%s': its name does not resolve"},
    {CURLE_COULDNT_RESOLVE_PROXY, true,
     "cannot reach '%s': the proxy's name does not resolve"},
    {CURLE_GOT_NOTHING, true, "'%s' closed the connection without an answer"},
    {CURLE_PARTIAL_FILE, true, "'%s' closed the connection half way"},
    {CURLE_SEND_ERROR, true, "the connection to '%s' broke"},
    {CURLE_RECV_ERROR, true, "the connection to '%s' broke"},
    {CURLE_HTTP2, true, "the connection to '%s' broke"},
    {CURLE_HTTP2_STREAM, true, "the connection to '%s' broke"},
    {CURLE_UNSUPPORTED_PROTOCOL, false, "'%s' does not speak HTTP"},
    {CURLE_WEIRD_SERVER_REPLY, false, "'%s' does not speak HTTP"},
    {CURLE_PROXY, true, "the proxy fails to connect to '%s'"},
    {CURLE_OUT_OF_MEMORY, false, "out of memory while talking to '%s'"},
};

/* The formats are the table's own. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
static bool
fail_by_table(struct esc_http_transfer *transfer, CURLcode result)
{
    for (size_t i = 0; i < sizeof(sentences) / sizeof(sentences[0]); i++) {
        if (sentences[i].code != result)
            continue;
        esc_fail(&transfer->reply.failure, ESC_E_NETWORK, transfer->host,
                 sentences[i].format, transfer->host);
        transfer->reply.transient = sentences[i].transient;
        return true;
    }
    return false;
}
#pragma GCC diagnostic pop

static void
fail_tls(struct esc_http_transfer *transfer, CURLcode result)
{
    struct esc_error *err = &transfer->reply.failure;

    if (result == CURLE_SSL_CACERT_BADFILE) {
        esc_fail(err, ESC_E_CONFIG, transfer->host,
                 "cannot read the certificates that the settings name: %s",
                 tls_text(transfer));
        transfer->reply.transient = false;
        return;
    }
    esc_fail(err, ESC_E_NETWORK, transfer->host,
             "cannot speak TLS with '%s': %s", transfer->host,
             tls_text(transfer));
}

static void
fail(struct esc_http_transfer *transfer, CURLcode result)
{
    struct esc_error *err = &transfer->reply.failure;

    transfer->reply.status = 0;
    transfer->reply.transient = true;
    if (transfer->too_big) {
        esc_fail(err, ESC_E_NETWORK, transfer->host,
                 "the answer of '%s' is over %zu bytes", transfer->host,
                 transfer->body.limit);
        transfer->reply.transient = false;
    } else if (result == CURLE_OPERATION_TIMEDOUT)
        fail_timeout(transfer);
    else if (result == CURLE_COULDNT_CONNECT)
        fail_connect(transfer);
    else if (result == CURLE_PEER_FAILED_VERIFICATION)
        fail_verify(transfer);
    else if (result == CURLE_SSL_CONNECT_ERROR
             || result == CURLE_SSL_CACERT_BADFILE)
        fail_tls(transfer, result);
    else if (!fail_proxy(transfer) && !fail_by_table(transfer, result))
        esc_fail(err, ESC_E_NETWORK, transfer->host, "cannot talk to '%s': %s",
                 transfer->host, curl_easy_strerror(result));
}

void
http_finish(struct esc_http_transfer *transfer, CURLcode result)
{
    struct esc_http_reply *reply = &transfer->reply;
    curl_off_t begun = 0;

    transfer->done = true;
    reply->body = esc_buf_text(&transfer->body);
    reply->body_len = transfer->body.len;
    curl_easy_getinfo(transfer->easy, CURLINFO_RESPONSE_CODE, &reply->status);
    curl_easy_getinfo(transfer->easy, CURLINFO_PRETRANSFER_TIME_T, &begun);
    reply->connected = begun > 0;
    reply->answered = reply->status > 0;
    if (result != CURLE_OK) {
        fail(transfer, result);
    } else if (reply->status >= 300 && reply->status < 400) {
        esc_fail(&reply->failure, ESC_E_NETWORK, transfer->host,
                 "refuse the redirect of '%s': HTTP %ld", transfer->host,
                 reply->status);
        esc_fail_hint(&reply->failure,
                      "name the final address in the settings");
        reply->status = 0;
    } else if (reply->status < 200) {
        esc_fail(&reply->failure, ESC_E_NETWORK, transfer->host,
                 "'%s' does not speak HTTP", transfer->host);
        reply->status = 0;
    }
}

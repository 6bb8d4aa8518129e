/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The HTTP client: one curl multi handle, any number of transfers on it, which
 * advance only inside esc_http_wait().  Connections are kept and reused, so
 * that a second request to a host costs no second handshake.
 */
#include "http_transfer.h"
#include <stdlib.h>
#include <string.h>
#include <time.h>

static int64_t
now_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

struct esc_http *
esc_http_new(const struct esc_http_settings *settings, struct esc_error *err)
{
    ESC_OWN(esc_http) http = calloc(1, sizeof(*http));

    if (http != NULL && curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK)
        http->multi = curl_multi_init();
    if (http == NULL || http->multi == NULL) {
        esc_fail(err, ESC_E_SYSTEM, NULL, "cannot start libcurl");
        return NULL;
    }
    http->settings = *settings;
    return esc_http_take(&http);
}

void
esc_http_free(struct esc_http *http)
{
    if (http == NULL)
        return;
    for (struct esc_http_transfer *next, *t = http->first; t != NULL;
         t = next) {
        next = t->next;
        esc_http_ops_curl.end(t);
    }
    if (http->multi != NULL)
        curl_multi_cleanup(http->multi);
    free(http);
}

static void
transfer_end(struct esc_http_transfer *transfer)
{
    struct esc_http_transfer **link;

    if (transfer == NULL)
        return;
    link = &transfer->http->first;
    while (*link != NULL && *link != transfer)
        link = &(*link)->next;
    if (*link != NULL)
        *link = transfer->next;
    if (transfer->easy != NULL) {
        curl_multi_remove_handle(transfer->http->multi, transfer->easy);
        curl_easy_cleanup(transfer->easy);
    }
    curl_slist_free_all(transfer->headers);
    esc_buf_release(&transfer->body);
    free(transfer);
}

static struct esc_http_transfer *
transfer_start(void *context, const struct esc_http_request *request,
               struct esc_error *err)
{
    struct esc_http *http = context;
    struct esc_http_transfer *transfer;
    char host[ESC_HTTP_HOST_MAX];

    if (!esc_http_check_url(request->url, http->settings.loopback_http, host,
                            NULL, err))
        return NULL;
    transfer = calloc(1, sizeof(*transfer));
    if (transfer == NULL) {
        esc_fail(err, ESC_E_SYSTEM, NULL, "out of memory");
        return NULL;
    }
    transfer->http = http;
    transfer->next = http->first;
    http->first = transfer;
    memcpy(transfer->host, host, sizeof(host));
    transfer->body = ESC_BUF_LIMIT(
        request->reply_max > 0 ? request->reply_max : ESC_HTTP_REPLY_MAX);
    transfer->reply.retry_after = -1;
    transfer->reply.body = "";
    transfer->easy = curl_easy_init();
    if (transfer->easy == NULL)
        esc_fail(err, ESC_E_SYSTEM, NULL, "cannot start libcurl");
    else if (!http_setup(transfer, request, err))
        ; /* ERR says why */
    else if (curl_multi_add_handle(http->multi, transfer->easy) != CURLM_OK)
        esc_fail(err, ESC_E_SYSTEM, NULL, "cannot start libcurl");
    else
        return transfer;
    transfer_end(transfer);
    return NULL;
}

static const struct esc_http_reply *
transfer_reply(const struct esc_http_transfer *transfer)
{
    return transfer->done ? &transfer->reply : NULL;
}

const struct esc_http_ops esc_http_ops_curl = {
    .start = transfer_start,
    .reply = transfer_reply,
    .end = transfer_end,
};

/* Hand ended transfers their results; how many there were. */
static size_t
collect(struct esc_http *http)
{
    struct esc_http_transfer *transfer;
    size_t ended = 0;
    CURLMsg *message;
    int left;

    while ((message = curl_multi_info_read(http->multi, &left)) != NULL) {
        if (message->msg != CURLMSG_DONE)
            continue;
        transfer = NULL;
        curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &transfer);
        if (transfer != NULL)
            http_finish(transfer, message->data.result);
        ended++;
    }
    return ended;
}

bool
esc_http_wait(struct esc_http *http, int64_t until_ms, struct esc_error *err)
{
    for (;;) {
        CURLMcode rc;
        int64_t left;
        int running;

        rc = curl_multi_perform(http->multi, &running);
        if (rc == CURLM_OK && collect(http) > 0)
            return true;
        left = until_ms - now_ms();
        if (rc == CURLM_OK && left <= 0)
            return true;
        if (rc == CURLM_OK)
            rc = curl_multi_poll(http->multi, NULL, 0,
                                 left > 1000 ? 1000 : (int)left, NULL);
        if (rc != CURLM_OK)
            return esc_fail(err, ESC_E_SYSTEM, NULL,
                            "cannot wait for the network: %s",
                            curl_multi_strerror(rc));
    }
}

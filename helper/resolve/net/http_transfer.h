/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the files of the HTTP client share.  A transfer belongs to its client's
 * list from start to end; libcurl's handles live and die with it.
 */
#ifndef HTTP_TRANSFER_H
#define HTTP_TRANSFER_H

#include "esc/http.h"
#include <curl/curl.h>

struct esc_http {
    struct esc_http_settings settings;
    CURLM *multi;
    struct esc_http_transfer *first;
};

struct esc_http_transfer {
    struct esc_http *http;
    struct esc_http_transfer *next;
    CURL *easy;
    struct curl_slist *headers;
    struct esc_buf body;
    char host[ESC_HTTP_HOST_MAX];
    char curl_text[CURL_ERROR_SIZE]; /* libcurl's own words */
    bool too_big;
    bool done;
    struct esc_http_reply reply;
};

/* Give TRANSFER's easy handle every option; ESC_E_SYSTEM. */
bool http_setup(struct esc_http_transfer *transfer,
                const struct esc_http_request *request, struct esc_error *err);

/* Fill TRANSFER's reply from libcurl's RESULT. */
void http_finish(struct esc_http_transfer *transfer, CURLcode result);

#endif

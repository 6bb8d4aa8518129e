/* SPDX-License-Identifier: Apache-2.0 */
/*
 * HTTPS as the resolver uses it; helper/resolve/net/http.c is the only caller
 * of libcurl.  Transfers run side by side and without threads of ours: start
 * any number, wait, look at each.
 *
 * What holds for every transfer: HTTPS with TLS 1.2 or later, certificate and
 * host name verified; plain http only to a loopback address and only where the
 * settings allow it; no redirect is followed; no cookies, no netrc, no
 * compression; nothing is taken from the process's environment; the answer's
 * size and time are bounded.  An error names the host, never a query, a body
 * or a header.
 */
#ifndef ESC_HTTP_H
#define ESC_HTTP_H

#include "esc/buf.h"
#include "esc/error.h"
#include <stdint.h>

#define ESC_HTTP_REPLY_MAX                                                    \
    (64 * 1024) /* unless the request says otherwise                          \
                 */
#define ESC_HTTP_HOST_MAX 256

/* How to reach the world; root's settings.  NULL and "" mean "not set". */
struct esc_http_settings {
    const char *proxy;    /* http://host:port or https://host:port */
    const char *no_proxy; /* comma separated: hosts, .suffixes, CIDR, "*" */
    const char *ca_path;  /* hashed folder; default ESC_HTTP_CA_PATH */
    const char *ca_file;  /* bundle; used instead of the default folder */
    bool loopback_http;   /* http://127.0.0.1, [::1], localhost are fine */
};

#define ESC_HTTP_CA_PATH "/etc/ssl/certs"

/*
 * One request.  Everything is borrowed until the transfer is ended, because
 * the body (which may hold a token) is not copied.
 */
struct esc_http_request {
    const char *url;
    const char *const *headers; /* "Name: value", NULL at the end; or NULL */
    const void *body;           /* NULL: GET, else POST */
    size_t body_len;
    size_t reply_max;   /* bytes of the answer's body; 0: the default */
    int64_t connect_ms; /* for name, TCP, proxy, TLS; 0: 2000 */
    int64_t total_ms;   /* for everything; 0: 5000 */
};

/* What came of it.  Lives as long as the transfer. */
struct esc_http_reply {
    long status;      /* HTTP status; 0: none, then FAILURE says why */
    const char *body; /* NUL-terminated; never NULL */
    size_t body_len;
    char request_id[129]; /* x-amzn-requestid, x-request-id or
                             x-pulumi-request-id; may be empty */
    int64_t retry_after;  /* seconds, from "Retry-After"; -1: not said */
    int64_t date;         /* the server's clock ("Date"), epoch; 0: not said */
    struct esc_error failure; /* ESC_E_NETWORK or ESC_E_TIMEOUT, where: host */
    bool transient;           /* of a failure: another try may succeed */
    bool connected; /* the request may have left: TLS was completed */
    bool answered;  /* a status line of the server came, also of a failure */
};

struct esc_http_transfer;

/* What a provider gets; tests pass a scripted one. */
struct esc_http_ops {
    /*
     * Start; NULL with ERR when the request itself is refused (ESC_E_CONFIG:
     * scheme, host or header not acceptable) or without memory.
     */
    struct esc_http_transfer *(*start)(void *http,
                                       const struct esc_http_request *request,
                                       struct esc_error *err);
    /* Borrowed; NULL while it is running. */
    const struct esc_http_reply *(*reply)(
        const struct esc_http_transfer *transfer);
    /* Abandon or forget; NULL is fine. */
    void (*end)(struct esc_http_transfer *transfer);
};

struct esc_http;
ESC_OWN_DECLARE(esc_http);

/* SETTINGS are borrowed for the client's life.  ESC_E_SYSTEM. */
struct esc_http *esc_http_new(const struct esc_http_settings *settings,
                              struct esc_error *err) ESC_MUST_CHECK;

/* With HTTP = a struct esc_http. */
extern const struct esc_http_ops esc_http_ops_curl;

/*
 * Work on all transfers until one of them ends, or until UNTIL_MS
 * (CLOCK_MONOTONIC) has come; false only when libcurl itself fails.
 */
bool esc_http_wait(struct esc_http *http, int64_t until_ms,
                   struct esc_error *err) ESC_MUST_CHECK;

/*
 * Judge URL without connecting: an absolute https URL with a host and without
 * user or fragment, or http to loopback with LOOPBACK_HTTP.  HOST_OUT
 * (ESC_HTTP_HOST_MAX bytes) and PORT_OUT may be NULL.  ESC_E_CONFIG.
 */
bool esc_http_check_url(const char *url, bool loopback_http, char *host_out,
                        uint16_t *port_out,
                        struct esc_error *err) ESC_MUST_CHECK;

/*
 * Whether REPLY tells that this host's clock, which says NOW (epoch), is more
 * than a minute off that of HOST; then OUT is a hint that says by how much,
 * else it is left as it was.
 */
#define ESC_HTTP_CLOCK_MAX 192
bool esc_http_clock_is_off(const struct esc_http_reply *reply,
                           const char *host, int64_t now,
                           char out[ESC_HTTP_CLOCK_MAX]);

/* The TCP port of PROXY as libcurl understands it; 0: malformed. */
uint16_t esc_http_proxy_port(const char *proxy);

#endif

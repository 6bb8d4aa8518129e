/* SPDX-License-Identifier: Apache-2.0 */
/* Keys and certificates as ssh-keygen names them. */
#include "helper/lookup/fingerprint.h"
#include "tap.h"
#include <stdio.h>
#include <string.h>

#define KEY                                                                   \
    "AAAAC3NzaC1lZDI1NTE5AAAAIJHKEswY1D9aEXYsUe3ff75sJbNGztahT2dhwfiFoBwb"

/* Key id "dana (laptop)", serial 77, made by ssh-keygen. */
static const char certificate[] =
    "publickey ssh-ed25519-cert-v01@openssh.com "
    "AAAAIHNzaC1lZDI1NTE5LWNlcnQtdjAxQG9wZW5zc2guY29tAAAAIEqH5VpXzpemlhAh"
    "N1F5wwVvzXmIDyUDSengtnFEOejmAAAAIJHKEswY1D9aEXYsUe3ff75sJbNGztahT2dh"
    "wfiFoBwbAAAAAAAAAE0AAAABAAAADWRhbmEgKGxhcHRvcCkAAAAIAAAABGRhbmEAAAAA"
    "AAAAAP//////////AAAAAAAAAIIAAAAVcGVybWl0LVgxMS1mb3J3YXJkaW5nAAAAAAAA"
    "ABdwZXJtaXQtYWdlbnQtZm9yd2FyZGluZwAAAAAAAAAWcGVybWl0LXBvcnQtZm9yd2Fy"
    "ZGluZwAAAAAAAAAKcGVybWl0LXB0eQAAAAAAAAAOcGVybWl0LXVzZXItcmMAAAAAAAAA"
    "AAAAADMAAAALc3NoLWVkMjU1MTkAAAAgMSVrB/xeJfZWEfhAYePvs5cc6viIuaem6XCI"
    "8WEbFRsAAABTAAAAC3NzaC1lZDI1NTE5AAAAQIEiaKdY9tDs/Xqlw7zpKBUvwNIVhIvE"
    "FesxVjkaF/EcabHXI3lCuAkMRrO1z6JAUnbOSvuy/gxlJjGqV/gJxAs=";

static const struct {
    const char *name, *in, *want;
} rows[] = {
    {"a key", "publickey ssh-ed25519 " KEY,
     "publickey SHA256:o0epOMGpsSu8p2EhBYMD2VK5WEtV37nGtF0FNgTI9T4"},
    {"a key and a line end", "publickey ssh-ed25519 " KEY "\n",
     "publickey SHA256:o0epOMGpsSu8p2EhBYMD2VK5WEtV37nGtF0FNgTI9T4"},
    {"a certificate", certificate,
     "publickey certificate dana (laptop) serial 77 CA"
     " SHA256:s7UG7cZMMETLLnXMhAC9GKtdEOE4ZaOvdoe+xoJ95k0"},
    {"a password", "password", "password"},
    {"nothing", "", ""},
    {"a key without bytes", "publickey ssh-ed25519", "publickey ssh-ed25519"},
    {"no base64", "publickey ssh-ed25519 ****", "publickey ssh-ed25519"},
    {"a key that was cut", "publickey ssh-rsa AAAAB3NzaC1yc2EAAAADAQAB...",
     "publickey ssh-rsa"},
    {"a certificate that is none",
     "publickey ssh-ed25519-cert-v01@openssh.com AAAA",
     "publickey SHA256:cJ6AyISHokEeHuTfufIqhhSS0gxHZRUMDHlKvXD4FHw"},
};

static void
test_cut(void)
{
    char cut[1024], out[512];

    snprintf(cut, sizeof(cut), "%.300s...", certificate);
    fingerprint_text(cut, out, sizeof(out));
    is_str(out, "publickey certificate dana (laptop) serial 77 CA unknown",
           "a certificate that was cut keeps its key id");
}

/* Every truncation of a certificate is taken without reading beyond it. */
static void
test_truncations(void)
{
    char cut[1024], out[512];
    size_t good = 0, all = strlen(certificate);

    for (size_t len = 0; len < all; len++) {
        snprintf(cut, sizeof(cut), "%.*s", (int)len, certificate);
        fingerprint_text(cut, out, sizeof(out));
        good += strlen(out) < sizeof(out);
    }
    is_int((long long)good, (long long)all, "every truncation gives a text");
}

int
main(void)
{
    char out[512];

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        fingerprint_text(rows[i].in, out, sizeof(out));
        is_str(out, rows[i].want, "%s", rows[i].name);
    }
    test_cut();
    test_truncations();
    return tap_done();
}

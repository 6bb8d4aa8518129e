/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where a user's own environments are and with whose token, outside of a
 * login: the words of the original's CLI, which are in the documentation and
 * in people's profiles already.
 */
#ifndef OWN_ACCOUNT_H
#define OWN_ACCOUNT_H

#include "cli.h"
#include "esc/message.h"

#define OWN_WHOSE_MAX 256

struct own_account {
    char url[ESC_MESSAGE_URL_MAX];
    char whose[OWN_WHOSE_MAX]; /* where the token is from, for status */
    struct esc_secret *token;
};
#define OWN_ACCOUNT_OWN                                                       \
    __attribute__((cleanup(own_account_release))) struct own_account
void own_account_release(struct own_account *account);

/*
 * The token: PULUMI_ACCESS_TOKEN, else what 'esc-session login --pulumi-token'
 * keeps, else credentials.json of the Pulumi CLI.  The service:
 * PULUMI_BACKEND_URL, else PULUMI_API, else the one of that file, else Pulumi
 * Cloud.  Nothing is written.  ESC_E_NOT_FOUND: no token; ESC_E_USAGE: a URL
 * that is none of a service; ESC_E_INPUT: the file cannot be used.
 */
bool own_account_find(const struct cli *cli, struct own_account *account_out,
                      struct esc_error *err) ESC_MUST_CHECK;

/* Where a token would be taken from, without a look inside, into WHOSE_OUT;
 * false: from nowhere. */
bool own_account_guess(const struct cli *cli, char whose_out[OWN_WHOSE_MAX]);

/* A number that changes with the token's origin, the token of a variable, and
 * the service: what was opened for another is not ours. */
uint64_t own_account_mark(const struct cli *cli);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* What opens environments where there is no login of pam_esc. */
#include "doctor.h"
#include "obtain.h"
#include "own.h"
#include "own_account.h"

void
doctor_token(const struct cli *cli, struct finding *finding)
{
    struct esc_ticket ticket;
    struct esc_error err = {0};
    OWN_ACCOUNT_OWN account = {.token = NULL};
    char whose[OWN_WHOSE_MAX];
    bool kept;

    if (obtain_ticket(cli, &ticket, &err)) {
        finding_set(finding, FINDING_OK, NULL,
                    "this login opens environments, not a token of yours");
        return;
    }
    if (!own_applies(&err)) {
        finding_set(finding, FINDING_OK, NULL,
                    "a login that is over is not replaced by a token");
        return;
    }
    /* Of no keyring the other commands say the same. */
    kept = err.code != ESC_E_KEYRING;
    if (!own_account_guess(cli, whose))
        finding_set(finding, FINDING_OK, NULL,
                    "no Pulumi access token of yours is here: only a login "
                    "opens environments");
    else if (own_account_find(cli, &account, &err))
        finding_set(finding, FINDING_OK, NULL,
                    "without a login, '%.100s' opens environments by your own "
                    "token (%.100s)%s",
                    account.url, account.whose,
                    kept ? "" : ", each command anew: no keyring keeps them");
    else
        finding_set(finding, FINDING_NOTE, err.hint,
                    "without a login your own token opens nothing: %s",
                    err.text);
}

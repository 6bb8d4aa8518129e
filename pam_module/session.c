/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The story of a login: whom do we serve, gate and ticket, prefetch; and its
 * end.  What close needs waits in a PAM data item.
 */
#include "session.h"
#include "esc/text.h"
#include <errno.h>
#include <security/pam_ext.h>
#include <security/pam_modutil.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define DATA "esc-session"
#define PROGRAM ESC_BINDIR "/esc-session"

struct login {
    struct gate gate;
    char user[257];
    char session[33];
    pid_t opener; /* a fork of the host has this too, and must not close */
    pid_t late;   /* a prefetch to be reaped, or 0 */
    bool keep;    /* logout=keep */
};

/*
 * The end of the handle.  su and login run this in a child, as the user and
 * with PAM_DATA_SILENT: the session goes on there.
 */
static void
forget(pam_handle_t *pamh, void *data, int status)
{
    struct login *login = data;

    (void)pamh;
    if ((status & PAM_DATA_SILENT) == 0 && getpid() == login->opener) {
        prefetch_reap(login->late);
        if (!login->keep && geteuid() == 0)
            gate_close(&login->gate);
    }
    free(login);
}

static const char *
item(const struct outcome *outcome, int type)
{
    const void *text = NULL;

    if (pam_get_item(outcome->pamh, type, &text) != PAM_SUCCESS
        || text == NULL)
        return "";
    return text;
}

static struct login *
find_login(const struct outcome *outcome)
{
    const void *data = NULL;
    struct login *login = NULL;

    /* PAM lends its data as const; it is ours. */
    if (pam_get_data(outcome->pamh, DATA, &data) == PAM_SUCCESS)
        memcpy(&login, &data, sizeof(data));
    return login;
}

/* The account that we serve, or NULL: not ours. */
static const struct passwd *
find_user(const struct outcome *outcome)
{
    const char *user = item(outcome, PAM_USER);
    const struct passwd *pw;

    if (!options_serve(outcome->options, item(outcome, PAM_SERVICE))
        || *user == '\0')
        return NULL;
    pw = pam_modutil_getpwnam(outcome->pamh, user);
    if (pw == NULL || pw->pw_uid < outcome->options->min_uid)
        return NULL;
    return pw;
}

/* As much of TEXT as fits: where from is no reason to refuse a login. */
static void
copy_cut(char *out, size_t size, const char *text)
{
    size_t len = strnlen(text, size - 1);

    memcpy(out, text, len);
    out[len] = '\0';
}

/*
 * SSH_AUTH_INFO_0 has a line for each method that was passed; the public key's
 * says who of a shared account came.  User-controlled environments can
 * overwrite it (pam_env), so only printable ASCII gets through.
 */
static void
copy_credential(char *out, size_t size, const char *info)
{
    const char *line = info == NULL ? "" : info;
    const char *key = strstr(line, "\npublickey ");
    size_t len;

    if (key != NULL && strncmp(line, "publickey ", 10) != 0)
        line = key + 1;
    for (len = 0; len < size - 1 && line[len] >= ' ' && line[len] <= '~';)
        len++;
    memcpy(out, line, len);
    out[len] = '\0';
    if (len == size - 1)
        memcpy(out + len - strlen(ESC_TICKET_CUT), ESC_TICKET_CUT,
               sizeof(ESC_TICKET_CUT));
}

static bool
fill_ticket(const struct outcome *outcome, const struct passwd *pw,
            struct esc_ticket *ticket, struct esc_error *err)
{
    memset(ticket, 0, sizeof(*ticket));
    ticket->uid = pw->pw_uid;
    ticket->created = time(NULL);
    ticket->ends = ticket->created + (int64_t)outcome->options->max_session;
    if (!esc_text_copy(ticket->login, sizeof(ticket->login), pw->pw_name))
        return esc_fail(err, ESC_E_INPUT, NULL,
                        "cannot make the ticket: the login name is too long");
    copy_cut(ticket->service, sizeof(ticket->service),
             item(outcome, PAM_SERVICE));
    copy_cut(ticket->remote, sizeof(ticket->remote), item(outcome, PAM_RHOST));
    copy_credential(ticket->credential, sizeof(ticket->credential),
                    pam_getenv(outcome->pamh, "SSH_AUTH_INFO_0"));
    return true;
}

/* Gate, ticket and the data item, or none of them. */
static bool
make_login(const struct outcome *outcome, struct esc_ticket *ticket,
           const struct passwd *pw, struct esc_error *err)
{
    struct gate_how how = {
        .gid = pw->pw_gid,
        .own_ring = outcome->options->logout == LOGOUT_KEEP,
        .user_name = outcome->options->scope == SCOPE_USER,
    };
    struct login *login = calloc(1, sizeof(*login));

    if (login == NULL)
        return esc_fail(err, ESC_E_SYSTEM, NULL, "no memory");
    if (!gate_open(ticket, &how, &login->gate, err)) {
        free(login);
        return false;
    }
    outcome_step(outcome, &login->gate);
    memcpy(login->user, ticket->login, sizeof(login->user));
    memcpy(login->session, ticket->session, sizeof(login->session));
    login->opener = getpid();
    login->keep = how.own_ring;
    if (pam_set_data(outcome->pamh, DATA, login, forget) == PAM_SUCCESS)
        return true;
    gate_close(&login->gate);
    free(login);
    return esc_fail(err, ESC_E_SYSTEM, NULL, "PAM cannot keep our data");
}

static bool
prefetch(const struct outcome *outcome, const struct passwd *pw,
         struct prefetch *out, struct esc_error *err)
{
    const struct options *options = outcome->options;
    struct prefetch_how how = {.program = PROGRAM, .user = pw};

    memset(out, 0, sizeof(*out));
    if (options->provision == PROVISION_FIRST_USE)
        return true;
    if (options->provision == PROVISION_LOGIN)
        how.wait_ms = (int)options->timeout * 1000;
    return prefetch_start(&how, out, err);
}

int
session_open(const struct outcome *outcome)
{
    const struct passwd *pw = find_user(outcome);
    struct esc_error err = {.code = ESC_OK};
    struct esc_ticket ticket;
    struct prefetch fetched;
    struct login *login;
    int result;

    if (pw == NULL)
        return PAM_IGNORE;
    if (find_login(outcome) != NULL) /* listed twice, or opened twice */
        return PAM_SUCCESS;
    /* su and sudo keep the caller's real uid: only this one matters. */
    if (geteuid() != 0) {
        esc_fail(&err, ESC_E_SYSTEM, NULL, "cannot act: not root");
        return outcome_failed(outcome, pw->pw_name, &err);
    }
    if (!fill_ticket(outcome, pw, &ticket, &err)
        || !make_login(outcome, &ticket, pw, &err))
        return outcome_failed(outcome, pw->pw_name, &err);
    if (prefetch(outcome, pw, &fetched, &err))
        result = outcome_opened(outcome, &ticket, &fetched);
    else
        result = outcome_failed(outcome, pw->pw_name, &err);
    login = find_login(outcome);
    if (login == NULL)
        return result;
    login->late = fetched.child;
    if (result != PAM_SUCCESS) { /* nobody closes what was not opened */
        login->keep = false;
        (void)pam_set_data(outcome->pamh, DATA, NULL, NULL);
    }
    return result;
}

int
session_close(const struct outcome *outcome)
{
    const struct login *login = find_login(outcome);
    int result;

    /* Opened by another process, or not at all: nothing is known of it. */
    if (login == NULL)
        return find_user(outcome) == NULL ? PAM_IGNORE : PAM_SUCCESS;
    result = outcome_closed(outcome, login->user, login->session);
    /* By serial: pam_keyinit may have revoked the session ring by now. */
    (void)pam_set_data(outcome->pamh, DATA, NULL, NULL);
    return result;
}

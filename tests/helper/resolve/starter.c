/* SPDX-License-Identifier: Apache-2.0 */
/* The starter that tests are. */
#include "starter.h"
#include "esc/log.h"
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

enum { LIMIT_MS = 60000 }; /* far from every deadline */

/* The program with one end of a pair of sockets as 0 and 1; the other end. */
static int
start(pid_t *pid_out)
{
    const char *builddir = getenv("builddir");
    char program[512];
    int ends[2];

    snprintf(program, sizeof(program), "%s/esc-resolve",
             builddir == NULL ? "." : builddir);
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
        return -1;
    *pid_out = fork();
    if (*pid_out == 0) {
        dup2(ends[1], STDIN_FILENO);
        dup2(ends[1], STDOUT_FILENO);
        execl(program, "esc-resolve", (char *)NULL);
        _exit(127);
    }
    close(ends[1]);
    return ends[0];
}

static int
reap(pid_t pid, long *peak_out)
{
    struct rusage usage = {0};
    int status = 0;

    wait4(pid, &status, 0, &usage);
    if (peak_out != NULL)
        *peak_out = usage.ru_maxrss;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static bool
refuse(struct esc_secret *bytes, const char *what)
{
    struct esc_error refusal = {0};

    esc_fail(&refusal, ESC_E_NOT_PERMITTED, what, "'%s' is not permitted",
             what);
    return esc_message_put_failure(bytes, ESC_MESSAGE_REFUSED, &refusal);
}

static bool
answer_definition(struct starter *starter, const char *name,
                  struct esc_secret *bytes)
{
    const struct starter_definition *d = starter->definitions;

    starter->asked_definitions++;
    while (d->name != NULL && strcmp(d->name, name) != 0)
        d++;
    if (d->name == NULL)
        return refuse(bytes, name);
    return esc_message_put_bytes(bytes, ESC_MESSAGE_DEFINITION,
                                 starter->exposed ? "rev-7!" : "rev-7",
                                 d->yaml, strlen(d->yaml));
}

static bool
answer_token(struct starter *starter, const char *audience,
             struct esc_secret *bytes)
{
    const char *token =
        starter->token == NULL ? "CANARY.jws.1" : starter->token;

    starter->asked_tokens++;
    snprintf(starter->audience, sizeof(starter->audience), "%s", audience);
    if (starter->tokens-- <= 0)
        return refuse(bytes, audience);
    return esc_message_put_bytes(bytes, ESC_MESSAGE_TOKEN,
                                 "bastion:z:host:b1:user:dana", token,
                                 strlen(token));
}

static bool
answer_access(const struct starter *starter, const char *host,
              struct esc_secret *bytes)
{
    if (starter->access == NULL)
        return refuse(bytes, host);
    return esc_message_put_bytes(bytes, ESC_MESSAGE_ACCESS, "token file",
                                 starter->access, strlen(starter->access));
}

static bool
answer_identity(struct starter *starter, const char *host,
                struct esc_secret *bytes)
{
    struct esc_error err;
    ESC_OWN(esc_secret)
    encoded = starter->identity == NULL
                  ? NULL
                  : esc_identity_encode(starter->identity, &err);

    starter->asked_identities++;
    if (encoded == NULL)
        return refuse(bytes, host);
    return esc_message_put_bytes(bytes, ESC_MESSAGE_IDENTITY, "",
                                 esc_secret_bytes(encoded),
                                 esc_secret_len(encoded));
}

static bool
answer_plaintext(struct starter *starter,
                 const struct esc_message_content *asked,
                 struct esc_secret *bytes)
{
    snprintf(starter->decrypted, sizeof(starter->decrypted), "%s",
             asked->text);
    return esc_message_put_bytes(bytes, ESC_MESSAGE_PLAINTEXT, "",
                                 "CANARYplain", 11);
}

static void
keep_log(struct starter *starter, const struct esc_secret *frame)
{
    size_t used = strlen(starter->log);
    char line[ESC_LOG_LINE_MAX + 1];
    struct esc_error err;
    int priority;

    if (esc_message_get_log(frame, &priority, line, sizeof(line), &err))
        snprintf(starter->log + used, sizeof(starter->log) - used, "<%d>%s\n",
                 priority, line);
}

/* True while the exchange goes on. */
static bool
take(struct starter *starter, const struct esc_secret *frame,
     struct esc_secret *answer, int fd)
{
    struct esc_message_content content;
    struct esc_error err = {0};
    char name[512];

    switch (esc_message_type(frame)) {
    case ESC_MESSAGE_WANT_DEFINITION:
        return esc_message_get_text(frame, name, sizeof(name), &err)
               && answer_definition(starter, name, answer)
               && esc_frame_send(fd, answer, 0, &err);
    case ESC_MESSAGE_WANT_TOKEN:
        return esc_message_get_text(frame, name, sizeof(name), &err)
               && answer_token(starter, name, answer)
               && esc_frame_send(fd, answer, 0, &err);
    case ESC_MESSAGE_WANT_ACCESS:
        return esc_message_get_text(frame, name, sizeof(name), &err)
               && answer_access(starter, name, answer)
               && esc_frame_send(fd, answer, 0, &err);
    case ESC_MESSAGE_WANT_IDENTITY:
        return esc_message_get_text(frame, name, sizeof(name), &err)
               && answer_identity(starter, name, answer)
               && esc_frame_send(fd, answer, 0, &err);
    case ESC_MESSAGE_WANT_PLAINTEXT:
        return esc_message_get_bytes(frame, &content, &err)
               && answer_plaintext(starter, &content, answer)
               && esc_frame_send(fd, answer, 0, &err);
    case ESC_MESSAGE_DIAGNOSTIC:
        starter->diagnostics++;
        return true;
    case ESC_MESSAGE_LOG:
        keep_log(starter, frame);
        return true;
    case ESC_MESSAGE_RESULT:
        starter->answered = starter->open.check;
        if (starter->open.check)
            return false;
        if (esc_message_get_bytes(frame, &content, &err))
            starter->set =
                esc_cred_set_decode(content.bytes, content.len, &err);
        starter->answered = starter->set != NULL;
        return false;
    case ESC_MESSAGE_FAILURE:
        starter->answered =
            esc_message_get_failure(frame, &starter->failure, &err);
        return false;
    default:
        return false;
    }
}

void
starter_init(struct starter *starter,
             const struct starter_definition *definitions)
{
    struct esc_message_open *open = &starter->open;

    memset(starter, 0, sizeof(*starter));
    starter->definitions = definitions;
    starter->tokens = 1;
    snprintf(open->environment, sizeof(open->environment), "acme/aws/dev");
    snprintf(open->login, sizeof(open->login), "dana");
    snprintf(open->host_id, sizeof(open->host_id), "b1");
    open->deadline_ms = 10000;
}

void
starter_run(struct starter *starter)
{
    ESC_OWN(esc_secret) answer = esc_secret_new(ESC_FRAME_MAX);
    int64_t begun = esc_frame_now_ms();
    struct esc_error err = {0};
    pid_t pid = -1;
    int fd = start(&pid);
    bool on;

    on = esc_message_put_open(answer, &starter->open)
         && esc_frame_send(fd, answer, begun + LIMIT_MS, &err);
    while (on) {
        ESC_OWN(esc_secret)
        frame = esc_frame_receive(fd, ESC_FRAME_MAX, begun + LIMIT_MS, &err);

        on = frame != NULL && take(starter, frame, answer, fd);
    }
    starter->took_ms = esc_frame_now_ms() - begun;
    close(fd);
    starter->exit_status = reap(pid, &starter->peak_kib);
}

void
starter_release(struct starter *starter)
{
    esc_cred_set_free(starter->set);
    starter->set = NULL;
}

int
starter_send_raw(const void *bytes, size_t len, bool *answered_out)
{
    pid_t pid = -1;
    int fd = start(&pid);
    char back[16];

    *answered_out = false;
    if (send(fd, bytes, len, MSG_NOSIGNAL) == (ssize_t)len) {
        shutdown(fd, SHUT_WR);
        *answered_out = recv(fd, back, sizeof(back), 0) > 0;
    }
    close(fd);
    return reap(pid, NULL);
}

const char *
starter_value(const struct starter *starter, const char *name)
{
    const struct esc_cred *cred =
        starter->set == NULL ? NULL : esc_cred_set_find(starter->set, name);

    return cred == NULL ? "" : (const char *)esc_secret_bytes(cred->value);
}

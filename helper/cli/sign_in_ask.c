/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The conversation with the resolver, and what a person must see before they
 * approve anything: which host, which user, from where, which code.
 */
#include "esc/buf.h"
#include "esc/file.h"
#include "esc/text.h"
#include "resolver.h"
#include "sign_in.h"
#include <string.h>
#include <unistd.h>

enum {
    TRANSFER_MS = 20000,
    PERSON_MS = 1800 * 1000, /* the longest that a code may live */
    GRACE_MS = 2000,
    FRAME_MAX = 64 * 1024,
};

static void
add_fact(struct esc_buf *out, const char *label, const char *value)
{
    char safe[ESC_MESSAGE_URL_MAX];

    if (value[0] != '\0')
        esc_buf_printf(
            out, "  %-5s %s\n", label,
            esc_text_safe(value, strlen(value), safe, sizeof(safe)));
}

static void
show_prompt(const struct cli *cli, const struct sign_in_plan *plan,
            const struct esc_message_prompt *prompt)
{
    ESC_BUF_OWN out = ESC_BUF_LIMIT(8192);
    char host[257] = "", until[32];

    (void)!gethostname(host, sizeof(host) - 1);
    esc_buf_add_str(&out, "Approve only what you started yourself:\n");
    add_fact(&out, "user",
             plan->in_session ? plan->ticket.login : plan->want.whose.person);
    add_fact(&out, "host", host);
    add_fact(&out, "from", plan->ticket.remote);
    add_fact(&out, "code", prompt->code);
    esc_buf_add_str(&out, "Compare the code at\n");
    add_fact(&out, "", prompt->uri);
    if (prompt->complete[0] != '\0') {
        esc_buf_add_str(&out, "or at\n");
        add_fact(&out, "", prompt->complete);
    }
    esc_text_format_duration(prompt->expires_in, until, sizeof(until));
    esc_buf_printf(&out, "Waiting for %s at most; Ctrl-C ends it.\n", until);
    (void)esc_file_write_all(cli->err, esc_buf_text(&out), out.len);
}

static bool
give_identity(struct resolver *resolver, const struct esc_identity *identity,
              struct esc_error *err)
{
    ESC_OWN(esc_secret) bytes = esc_identity_encode(identity, err);
    ESC_OWN(esc_secret) frame = esc_secret_new(FRAME_MAX);

    if (bytes == NULL)
        return false;
    if (frame == NULL
        || !esc_message_put_bytes(frame, ESC_MESSAGE_IDENTITY, "",
                                  esc_secret_bytes(bytes),
                                  esc_secret_len(bytes)))
        return esc_fail(err, ESC_E_SYSTEM, NULL, "no memory");
    return resolver_send(resolver, frame, err);
}

static bool
take_result(const struct esc_secret *frame, struct esc_identity *identity,
            struct esc_error *err)
{
    struct esc_message_content content;

    if (!esc_message_get_bytes(frame, &content, err))
        return false;
    if (content.len == 0)
        return true; /* revoked */
    esc_identity_release(identity);
    return esc_identity_decode(content.bytes, content.len, identity, err);
}

struct talk {
    const struct cli *cli;
    const struct sign_in_plan *plan;
    struct resolver *resolver;
    struct esc_identity *identity;
    bool done; /* the last message has come */
};

/* One message. */
static bool
serve(struct talk *talk, struct esc_error *err)
{
    ESC_OWN(esc_secret) frame = resolver_receive(talk->resolver, err);
    uint8_t type = frame == NULL ? 0 : esc_message_type(frame);
    struct esc_message_prompt prompt;
    struct esc_error failure;

    if (frame == NULL)
        return false;
    if (type == ESC_MESSAGE_LOG)
        return true;
    if (type == ESC_MESSAGE_WANT_IDENTITY)
        return give_identity(talk->resolver, talk->identity, err);
    if (type == ESC_MESSAGE_PROMPT) {
        if (!esc_message_get_prompt(frame, &prompt, err))
            return false;
        show_prompt(talk->cli, talk->plan, &prompt);
        return true;
    }
    talk->done = true;
    if (type == ESC_MESSAGE_RESULT)
        return take_result(frame, talk->identity, err);
    if (type != ESC_MESSAGE_FAILURE)
        return esc_fail(err, ESC_E_BUG, NULL,
                        "the resolver asked for what a sign-in needs not");
    if (esc_message_get_failure(frame, &failure, err))
        *err = failure;
    return false;
}

bool
sign_in_ask(const struct cli *cli, struct sign_in_plan *plan,
            enum esc_sign_in_action action, struct esc_identity *identity,
            struct esc_error *err)
{
    RESOLVER_OWN resolver = RESOLVER_NONE;
    ESC_OWN(esc_secret) frame = esc_secret_new(FRAME_MAX);
    struct talk talk = {cli, plan, &resolver, identity, false};

    plan->want.action = action;
    plan->want.deadline_ms =
        action == ESC_SIGN_IN_DEVICE ? PERSON_MS : TRANSFER_MS;
    if (frame == NULL || !esc_message_put_sign_in(frame, &plan->want))
        return esc_fail(err, ESC_E_SYSTEM, NULL, "no memory");
    if (!resolver_start(cli, (int64_t)plan->want.deadline_ms + GRACE_MS,
                        &resolver, err)
        || !resolver_send(&resolver, frame, err))
        return false;
    while (!talk.done)
        if (!serve(&talk, err))
            return false;
    return true;
}

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reading refuses bad names, doubles, NUL bytes and counts over the limit
 * (credential/codec.c).  Here stands what depends on the request.
 */
#include "admit.h"
#include "esc/cred_codec.h"
#include "esc/text.h"
#include <stdio.h>
#include <string.h>

#define LIFE_MAX (400LL * 86400) /* nothing that rotates lives longer */
#define MARGIN 5 /* seconds that a key goes before what it holds */

static bool
broken(struct esc_error *err, const char *field, const char *why)
{
    return esc_fail(err, ESC_E_BUG, "resolver's reply", "%s: %s", field, why);
}

/* Of an error of reading: whose fault it is. */
static bool
malformed(struct esc_error *err)
{
    if (err != NULL)
        err->code = ESC_E_BUG;
    return esc_fail_while(err, "resolver's reply");
}

static bool
check_text(const char *text, const char *field, struct esc_error *err)
{
    char safe[ESC_CRED_TEXT_MAX * 4 + 1];

    esc_text_safe(text, strlen(text), safe, sizeof(safe));
    return strcmp(text, safe) == 0
           || broken(err, field, "has characters that may not be shown");
}

static bool
check_origin(const struct esc_cred_origin *origin,
             const struct admit_terms *terms, struct esc_error *err)
{
    if (strcmp(origin->environment, terms->environment) != 0)
        return broken(err, "environment", "not the one that was asked for");
    if (origin->revision[0] != '\0'
        && strcmp(origin->revision, terms->revision) != 0)
        return broken(err, "revision", "not the one that was handed out");
    if (terms->session_name[0] != '\0' && origin->session_name[0] != '\0'
        && strcmp(origin->session_name, terms->session_name) != 0)
        return broken(err, "session name", "not the one that was imposed");
    return check_text(origin->role, "role", err)
           && check_text(origin->session_name, "session name", err)
           && check_text(origin->access_key_id, "access key id", err)
           && check_text(origin->identity, "identity", err)
           && check_text(origin->account_id, "account id", err)
           && check_text(origin->request_id, "request id", err);
}

/* When the set must be gone, or 0 with ERR. */
static int64_t
last_moment(const struct esc_cred_set *set, const struct admit_terms *terms,
            struct esc_error *err)
{
    int64_t end = set->expires;

    if (end == 0)
        return terms->now
               + (int64_t)(terms->max_duration != 0
                                   && terms->max_duration < terms->cache_for
                               ? terms->max_duration
                               : terms->cache_for);
    if (end <= terms->now + MARGIN) {
        esc_fail(err, ESC_E_PROVIDER, terms->environment,
                 "its credentials have expired");
        esc_fail_hint(err, "is the clock of this host right?");
        return 0;
    }
    if (end > terms->now + LIFE_MAX) {
        broken(err, "expiry", "more than 400 days ahead");
        return 0;
    }
    if (terms->max_duration != 0
        && end > terms->now + (int64_t)terms->max_duration + ADMIT_SKEW) {
        esc_fail(err, ESC_E_PROVIDER, terms->environment,
                 "its credentials live longer than its max-duration of %llu"
                 " seconds",
                 (unsigned long long)terms->max_duration);
        return 0;
    }
    return end - MARGIN;
}

/* The mark is root's alone to give. */
static bool
is_allowed(const char *name, const struct list *patterns)
{
    for (size_t i = 0; i < patterns->count; i++)
        if (esc_text_match(patterns->items[i], name))
            return true;
    return false;
}

/* What the host knows better than the reply. */
static bool
complete(struct esc_cred_set *set, const struct admit_terms *terms,
         int64_t end)
{
    struct esc_cred_origin *origin = &set->origin;

    set->obtained = terms->now;
    set->renew_after = esc_cred_set_renewal(
        terms->now, set->expires != 0 ? set->expires : end);
    /* Of what has no end, the client tells by this when it leaves. */
    if (set->expires != 0)
        set->renew_after =
            esc_cred_set_spread(terms->now, set->renew_after, terms->login);
    return esc_text_copy(origin->backend, sizeof(origin->backend),
                         terms->backend)
           && esc_text_copy(origin->revision, sizeof(origin->revision),
                            terms->revision)
           && (terms->identity == NULL
               || esc_text_copy(origin->identity, sizeof(origin->identity),
                                terms->identity));
}

/* What stands before the variables, and until when it may be kept. */
static bool
admit_head(struct esc_cred_set *head, const struct admit_terms *terms,
           int64_t *end_out, struct esc_error *err)
{
    int64_t end;

    if (!check_origin(&head->origin, terms, err))
        return false;
    end = last_moment(head, terms, err);
    if (end == 0)
        return false;
    if (!complete(head, terms, end))
        return broken(err, "origin", "a text is too long");
    if (end > terms->ticket_ends)
        end = terms->ticket_ends;
    if (end <= terms->now)
        return esc_fail(err, ESC_E_SESSION_ENDED, NULL,
                        "the login has reached its longest duration");
    *end_out = end;
    return true;
}

/* The rest, variable by variable, behind HEAD. */
static bool
copy(struct esc_cred_reader *reader, const struct esc_cred_set *head,
     const struct admit_terms *terms, struct esc_wire_out *out,
     struct esc_error *err)
{
    struct esc_cred_item item;
    const uint8_t *tree;
    size_t len;

    esc_cred_write_head(out, head, reader->count, reader->has_tree);
    for (size_t i = 0; i < reader->count; i++) {
        if (!esc_cred_read_item(reader, &item, err))
            return false;
        item.allowed = is_allowed(item.name, terms->allow_variables);
        esc_cred_write_item(out, &item);
    }
    if (!esc_cred_read_tree(reader, &tree, &len, err))
        return false;
    if (tree != NULL)
        esc_cred_write_tree(out, tree, len);
    return !out->failed || broken(err, "variables", "too big to be kept");
}

bool
admit(const struct admit_terms *terms, const struct esc_str *reply,
      struct admitted *admitted_out, struct esc_error *err)
{
    struct esc_cred_set *head = &admitted_out->head;
    ESC_OWN(esc_secret) bytes = esc_secret_new(ESC_CRED_BYTES_MAX);
    struct esc_cred_reader reader;
    struct esc_wire_out out = {0};
    uint8_t *start;
    int64_t end;
    size_t room;

    *admitted_out = (struct admitted){0};
    if (bytes == NULL)
        return esc_fail(err, ESC_E_SYSTEM, NULL, "cannot store: no memory");
    if (reply->len > terms->max_payload) {
        esc_fail(err, ESC_E_INPUT, terms->environment,
                 "%zu bytes are too much, this host allows %llu", reply->len,
                 (unsigned long long)terms->max_payload);
        return esc_fail_hint(err, "root can raise max-payload to 256KiB");
    }
    out.at = start = esc_secret_tail(bytes, &room);
    out.end = start + room;
    if (!esc_cred_read_head(&reader, reply->data, reply->len, head, err))
        return malformed(err);
    if (!admit_head(head, terms, &end, err))
        return false;
    if (reader.has_tree && !terms->values)
        return broken(err, "tree", "policy does not show it");
    if (!copy(&reader, head, terms, &out, err))
        return malformed(err);
    esc_secret_grow(bytes, (size_t)(out.at - start));
    admitted_out->bytes = esc_secret_take(&bytes);
    admitted_out->ttl = (unsigned int)(end - terms->now);
    return true;
}

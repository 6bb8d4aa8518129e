/* SPDX-License-Identifier: Apache-2.0 */
/* What a reply must satisfy: each field, refused by name. */
#include "helper/provision/admit.h"
#include "esc/cred_codec.h"
#include "esc/text.h"
#include "tap.h"
#include <stdlib.h>
#include <string.h>

#define NOW 1900000000

static const struct list allow_none;

static const struct admit_terms usual = {
    .environment = "acme/aws/dev",
    .revision = "0123456789ab",
    .backend = "local",
    .identity = "bastion:z:host:h:user:dana",
    .session_name = "dana@h",
    .login = "",
    .now = NOW,
    .ticket_ends = NOW + 40000,
    .cache_for = 3600,
    .max_payload = 4096,
    .allow_variables = &allow_none,
};

/* A change of the usual reply or terms, and what comes of it. */
struct row {
    const char *name;
    int64_t expires;
    const char *environment, *revision, *role, *session_name, *request_id;
    uint64_t max_duration;
    int64_t ticket_ends;
    enum esc_code code;
    const char *where;
    unsigned int ttl;
    int64_t renew_after;
};

static const struct row rows[] = {
    {.name = "usual",
     .expires = NOW + 3600,
     .ttl = 3595,
     .renew_after = NOW + 2400},
    {.name = "short",
     .expires = NOW + 900,
     .ttl = 895,
     .renew_after = NOW + 450},
    {.name = "without end",
     .expires = 0,
     .ttl = 3600,
     .renew_after = NOW + 2400},
    {.name = "without end, under a max-duration",
     .expires = 0,
     .max_duration = 900,
     .ttl = 900,
     .renew_after = NOW + 450},
    {.name = "without end, under a longer one",
     .expires = 0,
     .max_duration = 7200,
     .ttl = 3600,
     .renew_after = NOW + 2400},
    {.name = "the ticket ends first",
     .expires = NOW + 3600,
     .ticket_ends = NOW + 100,
     .ttl = 100,
     .renew_after = NOW + 2400},
    {.name = "the ticket has ended",
     .expires = NOW + 3600,
     .ticket_ends = NOW,
     .code = ESC_E_SESSION_ENDED,
     .where = ""},
    {.name = "expired",
     .expires = NOW - 1,
     .code = ESC_E_PROVIDER,
     .where = "acme/aws/dev"},
    {.name = "ends within the margin",
     .expires = NOW + 5,
     .code = ESC_E_PROVIDER,
     .where = "acme/aws/dev"},
    {.name = "within max-duration and skew",
     .expires = NOW + 960,
     .max_duration = 900,
     .ttl = 955,
     .renew_after = NOW + 480},
    {.name = "later than max-duration",
     .expires = NOW + 961,
     .max_duration = 900,
     .code = ESC_E_PROVIDER,
     .where = "acme/aws/dev"},
    {.name = "in 500 days",
     .expires = NOW + 500LL * 86400,
     .code = ESC_E_BUG,
     .where = "resolver's reply"},
    {.name = "at the end of time",
     .expires = INT64_MAX,
     .code = ESC_E_BUG,
     .where = "resolver's reply"},
    {.name = "another environment",
     .expires = NOW + 3600,
     .environment = "acme/aws/prod",
     .code = ESC_E_BUG,
     .where = "resolver's reply"},
    {.name = "another revision",
     .expires = NOW + 3600,
     .revision = "ba9876543210",
     .code = ESC_E_BUG,
     .where = "resolver's reply"},
    {.name = "another session name",
     .expires = NOW + 3600,
     .session_name = "root@h",
     .code = ESC_E_BUG,
     .where = "resolver's reply"},
    {.name = "a role with an escape",
     .expires = NOW + 3600,
     .role = "arn\x1b[31m",
     .code = ESC_E_BUG,
     .where = "resolver's reply"},
    {.name = "a request id with a line end",
     .expires = NOW + 3600,
     .request_id = "a\nb",
     .code = ESC_E_BUG,
     .where = "resolver's reply"},
};

/* What was admitted, as who reads the key sees it. */
static struct esc_cred_set *
admit_set(const struct admit_terms *terms, const struct esc_str *reply,
          unsigned int *ttl_out, struct esc_error *err)
{
    struct admitted admitted;
    struct esc_cred_set *set = NULL;

    if (admit(terms, reply, &admitted, err)) {
        *ttl_out = admitted.ttl;
        set = esc_cred_set_decode(esc_secret_bytes(admitted.bytes),
                                  esc_secret_len(admitted.bytes), err);
    }
    esc_secret_free(admitted.bytes);
    return set;
}

static void
set_text(char *out, const char *text, const char *usual_text)
{
    ok(esc_text_copy(out, ESC_CRED_TEXT_MAX, text == NULL ? usual_text : text),
       "  composed");
}

static struct esc_secret *
reply_of(const struct row *row, size_t value_len)
{
    ESC_OWN(esc_cred_set) set = esc_cred_set_new();
    ESC_OWN(esc_secret) value = esc_secret_new(value_len + 1);
    struct esc_secret *bytes = esc_secret_new(ESC_CRED_BYTES_MAX);
    char name[] = "A";

    if (set == NULL || value == NULL || bytes == NULL)
        abort();
    for (size_t i = 0; i < value_len; i++)
        if (!esc_secret_add(value, "x", 1))
            abort();
    set->obtained = NOW - 100000; /* what the reply says does not count */
    set->renew_after = NOW + 1;
    set->expires = row->expires;
    set_text(set->origin.environment, row->environment, usual.environment);
    set_text(set->origin.revision, row->revision, usual.revision);
    set_text(set->origin.role, row->role, "arn:aws:iam::1:role/r");
    set_text(set->origin.session_name, row->session_name, "dana@h");
    set_text(set->origin.request_id, row->request_id, "r-1");
    set_text(set->origin.identity, "someone else", "");
    if (!esc_cred_set_add(
            set,
            &(struct esc_cred){.name = name, .value = value, .allowed = true},
            NULL)
        || !esc_cred_set_encode(set, bytes, NULL))
        abort();
    return bytes;
}

static void
test_row(const struct row *row)
{
    struct admit_terms terms = usual;
    ESC_OWN(esc_secret) bytes = reply_of(row, 3);
    ESC_OWN(esc_cred_set) set = NULL;
    struct esc_str reply = {(const char *)esc_secret_bytes(bytes),
                            esc_secret_len(bytes)};
    struct esc_error err = {0};
    unsigned int ttl = 0;

    terms.max_duration = row->max_duration;
    if (row->ticket_ends != 0)
        terms.ticket_ends = row->ticket_ends;
    set = admit_set(&terms, &reply, &ttl, &err);
    is_int(err.code, row->code, "%s", row->name);
    if (row->code != ESC_OK) {
        ok(set == NULL, "  refused");
        is_str(err.where, row->where, "  where");
        return;
    }
    if (!ok(set != NULL, "  admitted"))
        return;
    is_int(ttl, row->ttl, "  seconds to keep");
    is_int(set->renew_after, row->renew_after, "  renewal is the host's");
    is_int(set->obtained, NOW, "  so is the time");
    is_str(set->origin.identity, usual.identity, "  and the identity");
    is_str(set->origin.backend, "local", "  and the backend");
}

static void
test_sizes(void)
{
    static const struct row row = {.expires = NOW + 3600};
    ESC_OWN(esc_secret) bytes = reply_of(&row, 5000);
    struct esc_str reply = {(const char *)esc_secret_bytes(bytes),
                            esc_secret_len(bytes)};
    struct esc_error err = {0};
    unsigned int ttl;

    ok(admit_set(&usual, &reply, &ttl, &err) == NULL && err.code == ESC_E_INPUT
           && err.hint[0] != '\0',
       "over max-payload: refused with the remedy");
}

/* Names that change what programs load: root's mark, not the reply's. */
static void
test_allowed(void)
{
    static const struct row row = {.expires = NOW + 3600};
    char patterns[2][SETTINGS_PATTERN_MAX] = {"B*", "A*"};
    struct list list = {patterns, 2};
    struct admit_terms terms = usual;
    ESC_OWN(esc_secret) bytes = reply_of(&row, 3);
    struct esc_str reply = {(const char *)esc_secret_bytes(bytes),
                            esc_secret_len(bytes)};
    ESC_OWN(esc_cred_set) none = NULL;
    ESC_OWN(esc_cred_set) all = NULL;
    struct esc_error err = {0};
    unsigned int ttl;

    none = admit_set(&terms, &reply, &ttl, &err);
    ok(none != NULL && !none->items[0].allowed,
       "the reply cannot allow a variable");
    terms.allow_variables = &list;
    all = admit_set(&terms, &reply, &ttl, &err);
    ok(all != NULL && all->items[0].allowed, "root can");
}

/* Where AWS saw the person, only the reply can tell whom. */
static void
test_identity(void)
{
    static const struct {
        const char *said, *want;
    } texts[] = {{"dana", "dana"}, {"", ""}, {"da\nna", NULL}};

    for (size_t i = 0; i < 3; i++) {
        ESC_OWN(esc_cred_set) set = esc_cred_set_new();
        ESC_OWN(esc_secret) bytes = esc_secret_new(ESC_CRED_BYTES_MAX);
        struct admit_terms terms = usual;
        struct esc_error err = {0};
        ESC_OWN(esc_cred_set) kept = NULL;
        struct esc_str reply;
        unsigned int ttl;

        set_text(set->origin.environment, NULL, usual.environment);
        set_text(set->origin.identity, texts[i].said, "");
        ok(esc_cred_set_encode(set, bytes, &err), "a set: %s", err.text);
        reply.data = (const char *)esc_secret_bytes(bytes);
        reply.len = esc_secret_len(bytes);
        terms.identity = NULL;
        kept = admit_set(&terms, &reply, &ttl, &err);
        if (texts[i].want == NULL)
            ok(kept == NULL && err.code == ESC_E_BUG,
               "  one that cannot be shown is refused: %s", err.text);
        else
            is_str(kept == NULL ? err.text : kept->origin.identity,
                   texts[i].want, "  the person's identity is the reply's");
    }
}

/* A tree of all values: only where policy shows it. */
static void
test_tree(void)
{
    ESC_OWN(esc_cred_set) set = esc_cred_set_new();
    ESC_OWN(esc_secret) bytes = esc_secret_new(ESC_CRED_BYTES_MAX);
    ESC_OWN(esc_cred_set) refused = NULL;
    ESC_OWN(esc_cred_set) kept = NULL;
    struct admit_terms terms = usual;
    struct esc_error err = {0};
    struct esc_str reply;
    unsigned int ttl;

    set->expires = NOW + 3600;
    set_text(set->origin.environment, NULL, usual.environment);
    set->tree = esc_secret_new(8);
    ok(esc_secret_add(set->tree, "a\0tree", 6)
           && esc_cred_set_encode(set, bytes, &err),
       "a set with a tree: %s", err.text);
    reply.data = (const char *)esc_secret_bytes(bytes);
    reply.len = esc_secret_len(bytes);
    refused = admit_set(&terms, &reply, &ttl, &err);
    ok(refused == NULL && err.code == ESC_E_BUG, "is refused: %s", err.text);
    terms.values = true;
    kept = admit_set(&terms, &reply, &ttl, &err);
    ok(kept != NULL && kept->tree != NULL
           && esc_secret_equal(kept->tree, set->tree),
       "with values in the permit it is kept as it came");
}

/* What was no set cannot be stored as one. */
static const struct {
    const char *name;
    struct esc_cred_item items[2];
    const char *text;
} variables[] = {
    {"a name that is none",
     {{.name = "A=B", .value = (const uint8_t *)"x", .len = 1}},
     "resolver's reply: refuse variable 'A=B': not a valid name"},
    {"a NUL in a value",
     {{.name = "A", .value = (const uint8_t *)"a\0b", .len = 3}},
     "resolver's reply: refuse variable 'A': its value holds a NUL byte"},
    {"one name twice",
     {{.name = "A", .value = (const uint8_t *)"x", .len = 1},
      {.name = "A", .value = (const uint8_t *)"y", .len = 1}},
     "resolver's reply: refuse variable 'A': twice, or out of order"},
    {"names out of order",
     {{.name = "B", .value = (const uint8_t *)"x", .len = 1},
      {.name = "A", .value = (const uint8_t *)"y", .len = 1}},
     "resolver's reply: refuse variable 'A': twice, or out of order"},
};

static void
test_variables(void)
{
    for (size_t i = 0; i < sizeof(variables) / sizeof(variables[0]); i++) {
        const struct esc_cred_item *items = variables[i].items;
        struct esc_cred_set head = {.expires = NOW + 3600};
        uint8_t bytes[4096];
        struct esc_wire_out out = {bytes, bytes + sizeof(bytes), false};
        size_t count = items[1].name == NULL ? 1 : 2;
        static struct admitted admitted;
        struct esc_error err = {0};
        struct esc_str reply = {(const char *)bytes, 0};

        set_text(head.origin.environment, NULL, usual.environment);
        esc_cred_write_head(&out, &head, count, false);
        for (size_t j = 0; j < count; j++)
            esc_cred_write_item(&out, &items[j]);
        reply.len = (size_t)(out.at - bytes);
        ok(!out.failed && !admit(&usual, &reply, &admitted, &err)
               && admitted.bytes == NULL,
           "%s: refused", variables[i].name);
        is_int(err.code, ESC_E_BUG, "  code");
        is_str(err.text, variables[i].text, "  says so");
    }
}

/* Whatever bytes come, it is a clean refusal. */
static void
test_garbage(void)
{
    static const struct row row = {.expires = NOW + 3600};
    ESC_OWN(esc_secret) bytes = reply_of(&row, 3);
    size_t len = esc_secret_len(bytes), taken = 0, coded = 0;
    unsigned int ttl;

    for (size_t cut = 0; cut < len; cut++) {
        struct esc_str reply = {(const char *)esc_secret_bytes(bytes), cut};
        struct esc_error err = {0};
        ESC_OWN(esc_cred_set) set = admit_set(&usual, &reply, &ttl, &err);

        taken += set != NULL;
        coded += err.code == ESC_E_BUG;
    }
    is_int((long long)taken, 0, "no truncation is admitted");
    is_int((long long)coded, (long long)len, "each is the resolver's fault");
}

int
main(void)
{
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        test_row(&rows[i]);
    test_sizes();
    test_allowed();
    test_identity();
    test_tree();
    test_variables();
    test_garbage();
    return tap_done();
}

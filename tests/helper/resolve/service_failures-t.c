/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Backend pulumi, when the service refuses, fails for a while, or answers what
 * no service should: each row of the table of refusals, and hostile bodies.
 */
#include "service_world.h"
#include "tap.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct service_world world;
static struct starter s; /* large */

#define OPEN "POST *[!t]/open"
#define READ "GET *"
#define TOKEN "POST */token"
#define NONE                                                                  \
    {                                                                         \
        NULL, 0, 0, NULL, NULL, NULL, 0, 0                                    \
    }
#define AGAIN(match_, status_, body_)                                         \
    {                                                                         \
        (match_), 9, (status_), NULL, NULL, (body_), 0, 0                     \
    }
static const struct failure {
    const char *name, *environment;
    struct service_fault fault;
    enum esc_code code;
    int requests;
    const char *says, *hint;
} failures[] = {
    {"diagnostics", "acme/aws/bad", NONE, ESC_E_DEFINITION, 2,
     "unknown property \"x\" (and 1 more error)", ""},
    {"an open that needs an approval", "acme/aws/gated", NONE, ESC_E_PROVIDER,
     3, "it needs an approval: HTTP 403: environment requires",
     "esc-session request"},
    {"no right", "acme/closed/env", NONE, ESC_E_PROVIDER, 2,
     "the right to open it is missing: HTTP 403", "access settings"},
    {"no environment", "acme/aws/none", NONE, ESC_E_NOT_FOUND, 2,
     "there is no such environment", "may not see it"},
    {"no version", "acme/aws/dev@9", NONE, ESC_E_NOT_FOUND, 2,
     "version '9' not found", ""},
    {"no tag", "acme/aws/dev@none", NONE, ESC_E_NOT_FOUND, 2,
     "version 'none' not found", ""},
    {"another organization", "other/aws/dev", NONE, ESC_E_PROVIDER, 1,
     "does not accept this host's ID token", "registered"},
    {"a name that is a path of the service", "acme/aws/open", NONE,
     ESC_E_NOT_FOUND, 0, "is not ORG/PROJECT/ENV", ""},
    {"a name with a line break", "acme/aws/dev\r\nX-Evil: 1", NONE,
     ESC_E_NOT_FOUND, 0, "is not ORG/PROJECT/ENV", ""},
    {"a name with a query", "acme/aws/dev?duration=9h", NONE, ESC_E_NOT_FOUND,
     0, "is not ORG/PROJECT/ENV", ""},
    {"a name that climbs", "acme/aws/..", NONE, ESC_E_NOT_FOUND, 0,
     "is not ORG/PROJECT/ENV", ""},
    {"a version that climbs", "acme/aws/dev@1/../../x", NONE, ESC_E_NOT_FOUND,
     0, "is not ORG/PROJECT/ENV", ""},
    {"a token of too long a life", "acme/aws/dev",
     AGAIN(OPEN, 403,
           "{\"code\":403,\"message\":\"token lifetime exceeds 1h\"}"),
     ESC_E_PROVIDER, 2, "tokens that live so long", "shorter life"},
    {"a policy that refuses the token", "acme/aws/dev",
     AGAIN(TOKEN, 403, "{\"message\":\"no policy\"}"), ESC_E_PROVIDER, 1,
     "no policy of the organization", "policies"},
    {"an exchange that is refused, and a clock that is off",
     "acme/aws/dev",
     {TOKEN, 9, 401, "Date", "Fri, 01 Jan 2100 00:00:00 GMT", "{}", 0, 0},
     ESC_E_PROVIDER,
     1,
     "does not accept this host's ID token",
     " behind that of '127.0.0.1': root can set it"},
    {"an exchange that is refused", "acme/aws/dev",
     AGAIN(TOKEN, 400, "plain words"), ESC_E_PROVIDER, 1,
     "HTTP 400: plain words", "pulumi-expiration"},
    {"a session that needs SAML", "acme/aws/dev",
     AGAIN(OPEN, 401,
           "{\"errors\":[{\"errorType\":\"saml_reauth_required\"}]}"),
     ESC_E_PROVIDER, 4, "sign in again: HTTP 401: saml_reauth", "SAML"},
    {"a token that is refused twice", "acme/aws/dev",
     AGAIN(OPEN, 401, "{\"message\":\"Unauthorized\"}"), ESC_E_PROVIDER, 4,
     "does not accept the access token", ""},
    {"a conflict", "acme/aws/dev", AGAIN(OPEN, 409, "{}"), ESC_E_PROVIDER, 2,
     "it has just changed: HTTP 409", "try again"},
    {"a limit for long",
     "acme/aws/dev",
     {OPEN, 9, 429, "Retry-After", "300", "{\"code\":429}", 0, 0},
     ESC_E_PROVIDER,
     2,
     "too many requests",
     "try again in 300 s"},
    {"a limit until a date",
     "acme/aws/dev",
     {OPEN, 9, 429, "Retry-After", "Fri, 01 Jan 2100 00:00:00 GMT", "{}", 0,
      0},
     ESC_E_PROVIDER,
     2,
     "too many requests",
     "try again in 86400 s"},
    {"an open that fails", "acme/aws/dev",
     AGAIN(OPEN, 503, "{\"message\":\"down\"}"), ESC_E_PROVIDER, 2,
     "the service has failed: HTTP 503: down, request request-of-a-fault",
     "in a while"},
    {"a read that fails", "acme/aws/dev", AGAIN(READ, 500, ""), ESC_E_PROVIDER,
     5, "HTTP 500, request request-of-a-fault", ""},
    {"a page of a proxy", "acme/aws/dev",
     AGAIN(OPEN, 418, "<html>\n\n\x1b[31mred\x1b]0;title\x07</html>"),
     ESC_E_PROVIDER, 2, "HTTP 418: <html> \\x1b[31mred\\x1b]0;title\\x07", ""},
    {"a redirect",
     "acme/aws/dev",
     {OPEN, 9, 307, "Location", "https://127.0.0.1:1/", "", 0, 0},
     ESC_E_NETWORK,
     2,
     "refuse the redirect",
     "final address"},
    {"an open cut short",
     "acme/aws/dev",
     {OPEN, 9, 200, NULL, NULL, "{\"id\":\"abcdef\"}", 0, 5},
     ESC_E_NETWORK,
     2,
     "half way",
     ""},
};

static void
test_failures(void)
{
    for (size_t i = 0; i < sizeof(failures) / sizeof(failures[0]); i++) {
        const struct failure *f = &failures[i];

        service_prepare_good(&world, &s, f->environment);
        if (f->fault.match != NULL)
            service_faults(&world, &f->fault, 1);
        s.open.fallback = true; /* an answer is an answer */
        starter_run(&s);
        ok(s.answered && s.set == NULL && s.exit_status == 0, "%s", f->name);
        is_int(s.failure.code, f->code, "%s: code", f->name);
        ok(strstr(s.failure.text, f->says) != NULL, "%s: %s", f->name,
           s.failure.text);
        ok(strstr(s.failure.hint, f->hint) != NULL, "%s: hint: %s", f->name,
           s.failure.hint);
        is_int(service_requests(&world, "{"), f->requests, "%s: requests",
               f->name);
        is_int(s.asked_definitions, 0, "%s: no falling back", f->name);
        service_check_canary(&s, f->name);
        starter_release(&s);
    }
    service_prepare_good(&world, &s, "acme/aws/bad");
    starter_run(&s);
    is_str(s.failure.where, "bad:3:16", "diagnostics: where");
}

static const struct {
    const char *name;
    struct service_fault fault;
    int requests;
} mended[] = {
    {"a 401 once", {OPEN, 1, 401, NULL, NULL, "{}", 0, 0}, 5},
    {"a limit for a second",
     {OPEN, 1, 429, "Retry-After", "1", "{}", 0, 0},
     4},
    {"a limit of reading", {READ, 1, 429, NULL, NULL, "{}", 0, 0}, 4},
    {"a read that fails twice", {READ, 2, 502, NULL, NULL, "x", 0, 0}, 5},
    {"a read cut short",
     {READ, 1, 200, NULL, NULL, "{\"properties\":{}}", 0, 5},
     4},
    {"an exchange that fails once", {TOKEN, 1, 503, NULL, NULL, "", 0, 0}, 4},
};

static void
test_mended(void)
{
    for (size_t i = 0; i < sizeof(mended) / sizeof(mended[0]); i++) {
        service_prepare_good(&world, &s, "acme/aws/dev");
        service_faults(&world, &mended[i].fault, 1);
        starter_run(&s);
        ok(s.set != NULL, "%s: opens: %s", mended[i].name, s.failure.text);
        is_int(service_requests(&world, "{"), mended[i].requests,
               "%s: requests", mended[i].name);
        service_check_canary(&s, mended[i].name);
        starter_release(&s);
    }
}

static void
run_hostile(const char *match, const char *body)
{
    struct service_fault fault = AGAIN(match, 200, body);

    service_prepare_good(&world, &s, "acme/aws/dev");
    service_faults(&world, &fault, 1);
    starter_run(&s);
}

/* SAYS is what is said of it; NULL: it opens all the same. */
static void
hostile(const char *name, const char *match, const char *body,
        const char *says)
{
    run_hostile(match, body);
    if (says == NULL)
        ok(s.set != NULL, "%s: is taken: %s", name, s.failure.text);
    else
        ok(s.answered && s.set == NULL && s.exit_status == 0
               && strstr(s.failure.text, says) != NULL,
           "%s: %s", name, s.failure.text);
    service_check_canary(&s, name);
    starter_release(&s);
}

#define NO_SESSION "no session in its answer"
#define NO_TOKEN "no access_token in its answer"
#define VARIABLES(members)                                                    \
    "{\"properties\":{\"environmentVariables\":{\"value\":{" members "}}}}"
static const struct {
    const char *name, *match, *body, *says;
} bodies[] = {
    {"a token that is a number", TOKEN, "{\"access_token\":1}", NO_TOKEN},
    {"a token with a line break", TOKEN,
     "{\"access_token\":\"a\\r\\nX-Evil: 1\"}", "no token has"},
    {"an empty token", TOKEN, "{\"access_token\":\"\"}", NO_TOKEN},
    {"an answer that is no JSON", TOKEN, "<html>", NO_TOKEN},
    {"an empty answer", OPEN, "", NO_SESSION},
    {"a session that is a path", OPEN, "{\"id\":\"../../user\"}", NO_SESSION},
    {"a session with a query", OPEN, "{\"id\":\"a?b=c\"}", NO_SESSION},
    {"a session that is null", OPEN, "{\"id\":null}", NO_SESSION},
    {"a list", READ, "[]", "it is no object"},
    {"cut JSON", READ, "{\"properties\":{\"a\":", "cannot read what"},
    {"nothing", READ, "", "cannot read what"},
    {"properties that are text", READ, "{\"properties\":\"x\"}",
     "its properties are no object"},
    {"a variable that is text", READ, VARIABLES("\"A\":\"x\""),
     "a value in it is no object"},
    {"a list of variables", READ,
     "{\"properties\":{\"environmentVariables\":{\"value\":[]}}}", NULL},
    {"a group that is text", READ,
     "{\"properties\":{\"environmentVariables\":\"x\",\"files\":1}}", NULL},
    {"a NUL in a variable", READ, VARIABLES("\"A\":{\"value\":\"x\\u0000y\"}"),
     NULL},
    {"flags of other types", READ,
     VARIABLES("\"A\":{\"value\":\"x\",\"secret\":1,\"unknown\":\"no\"}"),
     NULL},
    {"expressions of other types", READ,
     "{\"properties\":{},\"exprs\":{\"a\":{\"builtin\":{\"name\":1}},"
     "\"b\":{\"builtin\":{\"name\":\"fn::open::aws-login\",\"arg\":[]}},"
     "\"c\":{\"builtin\":{\"name\":\"fn::open\",\"arg\":null}}}}",
     NULL},
};

static void
test_hostile(void)
{
    for (size_t i = 0; i < sizeof(bodies) / sizeof(bodies[0]); i++)
        hostile(bodies[i].name, bodies[i].match, bodies[i].body,
                bodies[i].says);
    run_hostile(READ, VARIABLES("\"A\":{\"value\":\"first\"},\"A\":"
                                "{\"value\":\"last\"},\"N\":"
                                "{\"value\":1.50e+2}"));
    is_str(starter_value(&s, "A"), "last", "of two members the last");
    is_str(starter_value(&s, "N"), "1.50e+2", "a number as it is written");
    starter_release(&s);
}

/* The same where policy shows all values: nothing of the tree is a crash. */
static const struct {
    const char *name, *body, *says;
} trees[] = {
    {"a value that is text", "{\"properties\":{\"a\":\"x\"}}",
     "a value in it is no object"},
    {"an item that is text", "{\"properties\":{\"a\":{\"value\":[\"x\"]}}}",
     "a value in it is no object"},
    {"traces of other types",
     "{\"properties\":{\"a\":{\"value\":1,\"trace\":{\"def\":[],\"base\":3}},"
     "\"b\":{\"trace\":\"x\"},\"c\":{\"trace\":{\"def\":{\"environment\":7,"
     "\"begin\":{\"line\":-1,\"column\":99999999999}}}}}}",
     NULL},
    {"no properties", "{}", NULL},
    {"null", "null", NULL},
};

static void
test_trees(void)
{
    for (size_t i = 0; i < sizeof(trees) / sizeof(trees[0]); i++) {
        struct service_fault fault = AGAIN(READ, 200, trees[i].body);

        service_prepare_good(&world, &s, "acme/aws/dev");
        service_faults(&world, &fault, 1);
        s.open.values = true;
        starter_run(&s);
        if (trees[i].says == NULL)
            ok(s.set != NULL && s.set->tree != NULL, "%s: is taken: %s",
               trees[i].name, s.failure.text);
        else
            ok(s.set == NULL && strstr(s.failure.text, trees[i].says) != NULL,
               "%s: %s", trees[i].name, s.failure.text);
        starter_release(&s);
    }
}

/* HEAD and then BYTES of FILL. */
static char *
big(const char *head, const char *fill, size_t bytes)
{
    size_t unit = strlen(fill), used = strlen(head);
    char *out = malloc(used + bytes + unit + 1);

    if (out == NULL)
        abort();
    memcpy(out, head, used);
    for (size_t n = 0; n < bytes; n += unit, used += unit)
        memcpy(out + used, fill, unit);
    out[used] = '\0';
    return out;
}

static void
test_huge(void)
{
    char *body = big("{\"properties\":{\"a\":", "[", 100000);

    hostile("deep JSON", READ, body, "exceeded max depth");
    free(body);
    body = big("", "x", 5 * 1024 * 1024);
    hostile("a huge read", READ, body, "is over");
    hostile("a huge answer to open", OPEN, body, "is over");
    hostile("a huge answer to the exchange", TOKEN, body, "is over");
    free(body);
    body = big("{\"properties\":[0", ",0", 4 * 1024 * 1024 - 100);
    hostile("very many values", READ, body, "cannot read what");
    free(body);
}

int
main(void)
{
    if (!service_world_start(&world)) {
        skip("no double: it needs python3-jwt, python3-cryptography, openssl");
        return tap_done();
    }
    test_failures();
    test_mended();
    test_hostile();
    test_trees();
    test_huge();
    service_world_stop(&world);
    return tap_done();
}

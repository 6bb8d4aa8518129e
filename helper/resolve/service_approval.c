/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An environment that opens only with an approval.  What stands at the
 * service (paths and members as its published description has them):
 *
 *   POST E/open/request           {"changeRequests":[{"changeRequestId"}]},
 * one for each gated environment in the imports POST
 * /api/change-requests/ORG/ID/submit   {"description"} GET
 * /api/change-requests/ORG[/ID]        {"changeRequests":[REQUEST]} POST
 * /api/change-requests/ORG/ID/apply    once it is ready
 *
 *   REQUEST = {"id", "status": draft, pending, ready, applied or closed,
 *              "action": "open", "createdBy": {"githubLogin"}, "description"}
 *
 * Reviewers are people: nothing is created unless the user wants it, nor while
 * an earlier request of the same person waits.  That one is known by its
 * description, which names the environment that was to be opened; those for
 * its imports have the same.
 */
#include "esc/cjson.h"
#include "service.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum {
    REPLY_MAX = 64 * 1024,
    LIST_MAX = 1024 * 1024,
    PAGES_MAX = 5,
    REQUESTS_MAX = 16,
    DESCRIPTION_MAX = ESC_CRED_TEXT_MAX + 64,
    POLL_MS = 1000,
    RESERVE_MS = 2500 /* of the time, for opening and reading after it */
};

static const char wanted[] =
    "{\"grantExpirationSeconds\":90000,\"accessDurationSeconds\":259200}";

struct approval {
    struct service *service;
    char login[SERVICE_NAME_MAX]; /* whose token it is, at the service */
    char description[DESCRIPTION_MAX];
    struct request {
        char id[SERVICE_NAME_MAX];
        bool applied;
    } requests[REQUESTS_MAX];
    size_t count;
};

static bool
is_id(const char *id)
{
    size_t len = id == NULL ? 0 : strlen(id);

    return len > 0 && len < SERVICE_NAME_MAX && id[0] != '.'
           && strspn(id, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                         "0123456789-_.")
                  == len;
}

static void
add_request(struct approval *approval, const char *id)
{
    if (is_id(id) && approval->count < REQUESTS_MAX)
        snprintf(approval->requests[approval->count++].id, SERVICE_NAME_MAX,
                 "%s", id);
}

/* The answer to a GET of PATH; NULL with ERR. */
static struct esc_cjson *
get(struct service *service, const char *path, long *status_out,
    struct esc_error *err)
{
    struct service_call call = {
        .kind = SERVICE_READ, .path = path, .reply_max = LIST_MAX};
    const struct esc_http_reply *reply =
        service_send(service, &call, status_out, err);

    return reply == NULL ? NULL
                         : esc_cjson_parse(reply->body, reply->body_len, err);
}

/* Post BODY; the reply, borrowed, or NULL with ERR. */
static const struct esc_http_reply *
post(struct service *service, const char *path, const char *body,
     struct esc_error *err)
{
    struct service_call call = {.kind = SERVICE_ASK,
                                .path = path,
                                .body = body,
                                .body_len = strlen(body),
                                .reply_max = REPLY_MAX};
    long status;

    return service_send(service, &call, &status, err);
}

static void
request_path(const struct approval *approval, const char *id, const char *verb,
             char out[ESC_MESSAGE_URL_MAX])
{
    snprintf(out, ESC_MESSAGE_URL_MAX, "/api/change-requests/%s%s%s%s",
             approval->service->organization, id[0] == '\0' ? "" : "/", id,
             verb);
}

/* Who we are there: a personal token's owner, else whom the service names. */
static bool
find_login(struct approval *approval, struct esc_error *err)
{
    const char *scope = approval->service->world->open->service_scope;
    ESC_OWN(esc_cjson) json = NULL;
    const char *login = NULL;
    long status;

    if (strncmp(scope, "user:", 5) == 0) {
        snprintf(approval->login, sizeof(approval->login), "%.127s",
                 scope + 5);
        return true;
    }
    json = get(approval->service, "/api/user", &status, err);
    if (json != NULL)
        login = esc_cjson_text(esc_cjson_get(json, "githubLogin"));
    if (login != NULL)
        snprintf(approval->login, sizeof(approval->login), "%.127s", login);
    return json != NULL;
}

static bool
is_mine(const struct approval *approval, const struct esc_cjson *one)
{
    const char *status = esc_cjson_text(esc_cjson_get(one, "status"));
    const char *action = esc_cjson_text(esc_cjson_get(one, "action"));
    const char *words = esc_cjson_text(esc_cjson_get(one, "description"));
    const char *login = esc_cjson_text(
        esc_cjson_get(esc_cjson_get(one, "createdBy"), "githubLogin"));

    return status != NULL && action != NULL && words != NULL && login != NULL
           && (strcmp(status, "pending") == 0 || strcmp(status, "ready") == 0)
           && strcmp(action, "open") == 0
           && strcmp(words, approval->description) == 0
           && strcasecmp(login, approval->login) == 0;
}

/*
 * One page of them, from TOKEN on (NULL: the first), which becomes the next
 * page's or NULL.  A service that does not list them (400, 404) has none.
 */
static bool
find_page(struct approval *approval, char **token, struct esc_error *err)
{
    ESC_BUF_OWN query = ESC_BUF_LIMIT(ESC_MESSAGE_URL_MAX / 2);
    char path[ESC_MESSAGE_URL_MAX];
    ESC_OWN(esc_cjson) json = NULL;
    const struct esc_cjson *list;
    const char *next;
    long status;

    esc_buf_add_form(&query, "count", "100");
    if (*token != NULL)
        esc_buf_add_form(&query, "continuationToken", *token);
    free(*token);
    *token = NULL;
    if (!esc_buf_ok(&query, err))
        return false;
    request_path(approval, "", "?", path);
    snprintf(path + strlen(path), sizeof(path) - strlen(path), "%s",
             esc_buf_text(&query));
    json = get(approval->service, path, &status, err);
    if (json == NULL)
        return status == 400 || status == 404;
    list = esc_cjson_get(json, "changeRequests");
    for (size_t i = 0; i < esc_cjson_count(list); i++) {
        const struct esc_cjson *one = esc_cjson_item(list, i);

        if (is_mine(approval, one))
            add_request(approval, esc_cjson_text(esc_cjson_get(one, "id")));
    }
    next = esc_cjson_text(esc_cjson_get(json, "continuationToken"));
    if (next != NULL && *next != '\0')
        *token = strdup(next);
    return true;
}

/* Those that wait. */
static bool
find_requests(struct approval *approval, struct esc_error *err)
{
    char *token = NULL;
    bool found = find_page(approval, &token, err);

    for (int page = 1; found && token != NULL && page < PAGES_MAX; page++)
        found = find_page(approval, &token, err);
    free(token);
    return found;
}

static bool
submit_all(const struct approval *approval, struct esc_error *err)
{
    char path[ESC_MESSAGE_URL_MAX];
    ESC_BUF_OWN body = ESC_BUF_LIMIT(4096);

    esc_buf_add_str(&body, "{\"description\":");
    esc_buf_add_json(&body, approval->description);
    esc_buf_add_char(&body, '}');
    for (size_t i = 0; i < approval->count; i++) {
        request_path(approval, approval->requests[i].id, "/submit", path);
        if (post(approval->service, path, esc_buf_text(&body), err) == NULL)
            return esc_fail_while(err, "cannot submit change request '%s'",
                                  approval->requests[i].id);
    }
    return true;
}

static bool
create(struct approval *approval, struct esc_error *err)
{
    struct service *service = approval->service;
    char path[ESC_MESSAGE_URL_MAX];
    const struct esc_http_reply *reply;
    ESC_OWN(esc_cjson) json = NULL;
    const struct esc_cjson *list;

    snprintf(path, sizeof(path), "/api/esc/environments/%s/open/request",
             service->full_name);
    reply = post(service, path, wanted, err);
    if (reply != NULL)
        json = esc_cjson_parse(reply->body, reply->body_len, err);
    if (json == NULL)
        return esc_fail_while(err, "cannot ask for an approval");
    list = esc_cjson_get(json, "changeRequests");
    for (size_t i = 0; i < esc_cjson_count(list); i++)
        add_request(approval,
                    esc_cjson_text(esc_cjson_get(esc_cjson_item(list, i),
                                                 "changeRequestId")));
    if (approval->count > 0)
        return submit_all(approval, err);
    return esc_fail(err, ESC_E_INPUT, service->host,
                    "cannot ask for an approval: '%s' names no change request",
                    service->host);
}

/* How REQUEST stands now; applied as soon as its reviewers let it be. */
static bool
look(const struct approval *approval, struct request *request,
     struct esc_error *err)
{
    char path[ESC_MESSAGE_URL_MAX];
    ESC_OWN(esc_cjson) json = NULL;
    const char *status;
    long code;

    request_path(approval, request->id, "", path);
    json = get(approval->service, path, &code, err);
    if (json == NULL)
        return esc_fail_while(err, "cannot look at change request '%s'",
                              request->id);
    status = esc_cjson_text(esc_cjson_get(json, "status"));
    if (status != NULL && strcmp(status, "closed") == 0)
        return esc_fail(err, ESC_E_PROVIDER, approval->service->full_name,
                        "the approval is not given: change request '%s' is "
                        "closed",
                        request->id);
    if (status != NULL && strcmp(status, "ready") == 0) {
        request_path(approval, request->id, "/apply", path);
        if (post(approval->service, path, "", err) == NULL)
            return esc_fail_while(err, "cannot apply change request '%s'",
                                  request->id);
        request->applied = true;
    }
    request->applied |= status != NULL && strcmp(status, "applied") == 0;
    return true;
}

/* How many still wait for a reviewer; -1 with ERR. */
static int
look_at_all(struct approval *approval, struct esc_error *err)
{
    int waiting = 0;

    for (size_t i = 0; i < approval->count; i++) {
        struct request *request = &approval->requests[i];

        if (!request->applied && !look(approval, request, err))
            return -1;
        waiting += !request->applied;
    }
    return waiting;
}

/* The page for people, where the address tells it. */
static bool
say_where(const struct approval *approval, struct esc_error *err)
{
    const struct service *service = approval->service;
    ESC_BUF_OWN ids = ESC_BUF_LIMIT(400);

    for (size_t i = 0; i < approval->count; i++)
        if (!approval->requests[i].applied)
            esc_buf_printf(&ids, "%s'%s'", ids.len == 0 ? "" : ", ",
                           approval->requests[i].id);
    esc_fail(err, ESC_E_PROVIDER, service->full_name,
             "the approval is asked for and not given yet: change request %s",
             esc_buf_text(&ids));
    if (strncmp(service->host, "api.", 4) == 0)
        return esc_fail_hint(err,
                             "https://app.%s/%s/esc/%s/%s shows it; the next "
                             "use looks again",
                             service->host + 4, service->organization,
                             service->project, service->environment);
    return esc_fail_hint(err,
                         "the console of '%s' shows it; the next use looks "
                         "again",
                         service->host);
}

/* Look until all are applied, for as long as a user who asked may wait. */
static bool
await(struct approval *approval, struct esc_error *err)
{
    struct service *service = approval->service;
    int64_t end = service->deadline_ms - RESERVE_MS;

    for (;;) {
        int waiting = look_at_all(approval, err);
        int64_t until = esc_frame_now_ms() + POLL_MS;

        if (waiting <= 0)
            return waiting == 0;
        if (!service->world->open->ask_approval || until > end)
            return say_where(approval, err);
        while (esc_frame_now_ms() < until)
            if (!esc_http_wait(service->world->http, until, err))
                return false;
    }
}

bool
service_approve(struct service *service, struct esc_error *err)
{
    struct esc_error refusal = *err;
    struct approval approval = {.service = service};

    snprintf(approval.description, sizeof(approval.description),
             "to open %s; asked for by esc-session", service->full_name);
    if (!find_login(&approval, err) || !find_requests(&approval, err))
        return esc_fail_while(err, "cannot look for an approval");
    if (approval.count == 0 && !service->world->open->ask_approval) {
        *err = refusal;
        return false;
    }
    if (approval.count == 0 && !create(&approval, err))
        return false;
    return await(&approval, err);
}

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Token, open, read.  The whole environment is read at once: reading single
 * properties would be two requests, would fail where one of them is missing,
 * and would not show how long its logins last.
 */
#include "esc/cjson.h"
#include "esc/text.h"
#include "project.h"
#include "service.h"
#include <stdio.h>
#include <string.h>
#include <syslog.h>
#include <time.h>

enum {
    OPEN_REPLY_MAX = 256 * 1024,
    READ_REPLY_MAX = 4 * 1024 * 1024,
    READ_MEMORY = 256 * 1024 * 1024,
    LIFE_MARGIN = 60, /* seconds: the clock ran while the service worked */
    LIFE_DEFAULT = 3600,
    SESSION_MAX = 256,
};

/* ORG/PROJECT/ENV[@VERSION] into its parts; they hold only what
 * esc_text_is_environment lets pass, so they need no encoding in a path. */
static bool
split_name(struct service *service, struct esc_error *err)
{
    const char *name = service->world->open->environment;
    int taken = sscanf(name, "%127[^/@]/%127[^/@]/%127[^/@]@%127[^/@]",
                       service->organization, service->project,
                       service->environment, service->version);

    snprintf(service->full_name, sizeof(service->full_name), "%s/%s/%s",
             service->organization, service->project, service->environment);
    if (taken >= 3 && esc_text_is_environment(name)
        && strcmp(service->environment, "open") != 0
        && strcmp(service->environment, "yaml") != 0)
        return true;
    return esc_fail(err, ESC_E_NOT_FOUND, name,
                    "'%s' is not ORG/PROJECT/ENV as the service has them",
                    name);
}

/* The path that opens the environment or VERSION of it, and SUFFIX. */
static void
open_path(const struct service *service, const char *version,
          const char *suffix, char out[ESC_MESSAGE_URL_MAX])
{
    snprintf(out, ESC_MESSAGE_URL_MAX, "/api/esc/environments/%s%s%s/open%s",
             service->full_name, version[0] != '\0' ? "/versions/" : "",
             version, suffix);
}

/* What Go's time.Duration prints. */
static void
go_duration(uint64_t seconds, char *out, size_t size)
{
    unsigned long long h = seconds / 3600, m = seconds / 60 % 60,
                       s = seconds % 60;

    if (h > 0)
        snprintf(out, size, "%lluh%llum%llus", h, m, s);
    else if (m > 0)
        snprintf(out, size, "%llum%llus", m, s);
    else
        snprintf(out, size, "%llus", s);
}

/* The id of an opened session, which becomes a part of a path. */
static bool
take_session(const struct service *service, const struct esc_http_reply *reply,
             char out[SESSION_MAX], struct esc_error *err)
{
    struct esc_error why;
    ESC_OWN(esc_cjson)
    json = esc_cjson_parse(reply->body, reply->body_len, &why);
    const char *id = esc_cjson_text(esc_cjson_get(json, "id"));
    size_t len = id == NULL ? 0 : strlen(id);

    if (len > 0 && len < SESSION_MAX
        && strspn(id, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                      "0123456789-_.~")
               == len
        && id[0] != '.') {
        memcpy(out, id, len + 1);
        return true;
    }
    return esc_fail(err, ESC_E_INPUT, service->host,
                    "'%s' does not answer like Pulumi's service: no session"
                    " in its answer",
                    service->host);
}

static bool
open_session(struct service *service, char session[SESSION_MAX],
             struct esc_error *err)
{
    uint64_t lifetime = service->world->open->service_lifetime;
    char path[ESC_MESSAGE_URL_MAX], suffix[80] = "?duration=";
    struct service_call call = {.kind = SERVICE_OPEN,
                                .path = path,
                                .body = "",
                                .reply_max = OPEN_REPLY_MAX};
    const struct esc_http_reply *reply;
    long status;

    go_duration(lifetime == 0 ? LIFE_DEFAULT : lifetime,
                suffix + strlen(suffix), sizeof(suffix) - strlen(suffix));
    open_path(service, service->version, suffix, path);
    reply = service_send(service, &call, &status, err);
    if (reply == NULL && status == 401) {
        struct esc_error refusal = *err;

        if (service_renew_token(service, err))
            reply = service_send(service, &call, &status, err);
        else
            *err = refusal;
    }
    return reply != NULL && take_session(service, reply, session, err);
}

/* Where policy shows all of it. */
static bool
take_tree(struct service *service, const struct service_values *values,
          struct esc_error *err)
{
    if (!service->world->open->values)
        return true;
    service->tree = values->is_null ? esc_value_null(service->arena)
                                    : service_tree(service->arena,
                                                   values->properties, err);
    return service->tree != NULL;
}

/* Read SESSION into SET, the life of what is in it counted from OPENED. */
static struct esc_cred_set *
read_session(struct service *service, const char *session, int64_t opened,
             struct esc_error *err)
{
    uint64_t usual = service->world->open->aws_duration;
    char path[ESC_MESSAGE_URL_MAX], suffix[SESSION_MAX + 1];
    struct service_call call = {
        .kind = SERVICE_READ, .path = path, .reply_max = READ_REPLY_MAX};
    const struct esc_http_reply *reply;
    struct service_values values;
    ESC_OWN(esc_cred_set) set = NULL;
    long status;

    service->arena = esc_arena_new(READ_MEMORY);
    if (service->arena == NULL) {
        esc_fail(err, ESC_E_SYSTEM, NULL, "out of memory");
        return NULL;
    }
    snprintf(suffix, sizeof(suffix), "/%s", session);
    open_path(service, "", suffix, path);
    reply = service_send(service, &call, &status, err);
    if (reply == NULL)
        return NULL;
    if (!service_values(service->arena,
                        (struct esc_str){reply->body, reply->body_len},
                        usual == 0 ? LIFE_DEFAULT : usual, &values, err)
        || !take_tree(service, &values, err)) {
        esc_fail_while(err, "cannot read what '%s' answers", service->host);
        return NULL;
    }
    set =
        project_variables(service->world, values.variables, values.count, err);
    if (set == NULL)
        return NULL;
    set->obtained = opened;
    if (values.life != 0)
        set->expires = opened + (int64_t)values.life - LIFE_MARGIN;
    set->renew_after = esc_cred_set_renewal(opened, set->expires);
    return esc_cred_set_take(&set);
}

static struct esc_secret *
open_and_read(struct service *service, struct esc_error *err)
{
    int64_t opened = (int64_t)time(NULL);
    char session[SESSION_MAX];
    ESC_OWN(esc_cred_set) set = NULL;

    if (!open_session(service, session, err)
        && !(service->gated && service_approve(service, err)
             && open_session(service, session, err)))
        return NULL;
    set = read_session(service, session, opened, err);
    if (set == NULL)
        return NULL;
    snprintf(set->origin.environment, sizeof(set->origin.environment), "%s",
             service->full_name);
    snprintf(set->origin.revision, sizeof(set->origin.revision), "%s",
             service->version);
    snprintf(set->origin.identity, sizeof(set->origin.identity), "%s",
             service->identity);
    snprintf(set->origin.backend, sizeof(set->origin.backend), "pulumi");
    project_tree(service->world, set, service->tree);
    return project_encode(service->world, set, err);
}

static void
say_fallback(const struct service *service, const struct esc_error *why)
{
    ESC_LOG_OWN record = {0};

    esc_log_start(&record, "fallback");
    esc_log_field(&record, "service", service->host);
    esc_log_error(&record, why);
    source_log(service->world->source, LOG_WARNING, &record);
}

struct esc_secret *
service_resolve(struct world *world, bool *fall_back_out,
                struct esc_error *err)
{
    const struct esc_message_open *open = world->open;
    struct service service = {.world = world,
                              .deadline_ms = world->settings.deadline_ms};
    int64_t now = esc_frame_now_ms();
    struct esc_secret *encoded = NULL;

    *fall_back_out = false;
    if (!split_name(&service, err)
        || !esc_http_check_url(open->service_url, open->loopback_http,
                               service.host, NULL, err))
        return NULL;
    /* What comes after it needs time, too. */
    if (open->fallback)
        service.deadline_ms = now + (service.deadline_ms - now) / 2;
    if (service_authorize(&service, err))
        encoded = open_and_read(&service, err);
    esc_http_ops_curl.end(service.transfer);
    esc_buf_release(&service.authorization);
    esc_arena_free(service.arena);
    if (encoded != NULL)
        return encoded;
    *fall_back_out =
        open->fallback && !service.answered && !service.refused
        && (err->code == ESC_E_NETWORK || err->code == ESC_E_TIMEOUT);
    if (*fall_back_out)
        say_fallback(&service, err);
    return NULL;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* The tests' side of service.py. */
#include "service_world.h"
#include "esc/buf.h"
#include "tap.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static FILE *
state(const struct service_world *world, const char *name, const char *mode)
{
    char path[160];

    snprintf(path, sizeof(path), "%s/state/%s", world->canned.folder, name);
    return fopen(path, mode);
}

static void
load(const struct service_world *world, const char *name, char *out,
     size_t size)
{
    char path[160];
    size_t n = 0;
    FILE *file;

    snprintf(path, sizeof(path), "%s/%s", world->canned.folder, name);
    file = fopen(path, "r");
    if (file != NULL) {
        n = fread(out, 1, size - 1, file);
        fclose(file);
    }
    out[n] = '\0';
}

bool
service_world_start(struct service_world *world)
{
    if (!canned_start_script(&world->canned, "service.py"))
        return false;
    load(world, "jwt", world->jwt, sizeof(world->jwt));
    load(world, "stranger", world->stranger, sizeof(world->stranger));
    return true;
}

void
service_world_stop(struct service_world *world)
{
    canned_stop(&world->canned);
}

void
service_prepare(const struct service_world *world, struct starter *s,
                const char *environment, const char *name)
{
    static const struct starter_definition none[] = {{NULL, NULL}};
    struct esc_message_open *open = &s->open;
    char url[128];

    starter_init(s, none);
    s->token = world->jwt;
    snprintf(open->environment, sizeof(open->environment), "%s", environment);
    snprintf(open->ca_path, sizeof(open->ca_path), "%s/certs",
             world->canned.folder);
    snprintf(open->service_url, sizeof(open->service_url), "%s",
             canned_url(&world->canned, "https://127.0.0.1", name, "", url));
    snprintf(open->service_kind, sizeof(open->service_kind), "personal");
    snprintf(open->service_scope, sizeof(open->service_scope), "user:dana-k");
    open->service_expiration = 900;
    open->service_lifetime = 3600;
    open->aws_duration = 3600;
}

void
service_faults(const struct service_world *world,
               const struct service_fault *faults, size_t count)
{
    ESC_BUF_OWN json = ESC_BUF_LIMIT(8 * 1024 * 1024);
    FILE *file;

    esc_buf_add_char(&json, '[');
    for (size_t i = 0; i < count; i++) {
        const struct service_fault *f = &faults[i];

        esc_buf_add_str(&json, i == 0 ? "{\"match\":" : ",{\"match\":");
        esc_buf_add_json(&json, f->match);
        esc_buf_printf(&json, ",\"times\":%d,\"delay\":%d", f->times,
                       f->delay);
        if (f->status != 0)
            esc_buf_printf(&json, ",\"status\":%d,\"body\":", f->status);
        if (f->status != 0)
            esc_buf_add_json(&json, f->body == NULL ? "" : f->body);
        if (f->header != NULL) {
            esc_buf_printf(&json, ",\"headers\":{\"%s\":", f->header);
            esc_buf_add_json(&json, f->value);
            esc_buf_add_char(&json, '}');
        }
        if (f->cut > 0)
            esc_buf_printf(&json, ",\"cut\":%d", f->cut);
        esc_buf_add_char(&json, '}');
    }
    esc_buf_add_char(&json, ']');
    file = state(world, "faults.json", "w");
    if (file != NULL) {
        fputs(esc_buf_text(&json), file);
        fclose(file);
    }
    file = state(world, "requests.jsonl", "w");
    if (file != NULL)
        fclose(file);
}

int
service_requests(const struct service_world *world, const char *text)
{
    FILE *file = state(world, "requests.jsonl", "r");
    char line[4096];
    int count = 0;

    while (file != NULL && fgets(line, sizeof(line), file) != NULL)
        count += strstr(line, text) != NULL;
    if (file != NULL)
        fclose(file);
    return count;
}

int
service_connections(const struct service_world *world)
{
    FILE *file = state(world, "requests.jsonl", "r");
    long numbers[64], number;
    char line[4096];
    int count = 0;

    while (file != NULL && fgets(line, sizeof(line), file) != NULL) {
        int i = 0;

        number = strtol(line + strlen("{\"connection\": "), NULL, 10);
        while (i < count && numbers[i] != number)
            i++;
        if (i == count && count < 64)
            numbers[count++] = number;
    }
    if (file != NULL)
        fclose(file);
    return count;
}

static void
edit_changes(const struct service_world *world, const char *script)
{
    char command[256];

    snprintf(command, sizeof(command), "sed -i '%s' %s/state/changes.json",
             script, world->canned.folder);
    if (system(command) != 0)
        perror("sed");
}

void
service_approve_all(const struct service_world *world)
{
    edit_changes(world, "s/\"approved\": false/\"approved\": true/g");
}

void
service_close_all(const struct service_world *world)
{
    edit_changes(world, "s/\"approved\"/\"closed\": true, &/g");
}

void
service_prepare_good(const struct service_world *world, struct starter *s,
                     const char *environment)
{
    service_prepare(world, s, environment, "good");
    service_faults(world, NULL, 0);
}

void
service_check_canary(const struct starter *s, const char *name)
{
    static const char *const secrets[] = {"CANARY", "pul-", "eyJ"};

    for (size_t i = 0; i < 3; i++)
        ok(strstr(s->log, secrets[i]) == NULL
               && strstr(s->failure.text, secrets[i]) == NULL
               && strstr(s->failure.hint, secrets[i]) == NULL,
           "%s: shows nothing like %s", name, secrets[i]);
}

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Both backends, the same answer: definitions of the original's test data
 * through the local backend, and their recorded results through the double of
 * the service, must give a session the same variables.
 */
#include "service_world.h"
#include "tap.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FILES_MAX = 16 };

static struct service_world world;
static struct starter local, service; /* large */

static char *
load(const char *name, const char *file)
{
    char path[512];
    char *text = calloc(1, 65536);
    FILE *in;

    snprintf(path, sizeof(path), "%s/same/%s/%s.yaml", world.canned.folder,
             name, file);
    in = fopen(path, "r");
    if (text == NULL || in == NULL || fread(text, 1, 65535, in) == 0)
        diag("cannot read %s", path);
    if (in != NULL)
        fclose(in);
    return text;
}

/* NAME's root and the files it is made of, as the local backend has them. */
static void
run_local(const char *name, char *files)
{
    struct starter_definition definitions[FILES_MAX + 2] = {{NULL, NULL}};
    char names[FILES_MAX + 1][160], *texts[FILES_MAX + 1];
    size_t count = 0;

    snprintf(names[0], sizeof(names[0]), "acme/aws/%s", name);
    texts[count++] = load(name, "root");
    for (char *file = strtok_r(files, " \n", &files);
         file != NULL && count <= FILES_MAX;
         file = strtok_r(NULL, " \n", &files)) {
        snprintf(names[count], sizeof(names[0]), "acme/default/%s", file);
        texts[count++] = load(name, file);
    }
    for (size_t i = 0; i < count; i++)
        definitions[i] = (struct starter_definition){names[i], texts[i]};
    starter_init(&local, definitions);
    snprintf(local.open.environment, sizeof(local.open.environment), "%s",
             names[0]);
    starter_run(&local);
    for (size_t i = 0; i < count; i++)
        free(texts[i]);
}

static bool
is_same(const struct esc_cred *a, const struct esc_cred *b)
{
    return strcmp(a->name, b->name) == 0 && a->secret == b->secret
           && a->file == b->file && esc_secret_equal(a->value, b->value);
}

static void
compare(const char *name)
{
    size_t i = 0;

    if (local.set == NULL || service.set == NULL) {
        ok(false, "%s: local: %s %s, service: %s", name, local.failure.where,
           local.failure.text, service.failure.text);
        return;
    }
    while (i < local.set->count && i < service.set->count
           && is_same(&local.set->items[i], &service.set->items[i]))
        i++;
    ok(i == local.set->count && i == service.set->count,
       "%s: the same %zu of %zu variables", name, i, service.set->count);
    if (i < local.set->count && i < service.set->count)
        diag("%s: local '%s', service '%s'", local.set->items[i].name,
             (const char *)esc_secret_bytes(local.set->items[i].value),
             (const char *)esc_secret_bytes(service.set->items[i].value));
}

static void
test_case(char *line)
{
    char *files = line, *name = strsep(&files, " ");
    char environment[160];

    snprintf(environment, sizeof(environment), "acme/aws/%s", name);
    run_local(name, files);
    service_prepare(&world, &service, environment, "good");
    starter_run(&service);
    compare(name);
    starter_release(&local);
    starter_release(&service);
}

int
main(void)
{
    char path[128], line[1024];
    FILE *list;

    if (!service_world_start(&world)) {
        skip("no double: it needs python3-jwt, python3-cryptography, openssl");
        return tap_done();
    }
    snprintf(path, sizeof(path), "%s/same/list", world.canned.folder);
    list = fopen(path, "r");
    ok(list != NULL, "cases are there");
    while (list != NULL && fgets(line, sizeof(line), list) != NULL)
        test_case(line);
    if (list != NULL)
        fclose(list);
    service_world_stop(&world);
    return tap_done();
}

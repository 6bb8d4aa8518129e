/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Scenarios: each file in scripts/ says the module's options, the world, what
 * is called and what must come back, be logged, be shown and be done to keys.
 *
 *   # behaviour that the scenario shows
 *   [options] ARGUMENT...
 *   [world]   NAME=VALUE        service user uid rhost auth ring home euid
 *                               account=none
 *   [fail]    CALL NUMBER ERRNO
 *   [run]     open|close [silent] = PAM_CODE, or end [silent]
 *   [log] [told] [did]  lines in order; '*' is anything
 *   [live]    how many keys of ours a process still reaches
 */
#include "world.h"
#include "esc/text.h"
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <tap.h>

#define ARGS_MAX 16

struct script {
    struct pam_handle world;
    char line[2048], kept[64][2048]; /* values that the world points into */
    int kept_count;
    const char *args[ARGS_MAX];
    int arg_count;
    char log[WORLD_TEXT_MAX], told[WORLD_TEXT_MAX], did[WORLD_TEXT_MAX];
    bool check_did;
    const char *name;
};

static const struct {
    const char *name;
    int code;
} codes[] = {{"PAM_SUCCESS", PAM_SUCCESS},
             {"PAM_IGNORE", PAM_IGNORE},
             {"PAM_SESSION_ERR", PAM_SESSION_ERR}};

static char *
keep(struct script *s, const char *text)
{
    char *out = s->kept[s->kept_count++];

    snprintf(out, sizeof(s->kept[0]), "%s", text);
    return out;
}

static void
set_world(struct script *s, char *assignment)
{
    struct pam_handle *w = &s->world;
    char *value = strchr(assignment, '=');
    struct {
        const char *name, **at;
    } texts[] = {{"service", &w->service},
                 {"user", &w->user},
                 {"rhost", &w->rhost},
                 {"auth", &w->auth},
                 {"ring", &w->ring}};

    *value++ = '\0';
    value = keep(s, value);
    for (char *p = strstr(value, "\\n"); p != NULL; p = strstr(p, "\\n"))
        memmove(p, p + 1, strlen(p)), *p = '\n';
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
        if (strcmp(texts[i].name, assignment) == 0)
            *texts[i].at = value;
    if (strcmp(assignment, "user") == 0)
        w->account.pw_name = value;
    if (strcmp(assignment, "home") == 0)
        w->account.pw_dir = value;
    if (strcmp(assignment, "uid") == 0)
        w->account.pw_uid = (uid_t)strtoul(value, NULL, 10);
    if (strcmp(assignment, "euid") == 0)
        w->euid = (uid_t)strtoul(value, NULL, 10);
    if (strcmp(assignment, "account") == 0)
        w->no_account = true;
    if (strcmp(assignment, "ring") == 0 && strcmp(value, "none") == 0)
        w->ring = NULL;
}

static int
errno_named(const char *name)
{
    return strcmp(name, "EDQUOT") == 0   ? EDQUOT
           : strcmp(name, "ENOSYS") == 0 ? ENOSYS
                                         : EPERM;
}

static void
set_fail(struct script *s, const char *text)
{
    char call[32], cause[32];

    if (sscanf(text, "%31s %d %31s", call, &s->world.fail_at, cause) != 3)
        ok(false, "%s: [fail] CALL NUMBER ERRNO", s->name);
    s->world.fail = keep(s, call);
    s->world.fail_with = errno_named(cause);
}

static int
call(struct script *s, const char *what)
{
    int flags = strstr(what, "silent") == NULL ? 0 : (int)PAM_SILENT;

    if (strncmp(what, "open", 4) == 0)
        return pam_sm_open_session(&s->world, flags, s->arg_count, s->args);
    if (strncmp(what, "close", 5) == 0)
        return pam_sm_close_session(&s->world, flags, s->arg_count, s->args);
    world_end(&s->world, flags == 0 ? 0 : PAM_DATA_SILENT);
    return PAM_SUCCESS;
}

static void
run(struct script *s, const char *text)
{
    const char *want = strstr(text, "= ");
    int got = call(s, text);

    if (want == NULL)
        return;
    for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++)
        if (strcmp(codes[i].name, want + 2) == 0)
            is_int(got, codes[i].code, "%s: %s", s->name, text);
}

static void
add_line(char out[WORLD_TEXT_MAX], const char *text)
{
    size_t len = strlen(out);

    snprintf(out + len, WORLD_TEXT_MAX - len, "%s\n", text);
}

static void
take(struct script *s, char *line)
{
    char *text = line + strcspn(line, "]") + 1;

    text += strspn(text, " ");
    if (strncmp(line, "[options]", 9) == 0) {
        char *at = keep(s, text), *word;

        while ((word = strsep(&at, " ")) != NULL)
            if (*word != '\0' && s->arg_count < ARGS_MAX)
                s->args[s->arg_count++] = word;
    } else if (strncmp(line, "[world]", 7) == 0) {
        set_world(s, text);
    } else if (strncmp(line, "[fail]", 6) == 0) {
        set_fail(s, text);
    } else if (strncmp(line, "[run]", 5) == 0) {
        run(s, text);
    } else if (strncmp(line, "[log]", 5) == 0) {
        add_line(s->log, text);
    } else if (strncmp(line, "[told]", 6) == 0) {
        add_line(s->told, text);
    } else if (strncmp(line, "[did]", 5) == 0) {
        s->check_did = true;
        add_line(s->did, text);
    } else if (strncmp(line, "[live]", 6) == 0) {
        is_int(world_live_keys(&s->world), strtol(text, NULL, 10),
               "%s: live keys", s->name);
    } else if (*line != '#' && *line != '\0') {
        ok(false, "%s: unknown line '%s'", s->name, line);
    }
}

static void
matches(const struct script *s, const char *got, const char *want,
        const char *what)
{
    if (!ok(esc_text_match(want, got), "%s: %s", s->name, what))
        diag("got:\n%s\nwant:\n%s", got, want);
}

static void
run_script(const char *folder, const char *name)
{
    static struct script s;
    char path[1024];
    FILE *file;

    snprintf(path, sizeof(path), "%s/%s", folder, name);
    file = fopen(path, "r");
    if (!ok(file != NULL, "%s", name))
        return;
    memset(&s, 0, sizeof(s));
    s.name = name;
    world_reset(&s.world);
    while (fgets(s.line, sizeof(s.line), file) != NULL) {
        s.line[strcspn(s.line, "\n")] = '\0';
        take(&s, s.line);
    }
    fclose(file);
    world_end(&s.world, PAM_DATA_SILENT);
    matches(&s, s.world.log, s.log, "log");
    matches(&s, s.world.told, s.told, "told");
    if (s.check_did)
        matches(&s, s.world.did, s.did, "did");
    is_int(s.world.fsuid, 0, "%s: root's ids are back", name);
}

static int
is_script(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

int
main(void)
{
    const char *srcdir = getenv("srcdir");
    struct dirent **entries;
    char folder[512];
    int count;

    snprintf(folder, sizeof(folder), "%s/tests/pam_module/scripts",
             srcdir == NULL ? "." : srcdir);
    count = scandir(folder, &entries, is_script, alphasort);
    ok(count > 0, "scenarios in %s", folder);
    for (int i = 0; i < count; i++) {
        run_script(folder, entries[i]->d_name);
        free(entries[i]);
    }
    if (count > 0)
        free(entries);
    return tap_done();
}

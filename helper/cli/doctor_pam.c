/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where pam_esc stands in the session stacks of sshd and login.  Its place
 * decides: pam_keyinit behind it replaces the keyring that holds its gate, and
 * by pam_env before it users overwrite what sshd said of their key.
 */
#include "doctor.h"
#include <glob.h>
#include <string.h>
#include <unistd.h>

#define FOLDER "/etc/pam.d"
#define DEPTH_MAX 8

struct stack {
    bool esc;             /* pam_esc was met */
    bool keyinit, forced; /* before it */
    bool late_keyinit;    /* behind it */
    bool early_env;       /* user_readenv before it */
    char module[512];     /* as it is written */
};

/* The next word of *REST, a bracketed control in one piece; "" at the end. */
static const char *
next_word(char **rest)
{
    char *word = *rest + strspn(*rest, " \t"), *end;

    end = *word == '[' ? strchr(word, ']') : NULL;
    end = end != NULL ? end + 1 : word + strcspn(word, " \t");
    *rest = end + (*end != '\0');
    *end = '\0';
    return word;
}

static const char *
base_of(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash == NULL ? path : slash + 1;
}

static void
take_module(struct stack *stack, const char *module, const char *options)
{
    const char *name = base_of(module);

    if (strcmp(name, "pam_esc.so") == 0) {
        stack->esc = true;
        snprintf(stack->module, sizeof(stack->module), "%s", module);
    } else if (strcmp(name, "pam_keyinit.so") == 0) {
        stack->late_keyinit |= stack->esc;
        stack->keyinit |= !stack->esc;
        stack->forced |= !stack->esc && strstr(options, "force") != NULL;
    } else if (strcmp(name, "pam_env.so") == 0 && !stack->esc) {
        stack->early_env |= strstr(options, "user_readenv=1") != NULL;
    }
}

static void walk(struct stack *stack, const char *service, int depth);

static void
take_line(struct stack *stack, char *line, int depth)
{
    char *rest = line;
    const char *type = next_word(&rest), *control, *module;

    if (strcmp(type, "@include") == 0) {
        walk(stack, next_word(&rest), depth + 1);
        return;
    }
    if (strcmp(type + (*type == '-'), "session") != 0)
        return;
    control = next_word(&rest);
    module = next_word(&rest);
    if (strcmp(control, "include") == 0 || strcmp(control, "substack") == 0)
        walk(stack, module, depth + 1);
    else
        take_module(stack, module, rest);
}

static void
walk(struct stack *stack, const char *service, int depth)
{
    char path[512], line[1024];
    FILE *file;

    snprintf(path, sizeof(path), FOLDER "/%.200s", base_of(service));
    file = depth > DEPTH_MAX ? NULL : fopen(path, "re");
    while (file != NULL && fgets(line, sizeof(line), file) != NULL) {
        line[strcspn(line, "#\n")] = '\0';
        take_line(stack, line, depth);
    }
    if (file != NULL)
        (void)fclose(file);
}

/* Whether a folder that libpam may have been built for has MODULE. */
static bool
have_module(const char *module)
{
    static const char *const folders[] = {
        "/lib/security",     "/lib/*/security",     "/lib64/security",
        "/usr/lib/security", "/usr/lib/*/security", "/usr/lib64/security",
    };
    char pattern[600];
    bool found = false;

    for (size_t i = 0; !found && i < sizeof(folders) / sizeof(*folders); i++) {
        glob_t hits = {0};

        snprintf(pattern, sizeof(pattern), "%s/%s", folders[i], module);
        found = glob(pattern, 0, NULL, &hits) == 0;
        globfree(&hits);
    }
    return found;
}

/* A name without a path that PAM will not find; where PAM's own modules are
 * not to be seen either, nobody knows. */
static bool
is_lost(const char *module)
{
    return strchr(module, '/') == NULL && have_module("pam_permit.so")
           && !have_module(module);
}

static void
judge(const char *service, const struct stack *stack, struct finding *finding)
{
    if (stack->module[0] == '/' && access(stack->module, R_OK) != 0)
        finding_set(finding, FINDING_ERROR, "is esc-session installed whole?",
                    "'%s' names '%s', which is not there", service,
                    stack->module);
    else if (is_lost(stack->module))
        finding_set(finding, FINDING_ERROR,
                    "write the whole path: " ESC_PAMDIR "/pam_esc.so",
                    "'%s' names '%s', which is not in PAM's own folder",
                    service, stack->module);
    else if (stack->late_keyinit)
        finding_set(finding, FINDING_ERROR,
                    "move pam_esc.so behind pam_keyinit.so",
                    "in '%s' pam_keyinit.so stands behind pam_esc.so and takes"
                    " its keyring away",
                    service);
    else if (stack->early_env)
        finding_set(finding, FINDING_NOTE,
                    "move pam_esc.so before pam_env.so user_readenv=1",
                    "in '%s' users can overwrite what the journal says of"
                    " their key",
                    service);
    else if (!stack->keyinit || !stack->forced)
        finding_set(finding, FINDING_NOTE,
                    "put 'session optional pam_keyinit.so force revoke' before"
                    " pam_esc.so",
                    "in '%s' no 'pam_keyinit.so force' stands before"
                    " pam_esc.so, which then makes a keyring itself",
                    service);
    else
        finding_set(finding, FINDING_OK, NULL,
                    "'%s' has pam_esc.so in the right place", service);
}

void
doctor_pam(const struct cli *cli, struct finding *finding)
{
    static const char *const services[] = {"sshd", "login"};
    bool found = false;

    (void)cli;
    for (size_t i = 0; i < sizeof(services) / sizeof(services[0]); i++) {
        struct stack stack = {0};
        struct finding one = {0};

        walk(&stack, services[i], 0);
        if (!stack.esc)
            continue;
        judge(services[i], &stack, &one);
        if (!found || one.state > finding->state)
            *finding = one;
        found = true;
    }
    if (!found)
        finding_set(finding, FINDING_ERROR,
                    "add 'session optional pam_esc.so' behind pam_keyinit.so"
                    " in " FOLDER "/sshd",
                    "no login is served: neither 'sshd' nor 'login' has"
                    " pam_esc.so in its session stack");
}

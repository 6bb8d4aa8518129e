/* SPDX-License-Identifier: Apache-2.0 */
/* Running the built esc-issuer. */
#include "run.h"
#include <limits.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

bool
run_start(struct run *run)
{
    const char *builddir = getenv("builddir");
    char here[PATH_MAX];

    memset(run, 0, sizeof(*run)); /* no compound literal: 40 KiB of stack */
    memcpy(run->folder, "/tmp/esc-issuer-t.XXXXXX",
           sizeof("/tmp/esc-issuer-t.XXXXXX"));
    if (chdir(builddir == NULL ? "." : builddir) != 0
        || getcwd(here, sizeof(here)) == NULL
        || snprintf(run->program, sizeof(run->program), "%s/esc-issuer", here)
               >= (int)sizeof(run->program))
        return false;
    return mkdtemp(run->folder) != NULL && chdir(run->folder) == 0;
}

void
run_end(struct run *run)
{
    char command[128];

    snprintf(command, sizeof(command), "rm -rf %s", run->folder);
    if (chdir("/") != 0 || system(command) != 0)
        fprintf(stderr, "%s stays\n", run->folder);
}

static void
keep(struct run *run, FILE *file)
{
    size_t len = fread(run->output, 1, sizeof(run->output) - 1, file);

    run->output[len] = '\0';
}

int
run_issuer(struct run *run, const char *words)
{
    char command[PATH_MAX + 1024];
    FILE *file;
    int status;

    snprintf(command, sizeof(command), "'%s' %s 2>&1", run->program, words);
    file = popen(command, "re");
    if (file == NULL)
        return -1;
    keep(run, file);
    status = pclose(file);
    run->status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    return run->status;
}

cJSON *
run_json(struct run *run, const char *words)
{
    return run_issuer(run, words) == 0 ? cJSON_Parse(run->output) : NULL;
}

cJSON *
run_file(struct run *run, const char *path)
{
    FILE *file = fopen(path, "re");

    if (file == NULL)
        return NULL;
    keep(run, file);
    fclose(file);
    return cJSON_Parse(run->output);
}

bool
run_write(const char *path, const char *text, unsigned int mode)
{
    FILE *file = fopen(path, "we");
    bool good = file != NULL && fputs(text, file) >= 0;

    if (file != NULL)
        good = fclose(file) == 0 && good;
    return good && chmod(path, mode) == 0;
}

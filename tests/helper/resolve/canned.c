/* SPDX-License-Identifier: Apache-2.0 */
/* The tests' side of canned.py. */
#include "canned.h"
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static void
run_servers(const char *folder, const char *name, int in, int out)
{
    const char *srcdir = getenv("srcdir");
    char script[1024];

    snprintf(script, sizeof(script), "%s/tests/helper/resolve/%s",
             srcdir == NULL ? "." : srcdir, name);
    dup2(in, STDIN_FILENO);
    dup2(out, STDOUT_FILENO);
    /* Debian's own first: the modules of its packages are there. */
    execl("/usr/bin/python3", "python3", script, folder, (char *)NULL);
    execlp("python3", "python3", script, folder, (char *)NULL);
    _exit(127);
}

bool
canned_start(struct canned *canned)
{
    return canned_start_script(canned, "canned.py");
}

bool
canned_start_script(struct canned *canned, const char *script)
{
    int in[2], out[2];
    ssize_t n, used = 0;

    snprintf(canned->folder, sizeof(canned->folder), "/tmp/esc-canned.XXXXXX");
    if (mkdtemp(canned->folder) == NULL || pipe2(in, O_CLOEXEC) != 0
        || pipe2(out, O_CLOEXEC) != 0)
        return false;
    canned->pid = fork();
    if (canned->pid == 0)
        run_servers(canned->folder, script, in[0], out[1]);
    close(in[0]);
    close(out[1]);
    canned->in = in[1];
    while ((n = read(out[0], canned->ports + used,
                     sizeof(canned->ports) - 1 - (size_t)used))
           > 0) {
        used += n;
        if (canned->ports[used - 1] == '\n')
            break;
    }
    close(out[0]);
    canned->ports[used] = '\0';
    if (canned_port(canned, "good") != 0)
        return true;
    canned_stop(canned);
    return false;
}

static int
remove_entry(const char *path, const struct stat *st, int type,
             struct FTW *ftw)
{
    (void)st;
    (void)type;
    (void)ftw;
    return remove(path);
}

void
canned_stop(struct canned *canned)
{
    close(canned->in);
    waitpid(canned->pid, NULL, 0);
    nftw(canned->folder, remove_entry, 8, FTW_DEPTH | FTW_PHYS);
}

uint16_t
canned_port(const struct canned *canned, const char *name)
{
    char key[32];
    const char *found;

    snprintf(key, sizeof(key), "%s=", name);
    found = strstr(canned->ports, key);
    return found == NULL ? 0
                         : (uint16_t)strtoul(found + strlen(key), NULL, 10);
}

const char *
canned_url(const struct canned *canned, const char *prefix, const char *name,
           const char *path, char out[128])
{
    snprintf(out, 128, "%s:%u%s", prefix, canned_port(canned, name), path);
    return out;
}

int
canned_count(const struct canned *canned, const char *text)
{
    char path[128], line[4096];
    int count = 0;
    FILE *log;

    snprintf(path, sizeof(path), "%s/log", canned->folder);
    log = fopen(path, "r");
    if (log == NULL)
        return 0;
    while (fgets(line, sizeof(line), log) != NULL)
        count += strstr(line, text) != NULL;
    fclose(log);
    return count;
}

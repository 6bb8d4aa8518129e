/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Files in memory.  Every step is relative to a descriptor that was checked:
 * a folder, the user's own, nobody else's to enter, on a tmpfs.
 */
#include "files.h"
#include "esc/file.h"
#include "esc/text.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#define BASES 2
#define FOLDER_MAX (FILES_PATH_MAX - 256) /* a name is at most 255 */
#define BASE_MAX 160
#define FOLDER_FLAGS (O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)

/* Put TEXT behind what stands in PATH; false when it does not fit. */
static bool
append(char *path, size_t size, const char *text)
{
    size_t used = strlen(path);

    return esc_text_copy(path + used, size - used, text);
}

/*
 * Path of base I into PATH; false: there is none.  By hand, because every exec
 * looks there.
 */
static bool
base_path(const struct cli *cli, int i, char *path, size_t size)
{
    const char *runtime = cli_getenv(cli, "XDG_RUNTIME_DIR");
    char digits[12] = "";
    size_t at = sizeof(digits) - 1;

    for (uid_t uid = geteuid(); uid > 0 || digits[at] == '\0'; uid /= 10)
        digits[--at] = (char)('0' + uid % 10);
    path[0] = '\0';
    if (i == 1)
        return append(path, size, "/dev/shm/esc-session-")
               && append(path, size, digits + at);
    if (runtime != NULL && runtime[0] == '/')
        return append(path, size, runtime)
               && append(path, size, "/esc-session");
    return append(path, size, "/run/user/") && append(path, size, digits + at)
           && append(path, size, "/esc-session");
}

/* The folder PATH, -1 when it is not there or not as it must be. */
static int
open_own(const char *path)
{
    int fd = open(path, FOLDER_FLAGS);
    struct statfs fs;
    struct stat st;

    if (fd >= 0 && fstat(fd, &st) == 0 && st.st_uid == geteuid()
        && (st.st_mode & 077) == 0 && fstatfs(fd, &fs) == 0
        && (fs.f_type == TMPFS_MAGIC || fs.f_type == RAMFS_MAGIC))
        return fd;
    if (fd >= 0)
        close(fd);
    return -1;
}

/* Fields of /proc/PID/stat, from 1, by proc(5). */
enum stat_field { STAT_SESSION = 6, STAT_START = 22 };

/* FIELD of process PID; 0: there is no such process, or no /proc. */
static unsigned long long
process_field(pid_t pid, enum stat_field wanted)
{
    char path[64], text[1024];
    ESC_CLOSE int fd = -1;
    unsigned long long value = 0;
    const char *at;
    ssize_t n;

    snprintf(path, sizeof(path), "/proc/%ld/stat", (long)pid);
    fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 || (n = read(fd, text, sizeof(text) - 1)) <= 0)
        return 0;
    text[n] = '\0';
    /* Behind the name, field 2, which may hold anything. */
    at = strrchr(text, ')');
    for (int field = 2; at != NULL && field < (int)wanted; field++)
        at = strchr(at + 1, ' ');
    if (at != NULL)
        value = strtoull(at, NULL, 10);
    return value;
}

/* When process PID started, in ticks since boot; 0: there is none. */
static unsigned long long
started(pid_t pid)
{
    return process_field(pid, STAT_START);
}

pid_t
files_session_member(pid_t leader, pid_t after)
{
    DIR *dir = opendir("/proc");
    pid_t found = 0;
    struct dirent *entry;

    while (dir != NULL && found == 0 && (entry = readdir(dir)) != NULL) {
        pid_t pid = (pid_t)strtol(entry->d_name, NULL, 10);

        if (pid > after && pid != leader
            && process_field(pid, STAT_SESSION) == (unsigned long long)leader)
            found = pid;
    }
    if (dir != NULL)
        closedir(dir);
    return found;
}

void
files_release(struct files *files)
{
    free(files->paths);
    files->paths = NULL;
}

const char *
files_path(const struct files *files, size_t index)
{
    return files->paths == NULL ? "" : files->paths[index];
}

/* A new folder below one of the bases; its path into PATH. */
static int
make_folder(const struct cli *cli, pid_t owner, char *path, size_t size)
{
    struct esc_ticket ticket = {0};
    unsigned int random[2] = {0};
    char base[BASE_MAX];
    int fd;

    (void)!getrandom(random, sizeof(random), 0);
    if (!cli->keyring->get_ticket(&ticket, NULL))
        ticket.session[0] = '\0';
    for (int i = 0; i < BASES; i++) {
        if (!base_path(cli, i, base, sizeof(base)))
            continue;
        (void)mkdir(base, 0700);
        fd = open_own(base);
        if (fd < 0)
            continue;
        close(fd);
        if ((size_t)snprintf(path, size, "%s/%ld-%llu-%s-%08x%08x", base,
                             (long)owner, started(owner), ticket.session,
                             random[0], random[1])
                < size
            && mkdir(path, 0700) == 0 && (fd = open_own(path)) >= 0)
            return fd;
    }
    return -1;
}

static bool
write_file(int folder, const char *name, const void *bytes, size_t len)
{
    ESC_CLOSE int fd =
        openat(folder, name,
               O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);

    return fd >= 0 && esc_file_write_all(fd, bytes, len);
}

static bool
no_folder(const char *name, struct esc_error *err)
{
    esc_fail(err, ESC_E_SYSTEM, name,
             "cannot make a file for '%s': no folder in memory that is only"
             " yours",
             name);
    return esc_fail_hint(err, "/run/user/%u or /dev/shm must be a tmpfs",
                         (unsigned int)geteuid());
}

/* Remove what stands in folder NAME below BASE, then itself. */
static void
remove_folder(int base, const char *name)
{
    int fd = openat(base, name, FOLDER_FLAGS);
    DIR *dir = fd < 0 ? NULL : fdopendir(fd);
    struct dirent *entry;

    if (dir == NULL) {
        if (fd >= 0)
            close(fd);
        return;
    }
    while ((entry = readdir(dir)) != NULL)
        (void)unlinkat(dirfd(dir), entry->d_name, 0);
    closedir(dir);
    (void)unlinkat(base, name, AT_REMOVEDIR);
}

static void
folder_of(const char *path, char *folder_out)
{
    snprintf(folder_out, FILES_PATH_MAX, "%s", path);
    *strrchr(folder_out, '/') = '\0';
}

size_t
files_folders(const struct files *files, size_t count,
              char folders_out[FILES_FOLDERS][FILES_PATH_MAX])
{
    size_t found = 0;

    for (size_t i = 0; found == 0 && files->paths != NULL && i < count; i++)
        if (files->paths[i][0] != '\0')
            folder_of(files->paths[i], folders_out[found++]);
    if (files->config[0] != '\0')
        folder_of(files->config, folders_out[found++]);
    return found;
}

size_t
files_of_owner(const char *folder, bool remove)
{
    char base[FILES_PATH_MAX];
    const char *name;
    size_t count = 0, len;
    struct dirent *entry;
    DIR *dir;
    int fd;

    folder_of(folder, base);
    name = folder + strlen(base) + 1;
    len = strcspn(name, "-") + 1;
    len += strcspn(name + len, "-") + 1; /* PID-START- */
    fd = open_own(base);
    dir = fd < 0 ? NULL : fdopendir(fd);
    while (dir != NULL && (entry = readdir(dir)) != NULL) {
        if (strncmp(entry->d_name, name, len) != 0)
            continue;
        count++;
        if (remove)
            remove_folder(dirfd(dir), entry->d_name);
    }
    if (dir != NULL)
        closedir(dir);
    else if (fd >= 0)
        close(fd);
    return count;
}

void
files_remove(const struct files *files, size_t count)
{
    char folders[FILES_FOLDERS][FILES_PATH_MAX];
    size_t found = files_folders(files, count, folders);

    for (size_t i = 0; i < found; i++)
        remove_folder(AT_FDCWD, folders[i]);
}

/* Whether folder NAME (PID-START-SESSION-RANDOM) is to go. */
static bool
is_over(const char *name, const char *session)
{
    unsigned long long start, when;
    char *end;
    long pid = strtol(name, &end, 10);
    size_t len;

    if (pid < 0 || end == name || *end != '-')
        return false;
    start = strtoull(end + 1, &end, 10);
    if (*end != '-')
        return false;
    end++;
    len = strcspn(end, "-");
    if (session != NULL && len > 0 && strlen(session) == len
        && memcmp(session, end, len) == 0)
        return true;
    if (pid == 0) /* Its leader is out of sight, in another PID namespace. */
        return false;
    when = started((pid_t)pid);
    if (when != 0)
        return when != start;
    /* Without /proc nothing is known of anybody: then it stays. */
    return started(getpid()) != 0 && files_session_member((pid_t)pid, 0) == 0;
}

static void
sweep_base(int fd, const char *session)
{
    DIR *dir = fdopendir(fd);
    struct dirent *entry;

    if (dir == NULL) {
        close(fd);
        return;
    }
    while ((entry = readdir(dir)) != NULL)
        if (is_over(entry->d_name, session))
            remove_folder(dirfd(dir), entry->d_name);
    closedir(dir);
}

void
files_sweep(const struct cli *cli, const char *session)
{
    char path[BASE_MAX];

    for (int i = 0; i < BASES; i++) {
        int fd;

        if (!base_path(cli, i, path, sizeof(path)))
            continue;
        fd = open_own(path);
        if (fd >= 0)
            sweep_base(fd, session);
        if (fd >= 0 && session != NULL)
            (void)rmdir(path);
    }
}

bool
files_make(const struct cli *cli, const struct esc_cred_set *set, pid_t owner,
           struct files *files_out, struct esc_error *err)
{
    char path[FOLDER_MAX];
    ESC_CLOSE int folder = -1;

    files_sweep(cli, NULL);
    for (size_t i = 0; i < set->count; i++) {
        const struct esc_cred *cred = &set->items[i];

        if (!cred->file)
            continue;
        if (folder < 0) {
            folder = make_folder(cli, owner, path, sizeof(path));
            files_out->paths = calloc(set->count, FILES_PATH_MAX);
        }
        if (folder < 0 || files_out->paths == NULL)
            return no_folder(cred->name, err);
        snprintf(files_out->paths[i], FILES_PATH_MAX, "%s/%s", path,
                 cred->name);
        if (!write_file(folder, cred->name, esc_secret_bytes(cred->value),
                        esc_secret_len(cred->value))) {
            esc_fail_errno(err, ESC_E_SYSTEM, errno, cred->name,
                           "cannot make a file for '%s'", cred->name);
            remove_folder(AT_FDCWD, path);
            return false;
        }
    }
    return true;
}

bool
files_make_config(const struct cli *cli, const char *name, pid_t owner,
                  struct files *files_out, struct esc_error *err)
{
    ESC_BUF_OWN text = ESC_BUF_LIMIT(4096);
    char path[FOLDER_MAX];
    ESC_CLOSE int folder = -1;

    /* NAME has passed esc_text_is_environment: nothing in it to quote. */
    esc_buf_printf(&text,
                   "[profile " FILES_PROFILE "]\n"
                   "credential_process = \"%s\" credentials -q -e %s\n",
                   ESC_BINDIR "/esc-session", name);
    files_sweep(cli, NULL);
    folder = make_folder(cli, owner, path, sizeof(path));
    if (folder < 0)
        return no_folder("AWS_CONFIG_FILE", err);
    snprintf(files_out->config, sizeof(files_out->config), "%s/config", path);
    if (!esc_buf_ok(&text, err))
        return false;
    if (write_file(folder, "config", esc_buf_text(&text), text.len))
        return true;
    esc_fail_errno(err, ESC_E_SYSTEM, errno, "AWS_CONFIG_FILE",
                   "cannot make the configuration of --auto-renew");
    remove_folder(AT_FDCWD, path);
    return false;
}

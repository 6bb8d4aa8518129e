/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Landlock, in two layers.  Its constants are carried here: the headers of
 * Debian 12 lack the network rule, the running kernel may have it.  See
 * Documentation/userspace-api/landlock.rst; layouts are kernel ABI.
 */
#include "sandbox.h"
#include "esc/http.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

struct ruleset {
    uint64_t fs;
    uint64_t net;    /* ABI 4 */
    uint64_t scoped; /* ABI 6 */
};
struct rule_path {
    uint64_t allowed;
    int32_t fd;
} __attribute__((packed));
struct rule_port {
    uint64_t allowed;
    uint64_t port;
};

enum { RULE_PATH = 1, RULE_PORT = 2, QUERY_ABI = 1 };

#define FS_EXECUTE (1ULL << 0)
#define FS_READ_FILE (1ULL << 2)
#define FS_READ_DIR (1ULL << 3)
#define FS_READ (FS_READ_FILE | FS_READ_DIR)
#define FS_ALL_1 ((1ULL << 13) - 1)
#define FS_REFER (1ULL << 13)     /* ABI 2 */
#define FS_TRUNCATE (1ULL << 14)  /* ABI 3 */
#define FS_IOCTL_DEV (1ULL << 15) /* ABI 5 */
#define NET_BIND (1ULL << 0)
#define NET_CONNECT (1ULL << 1)
#define SCOPE_ABSTRACT_UNIX (1ULL << 0)
#define SCOPE_SIGNAL (1ULL << 1)

enum { DNS_PORT = 53, CA_LINKS_MAX = 512 };

/* What TLS and name lookup read; what is missing on a host is skipped. */
static const char *const readable[] = {
    "/etc/resolv.conf",
    "/etc/hosts",
    "/etc/host.conf",
    "/etc/nsswitch.conf",
    "/etc/gai.conf",
    "/etc/services",
    "/etc/protocols",
    "/etc/ld.so.cache",
    "/etc/ssl",
    "/etc/pki",
    "/etc/ca-certificates",
    "/etc/crypto-policies",
    "/usr/share/ca-certificates",
    "/usr/local/share/ca-certificates",
    "/usr/share/crypto-policies",
    "/var/lib/ca-certificates",
    "/lib",
    "/lib64",
    "/usr/lib",
    "/usr/lib64",
};

int
landlock_abi(void)
{
    long abi = syscall(SYS_landlock_create_ruleset, NULL, 0, QUERY_ABI);

    return abi < 0 ? 0 : (int)abi;
}

/* The fields that ABI knows. */
static size_t
ruleset_size(int abi)
{
    if (abi >= 6)
        return sizeof(struct ruleset);
    return abi >= 4 ? offsetof(struct ruleset, scoped)
                    : offsetof(struct ruleset, net);
}

static int
create(int abi, const struct ruleset *ruleset, struct esc_error *err)
{
    long fd =
        syscall(SYS_landlock_create_ruleset, ruleset, ruleset_size(abi), 0);

    if (fd < 0)
        esc_fail_errno(err, ESC_E_SYSTEM, errno, NULL,
                       "cannot make a Landlock ruleset");
    return (int)fd;
}

static bool
restrict_self(int fd, struct esc_error *err)
{
    bool done = syscall(SYS_landlock_restrict_self, fd, 0) == 0;

    if (!done)
        esc_fail_errno(err, ESC_E_SYSTEM, errno, NULL,
                       "cannot restrict this process by Landlock");
    return done;
}

/* Nothing is changed, executed or listened on from here; no rule allows it. */
bool
landlock_no_changes(int abi, struct esc_error *err)
{
    struct ruleset ruleset = {
        .fs = (FS_ALL_1 & ~FS_READ) | (abi >= 2 ? FS_REFER : 0)
              | (abi >= 3 ? FS_TRUNCATE : 0) | (abi >= 5 ? FS_IOCTL_DEV : 0),
        .net = NET_BIND,
        .scoped = SCOPE_ABSTRACT_UNIX | SCOPE_SIGNAL,
    };
    ESC_CLOSE int fd = -1;

    if (abi < 1)
        return true;
    fd = create(abi, &ruleset, err);
    return fd >= 0 && restrict_self(fd, err);
}

/* The file or folder behind FD may be read.  Best effort: what stays closed
 * shows as an error of whoever needs it. */
static void
allow_fd(int ruleset, int fd, bool folder)
{
    struct rule_path rule = {.allowed = folder ? FS_READ : FS_READ_FILE,
                             .fd = fd};

    syscall(SYS_landlock_add_rule, ruleset, RULE_PATH, &rule, 0);
}

static void
allow_path(int ruleset, const char *path)
{
    ESC_CLOSE int folder = open(path, O_PATH | O_CLOEXEC | O_DIRECTORY);
    ESC_CLOSE int file = -1;

    if (folder >= 0) {
        allow_fd(ruleset, folder, true);
        return;
    }
    file = open(path, O_PATH | O_CLOEXEC);
    if (file >= 0)
        allow_fd(ruleset, file, false);
}

/* A hashed folder holds links, which may lead out of it. */
static void
allow_links(int ruleset, const char *path)
{
    DIR *folder = opendir(path);
    const struct dirent *entry;
    int left = CA_LINKS_MAX;

    if (folder == NULL)
        return;
    while (left-- > 0 && (entry = readdir(folder)) != NULL) {
        int fd;

        if (entry->d_type != DT_LNK)
            continue;
        fd = openat(dirfd(folder), entry->d_name, O_PATH | O_CLOEXEC);
        if (fd >= 0) {
            allow_fd(ruleset, fd, false);
            close(fd);
        }
    }
    closedir(folder);
}

static bool
allow_ports(int ruleset, const struct sandbox_needs *needs,
            struct esc_error *err)
{
    struct rule_port rule = {.allowed = NET_CONNECT, .port = DNS_PORT};

    for (size_t i = 0; i <= SANDBOX_PORTS_MAX; i++) {
        if (i > 0)
            rule.port = needs->ports[i - 1];
        if (rule.port != 0
            && syscall(SYS_landlock_add_rule, ruleset, RULE_PORT, &rule, 0)
                   != 0)
            return esc_fail_errno(err, ESC_E_SYSTEM, errno, NULL,
                                  "cannot allow TCP port %llu by Landlock",
                                  (unsigned long long)rule.port);
    }
    return true;
}

bool
landlock_narrow(int abi, const struct sandbox_needs *needs,
                struct esc_error *err)
{
    struct ruleset ruleset = {.fs = FS_READ, .net = NET_CONNECT};
    ESC_CLOSE int fd = -1;

    if (abi < 1)
        return true;
    fd = create(abi, &ruleset, err);
    if (fd < 0)
        return false;
    for (size_t i = 0; i < sizeof(readable) / sizeof(readable[0]); i++)
        allow_path(fd, readable[i]);
    if (needs->ca_file[0] != '\0')
        allow_path(fd, needs->ca_file);
    if (needs->ca_path[0] != '\0') {
        allow_path(fd, needs->ca_path);
        if (strcmp(needs->ca_path, ESC_HTTP_CA_PATH) != 0)
            allow_links(fd, needs->ca_path);
    }
    return (abi < 4 || allow_ports(fd, needs, err)) && restrict_self(fd, err);
}

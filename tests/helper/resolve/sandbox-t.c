/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the sandbox refuses and what it leaves.  Every trial runs in a child of
 * its own that has entered the sandbox; it exits with 0 when it got what the
 * row says.
 */
#include "sandbox.h"
#include "tap.h"
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static char folder[] = "/tmp/esc-sandbox.XXXXXX";
static uint16_t open_port, other_port; /* both have a listener */

static bool
denied(long rc)
{
    return rc == -1 && (errno == EPERM || errno == EACCES || errno == ENOSYS);
}

static bool
try_exec(void)
{
    return denied(execl("/bin/true", "true", (char *)NULL));
}

static bool
try_fork(void)
{
    pid_t pid = fork();

    if (pid == 0)
        _exit(0);
    return denied(pid);
}

static bool
try_clone3(void)
{
    return denied(syscall(SYS_clone3, NULL, 0));
}

static bool
try_trace(void)
{
    return denied(ptrace(PTRACE_TRACEME, 0, NULL, NULL))
           && denied(
               syscall(SYS_process_vm_readv, getppid(), NULL, 0, NULL, 0, 0));
}

static bool
try_keyrings(void)
{
    return denied(syscall(SYS_keyctl, 0, -3, 0))
           && denied(syscall(SYS_add_key, "user", "esc:x", "y", 1, -2))
           && denied(syscall(SYS_request_key, "user", "esc:x", NULL, 0));
}

static bool
try_writing(void)
{
    char path[64];

    snprintf(path, sizeof(path), "%s/new", folder);
    return denied(open(path, O_WRONLY | O_CREAT, 0600))
           && denied(open("/dev/null", O_WRONLY))
           && denied(open("/dev/null", O_RDWR))
           && denied(open(folder, O_TMPFILE | O_RDWR, 0600))
           && denied(mkdir(path, 0700)) && denied(unlink("/dev/null"))
           && denied(rename(folder, path)) && denied(chmod(folder, 0777))
           && denied(truncate(path, 0));
}

static bool
try_signals(void)
{
    int fd = socket(AF_INET, SOCK_STREAM, 0), parent = getppid();

    /* Nor by way of the kernel, which signals the owner of a descriptor. */
    return denied(kill(parent, 0)) && denied(fcntl(fd, F_SETOWN, parent))
           && denied(ioctl(fd, FIOSETOWN, &parent))
           && denied(syscall(SYS_tgkill, parent, parent, 0))
           && denied(syscall(SYS_pidfd_open, parent, 0));
}

static bool
try_sockets(void)
{
    struct sockaddr_in any = {.sin_family = AF_INET};
    int fd = socket(AF_INET, SOCK_STREAM, 0);

    if (fd < 0 || !denied(socket(AF_PACKET, SOCK_RAW, 0))
        || !denied(socket(AF_VSOCK, SOCK_STREAM, 0)))
        return false;
    if (bind(fd, (struct sockaddr *)&any, sizeof(any)) == 0)
        return denied(listen(fd, 1));
    return errno == EACCES;
}

static bool
try_local_sockets(void)
{
    int ends[2];

    return denied(socket(AF_UNIX, SOCK_STREAM, 0))
           && denied(socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0))
           && socketpair(AF_UNIX, SOCK_STREAM, 0, ends) == 0;
}

static bool
try_code(void)
{
    void *both = mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC,
                      MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    void *data = mmap(NULL, 4096, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    return both == MAP_FAILED && data != MAP_FAILED
           && denied(mprotect(data, 4096, PROT_READ | PROT_EXEC));
}

static bool
try_powers(void)
{
    return denied(setuid(getuid())) && denied(syscall(SYS_unshare, 0))
           && denied(syscall(SYS_mount, "none", "/", "tmpfs", 0, NULL))
           && denied(syscall(SYS_bpf, 0, NULL, 0))
           && denied(syscall(SYS_io_uring_setup, 1, NULL))
           && denied(syscall(SYS_userfaultfd, 0))
           && denied(syscall(SYS_perf_event_open, NULL, 0, 0, 0, 0))
           && denied(syscall(SYS_chroot, "/"))
           && denied(prctl(PR_SET_DUMPABLE, 1, 0, 0, 0))
           && denied(setrlimit(RLIMIT_CPU, &(struct rlimit){0, 0}));
}

static bool
look_limits(void)
{
    struct rlimit core, files, space;

    return getrlimit(RLIMIT_CORE, &core) == 0 && core.rlim_max == 0
           && getrlimit(RLIMIT_NOFILE, &files) == 0 && files.rlim_max <= 128
           && getrlimit(RLIMIT_AS, &space) == 0
           && space.rlim_max <= 1024 * 1024 * 1024;
}

static void *
thread(void *arg)
{
    *(bool *)arg = true;
    return NULL;
}

static bool
use_thread(void)
{
    bool ran = false;
    pthread_t id;

    return pthread_create(&id, NULL, thread, &ran) == 0
           && pthread_join(id, NULL) == 0 && ran;
}

static bool
use_names(void)
{
    struct addrinfo *found = NULL;
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM};
    bool resolved = getaddrinfo("localhost", "443", &hints, &found) == 0;

    if (resolved)
        freeaddrinfo(found);
    return resolved;
}

static bool
can_read(const char *path)
{
    int fd = open(path, O_RDONLY);

    return fd >= 0 && close(fd) == 0;
}

static bool
use_files(void)
{
    char link[64], plain[64];

    snprintf(link, sizeof(link), "%s/ca/abc.0", folder);
    snprintf(plain, sizeof(plain), "%s/ca/ca.pem", folder);
    return can_read("/etc/nsswitch.conf") && can_read(plain) && can_read(link);
}

static bool
try_files(void)
{
    char path[64];

    snprintf(path, sizeof(path), "%s/other", folder);
    return denied(open("/etc/passwd", O_RDONLY))
           && denied(open("/proc/self/environ", O_RDONLY))
           && denied(open(path, O_RDONLY));
}

static int
connect_to(uint16_t port)
{
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(port)};
    int fd = socket(AF_INET, SOCK_STREAM, 0);

    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return connect(fd, (struct sockaddr *)&to, sizeof(to));
}

static bool
use_port(void)
{
    return connect_to(open_port) == 0;
}

static bool
try_port(void)
{
    return denied(connect_to(other_port));
}

static const struct {
    const char *name;
    bool (*trial)(void);
    bool narrowed;
    int abi; /* of Landlock that it takes */
} rows[] = {
    {"no program is started", try_exec, false, 0},
    {"no process", try_fork, false, 0},
    {"no clone3", try_clone3, false, 0},
    {"no tracing", try_trace, false, 0},
    {"no keyrings", try_keyrings, false, 0},
    {"nothing is written", try_writing, false, 0},
    {"no signals to others", try_signals, false, 0},
    {"no raw sockets, no listening", try_sockets, false, 0},
    {"no local services, yet pairs", try_local_sockets, false, 0},
    {"no new code", try_code, false, 0},
    {"no other powers", try_powers, false, 0},
    {"limits are low", look_limits, false, 0},
    {"a thread starts", use_thread, false, 0},
    {"files that TLS and names need", use_files, true, 0},
    {"names resolve", use_names, true, 0},
    {"names resolve before that", use_names, false, 0},
    {"a thread starts when narrowed", use_thread, true, 0},
    {"other files stay closed", try_files, true, 1},
    {"a port that is needed", use_port, true, 0},
    {"another port is not", try_port, true, 4},
};

#define UNSANDBOXED SIZE_MAX

/* 0: as the row says, 1: not, 2: the sandbox failed. */
static int
run(size_t row)
{
    struct sandbox sandbox;
    struct esc_error err = {0};
    char ca[64];
    struct sandbox_needs needs = {
        .ca_path = ca, .ca_file = "", .ports = {open_port}};

    snprintf(ca, sizeof(ca), "%s/ca", folder);
    if (!sandbox_enter(&sandbox, &err)
        || (rows[row].narrowed && !sandbox_narrow(&sandbox, &needs, &err)))
        return 2;
    return rows[row].trial() ? 0 : 1;
}

static int
run_child(size_t row)
{
    int status = 0;
    pid_t pid = fork();

    if (pid == 0)
        _exit(row == UNSANDBOXED ? !use_names() : run(row));
    waitpid(pid, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static uint16_t
listen_somewhere(void)
{
    struct sockaddr_in at = {.sin_family = AF_INET};
    socklen_t len = sizeof(at);
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (bind(fd, (struct sockaddr *)&at, sizeof(at)) != 0 || listen(fd, 8) != 0
        || getsockname(fd, (struct sockaddr *)&at, &len) != 0)
        return 0;
    return ntohs(at.sin_port);
}

/* FOLDER/ca/ca.pem, a link in it that leads out, and a file beside it. */
static void
make_files(void)
{
    char path[64], target[64];

    if (mkdtemp(folder) == NULL)
        return;
    snprintf(path, sizeof(path), "%s/ca", folder);
    mkdir(path, 0700);
    snprintf(path, sizeof(path), "%s/ca/ca.pem", folder);
    close(open(path, O_WRONLY | O_CREAT, 0600));
    snprintf(target, sizeof(target), "%s/linked", folder);
    close(open(target, O_WRONLY | O_CREAT, 0600));
    snprintf(path, sizeof(path), "%s/ca/abc.0", folder);
    ok(symlink(target, path) == 0, "files to try on");
    snprintf(path, sizeof(path), "%s/other", folder);
    close(open(path, O_WRONLY | O_CREAT, 0600));
}

static void
remove_files(void)
{
    static const char *const names[] = {"ca/ca.pem", "ca/abc.0", "ca",
                                        "linked",    "other",    ""};
    char path[64];

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        snprintf(path, sizeof(path), "%s/%s", folder, names[i]);
        remove(path);
    }
}

int
main(void)
{
    int abi = landlock_abi();

#ifdef ESC_SANDBOX_RELAXED
    skip("built for sanitizers: no sandbox");
    return tap_done();
#endif
    make_files();
    open_port = listen_somewhere();
    other_port = listen_somewhere();
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        if (rows[i].abi > abi)
            skip("%s: this kernel has Landlock ABI %d, not %d", rows[i].name,
                 abi, rows[i].abi);
        else if (rows[i].trial == use_names && run_child(UNSANDBOXED) != 0)
            skip("%s: this machine does not know localhost (/etc/hosts)",
                 rows[i].name);
        else
            is_int(run_child(i), 0, "%s", rows[i].name);
    }
    remove_files();
    return tap_done();
}

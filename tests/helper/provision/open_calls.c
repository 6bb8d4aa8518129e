/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A row a call (wrapped by the linker, local.mk).  Calls whose failure nobody
 * looks at are not here.
 */
#include "open_calls.h"
#include "helper/provision/open.h"
#include "helper/provision/slots.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <keyutils.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/fsuid.h>
#include <sys/mman.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <syslog.h>
#include <time.h>
#include <unistd.h>

#define PASSWD "/etc/passwd"

static bool armed, serving;
static int count;

void *__real_mmap(void *at, size_t len, int prot, int flags, int fd, off_t of);

struct calls *
calls_shared(void)
{
    static struct calls *calls;

    if (calls == NULL) {
        calls = __real_mmap(NULL, sizeof(*calls), PROT_READ | PROT_WRITE,
                            MAP_SHARED | MAP_ANONYMOUS, -1, 0);
        if (calls == MAP_FAILED)
            abort();
    }
    return calls;
}

void
calls_arm(void)
{
    armed = true;
}

static bool
fails(const char *name)
{
    struct calls *calls = calls_shared();

    if (!armed || calls->hit || (calls->outside && serving)
        || calls->call == NULL || strcmp(calls->call, name) != 0
        || ++count != calls->at)
        return false;
    calls->hit = true;
    if (calls->with >= CALLS_KILL)
        raise(calls->with - CALLS_KILL);
    errno = calls->with;
    return true;
}

/* TYPE, NAME, what a failure returns, parameters, arguments. */
#define CALLS(X)                                                              \
    X(void *, calloc, NULL, (size_t n, size_t size), (n, size))               \
    X(void *, realloc, NULL, (void *old, size_t size), (old, size))           \
    X(void *, reallocarray, NULL, (void *old, size_t n, size_t size),         \
      (old, n, size))                                                         \
    X(void *, mmap, MAP_FAILED,                                               \
      (void *at, size_t len, int prot, int flags, int fd, off_t of),          \
      (at, len, prot, flags, fd, of))                                         \
    X(int, fstat, -1, (int fd, struct stat *st), (fd, st))                    \
    X(ssize_t, read, -1, (int fd, void *out, size_t len), (fd, out, len))     \
    X(ssize_t, pread, -1, (int fd, void *out, size_t len, off_t at),          \
      (fd, out, len, at))                                                     \
    X(ssize_t, pwrite, -1, (int fd, const void *in, size_t len, off_t at),    \
      (fd, in, len, at))                                                      \
    X(int, ftruncate, -1, (int fd, off_t len), (fd, len))                     \
    X(int, flock, -1, (int fd, int what), (fd, what))                         \
    X(pid_t, fork, -1, (void), ())                                            \
    X(int, execve, -1,                                                        \
      (const char *path, char *const argv[], char *const envp[]),             \
      (path, argv, envp))                                                     \
    X(int, socketpair, -1, (int domain, int type, int protocol, int fds[2]),  \
      (domain, type, protocol, fds))                                          \
    X(ssize_t, send, -1, (int fd, const void *in, size_t len, int flags),     \
      (fd, in, len, flags))                                                   \
    X(int, poll, calls_shared()->with == 0 ? 0 : -1,                          \
      (struct pollfd * p, nfds_t n, int ms), (p, n, ms))                      \
    X(pid_t, waitpid, -1, (pid_t pid, int *status, int options),              \
      (pid, status, options))                                                 \
    X(int, pidfd_open, -1, (pid_t pid, unsigned flags), (pid, flags))         \
    X(int, dup2, -1, (int from, int to), (from, to))                          \
    X(int, chdir, -1, (const char *path), (path))                             \
    X(int, setgroups, -1, (size_t n, const gid_t *groups), (n, groups))       \
    X(int, setresgid, -1, (gid_t r, gid_t e, gid_t s), (r, e, s))             \
    X(int, setresuid, -1, (uid_t r, uid_t e, uid_t s), (r, e, s))             \
    X(int, setuid, 0, (uid_t uid), (uid)) /* it must not succeed */           \
    X(int, setgid, 0, (gid_t gid), (gid))                                     \
    X(int, setfsuid, -1, (uid_t uid), (uid))                                  \
    X(int, setfsgid, -1, (gid_t gid), (gid))                                  \
    X(pid_t, getppid, 1, (void), ()) /* the parent has gone */                \
    X(ssize_t, getrandom, -1, (void *out, size_t len, unsigned flags),        \
      (out, len, flags))                                                      \
    X(key_serial_t, add_key, -1,                                              \
      (const char *type, const char *description, const void *payload,        \
       size_t len, key_serial_t ring),                                        \
      (type, description, payload, len, ring))                                \
    X(key_serial_t, request_key, -1,                                          \
      (const char *type, const char *description, const char *callout,        \
       key_serial_t ring),                                                    \
      (type, description, callout, ring))                                     \
    X(long, keyctl_chown, -1, (key_serial_t key, uid_t uid, gid_t gid),       \
      (key, uid, gid))                                                        \
    X(long, keyctl_setperm, -1, (key_serial_t key, key_perm_t perm),          \
      (key, perm))                                                            \
    X(long, keyctl_link, -1, (key_serial_t key, key_serial_t ring),           \
      (key, ring))                                                            \
    X(long, keyctl_unlink, -1, (key_serial_t key, key_serial_t ring),         \
      (key, ring))                                                            \
    X(long, keyctl_search, -1,                                                \
      (key_serial_t ring, const char *type, const char *description,          \
       key_serial_t to),                                                      \
      (ring, type, description, to))                                          \
    X(long, keyctl_describe, -1, (key_serial_t key, char *out, size_t size),  \
      (key, out, size))                                                       \
    X(key_serial_t, keyctl_join_session_keyring, -1, (const char *name),      \
      (name))                                                                 \
    X(int, EVP_Digest, 0,                                                     \
      (const void *in, size_t len, unsigned char *out, unsigned *out_len,     \
       const EVP_MD *md, ENGINE *engine),                                     \
      (in, len, out, out_len, md, engine))                                    \
    X(int, RAND_bytes, 0, (unsigned char *out, int len), (out, len))          \
    X(EVP_MD_CTX *, EVP_MD_CTX_new, NULL, (void), ())                         \
    X(int, EVP_DigestSignInit, 0,                                             \
      (EVP_MD_CTX * ctx, EVP_PKEY_CTX * *key_ctx, const EVP_MD *md,           \
       ENGINE *engine, EVP_PKEY *key),                                        \
      (ctx, key_ctx, md, engine, key))                                        \
    X(int, EVP_DigestSign, 0,                                                 \
      (EVP_MD_CTX * ctx, unsigned char *out, size_t *out_len,                 \
       const unsigned char *in, size_t len),                                  \
      (ctx, out, out_len, in, len))                                           \
    X(ECDSA_SIG *, d2i_ECDSA_SIG, NULL,                                       \
      (ECDSA_SIG * *out, const unsigned char **in, long len), (out, in, len)) \
    X(int, BN_bn2binpad, -1, (const BIGNUM *n, unsigned char *out, int len),  \
      (n, out, len))                                                          \
    X(BIO *, BIO_new_mem_buf, NULL, (const void *in, int len), (in, len))     \
    X(int, EVP_PKEY_get_bn_param, 0,                                          \
      (const EVP_PKEY *key, const char *name, BIGNUM **out),                  \
      (key, name, out))                                                       \
    X(int, EVP_PKEY_get_group_name, 0,                                        \
      (const EVP_PKEY *key, char *out, size_t size, size_t *len),             \
      (key, out, size, len))                                                  \
    X(EVP_CIPHER_CTX *, EVP_CIPHER_CTX_new, NULL, (void), ())                 \
    X(int, EVP_DecryptInit_ex, 0,                                             \
      (EVP_CIPHER_CTX * ctx, const EVP_CIPHER *cipher, ENGINE *engine,        \
       const unsigned char *key, const unsigned char *nonce),                 \
      (ctx, cipher, engine, key, nonce))                                      \
    X(int, EVP_DecryptUpdate, 0,                                              \
      (EVP_CIPHER_CTX * ctx, unsigned char *out, int *out_len,                \
       const unsigned char *in, int len),                                     \
      (ctx, out, out_len, in, len))                                           \
    X(int, EVP_CIPHER_CTX_ctrl, 0,                                            \
      (EVP_CIPHER_CTX * ctx, int type, int number, void *data),               \
      (ctx, type, number, data))

#define WRAP(type, name, failure, parameters, arguments)                      \
    type __real_##name parameters;                                            \
    type __wrap_##name parameters;                                            \
    type __wrap_##name parameters                                             \
    {                                                                         \
        return fails(#name) ? (failure) : __real_##name arguments;            \
    }
CALLS(WRAP)

/* Those with arguments that vary. */

/* A coverage build's own file. */
static bool
is_count(const char *path)
{
    size_t len = strlen(path);

    return len > 5 && strcmp(path + len - 5, ".gcda") == 0;
}

int __real_open(const char *path, int flags, ...);
int __wrap_open(const char *path, int flags, ...);
int
__wrap_open(const char *path, int flags, ...)
{
    if (strcmp(path, "/etc/shadow") == 0)
        path = WORLD "/shadow";
    return !is_count(path) && fails("open") ? -1
                                            : __real_open(path, flags, 0666);
}

int __real_openat(int dir, const char *name, int flags, ...);
int __wrap_openat(int dir, const char *name, int flags, ...);
int
__wrap_openat(int dir, const char *name, int flags, ...)
{
    return fails("openat") ? -1 : __real_openat(dir, name, flags, 0600);
}

FILE *__real_fdopen(int fd, const char *mode);
FILE *__wrap_fdopen(int fd, const char *mode);
FILE *
__wrap_fdopen(int fd, const char *mode)
{
    bool ours = strcmp(mode, "r") == 0;

    return ours && fails("fdopen") ? NULL : __real_fdopen(fd, mode);
}

FILE *__real_fopen(const char *path, const char *mode);
FILE *__wrap_fopen(const char *path, const char *mode);
FILE *
__wrap_fopen(const char *path, const char *mode)
{
    if (armed && strncmp(path, "/etc/", 5) == 0)
        path = strcmp(path, PASSWD) == 0 ? WORLD "/passwd" : WORLD "/group";
    return fails("fopen") ? NULL : __real_fopen(path, mode);
}

int __real_fcntl(int fd, int command, ...);
int __wrap_fcntl(int fd, int command, ...);
int
__wrap_fcntl(int fd, int command, ...)
{
    va_list args;
    void *range;

    va_start(args, command);
    range = va_arg(args, void *);
    va_end(args);
    return command != F_SETLKW && fails("fcntl")
               ? -1
               : __real_fcntl(fd, command, range);
}

/* The bounding set is cleared bit by bit, and may be clear already. */
int __real_prctl(int option, ...);
int __wrap_prctl(int option, ...);
int
__wrap_prctl(int option, ...)
{
    va_list args;
    unsigned long a;

    va_start(args, option);
    a = va_arg(args, unsigned long);
    va_end(args);
    return option != PR_CAPBSET_DROP && fails("prctl")
               ? -1
               : __real_prctl(option, a, 0UL, 0UL, 0UL);
}

long __real_syscall(long number, ...);
long __wrap_syscall(long number, ...);
long
__wrap_syscall(long number, ...)
{
    va_list args;
    void *a, *b;

    va_start(args, number);
    a = va_arg(args, void *);
    b = va_arg(args, void *);
    va_end(args);
    return fails("syscall") ? -1 : __real_syscall(number, a, b);
}

int __real_clock_gettime(clockid_t clock, struct timespec *out);
int __wrap_clock_gettime(clockid_t clock, struct timespec *out);
int
__wrap_clock_gettime(clockid_t clock, struct timespec *out)
{
    static time_t late; /* what is called "time" never came back in time */
    int result = -1;

    if (clock != CLOCK_BOOTTIME || !fails("clock_gettime"))
        result = __real_clock_gettime(clock, out);
    if (clock == CLOCK_MONOTONIC && fails("time"))
        late = 20;
    if (clock == CLOCK_MONOTONIC)
        out->tv_sec += late;
    return result;
}

/* What only the kernel's upcall can do. */

long __wrap_keyctl_assume_authority(key_serial_t key);
long
__wrap_keyctl_assume_authority(key_serial_t key)
{
    (void)key;
    return fails("keyctl_assume_authority") ? -1 : 1;
}

long __real_keyctl_read(key_serial_t key, char *out, size_t size);
long __wrap_keyctl_read(key_serial_t key, char *out, size_t size);
long
__wrap_keyctl_read(key_serial_t key, char *out, size_t size)
{
    const char *callout = calls_shared()->callout;

    if (fails("keyctl_read"))
        return -1;
    if (key != KEY_SPEC_REQKEY_AUTH_KEY)
        return __real_keyctl_read(key, out, size);
    memcpy(out, callout, strlen(callout));
    return (long)strlen(callout);
}

long __real_keyctl_set_timeout(key_serial_t key, unsigned seconds);
long __wrap_keyctl_set_timeout(key_serial_t key, unsigned seconds);
long
__wrap_keyctl_set_timeout(key_serial_t key, unsigned seconds)
{
    if (fails("keyctl_set_timeout"))
        return -1;
    return key == calls_shared()->bell
               ? 0
               : __real_keyctl_set_timeout(key, seconds);
}

long __wrap_keyctl_instantiate(key_serial_t key, const void *payload,
                               size_t len, key_serial_t ring);
long
__wrap_keyctl_instantiate(key_serial_t key, const void *payload, size_t len,
                          key_serial_t ring)
{
    (void)payload, (void)len, (void)ring;
    if (fails("keyctl_instantiate"))
        return -1;
    calls_shared()->answered += key == calls_shared()->bell;
    return 0;
}

long __wrap_keyctl_reject(key_serial_t key, unsigned timeout, unsigned error,
                          key_serial_t ring);
long
__wrap_keyctl_reject(key_serial_t key, unsigned timeout, unsigned error,
                     key_serial_t ring)
{
    struct calls *calls = calls_shared();

    (void)ring;
    if (fails("keyctl_reject"))
        return -1;
    calls->rejected += key == calls->bell;
    calls->rejected_for = (int)timeout;
    calls->rejected_with = (int)error;
    return 0;
}

/* What the journal hears last. */
static void hear(const char *format, va_list args)
    __attribute__((format(printf, 1, 0)));

static void
hear(const char *format, va_list args)
{
    struct calls *calls = calls_shared();

    vsnprintf(calls->logged, sizeof(calls->logged), format, args);
    calls->opened = calls->opened || strncmp(calls->logged, "opened ", 7) == 0;
}

void __wrap_syslog(int priority, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void
__wrap_syslog(int priority, const char *format, ...)
{
    va_list args;

    (void)priority;
    va_start(args, format);
    hear(format, args);
    va_end(args);
}

/* The same, by _FORTIFY_SOURCE. */
void __wrap___syslog_chk(int priority, int flag, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void
__wrap___syslog_chk(int priority, int flag, const char *format, ...)
{
    va_list args;

    (void)priority, (void)flag;
    va_start(args, format);
    hear(format, args);
    va_end(args);
}

static int
count_open(void)
{
    DIR *dir = opendir("/proc/self/fd");
    int n = 0;

    while (dir != NULL && readdir(dir) != NULL)
        n++;
    if (dir != NULL)
        closedir(dir);
    return n;
}

int __real_open_serve(int32_t key, uint32_t uid, int shadow);
int __wrap_open_serve(int32_t key, uint32_t uid, int shadow);
int
__wrap_open_serve(int32_t key, uint32_t uid, int shadow)
{
    int status;

    serving = true;
    calls_shared()->open_before = count_open();
    status = __real_open_serve(key, uid, shadow);
    calls_shared()->open_after = count_open();
    return status;
}

static const char *const others[] = {
    "open",
    "openat",
    "fopen",
    "fdopen",
    "fcntl",
    "prctl",
    "syscall",
    "clock_gettime",
    "time",
    "keyctl_assume_authority",
    "keyctl_read",
    "keyctl_set_timeout",
    "keyctl_instantiate",
    "keyctl_reject",
};

#define NAME(type, name, failure, parameters, arguments) #name,
static const char *const names[] = {CALLS(NAME)};

const char *
calls_name(size_t i)
{
    size_t n = sizeof(names) / sizeof(names[0]);

    if (i < n)
        return names[i];
    i -= n;
    return i < sizeof(others) / sizeof(others[0]) ? others[i] : NULL;
}

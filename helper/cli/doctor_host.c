/* SPDX-License-Identifier: Apache-2.0 */
/* What an installation puts below /etc, and what it needs there. */
#include "doctor.h"
#include "esc/text.h"
#include "obtain.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define RULES "/etc/request-key.d"
#define AUTHORITIES "/etc/ssl/certs"
#define PROVISION ESC_LIBEXECDIR "/esc-provision"
#define CHECK ESC_LIBEXECDIR "/esc-check"

/* The line of PATH that begins with PREFIX into LINE_OUT. */
static bool
find_line(const char *path, const char *prefix, char *line_out, size_t size)
{
    FILE *file = fopen(path, "re");
    bool found = false;

    while (file != NULL && !found && fgets(line_out, (int)size, file) != NULL)
        found = strncmp(line_out, prefix, strlen(prefix)) == 0;
    if (file != NULL)
        (void)fclose(file);
    if (found)
        line_out[strcspn(line_out, "\n")] = '\0';
    return found;
}

/* The program of a rule for our doorbells in LINE, or NULL. */
static const char *
rule_program(char *line)
{
    char *words[5] = {NULL}, *rest = line;
    size_t count = 0;

    while (count < 5 && rest != NULL) {
        char *word = strsep(&rest, " \t\n");

        if (*word != '\0')
            words[count++] = word;
    }
    if (count < 5 || strcmp(words[0], "create") != 0
        || !esc_text_match(words[1], "user")
        || strncmp(words[2], ESC_KEY_OPEN, strlen(ESC_KEY_OPEN)) != 0)
        return NULL;
    return words[4];
}

/* Whether file PATH has the rule; its program into PROGRAM_OUT. */
static bool
has_rule(const char *path, char *program_out, size_t size)
{
    FILE *file = fopen(path, "re");
    const char *program = NULL;
    char line[1024];

    while (file != NULL && program == NULL
           && fgets(line, sizeof(line), file) != NULL)
        program = rule_program(line);
    if (file != NULL)
        (void)fclose(file);
    return program != NULL && esc_text_copy(program_out, size, program);
}

static bool
find_rule(char *program_out, size_t size)
{
    bool found = has_rule("/etc/request-key.conf", program_out, size);
    const struct dirent *entry;
    char path[512];
    DIR *dir = opendir(RULES);

    if (dir == NULL)
        return found;
    while (!found && (entry = readdir(dir)) != NULL) {
        snprintf(path, sizeof(path), RULES "/%.200s", entry->d_name);
        found = has_rule(path, program_out, size);
    }
    closedir(dir);
    return found;
}

void
doctor_rule(const struct cli *cli, struct finding *finding)
{
    struct finding upcall = {0};
    char program[512];
    bool found = find_rule(program, sizeof(program));

    if (!found)
        doctor_upcall(cli, &upcall);
    if (!found && upcall.state != FINDING_ERROR)
        finding_set(finding, FINDING_NOTE, NULL,
                    "no rule is here, yet requests arrive: the kernel's"
                    " /etc is another one");
    else if (!found)
        finding_set(finding, FINDING_ERROR,
                    "one line of " RULES "/esc-session.conf does: create user"
                    " esc:open:* * " PROVISION " %k %u %S",
                    "no rule tells the kernel whom to ask for credentials");
    else if (access(program, X_OK) != 0)
        finding_set(finding, FINDING_ERROR, "is esc-session installed whole?",
                    "the rule names '%s', which cannot be run: %s", program,
                    strerror(errno));
    else if (strcmp(program, PROVISION) != 0)
        finding_set(
            finding, FINDING_NOTE, "that of this installation is " PROVISION,
            "the kernel is told to ask '%s', another program", program);
    else
        finding_set(finding, FINDING_OK, NULL,
                    "the kernel is told to ask '%s'", program);
}

void
doctor_accounts(const struct cli *cli, struct finding *finding)
{
    char line[1024];
    const char *members;

    (void)cli;
    if (!find_line("/etc/passwd", ESC_RESOLVER_USER ":", line, sizeof(line))) {
        finding_set(finding, FINDING_ERROR,
                    "useradd -r -d / -s /usr/sbin/nologin " ESC_RESOLVER_USER,
                    "there is no account '" ESC_RESOLVER_USER
                    "' for the resolver in /etc/passwd");
        return;
    }
    if (!find_line("/etc/group", ESC_GATE_GROUP ":", line, sizeof(line))) {
        finding_set(finding, FINDING_ERROR, "groupadd -r " ESC_GATE_GROUP,
                    "there is no group '" ESC_GATE_GROUP "' in /etc/group");
        return;
    }
    members = strrchr(line, ':');
    if (members != NULL && members[1] != '\0')
        finding_set(finding, FINDING_ERROR, "remove its members",
                    "group '" ESC_GATE_GROUP
                    "' has members, who can link what logins"
                    " hold: %s",
                    members + 1);
    else
        finding_set(finding, FINDING_OK, NULL,
                    "'" ESC_RESOLVER_USER "' and '" ESC_GATE_GROUP
                    "' are there");
}

/* The status of esc-check, -1: it could not be run. */
static int
check_settings(void)
{
    char name[] = "esc-check", *argv[] = {name, NULL};
    ESC_CLOSE int null = open("/dev/null", O_RDWR | O_CLOEXEC);
    pid_t child = null < 0 ? -1 : fork();
    int status = 0;

    if (child == 0) {
        (void)dup2(null, 0);
        (void)dup2(null, 1);
        (void)dup2(null, 2);
        (void)execv(CHECK, argv);
        _exit(127);
    }
    while (child > 0 && waitpid(child, &status, 0) < 0)
        if (errno != EINTR)
            return -1;
    return child > 0 && WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

void
doctor_settings(const struct cli *cli, struct finding *finding)
{
    int status = check_settings();

    (void)cli;
    if (status == 0)
        finding_set(finding, FINDING_OK, NULL, "the settings have no errors");
    else if (status == 127 || status < 0)
        finding_set(finding, FINDING_ERROR, "is esc-session installed whole?",
                    "the settings cannot be examined: '%s' does not run",
                    CHECK);
    else if (access(ESC_SYSCONFDIR "/esc-session.conf", R_OK) != 0
             && errno == EACCES)
        finding_set(finding, FINDING_NOTE, "ask as root",
                    "the settings may not be read");
    else
        finding_set(finding, FINDING_ERROR,
                    "'esc-session check' says which and where",
                    "the settings have errors");
}

void
doctor_authorities(const struct cli *cli, struct finding *finding)
{
    DIR *dir = opendir(AUTHORITIES);
    struct dirent *entry;
    size_t count = 0;

    (void)cli;
    while (dir != NULL && (entry = readdir(dir)) != NULL) {
        const char *end = strrchr(entry->d_name, '.');

        /* As openssl-rehash(1) names them: XXXXXXXX.0 */
        count += end == entry->d_name + 8 && end[1] >= '0' && end[1] <= '9';
    }
    if (dir != NULL)
        closedir(dir);
    if (count == 0)
        finding_set(finding, FINDING_NOTE,
                    "install ca-certificates, or set ca-path or ca-file",
                    "'%s' has no certificate authority by hash: by default no"
                    " cloud is trusted",
                    AUTHORITIES);
    else
        finding_set(finding, FINDING_OK, NULL,
                    "'%s' has %zu certificate authorities", AUTHORITIES,
                    count);
}

void
doctor_login(const struct cli *cli, struct finding *finding)
{
    struct esc_ticket ticket;
    struct esc_error err = {0};
    char ends[32];

    if (!obtain_ticket(cli, &ticket, &err)) {
        finding_set(finding, FINDING_NOTE, err.hint, "no credentials here: %s",
                    err.text);
        return;
    }
    esc_text_format_time(ticket.ends, ends, sizeof(ends));
    finding_set(finding, FINDING_OK, NULL,
                "pam_esc opened this login of '%s', until %s", ticket.login,
                ends);
}

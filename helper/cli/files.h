/* SPDX-License-Identifier: Apache-2.0 */
/*
 * File entries of a set: a variable holds the path of a file with the value.
 * The files stand in memory only: in a 0700 folder of the user's own on a
 * tmpfs, $XDG_RUNTIME_DIR/esc-session (/run/user/UID), else
 * /dev/shm/esc-session-UID.  exec cannot remove them after execve, so each
 * use has a folder PID-START-SESSION-RANDOM there: files_watch.c removes it
 * when process PID (started at START) is gone, and every process of the
 * session that PID led; what it left whoever runs a command later; `close`
 * those of its own login.
 */
#ifndef FILES_H
#define FILES_H

#include "cli.h"

#define FILES_PATH_MAX 512

struct files {
    char (*paths)[FILES_PATH_MAX]; /* one for each entry of the set, or NULL */
    char config[FILES_PATH_MAX];   /* files_make_config's, or "" */
};

#define FILES_OWN __attribute__((cleanup(files_release))) struct files
/* Free the list; the files stay. */
void files_release(struct files *files);

/* Path for entry INDEX of the set: "" when it is no file. */
const char *files_path(const struct files *files, size_t index);

/*
 * Sweep, then write the file entries of SET; they are OWNER's: swept when that
 * process is gone.  A set without file entries costs nothing.  ESC_E_SYSTEM:
 * no tmpfs of the user's own, or no room; then no file is left.
 */
bool files_make(const struct cli *cli, const struct esc_cred_set *set,
                pid_t owner, struct files *files_out,
                struct esc_error *err) ESC_MUST_CHECK;

/*
 * Make the AWS configuration of exec --auto-renew, its path into
 * FILES_OUT->config: one profile, FILES_PROFILE, whose credential_process asks
 * this program for environment NAME.  It holds no secret.  OWNER and errors as
 * above.
 */
#define FILES_PROFILE "esc-session"
bool files_make_config(const struct cli *cli, const char *name, pid_t owner,
                       struct files *files_out,
                       struct esc_error *err) ESC_MUST_CHECK;

/* The folders in which FILES, of a set of COUNT entries, stand; how many. */
#define FILES_FOLDERS 2 /* the entries', the configuration's */
size_t files_folders(const struct files *files, size_t count,
                     char folders_out[FILES_FOLDERS][FILES_PATH_MAX]);

/* Remove what was made for a set of COUNT entries: its user ended. */
void files_remove(const struct files *files, size_t count);

/*
 * How many folders the owner of FOLDER (a path that files_folders gave) has
 * there, this one too; with REMOVE they are removed.
 */
size_t files_of_owner(const char *folder, bool remove);

/*
 * A process beyond AFTER of the session (setsid(2)) that process LEADER made,
 * LEADER not counted; 0: there is none.  The leader may end before the others
 * do: a script put itself into the background, or the shell of a remote
 * command left one there.
 */
pid_t files_session_member(pid_t leader, pid_t after);

/*
 * Have FILES, of OWNER's, removed at its end, and of all the session that it
 * may lead, by a process that keeps nothing of SET: before becoming the
 * command, or for the shell that leads our session.  One process sees to all
 * that an owner has; whether it was started.
 */
bool files_watch(const struct files *files, struct esc_cred_set *set,
                 pid_t owner);

/* Remove folders of processes and sessions that are gone, and with SESSION
 * (not NULL) all of that login. */
void files_sweep(const struct cli *cli, const char *session);

#endif

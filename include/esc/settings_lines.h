/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The lines of root's settings, for every program that reads some of them:
 *
 *     name = value        # a remark: a '#' at the start or after a blank
 *     permit user dana environment acme/aws/dev
 *
 * This is the grammar and the order of files only; what a name means is the
 * reader's.  One read is the file PATH, then every PATH.d/NAME.conf in byte
 * order (names that start with a dot are left out).
 *
 * Limits: a file 1 MiB, a line 4,095 bytes, 256 files in PATH.d.  Control
 * bytes other than a tab, NUL and invalid UTF-8 are errors.
 */
#ifndef ESC_SETTINGS_LINES_H
#define ESC_SETTINGS_LINES_H

#include "esc/error.h"

/* What a line of a file with ends of Windows hears; every one of them does. */
#define ESC_SETTINGS_CRLF "the line ends in CR LF, LF alone is wanted"

struct esc_settings_line {
    const char *file;    /* borrowed for the call */
    unsigned int number; /* from 1 */
    const char *name;    /* [a-z][a-z0-9-]* */
    char *value;  /* trimmed, never empty for "name = value"; may be changed */
    bool is_rule; /* there is no '=': VALUE is what follows the name */
};

struct esc_settings_visitor {
    void *context;
    /*
     * Called for every line that says something.  On false reading ends;
     * the reader then puts "FILE:LINE" in ERR's where.
     */
    bool (*line)(void *context, const struct esc_settings_line *line,
                 struct esc_error *err);
    /*
     * May be NULL.  Called for a malformed line and for a file or folder that
     * cannot be read, WHY saying where; true goes on with the next, so that
     * all that is wrong can be told at once.
     */
    bool (*problem)(void *context, const struct esc_error *why);
};

/*
 * ESC_E_NOT_FOUND when there is no PATH (a missing PATH.d is none of a
 * problem); ESC_E_CONFIG with where FILE:LINE for a malformed line, and for
 * files or a PATH.d that others than root (or, not as root, the caller) own or
 * may write.
 */
bool esc_settings_read(const char *path,
                       const struct esc_settings_visitor *visitor,
                       struct esc_error *err) ESC_MUST_CHECK;

/* The same for LEN bytes of TEXT already read; FILE is for messages only. */
bool esc_settings_parse(const char *file, const char *text, size_t len,
                        const struct esc_settings_visitor *visitor,
                        struct esc_error *err) ESC_MUST_CHECK;

/*
 * The next word of *CURSOR, NUL-terminated in place, or NULL at the end:
 * words are divided by blanks.  For rules and for values that are lists.
 */
char *esc_settings_word(char **cursor);

#endif

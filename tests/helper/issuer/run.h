/* SPDX-License-Identifier: Apache-2.0 */
/* Running the built esc-issuer in a folder of the test's own. */
#ifndef ISSUER_RUN_H
#define ISSUER_RUN_H

#include <cJSON.h>
#include <stdbool.h>

#define RUN_OUTPUT_MAX 32768
#define RUN_URL "https://id.example.com/fleet1"

struct run {
    char program[4096]; /* absolute path */
    char folder[64];    /* the working folder */
    char output[RUN_OUTPUT_MAX];
    int status;
};

/* Make the folder and go there; false when it cannot. */
bool run_start(struct run *run);
void run_end(struct run *run);

/* Run esc-issuer with these words (of the shell); both outputs are kept. */
int run_issuer(struct run *run, const char *words);

/* The same, the output as JSON (NULL: it is none); the caller deletes. */
cJSON *run_json(struct run *run, const char *words);

/* A file's text in OUTPUT, and as JSON. */
cJSON *run_file(struct run *run, const char *path);

bool run_write(const char *path, const char *text, unsigned int mode);

#endif

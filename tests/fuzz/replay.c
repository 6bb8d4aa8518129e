/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Runs a fuzz target over its corpus, for `make check`: the files of the
 * arguments, or of tests/fuzz/corpus/NAME of the source tree for a program
 * called NAME.  With --enable-fuzzing libFuzzer stands here instead.
 */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <tap.h>

#define INPUT_MAX ((size_t)2 * 1024 * 1024)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
replay(const char *path)
{
    FILE *file = fopen(path, "rb");
    uint8_t *data = malloc(INPUT_MAX);
    size_t size = 0;

    if (file != NULL && data != NULL)
        size = fread(data, 1, INPUT_MAX, file);
    if (ok(file != NULL && data != NULL, "%s", path)) {
        /* At its own size, so that sanitizers see what is read beyond. */
        uint8_t *exact = malloc(size == 0 ? 1 : size);

        if (exact != NULL) {
            memcpy(exact, data, size);
            LLVMFuzzerTestOneInput(exact, size);
        }
        free(exact);
    }
    free(data);
    if (file != NULL)
        fclose(file);
}

static int
is_visible(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

static void
replay_folder(const char *folder)
{
    struct dirent **entries = NULL;
    int count = scandir(folder, &entries, is_visible, alphasort);
    char path[4096];

    ok(count > 0, "corpus %s", folder);
    for (int i = 0; i < count; i++) {
        snprintf(path, sizeof(path), "%s/%s", folder, entries[i]->d_name);
        replay(path);
        free(entries[i]);
    }
    free(entries);
}

int
main(int argc, char **argv)
{
    const char *srcdir = getenv("srcdir");
    const char *name = strrchr(argv[0], '/');
    char folder[2048];

    for (int i = 1; i < argc; i++)
        replay(argv[i]);
    if (argc > 1)
        return tap_done();
    name = name == NULL ? argv[0] : name + 1;
    if (strncmp(name, "lt-", 3) == 0)
        name += 3;
    snprintf(folder, sizeof(folder), "%s/tests/fuzz/corpus/%s",
             srcdir == NULL ? "." : srcdir, name);
    replay_folder(folder);
    return tap_done();
}

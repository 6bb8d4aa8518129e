/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the built module exports: the two session calls, nothing that could
 * stand in another stack, nothing that could clash in its host.
 */
#include <dlfcn.h>
#include <stdlib.h>
#include <tap.h>

static const struct {
    const char *symbol;
    bool exported;
} rows[] = {
    {"pam_sm_open_session", true},  {"pam_sm_close_session", true},
    {"pam_sm_authenticate", false}, {"pam_sm_setcred", false},
    {"pam_sm_acct_mgmt", false},    {"pam_sm_chauthtok", false},
    {"session_open", false},        {"gate_open", false},
    {"options_parse", false},       {"esc_fail", false},
    {"esc_text_safe", false},       {"esc_ticket_encode", false},
};

/* Only what the module itself defines counts, not what it needs. */
static bool
defines(void *module, const char *symbol)
{
    void *at = dlsym(module, symbol);
    Dl_info info;

    return at != NULL && dladdr(at, &info) != 0
           && strstr(info.dli_fname, "pam_esc.so") != NULL;
}

int
main(void)
{
    const char *builddir = getenv("builddir");
    char path[512];
    void *module;

    snprintf(path, sizeof(path), "%s/pam_module/.libs/pam_esc.so",
             builddir == NULL ? "." : builddir);
    module = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (!ok(module != NULL, "the module loads"))
        diag("%s", dlerror());
    for (size_t i = 0; module != NULL && i < sizeof(rows) / sizeof(rows[0]);
         i++)
        ok(defines(module, rows[i].symbol) == rows[i].exported, "%s is %s",
           rows[i].symbol, rows[i].exported ? "exported" : "not exported");
    if (module != NULL)
        dlclose(module);
    return tap_done();
}

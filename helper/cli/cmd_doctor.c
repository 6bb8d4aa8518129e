/* SPDX-License-Identifier: Apache-2.0 */
/* doctor: does everything that a login needs work on this host? */
#include "command.h"
#include "doctor.h"
#include "esc/buf.h"
#include "esc/file.h"
#include "say.h"
#include <errno.h>
#include <stdarg.h>

#define OUTPUT_MAX 65536

static const struct option_row options[] = {
    {OPTION_JSON, '\0', "json", NULL, "for programs", NULL},
    OPTION_ROW_END,
};

static const struct example_row examples[] = {
    {"esc-session doctor", "why do logins get no credentials here?"},
    {NULL, NULL},
};

static const struct {
    const char *name;
    void (*probe)(const struct cli *cli, struct finding *finding);
} rows[] = {
    {"keyrings", doctor_keyrings}, {"upcall", doctor_upcall},
    {"rule", doctor_rule},         {"quota", doctor_quota},
    {"pam", doctor_pam},           {"accounts", doctor_accounts},
    {"settings", doctor_settings}, {"authorities", doctor_authorities},
    {"clock", doctor_clock},       {"sandbox", doctor_sandbox},
    {"bounds", doctor_bounds},     {"ptrace", doctor_ptrace},
    {"login", doctor_login},       {"token", doctor_token},
};

void
finding_set(struct finding *finding, enum finding_state state,
            const char *hint, const char *format, ...)
{
    char text[ESC_ERROR_TEXT_MAX];
    va_list args;

    va_start(args, format);
    vsnprintf(text, sizeof(text), format, args);
    va_end(args);
    finding->state = state;
    finding->said = (struct esc_error){0};
    esc_fail(&finding->said, ESC_E_SYSTEM, NULL, "%s", text);
    if (hint != NULL)
        esc_fail_hint(&finding->said, "%s", hint);
}

static void
add_text(struct esc_buf *out, const char *name, const struct finding *finding)
{
    static const char *const words[] = {"ok", "note", "ERROR"};

    esc_buf_printf(out, "%-12s %-6s %s\n", name, words[finding->state],
                   finding->said.text);
    if (finding->said.hint[0] != '\0')
        esc_buf_printf(out, "%-19s hint: %s\n", "", finding->said.hint);
}

static void
add_json(struct esc_buf *out, const char *name, const struct finding *finding)
{
    static const char *const words[] = {"ok", "note", "error"};

    esc_buf_printf(out, "%s{\"name\": \"%s\", \"state\": \"%s\", \"text\": ",
                   out->data[out->len - 1] == '[' ? "" : ", ", name,
                   words[finding->state]);
    esc_buf_add_json(out, finding->said.text);
    esc_buf_add_str(out, ", \"hint\": ");
    if (finding->said.hint[0] == '\0')
        esc_buf_add_str(out, "null");
    else
        esc_buf_add_json(out, finding->said.hint);
    esc_buf_add_char(out, '}');
}

static bool
print(const struct cli *cli, const struct esc_buf *out, struct esc_error *err)
{
    return esc_buf_ok(out, err)
           && (esc_file_write_all(cli->out, esc_buf_text(out), out->len)
               || esc_fail_errno(err, ESC_E_SYSTEM, errno, NULL,
                                 "cannot write the findings"));
}

static int
run(struct cli *cli, const struct arguments *arguments)
{
    bool json = arguments->value[OPTION_JSON] != NULL, bad = false;
    ESC_BUF_OWN out = ESC_BUF_LIMIT(OUTPUT_MAX);
    struct esc_error err = {0};

    if (json)
        esc_buf_add_str(&out, "{\"version\": 1, \"findings\": [");
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct finding finding = {0};

        rows[i].probe(cli, &finding);
        bad |= finding.state == FINDING_ERROR;
        if (json && !out.failed)
            add_json(&out, rows[i].name, &finding);
        else if (!json)
            add_text(&out, rows[i].name, &finding);
    }
    if (json)
        esc_buf_printf(&out, "], \"ok\": %s}\n", bad ? "false" : "true");
    if (!print(cli, &out, &err)) {
        say_error(cli, &err);
        return 1;
    }
    return bad ? 1 : 0;
}

const struct command cmd_doctor = {
    .name = "doctor",
    .usage = "[--json]",
    .summary = "say what of this host works and what does not, and why",
    .about = "Root sees more than a user does.  The exit status is 1 when "
             "logins cannot get credentials here.",
    .options = options,
    .examples = examples,
    .operands = OPERANDS_NONE,
    .run = run,
};

/* SPDX-License-Identifier: Apache-2.0 */
/* Status as text and JSON. */
#include "report.h"
#include "tap.h"
#include "world.h"
#include <string.h>

static struct report *
full(void)
{
    struct report *report = report_new();
    struct report_row *row = &report->rows[0];

    report->now = WORLD_NOW;
    report->in_session = true;
    report->ticket = (struct esc_ticket){.uid = 7,
                                         .created = WORLD_NOW - 60,
                                         .ends = WORLD_NOW + 3600,
                                         .login = "dana",
                                         .session = "abc",
                                         .service = "sshd",
                                         .remote = "192.0.2.1"};
    memset(report->ticket.credential, 'A', 200);
    memcpy(report->ticket.credential, "publickey ssh-rsa ", 18);
    memcpy(row->name, "default", 8);
    row->set = world_aws(1800, 3000);
    memcpy(row->set->origin.environment, "acme/aws/dev", 13);
    memcpy(row->set->origin.role, "arn:\033[2J", 9);
    row->failed = true;
    esc_fail(&row->failure, ESC_E_NETWORK, "sts", "cannot reach 'sts'");
    memcpy(report->rows[1].name, "other", 6);
    report->rows[1].failed = true;
    esc_fail(&report->rows[1].failure, ESC_E_NOT_PERMITTED, NULL, "no");
    report->count = 2;
    return report;
}

static void
check_text(const struct report *report)
{
    ESC_BUF_OWN out = ESC_BUF_LIMIT(REPORT_BYTES_MAX);
    const char *text;

    report_text(report, &out);
    text = esc_buf_text(&out);
    ok(strstr(text, "login 'dana'\n") != NULL, "whose login");
    ok(strstr(text, "publickey ssh-rsa AAA") != NULL
           && strstr(text, "AAA...AAA") != NULL,
       "a key is shortened");
    ok(strstr(text, "(in 1h)") != NULL && strstr(text, "(1m ago)") != NULL,
       "times and how far they are");
    ok(strstr(text, "environment 'acme/aws/dev'\n") != NULL
           && strstr(text, "asked for as    default") != NULL,
       "the resolved name and the one asked for");
    ok(strstr(text, "last error      cannot reach 'sts'") != NULL,
       "the last failure");
    ok(strstr(text, "environment 'other': not held") != NULL,
       "one that only failed");
    ok(strchr(text, '\033') == NULL && strstr(text, "\\x1b[2J") != NULL,
       "no control bytes");
    ok(strstr(text, "CANARY") == NULL, "no secret");
}

static void
check_json(const struct report *report)
{
    ESC_BUF_OWN out = ESC_BUF_LIMIT(REPORT_BYTES_MAX);
    const char *text;

    report_json(report, &out);
    text = esc_buf_text(&out);
    ok(strstr(text, "{\"version\": 1, \"now\": \"1970-01-12T13:46:40Z\", ")
           == text,
       "versioned");
    ok(strstr(text, "\"login\": \"dana\", \"id\": \"abc\"") != NULL,
       "the session");
    ok(strstr(text, "\"error\": null, \"identity\": null, \"ownToken\": null, "
                    "\"environments\": [{\"name\": "
                    "\"default\", \"held\": true, \"environment\": "
                    "\"acme/aws/dev\", \"revision\": null")
           != NULL,
       "the environments");
    ok(strstr(text, "\"lastError\": {\"code\": \"network\", \"where\": "
                    "\"sts\"")
           != NULL,
       "the last failure");
    ok(strstr(text, "\"variables\": [\"AWS_ACCESS_KEY_ID\", "
                    "\"AWS_SECRET_ACCESS_KEY\"]")
           != NULL,
       "names of variables");
    ok(strstr(text, "CANARY") == NULL && strchr(text, '\033') == NULL,
       "no secret, no control bytes");
    ok(strcmp(text + out.len - 17, ", \"shell\": null}\n") == 0, "the shell");
}

static void
check_nothing(void)
{
    ESC_OWN(report) report = report_new();
    ESC_BUF_OWN text = ESC_BUF_LIMIT(4096);
    ESC_BUF_OWN json = ESC_BUF_LIMIT(4096);

    report->now = WORLD_NOW;
    report->shell = "acme/aws/dev";
    report->shell_expires = WORLD_NOW - 1;
    esc_fail(&report->no_session, ESC_E_NO_SESSION, NULL, "none here");
    esc_fail_hint(&report->no_session, "log in");
    report_text(report, &text);
    is_str(esc_buf_text(&text),
           "no login: none here\nhint: log in\nthis shell\n"
           "  environment     acme/aws/dev\n"
           "  expires         1970-01-12T13:46:39Z (1s ago)\n",
           "nothing held: text");
    report_json(report, &json);
    is_str(esc_buf_text(&json),
           "{\"version\": 1, \"now\": \"1970-01-12T13:46:40Z\", \"session\": "
           "null, \"error\": {\"code\": \"no-session\", \"where\": null, "
           "\"text\": \"none here\", \"hint\": \"log in\"}, "
           "\"identity\": null, \"ownToken\": null, "
           "\"environments\": [], \"shell\": "
           "{\"environment\": "
           "\"acme/aws/dev\", \"expires\": \"1970-01-12T13:46:39Z\", "
           "\"expired\": true}}\n",
           "nothing held: JSON");
}

static void
check_set_back(struct report *report)
{
    ESC_BUF_OWN before = ESC_BUF_LIMIT(REPORT_BYTES_MAX);
    ESC_BUF_OWN after = ESC_BUF_LIMIT(REPORT_BYTES_MAX);

    report_text(report, &before);
    report->now = report->rows[0].set->obtained - 3600;
    report_text(report, &after);
    ok(strstr(esc_buf_text(&before), "clock  ") == NULL
           && strstr(esc_buf_text(&after), "  clock           was set back")
                  != NULL,
       "a clock that was set back since");
}

int
main(void)
{
    ESC_OWN(report) report = full();

    check_text(report);
    check_json(report);
    check_nothing();
    check_set_back(report);
    return tap_done();
}

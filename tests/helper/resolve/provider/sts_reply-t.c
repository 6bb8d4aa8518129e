/* SPDX-License-Identifier: Apache-2.0 */
/* Answers of AWS and of Ceph's gateway, good and broken. */
#include "provider/sts_reply.h"
#include "tap.h"
#include <string.h>

#define AWS_HEAD                                                              \
    "<AssumeRoleWithWebIdentityResponse "                                     \
    "xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">\n"                  \
    "  <AssumeRoleWithWebIdentityResult>\n"                                   \
    "    "                                                                    \
    "<SubjectFromWebIdentityToken>bastion:a</SubjectFromWebIdentityToken>"
#define AWS_TAIL                                                              \
    "<AssumedRoleUser>"                                                       \
    "<Arn>arn:aws:sts::123456789012:assumed-role/dev/dana@b1</Arn>"           \
    "<AssumedRoleId>AROA:dana@b1</AssumedRoleId></AssumedRoleUser>"           \
    "</AssumeRoleWithWebIdentityResult>"                                      \
    "<ResponseMetadata><RequestId>req-1</RequestId></ResponseMetadata>"       \
    "</AssumeRoleWithWebIdentityResponse>"

static const char aws_xml[] =
    AWS_HEAD "<Credentials>\n<SessionToken>CANARY/token+=</SessionToken>\n"
             "<SecretAccessKey>CANARYsecret</SecretAccessKey>\n"
             "<Expiration>2030-01-02T03:04:05Z</Expiration>\n"
             "<AccessKeyId>ASIAEXAMPLE</AccessKeyId></Credentials>" AWS_TAIL;

static const char aws_json[] =
    "{\"AssumeRoleWithWebIdentityResponse\":{"
    "\"AssumeRoleWithWebIdentityResult\":{\"AssumedRoleUser\":{"
    "\"Arn\":\"arn:aws:sts::123456789012:assumed-role/dev/dana@b1\","
    "\"AssumedRoleId\":\"AROA:dana@b1\"},\"Audience\":\"sts.amazonaws.com\","
    "\"Credentials\":{\"AccessKeyId\":\"ASIAEXAMPLE\","
    "\"Expiration\":1.893553445E9,\"SecretAccessKey\":\"CANARYsecret\","
    "\"SessionToken\":\"CANARY/token+=\"},\"Provider\":\"p\"},"
    "\"ResponseMetadata\":{\"RequestId\":\"req-1\"}}}";

static const char rgw_xml[] =
    "<AssumeRoleWithWebIdentityResponse><AssumeRoleWithWebIdentityResult>"
    "<SubjectFromWebIdentityToken>s</SubjectFromWebIdentityToken>"
    "<AssumedRoleUser><Arn>arn:aws:sts:::assumed-role/dev/dana@b1</Arn>"
    "<AssumeRoleId>x:dana@b1</AssumeRoleId></AssumedRoleUser><Credentials>"
    "<AccessKeyId>aBcDeFgHiJkLmNoPqRs</AccessKeyId>"
    "<Expiration>2030-01-02T03:04:05.760322678Z</Expiration>"
    "<SecretAccessKey>CANARYsecret</SecretAccessKey>"
    "<SessionToken>CANARY/token+=</SessionToken></Credentials>"
    "</AssumeRoleWithWebIdentityResult></AssumeRoleWithWebIdentityResponse>";

static void
test_good(void)
{
    static const struct {
        const char *name, *body, *id, *account, *request;
    } rows[] = {
        {"AWS in XML", aws_xml, "ASIAEXAMPLE", "123456789012", "req-1"},
        {"AWS in JSON", aws_json, "ASIAEXAMPLE", "123456789012", "req-1"},
        {"Ceph", rgw_xml, "aBcDeFgHiJkLmNoPqRs", "", ""},
    };
    static struct sts_credentials c;

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct esc_error err = {0};

        ok(sts_parse_credentials(rows[i].body, strlen(rows[i].body), "h", &c,
                                 &err),
           "%s is understood", rows[i].name);
        is_str(c.access_key_id, rows[i].id, "%s: id", rows[i].name);
        is_str(c.secret_access_key, "CANARYsecret", "%s: secret",
               rows[i].name);
        is_str(c.session_token, "CANARY/token+=", "%s: token", rows[i].name);
        is_int(c.expires, 1893553445, "%s: expiry", rows[i].name);
        is_str(c.account_id, rows[i].account, "%s: account", rows[i].name);
        is_str(c.request_id, rows[i].request, "%s: request", rows[i].name);
    }
}

static void
test_broken(void)
{
#define CREDENTIALS(id, secret, token, end)                                   \
    AWS_HEAD "<Credentials><AccessKeyId>" id "</AccessKeyId>"                 \
             "<SecretAccessKey>" secret                                       \
             "</SecretAccessKey><SessionToken>" token                         \
             "</SessionToken><Expiration>" end                                \
             "</Expiration></Credentials>" AWS_TAIL
#define GOOD_END "2030-01-02T03:04:05Z"
    static const struct {
        const char *name, *body, *missing;
    } rows[] = {
        {"nothing", "", "AccessKeyId"},
        {"a web page", "<html><body>Login</body></html>", "AccessKeyId"},
        {"an empty id", CREDENTIALS("", "s", "t", GOOD_END), "AccessKeyId"},
        {"an id with a line break", CREDENTIALS("a\nb", "s", "t", GOOD_END),
         "AccessKeyId"},
        {"an empty secret", CREDENTIALS("i", "", "t", GOOD_END),
         "SecretAccessKey"},
        {"an empty token", CREDENTIALS("i", "s", "", GOOD_END),
         "SessionToken"},
        {"a token with an escape", CREDENTIALS("i", "s", "t&#27;", GOOD_END),
         "SessionToken"},
        {"no end", CREDENTIALS("i", "s", "t", ""), "Expiration"},
        {"an end that is no time", CREDENTIALS("i", "s", "t", "soon"),
         "Expiration"},
        {"cut JSON", "{\"AssumeRoleWithWebIdentityResponse\":{",
         "AccessKeyId"},
        {"JSON of other types",
         "{\"Credentials\":{\"AccessKeyId\":7,\"SecretAccessKey\":[]}}",
         "AccessKeyId"},
    };
    static struct sts_credentials c;

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct esc_error err = {0};

        ok(!sts_parse_credentials(rows[i].body, strlen(rows[i].body), "h", &c,
                                  &err),
           "%s is refused", rows[i].name);
        is_int(err.code, ESC_E_PROVIDER, "%s: code", rows[i].name);
        ok(strstr(err.text, rows[i].missing) != NULL, "%s: says %s",
           rows[i].name, rows[i].missing);
        ok(strstr(err.text, "CANARY") == NULL, "%s: shows no secret",
           rows[i].name);
    }
}

static void
test_refusals(void)
{
    static const struct {
        const char *name, *body, *code, *message, *request;
    } rows[] = {
        {"AWS in XML",
         "<ErrorResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">"
         "<Error><Type>Sender</Type><Code>AccessDenied</Code>"
         "<Message>Not authorized</Message></Error>"
         "<RequestId>r-9</RequestId></ErrorResponse>",
         "AccessDenied", "Not authorized", "r-9"},
        {"AWS in JSON",
         "{\"Error\":{\"Code\":\"IDPCommunicationError\",\"Message\":\"m\","
         "\"Type\":\"Sender\"},\"RequestId\":\"r-9\"}",
         "IDPCommunicationError", "m", "r-9"},
        {"a root of Error",
         "<?xml version=\"1.0\"?><Error><Code>Throttling</Code>"
         "<Message>m</Message></Error>",
         "Throttling", "m", ""},
        {"Ceph",
         "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><Code>AccessDenied"
         "</Code><Message></Message><RequestId>tx0</RequestId><HostId>h"
         "</HostId></Error>",
         "AccessDenied", "", "tx0"},
        {"Ceph in JSON",
         "{\"Code\":\"AccessDenied\",\"RequestId\":\"tx0\",\"HostId\":\"h\"}",
         "AccessDenied", "", "tx0"},
        {"nested JSON", "{\"ErrorResponse\":{\"Error\":{\"Code\":\"C\"}}}",
         "C", "", ""},
        {"a proxy's page", "<html><h1>502</h1></html>", "", "", ""},
    };
    struct sts_refusal refusal;

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        sts_parse_refusal(rows[i].body, strlen(rows[i].body), &refusal);
        is_str(refusal.code, rows[i].code, "%s: code", rows[i].name);
        is_str(refusal.message, rows[i].message, "%s: message", rows[i].name);
        is_str(refusal.request_id, rows[i].request, "%s: request",
               rows[i].name);
    }
}

int
main(void)
{
    test_good();
    test_broken();
    test_refusals();
    return tap_done();
}

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * trust-policy: every policy is JSON and holds exactly its conditions; the
 * values come from options, settings and definitions as the manual says.
 */
#include "run.h"
#include "tap.h"
#include <sys/stat.h>

#define ACCOUNT "--account 123456789012"
#define BY_OPTIONS "trust-policy --json --issuer " RUN_URL " " ACCOUNT " "
#define BY_SETTINGS "trust-policy --settings s.conf "

static const char settings[] = "issuer = " RUN_URL "\n"
                               "zone = fleet1\n"
                               "audience = sts.amazonaws.com aws:1 # two\n"
                               "audience = third\n"
                               "environments = env\n"
                               "session-tags = on\n"
                               "source-identity = on\n"
                               "permit user dana environment acme/aws/dev\n"
                               "something = else\n";

static const char definition[] =
    "# was arn:aws:iam::999999999999:role/before\n"
    "values:\n"
    "  login:\n"
    "    roleArn: arn:aws-cn:iam::111122223333:role/team/esc-oidc\n"
    "    policyArns: [arn:aws-cn:iam::aws:policy/ReadOnlyAccess]\n"
    "    other: \"arn:aws-cn:iam::111122223333:role/second\" # twice\n"
    "    again: arn:aws-cn:iam::111122223333:role/second\n";

/* What the statement says about its NAME, as compact JSON. */
static void
is_part(const cJSON *root, const char *name, const char *want,
        const char *what)
{
    const cJSON *statements = cJSON_GetObjectItem(root, "Statement");
    char *got = cJSON_PrintUnformatted(
        cJSON_GetObjectItem(cJSON_GetArrayItem(statements, 0), name));

    is_str(got == NULL ? "(none)" : got, want, "%s: %s", what, name);
    cJSON_free(got);
}

#define AUD "\"id.example.com/fleet1:aud\":\"sts.amazonaws.com\""
#define SUB "\"id.example.com/fleet1:sub\":"

static const struct {
    const char *name, *words, *condition;
} rows[] = {
    {"everybody", "",
     "{\"StringEquals\":{" AUD "},\"StringLike\":{" SUB
     "\"bastion:default:host:*:user:*\"}}"},
    {"one user", "--user dana --zone z1",
     "{\"StringEquals\":{" AUD "},\"StringLike\":{" SUB
     "\"bastion:z1:host:*:user:dana\"}}"},
    {"one host", "--host-id b1",
     "{\"StringEquals\":{" AUD "},\"StringLike\":{" SUB
     "\"bastion:default:host:b1:user:*\"}}"},
    {"two users of one host", "--host-id b1 --user dana@x.example --user bob",
     "{\"StringEquals\":{" AUD "," SUB
     "[\"bastion:default:host:b1:user:dana@x.example\","
     "\"bastion:default:host:b1:user:bob\"]}}"},
    {"another audience", "--audience=aws:1",
     "{\"StringEquals\":{\"id.example.com/fleet1:aud\":\"aws:1\"},"
     "\"StringLike\":{" SUB "\"bastion:default:host:*:user:*\"}}"},
};

static void
test_conditions(struct run *run)
{
    char words[512];

    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        cJSON *root;

        snprintf(words, sizeof(words), BY_OPTIONS "%s --settings none.conf",
                 rows[i].words);
        root = run_json(run, words);
        if (!ok(root != NULL, "%s: JSON", rows[i].name))
            diag("%s", run->output);
        is_part(root, "Condition", rows[i].condition, rows[i].name);
        is_part(root, "Action", "\"sts:AssumeRoleWithWebIdentity\"",
                rows[i].name);
        is_part(root, "Principal",
                "{\"Federated\":\"arn:aws:iam::123456789012:oidc-provider/"
                "id.example.com/fleet1\"}",
                rows[i].name);
        is_part(root, "Effect", "\"Allow\"", rows[i].name);
        cJSON_Delete(root);
    }
}

static void
test_settings(struct run *run)
{
    cJSON *root = run_json(run, BY_SETTINGS "--json --environment acme/aws/x");

    if (!ok(root != NULL, "from settings and definition"))
        diag("%s", run->output);
    is_part(root, "Principal",
            "{\"Federated\":\"arn:aws-cn:iam::111122223333:oidc-provider/"
            "id.example.com/fleet1\"}",
            "settings");
    is_part(root, "Action",
            "[\"sts:AssumeRoleWithWebIdentity\",\"sts:TagSession\","
            "\"sts:SetSourceIdentity\"]",
            "settings");
    is_part(root, "Condition",
            "{\"StringEquals\":{\"id.example.com/fleet1:aud\":["
            "\"sts.amazonaws.com\",\"aws:1\",\"third\"]},\"StringLike\":{" SUB
            "\"bastion:fleet1:host:*:user:*\"}}",
            "settings");
    cJSON_Delete(root);
}

/* The commands go through a shell whose aws prints its arguments. */
static void
test_commands(struct run *run)
{
    static const char *const wanted[] = {
        "<iam><create-open-id-connect-provider><--url><" RUN_URL
        "><--client-id-list><sts.amazonaws.com><aws:1><third>"
        "<--thumbprint-list><it's>\n",
        "<iam><create-role><--role-name><esc-oidc><--path></team/>"
        "<--assume-role-policy-document><{\n",
        "<iam><create-role><--role-name><second><--assume-role-policy"
        "-document><{\n",
    };

    is_int(run_issuer(run, BY_SETTINGS "--environment acme/aws/x "
                                       "--thumbprint \"it's\" >script"),
           0, "commands");
    is_int(system("(echo 'aws() { printf \"<%s>\" \"$@\"; echo; }'; "
                  "cat script) | sh >printed"),
           0, "the shell takes them");
    cJSON_Delete(run_file(run, "printed"));
    for (size_t i = 0; i < sizeof(wanted) / sizeof(*wanted); i++)
        if (!ok(strstr(run->output, wanted[i]) != NULL, "command %zu", i + 1))
            diag("%s", run->output);
}

static void
test_refused(struct run *run)
{
    static const struct {
        const char *words, *says;
        int status;
    } bad[] = {
        {BY_OPTIONS "--user 'a:b'", "cannot use user 'a:b'", 2},
        {BY_OPTIONS "--user '*'", "cannot use user '*'", 2},
        {BY_OPTIONS "--zone 'a*'", "cannot use zone 'a*'", 2},
        {BY_OPTIONS "--host-id '${x}'", "cannot use host '${x}'", 2},
        {BY_OPTIONS "--role a/b", "neither a role's name nor its ARN", 2},
        {BY_OPTIONS "--role arn:aws:iam::111122223333:role/x",
         "role 'x' is in account 111122223333, not 123456789012", 2},
        {"trust-policy --role x --issuer " RUN_URL,
         "the AWS account is not known", 2},
        {"trust-policy " ACCOUNT " --issuer " RUN_URL, "the role is not known",
         2},
        {"trust-policy --account 12 --issuer " RUN_URL,
         "'12' is not an account", 2},
        {BY_SETTINGS "--environment acme/aws/none", "cannot open", 1},
        {BY_SETTINGS "--environment acme/aws/empty",
         "no role ARN in the text of 'acme/aws/empty'", 1},
        {BY_SETTINGS "--environment ../x/y", "is not ORG/PROJECT/ENV", 2},
        {"trust-policy --settings none", "cannot open 'none'", 1},
        {"trust-policy --settings bad.conf",
         "bad.conf:2: 'session-tags' is 'on' or 'off', not 'yes'", 1},
        {"trust-policy --settings twice.conf",
         "twice.conf:2: 'zone' is set twice", 1},
        {"trust-policy --settings port.conf", "port.conf:1: cannot use", 1},
    };

    run_write("bad.conf", "zone = a\nsession-tags = yes\n", 0644);
    run_write("twice.conf", "zone = a\nzone = b\n", 0644);
    run_write("port.conf", "issuer = https://a:1\n", 0644);
    run_write("env/acme/aws/empty.yaml", "values: {}\n", 0644);
    for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
        is_int(run_issuer(run, bad[i].words), bad[i].status, "%s: status",
               bad[i].words);
        if (!ok(strstr(run->output, bad[i].says) != NULL, "%s: says why",
                bad[i].words))
            diag("%s", run->output);
    }
}

int
main(void)
{
    static struct run run;

    if (!run_start(&run) || !run_write("s.conf", settings, 0644)
        || !run_write("none.conf", "", 0644) || mkdir("env", 0755) != 0
        || mkdir("env/acme", 0755) != 0 || mkdir("env/acme/aws", 0755) != 0
        || !run_write("env/acme/aws/x.yaml", definition, 0644)) {
        ok(false, "a folder to work in");
        return tap_done();
    }
    test_conditions(&run);
    test_settings(&run);
    test_commands(&run);
    test_refused(&run);
    run_end(&run);
    return tap_done();
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Role ARNs, regions, partitions and the URL that comes of them. */
#include "provider/sts_endpoint.h"
#include "tap.h"
#include <string.h>

#define ROLE "arn:aws:iam::123456789012:role/dev"

static void
test_urls(void)
{
    static const struct {
        const char *name, *endpoint, *region, *role, *want; /* NULL: refused */
    } rows[] = {
        {"a region", "", "eu-central-1", ROLE,
         "https://sts.eu-central-1.amazonaws.com/"},
        {"no region", "", "", ROLE, "https://sts.us-east-1.amazonaws.com/"},
        {"China", "", "", "arn:aws-cn:iam::123456789012:role/x",
         "https://sts.cn-north-1.amazonaws.com.cn/"},
        {"GovCloud", "", "us-gov-east-1",
         "arn:aws-us-gov:iam::123456789012:role/x",
         "https://sts.us-gov-east-1.amazonaws.com/"},
        {"European cloud", "", "", "arn:aws-eusc:iam::123456789012:role/x",
         "https://sts.eusc-de-east-1.amazonaws.eu/"},
        {"isolated", "", "us-iso-east-1",
         "arn:aws-iso:iam::123456789012:role/x",
         "https://sts.us-iso-east-1.c2s.ic.gov/"},
        {"isolated, second", "", "us-isob-east-1",
         "arn:aws-iso-b:iam::123456789012:role/x",
         "https://sts.us-isob-east-1.sc2s.sgov.gov/"},
        {"a region that comes later", "", "mx-central-1", ROLE,
         "https://sts.mx-central-1.amazonaws.com/"},
        {"another partition", "", "cn-north-1", ROLE, NULL},
        {"another partition, the other way", "", "eu-west-1",
         "arn:aws-us-gov:iam::123456789012:role/x", NULL},
        {"no region at all", "", "evil.example/", ROLE, NULL},
        {"capitals", "", "EU-WEST-1", ROLE, NULL},
        {"an endpoint wins", "https://sts.internal:8443", "eu-west-1", ROLE,
         "https://sts.internal:8443/"},
        {"an endpoint with a path", "https://gw/sts/", "", ROLE,
         "https://gw/sts/"},
        {"an endpoint with a query", "https://gw/?a=b", "", ROLE, NULL},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct sts_place place = {rows[i].endpoint, rows[i].region, "test"};
        struct esc_error err = {0};
        char url[STS_URL_MAX] = "";
        bool good = sts_url(&place, rows[i].role, url, &err);

        ok(good == (rows[i].want != NULL), "%s: %s", rows[i].name, err.text);
        if (rows[i].want != NULL)
            is_str(url, rows[i].want, "%s: URL", rows[i].name);
        else
            is_int(err.code, ESC_E_CONFIG, "%s: code", rows[i].name);
    }
}

static void
test_roles(void)
{
    static const struct {
        const char *arn;
        bool good;
    } rows[] = {
        {ROLE, true},
        {"arn:aws:iam:::role/esc-oidc", true},
        {"arn:aws:iam::123456789012:role/team/a/dev", true},
        {"arn:aws-cn:iam::123456789012:role/dev", true},
        {"arn:aws:iam::12345678901:role/dev", false},
        {"arn:aws:iam::123456789012:user/dev", false},
        {"arn:aws:iam::123456789012:role/", false},
        {"arn:aws:s3::123456789012:role/dev", false},
        {"arn:moon:iam::123456789012:role/dev", false},
        {"arn:aws:x:iam::123456789012:role/dev", false},
        {"arn:aws:iam::123456789012:role/a b", false},
        {"role/dev-is-not-an-arn", false},
        {"short", false},
        {"", false},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct esc_error err = {0};

        ok(sts_check_role(rows[i].arn, &err) == rows[i].good, "'%s'%s",
           rows[i].arn, rows[i].good ? "" : " is refused");
    }
}

int
main(void)
{
    test_urls();
    test_roles();
    return tap_done();
}

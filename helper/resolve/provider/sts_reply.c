/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One reader for both encodings: a field is named by the XML path, and the
 * same names nest in JSON.  The first byte that is no space tells which.
 */
#include "sts_reply.h"
#include "esc/cjson.h"
#include "esc/text.h"
#include "xml.h"
#include <stdio.h>
#include <string.h>

struct document {
    const char *body;
    size_t len;
    struct esc_cjson *json; /* NULL: XML */
};

#define RESPONSE "AssumeRoleWithWebIdentityResponse"
#define RESULT "AssumeRoleWithWebIdentityResult"

static void
open_document(struct document *document, const char *body, size_t len)
{
    size_t at = 0;

    document->body = body;
    document->len = len;
    document->json = NULL;
    while (at < len && strchr(" \t\r\n", body[at]) != NULL && body[at] != 0)
        at++;
    if (at < len && body[at] == '{')
        document->json = esc_cjson_parse(body, len, NULL);
}

/* JSON has the whole path; walk it from the object that holds PATH's first. */
static const struct esc_cjson *
walk(const struct esc_cjson *json, const char *path)
{
    char name[64];

    while (*path != '\0') {
        size_t len = strcspn(path, "/");

        if (len >= sizeof(name))
            return NULL;
        memcpy(name, path, len);
        name[len] = '\0';
        json = esc_cjson_get(json, name);
        path += len + (path[len] == '/');
    }
    return json;
}

static const struct esc_cjson *
json_field(const struct document *document, const char *path)
{
    static const char *const roots[] = {RESPONSE "/" RESULT,
                                        RESPONSE "/ResponseMetadata",
                                        RESULT,
                                        RESPONSE,
                                        "ErrorResponse",
                                        ""};
    const struct esc_cjson *found = NULL;

    for (size_t i = 0; found == NULL && i < sizeof(roots) / sizeof(roots[0]);
         i++)
        found = walk(walk(document->json, roots[i]), path);
    return found;
}

/* The text at PATH; OUT is empty when there is none that fits. */
static void
text_field(const struct document *document, const char *path, char *out,
           size_t size)
{
    const char *text;

    out[0] = '\0';
    if (document->json == NULL) {
        xml_find(document->body, document->len, path, out, size);
        return;
    }
    text = esc_cjson_text(json_field(document, path));
    if (text != NULL && !esc_text_copy(out, size, text))
        out[0] = '\0';
}

static bool
time_field(const struct document *document, const char *path,
           int64_t *epoch_out)
{
    char text[64];

    if (document->json != NULL
        && esc_cjson_integer(json_field(document, path), epoch_out))
        return true;
    text_field(document, path, text, sizeof(text));
    return esc_text_time(text, epoch_out);
}

/* What will be an HTTP header or a variable: printable ASCII, not empty. */
static bool
is_plain(const char *text)
{
    if (*text == '\0')
        return false;
    for (; *text != '\0'; text++)
        if (*text <= ' ' || *text > '~')
            return false;
    return true;
}

/* arn:PARTITION:sts::ACCOUNT:assumed-role/... */
static void
account_of(const char *arn, char *out, size_t size)
{
    const char *start = arn, *end;

    out[0] = '\0';
    for (int i = 0; i < 4; i++) {
        start = strchr(start, ':');
        if (start == NULL)
            return;
        start++;
    }
    end = strchr(start, ':');
    if (end != NULL && (size_t)(end - start) < size)
        snprintf(out, size, "%.*s", (int)(end - start), start);
}

static bool
read_credentials(const struct document *document, const char *host,
                 struct sts_credentials *c, struct esc_error *err)
{
    static const char missing[] =
        "malformed answer of STS at '%s': no usable %s";

    text_field(document, "Credentials/AccessKeyId", c->access_key_id,
               sizeof(c->access_key_id));
    text_field(document, "Credentials/SecretAccessKey", c->secret_access_key,
               sizeof(c->secret_access_key));
    text_field(document, "Credentials/SessionToken", c->session_token,
               sizeof(c->session_token));
    text_field(document, "AssumedRoleUser/Arn", c->role_arn,
               sizeof(c->role_arn));
    text_field(document, "RequestId", c->request_id, sizeof(c->request_id));
    account_of(c->role_arn, c->account_id, sizeof(c->account_id));
    if (!is_plain(c->access_key_id))
        return esc_fail(err, ESC_E_PROVIDER, host, missing, host,
                        "AccessKeyId");
    if (!is_plain(c->secret_access_key))
        return esc_fail(err, ESC_E_PROVIDER, host, missing, host,
                        "SecretAccessKey");
    if (!is_plain(c->session_token))
        return esc_fail(err, ESC_E_PROVIDER, host, missing, host,
                        "SessionToken");
    if (!time_field(document, "Credentials/Expiration", &c->expires))
        return esc_fail(err, ESC_E_PROVIDER, host, missing, host,
                        "Expiration");
    return true;
}

bool
sts_parse_credentials(const char *body, size_t len, const char *host,
                      struct sts_credentials *credentials_out,
                      struct esc_error *err)
{
    struct document document;
    bool good;

    memset(credentials_out, 0, sizeof(*credentials_out));
    open_document(&document, body, len);
    good = read_credentials(&document, host, credentials_out, err);
    esc_cjson_free(document.json);
    return good;
}

void
sts_parse_refusal(const char *body, size_t len,
                  struct sts_refusal *refusal_out)
{
    struct document document;

    open_document(&document, body, len);
    text_field(&document, "Error/Code", refusal_out->code,
               sizeof(refusal_out->code));
    text_field(&document, "Error/Message", refusal_out->message,
               sizeof(refusal_out->message));
    if (refusal_out->code[0] == '\0') { /* Ceph in JSON: without a root */
        text_field(&document, "Code", refusal_out->code,
                   sizeof(refusal_out->code));
        text_field(&document, "Message", refusal_out->message,
                   sizeof(refusal_out->message));
    }
    text_field(&document, "RequestId", refusal_out->request_id,
               sizeof(refusal_out->request_id));
    esc_cjson_free(document.json);
}

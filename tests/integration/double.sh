# SPDX-License-Identifier: Apache-2.0
# The double of Pulumi Cloud inside the bed; sourced after lib.sh.
#   double              start it, on https://localhost:8443
#   double_world        make what it knows: acme/aws/dev and acme/aws/gated
#   recorded, service, asked        below
# shellcheck shell=bash disable=SC2154 # lib.sh has here and bed

world=$BED/pulumi
python=/usr/bin/python3
url=https://localhost:8443
can_double() { $python -c 'import jwt, cryptography' 2>/dev/null; }

# recorded NAME [JQ]: what the service has evaluated, with keys of the real STS
# that live as long as its definition says
recorded() {
    local xml key secret session
    xml=$(https -d Action=AssumeRoleWithWebIdentity -d Version=2011-06-15 \
        --data-urlencode "RoleArn=$ROLE_ARN" -d RoleSessionName=pulumi \
        -d DurationSeconds=1800 --data-urlencode \
        "WebIdentityToken=$("$bed/token" "sub=\"$(sub_of alice)\"")" "$STS/")
    key=$(sed -n 's/.*<AccessKeyId>\([^<]*\).*/\1/p' <<<"$xml")
    secret=$(sed -n 's/.*<SecretAccessKey>\([^<]*\).*/\1/p' <<<"$xml")
    session=$(sed -n 's/.*<SessionToken>\([^<]*\).*/\1/p' <<<"$xml")
    mkdir -p "$world/environments/acme/aws/$1"
    jq -n --arg key "$key" --arg secret "$secret" --arg session "$session" '
        {exprs: {aws: {builtin: {name: "fn::open::aws-login", arg: {object:
            {oidc: {object: {duration: {literal: "30m"}}}}}}}},
         properties: {environmentVariables: {value: {
            AWS_ACCESS_KEY_ID: {value: $key},
            AWS_SECRET_ACCESS_KEY: {value: $secret, secret: true},
            AWS_SESSION_TOKEN: {value: $session, secret: true}}}}}
        '"${2:-}" >"$world/environments/acme/aws/$1/1.json"
}

# service LINE...: settings of a host with this backend
service() {
    settings 'backend = pulumi' "pulumi-url = $url" \
        'audience = urn:pulumi:org:acme' 'map alice pulumi alice-k' "$@"
    : >"$world/requests.jsonl"
}
asked() { wc -l <"$world/requests.jsonl"; }

double_world() {
    rm -rf "$world"
    mkdir -p "$world"
    jq -n --arg issuer "$ISSUER" --arg ca "$CA" --arg sub "$(sub_of '*')" '[{
        org: "acme", issuer: $issuer, ca: $ca, policies: [
            {subject: $sub, kind: "personal", scope: "user:alice-k"},
            {subject: $sub, kind: "team", scope: "team:ops"}]}]' \
        >"$world/issuers.json"
    echo '{"pul-CANARY": {"login": "robot", "orgs": ["acme"], "open": ["*"]}}' \
        >"$world/users.json"
    recorded dev
    recorded gated
    echo '{"gated": true}' >"$world/environments/acme/aws/gated/settings.json"
}
double() {
    start double $python "$here/../pulumi/double.py" "$world" \
        "$BED/pki/tls.pem" "$BED/pki/tls.key" --port 8443
    await double https $url/api/user
}

#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# shellcheck disable=SC2016,SC2031 # shells of their own expand these
# Without a login: environments opened with a token of one's own at the double
# of Pulumi Cloud, kept in a session keyring where there is one.  Needs no
# rights; what it cannot have, it skips.
. "${srcdir:-.}/tests/helper/cli/cli.sh"
top=$PWD
tests_dir=$(cd "${srcdir:-.}/tests" && pwd)
ESC=$top/tests/helper/cli/elsewhere # helpers of the working folder
DENY=$top/tests/helper/cli/deny-keys
for name in $(compgen -e PULUMI_) HTTPS_PROXY https_proxy NO_PROXY no_proxy \
    SSL_CERT_DIR SUDO_USER; do
    unset "$name"
done

mkdir "$scratch/cwd" "$scratch/world" "$scratch/home"
ln -s "$top" "$scratch/cwd/libexec"
mkfifo "$scratch/hold"
/usr/bin/python3 "$tests_dir/helper/cli/own_world.py" "$scratch/world" \
    "$top/tests/conformance/esc-conformance" <"$scratch/hold" \
    >"$scratch/port" 2>"$scratch/world.err" &
world=$!
exec 9>"$scratch/hold"
trap 'exec 9>&-; wait "$world"; rm -rf "$scratch"' EXIT
for _ in {1..900}; do
    [ -s "$scratch/port" ] && break
    kill -0 "$world" 2>/dev/null || break
    sleep 0.1
done
if ! [ -s "$scratch/port" ]; then
    if grep -q ModuleNotFound "$scratch/world.err"; then
        echo "1..0 # SKIP $(tail -n 1 "$scratch/world.err")"
        exit 0
    fi
    sed 's/^/# /' "$scratch/world.err"
    echo 'Bail out! the double of the service does not start'
    exit 1
fi
state=$scratch/world/state
service=https://localhost:$(cat "$scratch/port")
cd "$scratch/cwd" || exit 1
export HOME=$scratch/home SSL_CERT_FILE=$scratch/world/ca.pem USER=dana
requests() { wc -l <"$state/requests.jsonl" 2>/dev/null || echo 0; }
last() { tail -n "$1" "$state/requests.jsonl"; }
forget() { "$ESC" close 2>/dev/null </dev/null; }
as_dana() {
    run env PULUMI_BACKEND_URL="$service" \
        PULUMI_ACCESS_TOKEN=pul-CANARY-dana "$@"
}

# --- no token
run "$ESC" exec -e acme/aws/dev true
is "$status" 125 'no token: exec fails'
like "$err" "esc-session: cannot open environment 'acme/aws/dev': *, and there is no Pulumi access token of yours
hint: *PULUMI_ACCESS_TOKEN*pulumi login*" 'and says what would help'
run "$ESC" status
is "$status" 1 'status: nothing here'
run "$ESC" renew -e acme/aws/dev
is "$status" 1 'renew: nothing here'

# --- the recorded sessions of the original
recorded() { # NAME: what it printed, without the lines of the commands
    sed -n '/^---$/,$p' "$tests_dir/fixtures/cli/$1.yaml" |
        sed -n '2,/^---$/p' | sed '$d'
}
replay() { # NAME: the same commands, by another name of the program
    grep -E '^(run: |  )esc ' "$tests_dir/fixtures/cli/$1.yaml" |
        sed -E "s/^(run: |  )esc (env )?//; s# default/test# test-user/$1/test#"
}
words() { # NAME: the output of all its commands
    local line
    while read -r line; do
        echo "> esc $line" | sed "s#test-user/$1/test#default/test#"
        # shellcheck disable=SC2086 # words
        as_dana "$ESC" $line
        [ -z "$out" ] || printf '%s\n' "$out"
    done < <(replay "$1")
}
for name in open-json open-yaml open-string open-detailed; do
    is "$(words $name | sed '/^$/d')" "$(recorded $name | sed '/^$/d')" \
        "recorded: $name, byte for byte"
done
paths='s#"[^"]*/(BOOL_FILE|FILE|NUM_FILE)"#"PATH"#; s#temp/esc-temp-[0-9]#PATH#'
is "$(words open-dotenv | sed -E "$paths; /^\$/d")" \
    "$(recorded open-dotenv | sed -E "$paths; /^\$/d")" 'recorded: open-dotenv'
words open-shell | sed -E "s#['\"]?/.*/(BOOL_FILE|FILE|NUM_FILE)['\"]?\$#PATH#" \
    >"$scratch/shell"
is "$(tr -d "'\"" <"$scratch/shell" | sed '/^$/d')" \
    "$(recorded open-shell | sed -E "$paths" | tr -d '"' | sed '/^$/d')" \
    'recorded: open-shell but for its quotes'
as_dana "$ESC" open test-user/open-json-error/test
is "$status" 1 'recorded: open-json-error fails, as the original should'
is "$(head -n -1 <<<"$err")" "$(tail -n 2 \
    "$tests_dir/fixtures/cli/open-json-error.yaml")" 'with all its words'
as_dana "$ESC" open default/test --format=flat
is "$status" 2 'recorded: open-invalid'
like "$err" '*flat*' 'which names the format'
as_dana "$ESC" run -- pulumi preview
like "$err" '*no environment specified*' 'recorded: run-no-env-error'
dump='echo "secret: $SECRET, plain: $PLAIN, bool: $BOOL, num: $NUM"
cat "$BOOL_FILE" "$NUM_FILE"'
source='. "$FILE"; echo "secret: $F_SECRET, plain: $F_PLAIN"'
for interactive in '' -i; do
    secret=$([ -n "$interactive" ] && echo hunter2 || echo '[secret]')
    # shellcheck disable=SC2086 # a word or none
    as_dana "$ESC" run $interactive test-user/run/test sh -c "$dump"
    is "$out" "secret: $secret, plain: plaintext, bool: true, num: 3.14
true3.14" "recorded: run $interactive dump-env"
    # shellcheck disable=SC2086
    as_dana "$ESC" run $interactive test-user/run/test sh -c "$source"
    is "$out" "secret: $secret, plain: plaintext" \
        "recorded: run $interactive source-file"
    # shellcheck disable=SC2086
    as_dana "$ESC" run $interactive test-user/run/test echo \
        'plain: ${plain}, bool: ${yup}, $${num}: ${pi}'
    is "$out$err" 'plain: plaintext, bool: true, ${num}: 3.14' \
        "recorded: run $interactive, values in an argument"
    # shellcheck disable=SC2086
    as_dana "$ESC" run $interactive test-user/run/test echo \
        'secret: ${secret}, plain: ${plain}'
    like "$status$out$err" "125*cannot put '\${secret}' into an argument: it is \
secret, and everybody*hint: *environmentVariables*" \
        "but run $interactive puts no secret there"
    # shellcheck disable=SC2086
    as_dana "$ESC" run test-user/run/test $interactive -- printf hunter2
    is "$out" "$secret" "recorded: run $interactive, an unterminated line"
done
as_dana "$ESC" run test-user/run/test echo 'x${plain.x}y' '${plain' '$HOME'
is "$status$out" '0xy ${plain $HOME' 'run: a path to nowhere, and no template'
like "$err" "*'\${plain.x}' leads nowhere*hint:*" 'which is told'
as_dana "$ESC" run -q test-user/run/test echo 'x${plain.x}y'
is "$out$err" xy 'but for -q'
forget

# --- the requests, and what the command gets
before=$(requests)
as_dana "$ESC" exec -q -e acme/aws/dev printenv AWS_ACCESS_KEY_ID \
    AWS_SECRET_ACCESS_KEY PULUMI_ACCESS_TOKEN LD_PRELOAD
is "$out$err" $'ASIAOWN\nCANARY-secret\npul-CANARY-dana' \
    'exec: the variables; what the user had set stays'
is "$(($(requests) - before))" 2 'two requests'
is "$(last 2 | sed -E 's/.*"connection": ([0-9]+).*/\1/' | uniq | wc -l)" 1 \
    'over one connection'
like "$(last 1)" '*"scheme": "token"*' 'authorized as the original does'
as_dana "$ESC" run -l 30m acme/aws/plain printenv PLAIN
is "$out" text 'run'
like "$(last 2 | head -n 1)" '*"duration": "30m0s"*' 'run -l is the service'"'"'s'
as_dana "$ESC" env -e acme/aws/plain
like "$out" "*PLAIN='text'*" 'env'
as_dana "$ESC" credentials -q -e acme/aws/dev
like "$out" '*"AccessKeyId": "ASIAOWN"*"Expiration": "2*' 'credentials'
as_dana "$ESC" prefetch -e acme/aws/dev
is "$status$out" 0 'prefetch'
as_dana env ESC_ENVIRONMENT=acme/aws/plain "$ESC" exec printenv PLAIN
is "$out" text 'ESC_ENVIRONMENT'
as_dana bash -c '"$1" renew -e acme/aws/plain <&- >&- 2>&-' - "$ESC"
is "$status" 0 'without standard descriptors'
as_dana "$ESC" exec true
like "$err" "*cannot open environment 'default': without a login*
hint: *ORG/PROJECT/ENV*" 'a name that only policy could tell'
forget

# --- what is kept
kept() { # SCRIPT: in a session keyring of its own, ESC as $1
    as_dana keyctl session - bash -c "$1" - "$ESC" "$state/requests.jsonl"
}
if keyctl session - true 2>/dev/null; then
    kept '"$1" exec -q -e acme/aws/dev true; n=$(wc -l <"$2")
        "$1" exec -q -e acme/aws/dev printenv AWS_ACCESS_KEY_ID
        "$1" open acme/aws/dev environmentVariables.AWS_ACCESS_KEY_ID \
            --format string
        "$1" run -q acme/aws/dev -i printenv AWS_ACCESS_KEY_ID
        [ "$(wc -l <"$2")" = "$n" ] && echo quiet'
    is "$out" $'ASIAOWN\nASIAOWN\nASIAOWN\nquiet' 'the next commands ask nobody'
    kept '"$1" exec -q -e acme/aws/dev true
        PULUMI_BACKEND_URL=https://localhost:1 "$1" exec -e acme/aws/dev true
        echo $?
        "$1" renew -e acme/aws/dev && "$1" status'
    like "$out" $'125\n'"no login: *
your own token opens environments: PULUMI_ACCESS_TOKEN
environment 'acme/aws/dev'
*backend         pulumi
*own token       PULUMI_ACCESS_TOKEN
*cached until    2*" 'another service is not answered for; status'
    unlike "$out$err" '*CANARY*' 'no secret in status'
    kept '"$1" exec -q -e acme/aws/dev true; "$1" status --json'
    like "$out" '*"session": null*"ownToken": "PULUMI_ACCESS_TOKEN"*"own": true, "cachedUntil": "2*' \
        'status --json'
    kept '"$1" exec -q -e acme/aws/dev true
        PULUMI_ACCESS_TOKEN=pul-CANARY-eve "$1" exec -q -e acme/aws/dev true
        echo $?; "$1" close -e acme/aws/plain; "$1" status -q >&2
        "$1" close && "$1" status -q >/dev/null; echo $?'
    is "$out" $'125\n1' 'another token is another one; close drops it all'
    kept '"$1" exec -e acme/aws/big true; n=$(wc -l <"$2")
        "$1" exec -e acme/aws/big printenv SMALL
        [ "$(wc -l <"$2")" = "$n" ] && echo quiet
        "$1" open acme/aws/big fill --format string | wc -c'
    is "$out" $'text\nquiet\n40001' 'what is too large is kept without its tree'
    kept '"$1" exec -q -e acme/aws/dev true; keyctl show | grep -c esc:own:
        id=$(keyctl search @s user esc:own:acme/aws/dev); keyctl rdescribe $id
        keyctl timeout $id 1 && sleep 2 && keyctl search @s user \
            esc:own:acme/aws/dev; "$1" close; echo $?'
    like "$out" $'1\nuser;*;2f000000;esc:own:acme/aws/dev\n0' \
        'the key is the possessor'"'"'s alone, and ends'
    run keyctl session - bash -c 'printf "%s\n" pul-CANARY-dana |
        PULUMI_BACKEND_URL="$2" "$1" login -q --pulumi-token
        "$1" exec -q -e acme/aws/dev sh -c "env | grep -c pul-"
        "$1" exec -q -e acme/aws/dev printenv AWS_ACCESS_KEY_ID
        "$1" status | grep own.token; "$1" logout -q
        "$1" exec -e acme/aws/dev true; echo $?' - "$ESC" "$service"
    like "$out" "0
ASIAOWN
your own token opens environments: your sign-in, 'esc-session login*
*own token*your sign-in*
125" 'login --pulumi-token, at the service that it was meant for; logout'
    like "$err" '*not a login*no Pulumi access token*' 'after which nothing is'
    unlike "$out$err" '*CANARY*' 'and nothing is shown'
else
    skip 'keyctl is not installed, or no keyrings: what is kept'
fi
if [ "$(id -u)" = 0 ] && "$IN_SESSION" true 2>/dev/null; then
    chmod 755 "$scratch/world" && chmod 644 "$SSL_CERT_FILE"
    chmod -R a+rX "$scratch"
    as_dana "$IN_SESSION" -a 1899998 bash -c '"$1" exec -q -e acme/aws/dev \
        printenv AWS_ACCESS_KEY_ID; grep -c esc:own: /proc/keys' - "$ESC"
    is "$out" $'ASIAOWN\n0' 'another user in a login leaves nothing in it'
    spec login <<'SPEC'
name acme/aws/dev
environment acme/aws/dev
expires 3600
var AWS_ACCESS_KEY_ID of-the-login
SPEC
    before=$(requests)
    as_dana "$IN_SESSION" -s "$scratch/login.spec" "$ESC" exec \
        -e acme/aws/dev printenv AWS_ACCESS_KEY_ID
    is "$out" of-the-login 'a login wins'
    as_dana "$IN_SESSION" -s "$scratch/login.spec" "$ESC" exec \
        -e acme/aws/plain true
    is "$status" 125 'also where it has nothing'
    is "$(requests)" "$before" 'and nobody else is asked'
else
    skip 'only root can put a user into another one'"'"'s login'
fi
for how in ENOSYS EPERM; do
    before=$(requests)
    as_dana "$DENY" $how bash -c '"$1" exec -q -e acme/aws/dev printenv \
        AWS_ACCESS_KEY_ID && "$1" run -q acme/aws/dev printenv \
        AWS_ACCESS_KEY_ID && "$1" open acme/aws/plain PLAIN; "$1" status
        "$1" close; echo $?' - "$ESC"
    like "$out" $'ASIAOWN\nASIAOWN\nnull\nno login: *keyring*
your own token opens environments: PULUMI_ACCESS_TOKEN\n0' \
        "$how: without keyrings each command asks"
    is "$(($(requests) - before))" 6 "$how: anew"
done

run "$ESC" doctor
like "$out" '*token        ok     no Pulumi access token*' 'doctor: no token'
as_dana "$ESC" doctor
like "$out" "*token        ok     without a login, '$service' opens *(PULUMI_ACCESS_TOKEN)*" \
    'doctor: a token'
as_dana "$DENY" ENOSYS "$ESC" doctor
like "$out" "*keyrings     ERROR*token        ok     *each command anew*" \
    'doctor: without keyrings'

# --- refusals
as_dana env PULUMI_ACCESS_TOKEN=pul-CANARY-nobody "$ESC" exec -e acme/aws/dev true
is "$status" 125 '401'
like "$err" "*cannot open environment 'acme/aws/dev' with your own token: 'localhost' refuses: it does not accept the access token: HTTP 401*
hint: *expired*pulumi login*" '401: in words'
as_dana env PULUMI_ACCESS_TOKEN=pul-CANARY-eve "$ESC" run acme/aws/dev true
like "$err" '*the right to open it is missing: HTTP 403*' '403'
as_dana "$ESC" open acme/aws/none
like "$err" '*there is no such environment*HTTP 404*' '404'
as_dana env PULUMI_BACKEND_URL=https://localhost:1 "$ESC" exec -e acme/aws/dev true
like "$err" "*with your own token: cannot connect*
hint: *HTTPS_PROXY*" 'no network' || said "$err"
as_dana env HTTPS_PROXY=127.0.0.1:1 "$ESC" exec -e acme/aws/dev true
is "$status" 125 'HTTPS_PROXY is used'
as_dana env -u SSL_CERT_FILE "$ESC" exec -e acme/aws/dev true
like "$err" '*certificate*' 'a certificate of nobody'
for url in s3://bucket file:///tmp https://app.pulumi.com; do
    as_dana env PULUMI_BACKEND_URL=$url "$ESC" exec -e acme/aws/dev true
    like "$err" "*cannot use PULUMI_BACKEND_URL '$url'*
hint: *https://api.pulumi.com*" "a service that is none: $url"
done
as_dana "$ESC" exec -e acme/aws/gated true
like "$err" '*needs an approval*hint: *esc-session request*' 'an approval'
as_dana "$ESC" request -e acme/aws/gated
like "$err" "*asked for*change request 'cr-*" 'and request asks for it'

# --- the files of the Pulumi CLI
home=$scratch/home/.pulumi
mkdir -p "$home/.esc"
credentials() { # JSON
    printf '%s' "$1" >"$home/credentials.json"
    chmod 600 "$home/credentials.json"
}
as_file() { run env "$@" "$ESC" exec -q -e acme/aws/plain printenv PLAIN; }
credentials "{\"current\":\"$service/\",\"accounts\":{\"$service\":
{\"accessToken\":\"pul-CANARY-dana\",\"username\":\"dana\"}}}"
sum=$(stat -c '%a %Y' "$home/credentials.json" && cksum "$home/credentials.json")
as_file A=b
is "$out$err" text 'credentials.json: the current account'
run "$ESC" exec -q -e acme/aws/dev sh -c 'env | grep -c pul-'
is "$out" 0 'its token is not in the environment of the command'
run "$ESC" status
like "$out" "*your own token opens environments: '$home/credentials.json'*" \
    'status: the file'
is "$(stat -c '%a %Y' "$home/credentials.json" && cksum "$home/credentials.json")" \
    "$sum" 'the file is as it was'
as_file PULUMI_ACCESS_TOKEN=pul-CANARY-dana
is "$out" text 'a token of the environment at the service of the file'
like "$("$ESC" -h; PULUMI_ACCESS_TOKEN='' "$ESC" exec -q -e acme/aws/plain \
    printenv PLAIN)" '*text' 'an empty variable is none'
forget
credentials "{\"current\":\"s3://state\",\"accessTokens\":{\"$service\":
\"pul-CANARY-dana\"}}"
as_file A=b
like "$err" "*'s3://state', which keeps state and has no environments, and not to 'https://api.pulumi.com'*" \
    'a login that keeps state only'
as_file PULUMI_API="$service"
is "$out" text 'PULUMI_API, and the older form'
printf '{"name":"%s"}' "$service" >"$home/.esc/credentials.json"
as_file A=b
is "$out" text "esc's own choice of the account"
rm "$home/.esc/credentials.json"
credentials "{\"current\":\"$service\",\"accounts\":{\"$service\":{\"accessToken\":
\"pul-CANARY-dana\",\"tokenInformation\":{\"expiresAt\":\"2020-01-02T03:04:05Z\"}}}}"
forget
as_file A=b
like "$err" "*sign-in to '$service' ended at 2020-01-02T03:04:05Z
hint: run 'pulumi login'*" 'one that has ended'
credentials '{"$pulumiSecureStore":1,"backend":"linux-secretservice",
"algo":"aes-256-gcm","nonce":"eA==","data":"CANARY"}'
as_file A=b
like "$err" "*cannot use '$home/credentials.json': the Pulumi CLI keeps its tokens encrypted (linux-secretservice): only it can read them
hint: set PULUMI_ACCESS_TOKEN*" 'an encrypted one'
run "$ESC" doctor
like "$out" '*token        note *own token opens nothing:*encrypted*' \
    'doctor: it'
for json in 'no JSON' '[]' '{"current":7,"accounts":[]}' \
    '{"accounts":{"https://api.pulumi.com":{"accessToken":{}}}}' ''; do
    credentials "$json"
    as_file A=b
    like "$status$err" "125*cannot use '$home/credentials.json': *" \
        "malformed: '$json'"
done
credentials '{}'
chmod 666 "$home/credentials.json"
as_file A=b
like "$err" '*others own it or may write it*chmod 600*' 'one that others may write'
mkdir "$scratch/moved"
mv "$home/credentials.json" "$scratch/moved/"
credentials '{}'
mv "$home/credentials.json" "$scratch/moved/other"
printf '{"current":"%s","accessTokens":{"%s":"pul-CANARY-dana"}}' "$service" \
    "$service" >"$scratch/moved/credentials.json"
chmod 600 "$scratch/moved/credentials.json"
as_file PULUMI_HOME="$scratch/moved"
is "$out" text 'PULUMI_HOME'
forget
as_file PULUMI_CREDENTIALS_PATH="$scratch/moved"
is "$out" text 'PULUMI_CREDENTIALS_PATH'
forget

# --- a canary: what others see while the service makes one wait
printf '[{"match":"POST */open*","times":9,"delay":4}]' >"$state/faults.json"
before=$(requests)
PULUMI_CREDENTIALS_PATH=$scratch/moved "$ESC" exec -q -e acme/aws/dev true \
    >"$scratch/slow" 2>&1 &
slow=$!
for _ in {1..1500}; do
    [ "$(requests)" -gt "$before" ] && break
    sleep 0.02
done
resolver=$(pgrep -P $slow)
kill -STOP "$resolver" # however long we look, it waits
for pid in $slow $resolver; do
    unlike "$(tr '\0' ' ' <"/proc/$pid/cmdline")" '*CANARY*' \
        'no token in arguments'
done
if [ "$(id -u)" = 0 ]; then
    is "$(tr '\0' '\n' <"/proc/$resolver/environ" | grep -c .)" 0 \
        'the resolver has no environment'
else
    run cat "/proc/$resolver/environ"
    is "$out" '' 'the resolver cannot be looked into'
fi
if grep -q '^Seccomp:.*2' "/proc/$resolver/status"; then
    like "$(tr '\n' ' ' <"/proc/$resolver/status")" \
        '*NoNewPrivs:?1 *Seccomp:?2 *' 'the resolver is in its sandbox'
else
    skip 'built for a sanitizer: the sandbox'
fi
kill -CONT "$resolver"
wait $slow
printf '[]' >"$state/faults.json"
is "$(cat "$scratch/slow")" '' 'and nothing is said'
run grep -rl 'pul-CANARY' "$scratch/cwd" "$scratch/home" /dev/shm/esc-session-*
is "$out" '' 'no file has the token'
forget
done_testing

#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# shellcheck disable=SC2016 # shells of their own expand these
# The built program in a login of its own on the kernel's real keyrings: what
# a set becomes in exec, env, credentials, status and close, and the hints.
. "${srcdir:-.}/tests/helper/cli/cli.sh"
needs_session

spec whole <<'SPEC'
environment acme/aws/dev
revision 7
backend local
role arn:aws:iam::123456789012:role/dev
session-name dana@bastion1
access-key ASIAEXAMPLE
account 123456789012
obtained -10
expires 3590
renew 2400
var AWS_ACCESS_KEY_ID ASIAEXAMPLE
var AWS_SECRET_ACCESS_KEY CANARY-secret
var AWS_SESSION_TOKEN CANARY-token
var PLAIN two  words%0aand 'more'
SPEC

# --- exec
as_user whole exec env
is "$status" 0 'exec: the command runs'
like "$out" '*AWS_SECRET_ACCESS_KEY=CANARY-secret*' 'exec: with the variables'
like "$out" '*ESC_SESSION=acme/aws/dev*' 'exec: ESC_SESSION names the one'
like "$out" '*AWS_CREDENTIAL_EXPIRATION=20*Z*' 'exec: and when it ends'
as_user whole exec -- sh -c 'exit 42'
is "$status" 42 'exec: the status is the command'"'"'s'
as_user whole exec sh -c 'kill -TERM $$'
is "$status" 143 'exec: also that of a signal'
ulimit -Sc 0 && ulimit -Sc "$(ulimit -Hc)"
as_user whole exec sh -c 'ulimit -c'
is "$out" "$(ulimit -c)" 'exec: the core limit is given back'
AWS_PROFILE=old AWS_SECURITY_TOKEN=old AWS_PAGER=less AWS_CA_BUNDLE=/ca \
    AWS_CONTAINER_CREDENTIALS_FULL_URI=http://x as_user whole exec env
unlike "$out" '*AWS_PROFILE*' 'exec: another source of credentials goes'
unlike "$out" '*AWS_CONTAINER_CREDENTIALS*' 'exec: containers'"'"' too'
like "$out" '*AWS_PAGER=less*' 'exec: what is none stays'
like "$out" '*AWS_CA_BUNDLE=/ca*' 'exec: so does the CA bundle'
as_user whole exec "$ESC" exec env
is "$(grep -c ^ESC_SESSION= <<<"$out")" 1 'exec: nests'
SHELL=/bin/echo as_user whole exec
is "$status" 0 'exec: without a command it is the shell'
as_user whole exec prod -- aws s3 ls
is "$status" 127 'exec: 127 when there is no such command'
like "$err" "*: cannot run 'prod': command not found*" 'exec: and a sentence'
like "$err" '*hint: *exec -e prod -- aws s3 ls*' 'exec: and -e for the hint'
as_user whole exec /etc/passwd
is "$status" 126 'exec: 126 when it cannot run'
as_user whole exec --nonsense
is "$status" 2 'exec: 2 for misuse'
is "$(grep -c usage: <<<"$err")" 1 'exec: with one usage line'
as_user whole exec -e 'a b' true
is "$status" 125 'exec: 125 for a bad name'

# --- env and credentials
as_user whole sh -c 'eval "$("$1" env)" && printf %s "$PLAIN"' - "$ESC"
is "$out" $'two  words\nand \'more\'' 'env: comes back through eval'
as_user whole env --unset
like "$out" '*unset PLAIN;*unset ESC_SESSION;*' 'env --unset: all names'
as_user whole env --unset --format json
is "$status" 2 'env --unset: json has no such form'
as_user whole credentials
like "$out" '*"Version": 1,*"SecretAccessKey": "CANARY-secret",*' \
    'credentials: in the form of SDKs'
like "$out" '*"Expiration": "20*Z"*"AccountId": "123456789012"*' \
    'credentials: with their end and account'

# --- status, close
as_user whole status
like "$out" "*environment 'acme/aws/dev'*role/dev*ASIAEXAMPLE*" \
    'status: shows what is held'
unlike "$out$err" '*CANARY*' 'status: and no secret'
as_user whole sh -c '"$1" close && "$1" status; "$1" exec true' - "$ESC"
like "$err" '*esc-session: *login*hint: *' 'close: nothing is left to use'
as_user whole sh -c '"$1" close -e default; "$1" status' - "$ESC"
like "$out" '*no credentials held*' 'close -e: only what was named'

# --- the shell's own state
export AWS_ACCESS_KEY_ID=old AWS_PROFILE=old \
    AWS_CREDENTIAL_EXPIRATION=2020-01-01T00:00:00Z
as_user whole env
like "$out" '*unset AWS_PROFILE;*' 'env: unsets what would win'
unlike "$out" '*unset AWS_ACCESS_KEY_ID*' 'env: but not what it sets'
as_user whole env --format fish
like "$out" '*set -e AWS_PROFILE;*' 'env: in the words of the shell'
as_user whole env --format json
unlike "$out" '*AWS_PROFILE*' 'env: json has nothing to unset'
for command in status credentials; do
    as_user whole "$command"
    is "$status" 0 "$command: works in a shell with expired variables"
    like "$err" '*warning: *ended at 2020-01-01T00:00:00Z*--unset*' \
        "$command: warns of them"
    as_user whole "$command" -q
    is "$err" '' "$command: but for -q"
done
as_user whole status --json
like "$out" '*"shell": {*"expired": true}*' 'status --json: says so too'
unset AWS_ACCESS_KEY_ID AWS_PROFILE AWS_CREDENTIAL_EXPIRATION
if command -v jq >/dev/null; then
    is "$(jq -r '[.version, .environments[0].name, .environments[0].role,
        (.environments[0].variables | length)] | join(" ")' <<<"$out")" \
        '1 default arn:aws:iam::123456789012:role/dev 4' \
        'status --json: a reader that is not ours takes it'
else
    skip 'jq is not installed'
fi

# --- choices
spec other <<'SPEC'
name acme/aws/other
expires 3600
var WHICH other
SPEC
as_user whole,other exec -e acme/aws/other printenv WHICH
is "$out" other 'exec -e: that one'
ESC_ENVIRONMENT=acme/aws/other as_user whole,other exec printenv WHICH
is "$out" other 'ESC_ENVIRONMENT: that one'
as_user whole,other exec -e acme/aws/other "$ESC" exec printenv ESC_SESSION
is "$out" acme/aws/dev 'exec: nested, the inner one wins'
as_user whole,other status
like "$out" "*'acme/aws/other'*'acme/aws/dev'*" 'status: all that is held'
as_user whole,other status -e acme/aws/other --json
unlike "$out" '*acme/aws/dev*' 'status -e: only that one'
as_user other credentials -e acme/aws/other
is "$status" 1 'credentials: a set without AWS keys'
is "$(wc -l <<<"$err")" 1 'credentials: is told in one line'

# --- ends
spec late <<'SPEC'
obtained -3000
renew -100
expires 600
var V late
SPEC
as_user late exec printenv V
is "$out$err" late 'due: used, and renewed behind its back in silence'
spec last <<'SPEC'
obtained -3000
renew -100
expires 50
var V last
SPEC
as_user last exec printenv V
is "$out" last 'nearly over: what remains is used'
like "$err" "*warning: cannot renew environment 'default'*in *s: *hint: *" \
    'nearly over: with a warning'
as_user last exec -q printenv V
is "$out$err" last 'nearly over: -q says nothing'
as_user last exec --min-ttl 5m true
is "$status" 125 'min-ttl: too little is left'
as_user whole exec --min-ttl 5x true
like "$err" "*--min-ttl '5x'*" 'min-ttl: a bad duration is told'
spec endless <<'SPEC'
var AWS_ACCESS_KEY_ID x
var AWS_SECRET_ACCESS_KEY y
SPEC
as_user endless credentials
like "$out" '*"Expiration": "20*' 'credentials: without an end there is one'
spec kept <<'SPEC'
obtained -1200
renew 1200
var AWS_ACCESS_KEY_ID x
var AWS_SECRET_ACCESS_KEY y
SPEC
as_user kept credentials
end=$(date -u -d "$(sed -n 's/.*"Expiration": "\(.*\)".*/\1/p' <<<"$out")" +%s)
is "$((end - $(date +%s) > 2380 && end - $(date +%s) <= 2400))" 1 \
    'credentials: it is when the keyring drops them'
as_user endless exec env
unlike "$out" '*EXPIRATION*' 'exec: without an end there is none'

# --- what is too big
spec big <<'SPEC'
expires 3600
pad BIG 130000
SPEC
as_user big exec sh -c 'echo ${#BIG}'
is "$out" 130000 'a variable of nearly 128 KiB is passed on'
BIG=$(head -c 131000 /dev/zero | tr '\0' x) as_user big exec true
is "$status" 0 'an inherited one of that name makes room for it'
as_user big exec true "$(head -c 131071 /dev/zero | tr '\0' x)" \
    "$(head -c 131071 /dev/zero | tr '\0' x)"
is "$status" 0 'long arguments are no matter'
as_user big bash -c 'ulimit -s 512; exec "$@"' - "$ESC" exec true
is "$status" 126 'more than the kernel takes: 126'
like "$err" "*cannot run 'true': *more than the kernel passes on*" \
    'more than the kernel takes: said with figures'

# --- files
spec file <<'SPEC'
expires 3600
file CONFIG CANARY%0acontent
SPEC
as_user file exec sh -c 'cat "$CONFIG"; stat -c "%a %F" "$CONFIG"'
is "$out" $'CANARY\ncontent600 regular file' 'a file is readable by path'
# gone FILE: soon
gone='gone() { for i in $(seq 1500); do test -e "$1" || return 0; sleep 0.02; done
    return 1; }'
as_user file sh -c "$gone"'
    old=$("$1" exec printenv CONFIG); test -n "$old" && gone "$old"' - "$ESC"
is "$status" 0 'and removed when the command ends'
as_user file sh -c "$gone"'
    "$1" exec sh -c "echo \$CONFIG; kill -KILL \$\$" | {
        read -r old; gone "$old"; }' - "$ESC"
is "$status" 0 'also when it is killed'
path=$(mktemp)
chmod 666 "$path"
as_user file sh -c '"$1" exec sh -c "printenv CONFIG; exec sleep 600" >"$2" &
    command=$!
    for i in $(seq 1500); do test -s "$2" && break; sleep 0.02; done
    read -r old <"$2"
    # Who waits for it is the only other process that has our name.
    for i in $(seq 1500); do
        watcher=$(pgrep -u "$(id -u)" -f "^$1 exec sh -c printenv CONFIG")
        test -n "$watcher" && break
        sleep 0.02
    done
    kill -KILL $watcher $command
    wait $command
    sleep 0.2
    test -e "$old" && "$1" exec true && test ! -e "$old"' - "$ESC" \
    "$path"
rm -f "$path"
is "$status" 0 'or, without anybody to remove it, by the next command'
as_user file sh -c 'old=$("$1" env); eval "$old"; test -e "$CONFIG" &&
    "$1" exec true && test -e "$CONFIG" && "$1" close &&
    test ! -e "$CONFIG"' - "$ESC"
is "$status" 0 'env: it lasts, and close takes it'
as_user file sh -c "$gone"'
    both=$(setsid -w sh -c "eval \"\$(\$1 env)\"; echo \$CONFIG
        eval \"\$(\$1 env)\"; test -e \$CONFIG && echo \$CONFIG" - "$1")
    test "$(echo "$both" | sort -u | wc -l)" = 2 &&
        for old in $both; do gone "$old" || exit 1; done' - "$ESC"
is "$status" 0 'env: or the end of the shell that has it'

# --- logins that are none
spec failed <<'SPEC'
name acme/aws/new
error provider sts.example.com AccessDenied: role 'dev' trusts somebody else
hint ask who owns the role
SPEC
as_user failed exec -e acme/aws/new true
is "$status" 125 'a failure: 125'
like "$err" "esc-session: cannot open environment 'acme/aws/new': *AccessDenied*
hint: ask who owns the role" 'a failure: the words that were left for us'
as_user failed status -e acme/aws/new
like "$out" "*'acme/aws/new': not held*AccessDenied*" 'status: shows it'
as_user whole keyctl session - "$ESC" exec true
if command -v keyctl >/dev/null; then
    is "$status" 125 'a new session keyring: 125'
    like "$err" "*cannot open environment 'default': this is not a login*
hint: *" 'a new session keyring: a sentence'
else
    skip 'keyctl is not installed'
fi
as_user whole keyctl session - "$ESC" status
is "$status" 1 'status: 1 outside of a login'
like "$out" 'no login: *' 'status: and says so'
as_user whole keyctl session - "$ESC" prefetch --background
is "$(wc -l <<<"$err")" 2 'prefetch: a sentence and a hint'
as_user whole keyctl session - "$ESC" credentials
is "$(wc -l <<<"$err")" 1 'credentials: one line'
like "$err" '*[(]hint: *' 'credentials: with the hint in it'
run "$IN_SESSION" -a 1899998 -s "$scratch/whole.spec" "$ESC" exec env
is "$status" 125 'another user inside the login: 125'
unlike "$out" '*CANARY*' 'another user inside the login: gets nothing'
like "$err" "*: this session belongs to another user, and *
hint: *" 'another user inside the login: a sentence of its own'
SUDO_USER=dana run "$IN_SESSION" -a 0 -s "$scratch/whole.spec" \
    "$ESC" credentials
unlike "$out" '*CANARY*' 'root by way of sudo: gets nothing'
like "$err" '*root has no login*exec sudo --preserve-env=AWS_ACCESS_KEY_ID,*' \
    'root by way of sudo: the other way round'
run "$IN_SESSION" -s "$scratch/whole.spec" sh -c 'exec "$@"' - "$ESC" env
is "$status" 0 'the login itself is fine'
done_testing

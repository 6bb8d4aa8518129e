#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# shellcheck disable=SC2016 # shells of their own expand these
# login and logout at a real OpenID provider, through its own pages; the person
# is played by curl.
. "${srcdir:-.}/tests/helper/cli/cli.sh"
ELSEWHERE=$PWD/tests/helper/cli/elsewhere
provider=$(cd "${srcdir:-.}" && pwd)/tests/bed/oidc-provider
modules=$PWD/tests/helper/cli/oidc-provider
resolver=$PWD/esc-resolve

none() {
    echo "1..0 # SKIP $1"
    exit 0
}
for tool in node npm curl openssl; do
    command -v "$tool" >/dev/null || none "$tool is not installed (tests/bed/deps oidc)"
done
# shellcheck source=tests/bed/oidc-provider/person.sh
. "$provider/person.sh"
provider_install "$modules" ||
    none "npm cannot install oidc-provider: $(tail -n 1 "$modules/npm.log")"

cd "$scratch" || exit 1
mkdir etc libexec
cp "$resolver" libexec/esc-resolve
cp "$ELSEWHERE" esc
chmod -R a+rX .
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 \
    -subj /CN=127.0.0.1 -addext subjectAltName=IP:127.0.0.1 \
    -keyout tls.key -out tls.pem 2>/dev/null

children=()
trap 'kill "${children[@]}" 2>/dev/null; rm -rf "$scratch"' EXIT

# provide NAME [ID-TOKEN-SECONDS [CODE-SECONDS]]: sets issuer
provide() {
    node "$modules/issuer.mjs" tls.key tls.pem "${@:2}" >"$1.out" 2>"$1.log" &
    children+=("$!")
    for _ in $(seq 600); do
        issuer=$(head -n 1 "$1.out")
        [ -n "$issuer" ] && return
        sleep 0.1
    done
    none "the provider does not start: $(tail -n 1 "$1.log")"
}

# settings LINE...
settings() {
    printf '%s\n' "login-issuer = $issuer" 'login-client-id = ssh' \
        "ca-file = $scratch/tls.pem" "$@" >etc/esc-session.conf
    chmod 644 etc/esc-session.conf
}

provider_ca=$scratch/tls.pem jar=$scratch/jar
# login_as PERSON COMMANDS: in one session, while PERSON approves
login_as() {
    : >"$scratch/err"
    if [ "$1" = nobody ]; then
        run timeout 300 "${session[@]}" bash -c "$2"
        return
    fi
    approve "$scratch/err" "$1" &
    run timeout 300 "${session[@]}" bash -c "$2"
    wait $!
}

provide first
session=("$IN_SESSION")
run "${session[@]}" true
[ "$status" = 0 ] || session=(keyctl session -)

# The login of in-session's ticket, or ours.
me=$("${session[@]}" ./esc status 2>/dev/null | sed -n "s/^login '\(.*\)'/\1/p")
me=${me:-$(id -un)}

# --- as it should be
settings 'login-claim = preferred_username'
login_as "$me" './esc login && ./esc status; ./esc status --json'
like "$err" "*Approve only what you started yourself:*user  $me*host*code*$issuer/device*" \
    'shows user, host, code and where, before anything is approved'
like "$err" "*signed in as '$me' at '$issuer' until*can be refreshed*" 'signs in'
like "$out" "*signed in*$issuer*" 'status knows'
like "$out" "*\"identity\": {\"kind\": \"device\", \"issuer\": \"$issuer\"*" 'so does its JSON'
unlike "$out$err" '*eyJ*' 'no token is shown'

login_as "$me" './esc login && ./esc login && ./esc logout; ./esc status; ./esc logout'
is "$(grep -c "signed in as" <<<"$err")" 2 'a second login'
is "$(grep -c "code  " <<<"$err")" 1 'needs no person: refreshed'
unlike "$out" '*signed in*' 'logout forgets'
like "$err" '*nobody is signed in here*' 'a second one has nothing to forget'

settings 'login-claim = email' 'login-map = {login}@example.test'
login_as "$me" './esc login'
like "$err" "*signed in as '$me@example.test'*" 'by mail address, with login-map'

# --- what must fail
settings 'login-claim = preferred_username'
login_as bob './esc login; ./esc status'
like "$err" "*refuse the sign-in: 'bob' approved it, but this login is of '$me'*" \
    'bob approves: refused'
unlike "$out" '*signed in*' 'and nothing is kept'

login_as - './esc login'
like "$err" '*cannot sign in: it was denied*' 'denied'

settings 'login-claim = email' 'login-map = mallory@example.test'
login_as mallory './esc login'
like "$err" '*has not verified the address*' 'an address that nobody verified'

settings 'login-claim = nickname'
login_as "$me" './esc login'
like "$err" "*the ID token has no claim 'nickname'*" 'a claim that is not there'

sed -i "s|^login-issuer = .*|&/|" etc/esc-session.conf
login_as nobody './esc login'
like "$err" '*it calls itself*' 'an issuer that calls itself otherwise'
sed -i '/^ca-file/d; s|/$||' etc/esc-session.conf
login_as nobody './esc login'
like "$err" '*cannot learn about*' 'a certificate that nobody vouches for'

# --- files
settings 'login-claim = sub'
printf 'eyJhbGciOiJub25lIn0.e30.\n' >unsigned
chmod 644 unsigned
chown --reference=. unsigned
run ./esc login --token-file unsigned
like "$err" '*others own it or may read*' 'a file that others may read'
chmod 600 unsigned
run ./esc login --token-file unsigned
like "$err" "*algorithm 'none' is not allowed*" 'a token that nobody signed'
ln -s unsigned link
run ./esc login --token-file link
like "$err" "*cannot open 'link'*" 'never through a link'

# --- outside of a login, and typed
login_as nobody "./esc login --issuer $issuer"
isnt "$status" 0 'a provider of the user: both options'
login_as nobody 'echo pul-CANARY | ./esc login --pulumi-token && ./esc status'
like "$out" '*signed in*Pulumi*' 'a token of Pulumi Cloud'
unlike "$out$err" '*CANARY*' 'is not shown'
login_as nobody 'echo pul-CANARY | ./esc login --pulumi-token &&
    keyctl rdescribe "$(keyctl search @s user esc:identity)"'
like "$out" '*;2f000000;esc:identity*' 'and kept as a key of this login alone'
login_as nobody 'printf "a b\n" | ./esc login --pulumi-token'
like "$err" '*holds no token*' 'what is none is refused'

# --- nobody comes
provide second 600 3
settings 'login-claim = sub'
login_as nobody './esc login'
like "$err" '*nobody approved it in time*' 'the code expires'
done_testing

# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# shellcheck disable=SC2034 # the tests read what run sets
# TAP and the ways to run the built esc-session, for the tests of this folder.
ESC=$PWD/esc-session
IN_SESSION=$PWD/tests/helper/cli/in-session
scratch=$(mktemp -d "${TMPDIR:-/tmp}/esc-cli.XXXXXX")
chmod 755 "$scratch"
trap 'rm -rf "$scratch"; rm -rf /dev/shm/esc-session-19[0-9]*' EXIT
export HOME=/nonexistent LC_ALL=C
# A sanitizer's own core limit would hide ours.
export ASAN_OPTIONS="${ASAN_OPTIONS:+$ASAN_OPTIONS:}disable_coredump=0"
unset ESC_ENVIRONMENT XDG_CONFIG_HOME XDG_RUNTIME_DIR ESC_SESSION
for name in $(compgen -e AWS_); do unset "$name"; done
tests=0 failed=0

report() { # OK NAME
    tests=$((tests + 1))
    [ "$1" = 0 ] || failed=$((failed + 1))
    [ "$1" = 0 ] && echo "ok $tests - $2" || echo "not ok $tests - $2"
    return "$1"
}
said() { printf '%s\n' "$@" | sed 's/^/# /'; }
is() {
    [ "$1" = "$2" ]
    report $? "$3" || said "got:  $1" "want: $2" "err:  ${err-}"
}
isnt() {
    [ "$1" != "$2" ]
    report $? "$3" || said "got:  $1"
}
# shellcheck disable=SC2053
like() {
    [[ $1 == $2 ]]
    report $? "$3" || said "got:  $1" "want: $2" "err:  ${err-}"
}
# shellcheck disable=SC2053
unlike() {
    [[ $1 != $2 ]]
    report $? "$3" || said "got:  $1" "not:  $2"
}
skip() {
    tests=$((tests + 1))
    echo "ok $tests # SKIP $1"
}
done_testing() {
    echo "1..$tests"
    [ "$failed" = 0 ]
}

# spec NAME: a SPEC of in_session.c from standard input
spec() { cat >"$scratch/$1.spec"; }

# run COMMAND...: sets out, err and status
run() {
    status=0
    out=$("$@" 2>"$scratch/err" </dev/null) || status=$?
    err=$(grep -v '^Joined session keyring' "$scratch/err") # keyctl's own
}

# as_user SPECS COMMAND...: in a login that holds SPECS (joined by ',', '-' for
# none); a word that is no program's path is a command of esc-session
as_user() {
    local specs=() name
    for name in ${1//,/ }; do
        [ "$name" = - ] || specs+=(-s "$scratch/$name.spec")
    done
    shift
    case $1 in
    sh | bash | dash | fish | csh | tcsh | zsh | keyctl) ;;
    *) set -- "$ESC" "$@" ;;
    esac
    run "$IN_SESSION" "${specs[@]}" "$@"
}

# Real keyrings and root, or nothing of this file can be tested.
needs_session() {
    run "$IN_SESSION" true
    [ "$status" = 0 ] && return
    echo "1..0 # SKIP $err"
    exit 0
}

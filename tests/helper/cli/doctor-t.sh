#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# doctor and revoke: what they say, where nothing is installed and where the
# kernel's keyrings are filtered away.
. "${srcdir:-.}/tests/helper/cli/cli.sh"
DENY=$PWD/tests/helper/cli/deny-keys

run "$ESC" doctor
text=$out
for name in keyrings upcall rule quota pam accounts settings authorities \
    clock sandbox bounds ptrace login token; do
    like "$text" "*$name *" "doctor looks at '$name'"
done
unlike "$text" "*$(printf '\033')*" 'no control bytes'
is "$(awk 'length > 400' <<<"$text")" '' 'a finding is a sentence'
run "$ESC" doctor --json
if command -v jq >/dev/null; then
    is "$(jq -r '.version, (.findings | length), (.findings[] |
        select((.text | length) == 0 or
            (.state != "ok" and .state != "note" and .state != "error")) |
        .name)' <<<"$out" | tr '\n' ' ')" '1 14 ' 'as JSON: all of them'
    is "$(jq -r '.ok' <<<"$out")" "$([ "$status" = 0 ] && echo true ||
        echo false)" 'as JSON: the verdict is the exit status'
else
    skip 'jq is not installed: doctor --json'
fi
run "$ESC" doctor word
is "$status" 2 'doctor takes no words'
# The full disk has its own sentence.
run bash -c '"$1" doctor >/dev/full' - "$ESC"
like "$err" '*cannot write the findings*' 'doctor: a full disk is told'

# A module that PAM will not find, in a stack of our own.
if [ -n "$(find /lib/*/security /usr/lib64/security -name pam_permit.so \
    2>/dev/null)" ] && unshare -m true 2>/dev/null &&
    [ -z "$(find /lib/ -name pam_esc.so 2>/dev/null)" ]; then
    mkdir "$scratch/pam.d"
    printf 'session optional %s\n' 'pam_keyinit.so force revoke' \
        pam_esc.so >"$scratch/pam.d/sshd"
    # shellcheck disable=SC2016 # for the shell in there
    run unshare -m sh -c 'mount --bind "$1" /etc/pam.d && exec "$2" doctor' \
        - "$scratch/pam.d" "$ESC"
    like "$out" "*pam  *ERROR*not in PAM's own folder*whole path*" \
        'a module that PAM does not find'
else
    skip 'no namespaces, or installed: a module that PAM does not find'
fi

# A rule that names some other program, in a folder of our own.
if [ -d /etc/request-key.d ] && unshare -m true 2>/dev/null &&
    ! grep -qs '^create user esc:open' /etc/request-key.conf; then
    mkdir "$scratch/rules"
    echo 'create user esc:open:* * /bin/true %k %u %S' >"$scratch/rules/x.conf"
    # shellcheck disable=SC2016 # for the shell in there
    run unshare -m sh -c \
        'mount --bind "$1" /etc/request-key.d && exec "$2" doctor' \
        - "$scratch/rules" "$ESC"
    like "$out" "*rule  *note *'/bin/true', another program*" \
        'a rule for another program is told'
else
    skip 'no namespaces, no folder, or a rule: a rule for another program'
fi

for how in ENOSYS EPERM; do
    run "$DENY" "$how" "$ESC" doctor
    is "$status" 1 "$how: doctor fails"
    like "$out" 'keyrings     ERROR *' "$how: and names the keyrings"
    like "$out" '*upcall       ERROR  not tried*' "$how: tries nothing else"
    run "$DENY" "$how" "$ESC" exec true
    is "$status" 125 "$how: exec fails"
    like "$err" 'esc-session: *keyring*' "$how: and says why"
    run "$DENY" "$how" "$ESC" status
    like "$out" 'no login: *' "$how: status says so"
done

run "$ESC" revoke
is "$status" 2 'revoke: nobody is named'
run "$ESC" revoke dana --all
is "$status" 2 'revoke: a user and all'
if [ "$(id -u)" = 0 ]; then
    run "$ESC" revoke ''
    is "$status" 2 'revoke: an empty name is none'
    run "$ESC" revoke nobody-of-that-name
    like "$err" '*no statement is printed*deny everybody*' \
        'revoke: without names there is no statement, and why'
    is "$status" 0 'revoke: nobody of that name is logged in'
    like "$err" '*ended 0 logins*refuse*' 'revoke: it says so, and what else'
    is "$out" '' 'revoke: nor is one printed'
    run setpriv --reuid 1899998 --regid 1899998 --clear-groups \
        "$ESC" revoke --all
    is "$status" 1 'revoke: only root can'
    like "$err" '*only root*close*' 'revoke: a user is sent to close'
else
    skip 'only root can revoke'
fi
done_testing

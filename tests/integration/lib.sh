# SPDX-License-Identifier: Apache-2.0
# What the end-to-end tests are written in; sourced by every *-t.  They run
# as root in the world of tests/bed with the product installed in $INST, each
# alone or after any other: setup() puts back what an earlier one changed.
# shellcheck shell=bash disable=SC2034,SC2119,SC2120

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
bed=$(cd "$here/../bed" && pwd)
# shellcheck source=tests/bed/lib.sh
. "$bed/lib.sh"
# shellcheck source=tests/integration/tap.sh
. "$here/tap.sh"
# shellcheck source=tests/integration/session.sh
. "$here/session.sh"

DEFINITIONS=$ETC/environments/acme/aws
JOURNAL=$BED/log/journal
RGW_LOG=$BED/log/ceph-client.rgw.log
CONTROL=$'*[\x01-\x08\x0b-\x1f\x7f]*' # bytes that a terminal obeys
MODULE=$INST/lib/security/pam_esc.so

# stack [OPTION...]: the manual's PAM stack, with these options of pam_esc
stack() {
    stack_lines 'session optional pam_keyinit.so force revoke' \
        "session optional $MODULE $*"
}
stack_lines() { # LINE...: then the environment, which holds PATH
    "$bed/login" stack "$@"
}

# settings [LINE...]: root's settings, the usual ones and LINEs before the
# permits.  A LINE "NAME = VALUE" takes the place of the usual NAME.
settings() {
    local line name usual new=$ETC/esc-session.conf.new
    usual="backend = local
issuer = $ISSUER
signing-key = $SIGNING_KEY
zone = $ZONE
host-id = $HOST_ID
environments = $ETC/environments
region = $REGION"
    {
        while IFS= read -r line; do
            name=${line%% *}
            printf '%s\n' "$@" | grep -q "^$name *=" || echo "$line"
        done <<<"$usual"
        (($# == 0)) || printf '%s\n' "$@"
        echo 'permit user alice environment acme/aws/dev default'
        echo 'permit user bob environment acme/aws/dev default'
        echo 'permit group developers environment acme/aws/*'
    } >"$new"
    chmod 644 "$new"
    mv "$new" "$ETC/esc-session.conf"
}

# definition NAME [DURATION [ROLE_ARN]]: acme/aws/NAME, the one of the README
definition() {
    mkdir -p "$DEFINITIONS"
    cat >"$DEFINITIONS/$1.yaml" <<EOF
values:
  aws:
    login:
      fn::open::aws-login:
        oidc:
          duration: ${2:-1h}
          roleArn: ${3:-$ROLE_ARN}
          sessionName: pulumi-environments-session
  environmentVariables:
    AWS_ACCESS_KEY_ID: \${aws.login.accessKeyId}
    AWS_SECRET_ACCESS_KEY: \${aws.login.secretAccessKey}
    AWS_SESSION_TOKEN: \${aws.login.sessionToken}
EOF
    chmod 644 "$DEFINITIONS/$1.yaml"
}

# setup [OPTION of pam_esc...]: everything as an administrator would have it
setup() {
    end_sessions
    rm -rf "$ETC/environments" "$ETC/esc-session.conf.d"
    definition dev
    settings
    # No ring waits for the window between background rings unless wanted.
    stack "${@:-provision=first-use}"
    printf '#!/bin/sh\nexec %s "$@"\n' "$LIBEXEC/esc-provision" \
        >"$BED/upcall.new"
    chmod 755 "$BED/upcall.new"
    mv "$BED/upcall.new" "$BED/upcall"
    kill -CONT "$(pid_of issuer)"
    rm -rf /home/*/.config/esc-session
    forget_rates
    journal_mark
}

# forget_rates: the provisioner's memory of who rang when
forget_rates() { rm -rf "$INST"/run/esc-session/*; }

# The journal since journal_mark, and how often STS was asked since then.
journal_mark() {
    journal_from=$(($(wc -l <"$JOURNAL") + 1))
    rgw_from=$(($(wc -l <"$RGW_LOG") + 1))
}
journal() { tail -n "+$journal_from" "$JOURNAL"; }
exchanges() { tail -n "+$rgw_from" "$RGW_LOG" | grep -c '"POST / HTTP'; }

# usage UID: what the kernel counts for a user: keys and bytes, quota and all
usage() {
    awk -v uid="$1:" '$1 == uid { split($3, n, "/"); print n[1], $4, $5 }' \
        /proc/key-users
}

# baseline UID: usage, once the kernel has swept what just ended
baseline() {
    local now before=none tries=50
    while now=$(usage "$1") && [[ $now != "$before" ]] && ((tries-- > 0)); do
        before=$now
        sleep 0.3
    done
    echo "$now"
}

# warm USER: the kernel keeps a user's own two keyrings from the first log-in
# on; only after that there is a baseline.  What is in them stays, too.
warm() {
    stack_lines 'session optional pam_keyinit.so force revoke'
    "$BED/as" "$1" 'keyctl clear @u; keyctl clear @us'
}

# our_keys: rows of /proc/keys that are ours and that root may see; not those
# of other tests on this machine: they have another group and other people
our_keys() {
    local serial gid name row
    while read -r row; do
        read -r serial _ _ _ _ _ gid _ name _ <<<"$row"
        case $name in
        esc:ticket:) keyctl pipe "$((16#$serial))" 2>/dev/null |
            grep -aqE 'alice|bob|carol' || continue ;;
        *) [[ $gid == "$GID_GATE" ]] || continue ;;
        esac
        echo "$row"
    done < <(grep ' esc:' /proc/keys)
}
no_our_keys() { [[ -z $(our_keys) ]]; }

# receipt_gone SESSION: a doorbell's receipt lives a second, and a ring within
# it is answered by it
receipt_gone() {
    poll 150 '!' in_session "$1" 'keyctl request user esc:open:default'
}

# usage_is UID WANT
usage_is() { [[ $(usage "$1") == "$2" ]]; }

# gone UID BASELINE NAME: a log-in has left nothing behind
gone() {
    poll 250 usage_is "$1" "$2"
    is "$(usage "$1")" "$2" "$3: the kernel counts what it did before"
    poll 250 no_our_keys
    is "$(our_keys)" '' "$3: no key of ours is left"
}

# seconds COMMAND...: run it, output to $BED/out; prints whole milliseconds
milliseconds() {
    local from to
    from=$(date +%s%N)
    "$@" >"$BED/out" 2>&1 </dev/null
    to=$(date +%s%N)
    echo $(((to - from) / 1000000))
}

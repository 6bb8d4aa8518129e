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
    heard || true # a test may have stopped it
    sts_rests || true
    journal_from=$(($(wc -l <"$JOURNAL") + 1))
    rgw_from=$(($(wc -l <"$RGW_LOG") + 1))
    again_from=$(wc -l <"$asked_again")
}
# heard: what was sent to the journal before is in its file
heard() {
    local mark=bed-mark-$RANDOM$RANDOM
    pid_of syslog >/dev/null || return
    poll logger --socket-errors=on "$mark"
    poll grep -aqF "$mark" "$JOURNAL"
}
journal() {
    heard || true # a test may have stopped it
    tail -n "+$journal_from" "$JOURNAL" | grep -av bed-mark-
}
# sts_rests: RGW has told of all requests that it began; not for ever, because
# a test may have stopped what they wait for
sts_rests() { poll 500 sts_has_ended; }
sts_has_ended() {
    awk '/ starting new request / { n++ } / req done / { n-- }
        END { exit n != 0 }' "$RGW_LOG"
}
exchanges() { tail -n "+$rgw_from" "$RGW_LOG" | grep -c '"POST / HTTP'; }
# exchanged LOW HIGH NAME: so often, and once more for each time that the
# resolver, which tells the journal, or we asked a slow STS again
exchanged() {
    poll exchanges_are "$1" 1000000
    sts_rests || true
    within "$(exchanges)" "$1" $(($2 + $(retries))) "$3"
}
exchanges_are() { (($1 <= $(exchanges) && $(exchanges) <= $2)); }
retries() {
    echo $(($(journal | grep -c 'says="sts-retry ') +
        $(wc -l <"$asked_again") - again_from))
}

# usage UID: what the kernel counts for a user: keys and bytes, quota and all
usage() {
    awk -v uid="$1:" '$1 == uid { split($3, n, "/"); print n[1], $4, $5 }' \
        /proc/key-users
}

# swept: the kernel has let go of the keys of all that ended before; shown by a
# chain of keyrings, longer than any of ours, that ends now
swept() {
    local key
    # shellcheck disable=SC2016 # the session's shell expands
    key=$(keyctl session - sh -c 'a=$(keyctl newring bed-mark @s) &&
        b=$(keyctl newring bed-mark "$a") && c=$(keyctl newring bed-mark "$b") &&
        keyctl add user bed-mark x "$c"' 2>/dev/null) && [[ -n $key ]] &&
        poll '!' grep -q "^$(printf %08x "$key") " /proc/keys
}

# baseline UID: usage, once the kernel has swept what just ended
baseline() {
    local now before=none tries=50
    poll '!' pgrep -x 'esc-(provision|resolve|lookup)' || true
    while
        swept || true
        now=$(usage "$1")
        [[ $now != "$before" ]] && ((tries-- > 0))
    do
        before=$now
        sleep 0.1
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
    poll '!' in_session "$1" 'keyctl request user esc:open:default'
}

# uses UID BEFORE: as usage was before, or less, where that look still saw what
# something else had left
uses() {
    local counts_now counts_then i
    read -ra counts_now <<<"$(usage "$1" | tr / ' ')"
    read -ra counts_then <<<"${2//\// }"
    ((${#counts_now[@]} == 5 && ${#counts_then[@]} == 5)) || return
    for i in 0 1 3; do # keys, those of the quota, bytes of the quota
        ((counts_now[i] <= counts_then[i])) || return
    done
}

# gone UID BASELINE NAME: a log-in has left nothing behind
gone() {
    poll uses "$1" "$2" || note "$(ps -o pid,stat,etime,args -u "$1"
        echo "before: $2; now: $(usage "$1")")"
    succeeds "$3: the kernel counts what it did before" uses "$1" "$2"
    poll no_our_keys
    is "$(our_keys)" '' "$3: no key of ours is left"
}

# is_soon WANT NAME COMMAND...: what it prints, at once or a while later
is_soon() {
    local want=$1 name=$2
    shift 2
    poll prints "$want" "$@"
    is "$("$@")" "$want" "$name"
}
prints() { # WANT COMMAND...
    local want=$1
    shift
    [[ $("$@") == "$want" ]]
}

# milliseconds COMMAND...: run it, output to $BED/out, print how long it took
milliseconds() {
    local from to
    from=$(date +%s%N)
    "$@" >"$BED/out" 2>&1 </dev/null
    to=$(date +%s%N)
    echo $(((to - from) / 1000000))
}

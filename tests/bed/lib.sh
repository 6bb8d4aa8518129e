# SPDX-License-Identifier: Apache-2.0
# Names, numbers and small functions that every script of the bed shares;
# sourced.  BED is the scratch directory: all state lives below it, and
# everything that runs belongs to the namespaces of tests/bed/world.
# shellcheck shell=bash disable=SC2034

: "${BED:?is the scratch directory; start with tests/bed/world}"
[[ $BED =~ ^/[A-Za-z0-9/._-]+$ ]] || {
    echo "bed: '$BED' may hold only letters, digits and / . _ -" >&2
    exit 2
}

REGION=eu-central-1
ACCOUNT=123456789012
ROLE=esc-oidc
ROLE_ARN=arn:aws:iam::$ACCOUNT:role/$ROLE
AUDIENCE=sts.amazonaws.com
ISSUER_NAME=id.example.test
ISSUER=https://$ISSUER_NAME/fleet1
ISSUER_ADDRESS=127.0.0.2 # its own: RGW has port 443 of 127.0.0.1
ZONE=fleet1
HOST_ID=bastion1
STS=https://sts.$REGION.amazonaws.com
S3=https://s3.$REGION.amazonaws.com
AWS=/usr/bin/aws # another one may come first in PATH
CA=$BED/pki/ca.pem

INST=$BED/inst
ETC=$INST/etc/esc-session
LIBEXEC=$INST/libexec/esc-session
ESC_SESSION=$INST/bin/esc-session
SIGNING_KEY=$ETC/issuer.pem

# What the machine must not know: high, and in nobody's range for people.
UID_ALICE=64001 UID_BOB=64002 UID_CAROL=64003
UID_ESC=64010 GID_GATE=64011
TEST_CGROUP=esc-session-test # where the machine has control groups
PASSWORD=correct-horse

export PYTHONDONTWRITEBYTECODE=1 # nothing is left in the clone

say() { echo "bed: $*" >&2; }
die() {
    say "$*"
    exit 1
}

# sub_of LOGIN: the subject that the host vouches for
sub_of() { echo "bastion:$ZONE:host:$HOST_ID:user:$1"; }

# https ARGUMENT...: curl that trusts the bed's authority and cannot hang
https() { curl -sS --max-time 20 --cacert "$CA" "$@"; }

# pid_of NAME: of a service that start() started and that still lives
pid_of() {
    local pid
    pid=$(cat "$BED/run/$1.pid" 2>/dev/null) || return 1
    [[ -n $pid && -e /proc/$pid ]] || return 1
    [[ $(awk '{print $3}' "/proc/$pid/stat" 2>/dev/null) != Z ]] || return 1
    echo "$pid"
}

# start NAME COMMAND...: in the background, its own session, log in log/NAME
start() {
    local name=$1
    shift
    setsid "$@" >>"$BED/log/$name" 2>&1 </dev/null &
    echo $! >"$BED/run/$name.pid"
}

# start_ahead NAME COMMAND...: a part of the cloud, which has processors of its
# own: a crowd of log-ins takes none of them.  Where the kernel shares by
# session (sched(7), autogroup), nice alone says nothing to other sessions.
start_ahead() {
    start "$1" sh -c 'echo -20 2>/dev/null >/proc/self/autogroup
        exec nice -n -20 "$@"' sh "${@:2}"
}

# stop NAME: kill it and wait until it is gone
stop() {
    local pid
    pid=$(pid_of "$1") || return 0
    kill -KILL "$pid" 2>/dev/null
    poll '!' pid_of "$1" || die "cannot stop '$1': pid $pid stays"
    rm -f "$BED/run/$1.pid"
}

# poll [TRIES] COMMAND...: until it succeeds, 20 ms apart; '!' first turns it.
# Without TRIES for over a minute: what comes at once on one machine is late on
# another, and only what never comes costs the time.
poll() {
    local tries=3000 want=0 got
    if [[ $1 =~ ^[0-9]+$ ]]; then
        tries=$1
        shift
    fi
    [[ $1 == '!' ]] && want=1 && shift
    while ((tries-- > 0)); do
        got=0
        "$@" >/dev/null 2>&1 || got=1
        ((got == want)) && return
        sleep 0.02
    done
    return 1
}

# await NAME COMMAND...: poll, but give up at once when NAME has died
await() {
    local name=$1 tries=3000
    shift
    while ((tries-- > 0)); do
        "$@" >/dev/null 2>&1 && return
        pid_of "$name" >/dev/null || break
        sleep 0.02
    done
    tail -n 20 "$BED/log/$name" >&2
    die "'$name' is not ready: $*"
}

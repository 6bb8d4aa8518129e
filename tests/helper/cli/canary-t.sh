#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# shellcheck disable=SC2016 # shells of their own expand these
# Secrets start with CANARY here: none may be seen where it was not asked for,
# in messages, other processes' arguments, files or core dumps.
. "${srcdir:-.}/tests/helper/cli/cli.sh"
needs_session

spec whole <<'SPEC'
environment acme/aws/dev
expires 3600
var AWS_ACCESS_KEY_ID CANARY-id
var AWS_SECRET_ACCESS_KEY CANARY-secret
var AWS_SESSION_TOKEN CANARY-token
var LD_PRELOAD CANARY-preload
var QUOTED CANARY'quoted
SPEC

# Those that print values on standard output, and all the others.
printing=(env credentials)
silent=('status' 'status --json' 'prefetch' 'prefetch --background'
    'exec true' 'exec nonsense' 'exec /etc/passwd' 'env --unset'
    'completion names' 'help env' 'exec --min-ttl 9h true'
    'credentials --min-ttl 9h' 'env --format dotenv' 'renew' 'close')
for line in "${silent[@]}"; do
    # shellcheck disable=SC2086
    as_user whole $line
    unlike "$out$err" '*CANARY*' "$line: says no secret"
done
for line in "${printing[@]}"; do
    as_user whole "$line"
    like "$out" '*CANARY*' "$line: prints what was asked for"
    unlike "$err" '*CANARY*' "$line: and warns without it"
done
as_user whole sh -c '"$1" env >/dev/full' - "$ESC"
is "$status" 1 'env: a full disk is a failure'
unlike "$err" '*CANARY*' 'env: and says no secret'

# What others see of the command while it runs.
as_user whole exec sh -c 'tr "\0" " " </proc/$$/cmdline'
unlike "$out" '*CANARY*' 'exec: no secret in the arguments'

# While it holds secrets nobody of the same user can look inside, and a crash
# leaves no core: caught while it waits for its reader.
spec big <<'SPEC'
expires 3600
pad BIG 120000
SPEC
mkfifo -m 666 "$scratch/fifo"
ulimit -Sc "$(ulimit -Hc)"
as_user big bash -c 'exec 3<>"$2/fifo"; "$1" env >&3 & pid=$!
    for i in {1..1500}; do
        [ "$(cut -d" " -f3 "/proc/$pid/stat")" = S ] && break; sleep 0.02
    done
    stat -c %u "/proc/$pid/maps"; cat "/proc/$pid/maps" 2>&1 | grep -c denied
    sed -n "s/^Max core file size *\([^ ]*\).*/\1/p" "/proc/$pid/limits"
    kill -9 $pid' - "$ESC" "$scratch"
is "$out" $'0\n1\n0' 'while it works: not to be looked into, no core'
done_testing

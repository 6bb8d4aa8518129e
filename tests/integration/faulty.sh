# SPDX-License-Identifier: Apache-2.0
# Steps that the fault tests share; sourced after lib.sh.
# shellcheck shell=bash disable=SC2034,SC2154 # for who sources it

# A failure is negative for 2 to 5 seconds.  The kernel's own would be for a
# minute: half of that leaves room for a busy machine.
NEGATIVE=30
fault_pid=

# fault MODE ARGUMENT...: fault.py; $fault_url leads to it
fault() {
    local port tries=3000
    unfault
    : >"$BED/run/fault.port"
    "$bed/fault.py" "$@" >"$BED/run/fault.port" 2>&1 </dev/null &
    fault_pid=$!
    while port=$(head -n 1 "$BED/run/fault.port") && [[ -z $port ]]; do
        ((tries-- > 0)) && [[ -e /proc/$fault_pid ]] || break
        sleep 0.02
    done
    fault_url=https://fault.example.test:$port
}
unfault() {
    [[ -z $fault_pid ]] || kill "$fault_pid" 2>/dev/null
    fault_pid=
}
# canned FILE [ARGUMENT...]: an HTTPS server that answers with FILE's bytes
canned() { fault canned "$BED/pki/tls.pem" "$BED/pki/tls.key" "$@"; }

# http STATUS BODY [HEADER...]: an answer as it goes over the wire
http() {
    printf 'HTTP/1.1 %s\r\nContent-Type: text/xml\r\n' "$1"
    printf '%s\r\n' 'Connection: close' "Content-Length: ${#2}" "${@:3}"
    printf '\r\n%s' "$2"
}
# aws_error CODE MESSAGE: the body of AWS's own refusals
aws_error() {
    cat <<EOF
<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
  <Error><Type>Sender</Type><Code>$1</Code><Message>$2</Message></Error>
  <RequestId>c6104cbe-af31-11e0-8154-cbc7ccf896c7</RequestId>
</ErrorResponse>
EOF
}

# told NAME PATTERN [LIMIT_MS]: log in as alice; the log-in works, exec fails
# within the limit with one sentence that matches and no raw bytes in it.  The
# product's own limit is 12 s: by itself it never takes as long as LIMIT_MS.
told() {
    local out ms from status tries=3 limit=${3:-30000}
    open_session one alice
    is "$(in_session one 'id -un')" alice "$1: the log-in works"
    while
        from=$(date +%s%N)
        out=$(ask_session one 'esc-session exec true')
        status=$?
        ms=$((($(date +%s%N) - from) / 1000000))
        # shellcheck disable=SC2053
        [[ $out != 'esc-session: '$2 ]] && ((tries-- > 0)) &&
            too_slow /dev/stdin <<<"$out"
    do
        sleep 6 # as patiently does
    done
    is $status 125 "$1: exec fails"
    within "$ms" 0 "$limit" "$1: in time"
    like "$out" 'esc-session: '"$2" "$1: the user reads what happened"
    unlike "$out" "$CONTROL" "$1: no control bytes"
    note "$1 ($ms ms): $out"
}

# recovers NAME: once the cause is gone, the same log-in works in time
recovers() {
    local from=$SECONDS
    until in_session one 'esc-session exec true' >/dev/null; do
        ((SECONDS - from <= NEGATIVE)) || break
        sleep 0.2
    done
    succeeds "$1: the next attempt works after the stated seconds" \
        in_session one 'esc-session exec true'
    end_session one
}

# SPDX-License-Identifier: Apache-2.0
# Log-ins that stay open while a test does other things: a shell behind a real
# ssh that takes one command after the other.  Sourced by lib.sh.
#   open_session NAME USER [ssh options]
#   in_session NAME COMMAND     prints its output, returns its status
#   end_session NAME            as a person who types exit; waits for ssh
# shellcheck shell=bash disable=SC2034 # for who sources it

declare -A session_fd=() session_pid=() session_said=()

open_session() {
    local name=$1 user=$2 pipe=$BED/run/session.$1 fd
    shift 2
    rm -f "$pipe" "$pipe.out"
    mkfifo "$pipe"
    : >"$pipe.out"
    "$BED/as" "$user" -T "$@" bash <"$pipe" >"$pipe.out" 2>&1 &
    session_pid[$name]=$!
    exec {fd}>"$pipe"
    session_fd[$name]=$fd
    session_said[$name]=0
    in_session "$name" true >/dev/null ||
        note "cannot log in as $user: $(cat "$pipe.out")"
}

in_session() {
    local name=$1 pipe=$BED/run/session.$1 mark from status
    local tries=$((${SESSION_SECONDS:-40} * 50))
    mark="<<$RANDOM$RANDOM:"
    [[ -n ${session_fd[$name]:-} ]] || return 125
    from=$(stat -c %s "$pipe.out")
    # The command line must not hold the mark itself: a pty would echo it.
    printf '{ %s\n} </dev/null 2>&1; echo "%s""$?>>"\n' "$2" "$mark" \
        >&"${session_fd[$name]}" || return 125
    until status=$(tail -c "+$((from + 1))" "$pipe.out" |
        grep -ao "${mark}[0-9]*>>"); do
        ((tries-- > 0)) && [[ -e /proc/${session_pid[$name]} ]] || return 124
        sleep 0.02
    done
    tail -c "+$((from + 1))" "$pipe.out" | sed "s/${mark}[0-9]*>>\$//" |
        sed '${/^$/d}'
    status=${status#"$mark"}
    return "${status%>>}"
}

end_session() {
    local name=$1 fd=${session_fd[$1]:-}
    [[ -n $fd ]] || return 0
    exec {fd}>&-
    wait "${session_pid[$name]}" 2>/dev/null
    unset "session_fd[$name]" "session_pid[$name]"
    rm -f "$BED/run/session.$name"
}

end_sessions() {
    local name
    for name in "${!session_fd[@]}"; do
        end_session "$name"
    done
    # Including those of a test that was killed: sshd's children with them.
    poll 500 '!' pgrep -f '^sshd: .*(priv|@)' ||
        note "log-ins stay: $(pgrep -af '^sshd: .*(priv|@)')"
}

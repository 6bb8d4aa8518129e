# SPDX-License-Identifier: Apache-2.0
# Log-ins that stay open while a test does other things: a shell behind a real
# ssh that takes one command after the other.  Sourced by lib.sh.
#   open_session NAME USER [ssh options]
#   in_session NAME COMMAND     prints its output, returns its status
#   patiently COMMAND...        the same for any command
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
    ask_session "$name" true >/dev/null ||
        note "cannot log in as $user: $(cat "$pipe.out")"
}

# When STS or a process of the product's own was too slow, though no test made
# it so, the product says that and gives up, as it should.  Then it is asked
# again, as a person would, PATIENCE times; a product that never gets there
# fails all the same.  The tests of that behaviour have a PATIENCE of 0.
asked_again=$BED/run/asked-again
: >"$asked_again"
too_slow() { # FILE: what was said
    local issuer
    [[ -z ${fault_pid:-} ]] && issuer=$(pid_of issuer) &&
        [[ $(awk '{print $3}' "/proc/$issuer/stat") != T ]] &&
        grep -aqE "^esc-session: .*(in time|no time (is )?left|did not answer in [0-9]+ seconds|': too many requests at once)" "$1"
}
patiently() {
    local said=$BED/run/session.said.$BASHPID tries=${PATIENCE:-3} status
    while
        "$@" >"$said" 2>&1
        status=$?
        ((tries-- > 0)) && too_slow "$said"
    do
        echo "$*" >>"$asked_again"
        sleep 6 # a failure is remembered for 2 to 5
    done
    cat "$said"
    rm -f "$said"
    return "$status"
}
in_session() { patiently ask_session "$@"; }

ask_session() {
    local name=$1 pipe=$BED/run/session.$1 mark from status
    local tries=$((${SESSION_SECONDS:-120} * 50))
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
    poll '!' pgrep -f '^sshd: .*(priv|@)' ||
        note "log-ins stay: $(pgrep -af '^sshd: .*(priv|@)')"
}

# SPDX-License-Identifier: Apache-2.0
# The one thing that the bed adds to the machine: a request-key rule.  It
# names its owner (pid and start time of the world's first process), so that
# a leftover is told from a living bed.  Sourced by world and its helpers.
# shellcheck shell=bash

# The kernel runs /sbin/request-key where its own threads live (process 2 is
# their parent), which may have another root than ours (chroot).
RULE_ROOT=/proc/2/root
[[ $RULE_ROOT/ -ef / ]] && RULE_ROOT=
RULE=$RULE_ROOT/etc/request-key.d/esc-session-test.conf

# start_time PID: clock ticks since boot, the 22nd field of stat
start_time() {
    local stat
    stat=$(cat "/proc/$1/stat" 2>/dev/null) || return 1
    # shellcheck disable=SC2086
    set -- ${stat##*) }
    echo "${20}"
}

# alive PID START_TIME
alive() { [[ -n $1 && $(start_time "$1") == "$2" ]]; }

# rule_possible: is this a place whose upcalls reach us?
rule_possible() {
    local first=4026531836 # the first pid namespace's number, fixed
    if [[ $(stat -Lc %i /proc/self/ns/pid) != "$first" ]]; then
        say 'cannot bridge upcalls: this is a container,' \
            'the kernel runs request-key outside it'
        return 1
    fi
    if [[ ! -x $RULE_ROOT/sbin/request-key ]]; then
        say "cannot bridge upcalls: the machine has no /sbin/request-key" \
            "(package keyutils)"
        return 1
    fi
}

# rule_claim: remove a dead bed's rule, refuse to disturb a living one's
rule_claim() {
    local pid start other
    if [[ -e $RULE ]]; then
        read -r _ _ pid start <"$RULE" || true
        if alive "${pid:-}" "${start:-}"; then
            say "cannot start: the bed of pid $pid is running"
            return 1
        fi
        say "removing the rule that a dead bed (pid ${pid:-?}) left behind"
        rm -f "$RULE"
    fi
    other=$(grep -ls '^create.*esc:open:' "$RULE_ROOT"/etc/request-key.conf \
        "$RULE_ROOT"/etc/request-key.d/*.conf) || true
    if [[ -n $other ]]; then
        say "cannot start: '$other' already answers esc:open," \
            'esc-session is installed here'
        return 1
    fi
}

# rule_write PID START_TIME PROGRAM: whoever comes second fails
rule_write() {
    mkdir -p "${RULE%/*}"
    (
        set -C
        printf '# owner %s %s\ncreate user esc:open:* * %s %%k %%u %%S\n' \
            "$1" "$2" "$3" >"$RULE"
    ) 2>/dev/null
}

# rule_drop PID START_TIME: only when it is still that owner's
rule_drop() {
    local pid start
    [[ -e $RULE ]] || return 0
    read -r _ _ pid start <"$RULE" || return 0
    [[ $pid == "$1" && $start == "$2" ]] && rm -f "$RULE"
}

# SPDX-License-Identifier: Apache-2.0
# Adds up what several test programs report; sourced by tests/check and
# .ci/run.  A part that prints no totals has failed.
# shellcheck shell=bash

sum_passed=0 sum_failed=0 sum_skipped=0
declare -a sum_rows=()

add() { # NAME PASSED FAILED SKIPPED
    sum_passed=$((sum_passed + $2))
    sum_failed=$((sum_failed + $3))
    sum_skipped=$((sum_skipped + $4))
    sum_rows+=("$(printf '%-28s %5d passed %3d failed %3d skipped' "$@")")
}

# add_totals LOG NAME: from its last line "N passed, N failed[, N skipped]"
add_totals() {
    local last
    last=$(grep -E '^[0-9]+ passed, [0-9]+ failed' "$1" | tail -n 1)
    if [[ $last =~ ^([0-9]+)\ passed,\ ([0-9]+)\ failed(,\ ([0-9]+))? ]]; then
        add "$2" "${BASH_REMATCH[1]}" "${BASH_REMATCH[2]}" \
            "${BASH_REMATCH[4]:-0}"
    else
        tail -n 20 "$1"
        echo "not ok - $2: ended without totals"
        add "$2" 0 1 0
    fi
}

show_failures() { # LOG
    grep -A 12 -E '^not ok' "$1" | grep -vE '^ok|^--$' || true
}

# add_automake LOG STATUS NAME: from the summary of `make check`
add_automake() {
    local log=$1 status=$2 name=$3 pass skip fail
    pass=$(automake_count PASS "$log")
    skip=$(automake_count SKIP "$log")
    fail=$(($(automake_count FAIL "$log") + $(automake_count XPASS "$log") + \
        $(automake_count ERROR "$log")))
    if ((status != 0 && fail == 0)) || ((pass == 0)); then
        fail=$((fail + 1))
    fi
    if ((fail > 0)); then
        grep -E '^(FAIL|XPASS|ERROR):' "$log" | sort -u
        grep -E ' (error|Error|undefined reference)' "$log" | head -n 20
    fi
    grep -E '^SKIP:' "$log" | sort -u
    if [[ ${CI:-} == true ]]; then
        fail=$((fail + $(unlisted "$log")))
    fi
    add "$name" "$pass" "$fail" "$skip"
}
# unlisted LOG: how many skips of `make check` are not in the list with reasons
unlisted() {
    local list
    list=$(dirname "${BASH_SOURCE[0]}")/../integration/skips
    # One test of a file, with or without a name, or the file as a whole.
    sed -nE 's/^SKIP: ([^ ]+) ([0-9]+ )?(- )?(.*# SKIP )?(.*)/\1: \5/p' "$1" |
        sort -u | grep -cvxF -f <(grep -v '^#' "$list") || true
}
automake_count() { # WORD LOG: "# PASS:  12", of all summaries in it
    awk -v word="# $1:" 'index($0, word) == 1 { n += $3 } END { print n + 0 }' \
        "$2"
}

print_totals() { # the last line; status 1 when something failed
    local totals="$sum_passed passed, $sum_failed failed"
    printf '%s\n' "${sum_rows[@]}"
    ((sum_skipped == 0)) || totals+=", $sum_skipped skipped"
    echo "$totals"
    ((sum_failed == 0))
}

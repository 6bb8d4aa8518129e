# SPDX-License-Identifier: Apache-2.0
# The Test Anything Protocol in a few lines; sourced by lib.sh.  Every check
# says what was seen when it fails, each name appears once in a file.
# shellcheck shell=bash

tap_count=0 tap_failed=0

ok() { # NAME
    tap_count=$((tap_count + 1))
    echo "ok $tap_count - $1"
}
not_ok() { # NAME [WHAT WAS SEEN]
    tap_count=$((tap_count + 1))
    tap_failed=$((tap_failed + 1))
    echo "not ok $tap_count - $1"
    [[ -z ${2:-} ]] || printf '%s\n' "$2" | head -c 2000 | sed 's/^/# /'
}
skip() { # NAME REASON
    tap_count=$((tap_count + 1))
    echo "ok $tap_count - $1 # SKIP $2"
}
note() { printf '%s\n' "$*" | sed 's/^/# /'; }

is() { # GOT WANT NAME
    if [[ $1 == "$2" ]]; then ok "$3"; else
        not_ok "$3" "wanted '$2'"$'\n'"     got '$1'"
    fi
}
like() { # GOT PATTERN NAME: a shell pattern
    # shellcheck disable=SC2053
    if [[ $1 == $2 ]]; then ok "$3"; else
        not_ok "$3" "wanted '$2'"$'\n'"     got '$1'"
    fi
}
unlike() { # GOT PATTERN NAME
    # shellcheck disable=SC2053
    if [[ $1 != $2 ]]; then ok "$3"; else
        not_ok "$3" "unwanted '$2'"$'\n'"       got '$1'"
    fi
}
within() { # GOT LOW HIGH NAME: a number; the name stays the same
    if [[ $1 =~ ^[0-9]+$ ]] && (($2 <= $1 && $1 <= $3)); then ok "$4"; else
        not_ok "$4" "wanted $2 to $3, got '$1'"
    fi
}
succeeds() { # NAME COMMAND...
    local name=$1 out
    shift
    if out=$("$@" 2>&1); then ok "$name"; else
        not_ok "$name" "status $?: $out"
    fi
}
fails() { # NAME COMMAND...
    local name=$1 out
    shift
    if out=$("$@" 2>&1); then not_ok "$name" "succeeded: $out"; else
        ok "$name"
    fi
}

done_testing() {
    end_sessions
    [[ ! -s ${asked_again:-} ]] ||
        note "asked again, because this machine was slow: $(wc -l <"$asked_again")"
    echo "1..$tap_count"
    exit $((tap_failed > 0))
}

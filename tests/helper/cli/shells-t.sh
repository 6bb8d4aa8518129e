#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# shellcheck disable=SC2016,SC1003,SC1091 # values are meant as written
# What `env` prints comes back byte for byte through each real shell, and
# nothing in a value runs.
. "${srcdir:-.}/tests/helper/cli/cli.sh"
QUOTE=$PWD/tests/helper/cli/quote
cd "$scratch" || exit 1

values=(
    '' ' ' 'plain' 'two  blanks' ' around ' $'tab\there' "it's" "''" "'" '"' '""'
    'a\b' 'back\' '\\' "\\'" '$HOME' '${HOME}' '$(touch ran)' '`touch ran`'
    '!!' '!x' 'a!b' "'!'" 'a;touch ran' 'a|b&c' '<x>y' '*' '?' '~' '#x' 'x #y'
    '{a,b}' '[a-z]' '%s%n' '=x' '-n' $'\xc3\xa9\xf0\x9f\x98\x80' $'\xff\xfe'
    $'a\rb' $'\001\033[2J\177' '&&' '(x)' "x'\$(touch ran)'y" '^x^y' 'a:b' '@x'
    "$(head -c 3000 /dev/zero | tr '\0' 'q')"
)
lines=($'a\nb' $'\n' $'\n\na' $'a\n' $'key:\n  - "x"\n' $'a\\\nb')

# came_back SHELL FORMAT VALUE: through that shell's eval or source
came_back() {
    local script got
    script=$("$QUOTE" "$2" V "$3"; printf x)
    script=${script%x}
    printf '%s' "$script" >statement
    case $1 in
    fish) got=$(fish --no-config -c 'source statement; command printenv V'; printf x) ;;
    tcsh) got=$(tcsh -f -c 'eval "`cat statement`"; printenv V'; printf x) ;;
    *) got=$("$1" -c 'eval "$(cat statement)"; printenv V'; printf x) ;;
    esac
    [ "$got" = "$3"$'\nx' ]
}

try() { # SHELL FORMAT MULTILINE
    local value bad=0 list=("${values[@]}")
    if ! command -v "$1" >/dev/null; then
        skip "$1 is not installed"
        return
    fi
    [ "$3" = yes ] && list+=("${lines[@]}")
    for value in "${list[@]}"; do
        came_back "$1" "$2" "$value" && continue
        bad=$((bad + 1))
        said "$1: $(printf %q "$value") did not come back"
    done
    is "$bad" 0 "$1: ${#list[@]} values come back"
    [ ! -e ran ]
    report $? "$1: nothing ran"
    rm -f ran
}

export HOME=$scratch
try dash sh yes
try bash bash yes
try zsh zsh yes
try fish fish yes
try tcsh csh no

"$QUOTE" csh V $'a\nb'
is $? 1 'csh: a line break is refused'

# dotenv files are read by the shell's own rules too
bad=0 refused=0
for value in "${values[@]}" "${lines[@]}"; do
    if "$QUOTE" dotenv V "$value" >file; then
        got=$(set -a; . ./file; printenv V; printf x)
        [ "$got" = "$value"$'\nx' ] || bad=$((bad + 1))
    else
        refused=$((refused + 1))
    fi
done
is "$bad" 0 'dotenv: what is not refused comes back through a shell'
isnt "$refused" 0 'dotenv: quotes and backslashes are refused'
[ ! -e ran ]
report $? 'dotenv: nothing ran'

# json, by a reader that is not ours
if command -v python3 >/dev/null; then
    bad=0
    for value in "${values[@]}" "${lines[@]}"; do
        "$QUOTE" json V "$value" >file || continue
        python3 -c 'import json, os, sys
sys.exit(json.load(open("file", encoding="utf-8"))["V"] != sys.argv[1])' \
            "$value" || bad=$((bad + 1))
    done
    is "$bad" 0 'json: what is not refused comes back'
else
    skip 'python3 is not installed'
fi
done_testing

#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# shellcheck disable=SC2016,SC2001,SC2013 # shells of their own expand these
# The manual page, the help and the rows say the same, and every example of
# the page runs.
. "${srcdir:-.}/tests/helper/cli/cli.sh"
page=$(cd "${srcdir:-.}" && pwd)/man/esc-session.1

if ! command -v mandoc >/dev/null; then
    echo '1..0 # SKIP mandoc is not installed'
    exit 0
fi
is "$(mandoc -Tlint -W warning "$page" 2>&1)" '' 'mandoc finds nothing wrong'

# --- what is installed names the folders that the programs use
conf=$(tr '\0' '\n' <"$ESC" | grep -ax '/.*/esc-session\.conf' | head -n 1)
[[ $conf == /*/esc-session/esc-session.conf ]]
report $? "the settings are $conf"
for installed in man/installed/*.[158]; do
    is "$(mandoc -Tlint -W warning "$installed" 2>&1)" '' "$installed is clean"
    is "$(grep -o '/[^ ]*/esc-session/esc-session\.conf' "$installed" |
        grep -vxF "$conf" | head -n 1)" '' "$installed: and names them so"
done
like "$(cat man/installed/esc-session.conf.5)" "*.Pa $conf*" \
    'the page of the settings does'

text=$(mandoc -Tascii "$page" | sed 's/.\x08//g' | tr -s ' \n' ' ')

commands=$("$ESC" help | sed -n 's/^  \([a-z]*\)  .*/\1/p')
isnt "$commands" '' 'help lists the commands'
for command in $commands; do
    help=$("$ESC" help "$command")
    usage=$(sed -n '1s/^usage: esc-session //p' <<<"$help")
    like "$text" "*$(sed 's/[][*?\\]/\\&/g' <<<"$usage")*" \
        "$command: the page has its usage"
    missing=
    for option in $(grep -o -e '--[a-z][a-z-]*' <<<"$help" | sort -u); do
        [[ $text == *"$option"* ]] || missing+=" $option"
    done
    is "$missing" '' "$command: and its options"
    # That of issuer is another program's, which may be installed or not.
    [ "$command" = issuer ] ||
        is "$("$ESC" "$command" -h 2>/dev/null | head -n 1)" \
            "$(head -n 1 <<<"$help")" "$command: -h is its help"
done

# --- examples
needs_session
spec whole <<'SPEC'
expires 3600
var AWS_ACCESS_KEY_ID ASIAEXAMPLE
var AWS_SECRET_ACCESS_KEY CANARY-secret
var AWS_SESSION_TOKEN CANARY-token
SPEC
{
    echo 'name acme/aws/prod'
    cat "$scratch/whole.spec"
} >"$scratch/prod.spec"
mkdir "$scratch/bin" "$scratch/work"
for stub in aws terraform vim sudo; do
    printf '#!/bin/sh\necho "stub %s $*"\n' "$stub" >"$scratch/bin/$stub"
done
printf '#!/bin/sh\nexit 0\n' >"$scratch/work/nightly"
cp "$scratch/work/nightly" "$scratch/work/server"
command -v jq >/dev/null || printf '#!/bin/sh\ncat\n' >"$scratch/bin/jq"
ln -s "$ESC" "$scratch/bin/esc-session"
chmod -R a+rx "$scratch/bin" "$scratch/work"
cd "$scratch/work" || exit 1
examples=$(sed -n '/^\.Sh EXAMPLES/,/^\.Sh SEE/s/^\.Dl //p' "$page" |
    sed 's/\\(dq/"/g; s/\\(ga/`/g; s/\\-/-/g')

# runs LINE: in the shell that it is for
runs() {
    local shell=(bash -c) line=$1
    case $line in
    *'| source') shell=(fish --no-config -c) ;;
    *csh*) shell=(tcsh -f -c) ;;
    'credential_process = '*)
        line=${line#*= }
        line="esc-session ${line#* }"
        ;;
    esac
    if ! command -v "${shell[0]}" >/dev/null; then
        skip "${shell[0]} is not installed: $1"
        return
    fi
    run "$IN_SESSION" -s "$scratch/whole.spec" -s "$scratch/prod.spec" \
        env PATH="$scratch/bin:/usr/bin:/bin" SHELL=/bin/true \
        "${shell[@]}" "$line"
    is "$status" 0 "runs: $1"
}
count=0
while IFS= read -r line; do
    runs "$line"
    count=$((count + 1))
done <<<"$examples"
is "$((count > 12))" 1 'the page has examples'
done_testing

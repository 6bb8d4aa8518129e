#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# shellcheck disable=SC2016 # shells of their own expand these
# run as the documentation of ESC writes it, on real keyrings: names, options,
# what is masked, signals, exit statuses, and that no file stays behind.
. "${srcdir:-.}/tests/helper/cli/cli.sh"
needs_session
chmod 711 "$scratch"
mkdir "$scratch/cwd" && ln -s "$PWD" "$scratch/cwd/libexec" || exit 1
ESC=$PWD/tests/helper/cli/elsewhere # helpers of the working folder
cd "$scratch/cwd" || exit 1

# What the recorded session of the original is about.
spec test <<'SPEC'
name acme/default/test
environment acme/default/test
expires 3600
secret SECRET hunter2
var PLAIN plaintext
var BOOL true
var NUM 3.14
secret-file FILE export F_SECRET=hunter2%0aexport F_PLAIN=plaintext%0a
file BOOL_FILE true
file NUM_FILE 3.14
SPEC
dump='echo "secret: $SECRET, plain: $PLAIN, bool: $BOOL, num: $NUM"'
source='. "$FILE"; echo "secret: $F_SECRET, plain: $F_PLAIN"'
as_user test run acme/test sh -c "$dump"
is "$out" 'secret: [secret], plain: plaintext, bool: true, num: 3.14' \
    'recorded: variables, the secret masked'
as_user test run -i acme/test sh -c "$dump"
is "$out" 'secret: hunter2, plain: plaintext, bool: true, num: 3.14' \
    'recorded: with -i it is shown'
as_user test run acme/test sh -c "$source"
is "$out" 'secret: [secret], plain: plaintext' 'recorded: a file'
as_user test run -i acme/test sh -c "$source"
is "$out" 'secret: hunter2, plain: plaintext' 'recorded: a file with -i'
as_user test run acme/test -- printf hunter2
is "$out" '[secret]' 'recorded: an unterminated line'
as_user test run acme/test -i -- printf hunter2
is "$out" hunter2 'recorded: -i behind the name'
as_user test run -- pulumi preview
is "$status" 2 'recorded: -- first'
like "$err" 'esc-session: no environment specified*' 'recorded: its words'
as_user test run acme/test
like "$err" 'esc-session: no command specified*' 'no command'

as_user test rotate acme/test
is "$status" 2 'rotating is not done here'
like "$err" "*no command 'rotate': 'pulumi env rotate' rotates*" \
    'but where is told'

# --- names and options
for words in 'acme/default/test' 'acme/test --' '-i acme/test' '-l 2h acme/test' \
    'acme/test --lifetime=1h30m -i --' '--interactive acme/default/test -l 2h0m0s'; do
    # shellcheck disable=SC2086 # words
    as_user test run $words printenv PLAIN
    is "$out$err" plaintext "run $words CMD"
done
as_user test run acme/test -- ls -l /dev/null
is "$status" 0 'options of the command are its own'
as_user test run acme/test ls -i /dev/null
like "$out" '*[0-9]* /dev/null' 'without -- too'
spec tagged <<'SPEC'
name acme/default/test@stable
expires 3600
var V tagged
SPEC
as_user tagged run acme/test@stable printenv V
is "$out" tagged 'a version'
as_user tagged run acme/default/test:stable printenv V
is "$out" tagged 'a version as it was once written'
as_user test run acme//test true
is "$status" 125 'a name that is none'
as_user test run acme/test -l soon true
is "$status" 2 'a duration that is none'

# --- arguments, of a login that sees what is exported
as_user test run acme/test printf '%s|' '${environmentVariables.PLAIN}' \
    '${files["NUM_FILE"]}!' '$$$${x}' '$PLAIN'
is "$status$out$err" '0plaintext|3.14!|$${x}|$PLAIN|' 'values in arguments'
as_user test run acme/test -i echo '${environmentVariables.PLAIN}'
is "$status$out$err" 0plaintext 'with -i'
as_user test run acme/test echo '${environmentVariables.SECRET}'
is "$status" 125 'a secret is refused'
like "$err" "*cannot put '\${environmentVariables.SECRET}' into an argument: \
it is secret*hint:*sh -c*" 'and why'
unlike "$out$err" '*hunter2*' 'and not shown'
as_user test run acme/test -i echo '${files.FILE}'
is "$status" 125 'a file that has one, too, and with -i'
as_user test run acme/test sh -c 'echo ${plain}'
is "$status" 125 'what is not exported is refused'
like "$err" "*cannot put '\${plain}' into an argument: only what the \
environment exports*hint:*environmentVariables.NAME*" 'and why'
as_user test run acme/test sh -c 'echo "$PLAIN $${PLAIN:-x} $"; exit 3'
is "$status$out" '3plaintext plaintext $' 'a shell has its own'
as_user test run acme/test echo "\$\$$(head -c 130000 /dev/zero | tr '\0' x)" y
is "$status" 0 'a long one'
as_user test run acme/test echo "\$\$$(head -c 70000 /dev/zero | tr '\0' x)" \
    "\$\$$(head -c 70000 /dev/zero | tr '\0' x)"
is "$status" 125 'more than fits'
like "$err" "*arguments with '\$' have more than 131072 bytes*" 'and why'

# --- masking
spec key <<'SPEC'
name acme/default/key
expires 3600
secret KEY -----BEGIN%0aMIIE%0a-----END%0a
secret SHORT ab
secret ONE abcdef
secret TWO defghi
SPEC
as_user key run acme/key sh -c 'printenv KEY; echo "$SHORT"'
is "$out" $'[secret]\n\nab' 'several lines; not what is too short'
as_user key run acme/key sh -c 'echo xabcdefghix >&2'
is "$err" 'x[secret]x' 'standard error; what overlaps is one'
as_user key run acme/key sh -c \
    'printf -- "-----BEG"; sleep 0.3; printf "IN\nMIIE\n-----END"'
is "$out" '[secret]' 'in pieces'
is "$("$IN_SESSION" -s "$scratch/key.spec" "$ESC" run acme/key \
    head -c 100000 /dev/zero | wc -c)" 100000 'bytes are bytes'
mkfifo -m 666 "$scratch/typed"
prompt=$("$IN_SESSION" -s "$scratch/key.spec" "$ESC" run acme/key sh -c \
    'printf "Password: -"; read -r line <"$1"' - "$scratch/typed" | {
    read -r -t 60 -d - x && echo "$x"
    echo typed >"$scratch/typed"
})
is "$prompt" 'Password:' 'a prompt is not held back'

# --- statuses and signals
as_user test run acme/test -- sh -c 'exit 42'
is "$status" 42 'exit status'
as_user test run acme/test -- sh -c 'kill -KILL $$$$'
is "$status" 137 'of a signal'
as_user test run acme/test no-such-command
is "$status" 127 'of what is not there'
like "$err" '*no-such-command*not found*' 'and why'
as_user test run acme/test /etc/passwd
is "$status" 126 'of what cannot run'
signalled() { # SIGNAL SCRIPT: sent to esc-session once it is ready
    as_user test sh -c '"$1" run acme/test -- sh -c "$3" >"/tmp/run-t.$$" &
        for i in $(seq 1200); do
            grep -q ready "/tmp/run-t.$$" && break
            sleep 0.05
        done
        kill "-$2" $!
        wait $!
        status=$?
        cat "/tmp/run-t.$$"
        rm "/tmp/run-t.$$"
        exit $status' - "$ESC" "$1" "$2"
}
signalled TERM 'trap "echo told; exit 7" TERM; echo ready
    while :; do sleep 0.05; done'
is "$status:${out##*$'\n'}" '7:told' 'SIGTERM is passed on'
signalled HUP 'echo ready; exec sleep 60'
is "$status" 129 'and ends what does not care'
signalled TERM 'echo ready; sleep 60'
is "$status" 143 'what the command left behind is not waited for then'
signalled WINCH 'trap "echo resized; exit 0" WINCH; echo ready
    while :; do sleep 0.05; done'
is "${out##*$'\n'}" resized 'SIGWINCH is passed on'
as_user test sh -c '"$1" run acme/test -- sh -c "sleep 0.2; echo late" | cat' \
    - "$ESC"
is "$out" late 'output of the last one is there'
as_user test run acme/test -- sh -c '(sleep 0.3; echo hunter2) & exit 5'
is "$status:$out" '5:[secret]' 'of what it left behind too'
as_user test bash -c '"$1" run acme/test -- yes | head -n 1
    echo "${PIPESTATUS[0]}"' - "$ESC"
is "$out" $'y\n141' 'a reader that goes ends it'
as_user test bash -c '"$1" run acme/test -- sh -c "echo x" >&-' - "$ESC"
is "$status" 0 'a closed standard output is no matter'

# --- open, where the client needs nobody
as_user test open acme/test --format dotenv
like "$out" $'BOOL="true"\nNUM="3.14"\nPLAIN="plaintext"\nSECRET="hunter2"'\
$'\nBOOL_FILE="/dev/shm/*/BOOL_FILE"\nFILE=*' 'open: dotenv'
as_user test open acme/test PLAIN --format shell
is "$status" 1 'open: shell takes no path'
as_user test open acme/test --format flat
is "$status" 2 'open: an unknown format'

# --- files
as_user test run acme/test sh -c \
    'stat -c %a "$FILE" "$${FILE%/*}"; echo "$FILE" >&2'
is "$out" $'600\n700' 'files are the user'"'"'s alone'
is "$(test -e "$err" && echo there)" '' 'and removed at the end'
as_user test run acme/test sh -c 'echo "$FILE"; kill -TERM $PPID; sleep 60'
is "$status:$(test -e "$out" && echo there)" 143: 'also by a signal'
as_user test sh -c 'old=$("$1" run -i acme/test printenv FILE)
    for i in $(seq 1500); do test -e "$old" || break; sleep 0.02; done
    test -n "$old" && test ! -e "$old"' - "$ESC"
is "$status" 0 'also with -i'
as_user test sh -c '"$1" run acme/test sh -c "echo \$FILE; kill -KILL \$PPID"
    "$1" run acme/test true' - "$ESC"
is "$(test -e "$out" && echo there)" '' 'after kill -9 by the next command'
if command -v python3 >/dev/null; then
    as_user test run acme/test python3 -c 'import os, subprocess
print(subprocess.run(["cat", os.environ["NUM_FILE"]], close_fds=True,
                     capture_output=True, text=True).stdout)'
    is "$out" 3.14 'paths work through subprocess'
else
    skip 'python3 is not installed'
fi
done_testing

#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# encrypt and decrypt: the built program over files of its caller.
set -u
builddir=$(cd "${builddir:-.}" && pwd)
crypt=$builddir/esc-crypt
scratch=$(mktemp -d "${TMPDIR:-/tmp}/esc-crypt.XXXXXX")
trap 'rm -rf "$scratch"' EXIT
cd "$scratch" || exit 1
umask 022
tests=0 failed=0
ok() { # STATUS NAME
    tests=$((tests + 1))
    [ "$1" = 0 ] || failed=$((failed + 1))
    [ "$1" = 0 ] && echo "ok $tests - $2" || echo "not ok $tests - $2"
    [ "$1" = 0 ] || printf '%s\n' "$out" | sed 's/^/# /'
}
is() {
    [ "$1" = "$2" ]
    ok $? "$3"
}
has() { # PATTERN NAME: in what was said
    # shellcheck disable=SC2053
    [[ $out == $1 ]]
    ok $? "$2"
}
run() {
    status=0
    out=$("$crypt" "$@" 2>&1 </dev/null) || status=$?
}

cat >dev.yaml <<'END'
# the database of acme
values:
    pw:  # rotated in spring
        fn::secret:   hunter2     # CANARY of a comment
    pin: {"fn::secret": '0123', }
    odd: {fn::secret: [1]}
    list:
      - fn::secret: |
          two
          lines
      - é: "x"   
END
cp dev.yaml before.yaml
chmod 0640 dev.yaml

# --- the key
run encrypt --key zone.key --new-key
is "$status" 0 'a new key'
is "$(stat -c %a:%s zone.key)" 600:45 'that its owner alone may read'
run encrypt --key zone.key --new-key
is "$status" 1 'is not overwritten'
has '*is there*' 'and that is said'

# --- there and back
run encrypt --key zone.key -- dev.yaml
is "$status" 0 'a definition is encrypted'
has '*dev.yaml: 3 secrets encrypted' 'how much is told'
is "$(stat -c %a dev.yaml)" 640 'its mode stays'
out=$(cat dev.yaml)
for word in hunter2 0123 lines; do
    [[ $out != *$word* ]]
    ok $? "no $word is left"
done
has '# the database*pw:  # rotated*CANARY of a comment*odd: {fn::secret: \[1\]}*- é: "x"   ' \
    'the rest is as it was'
is "$(grep -vc ciphertext dev.yaml)" 8 'line by line'
cp dev.yaml once.yaml
run encrypt --key zone.key -- dev.yaml
has '*: 0 secrets encrypted' 'a second time there is nothing to do'
cmp -s dev.yaml once.yaml
ok $? 'and nothing is touched'
"$crypt" decrypt --key zone.key -o - -- dev.yaml >back.yaml 2>/dev/null
is "$(grep -c -e hunter2 -e 0123 -e lines back.yaml)" 3 'decrypted they are back'
cmp -s dev.yaml once.yaml
ok $? 'and the file keeps its own'
run decrypt --key zone.key -o out.yaml -- dev.yaml
is "$(stat -c %a out.yaml)" 600 'a new file is private'
cmp -s out.yaml back.yaml
ok $? 'and the same'
run decrypt --key zone.key -- dev.yaml
cmp -s dev.yaml back.yaml
ok $? 'in place too'
"$crypt" encrypt --key zone.key -- - <before.yaml >piped.yaml 2>/dev/null
is "$(grep -c ciphertext: piped.yaml)" 3 'in a pipe too'

# --- refused
cp once.yaml world.yaml
chmod 0644 world.yaml
run decrypt --key zone.key -- world.yaml
is "$status" 1 'no secret is laid open to everybody'
has '*every account*hint: chmod 0600 world.yaml*' 'and the way is told'
cmp -s world.yaml once.yaml
ok $? 'nothing is touched'
run encrypt --key other.key --new-key
run decrypt --key other.key -- once.yaml
is "$status" 1 'another key does not open it'
has 'once.yaml:4:9: error: cannot decrypt secret: it was encrypted with another key, or changed since' \
    'and it is said where'
sed 's/ciphertext: ZX/ciphertext: XX/' once.yaml >bad.yaml
run decrypt --key zone.key -- bad.yaml
has '*: error: invalid ciphertext: *' 'an envelope that is none'
chmod 0644 other.key
run encrypt --key other.key -- before.yaml
is "$status" 1 'a key that others may read is refused'
printf 'values: [' >bad.yaml
run encrypt --key zone.key -- bad.yaml
is "$status" 1 'what is no YAML is refused'
is "$(cat bad.yaml)" 'values: [' 'and left alone'
ln -s before.yaml link.yaml
run encrypt --key zone.key -- link.yaml
is "$status" 1 'a link is not followed'
run encrypt --key zone.key -- none.yaml
has "*cannot open 'none.yaml'*" 'no file'
mkdir folder
run encrypt --key zone.key -- folder
is "$status" 1 'a folder'
head -c 1048577 /dev/zero | tr '\0' '#' >big.yaml
run encrypt --key zone.key -- big.yaml
has '*more than 1048576 bytes*' 'too many bytes'
for words in '' 'encrypt' 'encrypt --key zone.key' 'decrypt --key zone.key' \
    'decrypt --key zone.key --new-key -- x' 'encrypt -- x' 'forget --key k -- x'; do
    # shellcheck disable=SC2086
    run $words
    is "$status" 2 "misuse: $words"
done
# shellcheck disable=SC2012
is "$(find . | grep -c '\.[A-Za-z0-9]\{6\}$')" 0 'no temporary file is left'
echo "1..$tests"
[ "$failed" = 0 ]

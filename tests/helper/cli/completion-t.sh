#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# The completion scripts in the shells that they are for.
. "${srcdir:-.}/tests/helper/cli/cli.sh"
export PATH="$PWD:$PATH"
installed=$(cd "${srcdir:-.}/helper/cli/completions" && pwd)
cd "$scratch" || exit 1

# --- bash: what the function makes of a line
cp "$installed/esc-session" bash.sh
cat >complete.sh <<'END'
COMP_WORDBREAKS=$' \t\n"\'@><=;|&(:'
. ./bash.sh
COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
_esc_session
printf '%s\n' "${COMPREPLY[@]}" | sort | tr '\n' ' '
END
completes() { # WANT WORD...
    local want=$1
    shift
    like "$(bash complete.sh "$@") " "$want" "bash: ${*:2}"
}
completes '*close *credentials *exec *status *' esc-session ''
completes 'check close completion credentials *' esc-session c
completes '*--background --environment --help --quiet *' esc-session prefetch -
completes '*csh docker dotenv fish json sh *' esc-session env --format ''
completes 'fish *' esc-session env --format f
completes 'fish *' esc-session completion f
completes '*exec *' esc-session help e
completes 'init jwks retire rotate *' esc-session issuer ''
completes '*csh docker *' esc-session env --format =
completes 'fish *' esc-session env --format = f
completes '*printenv *' esc-session exec --min-ttl = 15m printen
completes '*printenv *' esc-session exec -e acme/dev @ 3 printen
completes 'root *' esc-session check --user roo
completes 'root *' esc-session check --user = roo
completes '*root *' esc-session revoke roo
completes '*--all *' esc-session revoke -
mkdir bin
cat >bin/esc-session <<END
#!/bin/sh
[ "\$1" != issuer ] || { shift && exec '${ESC%/*}/esc-issuer' "\$@"; }
exec '$ESC' "\$@"
END
chmod +x bin/esc-session
PATH=$PWD/bin:$PATH
completes '*--help *--key *--type *' esc-session issuer init --
completes '--also *' esc-session issuer jwks out --a
completes '--min-ttl *' esc-session exec --m
completes '*printenv *' esc-session exec printen
completes '*printenv *' esc-session exec -e x -- printen
completes ' *' esc-session exec -e ''
completes '*--interactive *' esc-session run --i
completes ' *' esc-session run ''
completes '*printenv *' esc-session run acme/dev printen
completes ' *' esc-session open ''
completes '*json *' esc-session open acme/dev --format j
completes '*printenv *' esc-session run acme/dev -i -- printen
touch dev.yaml
completes '*dev.yaml *' esc-session check d
completes '*--new-key *dev.yaml *' esc-session encrypt ''

# --- zsh and fish: they take it, and fish completes
"$ESC" completion zsh >_esc-session
if command -v zsh >/dev/null; then
    run zsh -n _esc-session
    is "$status$err" 0 'zsh: takes the script'
    run zsh -fc 'autoload -U compinit && compinit -u -D && . ./_esc-session &&
        print $_comps[esc-session]'
    is "$out" _esc_session 'zsh: and knows whose it is'
    run zsh -fc 'fpath=("$1" $fpath) && autoload -U compinit &&
        compinit -u -D && print $_comps[esc-session] &&
        { _esc-session; print $_comps[esc-session] }' zsh "$installed"
    is "$out" "_esc-session
_esc_session" 'zsh: what is installed asks for it once'
else
    skip 'zsh is not installed'
fi
cp "$installed/esc-session.fish" esc.fish
fish_completes() { # WANT LINE
    like "$(HOME=$scratch fish --no-config -c ". ./esc.fish
        complete -C '$2'" 2>&1)" "$1" "fish: $2"
}
if command -v fish >/dev/null; then
    fish_completes '*credentials*exec*' 'esc-session '
    fish_completes '*csh*docker*fish*' 'esc-session env --format '
    fish_completes '*--background*' 'esc-session prefetch --'
    fish_completes '*fish*' 'esc-session completion '
    fish_completes '*dev.yaml*' 'esc-session check d'
    fish_completes "*close*this login's credentials*" 'esc-session c'
    fish_completes '*init*rotate*' 'esc-session issuer '
    fish_completes '*--key*--type*' 'esc-session issuer init --'
    fish_completes '*root*' 'esc-session revoke roo'
    fish_completes '*root*' 'esc-session check --user roo'
    fish_completes '*root*' 'esc-session check --user=roo'
    fish_completes '*printenv*' 'esc-session exec printen'
    fish_completes '*printenv*' 'esc-session run acme/dev printen'
else
    skip 'fish is not installed'
fi

# --- -e completes to what is held
run "$IN_SESSION" true
if [ "$status" = 0 ]; then
    spec held <<'SPEC'
name acme/aws/dev
expires 3600
var A 1
SPEC
    as_user held completion names
    is "$out" acme/aws/dev 'names: what is held'
    chmod 644 bash.sh complete.sh
    as_user held bash complete.sh esc-session status -e acme
    is "$out" 'acme/aws/dev ' 'bash: -e completes to it'
    spec versioned <<'SPEC'
name acme/aws/dev@12
expires 3600
var A 1
SPEC
    as_user versioned bash complete.sh esc-session status -e acme
    is "$out" 'acme/aws/dev@12 ' 'bash: and to one of a version'
    as_user versioned bash complete.sh esc-session status -e acme/aws/dev @
    is "$out" '12 ' "bash: behind '@' only the rest stands"
    as_user versioned bash complete.sh esc-session status --environment = \
        acme/aws/dev @ 1
    is "$out" '12 ' "bash: and behind '='"
else
    skip "$err"
fi
done_testing

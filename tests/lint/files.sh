# SPDX-License-Identifier: Apache-2.0
# The files of the project, relative to srcdir, one a line; sourced by the
# lint tests.  What git lists, or, in an unpacked release, what is there.
# shellcheck shell=sh disable=SC2119,SC2120

list_files() { # [PATTERN of a name ...]: all of them without
    if [ -e .git ] && git -c safe.directory="$PWD" rev-parse >/dev/null 2>&1
    then
        git -c safe.directory="$PWD" ls-files -co --exclude-standard -- "$@" |
            while IFS= read -r file; do
                [ -f "$file" ] && echo "$file"
            done
        return
    fi
    find ./* .clang-format .clang-tidy .ci -type f \
        ! -path './build-aux/*' ! -path './autom4te.cache/*' \
        ! -path './m4/l*' ! -name configure ! -name aclocal.m4 \
        ! -name Makefile.in ! -name config.h.in ! -path './_*' \
        2>/dev/null | sed 's,^\./,,' |
        while IFS= read -r file; do
            [ $# = 0 ] && echo "$file"
            for pattern; do
                # shellcheck disable=SC2254 # a pattern it is
                case $file in
                $pattern) echo "$file" ;;
                esac
            done
        done
}

# Those that a shell runs, whatever their names.
list_scripts() {
    list_files | while IFS= read -r file; do
        case $file in
        *.sh) echo "$file" ;;
        *.[chy] | *.json | *.yaml | *.txt | *.mk | *.md | *.py | *.js) ;;
        *)
            if head -c 60 "$file" | grep -aqE '^#! ?/.*[/ ](ba)?sh( |$)'; then
                echo "$file"
            fi
            ;;
        esac
    done
}

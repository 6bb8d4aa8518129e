# SPDX-License-Identifier: Apache-2.0
# Which sources run as root: those whose object is in the module or the
# provisioner; sourced with srcdir as the working folder.
# shellcheck shell=sh disable=SC2034

root_rooms='pam_module helper/provision helper/base helper/credential
    helper/ipc helper/keyring helper/jwk helper/cipher'

root_binaries() { # BUILD
    echo "$1/pam_module/.libs/pam_esc.so"
    if [ -e "$1/helper/provision/.libs/esc-provision" ]; then
        echo "$1/helper/provision/.libs/esc-provision"
    else
        echo "$1/helper/provision/esc-provision"
    fi
}

# The sources of a binary, by the file symbols that the linker keeps of every
# object that it took (their names alone, no folders), and its functions.
root_symbols() { # BUILD
    root_binaries "$1" | while read -r binary; do
        readelf -Ws "$binary" | awk '
            $4 == "FILE" && $8 ~ /\.c$/ { sub(/.*\//, "", $8); print $8 }
            $4 == "FUNC" && $7 != "UND" { print $8 }'
    done | sort -u
}

# Whether it is that source and not one of the same name: the object's own
# functions are there.  Without its object the name has to do.
root_takes() { # BUILD SYMBOLS ROOM/NAME.c
    root_name=${3##*/}
    grep -qx "$root_name" "$2" && [ -f "$3" ] || return 1
    root_object=$(find "$1/${3%/*}" -name "${root_name%.c}.o" -o \
        -name "*-${root_name%.c}.o" | head -n 1)
    [ -n "$root_object" ] || return 0
    readelf -Ws "$root_object" |
        awk '$4 == "FUNC" && $5 == "GLOBAL" && $7 != "UND" { print $8 }' |
        grep -qxFf - "$2"
}

root_sources() { # BUILD SYMBOLS ROOM: one a line
    for root_source in "$3"/*.c; do
        ! root_takes "$1" "$2" "$root_source" || echo "$root_source"
    done
}

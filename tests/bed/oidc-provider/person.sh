# SPDX-License-Identifier: Apache-2.0
# A person at the pages of the real OpenID provider, played by curl; sourced.
# Uses: issuer, its URL; provider_ca; jar, a file for cookies.
#   provider_install FOLDER     once, by npm; false: see FOLDER/npm.log
#   approve FILE USER|-         wait for a code in FILE; log in and consent,
#                               or deny
# shellcheck shell=bash disable=SC2154

provider_install() {
    local here
    here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
    mkdir -p "$1"
    cp "$here/issuer.mjs" "$1/"
    cmp -s "$here/package-lock.json" "$1/done" && return
    cp "$here"/package*.json "$1/"
    (cd "$1" && npm ci --prefer-offline --no-audit --no-fund >npm.log 2>&1) ||
        return
    cp "$here/package-lock.json" "$1/done"
}

web() { curl -sS --max-time 20 --cacert "$provider_ca" -b "$jar" -c "$jar" "$@"; }
form() { web -o /dev/null -w '%{redirect_url}' "$@"; }

approve() {
    local code loc xsrf page=$issuer/device
    for _ in $(seq 600); do
        code=$(sed -n 's/^  code  //p' "$1" 2>/dev/null)
        [ -n "$code" ] && break
        sleep 0.1
    done
    [ -n "$code" ] || return
    rm -f "$jar"
    xsrf=$(web "$page" | sed -n 's/.*name="xsrf" value="\([^"]*\)".*/\1/p' | head -n 1)
    form -d xsrf="$xsrf" -d user_code="$code" "$page" >/dev/null
    if [ "$2" = - ]; then
        form -d xsrf="$xsrf" -d user_code="$code" -d abort=yes "$page" >/dev/null
        return
    fi
    loc=$(form -d xsrf="$xsrf" -d user_code="$code" -d confirm=yes "$page")
    loc=$(form -d prompt=login -d login="$2" -d password=any "$loc")
    loc=$(form "$loc")
    loc=$(form -d prompt=consent "$loc")
    web -o /dev/null "$loc"
}

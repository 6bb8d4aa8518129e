#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The built module under the real libpam: loaded, called and unloaded by
# pamtester from a private service folder (pam_wrapper).  No root needed; the
# module then says that it is not root, and the session opens.
: "${builddir:=.}"
count=0
ok() { # STATUS NAME
    count=$((count + 1))
    if [ "$1" = 0 ]; then echo "ok $count - $2"; else
        echo "not ok $count - $2"
        sed 's/^/# /' "$work/out"
        failed=1
    fi
}
skip_all() {
    echo "1..0 # SKIP $1"
    exit 0
}
failed=0
module=$(cd "$builddir" && pwd)/pam_module/.libs/pam_esc.so
command -v pamtester >/dev/null || skip_all 'pamtester is not installed'
wrapper=$(ldconfig -p 2>/dev/null |
    sed -n 's/.*libpam_wrapper\.so.* => //p' | head -n 1)
[ -n "$wrapper" ] || wrapper=$(find /usr/lib -name 'libpam_wrapper.so*' \
    2>/dev/null | head -n 1)
[ -n "$wrapper" ] || skip_all 'libpam-wrapper is not installed'
if ldd "$module" 2>/dev/null | grep -q 'lib.san' ||
    grep -q __asan_init "$module"; then
    skip_all 'a module with a sanitizer cannot be loaded by pamtester'
fi

work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT INT TERM
user=$(id -un)
options='min-uid=0 services=ours provision=first-use'

# run STACK-LINE...: open and close a session of the service "ours"
run() {
    printf '%s\n' "$@" >"$work/ours"
    cp "$work/ours" "$work/other"
    PAM_WRAPPER=1 PAM_WRAPPER_SERVICE_DIR=$work LD_PRELOAD=$wrapper \
        pamtester ours "$user" open_session close_session \
        >"$work/out" 2>&1
}
says() { grep -q "$1" "$work/out"; }

run "session required $module $options"
ok $? 'required: a session opens and closes'
if [ "$(id -u)" = 0 ]; then says 'opened a session'; else
    says 'cannot act: not root'
fi
ok $? 'and says what it did'
run "session required $module $options" "session required $module $options"
ok $? 'listed twice'
run "session required $module services=another" 'session required pam_permit.so'
ok $? 'ignored for another service'
run "auth required $module" "session required $module $options nonsense=1"
ok $? 'an unknown option is not fatal'
says "ignoring option 'nonsense=1'"
ok $? 'but logged'
printf 'auth required %s\naccount required pam_permit.so\n' "$module" \
    >"$work/ours"
if PAM_WRAPPER=1 PAM_WRAPPER_SERVICE_DIR=$work LD_PRELOAD=$wrapper \
    pamtester ours "$user" authenticate >"$work/out" 2>&1; then
    ok 1 'in an auth stack it lets nobody in'
else
    ok 0 'in an auth stack it lets nobody in'
fi
if [ "$(id -u)" != 0 ]; then
    ! run "session required $module $options on-failure=deny"
    ok $? 'on-failure=deny refuses'
fi
echo "1..$count"
exit $failed

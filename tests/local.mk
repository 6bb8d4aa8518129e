# Tests mirror the tree: helper/x/y.c has tests/helper/x/y-t.c.
check_LTLIBRARIES += tests/tap/libtap.la
tests_tap_libtap_la_SOURCES = tests/tap/tap.c tests/tap/tap.h
TEST_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests/tap
TEST_LIBS = tests/tap/libtap.la
EXTRA_DIST += tests/coverage/keep.h tests/coverage/report.py \
	tests/coverage/run tests/coverage/unreached

include tests/helper/base/local.mk
include tests/helper/credential/local.mk
include tests/helper/ipc/local.mk
include tests/helper/cipher/local.mk
include tests/helper/crypt/local.mk
include tests/helper/jwk/local.mk
include tests/helper/keyring/local.mk
include tests/helper/lookup/local.mk
include tests/helper/provision/local.mk
include tests/helper/resolve/environment/local.mk
include tests/helper/resolve/net/local.mk
include tests/helper/resolve/provider/local.mk
include tests/helper/resolve/signin/local.mk
include tests/helper/resolve/local.mk
include tests/helper/issuer/local.mk
include tests/helper/cli/local.mk
include tests/pam_module/local.mk
include tests/pulumi/local.mk
include tests/conformance/local.mk
include tests/fuzz/local.mk
include tests/bench/local.mk
include tests/integration/local.mk
include tests/lint/local.mk

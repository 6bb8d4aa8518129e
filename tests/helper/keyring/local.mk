# tests/helper/keyring: those on real keyrings need root, and say so
KEYRING_TESTS = %D%/payload-t %D%/store-t %D%/request-t %D%/client-t \
	%D%/faults-t %D%/key-t %D%/own-t %D%/own_identity-t %D%/revoke-t
check_PROGRAMS += $(KEYRING_TESTS)
TESTS += $(KEYRING_TESTS)
check_LTLIBRARIES += %D%/liblogin.la
%C%_liblogin_la_SOURCES = %D%/login.c %D%/login.h
%C%_liblogin_la_CPPFLAGS = $(TEST_CPPFLAGS)
KEYRING_TEST_CPPFLAGS = $(TEST_CPPFLAGS) -I$(srcdir)/helper/keyring \
	-I$(srcdir)/tests/helper/keyring
KEYRING_TEST_LIBS = %D%/liblogin.la helper/keyring/libkeyring-request.la \
	helper/keyring/libkeyring-client.la $(TEST_LIBS) $(KEYUTILS_LIBS)
%C%_key_t_CPPFLAGS = $(KEYRING_TEST_CPPFLAGS)
%C%_key_t_LDADD = $(KEYRING_TEST_LIBS)
%C%_payload_t_CPPFLAGS = $(KEYRING_TEST_CPPFLAGS)
%C%_payload_t_LDADD = $(KEYRING_TEST_LIBS)
%C%_store_t_CPPFLAGS = $(KEYRING_TEST_CPPFLAGS)
%C%_store_t_LDADD = $(KEYRING_TEST_LIBS)
%C%_request_t_CPPFLAGS = $(KEYRING_TEST_CPPFLAGS)
%C%_request_t_LDADD = $(KEYRING_TEST_LIBS)
%C%_client_t_CPPFLAGS = $(KEYRING_TEST_CPPFLAGS)
%C%_client_t_LDADD = $(KEYRING_TEST_LIBS)
%C%_own_t_CPPFLAGS = $(KEYRING_TEST_CPPFLAGS)
%C%_own_t_LDADD = $(KEYRING_TEST_LIBS)
%C%_own_identity_t_CPPFLAGS = $(KEYRING_TEST_CPPFLAGS)
%C%_own_identity_t_LDADD = $(KEYRING_TEST_LIBS)
%C%_revoke_t_CPPFLAGS = $(KEYRING_TEST_CPPFLAGS)
%C%_revoke_t_LDADD = helper/keyring/libkeyring-revoke.la $(KEYRING_TEST_LIBS)
%C%_faults_t_CPPFLAGS = $(KEYRING_TEST_CPPFLAGS)
%C%_faults_t_LDADD = $(KEYRING_TEST_LIBS)
%C%_faults_t_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=add_key \
	-Wl,--wrap=keyctl_set_timeout -Wl,--wrap=keyctl_chown \
	-Wl,--wrap=keyctl_setperm -Wl,--wrap=keyctl_link \
	-Wl,--wrap=getrandom -Wl,--wrap=mmap -Wl,--wrap=keyctl_read \
	-Wl,--wrap=keyctl_assume_authority -Wl,--wrap=keyctl_instantiate \
	-Wl,--wrap=keyctl_reject

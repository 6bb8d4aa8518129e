check_PROGRAMS += %D%/fake_resolver
%C%_fake_resolver_SOURCES = %D%/fake_resolver.c
%C%_fake_resolver_LDADD = \
	helper/credential/libcredential.la helper/ipc/libipc.la

PROVISION_TEST_CPPFLAGS = $(TEST_CPPFLAGS) -I$(srcdir) $(CRYPTO_CFLAGS) \
	-DFAKE_RESOLVER='"$(abs_builddir)/%D%/fake_resolver"'
PROVISION_TEST_LIBS = helper/provision/libprovision.la $(TEST_LIBS) \
	$(CRYPTO_LIBS)

PROVISION_TESTS = \
	%D%/admit-t \
	%D%/alloc-t \
	%D%/check-t \
	%D%/child-t \
	%D%/definition-t \
	%D%/exchange-t \
	%D%/identity-t \
	%D%/idtoken-t \
	%D%/lookup-t \
	%D%/manual-t \
	%D%/policy-t \
	%D%/settings-t \
	%D%/slots-t
check_PROGRAMS += $(PROVISION_TESTS)
TESTS += $(PROVISION_TESTS)
%C%_admit_t_CPPFLAGS = $(PROVISION_TEST_CPPFLAGS)
%C%_admit_t_LDADD = $(PROVISION_TEST_LIBS)
%C%_definition_t_CPPFLAGS = $(PROVISION_TEST_CPPFLAGS)
%C%_definition_t_LDADD = $(PROVISION_TEST_LIBS)
%C%_exchange_t_CPPFLAGS = $(PROVISION_TEST_CPPFLAGS)
%C%_exchange_t_LDADD = $(PROVISION_TEST_LIBS)
%C%_identity_t_CPPFLAGS = $(PROVISION_TEST_CPPFLAGS)
%C%_identity_t_LDADD = $(PROVISION_TEST_LIBS)
%C%_idtoken_t_CPPFLAGS = $(PROVISION_TEST_CPPFLAGS)
%C%_idtoken_t_LDADD = $(PROVISION_TEST_LIBS)
%C%_lookup_t_CPPFLAGS = $(PROVISION_TEST_CPPFLAGS) \
	-DLOOKUP='"$(abs_builddir)/helper/lookup/esc-lookup"'
%C%_lookup_t_LDADD = helper/lookup/liblookup.la $(PROVISION_TEST_LIBS)
%C%_policy_t_CPPFLAGS = $(PROVISION_TEST_CPPFLAGS)
%C%_policy_t_LDADD = $(PROVISION_TEST_LIBS)
%C%_settings_t_CPPFLAGS = $(PROVISION_TEST_CPPFLAGS)
%C%_settings_t_LDADD = $(PROVISION_TEST_LIBS)
%C%_slots_t_CPPFLAGS = $(PROVISION_TEST_CPPFLAGS)
%C%_slots_t_LDADD = $(PROVISION_TEST_LIBS)
%C%_manual_t_CPPFLAGS = $(PROVISION_TEST_CPPFLAGS)
%C%_manual_t_LDADD = $(PROVISION_TEST_LIBS)
%C%_alloc_t_CPPFLAGS = $(PROVISION_TEST_CPPFLAGS)
%C%_alloc_t_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=calloc -Wl,--wrap=realloc \
	-Wl,--wrap=reallocarray -Wl,--wrap=mmap
%C%_alloc_t_LDADD = $(PROVISION_TEST_LIBS)
%C%_check_t_CPPFLAGS = $(TEST_CPPFLAGS) \
	-DPROVISION='"$(abs_builddir)/helper/provision/esc-provision"' \
	-DCHECK='"$(abs_builddir)/helper/provision/esc-check"'
%C%_check_t_LDADD = helper/base/libbase.la $(TEST_LIBS)
%C%_child_t_CPPFLAGS = $(PROVISION_TEST_CPPFLAGS)
%C%_child_t_LDADD = $(PROVISION_TEST_LIBS) $(KEYUTILS_LIBS)
%C%_child_t_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=keyctl_assume_authority \
	-Wl,--wrap=keyctl_join_session_keyring

check_PROGRAMS += %D%/fake_resolver
%C%_fake_resolver_SOURCES = %D%/fake_resolver.c
%C%_fake_resolver_LDADD = \
	helper/credential/libcredential.la helper/ipc/libipc.la

# Once more, for a handler whose world is a folder here.
OPEN_WORLD = $(abs_builddir)/%D%/open-t.world
OPEN_CPPFLAGS = $(TEST_CPPFLAGS) -I$(srcdir) $(CRYPTO_CFLAGS) \
	-I$(srcdir)/tests/helper/keyring -DWORLD='"$(OPEN_WORLD)"'
check_LTLIBRARIES += %D%/libopening.la
%C%_libopening_la_SOURCES = helper/provision/main.c helper/provision/open.c
%C%_libopening_la_CPPFLAGS = $(AM_CPPFLAGS) -Dmain=provision_main \
	-UESC_SYSCONFDIR -DESC_SYSCONFDIR='"$(OPEN_WORLD)"' \
	-UESC_LIBEXECDIR -DESC_LIBEXECDIR='"$(OPEN_WORLD)/libexec"' \
	-UESC_RUNDIR -DESC_RUNDIR='"$(OPEN_WORLD)/run"' \
	-UESC_CGROUP -DESC_CGROUP='"$(OPEN_WORLD)/cgroup"'
%C%_libopening_la_CFLAGS = $(AM_CFLAGS) -Wno-missing-prototypes
%C%_libopening_la_LIBADD = helper/provision/libprovision.la \
	helper/keyring/libkeyring-request.la
check_PROGRAMS += %D%/fake_lookup
%C%_fake_lookup_SOURCES = %D%/fake_lookup.c
%C%_fake_lookup_CPPFLAGS = $(OPEN_CPPFLAGS)
%C%_fake_lookup_LDADD = helper/ipc/libipc.la

PROVISION_TEST_CPPFLAGS = $(TEST_CPPFLAGS) -I$(srcdir) $(CRYPTO_CFLAGS) \
	-DFAKE_RESOLVER='"$(abs_builddir)/%D%/fake_resolver"'
PROVISION_TEST_LIBS = helper/provision/libprovision.la $(TEST_LIBS) \
	$(CRYPTO_LIBS)

PROVISION_TESTS = \
	%D%/admit-t \
	%D%/alloc-t \
	%D%/bounds-t \
	%D%/check-t \
	%D%/child-t \
	%D%/definition-t \
	%D%/exchange-t \
	%D%/identity-t \
	%D%/idtoken-t \
	%D%/lookup-t \
	%D%/manual-t \
	%D%/open-t \
	%D%/policy-t \
	%D%/replies-t \
	%D%/settings-t \
	%D%/slots-t
check_PROGRAMS += $(PROVISION_TESTS)
TESTS += $(PROVISION_TESTS)
%C%_bounds_t_CPPFLAGS = $(PROVISION_TEST_CPPFLAGS)
%C%_bounds_t_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=gethostname
%C%_bounds_t_LDADD = $(PROVISION_TEST_LIBS)
%C%_replies_t_CPPFLAGS = $(PROVISION_TEST_CPPFLAGS)
%C%_replies_t_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=syslog \
	-Wl,--wrap=__syslog_chk
%C%_replies_t_LDADD = $(PROVISION_TEST_LIBS)
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
	-Wl,--wrap=keyctl_join_session_keyring -Wl,--wrap=pidfd_open
%C%_open_t_SOURCES = %D%/open-t.c %D%/open_calls.c \
	%D%/open_calls.h %D%/open_handle.c %D%/open_handle.h \
	%D%/open_world.c %D%/open_world.h
%C%_open_t_CPPFLAGS = $(OPEN_CPPFLAGS) \
	-DFAKE_LOOKUP='"$(abs_builddir)/%D%/fake_lookup"' \
	-DFAKE_RESOLVER='"$(abs_builddir)/%D%/fake_resolver"'
%C%_open_t_LDADD = %D%/libopening.la tests/helper/keyring/liblogin.la \
	$(TEST_LIBS) $(CRYPTO_LIBS) $(KEYUTILS_LIBS)
%C%_open_t_LDFLAGS = $(AM_LDFLAGS) \
	-Wl,--wrap=BIO_new_mem_buf -Wl,--wrap=BN_bn2binpad \
	-Wl,--wrap=EVP_CIPHER_CTX_ctrl -Wl,--wrap=EVP_CIPHER_CTX_new \
	-Wl,--wrap=EVP_DecryptInit_ex -Wl,--wrap=EVP_DecryptUpdate \
	-Wl,--wrap=EVP_Digest -Wl,--wrap=EVP_DigestSign \
	-Wl,--wrap=EVP_DigestSignInit -Wl,--wrap=EVP_MD_CTX_new \
	-Wl,--wrap=EVP_PKEY_get_bn_param \
	-Wl,--wrap=EVP_PKEY_get_group_name -Wl,--wrap=RAND_bytes \
	-Wl,--wrap=add_key -Wl,--wrap=calloc -Wl,--wrap=chdir \
	-Wl,--wrap=clock_gettime -Wl,--wrap=d2i_ECDSA_SIG -Wl,--wrap=dup2 \
	-Wl,--wrap=execve -Wl,--wrap=fcntl -Wl,--wrap=fdopen \
	-Wl,--wrap=flock -Wl,--wrap=fopen -Wl,--wrap=fork -Wl,--wrap=fstat \
	-Wl,--wrap=ftruncate -Wl,--wrap=getppid -Wl,--wrap=getrandom \
	-Wl,--wrap=keyctl_assume_authority -Wl,--wrap=keyctl_chown \
	-Wl,--wrap=keyctl_describe -Wl,--wrap=keyctl_instantiate \
	-Wl,--wrap=keyctl_join_session_keyring -Wl,--wrap=keyctl_link \
	-Wl,--wrap=keyctl_read -Wl,--wrap=keyctl_reject \
	-Wl,--wrap=keyctl_search -Wl,--wrap=keyctl_set_timeout \
	-Wl,--wrap=keyctl_setperm -Wl,--wrap=keyctl_unlink -Wl,--wrap=mmap \
	-Wl,--wrap=open -Wl,--wrap=open_serve -Wl,--wrap=openat \
	-Wl,--wrap=pidfd_open -Wl,--wrap=poll -Wl,--wrap=prctl \
	-Wl,--wrap=pread -Wl,--wrap=pwrite -Wl,--wrap=read \
	-Wl,--wrap=realloc -Wl,--wrap=reallocarray -Wl,--wrap=request_key \
	-Wl,--wrap=send -Wl,--wrap=setfsgid -Wl,--wrap=setfsuid \
	-Wl,--wrap=setgid -Wl,--wrap=setgroups -Wl,--wrap=setresgid \
	-Wl,--wrap=setresuid -Wl,--wrap=setuid -Wl,--wrap=socketpair \
	-Wl,--wrap=syscall -Wl,--wrap=syslog -Wl,--wrap=__syslog_chk -Wl,--wrap=waitpid

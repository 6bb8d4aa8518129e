# provision: the upcall's handler.  libprovision is all but main, for tests.
noinst_LTLIBRARIES += %D%/libprovision.la
%C%_libprovision_la_SOURCES = \
	%D%/admit.c \
	%D%/admit.h \
	%D%/audit.c \
	%D%/audit.h \
	%D%/child.c \
	%D%/child.h \
	%D%/definition.c \
	%D%/definition.h \
	%D%/exchange.c \
	%D%/exchange.h \
	%D%/held.c \
	%D%/held.h \
	%D%/identity.c \
	%D%/identity.h \
	%D%/idtoken.c \
	%D%/idtoken.h \
	%D%/lookup.c \
	%D%/lookup.h \
	%D%/policy.c \
	%D%/policy.h \
	%D%/policy_review.c \
	%D%/report.c \
	%D%/report.h \
	%D%/service.c \
	%D%/service.h \
	%D%/settings.c \
	%D%/settings.h \
	%D%/settings_examine.c \
	%D%/settings_examine.h \
	%D%/settings_form.c \
	%D%/settings_form.h \
	%D%/settings_read.h \
	%D%/settings_rule.c \
	%D%/settings_table.c \
	%D%/settings_value.c \
	%D%/settings_value.h \
	%D%/slots.c \
	%D%/slots.h \
	%D%/worker.c \
	%D%/worker.h
%C%_libprovision_la_CPPFLAGS = $(AM_CPPFLAGS) $(CRYPTO_CFLAGS)
%C%_libprovision_la_LIBADD = \
	helper/cipher/libcipher.la \
	helper/credential/libcredential.la \
	helper/ipc/libipc.la \
	helper/jwk/libjwk.la \
	$(CRYPTO_LIBS) $(KEYUTILS_LIBS)

esclibexec_PROGRAMS += %D%/esc-provision
%C%_esc_provision_SOURCES = \
	%D%/main.c \
	%D%/open.c \
	%D%/open.h
%C%_esc_provision_CFLAGS = $(AM_CFLAGS) $(ESC_PROGRAM_CFLAGS)
%C%_esc_provision_LDFLAGS = $(AM_LDFLAGS) $(ESC_PROGRAM_LDFLAGS)
%C%_esc_provision_LDADD = \
	%D%/libprovision.la \
	helper/keyring/libkeyring-request.la

# The same reading and deciding, for whoever asks: nothing of it runs as root
# unless root calls.
esclibexec_PROGRAMS += %D%/esc-check
%C%_esc_check_SOURCES = %D%/check.c %D%/check_host.c %D%/check_host.h
%C%_esc_check_CPPFLAGS = $(AM_CPPFLAGS) $(CRYPTO_CFLAGS)
%C%_esc_check_CFLAGS = $(AM_CFLAGS) $(ESC_PROGRAM_CFLAGS)
%C%_esc_check_LDFLAGS = $(AM_LDFLAGS) $(ESC_PROGRAM_LDFLAGS)
%C%_esc_check_LDADD = %D%/libprovision.la helper/lookup/liblookup.la

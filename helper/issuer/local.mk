# issuer: keys, documents and policies; run by the administrator
esclibexec_PROGRAMS += esc-issuer
noinst_LTLIBRARIES += %D%/libissuer.la
%C%_libissuer_la_SOURCES = \
	%D%/command.h \
	%D%/command_init.c \
	%D%/command_jwks.c \
	%D%/command_rotate.c \
	%D%/command_trust_policy.c \
	%D%/command_verify.c \
	%D%/document.c \
	%D%/document.h \
	%D%/options.c \
	%D%/role.c \
	%D%/role.h \
	%D%/site.c \
	%D%/site.h \
	%D%/store.c \
	%D%/store.h
%C%_libissuer_la_CPPFLAGS = $(AM_CPPFLAGS) $(CRYPTO_CFLAGS) $(CJSON_CFLAGS)
%C%_libissuer_la_LIBADD = helper/jwk/libjwk.la helper/base/libbase.la \
	$(CRYPTO_LIBS) $(CJSON_LIBS)
esc_issuer_SOURCES = %D%/main.c
esc_issuer_CPPFLAGS = $(AM_CPPFLAGS) $(CRYPTO_CFLAGS) $(CJSON_CFLAGS)
esc_issuer_CFLAGS = $(AM_CFLAGS) $(ESC_PROGRAM_CFLAGS)
esc_issuer_LDFLAGS = $(AM_LDFLAGS) $(ESC_PROGRAM_LDFLAGS)
esc_issuer_LDADD = %D%/libissuer.la

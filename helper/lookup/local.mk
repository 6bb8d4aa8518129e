# lookup: names of the directory and keys of users, read without rights
noinst_LTLIBRARIES += %D%/liblookup.la
%C%_liblookup_la_SOURCES = \
	%D%/fingerprint.c \
	%D%/fingerprint.h \
	%D%/serve.c
%C%_liblookup_la_CPPFLAGS = $(AM_CPPFLAGS) $(CRYPTO_CFLAGS)
%C%_liblookup_la_LIBADD = helper/ipc/libipc.la $(CRYPTO_LIBS)

esclibexec_PROGRAMS += %D%/esc-lookup
%C%_esc_lookup_SOURCES = %D%/main.c
%C%_esc_lookup_CFLAGS = $(AM_CFLAGS) $(ESC_PROGRAM_CFLAGS)
%C%_esc_lookup_LDFLAGS = $(AM_LDFLAGS) $(ESC_PROGRAM_LDFLAGS)
%C%_esc_lookup_LDADD = %D%/liblookup.la

# resolve/signin: a person's own sign-in at an OpenID provider
noinst_LTLIBRARIES += %D%/libsignin.la
%C%_libsignin_la_SOURCES = \
	%D%/again.c \
	%D%/device.c \
	%D%/flow.h \
	%D%/jwt.c \
	%D%/jwt.h \
	%D%/key.c \
	%D%/online.c \
	%D%/person.c \
	%D%/poll.c \
	%D%/provider.c
%C%_libsignin_la_CPPFLAGS = $(AM_CPPFLAGS) $(CRYPTO_CFLAGS)
%C%_libsignin_la_LIBADD = \
	helper/resolve/net/libnet.la \
	helper/ipc/libipc.la \
	helper/base/libbase.la \
	$(CRYPTO_LIBS)

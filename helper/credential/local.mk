# credential: names, secrets, expiry and their bounded binary form
noinst_LTLIBRARIES += %D%/libcredential.la
%C%_libcredential_la_SOURCES = \
	%D%/codec.c \
	%D%/renewal.c \
	%D%/set.c \
	%D%/set.h \
	%D%/set_codec.c \
	%D%/set_put.c
%C%_libcredential_la_LIBADD = helper/base/libbase.la

# cipher: secrets of definitions at rest; opening for root, sealing for people
noinst_LTLIBRARIES += %D%/libcipher.la
%C%_libcipher_la_SOURCES = \
	%D%/open.c \
	%D%/seal.c
%C%_libcipher_la_CPPFLAGS = $(AM_CPPFLAGS) $(CRYPTO_CFLAGS)
%C%_libcipher_la_LIBADD = helper/base/libbase.la $(CRYPTO_LIBS)

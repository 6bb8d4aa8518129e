# jwk: what a signing key shows of itself, for the issuer and the provisioner
noinst_LTLIBRARIES += %D%/libjwk.la
%C%_libjwk_la_SOURCES = %D%/jwk.c %D%/jwk_parse.c
%C%_libjwk_la_CPPFLAGS = $(AM_CPPFLAGS) $(CRYPTO_CFLAGS)
%C%_libjwk_la_LIBADD = helper/base/libbase.la $(CRYPTO_LIBS)

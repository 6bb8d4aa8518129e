check_PROGRAMS += %D%/jwk-t
TESTS += %D%/jwk-t
%C%_jwk_t_CPPFLAGS = $(TEST_CPPFLAGS) $(CRYPTO_CFLAGS)
%C%_jwk_t_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=EVP_PKEY_get_bn_param
%C%_jwk_t_LDADD = helper/jwk/libjwk.la $(TEST_LIBS) $(CRYPTO_LIBS)

# tests/helper/cipher
check_PROGRAMS += %D%/cipher-t
TESTS += %D%/cipher-t
%C%_cipher_t_CPPFLAGS = $(TEST_CPPFLAGS)
%C%_cipher_t_LDADD = helper/cipher/libcipher.la $(TEST_LIBS)

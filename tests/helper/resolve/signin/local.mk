# tests/helper/resolve/signin
SIGNIN_TESTS = %D%/jwt-t %D%/poll-t
check_PROGRAMS += $(SIGNIN_TESTS)
TESTS += $(SIGNIN_TESTS)
SIGNIN_TEST_CPPFLAGS = $(RESOLVE_TEST_CPPFLAGS) $(CRYPTO_CFLAGS)
SIGNIN_TEST_LIBS = helper/resolve/signin/libsignin.la $(TEST_LIBS)
%C%_jwt_t_SOURCES = %D%/jwt-t.c %D%/sign.c %D%/sign.h
%C%_jwt_t_CPPFLAGS = $(SIGNIN_TEST_CPPFLAGS)
%C%_jwt_t_LDADD = $(SIGNIN_TEST_LIBS) $(CRYPTO_LIBS)
%C%_poll_t_CPPFLAGS = $(SIGNIN_TEST_CPPFLAGS)
%C%_poll_t_LDADD = $(SIGNIN_TEST_LIBS)

check_PROGRAMS += %D%/set-t
TESTS += %D%/set-t
%C%_set_t_CPPFLAGS = $(TEST_CPPFLAGS)
%C%_set_t_LDADD = helper/credential/libcredential.la $(TEST_LIBS)
check_PROGRAMS += %D%/codec-t
TESTS += %D%/codec-t
%C%_codec_t_CPPFLAGS = $(TEST_CPPFLAGS)
%C%_codec_t_LDADD = helper/credential/libcredential.la $(TEST_LIBS)

check_PROGRAMS += %D%/fingerprint-t %D%/serve-t
TESTS += %D%/fingerprint-t %D%/serve-t
%C%_fingerprint_t_CPPFLAGS = $(TEST_CPPFLAGS) -I$(srcdir)
%C%_fingerprint_t_LDADD = helper/lookup/liblookup.la $(TEST_LIBS)
%C%_serve_t_CPPFLAGS = $(TEST_CPPFLAGS)
%C%_serve_t_LDADD = helper/lookup/liblookup.la helper/ipc/libipc.la \
	$(TEST_LIBS)
%C%_serve_t_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=getpwnam \
	-Wl,--wrap=getgrouplist -Wl,--wrap=getgrgid

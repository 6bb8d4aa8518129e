# tests/helper/resolve/net
check_PROGRAMS += %D%/cjson-t %D%/http-t %D%/http_url-t %D%/http_clock-t
TESTS += %D%/cjson-t %D%/http-t %D%/http_url-t %D%/http_clock-t
RESOLVE_CANNED = tests/helper/resolve/canned.c tests/helper/resolve/canned.h
%C%_cjson_t_SOURCES = %D%/cjson-t.c \
	tests/helper/resolve/scarce.c tests/helper/resolve/scarce.h
%C%_cjson_t_CPPFLAGS = $(TEST_CPPFLAGS) -I$(srcdir)
%C%_cjson_t_LDADD = helper/resolve/net/libnet.la $(TEST_LIBS)
%C%_http_t_SOURCES = %D%/http-t.c $(RESOLVE_CANNED)
%C%_http_t_CPPFLAGS = $(TEST_CPPFLAGS) -I$(srcdir)/tests/helper/resolve
%C%_http_t_LDADD = helper/resolve/net/libnet.la helper/ipc/libipc.la \
	$(TEST_LIBS)
%C%_http_url_t_CPPFLAGS = $(TEST_CPPFLAGS)
%C%_http_url_t_LDADD = helper/resolve/net/libnet.la $(TEST_LIBS)
%C%_http_clock_t_CPPFLAGS = $(TEST_CPPFLAGS)
%C%_http_clock_t_LDADD = helper/resolve/net/libnet.la $(TEST_LIBS)

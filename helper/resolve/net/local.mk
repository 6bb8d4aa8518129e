# resolve/net: the only room that links libcurl and cJSON
noinst_LTLIBRARIES += %D%/libnet.la
%C%_libnet_la_SOURCES = \
	%D%/cjson.c \
	%D%/http.c \
	%D%/http_clock.c \
	%D%/http_failure.c \
	%D%/http_setup.c \
	%D%/http_transfer.h \
	%D%/http_url.c
%C%_libnet_la_CPPFLAGS = $(AM_CPPFLAGS) $(CURL_CFLAGS) $(CJSON_CFLAGS)
%C%_libnet_la_LIBADD = helper/base/libbase.la $(CURL_LIBS) $(CJSON_LIBS)

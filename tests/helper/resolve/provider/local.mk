# tests/helper/resolve/provider
check_PROGRAMS += \
	%D%/aws_login-t \
	%D%/sts-t \
	%D%/sts_endpoint-t \
	%D%/sts_reply-t \
	%D%/xml-t
TESTS += \
	%D%/aws_login-t \
	%D%/sts-t \
	%D%/sts_endpoint-t \
	%D%/sts_reply-t \
	%D%/xml-t
RESOLVE_TEST_CPPFLAGS = $(TEST_CPPFLAGS) -I$(srcdir)/helper/resolve
RESOLVE_PROVIDER_LIBS = helper/resolve/provider/libprovider.la $(TEST_LIBS)
%C%_aws_login_t_SOURCES = %D%/aws_login-t.c %D%/script.c %D%/script.h
%C%_aws_login_t_CPPFLAGS = $(RESOLVE_TEST_CPPFLAGS)
%C%_aws_login_t_LDADD = $(RESOLVE_PROVIDER_LIBS)
%C%_sts_t_SOURCES = %D%/sts-t.c %D%/script.c %D%/script.h
%C%_sts_t_CPPFLAGS = $(RESOLVE_TEST_CPPFLAGS)
%C%_sts_t_LDADD = $(RESOLVE_PROVIDER_LIBS)
%C%_sts_endpoint_t_CPPFLAGS = $(RESOLVE_TEST_CPPFLAGS)
%C%_sts_endpoint_t_LDADD = $(RESOLVE_PROVIDER_LIBS)
%C%_sts_reply_t_CPPFLAGS = $(RESOLVE_TEST_CPPFLAGS)
%C%_sts_reply_t_LDADD = $(RESOLVE_PROVIDER_LIBS)
%C%_xml_t_CPPFLAGS = $(RESOLVE_TEST_CPPFLAGS)
%C%_xml_t_LDADD = $(RESOLVE_PROVIDER_LIBS)

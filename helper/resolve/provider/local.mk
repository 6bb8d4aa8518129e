# resolve/provider: inputs to outputs; bytes leave by esc/http.h alone
noinst_LTLIBRARIES += %D%/libprovider.la
%C%_libprovider_la_SOURCES = \
	%D%/aws_inputs.c \
	%D%/aws_inputs.h \
	%D%/aws_login.c \
	%D%/providers.h \
	%D%/registry.c \
	%D%/sts.c \
	%D%/sts.h \
	%D%/sts_endpoint.c \
	%D%/sts_endpoint.h \
	%D%/sts_refusal.c \
	%D%/sts_reply.c \
	%D%/sts_reply.h \
	%D%/xml.c \
	%D%/xml.h
%C%_libprovider_la_LIBADD = helper/resolve/environment/libenvironment.la \
	helper/resolve/net/libnet.la helper/base/libbase.la

# ipc: frames between processes of different rights
noinst_LTLIBRARIES += %D%/libipc.la
%C%_libipc_la_SOURCES = \
	%D%/account.c \
	%D%/diagnostic.c \
	%D%/frame.c \
	%D%/identity_codec.c \
	%D%/message.c \
	%D%/message_open.h \
	%D%/message_resolver.c \
	%D%/sign_in.c
%C%_libipc_la_LIBADD = helper/base/libbase.la

# keyring: with the module's gate.c the only caller of libkeyutils.  One
# library a right, so that a program links only what it may do: the module the
# ticket's bytes, the client finding and reading, the provisioner requests and
# storing, the administrator ending.
noinst_LTLIBRARIES += %D%/libticket.la %D%/libkeyring.la \
	%D%/libkeyring-client.la %D%/libkeyring-request.la \
	%D%/libkeyring-revoke.la
%C%_libticket_la_SOURCES = %D%/ticket.c
%C%_libticket_la_LIBADD = helper/base/libtext.la
%C%_libkeyring_la_SOURCES = %D%/key.c %D%/key.h %D%/payload.c \
	%D%/payload_read.c
%C%_libkeyring_client_la_SOURCES = %D%/client.c %D%/client.h \
	%D%/own.c %D%/own_identity.c %D%/login.c %D%/quota.c
%C%_libkeyring_client_la_LIBADD = %D%/libkeyring.la %D%/libticket.la \
	helper/credential/libcredential.la
%C%_libkeyring_request_la_SOURCES = %D%/request.c %D%/request.h \
	%D%/request_identity.c %D%/store.c
%C%_libkeyring_request_la_LIBADD = %D%/libkeyring.la %D%/libticket.la
%C%_libkeyring_revoke_la_SOURCES = %D%/revoke.c
%C%_libkeyring_revoke_la_LIBADD = %D%/libkeyring.la %D%/libticket.la \
	helper/credential/libcredential.la

# base: a leaf that every room may use.  A module takes all of a library, so
# what pam_esc.so needs is one of its own.
noinst_LTLIBRARIES += %D%/libtext.la %D%/libbase.la
%C%_libtext_la_SOURCES = \
	%D%/buf.c \
	%D%/error.c \
	%D%/log.c \
	%D%/text.c \
	%D%/wire.c
%C%_libbase_la_SOURCES = \
	%D%/buf_form.c \
	%D%/error_errno.c \
	%D%/file.c \
	%D%/file_io.c \
	%D%/secret.c \
	%D%/secret_carve.c \
	%D%/secret_form.h \
	%D%/secret_equal.c \
	%D%/settings_lines.c \
	%D%/text_risky.c \
	%D%/text_time.c
%C%_libbase_la_LIBADD = %D%/libtext.la

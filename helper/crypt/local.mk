# crypt: `esc-session encrypt` and `decrypt`; YAML, so not the client itself
esclibexec_PROGRAMS += esc-crypt
esc_crypt_SOURCES = \
	%D%/main.c \
	%D%/replace.c \
	%D%/replace.h
esc_crypt_CFLAGS = $(AM_CFLAGS) $(ESC_PROGRAM_CFLAGS)
esc_crypt_LDFLAGS = $(AM_LDFLAGS) $(ESC_PROGRAM_LDFLAGS)
esc_crypt_LDADD = helper/resolve/environment/libenvironment.la \
	helper/cipher/libcipher.la

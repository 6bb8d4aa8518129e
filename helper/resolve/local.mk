# resolve: the unprivileged process; the only program with network and YAML
noinst_LTLIBRARIES += %D%/libresolve.la
%C%_libresolve_la_SOURCES = \
	%D%/account.c \
	%D%/account.h \
	%D%/calls.c \
	%D%/check.c \
	%D%/definition.c \
	%D%/render_scalar.c %D%/render_words.c %D%/render_yaml.c \
	%D%/project.c \
	%D%/project.h \
	%D%/render.c \
	%D%/render.h \
	%D%/resolve.c \
	%D%/resolve.h \
	%D%/sandbox.c \
	%D%/sandbox.h \
	%D%/sandbox_landlock.c \
	%D%/sandbox_syscalls.c \
	%D%/service.c \
	%D%/service.h \
	%D%/service_approval.c \
	%D%/service_call.c \
	%D%/service_diagnostics.c \
	%D%/service_refusal.c \
	%D%/service_sign_in.c \
	%D%/service_token.c \
	%D%/service_tree.c \
	%D%/service_values.c \
	%D%/sign_in.c \
	%D%/sign_in.h \
	%D%/source.c \
	%D%/source.h \
	%D%/tree.c \
	%D%/tree.h \
	%D%/world.c \
	%D%/world.h
%C%_libresolve_la_CPPFLAGS = $(AM_CPPFLAGS) $(SECCOMP_CFLAGS) $(RESOLVE_RELAXED)
%C%_libresolve_la_LIBADD = \
	helper/resolve/environment/libenvironment.la \
	helper/resolve/provider/libprovider.la \
	helper/resolve/signin/libsignin.la \
	helper/resolve/net/libnet.la \
	helper/ipc/libipc.la \
	helper/credential/libcredential.la \
	helper/base/libbase.la \
	$(SECCOMP_LIBS)

# Their runtimes cannot live in the sandbox: sandbox.c says why.
RESOLVE_RELAXED =
if SANITIZE
RESOLVE_RELAXED += -DESC_SANDBOX_RELAXED
else
if COVERAGE
RESOLVE_RELAXED += -DESC_SANDBOX_RELAXED
endif
endif

esclibexec_PROGRAMS += esc-resolve
esc_resolve_SOURCES = %D%/main.c
esc_resolve_CFLAGS = $(AM_CFLAGS) $(ESC_PROGRAM_CFLAGS)
esc_resolve_LDFLAGS = $(AM_LDFLAGS) $(ESC_PROGRAM_LDFLAGS)
esc_resolve_LDADD = %D%/libresolve.la

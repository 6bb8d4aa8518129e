# tests/pam_module: the module's own sources, linked with a world of fakes.
# They are compiled once more, so that the client they start is a script here.
check_LTLIBRARIES += %D%/libmodule.la %D%/libfakepam.la %D%/libfakekernel.la
%C%_libmodule_la_SOURCES = $(PAM_ESC_SOURCES)
%C%_libmodule_la_CPPFLAGS = $(AM_CPPFLAGS) -UESC_BINDIR \
	-DESC_BINDIR='"$(abs_srcdir)/%D%/bin"'
%C%_libmodule_la_LIBADD = helper/keyring/libticket.la
%C%_libfakepam_la_SOURCES = %D%/fault.h %D%/pam.c %D%/world.h
%C%_libfakekernel_la_SOURCES = %D%/calls.c %D%/fault.h %D%/keys.c %D%/world.h
WORLD_CPPFLAGS = $(TEST_CPPFLAGS) -I$(srcdir)/pam_module -I$(srcdir)/%D% \
	-DTEST_PROGRAM='"$(abs_srcdir)/%D%/bin/esc-session"'
WORLD_WRAPS = $(AM_LDFLAGS) -Wl,--wrap=geteuid -Wl,--wrap=setfsuid \
	-Wl,--wrap=calloc -Wl,--wrap=getrandom -Wl,--wrap=pipe2 \
	-Wl,--wrap=open -Wl,--wrap=syscall -Wl,--wrap=setsid \
	-Wl,--wrap=dup2 -Wl,--wrap=chdir -Wl,--wrap=execve -Wl,--wrap=poll \
	-Wl,--wrap=waitid
WORLD_LIBS = %D%/libmodule.la %D%/libfakepam.la %D%/libfakekernel.la \
	$(TEST_LIBS)

WORLD_TESTS = %D%/script-t %D%/ticket-t %D%/prefetch-t %D%/faults-t
PAM_ESC_TESTS = $(WORLD_TESTS) %D%/real-t %D%/symbols-t
check_PROGRAMS += $(PAM_ESC_TESTS)
TESTS += $(PAM_ESC_TESTS) %D%/libpam-t.sh
dist_check_SCRIPTS += %D%/libpam-t.sh
%C%_script_t_CPPFLAGS = $(WORLD_CPPFLAGS)
%C%_script_t_LDFLAGS = $(WORLD_WRAPS)
%C%_script_t_LDADD = $(WORLD_LIBS)
%C%_ticket_t_CPPFLAGS = $(WORLD_CPPFLAGS)
%C%_ticket_t_LDFLAGS = $(WORLD_WRAPS)
%C%_ticket_t_LDADD = $(WORLD_LIBS)
%C%_prefetch_t_CPPFLAGS = $(WORLD_CPPFLAGS)
%C%_prefetch_t_LDFLAGS = $(WORLD_WRAPS)
%C%_prefetch_t_LDADD = $(WORLD_LIBS)
%C%_faults_t_CPPFLAGS = $(WORLD_CPPFLAGS)
%C%_faults_t_LDFLAGS = $(WORLD_WRAPS)
%C%_faults_t_LDADD = $(WORLD_LIBS)
# The kernel's own keyrings and ids: as root.
%C%_real_t_CPPFLAGS = $(WORLD_CPPFLAGS) -I$(srcdir)/tests/helper/keyring
%C%_real_t_LDADD = %D%/libmodule.la %D%/libfakepam.la \
	tests/helper/keyring/liblogin.la $(TEST_LIBS) $(KEYUTILS_LIBS)
%C%_symbols_t_CPPFLAGS = $(TEST_CPPFLAGS)
%C%_symbols_t_LDADD = $(TEST_LIBS) -ldl
EXTRA_DIST += %D%/bin/esc-session %D%/scripts

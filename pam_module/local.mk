# pam_module: root in sshd.  libpam and libkeyutils, nothing more.
pam_LTLIBRARIES = %D%/pam_esc.la
PAM_ESC_SOURCES = \
	pam_module/gate.c pam_module/gate.h \
	pam_module/options.c pam_module/options.h \
	pam_module/outcome.c pam_module/outcome.h \
	pam_module/pam_esc.c \
	pam_module/prefetch.c pam_module/prefetch.h \
	pam_module/session.c pam_module/session.h
%C%_pam_esc_la_SOURCES = $(PAM_ESC_SOURCES)
%C%_pam_esc_la_LIBADD = helper/keyring/libticket.la $(PAM_LIBS) \
	$(KEYUTILS_LIBS)
%C%_pam_esc_la_LDFLAGS = $(AM_LDFLAGS) -module -avoid-version -shared \
	$(PAM_ESC_DEFS) -Wl,--version-script=$(srcdir)/%D%/pam_esc.map
%C%_pam_esc_la_DEPENDENCIES = helper/keyring/libticket.la %D%/pam_esc.map
EXTRA_DIST += %D%/pam_esc.map
# A sanitizer's run time is in the program, not in what it loads.
if !SANITIZE
PAM_ESC_DEFS = -Wl,-z,defs
endif
# PAM's folder is for modules alone; libtool finds what to remove by the .la.
install-data-hook:
	rm -f "$(DESTDIR)$(pamdir)/pam_esc.la"
uninstall-hook:
	rm -f "$(DESTDIR)$(pamdir)/pam_esc.so"

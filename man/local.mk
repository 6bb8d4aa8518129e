# man: mdoc by hand; a page changes in the commit that changes behaviour.  The
# folders in them are those of most systems; what is installed has configure's.
ESC_PAGES = %D%/esc-session-issuer.8 %D%/pam_esc.8 %D%/esc-session.1 \
	%D%/esc-provision.8 %D%/esc-session.conf.5
EXTRA_DIST += $(ESC_PAGES)
nodist_man_MANS = \
	%D%/installed/esc-session-issuer.8 \
	%D%/installed/pam_esc.8 \
	%D%/installed/esc-session.1 \
	%D%/installed/esc-provision.8 \
	%D%/installed/esc-session.conf.5
CLEANFILES += $(nodist_man_MANS)
$(nodist_man_MANS): $(ESC_PAGES) Makefile
	$(AM_V_GEN)$(MKDIR_P) %D%/installed && sed \
		-e 's|/etc/esc-session|$(sysconfdir)/esc-session|g' \
		-e 's|/usr/libexec/esc-session|$(libexecdir)/esc-session|g' \
		-e 's|/usr/bin/esc-session|$(bindir)/esc-session|g' \
		-e 's|/usr/share/doc/esc-session|$(docdir)|g' \
		'$(srcdir)/%D%/$(@F)' >$@.new && mv $@.new $@

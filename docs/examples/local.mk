# docs/examples: files that the administrator copies below /etc.  Not installed
# there: that is a package's business, and with another prefix useless.
esc_examplesdir = $(docdir)/examples
esc_requestkeydir = $(esc_examplesdir)/request-key.d
esc_requestkey_DATA = %D%/request-key.d/esc-session.conf
esc_sysctldir = $(esc_examplesdir)/sysctl.d
dist_esc_sysctl_DATA = %D%/sysctl.d/60-esc-session.conf
esc_tmpfilesdir = $(esc_examplesdir)/tmpfiles.d
dist_esc_tmpfiles_DATA = %D%/tmpfiles.d/60-esc-session.conf
esc_pamdir = $(esc_examplesdir)/pam.d
dist_esc_pam_DATA = %D%/pam.d/sshd
esc_sysusersdir = $(esc_examplesdir)/sysusers.d
esc_sysusers_DATA = %D%/sysusers.d/esc-session.conf
EXTRA_DIST += %D%/request-key.d/esc-session.conf.in \
	%D%/sysusers.d/esc-session.conf.in
CLEANFILES += %D%/request-key.d/esc-session.conf \
	%D%/sysusers.d/esc-session.conf

FILL_EXAMPLE = $(AM_V_GEN)$(MKDIR_P) $(@D) && $(SED) \
	-e 's|@libexecdir[@]|$(libexecdir)|' \
	-e 's|@resolver_user[@]|$(resolver_user)|' \
	-e 's|@gate_group[@]|$(gate_group)|' \
	'$(srcdir)/$@.in' >$@.new && mv $@.new $@

docs/examples/request-key.d/esc-session.conf: \
		docs/examples/request-key.d/esc-session.conf.in Makefile
	$(FILL_EXAMPLE)
docs/examples/sysusers.d/esc-session.conf: \
		docs/examples/sysusers.d/esc-session.conf.in Makefile
	$(FILL_EXAMPLE)

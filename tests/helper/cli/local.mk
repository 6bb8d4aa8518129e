# tests/helper/cli: units, and scripts that run the built program.  Those on
# real keyrings need root, and say so.
CLI_TESTS = %D%/arguments-t %D%/render-t %D%/select-t %D%/child_env-t \
	%D%/obtain-t %D%/ring-t %D%/report-t %D%/files-t \
	%D%/redact-t %D%/open-t %D%/check-t %D%/terminal-t
check_PROGRAMS += $(CLI_TESTS) %D%/deny-keys %D%/elsewhere \
	%D%/in-session %D%/quote
CLI_SH_TESTS = %D%/session-t.sh %D%/run-t.sh %D%/shells-t.sh \
	%D%/completion-t.sh %D%/manual-t.sh %D%/canary-t.sh %D%/doctor-t.sh \
	%D%/login-t.sh %D%/own-t.sh
dist_check_SCRIPTS += $(CLI_SH_TESTS)
TESTS += $(CLI_TESTS) $(CLI_SH_TESTS)
EXTRA_DIST += %D%/cli.sh %D%/own_world.py
CLI_TEST_CPPFLAGS = $(TEST_CPPFLAGS) -I$(srcdir)/helper/cli
check_LTLIBRARIES += %D%/libworld.la
%C%_libworld_la_SOURCES = %D%/world.c %D%/world.h
%C%_libworld_la_CPPFLAGS = $(CLI_TEST_CPPFLAGS)
CLI_TEST_LIBS = %D%/libworld.la helper/cli/libcli.la $(TEST_LIBS) \
	$(KEYUTILS_LIBS)
%C%_arguments_t_CPPFLAGS = $(CLI_TEST_CPPFLAGS)
%C%_arguments_t_LDADD = $(CLI_TEST_LIBS)
%C%_render_t_CPPFLAGS = $(CLI_TEST_CPPFLAGS)
%C%_render_t_LDADD = $(CLI_TEST_LIBS)
%C%_select_t_CPPFLAGS = $(CLI_TEST_CPPFLAGS)
%C%_select_t_LDADD = $(CLI_TEST_LIBS)
%C%_child_env_t_CPPFLAGS = $(CLI_TEST_CPPFLAGS)
%C%_child_env_t_LDADD = $(CLI_TEST_LIBS)
%C%_obtain_t_CPPFLAGS = $(CLI_TEST_CPPFLAGS)
%C%_obtain_t_LDADD = $(CLI_TEST_LIBS)
%C%_ring_t_CPPFLAGS = $(CLI_TEST_CPPFLAGS)
%C%_ring_t_LDADD = $(CLI_TEST_LIBS)
%C%_report_t_CPPFLAGS = $(CLI_TEST_CPPFLAGS)
%C%_report_t_LDADD = $(CLI_TEST_LIBS)
%C%_check_t_CPPFLAGS = $(CLI_TEST_CPPFLAGS)
%C%_check_t_LDADD = $(CLI_TEST_LIBS)
%C%_files_t_CPPFLAGS = $(CLI_TEST_CPPFLAGS)
%C%_files_t_LDADD = $(CLI_TEST_LIBS)
%C%_open_t_CPPFLAGS = $(CLI_TEST_CPPFLAGS)
%C%_open_t_LDADD = $(CLI_TEST_LIBS)
%C%_redact_t_CPPFLAGS = $(CLI_TEST_CPPFLAGS)
%C%_redact_t_LDADD = $(CLI_TEST_LIBS)
%C%_terminal_t_CPPFLAGS = $(CLI_TEST_CPPFLAGS)
%C%_terminal_t_LDADD = $(CLI_TEST_LIBS)
%C%_quote_CPPFLAGS = $(CLI_TEST_CPPFLAGS)
%C%_quote_LDADD = $(CLI_TEST_LIBS)
%C%_deny_keys_SOURCES = %D%/deny_keys.c
%C%_in_session_SOURCES = %D%/in_session.c
%C%_in_session_CPPFLAGS = $(TEST_CPPFLAGS) \
	-I$(srcdir)/tests/helper/keyring
%C%_in_session_LDADD = tests/helper/keyring/liblogin.la \
	helper/keyring/libkeyring-request.la \
	helper/keyring/libkeyring-client.la $(TEST_LIBS) $(KEYUTILS_LIBS)
%C%_elsewhere_CPPFLAGS = $(CLI_TEST_CPPFLAGS)
%C%_elsewhere_LDADD = helper/cli/libcli.la $(KEYUTILS_LIBS)

# What login-t installs by npm.
clean-local:
	rm -rf %D%/oidc-provider

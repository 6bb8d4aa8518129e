# cli: the user's program.  libcli is everything but main, for the tests.
noinst_LTLIBRARIES += %D%/libcli.la
%C%_libcli_la_SOURCES = \
	%D%/arguments.c %D%/command.h \
	%D%/become.c %D%/become.h \
	%D%/child_env.c %D%/child_env.h \
	%D%/cli.c %D%/cli.h \
	%D%/check_definition.c %D%/check_definition.h \
	%D%/cmd_check.c \
	%D%/cmd_close.c \
	%D%/cmd_completion.c \
	%D%/cmd_credentials.c \
	%D%/cmd_doctor.c \
	%D%/cmd_crypt.c \
	%D%/cmd_env.c \
	%D%/cmd_exec.c \
	%D%/cmd_help.c \
	%D%/cmd_issuer.c \
	%D%/cmd_list.c \
	%D%/cmd_login.c \
	%D%/cmd_logout.c \
	%D%/cmd_open.c \
	%D%/cmd_prefetch.c \
	%D%/cmd_renew.c \
	%D%/cmd_request.c \
	%D%/cmd_revoke.c \
	%D%/cmd_run.c \
	%D%/cmd_status.c \
	%D%/command.c \
	%D%/completion.c %D%/completion.h \
	%D%/definitions.c %D%/definitions.h \
	%D%/detach.c %D%/detach.h \
	%D%/doctor.h \
	%D%/doctor_host.c \
	%D%/doctor_kernel.c \
	%D%/doctor_own.c \
	%D%/doctor_pam.c \
	%D%/files.c %D%/files.h %D%/files_watch.c \
	%D%/findings.c %D%/findings.h \
	%D%/hint.c %D%/hint.h \
	%D%/launch.c %D%/launch.h \
	%D%/name.c %D%/name.h \
	%D%/network.c %D%/network.h \
	%D%/obtain.c %D%/obtain.h \
	%D%/own.c %D%/own.h \
	%D%/own_account.c %D%/own_account.h \
	%D%/own_file.c %D%/own_file.h \
	%D%/quote.c %D%/quote.h \
	%D%/redact.c %D%/redact.h \
	%D%/relay.c %D%/relay.h \
	%D%/render.c %D%/render.h \
	%D%/report.c %D%/report.h \
	%D%/report_json.c \
	%D%/resolver.c %D%/resolver.h \
	%D%/ring.c %D%/ring.h \
	%D%/say.c %D%/say.h \
	%D%/select.c %D%/select.h \
	%D%/setting.c %D%/setting.h \
	%D%/shell_state.c %D%/shell_state.h \
	%D%/sign_in.c %D%/sign_in.h \
	%D%/sign_in_ask.c \
	%D%/sign_in_fresh.c \
	%D%/terminal.c %D%/terminal.h \
	%D%/token.c %D%/token.h \
	%D%/usage.c %D%/usage.h \
	%D%/values.c %D%/values.h
%C%_libcli_la_CFLAGS = $(AM_CFLAGS) $(ESC_PROGRAM_CFLAGS)
%C%_libcli_la_LIBADD = helper/keyring/libkeyring-client.la \
	helper/ipc/libipc.la \
	helper/keyring/libkeyring-revoke.la

bin_PROGRAMS += esc-session
esc_session_SOURCES = %D%/main.c
esc_session_CFLAGS = $(AM_CFLAGS) $(ESC_PROGRAM_CFLAGS)
esc_session_LDFLAGS = $(AM_LDFLAGS) $(ESC_PROGRAM_LDFLAGS)
esc_session_LDADD = %D%/libcli.la $(KEYUTILS_STATIC_LIBS)

# They ask the program for its words when a shell first wants them: always those
# of the program that runs, and a build for another machine need not run it.
bashcompletiondir = $(datadir)/bash-completion/completions
zshcompletiondir = $(datadir)/zsh/site-functions
fishcompletiondir = $(datadir)/fish/vendor_completions.d
dist_bashcompletion_DATA = %D%/completions/esc-session
dist_zshcompletion_DATA = %D%/completions/_esc-session
dist_fishcompletion_DATA = %D%/completions/esc-session.fish

# The end-to-end rows of `make bench`: real sshd, keyrings, STS; as root.
check_PROGRAMS += %D%/clock %D%/launcher %D%/pam_cost
%C%_clock_SOURCES = %D%/clock.c
%C%_launcher_SOURCES = %D%/launcher.c
%C%_pam_cost_SOURCES = %D%/pam_cost.c
%C%_pam_cost_LDADD = $(PAM_LIBS) $(KEYUTILS_LIBS)
EXTRA_DIST += %D%/end-to-end

noinst_PROGRAMS += %D%/bench-evaluate
BENCHES += %D%/bench-evaluate
%C%_bench_evaluate_SOURCES = %D%/bench-evaluate.c
%C%_bench_evaluate_CPPFLAGS = $(AM_CPPFLAGS) $(YAML_CFLAGS)
%C%_bench_evaluate_LDADD = helper/resolve/environment/libenvironment.la $(YAML_LIBS)

bench: bench-end-to-end
bench-end-to-end:
	$(SHELL) -c '"$$0"' '$(srcdir)/tests/bench/end-to-end'
.PHONY: bench-end-to-end

# The module's own calls, without libpam and syslog.
check_PROGRAMS += %D%/bench-session
%C%_bench_session_SOURCES = %D%/session.c
%C%_bench_session_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests/pam_module
%C%_bench_session_LDADD = tests/pam_module/libmodule.la \
	tests/pam_module/libfakepam.la $(KEYUTILS_LIBS)
bench: bench-session
bench-session: %D%/bench-session
	%D%/bench-session
.PHONY: bench-session

# The program alone, in a login made for the purpose; as root.
EXTRA_DIST += %D%/exec
bench: bench-exec
bench-exec: esc-session$(EXEEXT) %D%/clock %D%/launcher \
		tests/helper/cli/in-session
	$(SHELL) -c '"$$0" .' '$(abs_srcdir)/tests/bench/exec'
.PHONY: bench-exec

# Run by tests/check, as root and in a world of their own; see run.
check_PROGRAMS += %D%/attack/attack
%C%_attack_attack_SOURCES = %D%/attack/attack.h %D%/attack/main.c \
	%D%/attack/destinations.c %D%/attack/fill.c %D%/attack/links.c \
	%D%/attack/odd.c %D%/attack/races.c %D%/attack/storm.c
%C%_attack_attack_LDADD = $(KEYUTILS_LIBS)

EXTRA_DIST += tests/check tests/demo tests/machine \
	tests/bed/build tests/bed/cgroup tests/bed/deps tests/bed/fault.py tests/bed/identity \
	tests/bed/issuer.py tests/bed/oidc-provider/issuer.mjs \
	tests/bed/oidc-provider/person.sh \
	tests/bed/oidc-provider/package.json \
	tests/bed/oidc-provider/package-lock.json \
	tests/bed/lib.sh tests/bed/login tests/bed/pki \
	tests/bed/quota tests/bed/reaper tests/bed/rule.sh tests/bed/selftest \
	tests/bed/store tests/bed/syslog.py tests/bed/token \
	tests/bed/totals.sh tests/bed/up tests/bed/vm tests/bed/world \
	tests/bed/world-inside \
	%D%/attack-t %D%/bounded-t %D%/canary-t %D%/confined-t %D%/crowd-t \
	%D%/day-t \
	%D%/directory-t %D%/double.sh \
	%D%/faults-t %D%/faulty.sh %D%/hostile-t %D%/isolation-t %D%/kinds-t %D%/lib.sh \
	%D%/load-t %D%/login-t %D%/logout-t %D%/missing-t %D%/open-t %D%/points-t \
	%D%/proxy-t %D%/pulumi-t %D%/renewal-t %D%/revoke-t %D%/run \
	%D%/secrets-t %D%/session.sh %D%/signin-t %D%/skips %D%/stay-t \
	%D%/strain-t %D%/sts-t %D%/tap.sh

# Long: a day of an hour, a thousand log-ins, ten thousand uses; as root.
DAY_SECONDS = 3600
soak-end-to-end:
	DAY_SECONDS=$(DAY_SECONDS) CROWD_ROW=1000 CROWD_USES=10000 \
		TEST_SECONDS=$$(($(DAY_SECONDS) + 3600)) \
		$(SHELL) -c '"$$0" day crowd' '$(srcdir)/tests/integration/run'
.PHONY: soak-end-to-end

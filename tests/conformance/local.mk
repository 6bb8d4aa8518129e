# tests/conformance: the language's cases
noinst_PROGRAMS += %D%/esc-conformance
%C%_esc_conformance_SOURCES = \
	%D%/esc-conformance.c \
	%D%/providers.c \
	%D%/providers.h
%C%_esc_conformance_LDADD = helper/resolve/environment/libenvironment.la
dist_check_SCRIPTS += %D%/conformance-t %D%/diagnostics-t
TESTS += %D%/conformance-t %D%/diagnostics-t
EXTRA_DIST += %D%/cases %D%/diagnostics.txt %D%/compare.py \
	%D%/against %D%/definitions.py

# lint: what the sources and the binaries say about themselves
LINT_TESTS = %D%/rooms-t %D%/size-t %D%/words-t %D%/linkage-t %D%/symbols-t \
	%D%/lint-t %D%/security-t
dist_check_SCRIPTS += $(LINT_TESTS)
TESTS += $(LINT_TESTS)
EXTRA_DIST += %D%/analyzer.h %D%/files.sh %D%/lint %D%/root.sh

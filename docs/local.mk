# docs: the whole folder is part of a release
EXTRA_DIST += %D%/decisions %D%/security.md
include docs/examples/local.mk

# The double of Pulumi Cloud, and the proof that it fails like the original.
TESTS += %D%/double-t.py
EXTRA_DIST += %D%/double-t.py %D%/double.py %D%/paths.tsv %D%/rules.py \
	%D%/store.py

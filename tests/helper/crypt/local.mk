# tests/helper/crypt: the built program over files
dist_check_SCRIPTS += %D%/crypt-t.sh
TESTS += %D%/crypt-t.sh

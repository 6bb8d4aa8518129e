ISSUER_TEST_CPPFLAGS = $(TEST_CPPFLAGS) -I$(srcdir)/helper/issuer \
	$(CRYPTO_CFLAGS) $(CJSON_CFLAGS)
check_LTLIBRARIES += %D%/libissuertest.la
%C%_libissuertest_la_SOURCES = %D%/run.c %D%/run.h
%C%_libissuertest_la_CPPFLAGS = $(ISSUER_TEST_CPPFLAGS)

check_PROGRAMS += %D%/document-t %D%/rotate-t %D%/trust_policy-t
TESTS += %D%/document-t %D%/rotate-t %D%/trust_policy-t
%C%_document_t_CPPFLAGS = $(ISSUER_TEST_CPPFLAGS)
%C%_document_t_LDADD = %D%/libissuertest.la helper/issuer/libissuer.la \
	$(TEST_LIBS) $(CRYPTO_LIBS) $(CJSON_LIBS)
%C%_rotate_t_CPPFLAGS = $(ISSUER_TEST_CPPFLAGS)
%C%_rotate_t_LDADD = %D%/libissuertest.la helper/issuer/libissuer.la \
	$(TEST_LIBS) $(CRYPTO_LIBS) $(CJSON_LIBS)
%C%_trust_policy_t_CPPFLAGS = $(ISSUER_TEST_CPPFLAGS)
%C%_trust_policy_t_LDADD = %D%/libissuertest.la helper/issuer/libissuer.la \
	$(TEST_LIBS) $(CRYPTO_LIBS) $(CJSON_LIBS)

# tests/helper/resolve
EXTRA_DIST += %D%/canned.py %D%/http2.py %D%/service.py \
	%D%/service_cases.py %D%/service_sessions.py \
	%D%/service_sign_in.py tests/fixtures/esc
SERVICE_WORLD = %D%/service_world.c %D%/service_world.h %D%/starter.c \
	%D%/starter.h $(RESOLVE_CANNED)
check_PROGRAMS += %D%/service-t %D%/service_failures-t \
	%D%/service_same-t
TESTS += %D%/service-t %D%/service_failures-t %D%/service_same-t
%C%_service_t_SOURCES = %D%/service-t.c $(SERVICE_WORLD)
%C%_service_t_CPPFLAGS = $(RESOLVE_TEST_CPPFLAGS)
%C%_service_t_LDADD = helper/ipc/libipc.la \
	helper/credential/libcredential.la $(TEST_LIBS)
%C%_service_failures_t_SOURCES = %D%/service_failures-t.c $(SERVICE_WORLD)
%C%_service_failures_t_CPPFLAGS = $(RESOLVE_TEST_CPPFLAGS)
%C%_service_failures_t_LDADD = $(%C%_service_t_LDADD)
check_PROGRAMS += %D%/service_sign_in-t
TESTS += %D%/service_sign_in-t
%C%_service_sign_in_t_SOURCES = %D%/service_sign_in-t.c $(SERVICE_WORLD)
%C%_service_sign_in_t_CPPFLAGS = $(RESOLVE_TEST_CPPFLAGS)
%C%_service_sign_in_t_LDADD = $(%C%_service_t_LDADD)
check_PROGRAMS += %D%/service_open-t
TESTS += %D%/service_open-t
%C%_service_open_t_SOURCES = %D%/service_open-t.c $(SERVICE_WORLD)
%C%_service_open_t_CPPFLAGS = $(RESOLVE_TEST_CPPFLAGS) \
	-I$(srcdir)/helper/resolve
%C%_service_open_t_LDADD = helper/resolve/libresolve.la $(TEST_LIBS)
check_PROGRAMS += %D%/account-t
TESTS += %D%/account-t
%C%_account_t_CPPFLAGS = $(TEST_CPPFLAGS) -I$(srcdir)/helper/resolve
%C%_account_t_LDADD = helper/resolve/libresolve.la $(TEST_LIBS)
check_PROGRAMS += %D%/render-t
TESTS += %D%/render-t
EXTRA_DIST += tests/fixtures/cli
%C%_render_t_CPPFLAGS = $(TEST_CPPFLAGS) -I$(srcdir)/helper/resolve
%C%_render_t_LDADD = helper/resolve/libresolve.la $(TEST_LIBS)
%C%_service_same_t_SOURCES = %D%/service_same-t.c $(SERVICE_WORLD)
%C%_service_same_t_CPPFLAGS = $(RESOLVE_TEST_CPPFLAGS)
%C%_service_same_t_LDADD = $(%C%_service_t_LDADD)
check_PROGRAMS += %D%/sandbox-t
TESTS += %D%/sandbox-t
%C%_sandbox_t_CPPFLAGS = $(RESOLVE_TEST_CPPFLAGS) $(RESOLVE_RELAXED)
%C%_sandbox_t_LDADD = helper/resolve/libresolve.la $(TEST_LIBS)
check_PROGRAMS += %D%/resolve-t
TESTS += %D%/resolve-t
%C%_resolve_t_SOURCES = %D%/resolve-t.c %D%/starter.c %D%/starter.h \
	$(RESOLVE_CANNED)
%C%_resolve_t_CPPFLAGS = $(RESOLVE_TEST_CPPFLAGS)
%C%_resolve_t_LDADD = helper/ipc/libipc.la \
	helper/credential/libcredential.la $(TEST_LIBS)
check_PROGRAMS += %D%/hostile-t
TESTS += %D%/hostile-t
%C%_hostile_t_SOURCES = %D%/hostile-t.c %D%/starter.c %D%/starter.h
%C%_hostile_t_CPPFLAGS = $(RESOLVE_TEST_CPPFLAGS) $(RESOLVE_RELAXED)
%C%_hostile_t_LDADD = helper/ipc/libipc.la \
	helper/credential/libcredential.la $(TEST_LIBS)

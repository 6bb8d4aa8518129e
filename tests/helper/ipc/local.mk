check_PROGRAMS += %D%/ipc-t
TESTS += %D%/ipc-t
%C%_ipc_t_CPPFLAGS = $(TEST_CPPFLAGS)
%C%_ipc_t_LDADD = helper/ipc/libipc.la $(TEST_LIBS)

check_PROGRAMS += %D%/ipc-t
TESTS += %D%/ipc-t
%C%_ipc_t_CPPFLAGS = $(TEST_CPPFLAGS)
%C%_ipc_t_LDADD = helper/ipc/libipc.la $(TEST_LIBS)
check_PROGRAMS += %D%/frame-t
TESTS += %D%/frame-t
%C%_frame_t_CPPFLAGS = $(TEST_CPPFLAGS)
%C%_frame_t_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=poll -Wl,--wrap=send \
	-Wl,--wrap=read -Wl,--wrap=mmap
%C%_frame_t_LDADD = helper/ipc/libipc.la $(TEST_LIBS)

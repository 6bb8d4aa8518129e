dnl SPDX-License-Identifier: Apache-2.0
dnl AX_ESC_FLAGS: probe every flag that the house wants; unknown ones are left
dnl out, so that other compilers still build.  Sets ESC_CFLAGS and ESC_LDFLAGS
dnl (everything), ESC_PROGRAM_CFLAGS and ESC_PROGRAM_LDFLAGS (programs only).
AC_DEFUN([ESC_PROBE_CFLAGS], [
  for esc_flag in $2; do
    esc_save_CFLAGS=$CFLAGS
    CFLAGS="$CFLAGS -Werror $esc_flag"
    AC_COMPILE_IFELSE([AC_LANG_PROGRAM([[]], [[]])],
      [$1="$$1 $esc_flag"])
    CFLAGS=$esc_save_CFLAGS
  done])
AC_DEFUN([ESC_PROBE_LDFLAGS], [
  for esc_flag in $2; do
    esc_save_LDFLAGS=$LDFLAGS
    LDFLAGS="$LDFLAGS $esc_flag"
    AC_LINK_IFELSE([AC_LANG_PROGRAM([[]], [[]])],
      [$1="$$1 $esc_flag"])
    LDFLAGS=$esc_save_LDFLAGS
  done])
AC_DEFUN([AX_ESC_FLAGS], [
  ESC_CFLAGS= ESC_LDFLAGS= ESC_PROGRAM_CFLAGS= ESC_PROGRAM_LDFLAGS=
  AC_MSG_CHECKING([which of the house's flags $CC takes])
  ESC_PROBE_CFLAGS([ESC_CFLAGS], [-std=gnu11 -Wall -Wextra -Wpedantic -Wshadow \
    -Wconversion -Wsign-conversion -Wformat=2 -Wstrict-prototypes \
    -Wmissing-prototypes -Wcast-qual -Wwrite-strings -Wundef -Wvla \
    -Wnull-dereference -Wswitch-enum -Wimplicit-fallthrough \
    -fno-common -fstack-protector-strong \
    -fstack-clash-protection -ftrivial-auto-var-init=zero \
    -mbranch-protection=standard])
  ESC_PROBE_LDFLAGS([ESC_LDFLAGS], [-Wl,-z,relro -Wl,-z,now \
    -Wl,-z,noexecstack -Wl,--as-needed])
  ESC_PROBE_CFLAGS([ESC_PROGRAM_CFLAGS], [-fPIE])
  ESC_PROBE_LDFLAGS([ESC_PROGRAM_LDFLAGS], [-pie])
  AC_MSG_RESULT([$ESC_CFLAGS $ESC_LDFLAGS])
  AS_IF([test -n "$enable_sanitize" && test "x$enable_sanitize" != xno],
    [ESC_CFLAGS="$ESC_CFLAGS -fsanitize=$enable_sanitize"
     ESC_CFLAGS="$ESC_CFLAGS -fno-omit-frame-pointer -fno-sanitize-recover=all"
     ESC_LDFLAGS="$ESC_LDFLAGS -fsanitize=$enable_sanitize"],
    [dnl Sanitizers put red zones into every frame, so only here:
     ESC_PROBE_CFLAGS([ESC_CFLAGS], [-Wframe-larger-than=16384])
     AS_CASE([" $CFLAGS "], [*" -O0 "*], [],
      [ESC_CFLAGS="$ESC_CFLAGS -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2"])])
  AS_IF([test "x$enable_werror" = xyes], [ESC_CFLAGS="$ESC_CFLAGS -Werror"])
  AS_IF([test "x$enable_fuzzing" = xyes],
    [ESC_CFLAGS="$ESC_CFLAGS -fsanitize=fuzzer-no-link"])
  AS_IF([test "x$enable_coverage" = xyes],
    [dnl Tests wrap fork and execve, of which gcc would make its own.
     ESC_CFLAGS="$ESC_CFLAGS --coverage -fno-builtin-fork -fno-builtin-execve"
     ESC_CFLAGS="$ESC_CFLAGS -include \$(top_srcdir)/tests/coverage/keep.h"
     ESC_LDFLAGS="$ESC_LDFLAGS --coverage"])
  AC_SUBST([ESC_CFLAGS])
  AC_SUBST([ESC_LDFLAGS])
  AC_SUBST([ESC_PROGRAM_CFLAGS])
  AC_SUBST([ESC_PROGRAM_LDFLAGS])
])

# tests/helper/resolve/environment
ENVIRONMENT_LIBS = helper/resolve/environment/libenvironment.la $(TEST_LIBS)

# Trees and diagnostics as texts, for the tests of the load phase.
check_LTLIBRARIES += %D%/libshow.la
%C%_libshow_la_SOURCES = %D%/show.c %D%/show.h
%C%_libshow_la_CPPFLAGS = $(TEST_CPPFLAGS) -I$(srcdir)
SHOW_CPPFLAGS = $(TEST_CPPFLAGS) -I$(srcdir)
SHOW_LIBS = tests/helper/resolve/environment/libshow.la $(ENVIRONMENT_LIBS)

check_PROGRAMS += %D%/value/value-t
TESTS += %D%/value/value-t
%C%_value_value_t_SOURCES = %D%/value/value-t.c
%C%_value_value_t_CPPFLAGS = $(TEST_CPPFLAGS)
%C%_value_value_t_LDADD = $(ENVIRONMENT_LIBS)

check_PROGRAMS += %D%/syntax/keys-t
TESTS += %D%/syntax/keys-t
%C%_syntax_keys_t_SOURCES = %D%/syntax/keys-t.c
%C%_syntax_keys_t_CPPFLAGS = $(TEST_CPPFLAGS)
%C%_syntax_keys_t_LDADD = $(ENVIRONMENT_LIBS)

check_PROGRAMS += %D%/syntax/position-t
TESTS += %D%/syntax/position-t
%C%_syntax_position_t_SOURCES = %D%/syntax/position-t.c
%C%_syntax_position_t_CPPFLAGS = $(SHOW_CPPFLAGS)
%C%_syntax_position_t_LDADD = $(SHOW_LIBS)

check_PROGRAMS += %D%/syntax/read-t
TESTS += %D%/syntax/read-t
%C%_syntax_read_t_SOURCES = %D%/syntax/read-t.c
%C%_syntax_read_t_CPPFLAGS = $(SHOW_CPPFLAGS)
%C%_syntax_read_t_LDADD = $(SHOW_LIBS)

check_PROGRAMS += %D%/syntax/scalar-t
TESTS += %D%/syntax/scalar-t
%C%_syntax_scalar_t_SOURCES = %D%/syntax/scalar-t.c
%C%_syntax_scalar_t_CPPFLAGS = $(SHOW_CPPFLAGS)
%C%_syntax_scalar_t_LDADD = $(SHOW_LIBS)

check_PROGRAMS += %D%/expression/call-t
TESTS += %D%/expression/call-t
%C%_expression_call_t_SOURCES = %D%/expression/call-t.c
%C%_expression_call_t_CPPFLAGS = $(SHOW_CPPFLAGS)
%C%_expression_call_t_LDADD = $(SHOW_LIBS)

check_PROGRAMS += %D%/expression/declaration-t
TESTS += %D%/expression/declaration-t
%C%_expression_declaration_t_SOURCES = %D%/expression/declaration-t.c
%C%_expression_declaration_t_CPPFLAGS = $(SHOW_CPPFLAGS)
%C%_expression_declaration_t_LDADD = $(SHOW_LIBS)

check_PROGRAMS += %D%/expression/interpolation-t
TESTS += %D%/expression/interpolation-t
%C%_expression_interpolation_t_SOURCES = %D%/expression/interpolation-t.c
%C%_expression_interpolation_t_CPPFLAGS = $(SHOW_CPPFLAGS)
%C%_expression_interpolation_t_LDADD = $(SHOW_LIBS)

check_PROGRAMS += %D%/crypt/crypt-t
TESTS += %D%/crypt/crypt-t
%C%_crypt_crypt_t_SOURCES = %D%/crypt/crypt-t.c
%C%_crypt_crypt_t_CPPFLAGS = $(SHOW_CPPFLAGS)
%C%_crypt_crypt_t_LDADD = $(SHOW_LIBS)

check_PROGRAMS += %D%/text/json-t
TESTS += %D%/text/json-t
%C%_text_json_t_SOURCES = %D%/text/json-t.c
%C%_text_json_t_CPPFLAGS = $(SHOW_CPPFLAGS)
%C%_text_json_t_LDADD = $(ENVIRONMENT_LIBS)

check_PROGRAMS += %D%/text/quote-t
TESTS += %D%/text/quote-t
%C%_text_quote_t_SOURCES = %D%/text/quote-t.c
%C%_text_quote_t_CPPFLAGS = $(SHOW_CPPFLAGS)
%C%_text_quote_t_LDADD = $(ENVIRONMENT_LIBS)

check_PROGRAMS += %D%/text/text-t
TESTS += %D%/text/text-t
%C%_text_text_t_SOURCES = %D%/text/text-t.c
%C%_text_text_t_CPPFLAGS = $(SHOW_CPPFLAGS)
%C%_text_text_t_LDADD = $(ENVIRONMENT_LIBS)

check_PROGRAMS += %D%/text/wide-t
TESTS += %D%/text/wide-t
%C%_text_wide_t_SOURCES = %D%/text/wide-t.c
%C%_text_wide_t_CPPFLAGS = $(SHOW_CPPFLAGS)
%C%_text_wide_t_LDADD = $(ENVIRONMENT_LIBS) -lm

check_PROGRAMS += %D%/arena-t
TESTS += %D%/arena-t
%C%_arena_t_SOURCES = %D%/arena-t.c
%C%_arena_t_CPPFLAGS = $(SHOW_CPPFLAGS)
%C%_arena_t_LDADD = $(SHOW_LIBS)

# The evaluator, by rows of definitions and by programs.
check_LTLIBRARIES += %D%/evaluate/libworld.la
%C%_evaluate_libworld_la_SOURCES = \
	%D%/evaluate/world.c \
	%D%/evaluate/world.h \
	tests/conformance/providers.c \
	tests/conformance/providers.h
%C%_evaluate_libworld_la_CPPFLAGS = $(SHOW_CPPFLAGS)
EVALUATE_LIBS = tests/helper/resolve/environment/evaluate/libworld.la \
	$(ENVIRONMENT_LIBS)
EXTRA_DIST += \
	%D%/evaluate/rows/README \
	%D%/evaluate/rows/access.txt \
	%D%/evaluate/rows/corners.txt \
	%D%/evaluate/rows/declare.txt \
	%D%/evaluate/rows/imports.txt \
	%D%/evaluate/rows/load.txt \
	%D%/evaluate/rows/merge.txt \
	%D%/evaluate/rows/open.txt \
	%D%/evaluate/rows/project.txt \
	%D%/evaluate/rows/rotate.txt \
	%D%/evaluate/rows/text.txt \
	%D%/evaluate/rows/tree.txt \
	%D%/evaluate/rows/validate.txt \
	%D%/evaluate/rows/words.txt

check_PROGRAMS += %D%/evaluate/rows-t
TESTS += %D%/evaluate/rows-t
%C%_evaluate_rows_t_SOURCES = %D%/evaluate/rows-t.c
%C%_evaluate_rows_t_CPPFLAGS = $(SHOW_CPPFLAGS)
%C%_evaluate_rows_t_LDADD = $(EVALUATE_LIBS)

check_PROGRAMS += %D%/evaluate/alloc-t
TESTS += %D%/evaluate/alloc-t
%C%_evaluate_alloc_t_SOURCES = %D%/evaluate/alloc-t.c
%C%_evaluate_alloc_t_CPPFLAGS = $(SHOW_CPPFLAGS)
%C%_evaluate_alloc_t_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=esc_arena_new
%C%_evaluate_alloc_t_LDADD = $(EVALUATE_LIBS)

check_PROGRAMS += %D%/evaluate/malloc-t
TESTS += %D%/evaluate/malloc-t
%C%_evaluate_malloc_t_SOURCES = %D%/evaluate/malloc-t.c \
	tests/helper/resolve/scarce.c tests/helper/resolve/scarce.h
%C%_evaluate_malloc_t_CPPFLAGS = $(SHOW_CPPFLAGS)
%C%_evaluate_malloc_t_LDADD = $(EVALUATE_LIBS)

check_PROGRAMS += %D%/evaluate/environment-t
TESTS += %D%/evaluate/environment-t
%C%_evaluate_environment_t_SOURCES = %D%/evaluate/environment-t.c
%C%_evaluate_environment_t_CPPFLAGS = $(SHOW_CPPFLAGS)
%C%_evaluate_environment_t_LDADD = $(EVALUATE_LIBS)

check_PROGRAMS += %D%/evaluate/rounds-t
TESTS += %D%/evaluate/rounds-t
%C%_evaluate_rounds_t_SOURCES = %D%/evaluate/rounds-t.c
%C%_evaluate_rounds_t_CPPFLAGS = $(SHOW_CPPFLAGS)
%C%_evaluate_rounds_t_LDADD = $(EVALUATE_LIBS)

check_PROGRAMS += %D%/schema/pattern-t
TESTS += %D%/schema/pattern-t
%C%_schema_pattern_t_SOURCES = %D%/schema/pattern-t.c
%C%_schema_pattern_t_CPPFLAGS = $(SHOW_CPPFLAGS)
%C%_schema_pattern_t_LDADD = $(ENVIRONMENT_LIBS)

check_PROGRAMS += %D%/export/template-t
TESTS += %D%/export/template-t
%C%_export_template_t_SOURCES = %D%/export/template-t.c
%C%_export_template_t_CPPFLAGS = $(TEST_CPPFLAGS)
%C%_export_template_t_LDADD = $(ENVIRONMENT_LIBS)

# tests/fuzz: one target a parser of outside bytes.  `make check` replays the
# corpora; with --enable-fuzzing the targets are libFuzzer's instead:
#   tests/fuzz/fuzz_yaml -max_total_time=300 SOURCE/tests/fuzz/corpus/fuzz_yaml
EXTRA_DIST += %D%/corpus
FUZZ_TARGETS =
FUZZ_CPPFLAGS = $(TEST_CPPFLAGS) -I$(srcdir)
FUZZ_LINK = $(AM_LDFLAGS)
FUZZ_LIBS = $(TEST_LIBS)
if FUZZING
FUZZ_LINK += -fsanitize=fuzzer
FUZZ_MAIN =
else
FUZZ_MAIN = tests/fuzz/replay.c
endif

FUZZ_TARGETS += %D%/fuzz_account
%C%_fuzz_account_SOURCES = %D%/fuzz_account.c $(FUZZ_MAIN)
%C%_fuzz_account_CPPFLAGS = $(FUZZ_CPPFLAGS)
%C%_fuzz_account_LDFLAGS = $(FUZZ_LINK)
%C%_fuzz_account_LDADD = helper/resolve/libresolve.la $(FUZZ_LIBS)

FUZZ_TARGETS += %D%/fuzz_evaluate
%C%_fuzz_evaluate_SOURCES = %D%/fuzz_evaluate.c $(FUZZ_MAIN)
%C%_fuzz_evaluate_CPPFLAGS = $(FUZZ_CPPFLAGS)
%C%_fuzz_evaluate_LDFLAGS = $(FUZZ_LINK)
%C%_fuzz_evaluate_LDADD = helper/resolve/environment/libenvironment.la $(FUZZ_LIBS)

FUZZ_TARGETS += %D%/fuzz_interpolation
%C%_fuzz_interpolation_SOURCES = %D%/fuzz_interpolation.c $(FUZZ_MAIN)
%C%_fuzz_interpolation_CPPFLAGS = $(FUZZ_CPPFLAGS)
%C%_fuzz_interpolation_LDFLAGS = $(FUZZ_LINK)
%C%_fuzz_interpolation_LDADD = helper/resolve/environment/libenvironment.la $(FUZZ_LIBS)

FUZZ_TARGETS += %D%/fuzz_json
%C%_fuzz_json_SOURCES = %D%/fuzz_json.c $(FUZZ_MAIN)
%C%_fuzz_json_CPPFLAGS = $(FUZZ_CPPFLAGS)
%C%_fuzz_json_LDFLAGS = $(FUZZ_LINK)
%C%_fuzz_json_LDADD = helper/resolve/environment/libenvironment.la $(FUZZ_LIBS)

FUZZ_TARGETS += %D%/fuzz_jwt
%C%_fuzz_jwt_SOURCES = %D%/fuzz_jwt.c $(FUZZ_MAIN)
%C%_fuzz_jwt_CPPFLAGS = $(FUZZ_CPPFLAGS) $(CRYPTO_CFLAGS)
%C%_fuzz_jwt_LDFLAGS = $(FUZZ_LINK)
%C%_fuzz_jwt_LDADD = helper/resolve/signin/libsignin.la $(FUZZ_LIBS)

FUZZ_TARGETS += %D%/fuzz_service
%C%_fuzz_service_SOURCES = %D%/fuzz_service.c $(FUZZ_MAIN)
%C%_fuzz_service_CPPFLAGS = $(FUZZ_CPPFLAGS)
%C%_fuzz_service_LDFLAGS = $(FUZZ_LINK)
%C%_fuzz_service_LDADD = helper/resolve/libresolve.la \
	helper/resolve/net/libnet.la $(FUZZ_LIBS)

FUZZ_TARGETS += %D%/fuzz_sts
%C%_fuzz_sts_SOURCES = %D%/fuzz_sts.c $(FUZZ_MAIN)
%C%_fuzz_sts_CPPFLAGS = $(FUZZ_CPPFLAGS)
%C%_fuzz_sts_LDFLAGS = $(FUZZ_LINK)
%C%_fuzz_sts_LDADD = helper/resolve/provider/libprovider.la $(FUZZ_LIBS)

FUZZ_TARGETS += %D%/fuzz_reply
%C%_fuzz_reply_SOURCES = %D%/fuzz_reply.c $(FUZZ_MAIN)
%C%_fuzz_reply_CPPFLAGS = $(FUZZ_CPPFLAGS)
%C%_fuzz_reply_LDFLAGS = $(FUZZ_LINK)
%C%_fuzz_reply_LDADD = helper/provision/libprovision.la $(FUZZ_LIBS)

FUZZ_TARGETS += %D%/fuzz_redact
%C%_fuzz_redact_SOURCES = %D%/fuzz_redact.c $(FUZZ_MAIN)
%C%_fuzz_redact_CPPFLAGS = $(FUZZ_CPPFLAGS) -I$(srcdir)/helper/cli
%C%_fuzz_redact_LDFLAGS = $(FUZZ_LINK)
%C%_fuzz_redact_LDADD = helper/cli/libcli.la $(FUZZ_LIBS)

FUZZ_TARGETS += %D%/fuzz_settings
%C%_fuzz_settings_SOURCES = %D%/fuzz_settings.c $(FUZZ_MAIN)
%C%_fuzz_settings_CPPFLAGS = $(FUZZ_CPPFLAGS)
%C%_fuzz_settings_LDFLAGS = $(FUZZ_LINK)
%C%_fuzz_settings_LDADD = helper/provision/libprovision.la $(FUZZ_LIBS)

FUZZ_TARGETS += %D%/fuzz_settings_lines
%C%_fuzz_settings_lines_SOURCES = %D%/fuzz_settings_lines.c $(FUZZ_MAIN)
%C%_fuzz_settings_lines_CPPFLAGS = $(FUZZ_CPPFLAGS)
%C%_fuzz_settings_lines_LDFLAGS = $(FUZZ_LINK)
%C%_fuzz_settings_lines_LDADD = helper/base/libbase.la $(FUZZ_LIBS)

FUZZ_TARGETS += %D%/fuzz_tree
%C%_fuzz_tree_SOURCES = %D%/fuzz_tree.c $(FUZZ_MAIN)
%C%_fuzz_tree_CPPFLAGS = $(FUZZ_CPPFLAGS)
%C%_fuzz_tree_LDFLAGS = $(FUZZ_LINK)
%C%_fuzz_tree_LDADD = helper/resolve/libresolve.la $(FUZZ_LIBS)

FUZZ_TARGETS += %D%/fuzz_yaml
%C%_fuzz_yaml_SOURCES = %D%/fuzz_yaml.c $(FUZZ_MAIN)
%C%_fuzz_yaml_CPPFLAGS = $(FUZZ_CPPFLAGS)
%C%_fuzz_yaml_LDFLAGS = $(FUZZ_LINK)
%C%_fuzz_yaml_LDADD = helper/resolve/environment/libenvironment.la $(FUZZ_LIBS)

FUZZ_TARGETS += %D%/fuzz_description
%C%_fuzz_description_SOURCES = %D%/fuzz_description.c $(FUZZ_MAIN)
%C%_fuzz_description_CPPFLAGS = $(FUZZ_CPPFLAGS)
%C%_fuzz_description_LDFLAGS = $(FUZZ_LINK)
%C%_fuzz_description_LDADD = helper/keyring/libkeyring-request.la \
	$(FUZZ_LIBS) $(KEYUTILS_LIBS)

FUZZ_TARGETS += %D%/fuzz_frames
%C%_fuzz_frames_SOURCES = %D%/fuzz_frames.c $(FUZZ_MAIN)
%C%_fuzz_frames_CPPFLAGS = $(FUZZ_CPPFLAGS)
%C%_fuzz_frames_LDFLAGS = $(FUZZ_LINK)
%C%_fuzz_frames_LDADD = helper/provision/libprovision.la $(FUZZ_LIBS)

FUZZ_TARGETS += %D%/fuzz_oidc
%C%_fuzz_oidc_SOURCES = %D%/fuzz_oidc.c $(FUZZ_MAIN)
%C%_fuzz_oidc_CPPFLAGS = $(FUZZ_CPPFLAGS)
%C%_fuzz_oidc_LDFLAGS = $(FUZZ_LINK)
%C%_fuzz_oidc_LDADD = helper/resolve/signin/libsignin.la $(FUZZ_LIBS)

FUZZ_TARGETS += %D%/fuzz_payload
%C%_fuzz_payload_SOURCES = %D%/fuzz_payload.c $(FUZZ_MAIN)
%C%_fuzz_payload_CPPFLAGS = $(FUZZ_CPPFLAGS)
%C%_fuzz_payload_LDFLAGS = $(FUZZ_LINK)
%C%_fuzz_payload_LDADD = helper/keyring/libkeyring.la \
	helper/credential/libcredential.la helper/ipc/libipc.la \
	$(FUZZ_LIBS) $(KEYUTILS_LIBS)

FUZZ_TARGETS += %D%/fuzz_ticket
%C%_fuzz_ticket_SOURCES = %D%/fuzz_ticket.c $(FUZZ_MAIN)
%C%_fuzz_ticket_CPPFLAGS = $(FUZZ_CPPFLAGS)
%C%_fuzz_ticket_LDFLAGS = $(FUZZ_LINK)
%C%_fuzz_ticket_LDADD = helper/keyring/libticket.la \
	helper/lookup/liblookup.la $(FUZZ_LIBS)

check_PROGRAMS += $(FUZZ_TARGETS)
if !FUZZING
TESTS += $(FUZZ_TARGETS)
endif

# Long: every target for SOAK_SECONDS, from what earlier soaks found on.
SOAK_SECONDS = 3600
soak: $(FUZZ_TARGETS)
if FUZZING
	@for t in $(FUZZ_TARGETS); do \
		name=$${t##*/}; mkdir -p soak/$$name; \
		echo "== $$name ($(SOAK_SECONDS) s)"; \
		./$$t -max_total_time=$(SOAK_SECONDS) -timeout=60 \
			-rss_limit_mb=2048 -artifact_prefix=soak/$$name- \
			soak/$$name '$(srcdir)'/tests/fuzz/corpus/$$name \
			>soak/$$name.log 2>&1 \
			|| { tail -n 20 soak/$$name.log; exit 1; }; \
	done
else
	@echo 'configure --enable-fuzzing --enable-sanitize=address,undefined' \
		'with CC=clang first' >&2; exit 1
endif
.PHONY: soak

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Encrypting and decrypting definitions with a cipher of tests: every byte
 * plus 128.  In both directions all that is not the secret stays as it was.
 */
#include "esc/crypt.h"

#include <stdio.h>
#include <string.h>
#include <tap.h>

#include "../show.h"
#include "helper/resolve/environment/crypt/write.h"
#include "helper/resolve/environment/text/envelope.h"

/* hunter2, and what is not UTF-8 when decrypted. */
#define HUNTER2 "ZXNjeAAAAAHo9e705fKyKo30VQ=="
#define NOT_UTF8 "ZXNjeAAAAAF/f39/5MOIuA=="

enum direction {
    BOTH,    /* plain encrypts to cipher, cipher decrypts to plain */
    ENCRYPT, /* only: decrypting writes it otherwise */
    DECRYPT,
};

static const struct {
    const char *name;
    enum direction direction;
    const char *plain, *cipher;
} rows[] = {
    {"block", BOTH, "values:\n  a:\n    fn::secret: hunter2\n  b: 1\n",
     "values:\n  a:\n    fn::secret:\n      ciphertext: " HUNTER2
     "\n  b: 1\n"},
    {"comments stay", BOTH,
     "# top\nvalues: # v\n  a: # a\n    # above\n"
     "    fn::secret: hunter2 # beside\n    # below\n",
     "# top\nvalues: # v\n  a: # a\n    # above\n"
     "    fn::secret:\n      ciphertext: " HUNTER2 " # beside\n    # below\n"},
    {"flow", BOTH, "values: {a: {'fn::secret': hunter2}}\n",
     "values: {a: {'fn::secret': {ciphertext: " HUNTER2 "}}}\n"},
    {"single pair in a flow list", BOTH,
     "values: {a: [fn::secret: hunter2, 1]}\n",
     "values: {a: [fn::secret: {ciphertext: " HUNTER2 "}, 1]}\n"},
    {"in a list", BOTH, "values:\n  a:\n  - fn::secret: hunter2\n  - b\n",
     "values:\n  a:\n  - fn::secret:\n      ciphertext: " HUNTER2 "\n  - b\n"},
    {"no newline at the end", BOTH, "values:\n  a:\n    fn::secret: hunter2",
     "values:\n  a:\n    fn::secret:\n      ciphertext: " HUNTER2},
    {"carriage returns", BOTH,
     "values:\r\n  a:\r\n    fn::secret: hunter2\r\n",
     "values:\r\n  a:\r\n    fn::secret:\r\n      ciphertext: " HUNTER2
     "\r\n"},
    {"characters of more bytes before", BOTH,
     "values:\n  \xc3\xa9\xe6\x97\xa5:\n    fn::secret: hunter2\n",
     "values:\n  \xc3\xa9\xe6\x97\xa5:\n    fn::secret:\n      "
     "ciphertext: " HUNTER2 "\n"},
    {"byte order mark", BOTH,
     "\xef\xbb\xbfvalues:\n  a:\n    fn::secret: hunter2\n",
     "\xef\xbb\xbfvalues:\n  a:\n    fn::secret:\n      ciphertext: " HUNTER2
     "\n"},
    {"value on its own line", BOTH,
     "values:\n  a:\n    fn::secret: # why\n      hunter2\n",
     "values:\n  a:\n    fn::secret: # why\n      ciphertext: " HUNTER2 "\n"},
    {"later documents are copied", BOTH,
     "values:\n  a:\n    fn::secret: hunter2\n---\nfn::secret: x\n",
     "values:\n  a:\n    fn::secret:\n      ciphertext: " HUNTER2
     "\n---\nfn::secret: x\n"},
    {"two secrets", BOTH,
     "values:\n  a: {fn::secret: hunter2}\n  b:\n    fn::secret: hunter2\n",
     "values:\n  a: {fn::secret: {ciphertext: " HUNTER2 "}}\n  b:\n"
     "    fn::secret:\n      ciphertext: " HUNTER2 "\n"},
    {"quoted", ENCRYPT, "values:\n  a:\n    fn::secret: \"hunter2\" # c\n",
     "values:\n  a:\n    fn::secret:\n      ciphertext: " HUNTER2 " # c\n"},
    {"tag and anchor", ENCRYPT,
     "values:\n  a:\n    fn::secret: &x !!str hunter2\n",
     "values:\n  a:\n    fn::secret:\n      ciphertext: " HUNTER2 "\n"},
    {"explicit key", ENCRYPT,
     "values:\n  a:\n    ? fn::secret\n    : hunter2\n",
     "values:\n  a:\n    ? fn::secret\n    : {ciphertext: " HUNTER2 "}\n"},
    {"literal with a comment", ENCRYPT,
     "values:\n  a:\n    fn::secret: |- # c\n      hunter2\n\n  b: 1\n",
     "values:\n  a:\n    fn::secret:\n      ciphertext: " HUNTER2
     " # c\n\n  b: 1\n"},
    {"outside values", ENCRYPT,
     "x:\n  fn::secret: hunter2\nvalues: {fn::secret: hunter2}\n",
     "x:\n  fn::secret:\n    ciphertext: " HUNTER2
     "\nvalues: {fn::secret: {ciphertext: " HUNTER2 "}}\n"},
    {"only below values", DECRYPT,
     "x: {fn::secret: {ciphertext: " HUNTER2 "}}\n"
     "values: {fn::secret: {ciphertext: " HUNTER2 "}}\n",
     "x: {fn::secret: {ciphertext: " HUNTER2 "}}\n"
     "values: {fn::secret: {ciphertext: " HUNTER2 "}}\n"},
    {"flow object below a block key", DECRYPT,
     "values:\n  a:\n    fn::secret: hunter2 # c\n",
     "values:\n  a:\n    fn::secret: { ciphertext: '" HUNTER2 "' } # c\n"},
    {"empty lines between", DECRYPT,
     "values:\n  a:\n    fn::secret: hunter2\n",
     "values:\n  a:\n    fn::secret:\n\n\n      ciphertext: " HUNTER2 "\n"},
    {"a comment between", DECRYPT,
     "values:\n  a:\n    fn::secret: # c\n      hunter2\n",
     "values:\n  a:\n    fn::secret: # c\n      ciphertext: " HUNTER2 "\n"},
    {"lines that end in U+0085", BOTH,
     "values:\xc2\x85  a:\xc2\x85    fn::secret: hunter2\xc2\x85  b: 1",
     "values:\xc2\x85  a:\xc2\x85    fn::secret:\n      ciphertext: " HUNTER2
     "\xc2\x85  b: 1"},
    {"value on its own line behind U+0085", BOTH,
     "values:\n  a:\n    fn::secret: # why\xc2\x85      hunter2\n",
     "values:\n  a:\n    fn::secret: # why\xc2\x85      ciphertext: " HUNTER2
     "\n"},
    {"value on its own line behind U+2028 and U+2029", BOTH,
     "values:\n  a:\n    fn::secret: # why\xe2\x80\xa8\xe2\x80\xa9"
     "      hunter2\n",
     "values:\n  a:\n    fn::secret: # why\xe2\x80\xa8\xe2\x80\xa9"
     "      ciphertext: " HUNTER2 "\n"},
    {"literal whose lines end in all of them", ENCRYPT,
     "values:\n  a:\n    fn::secret: |- # c\xe2\x80\xa8      hunter2\xc2\x85"
     "\xe2\x80\xa9  b: 1\n",
     "values:\n  a:\n    fn::secret:\n      ciphertext: " HUNTER2
     " # c\xc2\x85\xe2\x80\xa9  b: 1\n"},
    {"empty lines of all kinds between", DECRYPT,
     "values:\n  a:\n    fn::secret: hunter2\n",
     "values:\n  a:\n    fn::secret:\xc2\x85\xe2\x80\xa8\r\xe2\x80\xa9\n"
     "      ciphertext: " HUNTER2 "\n"},
    {"other shapes are left alone", BOTH,
     "values: {a: {fn::secret: 1}, b: {fn::secret: [x]}, c: {fn::secret: x1, "
     "d: 1}, e: {fn::secret: {ciphertext: 1}}, f: {fn::secret: }}\n",
     "values: {a: {fn::secret: 1}, b: {fn::secret: [x]}, c: {fn::secret: x1, "
     "d: 1}, e: {fn::secret: {ciphertext: 1}}, f: {fn::secret: }}\n"},
    {"nothing", BOTH, "", ""},
};

/* Texts that come back the same, wherever they stand. */
static const char *const texts[] = {
    "hunter2",
    "",
    " ",
    "a b",
    " a",
    "a ",
    "true",
    "null",
    "42",
    "1e3",
    "~",
    "0x1f",
    "2001-01-01",
    "a: b",
    "a #b",
    "#a",
    "- a",
    "-",
    "? a",
    "[a",
    "{a",
    "a, b",
    "'",
    "\"",
    "it's",
    "a\"b",
    "a\\b",
    "!a",
    "&a",
    "*a",
    "%a",
    "@a",
    "`a",
    "|",
    ">",
    "---",
    "...",
    "--- a",
    "=",
    "<<",
    "a:",
    ":a",
    "$x",
    "a$$b",
    "${a}",
    "\n",
    "a\n",
    "a\nb",
    "a\nb\n",
    "a\n\n",
    "\na",
    " a\nb",
    "a\n b\n",
    "a\n\n b\n",
    "a \nb",
    "a\tb",
    "\ta\nb\n",
    "a\r\nb",
    "\x01",
    "a\x7f",
    "\xc2\x85",
    "\xc3\xa9",
    "\xe2\x80\xa8",
    "\xef\xbb\xbf",
    "\xf0\x9f\x98\x80",
    "\xef\xbf\xbe",
    "-----BEGIN KEY-----\nab+/=\n-----END KEY-----\n",
};

static bool
rot128(void *context, struct esc_arena *arena, struct esc_str in,
       struct esc_str *out, struct esc_str *problem_out)
{
    char *bytes = esc_arena_alloc(arena, in.len + 1);

    (void)context;
    if (bytes == NULL) {
        *problem_out = ESC_STR("no memory");
        return false;
    }
    for (size_t i = 0; i < in.len; i++)
        bytes[i] = (char)((unsigned char)in.data[i] + 128);
    *out = (struct esc_str){bytes, in.len};
    return true;
}

static bool
refuse(void *context, struct esc_arena *arena, struct esc_str in,
       struct esc_str *out, struct esc_str *problem_out)
{
    (void)context;
    (void)arena;
    (void)in;
    (void)out;
    *problem_out = ESC_STR("wrong key");
    return false;
}

struct bench {
    struct esc_arena *arena;
    struct esc_limits limits;
    struct esc_diagnostics diags;
    struct esc_crypt crypt;
};

static void
begin(struct bench *bench, struct esc_str source)
{
    bench->limits = ESC_LIMITS_DEFAULT;
    bench->arena = esc_arena_new(bench->limits.memory);
    esc_diagnostics_init(&bench->diags, bench->arena, 0);
    bench->crypt = (struct esc_crypt){
        .diags = &bench->diags,
        .limits = &bench->limits,
        .name = ESC_STR("test"),
        .source = source,
        .convert = rot128,
    };
}

static const char *
result(const struct bench *bench, struct esc_str text)
{
    return text.data == NULL ? show_diags(&bench->diags) : text.data;
}

static void
check(size_t i)
{
    struct bench bench;

    if (rows[i].direction != DECRYPT) {
        begin(&bench, esc_str_from(rows[i].plain));
        is_str(result(&bench, esc_crypt_encrypt(&bench.crypt)), rows[i].cipher,
               "%s: encrypt", rows[i].name);
        esc_arena_free(bench.arena);
    }
    if (rows[i].direction != ENCRYPT) {
        begin(&bench, esc_str_from(rows[i].cipher));
        is_str(result(&bench, esc_crypt_decrypt(&bench.crypt)), rows[i].plain,
               "%s: decrypt", rows[i].name);
        esc_arena_free(bench.arena);
    }
}

/* rot128 behind four bytes, so that short texts have an envelope too. */
static bool
pad(void *context, struct esc_arena *arena, struct esc_str in,
    struct esc_str *out, struct esc_str *problem_out)
{
    bool encrypts = *(const bool *)context;
    struct esc_str rest = in;

    if (encrypts)
        rest = esc_arena_printf(arena, "pad:%.*s", (int)in.len, in.data);
    if (!rot128(NULL, arena, rest, out, problem_out))
        return false;
    if (!encrypts)
        *out = (struct esc_str){out->data + 4, out->len - 4};
    return true;
}

/* TEXT, encrypted between BEFORE and AFTER, comes out and goes in again. */
static void
check_round_trip(const char *before, const char *after, const char *text)
{
    struct bench bench;
    struct esc_str problem, bytes = {NULL, 0}, plain, cipher = {NULL, 0};
    bool encrypts = true;
    const char *name;

    begin(&bench, ESC_STR(""));
    bench.crypt.convert = pad;
    bench.crypt.context = &encrypts;
    pad(&encrypts, bench.arena, esc_str_from(text), &bytes, &problem);
    bytes = esc_envelope_encode(bench.arena, bytes);
    bench.crypt.source = esc_arena_printf(bench.arena, "%s{ciphertext: %s}%s",
                                          before, bytes.data, after);
    encrypts = false;
    plain = esc_crypt_decrypt(&bench.crypt);
    encrypts = true;
    if (plain.data != NULL) {
        bench.crypt.source = plain;
        cipher = esc_crypt_encrypt(&bench.crypt);
    }
    name =
        esc_quote(bench.arena, plain.data == NULL ? esc_str_from(text) : plain)
            .data;
    if (!ok(cipher.data != NULL && bench.diags.count == 0
                && strstr(cipher.data, bytes.data) != NULL,
            "round trip: %s", name))
        diag("%s", show_diags(&bench.diags));
    esc_arena_free(bench.arena);
}

static void
check_styles(void)
{
    static const struct {
        const char *text, *want;
    } styles[] = {
        {"hunter2", "hunter2"},
        {"it's", "it's"},
        {"'tis", "'''tis'"},
        {"a: b", "'a: b'"},
        {"42", "'42'"},
        {"a\tb", "\"a\\tb\""},
        {"a\nb\n", "|\n      a\n      b"},
        {"a\nb", "|-\n      a\n      b"},
    };

    for (size_t i = 0; i < sizeof(styles) / sizeof(styles[0]); i++) {
        struct esc_arena *arena = esc_arena_new((size_t)1 << 20);
        const struct esc_scalar_place place = {.may_be_block = true,
                                               .indent = 6};
        struct esc_build build;

        esc_build_init(&build, arena, 1000);
        esc_scalar_write(&build, esc_str_from(styles[i].text), &place);
        is_str(esc_build_take(&build).data, styles[i].want, "style %zu", i);
        esc_arena_free(arena);
    }
}

static void
check_error(const char *name, const char *yaml, esc_crypt_function *convert,
            const char *want)
{
    struct bench bench;
    struct esc_str text;

    begin(&bench, esc_str_from(yaml));
    bench.crypt.convert = convert;
    text = strstr(yaml, "ciphertext") != NULL
               ? esc_crypt_decrypt(&bench.crypt)
               : esc_crypt_encrypt(&bench.crypt);
    ok(text.data == NULL, "%s: nothing", name);
    is_str(show_diags(&bench.diags), want, "%s: diagnostics", name);
    esc_arena_free(bench.arena);
}

static void
check_errors(void)
{
    static char behind[100000];

    check_error("cipher refuses to encrypt",
                "values:\n  a:\n    fn::secret: x\n", refuse,
                "error 3:5:17-3:5:17 : cannot encrypt secret: wrong key");
    check_error("cipher refuses to decrypt",
                "values: {a: {fn::secret: {ciphertext: " HUNTER2 "}}}\n",
                refuse,
                "error 1:14:13-1:14:13 : cannot decrypt secret: wrong key");
    check_error("bad envelope",
                "values: {a: {fn::secret: {ciphertext: eA==}}}\n", rot128,
                "error 1:14:13-1:14:13 : invalid ciphertext: EOF");
    check_error("not UTF-8",
                "values: {a: {fn::secret: {ciphertext: " NOT_UTF8 "}}}\n",
                rot128,
                "error 1:14:13-1:14:13 : cannot write secret: "
                "it is not UTF-8 text");
    snprintf(behind, sizeof(behind), "values: {}\n---\na: b\n#%*s\n\xff\n",
             (int)sizeof(behind) - 30, "far behind");
    check_error("not UTF-8 behind the end", behind, rot128,
                "error - : cannot rewrite the definition: it is not UTF-8 "
                "text");
    check_error("no YAML", "a: ]\n", rot128,
                "error - : yaml: did not find expected node content");
}

#define PLAIN                                                                 \
    "plaintext secret in a definition that every account of the host may "    \
    "read: encrypt it ('esc-session encrypt'), or chmod 0600"

/* What a definition that everybody may read must not have. */
static void
check_plain(void)
{
    struct bench bench;

    begin(&bench, ESC_STR("values:\n  a: {fn::secret: hunter2}\n  b: "
                          "[{fn::secret: {ciphertext: " HUNTER2 "}}]\n  c:\n"
                          "    fn::secret: |\n      two\n      lines\n"));
    ok(esc_crypt_find_plain(&bench.crypt), "all plaintext is found");
    is_str(show_diags(&bench.diags),
           "error 2:7:14-2:7:14 : " PLAIN "\nerror 5:5:108-5:5:108 : " PLAIN,
           "each at its key");
    is_int((long long)bench.crypt.changed, 2, "counted");
    esc_arena_free(bench.arena);
    begin(&bench, ESC_STR("values: {a: {fn::secret: {ciphertext: x}}}"));
    ok(esc_crypt_find_plain(&bench.crypt), "an envelope is none");
    esc_arena_free(bench.arena);
}

int
main(void)
{
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        check(i);
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        check_round_trip("values:\n  a:\n    fn::secret: ", "\n  b: 1\n",
                         texts[i]);
        check_round_trip("values:\n  a:\n    fn::secret: ", "", texts[i]);
        check_round_trip("values:\n  a:\n    fn::secret: ", " # c\n",
                         texts[i]);
        check_round_trip("values:\n  a:\n    fn::secret: ", "\xc2\x85  b: 1\n",
                         texts[i]);
        check_round_trip("values:\n  a:\n    fn::secret: ",
                         "\xe2\x80\xa8 \xe2\x80\xa9", texts[i]);
        check_round_trip("values: {a: {fn::secret: ", "}, b: 1}\n", texts[i]);
    }
    check_styles();
    check_errors();
    check_plain();
    return tap_done();
}

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Rewriting a definition's secrets.  Each site becomes one edit of the text;
 * afterwards the result is read again and must hold the secrets that were
 * meant: a definition is somebody's only copy.
 */
#include "esc/crypt.h"

#include "../syntax/read.h"
#include "../text/build.h"
#include "../text/envelope.h"
#include "../text/utf8.h"
#include "layout.h"
#include "secrets.h"
#include "write.h"

/* One rewriting. */
struct work {
    struct esc_crypt *crypt;
    struct esc_arena *arena;
    struct esc_build out;
    size_t copied; /* of the source */
    const char *newline;
};

/* What a site has to hold afterwards. */
struct outcome {
    struct esc_str text;
    bool is_ciphertext;
};

static struct esc_str
fail(struct esc_crypt *crypt, const char *summary)
{
    const struct esc_place place = {.filename = crypt->name,
                                    .path = ESC_STR("")};

    esc_diagnostics_add(crypt->diags, ESC_SEVERITY_ERROR, &place,
                        esc_str_from(summary));
    return (struct esc_str){NULL, 0};
}

/* An error about SITE: its line is known, its path is not needed. */
static bool
fail_at(struct work *work, const struct esc_secret_site *site, const char *act,
        struct esc_str problem)
{
    struct esc_place place = {.filename = work->crypt->name,
                              .path = ESC_STR("")};
    struct esc_pos begin = {.line = 1};
    struct esc_build text;

    for (size_t i = 0; i < site->key.start; i++)
        begin.line += work->crypt->source.data[i] == '\n';
    begin.column = (uint32_t)site->column + 1;
    begin.byte = (uint32_t)site->key.start;
    place.range = (struct esc_range){begin, begin};
    place.has_range = true;
    esc_build_init(&text, work->arena, work->crypt->limits->output);
    esc_build_text(&text, act);
    esc_build_add(&text, problem);
    esc_diagnostics_add(work->crypt->diags, ESC_SEVERITY_ERROR, &place,
                        esc_build_take(&text));
    return false;
}

static struct esc_str
slice(const struct work *work, size_t start, size_t end)
{
    return (struct esc_str){work->crypt->source.data + start, end - start};
}

static void
copy_to(struct work *work, size_t end)
{
    esc_build_add(&work->out, slice(work, work->copied, end));
    work->copied = end;
}

static void
add_spaces(struct esc_build *build, size_t count)
{
    for (size_t i = 0; i < count; i++)
        esc_build_byte(build, ' ');
}

/* fn::secret: TEXT becomes fn::secret: {ciphertext: ENVELOPE}. */
static void
write_envelope(struct work *work, const struct esc_secret_site *site,
               struct esc_str envelope)
{
    struct esc_str source = work->crypt->source;
    size_t colon = esc_layout_colon(source, site, false);
    size_t column = esc_layout_column(source, site);
    bool is_block =
        !site->is_flow
        && (colon != SIZE_MAX || esc_layout_starts_line(source, site));

    if (is_block && colon != SIZE_MAX) {
        copy_to(work, colon + 1);
        esc_build_text(&work->out, work->newline);
        add_spaces(&work->out, site->column + 2);
    } else {
        copy_to(work, site->value.start);
        /* It may start its line left of where a key in its place must. */
        if (is_block && column <= site->column)
            add_spaces(&work->out, site->column + 2 - column);
    }
    esc_build_text(&work->out, is_block ? "ciphertext: " : "{ciphertext: ");
    esc_build_add(&work->out, envelope);
    if (!is_block)
        esc_build_byte(&work->out, '}');
    else
        esc_build_add(&work->out, esc_layout_comment(source, site));
    work->copied = esc_layout_end(source, site);
}

/* fn::secret: {ciphertext: ENVELOPE} becomes fn::secret: TEXT. */
static bool
write_plaintext(struct work *work, const struct esc_secret_site *site,
                struct esc_str text)
{
    struct esc_str source = work->crypt->source;
    size_t colon = esc_layout_colon(source, site, true);
    size_t end = esc_layout_end(source, site);
    const struct esc_scalar_place place = {
        .is_flow = site->is_flow,
        .may_be_block = esc_layout_may_end_block(source, end),
        .indent = site->column + 2,
        .is_at_end = end == source.len,
    };

    copy_to(work, colon == SIZE_MAX ? site->value.start : colon + 1);
    if (colon != SIZE_MAX)
        esc_build_byte(&work->out, ' ');
    if (!esc_scalar_write(&work->out, text, &place))
        return false;
    work->copied = end;
    return true;
}

static bool
encrypt_site(struct work *work, const struct esc_secret_site *site,
             struct outcome *outcome)
{
    struct esc_crypt *crypt = work->crypt;
    struct esc_str ciphertext = {NULL, 0}, problem = ESC_STR("");

    if (!crypt->convert(crypt->context, work->arena, site->text, &ciphertext,
                        &problem))
        return fail_at(work, site, "cannot encrypt secret: ", problem);
    outcome->text = esc_envelope_encode(work->arena, ciphertext);
    outcome->is_ciphertext = true;
    write_envelope(work, site, outcome->text);
    return true;
}

static bool
decrypt_site(struct work *work, const struct esc_secret_site *site,
             struct outcome *outcome)
{
    struct esc_crypt *crypt = work->crypt;
    struct esc_str ciphertext, problem = ESC_STR("");

    if (!esc_envelope_decode(work->arena, site->text, &ciphertext, &problem))
        return fail_at(work, site, "invalid ciphertext: ", problem);
    if (!crypt->convert(crypt->context, work->arena, ciphertext,
                        &outcome->text, &problem))
        return fail_at(work, site, "cannot decrypt secret: ", problem);
    outcome->is_ciphertext = false;
    if (!write_plaintext(work, site, outcome->text))
        return fail_at(work, site, "cannot write secret: ",
                       ESC_STR("it is not UTF-8 text"));
    return true;
}

/* Whether RESULT holds what was meant. */
static bool
reads_back(struct work *work, struct esc_str result,
           const struct outcome *outcomes, size_t count)
{
    const struct esc_limits *limits = work->crypt->limits;
    struct esc_secret_sites sites;
    const struct esc_secret_site *site;
    size_t i = 0;

    if (!esc_secret_sites_find(work->arena, result, limits->depth, &sites)
        || sites.count != count)
        return false;
    for (site = sites.first; site != NULL; site = site->next, i++) {
        if (site->is_ciphertext != outcomes[i].is_ciphertext
            || !esc_str_equal(site->text, outcomes[i].text))
            return false;
    }
    return true;
}

typedef bool site_function(struct work *work,
                           const struct esc_secret_site *site,
                           struct outcome *outcome);

static bool
is_wanted(const struct esc_secret_site *site, bool encrypts)
{
    return encrypts ? !site->is_ciphertext
                    : site->is_ciphertext && site->is_below_values;
}

static struct esc_str
rewrite(struct work *work, const struct esc_secret_sites *sites, bool encrypts)
{
    site_function *convert = encrypts ? encrypt_site : decrypt_site;
    const struct esc_secret_site *site = sites->first;
    struct outcome *outcomes =
        esc_arena_array(work->arena, sites->count, sizeof(*outcomes));
    struct esc_str result = {NULL, 0};

    for (size_t i = 0; site != NULL && outcomes != NULL;
         site = site->next, i++) {
        outcomes[i] = (struct outcome){site->text, site->is_ciphertext};
        if (!is_wanted(site, encrypts))
            continue;
        if (!convert(work, site, &outcomes[i]))
            return (struct esc_str){NULL, 0};
        work->crypt->changed++;
    }
    copy_to(work, work->crypt->source.len);
    result = esc_build_take(&work->out);
    if (!esc_diagnostics_settle(work->crypt->diags) || outcomes == NULL)
        return (struct esc_str){NULL, 0};
    if (!reads_back(work, result, outcomes, sites->count)
        && esc_diagnostics_settle(work->crypt->diags))
        return fail(work->crypt, "cannot rewrite the definition: the result "
                                 "would not read back as the same");
    return result;
}

static const char *
newline_of(struct esc_str source)
{
    for (size_t i = 0; i < source.len; i++) {
        if (source.data[i] == '\n')
            return i > 0 && source.data[i - 1] == '\r' ? "\r\n" : "\n";
    }
    return "\n";
}

/*
 * Whether a YAML parser takes every character.  The reader stops behind the
 * first document, and reads ahead: what it has not come to yet, it may come to
 * when the text before has grown.
 */
static bool
is_readable(struct esc_str text)
{
    while (text.len > 0) {
        uint32_t code;
        size_t len;

        if (!esc_utf8_decode(text, &code, &len)
            || (code < 0x20 && code != '\t' && code != '\n' && code != '\r')
            || (code > 0x7e && code < 0xa0 && code != 0x85) || code == 0xfffe
            || code == 0xffff)
            return false;
        text = esc_str_after(text, len);
    }
    return true;
}

static struct esc_str
run(struct esc_crypt *crypt, bool encrypts)
{
    struct work work = {
        .crypt = crypt,
        .arena = crypt->diags->arena,
        .newline = newline_of(crypt->source),
    };
    struct esc_secret_sites sites;

    crypt->changed = 0;
    if (esc_syntax_read(crypt->diags, crypt->name, crypt->source,
                        crypt->limits)
        == NULL)
        return (struct esc_str){NULL, 0};
    if (!is_readable(crypt->source))
        return fail(crypt,
                    "cannot rewrite the definition: it is not UTF-8 text");
    esc_build_init(&work.out, work.arena, SIZE_MAX);
    if (!esc_secret_sites_find(work.arena, crypt->source, crypt->limits->depth,
                               &sites))
        return esc_diagnostics_settle(crypt->diags)
                   ? fail(crypt, "cannot find the definition's secrets")
                   : (struct esc_str){NULL, 0};
    return rewrite(&work, &sites, encrypts);
}

struct esc_str
esc_crypt_encrypt(struct esc_crypt *crypt)
{
    return run(crypt, true);
}

struct esc_str
esc_crypt_decrypt(struct esc_crypt *crypt)
{
    return run(crypt, false);
}

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A forward scan over tags with a stack of names.  Server bytes: every step
 * checks what is left.
 */
#include "xml.h"
#include <stdint.h>
#include <string.h>

enum { DEPTH_MAX = 16 };

struct span {
    const char *at;
    size_t len;
};

struct scan {
    const char *at, *end;
    struct span names[DEPTH_MAX];
    size_t depth;
};

static bool
starts(const struct scan *scan, const char *text)
{
    size_t len = strlen(text);

    return (size_t)(scan->end - scan->at) >= len
           && memcmp(scan->at, text, len) == 0;
}

/* Move behind TEXT; false when it does not come any more. */
static bool
skip_past(struct scan *scan, const char *text)
{
    size_t len = strlen(text);

    for (; (size_t)(scan->end - scan->at) >= len; scan->at++)
        if (memcmp(scan->at, text, len) == 0) {
            scan->at += len;
            return true;
        }
    return false;
}

static bool
is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* A name at the scan's place, without a prefix. */
static bool
take_name(struct scan *scan, struct span *name_out)
{
    const char *start = scan->at;

    while (scan->at < scan->end && !is_space(*scan->at)
           && strchr("<>/=\"'", *scan->at) == NULL) {
        if (*scan->at == ':')
            start = scan->at + 1;
        scan->at++;
    }
    name_out->at = start;
    name_out->len = (size_t)(scan->at - start);
    return name_out->len > 0;
}

/* To the '>' of an opening tag, quotes respected; says whether it was "/>". */
static bool
skip_attributes(struct scan *scan, bool *empty_out)
{
    char quote = 0;

    *empty_out = false;
    for (; scan->at < scan->end; scan->at++) {
        char c = *scan->at;

        if (quote != 0) {
            quote = c == quote ? 0 : quote;
        } else if (c == '"' || c == '\'') {
            quote = c;
        } else if (c == '<') {
            return false;
        } else if (c == '>') {
            *empty_out = scan->at[-1] == '/';
            scan->at++;
            return true;
        }
    }
    return false;
}

/* The innermost names are those of PATH. */
static bool
matches(const struct scan *scan, const char *path)
{
    const char *end = path + strlen(path);
    size_t depth = scan->depth;

    while (end > path) {
        const char *start = end;
        struct span name;

        while (start > path && start[-1] != '/')
            start--;
        if (depth == 0)
            return false;
        name = scan->names[--depth];
        if (name.len != (size_t)(end - start)
            || memcmp(name.at, start, name.len) != 0)
            return false;
        end = start > path ? start - 1 : path;
    }
    return true;
}

static size_t
put_utf8(uint32_t c, char *out)
{
    if (c < 0x80) {
        out[0] = (char)c;
        return 1;
    }
    if (c < 0x800) {
        out[0] = (char)(0xc0 | c >> 6);
        out[1] = (char)(0x80 | (c & 0x3f));
        return 2;
    }
    if (c < 0x10000) {
        out[0] = (char)(0xe0 | c >> 12);
        out[1] = (char)(0x80 | (c >> 6 & 0x3f));
        out[2] = (char)(0x80 | (c & 0x3f));
        return 3;
    }
    out[0] = (char)(0xf0 | c >> 18);
    out[1] = (char)(0x80 | (c >> 12 & 0x3f));
    out[2] = (char)(0x80 | (c >> 6 & 0x3f));
    out[3] = (char)(0x80 | (c & 0x3f));
    return 4;
}

/* "&#38;" and "&#x26;": the digits between NAME's '#' and its end. */
static bool
number_entity(struct span name, uint32_t *c_out)
{
    bool hex = name.len > 1 && (name.at[1] | 0x20) == 'x';
    uint32_t c = 0;
    size_t i = hex ? 2 : 1;

    if (i >= name.len || name.len > 9)
        return false;
    for (; i < name.len; i++) {
        uint32_t digit = (uint32_t)(unsigned char)name.at[i];

        if (digit >= '0' && digit <= '9')
            digit -= '0';
        else if (hex && (digit | 0x20) >= 'a' && (digit | 0x20) <= 'f')
            digit = (digit | 0x20) - 'a' + 10;
        else
            return false;
        c = c * (hex ? 16 : 10) + digit;
    }
    *c_out = c;
    return c > 0 && c <= 0x10ffff && (c < 0xd800 || c > 0xdfff);
}

/* The entity at the scan's '&'. */
static bool
take_entity(struct scan *scan, uint32_t *c_out)
{
    static const struct {
        const char *name;
        char c;
    } known[] = {
        {"lt", '<'}, {"gt", '>'}, {"amp", '&'}, {"quot", '"'}, {"apos", '\''}};
    struct span name = {scan->at + 1, 0};

    while (name.at + name.len < scan->end && name.len < 10
           && name.at[name.len] != ';')
        name.len++;
    if (name.at + name.len >= scan->end || name.at[name.len] != ';')
        return false;
    scan->at = name.at + name.len + 1;
    if (name.len > 0 && name.at[0] == '#')
        return number_entity(name, c_out);
    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
        if (strlen(known[i].name) == name.len
            && memcmp(known[i].name, name.at, name.len) == 0) {
            *c_out = (uint32_t)(unsigned char)known[i].c;
            return true;
        }
    return false;
}

/* Text up to the next tag, which must be a closing one. */
static bool
take_text(struct scan *scan, char *out, size_t size)
{
    size_t used = 0;

    while (scan->at < scan->end && is_space(*scan->at))
        scan->at++;
    while (scan->at < scan->end && *scan->at != '<') {
        char piece[4] = {*scan->at};
        size_t len = 1;
        uint32_t c;

        if (*scan->at == '\0')
            return false;
        if (*scan->at == '&') {
            if (!take_entity(scan, &c))
                return false;
            len = put_utf8(c, piece);
        } else {
            scan->at++;
        }
        if (used + len >= size)
            return false;
        memcpy(out + used, piece, len);
        used += len;
    }
    while (used > 0 && is_space(out[used - 1]))
        used--;
    out[used] = '\0';
    return starts(scan, "</");
}

static bool
close_tag(struct scan *scan)
{
    struct span name;

    scan->at += 2;
    if (!take_name(scan, &name) || scan->depth == 0)
        return false;
    scan->depth--;
    return scan->names[scan->depth].len == name.len
           && memcmp(scan->names[scan->depth].at, name.at, name.len) == 0
           && skip_past(scan, ">");
}

/* The tag at '<'; *OPENED_OUT when an element with content began. */
static bool
take_tag(struct scan *scan, bool *opened_out)
{
    struct span name;
    bool empty;

    *opened_out = false;
    if (starts(scan, "<?"))
        return skip_past(scan, "?>");
    if (starts(scan, "<!--"))
        return skip_past(scan, "-->");
    if (starts(scan, "<!"))
        return false;
    if (starts(scan, "</"))
        return close_tag(scan);
    scan->at++;
    if (!take_name(scan, &name) || scan->depth == DEPTH_MAX
        || !skip_attributes(scan, &empty))
        return false;
    if (!empty) {
        scan->names[scan->depth++] = name;
        *opened_out = true;
    }
    return true;
}

bool
xml_find(const char *bytes, size_t len, const char *path, char *out,
         size_t size)
{
    struct scan scan = {.at = bytes, .end = bytes + len};
    bool opened;

    out[0] = '\0';
    for (;;) {
        while (scan.at < scan.end && *scan.at != '<')
            scan.at++;
        if (scan.at == scan.end || !take_tag(&scan, &opened))
            return false;
        if (!opened || !matches(&scan, path))
            continue;
        if (take_text(&scan, out, size))
            return true;
        out[0] = '\0';
        return false;
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Finding texts in XML, and refusing what is not the XML of an answer. */
#include "provider/xml.h"
#include "tap.h"
#include <string.h>

static const struct {
    const char *name, *xml, *path, *want; /* NULL: not found */
} rows[] = {
    {"a text", "<A><B>x</B></A>", "A/B", "x"},
    {"by the end of the path", "<R><A><B>x</B></A></R>", "B", "x"},
    {"the first of two", "<R><B>x</B><B>y</B></R>", "R/B", "x"},
    {"another parent is passed over", "<R><C><B>x</B></C><A><B>y</B></A></R>",
     "A/B", "y"},
    {"longer than the path there is", "<B>x</B>", "A/B", NULL},
    {"a name that only begins so", "<AB>x</AB>", "A", NULL},
    {"white space around it", "<A>\n  x y \r\n</A>", "A", "x y"},
    {"empty", "<A></A>", "A", ""},
    {"self-closing", "<R><A/><B>x</B></R>", "A", NULL},
    {"behind a self-closing one", "<R><A/><B>x</B></R>", "R/B", "x"},
    {"declaration, comment, namespace",
     "<?xml version='1.0'?><!-- <A>no</A> --><s:A xmlns:s=\"u>v\">x</s:A>",
     "A", "x"},
    {"entities", "<A>&lt;&gt;&amp;&quot;&apos;&#65;&#x42;&#xe9;</A>", "A",
     "<>&\"'AB\xc3\xa9"},
    {"large code point", "<A>&#x1F600;&#x20AC;</A>", "A",
     "\xf0\x9f\x98\x80\xe2\x82\xac"},
    {"unknown entity", "<A>&nbsp;</A>", "A", NULL},
    {"entity of NUL", "<A>&#0;</A>", "A", NULL},
    {"entity of a surrogate", "<A>&#xd800;</A>", "A", NULL},
    {"entity too large", "<A>&#x110000;</A>", "A", NULL},
    {"entity without end", "<A>&amp</A>", "A", NULL},
    {"a document type", "<!DOCTYPE A [<!ENTITY e 'x'>]><A>&e;</A>", "A", NULL},
    {"children instead of text", "<A>x<B>y</B></A>", "A", NULL},
    {"crossed tags before", "<R><C><D></C></D><A>x</A></R>", "A", NULL},
    {"cut in a tag", "<A><B", "A/B", NULL},
    {"cut in a text", "<A>x", "A", NULL},
    {"cut in an attribute", "<A b='", "A", NULL},
    {"a bracket in a tag", "<A <B>x</B>", "B", NULL},
    {"not XML", "hello", "A", NULL},
    {"nothing", "", "A", NULL},
    {"too deep", "<a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><b>x</b>",
     "b", NULL},
    {"too long for the room", "<A>0123456789abcdef</A>", "A", NULL},
};

int
main(void)
{
    char out[16];

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        bool found = xml_find(rows[i].xml, strlen(rows[i].xml), rows[i].path,
                              out, sizeof(out));

        ok(found == (rows[i].want != NULL), "%s", rows[i].name);
        is_str(out, rows[i].want == NULL ? "" : rows[i].want, "%s: the text",
               rows[i].name);
    }
    ok(!xml_find("<A>x\0y</A>", 10, "A", out, sizeof(out)), "a NUL inside");
    return tap_done();
}

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The little XML that AWS answers need: find the text of an element by the end
 * of its path.  No DTD (a document that has one is refused), no namespaces
 * (prefixes are cut off), no attributes; bounded depth; nothing allocated.
 */
#ifndef XML_H
#define XML_H

#include <stdbool.h>
#include <stddef.h>

/*
 * The text of the first element in document order whose path ends in PATH
 * ("Error/Code"), entities decoded, white space around it cut off.  False,
 * with OUT empty: no such element, one with children, longer than SIZE - 1,
 * or a document that is malformed before it.
 */
bool xml_find(const char *bytes, size_t len, const char *path, char *out,
              size_t size);

#endif

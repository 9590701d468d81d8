/* SPDX-License-Identifier: Apache-2.0 */
/* No guard: from here to event/rows_end.h a row is a member named by its tag, for a struct that is
 * there only so that a tag used twice or out of range does not compile. */
#define ROW_ANY(tag) char tag_##tag[(tag) >= 1 && (tag) <= 63 ? 1 : -1];
#define ROW_INT(rec, name, tag, doc) ROW_ANY(tag)
#define ROW_OPT(rec, name, tag, doc) ROW_ANY(tag)
#define ROW_TIME(rec, name, tag, doc) ROW_ANY(tag)
#define ROW_BOOL(rec, name, tag, doc) ROW_ANY(tag)
#define ROW_ENUM(rec, name, tag, names, doc) ROW_ANY(tag)
#define ROW_FLAGS(rec, name, tag, names, doc) ROW_ANY(tag)
#define ROW_TEXT(rec, name, tag, bytes, doc) ROW_ANY(tag)
#define ROW_STR(rec, name, tag, doc) ROW_ANY(tag)
#define ROW_SECRET(rec, name, tag, bytes, doc) ROW_ANY(tag)
#define ROW_SECRET_STR(rec, name, tag, doc) ROW_ANY(tag)
#define ROW_WORDS(rec, name, tag, count, doc) ROW_ANY(tag)
#define ROW_READINGS(rec, name, tag, doc) ROW_ANY(tag)
#define ROW_FACTS(rec, name, tag, doc) ROW_ANY(tag)

/* SPDX-License-Identifier: Apache-2.0 */
/* No guard: from here to event/rows_end.h a row is a struct member. */
#define ROW_INT(rec, name, tag, doc) int64_t name;
#define ROW_OPT(rec, name, tag, doc) int64_t name;
#define ROW_TIME(rec, name, tag, doc) int64_t name;
#define ROW_BOOL(rec, name, tag, doc) int64_t name;
#define ROW_ENUM(rec, name, tag, names, doc) int64_t name;
#define ROW_FLAGS(rec, name, tag, names, doc) int64_t name;
#define ROW_TEXT(rec, name, tag, bytes, doc) char name[bytes];
#define ROW_STR(rec, name, tag, doc) struct str name;
#define ROW_SECRET(rec, name, tag, bytes, doc) char name[bytes];
#define ROW_SECRET_STR(rec, name, tag, doc) struct str name;
#define ROW_WORDS(rec, name, tag, count, doc) uint64_t name[count];
#define ROW_READINGS(rec, name, tag, doc) struct str name;
#define ROW_FACTS(rec, name, tag, doc) struct str name;

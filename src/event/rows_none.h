/* SPDX-License-Identifier: Apache-2.0 */
/* No guard: from here to event/rows_end.h a row is nothing, for passes that want only the heads. */
#define ROW_INT(rec, name, tag, doc)
#define ROW_OPT(rec, name, tag, doc)
#define ROW_TIME(rec, name, tag, doc)
#define ROW_BOOL(rec, name, tag, doc)
#define ROW_ENUM(rec, name, tag, names, doc)
#define ROW_FLAGS(rec, name, tag, names, doc)
#define ROW_TEXT(rec, name, tag, bytes, doc)
#define ROW_STR(rec, name, tag, doc)
#define ROW_SECRET(rec, name, tag, bytes, doc)
#define ROW_SECRET_STR(rec, name, tag, doc)
#define ROW_WORDS(rec, name, tag, count, doc)
#define ROW_READINGS(rec, name, tag, doc)

/* SPDX-License-Identifier: Apache-2.0 */
/* No guard: from here to event/rows_end.h a row is a struct record_field of `struct rec`. */
#define ROW_ANY(rec, name, tag, kind, names, doc)                                                  \
    {#name, tag, kind, offsetof(struct rec, name), sizeof(((struct rec *)0)->name),                \
     names, doc, false},
#define ROW_INT(rec, name, tag, doc) ROW_ANY(rec, name, tag, RECORD_INT, NULL, doc)
#define ROW_OPT(rec, name, tag, doc) ROW_ANY(rec, name, tag, RECORD_OPT, NULL, doc)
#define ROW_TIME(rec, name, tag, doc) ROW_ANY(rec, name, tag, RECORD_TIME, NULL, doc)
#define ROW_BOOL(rec, name, tag, doc) ROW_ANY(rec, name, tag, RECORD_BOOL, NULL, doc)
#define ROW_ENUM(rec, name, tag, names, doc)                                                       \
    ROW_ANY(rec, name, tag, RECORD_ENUM, &names_##names, doc)
#define ROW_FLAGS(rec, name, tag, names, doc)                                                      \
    ROW_ANY(rec, name, tag, RECORD_FLAGS, &names_##names, doc)
#define ROW_TEXT(rec, name, tag, bytes, doc) ROW_ANY(rec, name, tag, RECORD_TEXT, NULL, doc)
#define ROW_STR(rec, name, tag, doc) ROW_ANY(rec, name, tag, RECORD_STR, NULL, doc)
#define ROW_SECRET(rec, name, tag, bytes, doc)                                                     \
    {#name, tag, RECORD_TEXT, offsetof(struct rec, name), bytes, NULL, doc, true},
#define ROW_SECRET_STR(rec, name, tag, doc)                                                        \
    {#name, tag, RECORD_STR, offsetof(struct rec, name), sizeof(struct str), NULL, doc, true},
#define ROW_WORDS(rec, name, tag, count, doc) ROW_ANY(rec, name, tag, RECORD_WORDS, NULL, doc)
#define ROW_READINGS(rec, name, tag, doc) ROW_ANY(rec, name, tag, RECORD_READINGS, NULL, doc)
#define ROW_FACTS(rec, name, tag, doc) ROW_ANY(rec, name, tag, RECORD_FACTS, NULL, doc)

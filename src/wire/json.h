/* SPDX-License-Identifier: Apache-2.0 */
/* JSON (RFC 8259): a pull reader over a span, and a writer into a buffer. No tree, no malloc. */
#pragma once

#include "base/buf.h"

#define JSON_DEPTH_MAX 32 /* deeper nesting is a JSON_BAD token; every OCPP message fits in 12 */

enum json_kind {
    JSON_BAD, /* not JSON: error and position are in the reader; every further call says so too */
    JSON_END, /* after the one top-level value */
    JSON_OBJECT,
    JSON_OBJECT_END,
    JSON_ARRAY,
    JSON_ARRAY_END,
    JSON_KEY,    /* text = between the quotes, as written */
    JSON_STRING, /* text = between the quotes, as written */
    JSON_NUMBER, /* text = the number as written */
    JSON_TRUE,
    JSON_FALSE,
    JSON_NULL
};

struct json_token {
    enum json_kind kind;
    bool escaped;    /* a string or key with a backslash in it: json_unescape before use */
    struct str text; /* see the kinds; else the token as written */
};

struct json_reader {
    struct str in;
    size_t at;
    unsigned depth;
    uint32_t objects;  /* bit d: level d is an object */
    uint8_t state;     /* what may come next; private */
    size_t block;      /* which 64 bytes of in `special` is about; private */
    uint64_t special;  /* bit i: byte i of them may end a string; private */
    const char *error; /* NULL, or a sentence; `at` is then the offset of the fault */
};

/* Begin to read in. The span must stay while tokens of it are used. */
void json_open(struct json_reader *r, struct str in);
/* The next token. Strings are checked (escapes, control characters, UTF-8, RFC 8259 section 7) and
 * so are numbers (section 6). */
enum json_kind json_next(struct json_reader *r, struct json_token *out);
/* Having got the token `first` (not a key), go behind the value that it begins. The value as
 * written is in *whole where that isn't NULL. False where the JSON is bad. */
bool json_skip(struct json_reader *r, const struct json_token *first, struct str *whole);
/* Append the bytes that the string text stands for. \uD800-style halves alone become U+FFFD. */
void json_unescape(struct str text, struct buf *out);
/* Length in Unicode code points of a string as written: what maxLength counts. */
size_t json_length(struct str text, bool escaped);

struct json_writer {
    struct buf *out;
    bool comma; /* the next value or key needs a comma first */
};

/* Begin to write into out; overflow shows in out->full. */
void json_begin(struct json_writer *w, struct buf *out);
void json_object(struct json_writer *w);                   /* {  */
void json_object_end(struct json_writer *w);               /* }  */
void json_array(struct json_writer *w);                    /* [  */
void json_array_end(struct json_writer *w);                /* ]  */
void json_key(struct json_writer *w, struct str key);      /* "key":, escaped as needed */
void json_string(struct json_writer *w, struct str value); /* escaped; bad UTF-8 becomes U+FFFD */
void json_int(struct json_writer *w, int64_t value);
void json_bool(struct json_writer *w, bool value);
void json_null(struct json_writer *w);
/* A value that is JSON text already (a number as written, a kept sub-document). */
void json_raw(struct json_writer *w, struct str value);
/* Write key and string value, the commonest pair. */
void json_pair(struct json_writer *w, const char *key, struct str value);
/* Write key and integer value. */
void json_pair_int(struct json_writer *w, const char *key, int64_t value);
/* Write key and value x 10^-places as a decimal number (wire/decimal.h). */
void json_pair_decimal(struct json_writer *w, const char *key, int64_t value, int places);
/* Write key and boolean value. */
void json_pair_bool(struct json_writer *w, const char *key, bool value);
/* Write key and time as RFC 3339 UTC with milliseconds (see base/time.h). */
void json_pair_time(struct json_writer *w, const char *key, int64_t at_us);

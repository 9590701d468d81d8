/* SPDX-License-Identifier: Apache-2.0 */
/* Log lines on standard error: at=... level=... what=... station=... session=... and more
 * key=value. Only apps log; never secrets. How many lines of one event and station are written at
 * once is limited (apps/loglimit.h). */
#pragma once

#include "base/buf.h"

struct log_limit;

enum log_level { LOG_ERROR, LOG_WARNING, LOG_INFO, LOG_DEBUG };

struct log {
    enum log_level level;    /* lines above it are not written */
    bool json;               /* a JSON object a line instead of key=value */
    bool priority;           /* before each line "<N>", as the system's journal takes it */
    struct log_limit *limit; /* NULL: every line is written */
};

/* The log of option log_level: "error", "warning", "info" or "debug". */
struct log log_of(const char *level);
/* Write one line: `what` is a word; station may be empty; the rest is printf text of key=value
 * pairs whose texts from outside went through log_quote. Any thread; one write per line. */
__attribute__((format(printf, 5, 6))) void log_line(const struct log *l, enum log_level level,
                                                    const char *what, struct str station,
                                                    const char *format, ...);
/* Say what the limit has left out of spans that are over: now and then, and at the end (`all`). Any
 * thread. */
void log_left_out(const struct log *l, bool all);
/* A line of key=value pairs as a JSON object: whole numbers become numbers, all else text. Escapes
 * of log_quote stay as they are. */
void log_json(struct str line, struct buf *out);
/* A text from outside as a value: quoted and escaped where it holds more than plain characters, cut
 * to fit. */
const char *log_quote(struct str s, char out[160]);

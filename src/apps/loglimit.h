/* SPDX-License-Identifier: Apache-2.0 */
/* How many log lines of one event and station are written: so many in a span that begins with the
 * first; the others are counted, and one line says how many there were. A table of fixed size keeps
 * those that came last; who falls out of it is told too. */
#pragma once

#include <stdbool.h>

#include "base/counters.h"

struct log_limit;

/* Lines of one event and station that were left out. */
struct log_left {
    const char *what;
    char station[132];
    uint64_t lines;
    int64_t span_us; /* since the first line of the span */
};

/* At most `lines` in each span of `span_us`. Lines written and left out are counted in `counters`,
 * which must have no other writer. NULL: no memory. */
struct log_limit *log_limit_open(unsigned lines, int64_t span_us, struct counters *counters);
void log_limit_close(struct log_limit *l);
/* May one more line be written? left->lines > 0: another span has ended meanwhile, or gave way, and
 * that is to be told. `what` lives as long as the limit. Any thread. */
bool log_limit_allows(struct log_limit *l, int64_t now_us, const char *what, struct str station,
                      struct log_left *left);
/* Take one count of a span that is over at now_us; false: there is none left. Any thread. */
bool log_limit_take(struct log_limit *l, int64_t now_us, struct log_left *out);

/* SPDX-License-Identifier: Apache-2.0 */
/* From the rules a wish, from the consumers a limit. */
#include "store/retain.h"

/* May the segment before `next` go as far as the rules are concerned? */
static bool unwanted(const struct journal_segment *next, uint64_t tail, struct retain_rules rules)
{
    bool old = rules.keep_us > 0 && next->at_us != 0 && next->at_us < rules.now_us - rules.keep_us;
    return old || (rules.keep_bytes > 0 && tail - next->first >= rules.keep_bytes);
}

struct retain retain_decide(const struct journal_segment *s, size_t n, uint64_t tail,
                            struct retain_rules rules, const struct consumer *c, size_t n_consumers)
{
    struct retain r = {0};
    size_t i = 0, k = 0;
    if (n == 0)
        return r;
    while (i + 1 < n && unwanted(&s[i + 1], tail, rules))
        i++;
    r.wanted = s[i].first;
    uint64_t least = n_consumers > 0 ? r.wanted : 0;
    for (size_t at = 0; at < n_consumers; at++)
        if (c[at].position < least) {
            least = c[at].position;
            r.held = &c[at];
        }
    while (k < i && s[k + 1].first <= least) {
        r.bytes += s[k].bytes;
        k++;
    }
    r.position = s[k].first;
    r.segments = k;
    if (k == i)
        r.held = NULL; /* it stands in the first segment that stays anyway */
    return r;
}

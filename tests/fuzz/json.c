/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as JSON: the reader ends, stays in its input, and says the same at the second time. */
#include "base/assert.h"
#include "wire/json.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Count the tokens until END or BAD, and note which. */
static size_t tokens(struct str in, enum json_kind *last)
{
    struct json_reader r;
    struct json_token t;
    size_t n = 0;
    json_open(&r, in);
    while ((*last = json_next(&r, &t)) != JSON_BAD && *last != JSON_END) {
        ASSERT(t.text.n == 0 || (t.text.p >= in.p && t.text.p + t.text.n <= in.p + in.n));
        n++;
    }
    return n;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str in = str_make((const char *)data, size);
    enum json_kind first, second;
    size_t n = tokens(in, &first);
    ASSERT(tokens(in, &second) == n && first == second && n <= size);
    return 0;
}

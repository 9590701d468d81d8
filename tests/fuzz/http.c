/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as an HTTP request head: what is accepted lies within the input. */
#include "base/assert.h"
#include "wire/http.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str in = str_make((const char *)data, size);
    struct http_head head;
    if (http_request(in, &head) == HTTP_OK) {
        ASSERT(head.bytes <= size && head.n_headers <= HTTP_HEADERS_MAX && head.target.n > 0);
        for (unsigned i = 0; i < head.n_headers; i++)
            ASSERT(head.headers[i].value.p + head.headers[i].value.n <= in.p + in.n);
    }
    (void)http_response(in, &head);
    return 0;
}

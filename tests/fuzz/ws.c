/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as a WebSocket stream, whole and byte by byte: the same events, bounded memory. */
#include <stdlib.h>
#include <string.h>

#include "base/assert.h"
#include "base/hash.h"
#include "wire/ws.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Feed p[0..n) in pieces of `step`; a hash over all events. */
static uint64_t feed(char *p, size_t n, size_t step, struct ws_zlib *zlib)
{
    struct ws ws;
    uint64_t hash = 1;
    ws_init(&ws, true, (struct ws_deflate){zlib != NULL, 15, 15}, 4096, zlib);
    while (n > 0) {
        size_t piece = step < n ? step : n;
        n -= piece;
        for (;;) {
            struct ws_event e = ws_read(&ws, &p, &piece);
            if (e.kind == WS_EVENT_NEED_MORE)
                break;
            ASSERT(e.data.n <= 4096);
            hash = hash_mix(hash, (uint64_t)e.kind << 32 | e.code);
            if (e.kind == WS_EVENT_MESSAGE)
                hash = hash_mix(hash, hash_str(e.data));
            if (e.kind == WS_EVENT_CLOSE || e.kind == WS_EVENT_FAIL) {
                ws_fini(&ws);
                return hash;
            }
        }
    }
    ws_fini(&ws);
    return hash;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct ws_zlib *zlib;
    if (!zlib)
        zlib = ws_zlib_open();
    if (size < 1 || size > 65536)
        return 0;
    char *whole = malloc(size), *bytes = malloc(size);
    ASSERT(whole && bytes);
    memcpy(whole, data, size);
    memcpy(bytes, data, size);
    struct ws_zlib *z = data[0] & 1 ? zlib : NULL;
    ASSERT(feed(whole + 1, size - 1, size, z) == feed(bytes + 1, size - 1, 1, z));
    free(whole);
    free(bytes);
    return 0;
}

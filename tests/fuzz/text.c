/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as the small texts of the house: percent-encoding, query strings, base64, UTF-8,
 * integers, times, names of cursors, offers of permessage-deflate, subprotocols. What can be
 * written and read goes there and back. */
#include <stdio.h>

#include "base/time.h"
#include "fuzz.h"
#include "ocpp/message.h"
#include "sim/simdisk.h"
#include "store/cursor.h"
#include "wire/http.h"
#include "wire/ws.h"

#define TEXT_MAX 4096

static char one[TEXT_MAX * 4], two[TEXT_MAX * 4];

/* Percent-encoding: what is encoded decodes to itself, and what decodes can be encoded. */
static void percent(struct str in)
{
    struct buf coded = buf_over(one, sizeof one), plain = buf_over(two, sizeof two);
    http_encode(in, &coded);
    bool nul = str_find(in, '\0') < in.n;
    ASSERT(http_decode(buf_str(&coded), false, &plain) == !nul);
    ASSERT(nul || str_eq(buf_str(&plain), in));
    coded = buf_over(one, sizeof one);
    if (http_decode(in, true, &coded)) {
        plain = buf_over(two, sizeof two);
        ASSERT(coded.n <= in.n && (nul || str_find(buf_str(&coded), '\0') == coded.n));
    }
}

/* A query string: a parameter that is there is found, and its value is what decoding gives. */
static void query(struct str in)
{
    struct buf value = buf_over(one, sizeof one), all = buf_over(two, sizeof two);
    struct str got = http_query(in, "after", &value);
    ASSERT(got.p == NULL || got.n <= in.n);
    buf_putz(&all, "x=1&after=");
    http_encode(in, &all);
    value = buf_over(one, sizeof one);
    got = http_query(buf_str(&all), "after", &value);
    ASSERT(str_find(in, '\0') < in.n ? got.p == NULL : got.p && str_eq(got, in));
}

/* Base64 there and back. */
static void base64(struct str in)
{
    struct buf coded = buf_over(one, sizeof one), plain = buf_over(two, sizeof two);
    http_base64_encode(in, &coded);
    ASSERT(http_base64_decode(buf_str(&coded), &plain) && str_eq(buf_str(&plain), in));
    plain = buf_over(two, sizeof two);
    if (http_base64_decode(in, &plain)) {
        coded = buf_over(one, sizeof one);
        http_base64_encode(buf_str(&plain), &coded);
        ASSERT(str_starts(buf_str(&coded), in) && coded.n - in.n < 3);
    }
    ASSERT(!ws_key_valid(in) || plain.n == 16);
}

/* A time that is read is written, and read as the same millisecond. */
static void times(struct str in)
{
    int64_t at_us, again, n;
    unsigned repairs, none;
    char text[25];
    if (time_parse(in, &at_us, &repairs)) {
        ASSERT(at_us >= 0 && repairs <= 3);
        time_format(at_us, text);
        ASSERT(time_parse(str_of(text), &again, &none) && none == TIME_EXACT);
        ASSERT(again == at_us - at_us % US_PER_MS);
    }
    if (str_int(in, &n)) {
        struct buf out = buf_over(one, sizeof one);
        buf_int(&out, n);
        ASSERT(str_int(buf_str(&out), &again) && again == n);
        time_format(n, text);
        ASSERT(time_parse(str_of(text), &again, &none) && none == TIME_EXACT);
    }
}

/* A cursor of any name is kept and found, or refused; nothing else appears on the disk. */
static void cursor(struct str in)
{
    char name[96], path[128];
    uint64_t position = 0;
    if (!str_copy(name, sizeof name, in) || strlen(name) != in.n)
        return;
    struct simdisk *s = simdisk_new(1);
    enum err e = cursor_save(simdisk_disk(s), name, 4711),
             f = cursor_load(simdisk_disk(s), name, &position);
    ASSERT((e == ERR_OK && f == ERR_OK && position == 4711) ||
           (e == ERR_INVALID && f == ERR_INVALID));
    ASSERT(e != ERR_OK ||
           (!strchr(name, '/') && strcmp(name, "..") != 0 && in.n <= 64 && in.n > 0));
    if (e == ERR_OK) { /* a file of any content is a position or damaged */
        snprintf(path, sizeof path, "cursors/%s", name);
        simdisk_put(s, path, in);
        ASSERT(cursor_load(simdisk_disk(s), name, &position) == ERR_CORRUPT);
    }
    simdisk_free(s);
}

/* Offers and answers of permessage-deflate: what is accepted is agreed on by the other side. */
static void deflate(struct str in)
{
    struct buf answer = buf_over(one, WS_DEFLATE_ANSWER_MAX);
    struct ws_deflate server = ws_deflate_accept(in, &answer), client;
    ASSERT(!answer.full && server.on == (answer.n > 0));
    ASSERT(!server.on || (server.server_window_bits >= 8 && server.server_window_bits <= 15));
    if (server.on)
        ASSERT(str_starts(buf_str(&answer), STR("permessage-deflate")));
    (void)ws_deflate_agreed(in, &client);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str in = str_make((const char *)data, size);
    if (size > TEXT_MAX)
        return 0;
    char *copy = fuzz_copy(in);
    in.p = copy;
    percent(in);
    query(in);
    base64(in);
    times(in);
    cursor(in);
    deflate(in);
    (void)ocpp_version_find(in);
    free(copy);
    return 0;
}

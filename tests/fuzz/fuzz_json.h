/* SPDX-License-Identifier: Apache-2.0 */
/* What fuzz targets ask of JSON that they made or cut out. */
#pragma once

#include "fuzz.h"
#include "wire/json.h"

/* Is the text one JSON value, without more? */
static inline bool fuzz_json_whole(struct str text)
{
    struct json_reader r;
    struct json_token t;
    enum json_kind kind;
    json_open(&r, text);
    while ((kind = json_next(&r, &t)) != JSON_END && kind != JSON_BAD)
        ;
    return kind == JSON_END;
}

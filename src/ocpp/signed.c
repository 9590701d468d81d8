/* SPDX-License-Identifier: Apache-2.0 */
/* Unwrapping of signed messages. */
#include "ocpp/signed.h"

#include "wire/http.h"
#include "wire/json.h"

/* Find the two members that matter, as written. */
static bool find_members(struct str jws, struct str *payload, struct str *signature)
{
    struct json_reader r;
    struct json_token t;
    json_open(&r, jws);
    if (json_next(&r, &t) != JSON_OBJECT)
        return false;
    while (json_next(&r, &t) != JSON_OBJECT_END) {
        struct str key = t.text;
        if (t.kind == JSON_BAD)
            return false;
        if (json_next(&r, &t) == JSON_STRING && str_is(key, "payload"))
            *payload = t.text;
        else if (t.kind == JSON_STRING && str_is(key, "signature"))
            *signature = t.text;
        else if (t.kind == JSON_BAD || !json_skip(&r, &t, NULL))
            return false;
    }
    return payload->n > 0 && signature->n > 0;
}

bool signed_unpack(struct str jws, struct arena *arena, struct str *payload)
{
    struct str inside = {0}, signature = {0};
    if (!find_members(jws, &inside, &signature))
        return false;
    char *text = arena_take(arena, inside.n), *space = arena_take(arena, inside.n);
    if (!text || !space)
        return false;
    /* base64url has two characters of its own (RFC 4648, section 5). */
    for (size_t i = 0; i < inside.n; i++)
        text[i] = inside.p[i] == '-' ? '+' : inside.p[i] == '_' ? '/' : inside.p[i];
    struct buf out = buf_over(space, inside.n);
    if (!http_base64_decode(str_make(text, inside.n), &out) || out.full)
        return false;
    *payload = buf_str(&out);
    return true;
}

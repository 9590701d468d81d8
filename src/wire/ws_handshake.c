/* SPDX-License-Identifier: Apache-2.0 */
/* What the WebSocket opening handshake needs beyond HTTP: the accept key (RFC 6455 section 4.2.2)
 * and the negotiation of permessage-deflate (RFC 7692 section 7.1). */
#include "wire/ws.h"

#include <openssl/evp.h>
#include <string.h>

#include "base/assert.h"
#include "wire/http.h"

#define SHA1_BYTES 20
#define KEY_LENGTH 24 /* base64 of 16 bytes */
#define WINDOW_MIN 8
#define WINDOW_MAX 15

void ws_accept_key(struct str key, char out[29])
{
    static const char magic[] = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    unsigned char digest[EVP_MAX_MD_SIZE];
    char text[KEY_LENGTH + sizeof magic];
    struct buf b = buf_over(text, sizeof text), accept = buf_over(out, 28);
    buf_puts(&b, key);
    buf_putz(&b, magic);
    ASSERT(!b.full); /* the caller has looked with ws_key_valid */
    int ok = EVP_Digest(text, b.n, digest, NULL, EVP_sha1(), NULL);
    ASSERT(ok == 1);
    http_base64_encode(str_make((char *)digest, SHA1_BYTES), &accept);
    ASSERT(accept.n == 28);
    out[28] = '\0';
}

bool ws_key_valid(struct str key)
{
    char bytes[16], again[KEY_LENGTH];
    struct buf b = buf_over(bytes, sizeof bytes), a = buf_over(again, sizeof again);
    if (key.n != KEY_LENGTH || !http_base64_decode(key, &b) || b.n != sizeof bytes)
        return false;
    http_base64_encode(buf_str(&b), &a);
    return str_eq(buf_str(&a), key);
}

/* One extension of a header, as far as it is permessage-deflate. */
struct offer {
    bool ours;    /* named permessage-deflate */
    bool refused; /* a parameter that is unknown, doubled, or has a bad value */
    bool server_no_takeover, client_no_takeover;
    bool server_bits_seen, client_bits_seen;
    uint8_t server_bits, client_bits; /* 0: no value */
};

/* Is c a token character (RFC 9110 section 5.6.2)? */
static bool token_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           (c != '\0' && strchr("!#$%&'*+-.^_`|~", c));
}

/* Go over blanks. */
static void skip_blanks(struct str *s)
{
    while (s->n > 0 && (s->p[0] == ' ' || s->p[0] == '\t'))
        *s = str_skip(*s, 1);
}

/* Take c off the front, with blanks before and behind it; false where something else stands there.
 */
static bool take_char(struct str *s, char c)
{
    skip_blanks(s);
    if (s->n == 0 || s->p[0] != c)
        return false;
    *s = str_skip(*s, 1);
    skip_blanks(s);
    return true;
}

/* Take a token off the front; empty where there is none. */
static struct str take_token(struct str *s)
{
    size_t n = 0;
    while (n < s->n && token_char(s->p[n]))
        n++;
    struct str token = str_make(s->p, n);
    *s = str_skip(*s, n);
    return token;
}

/* Take a value, a token or a quoted string, into out; false where it is neither. RFC 6455 section
 * 9.1 wants a quoted value to be a token once unquoted. */
static bool take_value(struct str *s, struct buf *out)
{
    if (s->n == 0 || s->p[0] != '"') {
        struct str token = take_token(s);
        buf_puts(out, token);
        return token.n > 0;
    }
    for (size_t i = 1; i < s->n; i++) {
        if (s->p[i] == '"') {
            *s = str_skip(*s, i + 1);
            return i > 1;
        }
        if (s->p[i] == '\\' && ++i == s->n)
            return false;
        if (!token_char(s->p[i]))
            return false;
        buf_putc(out, s->p[i]);
    }
    return false;
}

/* Read a window size: 8 to 15 without a leading zero; 0 where it is none. */
static uint8_t window_bits(struct str value)
{
    int64_t bits;
    if (value.n == 0 || value.p[0] < '1' || value.p[0] > '9' || !str_int(value, &bits))
        return 0;
    return bits >= WINDOW_MIN && bits <= WINDOW_MAX ? (uint8_t)bits : 0;
}

/* Note one parameter; `value` is NULL where it has none. */
static void note_parameter(struct offer *o, struct str name, const struct str *value)
{
    bool *seen;
    uint8_t *bits = NULL;
    if (str_is(name, "server_no_context_takeover"))
        seen = &o->server_no_takeover;
    else if (str_is(name, "client_no_context_takeover"))
        seen = &o->client_no_takeover;
    else if (str_is(name, "server_max_window_bits"))
        seen = &o->server_bits_seen, bits = &o->server_bits;
    else if (str_is(name, "client_max_window_bits"))
        seen = &o->client_bits_seen, bits = &o->client_bits;
    else
        seen = &o->refused;
    bool doubled = *seen, wrong = value && !bits;
    *seen = true;
    if (value && bits)
        wrong = (*bits = window_bits(*value)) == 0;
    o->refused = o->refused || doubled || wrong;
}

/* Take one extension with its parameters off the front; false where that breaks the grammar. */
static bool take_offer(struct str *s, struct offer *o)
{
    *o = (struct offer){0};
    struct str name = take_token(s);
    o->ours = str_is(name, "permessage-deflate");
    if (name.n == 0)
        return false;
    while (take_char(s, ';')) {
        char text[8];
        struct buf value = buf_over(text, sizeof text);
        struct str parameter = take_token(s);
        if (parameter.n == 0)
            return false;
        bool has_value = take_char(s, '=');
        if (has_value && !take_value(s, &value))
            return false;
        /* A value that doesn't fit is none of ours: it stays empty and is refused. */
        struct str v = value.full ? (struct str){text, 0} : buf_str(&value);
        note_parameter(o, parameter, has_value ? &v : NULL);
    }
    return true;
}

/* Go behind the comma before the next extension; false at the end or where none stands there. */
static bool take_comma(struct str *s)
{
    bool any = false;
    while (take_char(s, ','))
        any = true; /* empty list elements are legal (RFC 9110 section 5.6.1) */
    return any && s->n > 0;
}

/* Append the answer to an offer. */
static void put_answer(struct buf *out, const struct offer *o)
{
    buf_putz(out, "permessage-deflate; server_no_context_takeover; client_no_context_takeover");
    if (o->server_bits > 0)
        buf_printf(out, "; server_max_window_bits=%u", o->server_bits);
    if (o->client_bits > 0)
        buf_printf(out, "; client_max_window_bits=%u", o->client_bits);
}

/* The settings that an offer or an answer comes to. */
static struct ws_deflate settings(const struct offer *o)
{
    return (struct ws_deflate){
        .on = true,
        .server_window_bits = o->server_bits > 0 ? o->server_bits : WINDOW_MAX,
        .client_window_bits = o->client_bits > 0 ? o->client_bits : WINDOW_MAX};
}

struct ws_deflate ws_deflate_accept(struct str offers, struct buf *answer)
{
    struct offer o, best = {0};
    bool found = false;
    take_comma(&offers);
    skip_blanks(&offers);
    while (offers.n > 0) {
        if (!take_offer(&offers, &o))
            return (struct ws_deflate){0};
        bool valueless = o.server_bits_seen && o.server_bits == 0;
        if (!found && o.ours && !o.refused && !valueless) {
            best = o;
            found = true;
        }
        if (!take_comma(&offers) && offers.n > 0)
            return (struct ws_deflate){0};
    }
    if (!found)
        return (struct ws_deflate){0};
    put_answer(answer, &best);
    return settings(&best);
}

struct str ws_deflate_offer(void)
{
    return STR("permessage-deflate; server_no_context_takeover; client_no_context_takeover; "
               "client_max_window_bits");
}

bool ws_deflate_agreed(struct str answer, struct ws_deflate *out)
{
    struct offer o;
    *out = (struct ws_deflate){0};
    skip_blanks(&answer);
    if (answer.n == 0)
        return true;
    if (!take_offer(&answer, &o) || answer.n > 0 || !o.ours || o.refused)
        return false;
    if ((o.server_bits_seen && o.server_bits == 0) || (o.client_bits_seen && o.client_bits == 0))
        return false;
    if (!o.server_no_takeover) /* we asked for it, and have no memory for anything else */
        return false;
    *out = settings(&o);
    return true;
}

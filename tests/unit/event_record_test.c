/* SPDX-License-Identifier: Apache-2.0 */
/* Records and events: packed form, its damage, JSON, and the tables themselves. */
#include "check.h"
#include "base/buf.h"
#include "base/random.h"
#include "event/event.h"
#include "event/reading.h"

#define SAMPLE_ROWS(rec)                                                                           \
    ROW_INT(rec, count, 1, "")                                                                     \
    ROW_TIME(rec, at_us, 2, "")                                                                    \
    ROW_BOOL(rec, open, 3, "")                                                                     \
    ROW_ENUM(rec, boot, 4, boot, "")                                                               \
    ROW_FLAGS(rec, flags, 5, session_flag, "")                                                     \
    ROW_TEXT(rec, text, 6, 5, "")                                                                  \
    ROW_STR(rec, name, 7, "")                                                                      \
    ROW_WORDS(rec, words, 8, 3, "")                                                                \
    ROW_READINGS(rec, readings, 63, "")

#include "event/rows_struct.h"
struct sample {
    SAMPLE_ROWS(sample)
};
#include "event/rows_end.h"
#include "event/rows_field.h"
static const struct record_field sample_fields[] = {SAMPLE_ROWS(sample)};
/* What an older program knows of the same record. */
static const struct record_field older_fields[] = {ROW_INT(sample, count, 1, "")
                                                       ROW_STR(sample, name, 7, "")};
#include "event/rows_end.h"

static const struct record_type sample_type = {"sample", "", sample_fields,
                                               sizeof sample_fields / sizeof *sample_fields,
                                               sizeof(struct sample)};
static const struct record_type older_type = {"sample", "", older_fields, 2, sizeof(struct sample)};

static char space[1 << 16];

/* A sample with something in every field. */
static struct sample sample_full(void)
{
    return (struct sample){.count = -300,
                           .at_us = INT64_C(1795572946123000),
                           .open = 1,
                           .boot = boot_ACCEPTED,
                           .flags = 1 << session_flag_OFFLINE | 1 << session_flag_LATE,
                           .text = "abcd",
                           .name = STR_INIT("n\"1"),
                           .words = {0, 0x0102030405060708, 0}};
}

/* The packed form of an object in `space`. */
static struct str packed(const struct record_type *t, const void *object)
{
    struct buf out = buf_over(space, sizeof space);
    record_pack(t, object, &out);
    CHECK(!out.full);
    return buf_str(&out);
}

/* Unpack a copy in memory of exactly its size, so that a read past the end is seen. */
static bool unpack_exact(const struct record_type *t, struct str in, void *object)
{
    char *copy = malloc(in.n > 0 ? in.n : 1);
    if (in.n > 0)
        memcpy(copy, in.p, in.n);
    memset(object, 0, t->size);
    bool good = record_unpack(t, str_make(copy, in.n), object);
    free(copy);
    return good;
}

TEST(varints_and_zigzag_keep_every_value)
{
    static const int64_t values[] = {0, -1, 1, 63, -64, 64, 300, -300, INT64_MAX, INT64_MIN};
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        char bytes[10];
        struct buf b = buf_over(bytes, sizeof bytes);
        uint64_t back;
        varint_put(&b, zigzag(values[i]));
        struct str in = buf_str(&b);
        CHECK(varint_get(&in, &back));
        CHECK_INT(in.n, 0);
        CHECK_INT(unzigzag(back), values[i]);
    }
    CHECK_INT(zigzag(-1), 1);
    CHECK_INT(zigzag(1), 2);
}

TEST(varint_get_refuses_the_cut_and_the_too_long)
{
    struct str cut = str_make("\x80\x80", 2), empty = {0};
    struct str longer = str_make("\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x7F", 10);
    uint64_t v;
    CHECK(!varint_get(&cut, &v));
    CHECK_INT(cut.n, 2);
    CHECK(!varint_get(&empty, &v));
    CHECK(!varint_get(&longer, &v));
}

TEST(pack_writes_the_documented_bytes)
{
    struct sample s = {.count = -300, .text = "ab", .words = {1, 0, 0}};
    static const char want[] = "\x02\xD7\x04"
                               "\x0D\x02"
                               "ab"
                               "\x11\x08\x01\0\0\0\0\0\0";
    struct str got = packed(&sample_type, &s);
    CHECK_INT(got.n, sizeof want);
    CHECK(memcmp(got.p, want, got.n) == 0);
    struct sample nothing = {0};
    CHECK_INT(packed(&sample_type, &nothing).n, 0);
}

TEST(unpack_is_the_inverse)
{
    struct sample s = sample_full(), back = {0};
    struct str bytes = packed(&sample_type, &s);
    CHECK(record_unpack(&sample_type, bytes, &back));
    CHECK_INT(back.count, s.count);
    CHECK_INT(back.at_us, s.at_us);
    CHECK_INT(back.open, 1);
    CHECK_INT(back.boot, boot_ACCEPTED);
    CHECK_INT(back.flags, s.flags);
    CHECK_STR(str_of(back.text), "abcd");
    CHECK_STR(back.name, "n\"1");
    CHECK(back.name.p > bytes.p && back.name.p < bytes.p + bytes.n);
    CHECK(memcmp(back.words, s.words, sizeof s.words) == 0);
    CHECK_INT(back.readings.n, 0);
}

TEST(an_older_program_skips_what_it_does_not_know)
{
    struct sample s = sample_full(), back = {0};
    CHECK(record_unpack(&older_type, packed(&sample_type, &s), &back));
    CHECK_INT(back.count, s.count);
    CHECK_STR(back.name, "n\"1");
    CHECK_INT(back.at_us, 0);
    CHECK_STR(str_of(back.text), "");
}

TEST(unpack_refuses_damage)
{
    static const struct {
        const char *why;
        struct str bytes;
    } rows[] = {
        {"tag 0", STR_INIT("\0\x02")},
        {"a key past 127", STR_INIT("\x82\x02\x02")},
        {"a key alone", STR_INIT("\x02")},
        {"a cut number", STR_INIT("\x02\xD7")},
        {"a number where bytes are due", STR_INIT("\x0C\x02")},
        {"bytes where a number is due", STR_INIT("\x03\x01x")},
        {"a length past the end", STR_INIT("\x0F\x05"
                                           "ab")},
        {"a length near 2^64", STR_INIT("\x0F\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x01")},
        {"a text that does not fit", STR_INIT("\x0D\x05vwxyz")},
        {"a text with a NUL", STR_INIT("\x0D\x03v\0x")},
        {"words that are no words", STR_INIT("\x11\x03xyz")},
        {"too many words", STR_INIT("\x11\x20"
                                    "01234567"
                                    "01234567"
                                    "01234567"
                                    "01234567")},
        {"a tag twice", STR_INIT("\x02\x02\x02\x04")},
        {"an unknown tag twice", STR_INIT("\x14\x02\x14\x02")},
        {"an unknown tag cut off", STR_INIT("\x15\x04xy")},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct sample s;
        check_count++;
        if (unpack_exact(&sample_type, rows[i].bytes, &s))
            CHECK_FAIL("%s is taken", rows[i].why);
    }
}

TEST(json_shows_every_field_in_order)
{
    struct sample s = sample_full(), nothing = {0};
    struct buf out = buf_over(space, sizeof space);
    struct json_writer w;
    json_begin(&w, &out);
    record_json(&sample_type, &s, &w);
    CHECK_STR(buf_str(&out),
              "{\"count\":-300,\"at\":\"2026-11-25T02:15:46.123Z\",\"open\":true,"
              "\"boot\":\"Accepted\",\"flags\":[\"offline\",\"late\"],\"text\":\"abcd\","
              "\"name\":\"n\\\"1\",\"readings\":[]}");
    out.n = 0;
    nothing.boot = 99;
    nothing.flags = INT64_MIN;
    json_begin(&w, &out);
    record_json(&sample_type, &nothing, &w);
    CHECK_STR(buf_str(&out), "{\"count\":0,\"at\":null,\"open\":false,\"boot\":\"?\","
                             "\"flags\":[\"?\"],\"text\":\"\",\"name\":\"\",\"readings\":[]}");
}

TEST(fields_are_found_by_name)
{
    CHECK(record_field(&sample_type, STR("boot")) == &sample_fields[3]);
    CHECK(record_field(&sample_type, STR("boo")) == NULL);
    CHECK(record_field(&sample_type, STR("")) == NULL);
}

TEST(enums_have_one_number_a_text)
{
    static const struct record_names *const lists[] = {
#define ENUM_BEGIN(list) &names_##list,
#define ENUM_END(list)
#define ENUM(list, name, text)
#include "event/tbl/enums.h"
#undef ENUM
    };
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        CHECK(lists[i]->n >= 2 && lists[i]->n <= 62);
        for (size_t k = 0; k < lists[i]->n; k++) {
            struct str text = enum_text(lists[i], (int64_t)k);
            CHECK(text.n > 0);
            CHECK_INT(enum_find(lists[i], text), k);
        }
        CHECK_STR(enum_text(lists[i], -1), "?");
        CHECK_STR(enum_text(lists[i], (int64_t)lists[i]->n), "?");
        CHECK_INT(enum_find(lists[i], STR("no such")), -1);
        CHECK_INT(enum_find(lists[i], STR("")), -1);
    }
}

TEST(every_event_row_is_in_order)
{
    struct event e;
    int kinds = 0;
    for (int k = -1; k <= EVENT_KIND_MAX + 1; k++) {
        const struct record_type *t = event_type((enum event_kind)k);
        if (!t)
            continue;
        uint64_t tags = 0;
        kinds++;
        CHECK(t->n_fields > 0 && t->n_fields < 63 && t->size <= sizeof e.u && t->doc[0] != '\0');
        for (unsigned i = 0; i < t->n_fields; i++) {
            const struct record_field *f = &t->fields[i];
            CHECK(f->tag >= 1 && f->tag <= 63 && !(tags >> f->tag & 1));
            tags |= UINT64_C(1) << f->tag;
            CHECK(record_field(t, str_of(f->name)) == f);
            CHECK((f->kind == RECORD_ENUM || f->kind == RECORD_FLAGS) == (f->names != NULL));
            CHECK(f->offset + f->size <= t->size);
        }
        for (int other = 0; other < k; other++) {
            const struct record_type *o = event_type((enum event_kind)other);
            CHECK(!o || strcmp(o->name, t->name) != 0);
        }
    }
    static const int rows = 0
#define EVENT_BEGIN(name, number, doc) +1
#define EVENT_END(name)
#include "event/rows_none.h"
#include "event/tbl/events.h"
#include "event/rows_end.h"
        ;
    CHECK_INT(kinds, rows);
    CHECK(event_type(EVENT_NONE) == NULL);
}

/* Random bytes in the part of `space` that is kept for them. */
static struct str random_text(struct random *r, char *at)
{
    size_t n = random_below(r, 40);
    for (size_t i = 0; i < n; i++)
        at[i] = (char)random_next(r);
    return str_make(at, n);
}

/* A list of up to three random readings. */
static struct str random_readings(struct random *r, char *at)
{
    struct buf b = buf_over(at, 512);
    for (uint64_t n = random_below(r, 4); n > 0; n--) {
        struct reading reading = {.at_us = (int64_t)random_below(r, UINT64_C(1) << 53),
                                  .value = (int64_t)random_next(r),
                                  .measurand = (uint8_t)random_below(r, MEASURAND_COUNT),
                                  .phase = (uint8_t)random_below(r, PHASE_COUNT),
                                  .location = (uint8_t)random_below(r, LOCATION_COUNT),
                                  .context = (uint8_t)random_below(r, CONTEXT_COUNT),
                                  .flags = (uint8_t)random_below(r, READING_FLAGS + 1),
                                  .text = STR_INIT("as sent")};
        reading_pack(&reading, &b);
    }
    return buf_str(&b);
}

/* Fill an event of kind k with random contents; a third of the fields stay empty. */
static void random_event(struct random *r, enum event_kind k, char *texts, struct event *e)
{
    const struct record_type *t = event_type(k);
    memset(e, 0, sizeof *e);
    e->kind = k;
    for (unsigned i = 0; i < t->n_fields; i++) {
        const struct record_field *f = &t->fields[i];
        char *p = (char *)&e->u + f->offset;
        int64_t v = (int64_t)(random_next(r) >> random_below(r, 64));
        struct str s = f->kind == RECORD_READINGS ? random_readings(r, texts + 512 * i)
                                                  : random_text(r, texts + 512 * i);
        if (f->kind == RECORD_TIME)
            v = (int64_t)random_below(r, UINT64_C(1) << 53);
        if (f->kind == RECORD_BOOL)
            v &= 1;
        if (random_chance(r, 333333))
            continue;
        if (f->kind >= RECORD_TEXT)
            memcpy(p, &s, sizeof s);
        else
            memcpy(p, &v, sizeof v);
    }
}

/* Are two events the same, field for field? */
static bool same_event(const struct event *a, const struct event *b)
{
    const struct record_type *t = event_type(a->kind);
    if (a->kind != b->kind)
        return false;
    for (unsigned i = 0; i < t->n_fields; i++) {
        const char *p = (const char *)&a->u + t->fields[i].offset;
        const char *q = (const char *)&b->u + t->fields[i].offset;
        struct str s, u;
        if (t->fields[i].kind < RECORD_TEXT) {
            if (memcmp(p, q, 8) != 0)
                return false;
            continue;
        }
        memcpy(&s, p, sizeof s);
        memcpy(&u, q, sizeof u);
        if (!str_eq(s, u))
            return false;
    }
    return true;
}

/* Is the text one whole JSON value? */
static bool is_json(struct str text)
{
    struct json_reader r;
    struct json_token token;
    json_open(&r, text);
    enum json_kind kind;
    do
        kind = json_next(&r, &token);
    while (kind != JSON_BAD && kind != JSON_END);
    return kind == JSON_END;
}

/* Cut and flip a packed event; nothing may read past the end, and what is still taken packs again.
 */
static void damage_event(struct random *r, enum event_kind k, struct str bytes)
{
    char *copy = malloc(bytes.n + 1);
    char again[1 << 14];
    struct event e;
    for (size_t n = 0; n < bytes.n; n++) {
        char *cut = malloc(n + 1);
        memcpy(cut, bytes.p, n);
        if (event_unpack(k, str_make(cut, n), &e)) {
            struct buf out = buf_over(again, sizeof again);
            event_pack(&e, &out);
            CHECK_INT(out.n, n);
        }
        free(cut);
    }
    for (int i = 0; i < 50 && bytes.n > 0; i++) {
        memcpy(copy, bytes.p, bytes.n);
        copy[random_below(r, bytes.n)] ^= (char)(1 << random_below(r, 8));
        if (event_unpack(k, str_make(copy, bytes.n), &e)) {
            struct buf out = buf_over(again, sizeof again);
            struct json_writer w;
            event_pack(&e, &out);
            out.n = 0;
            json_begin(&w, &out);
            event_json(&e, &w);
            CHECK(out.full || is_json(buf_str(&out)));
        }
    }
    free(copy);
}

TEST(every_event_survives_the_journal)
{
    static char texts[64 * 512], bytes[1 << 14], text[1 << 16];
    struct random r = {2026};
    for (int round = 0; round < 20; round++)
        for (int k = 0; k <= EVENT_KIND_MAX; k++) {
            struct event e, back;
            struct json_writer w;
            if (!event_type((enum event_kind)k))
                continue;
            random_event(&r, (enum event_kind)k, texts, &e);
            struct buf out = buf_over(bytes, sizeof bytes);
            event_pack(&e, &out);
            CHECK(!out.full);
            CHECK(event_unpack(e.kind, buf_str(&out), &back));
            CHECK(same_event(&e, &back));
            damage_event(&r, e.kind, buf_str(&out));
            struct buf json = buf_over(text, sizeof text);
            json_begin(&w, &json);
            event_json(&e, &w);
            CHECK(!json.full && is_json(buf_str(&json)));
        }
}

TEST(a_buffer_that_is_too_small_says_so)
{
    struct sample s = sample_full();
    size_t whole = packed(&sample_type, &s).n;
    for (size_t cap = 0; cap <= whole; cap++) {
        char *p = malloc(cap + 1);
        struct buf out = buf_over(p, cap);
        record_pack(&sample_type, &s, &out);
        CHECK_INT(out.full, cap < whole);
        CHECK(out.n <= cap);
        free(p);
    }
}

TEST(event_json_begins_with_its_name)
{
    struct event e = {.kind = EVENT_session_repeated};
    struct buf out = buf_over(space, sizeof space);
    struct json_writer w;
    e.u.session_repeated.session_id = STR("s1");
    e.u.session_repeated.content = 7;
    json_begin(&w, &out);
    event_json(&e, &w);
    CHECK_STR(buf_str(&out),
              "{\"event\":\"session_repeated\",\"session_id\":\"s1\",\"action\":\"\","
              "\"content\":7}");
}

TEST(event_session_is_that_of_session_events)
{
    struct event e = {.kind = EVENT_session_started};
    e.u.session_started.session_id = STR("one");
    CHECK_STR(event_session(&e), "one");
    e = (struct event){.kind = EVENT_session_updated};
    e.u.session_updated.session_id = STR("two");
    CHECK_STR(event_session(&e), "two");
    e = (struct event){.kind = EVENT_session_ended};
    e.u.session_ended.session_id = STR("three");
    CHECK_STR(event_session(&e), "three");
    e = (struct event){.kind = EVENT_session_repeated};
    e.u.session_repeated.session_id = STR("four");
    CHECK_STR(event_session(&e), "four");
    e = (struct event){.kind = EVENT_booted};
    e.u.booted.vendor = STR("no session");
    CHECK_STR(event_session(&e), "");
}

TEST(event_unpack_refuses_a_kind_that_no_row_knows)
{
    struct event e;
    CHECK(!event_unpack(EVENT_NONE, (struct str){0}, &e));
    CHECK(!event_unpack((enum event_kind)EVENT_KIND_MAX, (struct str){0}, &e));
    CHECK(!event_unpack((enum event_kind)1000, (struct str){0}, &e));
    CHECK(!event_unpack((enum event_kind) - 1, (struct str){0}, &e));
    CHECK(event_unpack(EVENT_booted, (struct str){0}, &e));
}

TEST(secrets_are_packed_but_never_shown)
{
    static char packed[512], text[4096];
    struct event e = {.kind = EVENT_station_registered}, back;
    struct buf out = buf_over(packed, sizeof packed), json = buf_over(text, sizeof text);
    struct json_writer w;
    e.u.station_registered.secret = STR("pbkdf2-sha256$hidden");
    event_pack(&e, &out);
    CHECK(event_unpack(e.kind, buf_str(&out), &back));
    CHECK_STR(back.u.station_registered.secret, "pbkdf2-sha256$hidden");
    json_begin(&w, &json);
    event_json(&back, &w);
    buf_putc(&json, '\0');
    CHECK(strstr(text, "hidden") == NULL);
    CHECK(strstr(text, "\"secret\":true") != NULL);
}

int main(void)
{
    return check_main();
}

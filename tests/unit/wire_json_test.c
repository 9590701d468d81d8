/* SPDX-License-Identifier: Apache-2.0 */
#include "check.h"
#include "base/random.h"
#include "wire/json.h"

/* One letter a kind, so that a document reads as a word. */
static const char letters[] = {
    [JSON_BAD] = '!',    [JSON_END] = '.',       [JSON_OBJECT] = '{', [JSON_OBJECT_END] = '}',
    [JSON_ARRAY] = '[',  [JSON_ARRAY_END] = ']', [JSON_KEY] = 'k',    [JSON_STRING] = 's',
    [JSON_NUMBER] = 'n', [JSON_TRUE] = 't',      [JSON_FALSE] = 'f',  [JSON_NULL] = '0'};

/* The kinds of all tokens of the text, up to the end or the fault. */
static struct str kinds(struct str text, struct json_reader *r)
{
    static char word[4096];
    size_t n = 0;
    struct json_token t;
    json_open(r, text);
    do {
        json_next(r, &t);
        CHECK(n < sizeof word);
        CHECK(t.text.n == 0 || (t.text.p >= text.p && t.text.p + t.text.n <= text.p + text.n));
        word[n++] = letters[t.kind];
    } while (t.kind != JSON_BAD && t.kind != JSON_END);
    return str_make(word, n);
}

/* The text in a block of its own size, so that a sanitizer sees a read over the end. */
static struct str on_heap(struct str text)
{
    char *p = malloc(text.n ? text.n : 1);
    if (!p)
        abort();
    if (text.n > 0)
        memcpy(p, text.p, text.n);
    return str_make(p, text.n);
}

/* Like kinds, from the heap. */
static struct str heap_kinds(struct str text, struct json_reader *r)
{
    struct str copy = on_heap(text);
    struct str word = kinds(copy, r);
    free((void *)(uintptr_t)copy.p);
    return word;
}

TEST(reader_takes_the_grammar)
{
    static const struct {
        const char *text, *want;
    } rows[] = {
        {"{}", "{}."},
        {"[]", "[]."},
        {" [ ] ", "[]."},
        {"\t\r\n 1 \t\r\n", "n."},
        {"\"\"", "s."},
        {"null", "0."},
        {"[true,false,null]", "[tf0]."},
        {"{\"a\":1}", "{kn}."},
        {"{ \"a\" : { \"b\" : [ ] } , \"c\" : \"d\" }", "{k{k[]}ks}."},
        {"[2,\"19223201\",\"BootNotification\",{\"reason\":\"PowerUp\"}]", "[nss{ks}]."},
        {"[[[]],[{}],{\"\":[]}]", "[[[]][{}]{k[]}]."},
        {"[0,-0,1.5,-1.5e+10,1E-2,0e0,123456789012345678901234567890]", "[nnnnnnn]."},
        {"\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\uD83D\\ude00\"", "s."},
        {"{\"a\":1,\"a\":2}", "{knkn}."},
        {"\"\\uD800\"", "s."},
        {"\"\\u0000\"", "s."},
        {"\"\x7f\"", "s."},
        {"\"\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80\xF4\x8F\xBF\xBF\xED\x9F\xBF\xEE\x80\x80\"", "s."},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct json_reader r;
        CHECK_STR(heap_kinds(str_of(rows[i].text), &r), rows[i].want);
        CHECK(!r.error);
        CHECK_INT(r.at, strlen(rows[i].text));
    }
}

TEST(reader_says_where_the_fault_is)
{
    static const struct {
        const char *text, *want;
        size_t at;
        const char *error;
    } rows[] = {
        {"", "!", 0, "a value must stand here"},
        {"  ", "!", 2, "a value must stand here"},
        {"[", "[!", 1, "a value must stand here"},
        {"]", "!", 0, "a value must stand here"},
        {",", "!", 0, "a value must stand here"},
        {"[,]", "[!", 1, "a value must stand here"},
        {"[1,]", "[n!", 3, "a value must stand here"},
        {"[1,,2]", "[n!", 3, "a value must stand here"},
        {"[1 2]", "[n!", 3, "a comma or ] must follow the value"},
        {"[1}", "[n!", 2, "a comma or ] must follow the value"},
        {"[1", "[n!", 2, "a comma or ] must follow the value"},
        {"{", "{!", 1, "a key in quotes must stand here"},
        {"{]", "{!", 1, "a key in quotes must stand here"},
        {"{,}", "{!", 1, "a key in quotes must stand here"},
        {"{a:1}", "{!", 1, "a key in quotes must stand here"},
        {"{'a':1}", "{!", 1, "a key in quotes must stand here"},
        {"{1:1}", "{!", 1, "a key in quotes must stand here"},
        {"{\"a\"}", "{!", 4, "a colon must follow the key"},
        {"{\"a\" 1}", "{!", 5, "a colon must follow the key"},
        {"{\"a\":}", "{k!", 5, "a value must stand here"},
        {"{\"a\":1,}", "{kn!", 7, "a key in quotes must stand here"},
        {"{\"a\":1]", "{kn!", 6, "a comma or } must follow the value"},
        {"{\"a\":1:2}", "{kn!", 6, "a comma or } must follow the value"},
        {"1 2", "n!", 2, "nothing may follow the value"},
        {"{}x", "{}!", 2, "nothing may follow the value"},
        {"[]]", "[]!", 2, "nothing may follow the value"},
        {"nul", "!", 0, "a value must stand here"},
        {"nulls", "0!", 4, "nothing may follow the value"},
        {"True", "!", 0, "a value must stand here"},
        {"NaN", "!", 0, "a value must stand here"},
        {"+1", "!", 0, "a value must stand here"},
        {".5", "!", 0, "a value must stand here"},
        {"-", "!", 1, "a digit must follow the minus sign"},
        {"-a", "!", 1, "a digit must follow the minus sign"},
        {"01", "!", 1, "a number must not begin with a zero"},
        {"-00", "!", 2, "a number must not begin with a zero"},
        {"1.", "!", 2, "a digit must follow the decimal point"},
        {"1.e5", "!", 2, "a digit must follow the decimal point"},
        {"1e", "!", 2, "an exponent must have a digit"},
        {"1e+", "!", 3, "an exponent must have a digit"},
        {"0x10", "n!", 1, "nothing may follow the value"},
        {"\"", "!", 1, "the text ends inside a string"},
        {"\"abc", "!", 4, "the text ends inside a string"},
        {"\"\\\"", "!", 3, "the text ends inside a string"},
        {"\"\\x\"", "!", 1, "not an escape of JSON"},
        {"\"\\", "!", 1, "not an escape of JSON"},
        {"\"\\u12\"", "!", 1, "not an escape of JSON"},
        {"\"\\u12g4\"", "!", 1, "not an escape of JSON"},
        {"\"\\U0041\"", "!", 1, "not an escape of JSON"},
        {"\"a\nb\"", "!", 2, "a control character in a string must be escaped"},
        {"\"a\x1f\"", "!", 2, "a control character in a string must be escaped"},
        {"{\"a\tb\":1}", "{!", 3, "a control character in a string must be escaped"},
        {"[1\f]", "[n!", 2, "a comma or ] must follow the value"},
        {"\xEF\xBB\xBF{}", "!", 0, "a value must stand here"},
        {"/**/1", "!", 0, "a value must stand here"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct json_reader r;
        struct json_token t;
        struct str copy = on_heap(str_of(rows[i].text));
        CHECK_STR(kinds(copy, &r), rows[i].want);
        CHECK_INT(r.at, rows[i].at);
        CHECK_STR(str_of(r.error), rows[i].error);
        CHECK_INT(json_next(&r, &t), JSON_BAD);
        CHECK_INT(json_next(&r, &t), JSON_BAD);
        CHECK_INT(r.at, rows[i].at);
        CHECK_STR(str_of(r.error), rows[i].error);
        free((void *)(uintptr_t)copy.p);
    }
}

TEST(reader_refuses_nul_everywhere)
{
    static const char text[] = "[\"a\",1]";
    for (size_t at = 0; at <= sizeof text - 1; at++) {
        char with[sizeof text];
        struct json_reader r;
        memcpy(with, text, at);
        with[at] = '\0';
        memcpy(with + at + 1, text + at, sizeof text - 1 - at);
        struct str word = heap_kinds(str_make(with, sizeof with), &r);
        CHECK(word.p[word.n - 1] == '!');
    }
}

TEST(reader_checks_utf8_wherever_it_stands)
{
    static const char *const bad[] = {"\x80",
                                      "\xBF",
                                      "\xC0\x80",
                                      "\xC1\xBF",
                                      "\xC3",
                                      "\xC3\x28",
                                      "\xE0\x80\x80",
                                      "\xE0\x9F\xBF",
                                      "\xED\xA0\x80",
                                      "\xED\xBF\xBF",
                                      "\xE2\x82",
                                      "\xE2\x28\xA1",
                                      "\xF0\x80\x80\x80",
                                      "\xF0\x8F\xBF\xBF",
                                      "\xF4\x90\x80\x80",
                                      "\xF5\x80\x80\x80",
                                      "\xF8\x88\x80\x80\x80",
                                      "\xFE",
                                      "\xFF",
                                      "\xF0\x9F\x98"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        for (size_t before = 0; before < 40; before++) {
            char text[128];
            struct json_reader r;
            int n = snprintf(text, sizeof text, "[\"%.*s%s%s\"]", (int)before,
                             "abcdefghijklmnopqrstuvwxyz0123456789ABCDEF", bad[i],
                             before % 2 ? "" : "more than sixteen bytes behind it");
            CHECK_STR(heap_kinds(str_make(text, (size_t)n), &r), "[!");
            CHECK_INT(r.at, 2 + before);
            CHECK_STR(str_of(r.error), "not valid UTF-8");
        }
    }
}

TEST(reader_finds_the_end_of_strings_of_every_length)
{
    for (size_t n = 0; n < 100; n++) {
        char text[128] = "\"";
        struct json_reader r;
        struct json_token t;
        memset(text + 1, 'x', n);
        memcpy(text + 1 + n, "\"", 1);
        struct str copy = on_heap(str_make(text, n + 2));
        json_open(&r, copy);
        CHECK_INT(json_next(&r, &t), JSON_STRING);
        CHECK_INT(t.text.n, n);
        CHECK(!t.escaped);
        CHECK_INT(json_next(&r, &t), JSON_END);
        free((void *)(uintptr_t)copy.p);
    }
}

TEST(reader_limits_depth)
{
    char text[2 * JSON_DEPTH_MAX + 2];
    struct json_reader r;
    memset(text, '[', JSON_DEPTH_MAX + 1);
    memset(text + JSON_DEPTH_MAX + 1, ']', JSON_DEPTH_MAX + 1);
    struct str word = heap_kinds(str_make(text + 1, 2 * JSON_DEPTH_MAX), &r);
    CHECK_INT(word.n, 2 * JSON_DEPTH_MAX + 1);
    CHECK(!r.error);
    heap_kinds(str_make(text, sizeof text), &r);
    CHECK_STR(str_of(r.error), "nested too deeply");
    CHECK_INT(r.at, JSON_DEPTH_MAX);
}

TEST(reader_keeps_objects_and_arrays_apart_at_all_depths)
{
    struct random random = {3};
    for (int round = 0; round < 2000; round++) {
        char text[1024];
        struct buf b = buf_over(text, sizeof text);
        bool object[JSON_DEPTH_MAX];
        unsigned n = 1 + (unsigned)random_below(&random, JSON_DEPTH_MAX);
        for (unsigned i = 0; i < n; i++) {
            object[i] = random_chance(&random, 500000);
            buf_putz(&b, object[i] ? "{\"k\":" : "[");
        }
        buf_putz(&b, "1");
        unsigned wrong = (unsigned)random_below(&random, 2 * n);
        for (unsigned i = n; i-- > 0;)
            buf_putc(&b, object[i] == (i != wrong) ? '}' : ']');
        struct json_reader r;
        struct str word = heap_kinds(buf_str(&b), &r);
        CHECK(word.p[word.n - 1] == (wrong < n ? '!' : '.'));
    }
}

static const char sample[] = "[2,\"7f1c\",\"TransactionEvent\",{\"eventType\":\"Updated\","
                             "\"timestamp\":\"2026-11-25T02:15:46Z\","
                             "\"n\":[-0.5e-3,true,false,null,{},[]],\"s\":\"caf\xC3\xA9 \\u20ac "
                             "\\n\",\"o\":{\"a\":{\"b\":1}}}]";

TEST(every_truncation_is_bad)
{
    struct json_reader r;
    struct str whole = heap_kinds(STR(sample), &r);
    CHECK(whole.p[whole.n - 1] == '.');
    for (size_t n = 0; n < sizeof sample - 1; n++) {
        struct str word = heap_kinds(str_make(sample, n), &r);
        CHECK(word.p[word.n - 1] == '!');
        CHECK(r.at <= n);
    }
}

TEST(every_changed_byte_is_read_or_refused)
{
    for (size_t at = 0; at < sizeof sample - 1; at++) {
        for (int byte = 0; byte < 256; byte++) {
            char text[sizeof sample];
            struct json_reader r;
            memcpy(text, sample, sizeof sample);
            text[at] = (char)byte;
            struct str word = kinds(str_make(text, sizeof text - 1), &r);
            char last = word.p[word.n - 1];
            CHECK(last == '!' || last == '.');
            CHECK((last == '!') == (r.error != NULL));
        }
    }
}

TEST(numbers_and_strings_come_as_written)
{
    struct json_reader r;
    struct json_token t;
    json_open(&r, STR(" { \"a\\tb\" : -1.50E+3 , \"c\":\"d\\u0041\", \"e\":\"f\"}"));
    CHECK_INT(json_next(&r, &t), JSON_OBJECT);
    CHECK_STR(t.text, "{");
    CHECK_INT(json_next(&r, &t), JSON_KEY);
    CHECK_STR(t.text, "a\\tb");
    CHECK(t.escaped);
    CHECK_INT(json_next(&r, &t), JSON_NUMBER);
    CHECK_STR(t.text, "-1.50E+3");
    CHECK_INT(json_next(&r, &t), JSON_KEY);
    CHECK(!t.escaped);
    CHECK_INT(json_next(&r, &t), JSON_STRING);
    CHECK_STR(t.text, "d\\u0041");
    CHECK(t.escaped);
    CHECK_INT(json_next(&r, &t), JSON_KEY);
    CHECK_INT(json_next(&r, &t), JSON_STRING);
    CHECK(!t.escaped);
    CHECK_INT(json_next(&r, &t), JSON_OBJECT_END);
    CHECK_STR(t.text, "}");
    CHECK_INT(json_next(&r, &t), JSON_END);
    CHECK_INT(json_next(&r, &t), JSON_END);
}

TEST(skip_hands_out_the_value_as_written)
{
    struct json_reader r;
    struct json_token t;
    struct str whole;
    static const char *const values[] = {
        "{ \"a\" : [1,{}] }", "\"x\\\"y\"", "-12e3", "true", "[]", "null"};
    json_open(&r, STR("[{ \"a\" : [1,{}] } , \"x\\\"y\",-12e3, true,[] ,null]"));
    CHECK_INT(json_next(&r, &t), JSON_ARRAY);
    for (size_t i = 0; i < 6; i++) {
        json_next(&r, &t);
        CHECK(json_skip(&r, &t, i == 4 ? NULL : &whole));
        if (i != 4)
            CHECK_STR(whole, values[i]);
    }
    CHECK_INT(json_next(&r, &t), JSON_ARRAY_END);
    json_open(&r, STR(" [1,[2],{}] "));
    json_next(&r, &t);
    CHECK(json_skip(&r, &t, &whole));
    CHECK_STR(whole, "[1,[2],{}]");
    CHECK_INT(json_next(&r, &t), JSON_END);
    json_open(&r, STR("[1,[2,]"));
    json_next(&r, &t);
    CHECK(!json_skip(&r, &t, &whole));
    CHECK_INT(json_next(&r, &t), JSON_BAD);
    CHECK(!json_skip(&r, &t, &whole));
}

/* The bytes that string text stands for. */
static struct str plain(const char *text)
{
    static char out[256];
    struct buf b = buf_over(out, sizeof out);
    json_unescape(str_of(text), &b);
    CHECK(!b.full);
    return buf_str(&b);
}

TEST(unescape_undoes_every_escape)
{
    CHECK_STR(plain(""), "");
    CHECK_STR(plain("plain"), "plain");
    CHECK_STR(plain("\\\"\\\\\\/\\b\\f\\n\\r\\t"), "\"\\/\b\f\n\r\t");
    CHECK_STR(plain("a\\u0041b\\u00e9\\u20AC"), "aAb\xC3\xA9\xE2\x82\xAC");
    CHECK_STR(plain("\\uD83D\\uDE00"), "\xF0\x9F\x98\x80");
    CHECK_STR(plain("\\uDBFF\\uDFFF"), "\xF4\x8F\xBF\xBF");
    CHECK_STR(plain("\\uD83D"), "\xEF\xBF\xBD");
    CHECK_STR(plain("\\uD83Dx"), "\xEF\xBF\xBDx");
    CHECK_STR(plain("\\uDE00\\uD83D"), "\xEF\xBF\xBD\xEF\xBF\xBD");
    CHECK_STR(plain("\\uD83D\\uD83D\\uDE00"), "\xEF\xBF\xBD\xF0\x9F\x98\x80");
    CHECK_STR(plain("\\uD83D\\u0041"), "\xEF\xBF\xBD"
                                       "A");
    CHECK_STR(plain("\\u12"), "\xEF\xBF\xBD"
                              "u12");
    CHECK_STR(plain("\\"), "\xEF\xBF\xBD");
    char nul[4];
    struct buf b = buf_over(nul, sizeof nul);
    json_unescape(STR("\\u0000"), &b);
    CHECK_INT(b.n, 1);
    CHECK_INT(nul[0], 0);
}

TEST(unescape_into_too_small_a_buffer_says_full)
{
    char out[3];
    struct buf b = buf_over(out, sizeof out);
    json_unescape(STR("ab\\u20ac"), &b);
    CHECK(b.full);
}

TEST(length_counts_code_points)
{
    CHECK_INT(json_length(STR(""), false), 0);
    CHECK_INT(json_length(STR("abc"), false), 3);
    CHECK_INT(json_length(STR("\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80"), false), 3);
    CHECK_INT(json_length(STR("a\\n\\u20ac\\uD83D\\uDE00\xC3\xA9"), true), 5);
    CHECK_INT(json_length(STR("\\uD83D\\uD83D"), true), 2);
    CHECK_INT(json_length(STR("no escape"), true), 9);
}

/* Writes one string value; what stands in the buffer. */
static struct str quoted(struct str value)
{
    static char out[4096];
    struct buf b = buf_over(out, sizeof out);
    struct json_writer w;
    json_begin(&w, &b);
    json_string(&w, value);
    CHECK(!b.full);
    return buf_str(&b);
}

TEST(writer_escapes_and_repairs)
{
    CHECK_STR(quoted(STR("plain")), "\"plain\"");
    CHECK_STR(quoted(STR("")), "\"\"");
    CHECK_STR(quoted((struct str){NULL, 0}), "\"\"");
    CHECK_STR(quoted(STR("\"\\/\b\f\n\r\t\x01\x1f\x7f")),
              "\"\\\"\\\\/\\b\\f\\n\\r\\t\\u0001\\u001f\x7f\"");
    CHECK_STR(quoted(STR("a\0b")), "\"a\\u0000b\"");
    CHECK_STR(quoted(STR("\xC3\xA9\xF0\x9F\x98\x80")), "\"\xC3\xA9\xF0\x9F\x98\x80\"");
    CHECK_STR(quoted(STR("\xFF")), "\"\xEF\xBF\xBD\"");
    CHECK_STR(quoted(STR("a\xE2\x82")), "\"a\xEF\xBF\xBD\"");
    CHECK_STR(quoted(STR("\xE2\x82\"")), "\"\xEF\xBF\xBD\\\"\"");
    CHECK_STR(quoted(STR("\xE2\xC3\xA9")), "\"\xEF\xBF\xBD\xC3\xA9\"");
    CHECK_STR(quoted(STR("\xED\xA0\x80")), "\"\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\"");
}

TEST(writer_puts_commas)
{
    char out[512];
    struct buf b = buf_over(out, sizeof out);
    struct json_writer w;
    json_begin(&w, &b);
    json_array(&w);
    json_int(&w, 3);
    json_string(&w, STR("id"));
    json_object(&w);
    json_pair(&w, "status", STR("Accepted"));
    json_pair_int(&w, "interval", INT64_MIN);
    json_pair_bool(&w, "yes", true);
    json_pair_bool(&w, "no", false);
    json_pair_time(&w, "at", 0);
    json_key(&w, STR("list"));
    json_array(&w);
    json_array(&w);
    json_array_end(&w);
    json_object(&w);
    json_object_end(&w);
    json_null(&w);
    json_raw(&w, STR("1.50"));
    json_bool(&w, true);
    json_array_end(&w);
    json_key(&w, STR("k\"\n"));
    json_null(&w);
    json_object_end(&w);
    json_array_end(&w);
    CHECK(!b.full);
    CHECK_STR(buf_str(&b),
              "[3,\"id\",{\"status\":\"Accepted\",\"interval\":-9223372036854775808,\"yes\":true,"
              "\"no\":false,\"at\":\"1970-01-01T00:00:00.000Z\",\"list\":[[],{},null,1.50,true],"
              "\"k\\\"\\n\":null}]");
    struct json_reader r;
    struct str word = heap_kinds(buf_str(&b), &r);
    CHECK(word.p[word.n - 1] == '.');
}

TEST(writer_says_when_the_buffer_is_full)
{
    for (size_t cap = 0; cap < 40; cap++) {
        char out[64];
        struct buf b = buf_over(out, cap);
        struct json_writer w;
        json_begin(&w, &b);
        json_object(&w);
        json_pair(&w, "key", STR("value \"quoted\""));
        json_object_end(&w);
        CHECK(b.full == (cap < 26));
    }
}

TEST(any_bytes_survive_the_way_out_and_in)
{
    struct random random = {11};
    for (int round = 0; round < 20000; round++) {
        char raw[200], back[800];
        size_t n = random_below(&random, sizeof raw);
        bool ascii = random_chance(&random, 500000);
        for (size_t i = 0; i < n; i++)
            raw[i] = (char)(random_next(&random) & (ascii ? 0x7F : 0xFF));
        struct json_reader r;
        struct json_token t;
        struct str copy = on_heap(quoted(str_make(raw, n)));
        struct buf b = buf_over(back, sizeof back);
        json_open(&r, copy);
        CHECK_INT(json_next(&r, &t), JSON_STRING);
        json_unescape(t.text, &b);
        CHECK(str_utf8(buf_str(&b)));
        CHECK(!str_utf8(str_make(raw, n)) || str_eq(buf_str(&b), str_make(raw, n)));
        CHECK_INT(json_length(t.text, t.escaped), json_length(buf_str(&b), false));
        CHECK_INT(json_next(&r, &t), JSON_END);
        free((void *)(uintptr_t)copy.p);
    }
}

int main(void)
{
    return check_main();
}

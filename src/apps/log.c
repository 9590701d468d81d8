/* SPDX-License-Identifier: Apache-2.0 */
/* One line, one write(2). */
#include "apps/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "apps/loglimit.h"
#include "base/buf.h"
#include "base/time.h"
#include "base/utf8.h"
#include "os/clock.h"
#include "wire/json.h"

static const char *const names[] = {"error", "warning", "info", "debug"};

struct log log_of(const char *level)
{
    struct log l = {.level = LOG_INFO};
    for (unsigned i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(level, names[i]) == 0)
            l.level = (enum log_level)i;
    return l;
}

/* Characters that need no quotes. */
static bool plain(unsigned char c)
{
    return c > ' ' && c < 0x7f && c != '"' && c != '=' && c != '\\';
}

/* Bytes of the character that s begins with, as it may stand in a line; 0 where it is no UTF-8, or
 * a quote, a backslash or a control character. */
static size_t showable(struct str s)
{
    uint8_t state = 0;
    size_t n = 0;
    do
        state = utf8_next(state, (unsigned char)s.p[n++]);
    while (state != 0 && state != UTF8_BAD && n < s.n);
    unsigned char first = (unsigned char)s.p[0];
    bool control =
        first < ' ' || first == 0x7f || (first == 0xC2 && n == 2 && (unsigned char)s.p[1] < 0xA0);
    return state != 0 || control || first == '"' || first == '\\' ? 0 : n;
}

const char *log_quote(struct str s, char out[160])
{
    struct buf b = buf_over(out, 150);
    bool bare = s.n > 0;
    for (size_t i = 0; i < s.n && bare; i++)
        bare = plain((unsigned char)s.p[i]);
    if (!bare)
        buf_putc(&b, '"');
    while (s.n > 0 && b.cap - b.n > 5) {
        size_t n = showable(s);
        if (n > 0)
            buf_put(&b, s.p, n);
        else
            buf_printf(&b, "\\x%02x", (unsigned char)s.p[0]);
        s = str_skip(s, n > 0 ? n : 1);
    }
    if (!bare)
        buf_putc(&b, '"');
    out[b.n] = '\0';
    return out;
}

/* Take the value off the front of a line: up to a blank, or to the quote that ends it. */
static struct str take_value(struct str *line, bool *quoted)
{
    *quoted = line->n > 0 && line->p[0] == '"';
    if (!*quoted)
        return str_cut(line, ' ');
    struct str rest = str_skip(*line, 1);
    size_t n = 0;
    while (n < rest.n && !(rest.p[n] == '"' && (n + 1 == rest.n || rest.p[n + 1] == ' ')))
        n++;
    *line = str_skip(rest, n + 2);
    return str_make(rest.p, n);
}

void log_json(struct str line, struct buf *out)
{
    struct json_writer w;
    json_begin(&w, out);
    json_object(&w);
    while (line.n > 0) {
        bool quoted;
        int64_t number;
        struct str key = str_cut(&line, '='), value = take_value(&line, &quoted);
        json_key(&w, str_trim(key));
        if (!quoted && str_int(value, &number))
            json_int(&w, number);
        else
            json_string(&w, value);
    }
    json_object_end(&w);
}

/* The line in the form that is wanted, with its end. */
static void write_line(const struct log *l, enum log_level level, struct str line)
{
    static const char *const priority[] = {"<3>", "<4>", "<6>", "<7>"}; /* of syslog */
    char text[4096];
    struct buf b = buf_over(text, sizeof text - 1);
    if (l->priority)
        buf_putz(&b, priority[level]);
    if (l->json)
        log_json(line, &b);
    else
        buf_puts(&b, line);
    text[b.n++] = '\n';
    ssize_t wrote = write(STDERR_FILENO, text, b.n);
    (void)wrote; /* nowhere to tell */
}

/* Begin a line: what all of them have. */
static void begin_line(struct buf *b, enum log_level level, const char *what, struct str station)
{
    char at[25], quoted[160];
    time_format(clock_utc_us(), at);
    buf_printf(b, "at=%s level=%s what=%s", at, names[level], what);
    if (station.n > 0)
        buf_printf(b, " station=%s", log_quote(station, quoted));
}

/* Say how many lines were left out. */
static void write_left(const struct log *l, const struct log_left *left)
{
    char text[512];
    struct buf b = buf_over(text, sizeof text - 1);
    begin_line(&b, LOG_WARNING, "left-out", str_of(left->station));
    buf_printf(&b, " event=%s lines=%llu seconds=%lld", left->what, (unsigned long long)left->lines,
               (long long)(left->span_us / US_PER_S));
    write_line(l, LOG_WARNING, buf_str(&b));
}

void log_left_out(const struct log *l, bool all)
{
    struct log_left left;
    int64_t now = all ? INT64_MAX : clock_mono_us();
    while (l->limit && log_limit_take(l->limit, now, &left))
        write_left(l, &left);
}

/* May this line be written? What that makes known of others left out is told first. */
static bool allowed(const struct log *l, const char *what, struct str station)
{
    struct log_left left = {.lines = 0};
    bool yes = log_limit_allows(l->limit, clock_mono_us(), what, station, &left);
    if (left.lines > 0 && l->level >= LOG_WARNING)
        write_left(l, &left);
    return yes;
}

void log_line(const struct log *l, enum log_level level, const char *what, struct str station,
              const char *format, ...)
{
    char text[1024];
    if (level > l->level || (l->limit && !allowed(l, what, station)))
        return;
    struct buf b = buf_over(text, sizeof text - 1);
    begin_line(&b, level, what, station);
    if (format[0] != '\0') {
        buf_putc(&b, ' ');
        va_list args;
        va_start(args, format);
        int n = vsnprintf(b.p + b.n, b.cap - b.n, format, args);
        va_end(args);
        b.n += n < 0 ? 0 : (size_t)n < b.cap - b.n ? (size_t)n : b.cap - b.n - 1;
    }
    write_line(l, level, buf_str(&b));
}

/* SPDX-License-Identifier: Apache-2.0 */
/* TZif files: two blocks with a header each, then the rule in its own line. */
#include "apps/zonefile.h"

#include <stdio.h>
#include <string.h>

#include "base/time.h"
#include "os/whole.h"
#include "rate/zone.h"

#define FOLDER "/usr/share/zoneinfo/"
#define FILE_MAX 65536
#define HEADER 44

/* A number of four bytes, the highest first. */
static uint32_t big32(const char *p)
{
    const unsigned char *b = (const unsigned char *)p;
    return (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3];
}

/* The counts of a block's header, in the order of RFC 8536 section 3.1. */
struct counts {
    uint32_t ut, standard, leap, time, type, chars;
};

/* Read a header at the front; false where there is none. */
static bool header(struct str s, struct counts *c)
{
    if (s.n < HEADER || memcmp(s.p, "TZif", 4) != 0)
        return false;
    *c = (struct counts){big32(s.p + 20), big32(s.p + 24), big32(s.p + 28),
                         big32(s.p + 32), big32(s.p + 36), big32(s.p + 40)};
    return c->time < FILE_MAX && c->type < FILE_MAX && c->chars < FILE_MAX && c->leap < FILE_MAX &&
           c->ut < FILE_MAX && c->standard < FILE_MAX;
}

/* Bytes of a block whose times have so many bytes. */
static size_t block(const struct counts *c, size_t time_size)
{
    return HEADER + c->time * time_size + c->time + (size_t)c->type * 6 + c->chars +
           c->leap * (time_size + 4) + c->standard + c->ut;
}

/* A number of eight bytes, the highest first. */
static int64_t big64(const char *p)
{
    return (int64_t)((uint64_t)big32(p) << 32 | big32(p + 4));
}

/* The second block of a file: its changes of the clocks, and the line behind it. */
struct table {
    struct str times, types, offsets; /* 8, 1 and 6 bytes each */
    struct str rule;
};

/* Find the parts of a file. */
static bool read_file(struct str file, struct table *t)
{
    struct counts c;
    if (!header(file, &c) || file.p[4] < '2' || file.n < block(&c, 4))
        return false;
    struct str second = str_skip(file, block(&c, 4));
    if (!header(second, &c) || second.n < block(&c, 8) + 2)
        return false;
    t->times = str_make(second.p + HEADER, (size_t)c.time * 8);
    t->types = str_make(t->times.p + t->times.n, c.time);
    t->offsets = str_make(t->types.p + t->types.n, (size_t)c.type * 6);
    t->rule = str_trim(str_skip(second, block(&c, 8)));
    return t->rule.n > 0 && t->rule.n < ZONEFILE_RULE_MAX;
}

/* Does the rule say after now what the table says, for as long as that knows? */
static bool agree(const struct table *t, const struct zone *z, int64_t now_us)
{
    for (size_t i = 0; i < t->types.n; i++) {
        int64_t at_us = big64(t->times.p + i * 8) * US_PER_S;
        size_t type = (unsigned char)t->types.p[i];
        if (type * 6 + 6 > t->offsets.n)
            return false;
        bool last = i + 1 == t->types.n;
        int64_t until_us = last ? INT64_MAX : big64(t->times.p + (i + 1) * 8) * US_PER_S;
        int32_t ahead = (int32_t)big32(t->offsets.p + type * 6);
        int64_t from_us = at_us > now_us ? at_us : now_us;
        if (until_us <= now_us)
            continue;
        if (zone_ahead(z, from_us) != ahead || (!last && zone_ahead(z, until_us - 1) != ahead))
            return false;
    }
    return true;
}

/* Is it a name that cannot lead out of the folder? */
static bool harmless(struct str name)
{
    for (size_t i = 0; i < name.n; i++) {
        char c = name.p[i];
        bool letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        if (!letter && c != '/' && c != '_' && c != '-' && c != '+')
            return false;
    }
    return name.n > 0 && name.n < 64 && name.p[0] != '/';
}

bool zonefile_rule(const char *name, int64_t now_us, char rule[ZONEFILE_RULE_MAX], char why[256])
{
    static const char *const utc[] = {"", "UTC", "Z"};
    char path[128], bytes[FILE_MAX];
    struct zone z;
    struct table t;
    for (size_t i = 0; i < sizeof utc / sizeof *utc; i++)
        if (strcmp(name, utc[i]) == 0)
            return str_copy(rule, ZONEFILE_RULE_MAX, STR("UTC0"));
    if (!zone_parse(str_of(name), &z) && str_copy(rule, ZONEFILE_RULE_MAX, str_of(name)))
        return true;
    struct buf in = buf_over(bytes, sizeof bytes);
    if (!harmless(str_of(name))) {
        snprintf(why, 256, "%.64s: neither the name of a zone nor a zone rule", name);
        return false;
    }
    snprintf(path, sizeof path, FOLDER "%s", name);
    if (whole_read(path, &in, why) != ERR_OK)
        return false;
    if (!read_file(buf_str(&in), &t) || zone_parse(t.rule, &z)) {
        snprintf(why, 256, "%s: no zone file with a rule at its end", path);
        return false;
    }
    if (!agree(&t, &z, now_us)) {
        snprintf(why, 256, "%.64s: its clocks change by a table, not by a rule: not supported",
                 name);
        return false;
    }
    return str_copy(rule, ZONEFILE_RULE_MAX, t.rule);
}

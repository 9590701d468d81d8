/* SPDX-License-Identifier: Apache-2.0 */
/* One table, four sources, four printed forms. */
#include "apps/options.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum kind { KIND_TEXT, KIND_INT, KIND_WORD, KIND_BOOL };

struct row {
    const char *name, *fallback, *argument, *help;
    size_t offset;
    int64_t low, high;
    enum kind kind;
};

#define TEXT_OF(x) #x
#define NUMBER(x) TEXT_OF(x)
static const struct row rows[] = {
#define OPTION_TEXT(name, fallback, argument, help)                                                \
    {#name, fallback, argument, help, offsetof(struct options, name), 0, 0, KIND_TEXT},
#define OPTION_INT(name, fallback, low, high, argument, help)                                      \
    {#name, NUMBER(fallback), argument, help, offsetof(struct options, name), low, high, KIND_INT},
#define OPTION_WORD(name, fallback, words, help)                                                   \
    {#name, fallback, words, help, offsetof(struct options, name), 0, 0, KIND_WORD},
#define OPTION_BOOL(name, help)                                                                    \
    {#name, "no", NULL, help, offsetof(struct options, name), 0, 0, KIND_BOOL},
#include "apps/tbl/options.h"
#undef OPTION_TEXT
#undef OPTION_INT
#undef OPTION_WORD
#undef OPTION_BOOL
};
#define N_ROWS (sizeof rows / sizeof *rows)

/* The row of that name, where '-' and '_' are the same. */
static const struct row *find(struct str name)
{
    for (size_t i = 0; i < N_ROWS; i++) {
        size_t n = strlen(rows[i].name), k = 0;
        while (k < n && k < name.n &&
               (rows[i].name[k] == name.p[k] || (rows[i].name[k] == '_' && name.p[k] == '-')))
            k++;
        if (k == n && k == name.n)
            return &rows[i];
    }
    return NULL;
}

/* Is value among the words of a row's list? */
static bool is_word_of(const struct row *r, struct str value)
{
    struct str words = str_of(r->argument);
    while (words.n > 0)
        if (str_eq(str_cut(&words, '|'), value))
            return true;
    return false;
}

/* Store one value; `where` names the source in the sentence. */
static bool set(struct options *o, const struct row *r, const char *value, const char *where,
                char why[256])
{
    char *to = (char *)o + r->offset;
    int64_t number;
    switch (r->kind) {
    case KIND_TEXT:
        *(const char **)(void *)to = value;
        return true;
    case KIND_INT:
        if (!str_int(str_of(value), &number) || number < r->low || number > r->high) {
            snprintf(why, 256, "%s: %s wants a whole number from %lld to %lld, not \"%.64s\"",
                     where, r->name, (long long)r->low, (long long)r->high, value);
            return false;
        }
        memcpy(to, &number, sizeof number);
        return true;
    case KIND_WORD:
        if (!is_word_of(r, str_of(value))) {
            snprintf(why, 256, "%s: %s wants %s, not \"%.64s\"", where, r->name, r->argument,
                     value);
            return false;
        }
        *(const char **)(void *)to = value;
        return true;
    case KIND_BOOL:
        if (!str_is(str_of("yes"), value) && !str_is(str_of("no"), value)) {
            snprintf(why, 256, "%s: %s wants yes or no, not \"%.64s\"", where, r->name, value);
            return false;
        }
        *(bool *)(void *)to = value[0] == 'y';
        return true;
    }
    return false;
}

/* Take one "name = value" line of a file. */
static bool set_line(struct options *o, struct str line, const char *file, int number,
                     char why[256])
{
    char where[128];
    struct str text = str_cut(&line, '#');
    struct str name = str_trim(str_cut(&text, '='));
    const struct row *r = find(name);
    snprintf(where, sizeof where, "%.96s:%d", file, number);
    if (name.n == 0)
        return true;
    if (!r || str_is(name, "config")) {
        snprintf(why, 256, "%s: no option is called \"%.*s\"", where,
                 (int)(name.n < 64 ? name.n : 64), name.p);
        return false;
    }
    struct str value = str_trim(text);
    char *copy = strndup(value.p, value.n);
    if (!copy) {
        snprintf(why, 256, "%s: out of memory", where);
        return false;
    }
    bool ok = set(o, r, copy, where, why);
    if (!ok || r->kind == KIND_INT || r->kind == KIND_BOOL)
        free(copy); /* texts and words are kept as long as the options, which is for good */
    return ok;      /* NOLINT(clang-analyzer-unix.Malloc) */
}

static bool read_file(struct options *o, const char *file, char why[256])
{
    FILE *f = fopen(file, "re");
    if (!f) {
        snprintf(why, 256, "%.128s: can't be read", file);
        return false;
    }
    char line[4096];
    bool ok = true;
    for (int number = 1; ok && fgets(line, sizeof line, f); number++)
        ok = set_line(o, str_of(line), file, number, why);
    fclose(f);
    return ok;
}

static bool read_environment(struct options *o, char why[256])
{
    for (size_t i = 0; i < N_ROWS; i++) {
        char name[64] = "BUSBAR_";
        for (size_t k = 0; rows[i].name[k]; k++) {
            char c = rows[i].name[k];
            name[7 + k] = c >= 'a' && c <= 'z' ? (char)(c - 32) : c;
        }
        const char *value = getenv(name);
        if (value && !set(o, &rows[i], value, name, why))
            return false;
    }
    return true;
}

/* Take --name value, --name=value or, for a switch, --name and --no-name; *i moves on. */
static bool set_argument(struct options *o, int argc, char **argv, int *i, char why[256])
{
    struct str text = str_of(argv[*i]);
    if (!str_starts(text, STR("--"))) {
        snprintf(why, 256, "\"%.64s\" is no option (see busbar serve --help)", argv[*i]);
        return false;
    }
    struct str value = str_skip(text, 2), name = str_cut(&value, '=');
    bool given = str_find(text, '=') < text.n;
    const struct row *r = find(name);
    if (!r && str_starts(name, STR("no-")) && (r = find(str_skip(name, 3))) && r->kind == KIND_BOOL)
        return set(o, r, "no", argv[*i], why);
    if (!r) {
        snprintf(why, 256, "no option is called --%.*s (see busbar serve --help)",
                 (int)(name.n < 64 ? name.n : 64), name.p);
        return false;
    }
    if (given)
        return set(o, r, value.p, "command line", why);
    if (r->kind == KIND_BOOL)
        return set(o, r, "yes", "command line", why);
    if (*i + 1 >= argc) {
        snprintf(why, 256, "--%.*s wants %s", (int)(name.n < 64 ? name.n : 64), name.p,
                 r->argument);
        return false;
    }
    return set(o, r, argv[++*i], "command line", why);
}

bool options_read(struct options *o, int argc, char **argv, char why[256])
{
    memset(o, 0, sizeof *o);
    for (size_t i = 0; i < N_ROWS; i++)
        if (!set(o, &rows[i], rows[i].fallback, "default", why))
            return false;
    struct options first = *o;
    for (int i = 0; i < argc; i++)
        if (!set_argument(&first, argc, argv, &i, why))
            return false;
    if (first.config[0] == '\0' && getenv("BUSBAR_CONFIG"))
        first.config = getenv("BUSBAR_CONFIG");
    if (first.config[0] != '\0' && !read_file(o, first.config, why))
        return false;
    if (!read_environment(o, why))
        return false;
    for (int i = 0; i < argc; i++)
        if (!set_argument(o, argc, argv, &i, why))
            return false;
    return true;
}

/* The flag of a row: --unknown-stations. */
static void flag_of(const struct row *r, char out[64])
{
    snprintf(out, 64, "--%s", r->name);
    for (char *c = out; *c; c++)
        if (*c == '_')
            *c = '-';
}

void options_print(enum options_style style)
{
    for (size_t i = 0; i < N_ROWS; i++) {
        const struct row *r = &rows[i];
        char flag[64], left[160];
        flag_of(r, flag);
        snprintf(left, sizeof left, "%s%s%s", flag, r->argument ? " " : "",
                 r->argument ? r->argument : "");
        switch (style) {
        case OPTIONS_HELP:
            printf("  %-42s %s%s%s%s\n", left, r->help, r->fallback[0] ? " [" : "", r->fallback,
                   r->fallback[0] ? "]" : "");
            break;
        case OPTIONS_MAN:
            printf(".TP\n\\fB%s\\fR %s\n%s. Default: %s.\n", flag, r->argument ? r->argument : "",
                   r->help, r->fallback[0] ? r->fallback : "none");
            break;
        case OPTIONS_MARKDOWN:
            printf("| `%s` | `%s` | %s |\n", flag, r->fallback[0] ? r->fallback : "-", r->help);
            break;
        case OPTIONS_WORDS:
            printf("%s\n", flag);
            break;
        }
    }
}

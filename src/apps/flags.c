/* SPDX-License-Identifier: Apache-2.0 */
/* Flags: --name value, --name=value, --switch; "--" ends them. */
#include "apps/flags.h"

#include <stdio.h>
#include <string.h>

static const struct flag *find(const struct flag *flags, size_t n, struct str name)
{
    for (size_t i = 0; i < n; i++)
        if (str_is(name, flags[i].name))
            return &flags[i];
    return NULL;
}

/* Store a value; false with a line on standard error where it is not allowed. */
static bool set(const char *command, const struct flag *f, const char *value)
{
    int64_t number;
    if (f->kind == FLAG_TEXT) {
        *(const char **)f->to = value;
        return true;
    }
    if (!str_int(str_of(value), &number) || number < f->low || number > f->high) {
        fprintf(stderr, "busbar %s: --%s wants a whole number from %lld to %lld, not \"%.64s\"\n",
                command, f->name, (long long)f->low, (long long)f->high, value);
        return false;
    }
    *(int64_t *)f->to = number;
    return true;
}

/* Take argv[*i], a flag; *i moves on behind its value. */
static bool take(const char *command, const struct flag *flags, size_t n, int argc, char **argv,
                 int *i)
{
    struct str value = str_skip(str_of(argv[*i]), 2), name = str_cut(&value, '=');
    bool given = strchr(argv[*i], '=') != NULL;
    const struct flag *f = find(flags, n, name);
    if (!f) {
        fprintf(stderr, "busbar %s: no flag is called %.64s (see busbar help %s)\n", command,
                argv[*i], command);
        return false;
    }
    if (f->kind == FLAG_SWITCH) {
        *(bool *)f->to = true;
        return true;
    }
    if (given)
        return set(command, f, value.p);
    if (*i + 1 >= argc) {
        fprintf(stderr, "busbar %s: --%s wants %s\n", command, f->name, f->argument);
        return false;
    }
    return set(command, f, argv[++*i]);
}

int flags_read(const char *command, const struct flag *flags, size_t n, int argc, char **argv)
{
    int rest = 0;
    bool over = false;
    for (int i = 0; i < argc; i++) {
        if (!over && strcmp(argv[i], "--") == 0)
            over = true;
        else if (over || strncmp(argv[i], "--", 2) != 0)
            argv[rest++] = argv[i];
        else if (!take(command, flags, n, argc, argv, &i))
            return -1;
    }
    return rest;
}

void flags_print(const struct flag *flags, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        char left[96];
        snprintf(left, sizeof left, "--%s%s%s", flags[i].name, flags[i].argument ? " " : "",
                 flags[i].argument ? flags[i].argument : "");
        printf("  %-26s %s\n", left, flags[i].help);
    }
}

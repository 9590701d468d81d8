/* SPDX-License-Identifier: Apache-2.0 */
/* Is this machine fit for a server with these options? A table of checks (apps/tbl/checks.h), each
 * of which says how it stands, what it saw and what to change. Nothing is changed; a small file is
 * written in the data directory and removed. */
#pragma once

#include "apps/options.h"
#include "base/err.h"

enum doctor_verdict { DOCTOR_OK, DOCTOR_WARN, DOCTOR_FAIL };

/* What the checks are told. */
struct doctor {
    const struct options *o;
    int64_t now_us;
    bool there;         /* the data directory is */
    char place[4096];   /* the data directory, or the nearest folder above it that is there */
    int64_t server_pid; /* who has the data directory: 0 nobody, -1 somebody we can't see */
};

/* What one check says. */
struct doctor_finding {
    enum doctor_verdict verdict;
    char value[256], advice[256]; /* advice: "" where all is well */
};

/* Name, meaning and function of each check. */
struct doctor_check {
    const char *group, *name, *meaning;
    void (*run)(const struct doctor *d, struct doctor_finding *f);
};
extern const struct doctor_check doctor_checks[];
extern const size_t doctor_n;

#define CHECK(group, name, meaning)                                                                \
    void doctor_##group##_##name(const struct doctor *d, struct doctor_finding *f);
/* doctor_GROUP_NAME: look, and fill in f, which is empty and OK. */
#include "apps/tbl/checks.h"
#undef CHECK

/* Get ready to look. */
void doctor_begin(struct doctor *d, const struct options *o, int64_t now_us);
/* Say what was seen; for the checks. */
__attribute__((format(printf, 3, 4))) void
doctor_say(struct doctor_finding *f, enum doctor_verdict verdict, const char *format, ...);
/* Say what to change. */
__attribute__((format(printf, 2, 3))) void doctor_advise(struct doctor_finding *f,
                                                         const char *format, ...);
/* The word of a verdict: "ok", "warn", "fail". */
const char *doctor_word(enum doctor_verdict verdict);
/* Bytes for people: "12.3 GB". */
const char *doctor_bytes(int64_t bytes, char out[24]);

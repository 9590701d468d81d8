/* SPDX-License-Identifier: Apache-2.0 */
/* One HTTP request to the admin door, for the command-line tools. Blocks. */
#pragma once

#include "base/err.h"
#include "base/str.h"

struct fetch {
    const char *host_port; /* where the admin door is */
    const char *key_file;  /* file with the API key, or "" */
    int timeout_ms;
    int status; /* of the answer */
    char *body; /* of the answer; free() it */
    size_t body_n;
    char why[256]; /* the sentence where it failed */
};

/* Ask; an answer of any status is ERR_OK. */
enum err fetch_do(struct fetch *f, const char *method, const char *target, const char *content_type,
                  struct str body) MUST_CHECK;

/* SPDX-License-Identifier: Apache-2.0 */
/* A form: what an operator says of one station, site or token, checked member by member, whatever
 * it came in as (JSON or CSV), and the event it becomes. Members: doors/tbl/members.h. */
#pragma once

#include "base/arena.h"
#include "event/event.h"

enum form_kind { FORM_STATION, FORM_SITE, FORM_TOKEN, FORM_COUNT };

struct form {
    enum form_kind kind;
    struct event event;
    struct str password;
    bool has_password; /* it was named, maybe to be empty */
    char why[96];      /* the sentence that form_set returns where it names a number */
};

/* An empty form about that id; NULL, or the sentence that says what is wrong with the id. */
const char *form_begin(struct form *f, enum form_kind kind, struct str id);
/* The member of that name, or -1. */
int form_member(enum form_kind kind, struct str name);
/* May the member's JSON value be a number? */
bool form_is_number(int member);
/* Set a member from its text, empty = none; NULL, or the sentence that says what is wrong with it.
 * Texts are borrowed. */
const char *form_set(struct form *f, int member, struct str text);
/* Put the password's hash into the event; false where the arena is full. */
bool form_finish(struct form *f, const unsigned char salt[16], struct arena *arena);
/* "station", "site", "token"; and the name of its id where it is a column: "identity", "site_id",
 * "id_token". */
const char *form_name(enum form_kind kind);
const char *form_id_name(enum form_kind kind);

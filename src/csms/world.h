/* SPDX-License-Identifier: Apache-2.0 */
/* What a step may know beside its station: tokens and options. Read-only inside a step. */
#pragma once

#include "event/event.h"

struct quirk_rules;

struct token {
    struct str id_token, token_type, group_id;
    int64_t status; /* enum token_status */
    int64_t expires_at_us;
};

/* A table of tokens by id. Case does not tell ids apart, as OCPP says (a card that one charger
 * sends in lower case and another in upper is one card, and a block under either spelling blocks
 * it); the last token_set decides which spelling the row has. */
struct tokens;

/* What unknown stations and tokens get. */
struct policy {
    int64_t unknown_tokens; /* enum token_status for a token in no table; INVALID by default */
    int64_t unknown_boot;   /* enum boot for quarantined stations: PENDING by default */
    int64_t heartbeat_interval_s; /* > 0 always: never 0 (a station would flood us) */
    int64_t pending_interval_s;   /* retry interval while Pending or Rejected */
    bool strict;                  /* certification: every recorded breach is refused */
    bool boot_required;           /* calls before an accepted boot get SecurityError */
};

struct world {
    const struct tokens *tokens; /* NULL: none, and no rows of quirks */
    struct policy policy;
};

/* A table with room for `max` tokens, at most 2^30; their texts take memory as they come. NULL
 * where memory is out. */
struct tokens *tokens_open(size_t max);
void tokens_close(struct tokens *t);
/* Apply token_set, token_removed and quirk_ruled; other events are ignored. False where the table
 * is full or memory is out (the table is then as before); a change of a token that is in it never
 * finds it full. */
bool tokens_apply(struct tokens *t, const struct event *e);
/* Look a token up; NULL where there is none. Good until the next tokens_apply. */
const struct token *tokens_find(const struct tokens *t, struct str id_token);
size_t tokens_count(const struct tokens *t);
/* The rows of quirks that the operator has set: they come by the same events and are kept beside
 * the tokens. NULL where t is. */
const struct quirk_rules *tokens_quirks(const struct tokens *t);
/* Call each(ctx, token) for all, in no order. */
void tokens_each(const struct tokens *t, void (*each)(void *ctx, const struct token *token),
                 void *ctx);
/* What Authorize answers at now_us: the row's status, EXPIRED behind its time,
 * policy.unknown_tokens where there is none, or none of that type (an empty type on either side
 * fits any); type NoAuthorization is always ACCEPTED (OCPP 2.0.1 C02.FR.02). *group gets the group
 * or the empty span. w->tokens may be NULL: no token is known. */
enum token_status world_authorize(const struct world *w, struct str id_token, struct str token_type,
                                  int64_t now_us, struct str *group);

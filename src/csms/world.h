/* SPDX-License-Identifier: Apache-2.0 */
/* What a step may know beside its station: tokens and options. Read-only inside a step. */
#pragma once

#include "event/event.h"

struct quirk_rules;

/* Where, when and how often a token is good, for those few that are not good everywhere. */
struct token_rules {
    struct str sites, evses, hours; /* as in ev_token_set */
    int64_t max_power_mw, max_sessions, group_sessions;
    int64_t balance_micro; /* plus 1; 0 = not prepaid */
};

struct token {
    struct str id_token, token_type, group_id;
    int64_t status; /* enum token_status */
    int64_t expires_at_us;
    const struct token_rules *rules; /* NULL: none */
};

/* A table of tokens by id. Case does not tell ids apart, as OCPP says (a card that one charger
 * sends in lower case and another in upper is one card, and a block under either spelling blocks
 * it); the last token_set decides which spelling the row has. */
struct tokens;

/* What an answer may need that the core can't know: the shell finds it out, and the message is
 * taken again with the verdict (ocpp/link.h). */
enum outside {
    OUTSIDE_NONE,
    OUTSIDE_CSR /* is this a request for a certificate that may be signed? */
};

/* What unknown stations and tokens get. */
struct policy {
    int64_t unknown_tokens; /* enum token_status for a token in no table; INVALID by default */
    int64_t unknown_boot;   /* enum boot for quarantined stations: PENDING by default */
    int64_t heartbeat_interval_s; /* > 0 always: never 0 (a station would flood us) */
    int64_t pending_interval_s;   /* retry interval while Pending or Rejected */
    bool strict;                  /* certification: every recorded breach is refused */
    int64_t report_timeout_s;     /* a report that was asked for must end by then; 0 = 600 */
    int64_t update_timeout_s;     /* the same of firmware updates and uploads */
    int64_t deaf_after;           /* calls in a row unanswered: the connection ends; 0 = never */
    bool boot_required;           /* calls before an accepted boot get SecurityError */
    int64_t direct_payment;       /* enum token_status for an unknown token of type DirectPayment */
    int64_t token_sessions;       /* most sessions at one time with one token; 0 = any number */
    int64_t token_cache_s; /* stations may keep an accepted token for so long; 0 = no word of it */
    struct str ev_needs;   /* what NotifyEVChargingNeeds is answered; empty = Rejected */
    struct str vendors;    /* DataTransfer: "vendor/message=Status,vendor=Status" */
    bool event_streams;    /* periodic event streams are accepted */
    bool vat_numbers;      /* VAT numbers that look like one are accepted */
    struct str master_group; /* tokens of this group stop sessions but begin none; may be empty */
    unsigned outside;        /* bit per enum outside that the shell can find out */
    bool csr_by_hand;        /* requests for certificates wait for the operator */
};

struct running;

struct world {
    const struct tokens *tokens;   /* NULL: none, and no rows of quirks */
    const struct running *running; /* open sessions by token; NULL: none are known */
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
/* The event that sets a token as it is. */
struct ev_token_set tokens_event(const struct token *t);

/* SPDX-License-Identifier: Apache-2.0 */
/* The frame of OCPP-J around a payload. What is read becomes spans of the text; what is written is
 * one of these, where id and code stand as JSON strings:
 *
 *     [2,id,action,payload]      CALL
 *     [3,id,payload]             CALLRESULT
 *     [4,id,code,text,details]   CALLERROR
 *     [5,id,code,text,details]   CALLRESULTERROR (2.1): the answer to a CALLRESULT that can't be
 * read [6,id,action,payload]      SEND (2.1): never answered
 *
 * The payload is only found here, not judged; that is ocpp_decode's. */
#pragma once

#include "base/err.h"
#include "ocpp/message.h"

enum rpc_type {
    RPC_NONE,
    RPC_CALL = 2,
    RPC_RESULT = 3,
    RPC_ERROR = 4,
    RPC_RESULT_ERROR = 5,
    RPC_SEND = 6
};

/* What can be wrong outside a payload; rows in ocpp/tbl/faults.h. */
enum rpc_fault {
    FAULT_NONE,
#define FAULT(name, code16, code201, code21, text) FAULT_##name,
#include "ocpp/tbl/faults.h"
#undef FAULT
    FAULT_COUNT
};

#define RPC_ID_CHARACTERS 36 /* of a message id by the standard; longer ones are repeated too */
#define RPC_ID_BYTES 255     /* of a message id as written; longer ones can't be repeated */
#define RPC_TEXT_BYTES                                                                             \
    255 /* of the description of an error we send: characters by the standard                      \
         */

struct rpc {
    struct str whole;     /* the text itself */
    enum rpc_type type;   /* NONE where it could not be read or means nothing in that version */
    enum rpc_fault fault; /* FAULT_NONE, or what makes the message unusable */
    uint64_t tolerated;   /* bit per enum rpc_fault that was passed over */
    struct str id;        /* as written between the quotes; has_id says whether there is one */
    bool has_id;
    bool id_escaped;   /* the id has backslashes */
    struct str action; /* of CALL and SEND, as written */
    bool action_escaped;
    struct str payload;    /* of CALL, CALLRESULT and SEND: a JSON value as written */
    struct str code, text; /* of CALLERROR and CALLRESULTERROR, as written; may be absent */
    struct str details;    /* a JSON value as written; may be absent */
};

/* Read one text message. The text must outlive what is read. With fault BROKEN_PAYLOAD, id and
 * action were read, and payload is all text from its beginning on. */
void rpc_parse(struct rpc *r, enum ocpp_version version, struct str text);
/* Read a CALL or SEND in one pass less: up to its payload, which is taken to be all that stands
 * before the last bracket of the text. Where that is one JSON value, as ocpp_decode will see, the
 * result is that of rpc_parse; where it is not, or this is false, call rpc_parse. */
bool rpc_parse_head(struct rpc *r, enum ocpp_version version, struct str text) MUST_CHECK;

/* The rows of a fault: its name, its sentence, and the code it is answered with, empty for none. */
struct str rpc_fault_name(enum rpc_fault f);
struct str rpc_fault_text(enum rpc_fault f);
struct str rpc_fault_code(enum ocpp_version version, enum rpc_fault f);
/* The quirk that it is a sign of (event/quirk.h); 0 = of none. */
unsigned rpc_fault_quirk(enum rpc_fault f);

/* Append a CALL; id and action are plain text, payload is JSON. */
void rpc_write_call(struct buf *out, struct str id, struct str action, struct str payload);
/* Append a CALLRESULT up to its payload, which the caller appends; then rpc_write_end. The id is as
 * it was written. */
void rpc_write_result(struct buf *out, struct str written_id);
void rpc_write_end(struct buf *out);
/* Append a CALLERROR or CALLRESULTERROR with empty details; the text is cut at RPC_TEXT_BYTES. */
void rpc_write_error(struct buf *out, enum rpc_type type, struct str written_id, struct str code,
                     struct str text);
/* s without what lies behind max bytes, cut between characters. */
struct str rpc_clip(struct str s, size_t max);

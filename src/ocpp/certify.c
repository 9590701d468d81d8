/* SPDX-License-Identifier: Apache-2.0 */
/* The messages about certificates. Whether a request may be signed is found out by the shell, as
 * that takes cryptography; without a shell that can, it is recorded and Rejected. */
#include "ocpp/certify.h"

#include "ocpp/told.h"

void certify_outside(struct turn *t, struct link_ask *ask)
{
    ask->what = OUTSIDE_CSR;
    ask->pem = turn_text(t, 0, FIELD_csr);
    ask->type = turn_text(t, 0, FIELD_certificateType);
}

bool certify_sign(struct turn *t, struct input *in)
{
    int64_t request_id = 0;
    struct str facts = told_by(TOLD_UP, &t->m, NULL, t->arena, &t->no_room);
    if (!t->verdict) {
        in->kind = INPUT_NOTE;
        in->u.note =
            (struct ev_message_noted){.action = ocpp_action_name(t->m.action), .facts = facts};
        return true;
    }
    bool numbered = ocpp_int(&t->m, 0, FIELD_requestId, &request_id);
    in->kind = INPUT_CSR;
    in->u.csr = (struct in_csr){.facts = facts};
    in->u.csr.moved = (struct ev_csr_moved){
        .type = turn_text(t, 0, FIELD_certificateType),
        .request_id = numbered ? request_id + 1 : 0,
        .name = t->verdict->name,
        .key = t->verdict->key,
        .csr = turn_text(t, 0, FIELD_csr),
        .rule = t->verdict->rule,
        .reason = t->verdict->reason,
    };
    return true;
}

/* Write statusInfo, which 1.6 doesn't have. A reasonCode has at most 20 characters. */
static void status_info(const struct turn *t, const char *code, struct str text,
                        struct json_writer *w)
{
    if (t->m.version == OCPP_16)
        return;
    json_key(w, STR("statusInfo"));
    json_object(w);
    json_pair(w, "reasonCode", str_of(code));
    if (text.n > 0)
        json_pair(w, "additionalInfo", text);
    json_object_end(w);
}

void certify_sign_answer(const struct turn *t, const struct step *step, struct json_writer *w)
{
    bool accepted = step->answer.csr_accepted;
    json_object(w);
    json_pair(w, "status", accepted ? STR("Accepted") : STR("Rejected"));
    if (!accepted && t->verdict)
        status_info(t, "InvalidCSR", t->verdict->reason, w);
    json_object_end(w);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Every message of every version, made out of its rows, goes through the link: requests of stations
 * are served without a finding and answered by the rows, commands go out and their answers come
 * back. */
#include "ocpp_talk.h"

/* Both headers have words of their own for what can be wrong. */
#define FAULT_NONE MAKE_NONE
#define FAULT_TOO_MANY MAKE_TOO_MANY
#define FAULT_COUNT MAKE_COUNT
#include "ocpp_make.h"
#undef FAULT_NONE
#undef FAULT_TOO_MANY
#undef FAULT_COUNT

static char space[1 << 20], frame[1 << 20];

/* The payload of a message, made by its rows. */
static struct str payload(enum ocpp_version v, enum ocpp_action a, bool response, enum size size)
{
    struct make make = {.table = ocpp_table(v), .size = size};
    struct buf out = buf_over(space, sizeof space);
    make_message(&make, ocpp_table_message(make.table, a, response), &out);
    return buf_str(&out);
}

/* A message [type,id,...] around such a payload. */
static struct str message(enum rpc_type type, enum ocpp_version v, enum ocpp_action a,
                          enum size size)
{
    struct buf out = buf_over(frame, sizeof frame);
    struct str inside = payload(v, a, type == RPC_RESULT, size);
    if (type == RPC_RESULT) {
        rpc_write_result(&out, STR("c"));
        buf_puts(&out, inside);
        rpc_write_end(&out);
    } else {
        rpc_write_call(&out, STR("c"), ocpp_action_name(a), inside);
        out.p[1] = (char)('0' + type);
    }
    CHECK(!out.full);
    return buf_str(&out);
}

/* What a station calls or sends is served. */
static void check_up(enum ocpp_version v, enum ocpp_action a, enum size size)
{
    bool send = ocpp_action_direction(v, a) == OCPP_SEND;
    talk_begin(v);
    talk.link.requests[0] = 5; /* the requestId of every message here: it was asked for */
    const char *told = talk_raw(message(send ? RPC_SEND : RPC_CALL, v, a, size));
    if (talk.out.n_frames != !send || strstr(told, "finding"))
        printf("# %.*s: %.*s\n# %.300s\n", STR_ARG(ocpp_action_name(a)), 300, frame, told);
    CHECK_INT(talk.out.n_frames, !send);
    CHECK(send || !strncmp(told, "> [3,'c',{", 10));
    CHECK(strstr(told, "finding") == NULL);
    CHECK(talk.out.journal_frame == (a != ACTION_Heartbeat));
}

/* What we call goes out, and the answer is taken as it is. */
static void check_down(enum ocpp_version v, enum ocpp_action a, enum size size)
{
    talk_begin(v);
    talk.link.quirks.off = QUIRK_ALL; /* a reject is the answer, no other way is tried */
    struct str request = payload(v, a, false, size);
    char *text = strndup(request.p, request.n);
    const char *told = talk_command("c", a, text);
    free(text);
    if (strstr(told, "Forbidden"))
        return; /* its rows allow it, the standard does not: ocpp_vet_test */
    CHECK(!strncmp(told, "> [2,'c','", 10));
    told = talk_raw(message(RPC_RESULT, v, a, size));
    CHECK_INT(talk.out.n_frames, 0);
    CHECK(strstr(told, "state=answered") && !strstr(told, "finding"));
}

TEST(every_message_of_every_version_goes_through)
{
    unsigned up = 0, down = 0;
    for (unsigned v = OCPP_16; v <= OCPP_21; v++) {
        for (unsigned a = ACTION_NONE + 1; a < ACTION_COUNT; a++) {
            enum ocpp_direction d =
                ocpp_action_direction((enum ocpp_version)v, (enum ocpp_action)a);
            for (unsigned size = SIZE_LEAST; size <= SIZE_MOST; size++) {
                if (d & OCPP_UP)
                    check_up((enum ocpp_version)v, (enum ocpp_action)a, (enum size)size);
                if (d & OCPP_DOWN)
                    check_down((enum ocpp_version)v, (enum ocpp_action)a, (enum size)size);
            }
            up += (d & OCPP_UP) != 0;
            down += (d & OCPP_DOWN) != 0;
        }
    }
    CHECK_INT(up, 14 + 25 + 37);
    CHECK_INT(down, 26 + 40 + 55);
}

int main(void)
{
    return check_main();
}

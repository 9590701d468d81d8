/* SPDX-License-Identifier: Apache-2.0 */
/* The policy's words for what is asked, one function per message. */
#include "ocpp/grant.h"

#include "ocpp/told.h"

#define VAT_MIN 4 /* characters: two letters of the country, and two more at least */

/* Write {"status":word}. */
static void write_status(struct str word, struct json_writer *w)
{
    json_object(w);
    json_pair(w, "status", word);
    json_object_end(w);
}

void grant_needs(const struct turn *t, const struct step *step, struct json_writer *w)
{
    (void)step;
    struct str word = t->policy->ev_needs;
    write_status(word.n > 0 ? word : STR("Rejected"), w);
}

bool grant_stream_note(struct turn *t, struct input *in)
{
    in->kind = INPUT_NOTE;
    in->u.note.action = ocpp_action_name(t->m.action);
    if (t->policy->event_streams)
        in->u.note.facts = told_by(TOLD_UP, &t->m, NULL, t->arena, &t->no_room);
    return true;
}

void grant_stream(const struct turn *t, const struct step *step, struct json_writer *w)
{
    (void)step;
    write_status(t->policy->event_streams ? STR("Accepted") : STR("Rejected"), w);
}

void grant_pull(const struct turn *t, const struct step *step, struct json_writer *w)
{
    (void)t, (void)step;
    json_object(w);
    json_pair(w, "status", STR("Rejected"));
    json_key(w, STR("statusInfo"));
    json_object(w);
    json_pair(w, "reasonCode", STR("InvalidProfile"));
    json_object_end(w);
    json_object_end(w);
}

/* The text of a field of the message, empty where absent. */
static struct str text_of(const struct turn *t, enum ocpp_field field)
{
    return ocpp_text(&t->m, 0, field, t->arena);
}

/* Does it look like a VAT number: two letters, then letters and digits? */
static bool looks_like_vat(struct str number)
{
    for (size_t i = 0; i < number.n; i++) {
        char c = number.p[i];
        bool letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
        if (!letter && (i < 2 || c < '0' || c > '9'))
            return false;
    }
    return number.n >= VAT_MIN;
}

void grant_vat(const struct turn *t, const struct step *step, struct json_writer *w)
{
    (void)step;
    struct str number = text_of(t, FIELD_vatNumber);
    int64_t evse_id;
    bool good = t->policy->vat_numbers && looks_like_vat(number);
    json_object(w);
    json_pair(w, "vatNumber", number);
    json_pair(w, "status", good ? STR("Accepted") : STR("Rejected"));
    if (ocpp_int(&t->m, 0, FIELD_evseId, &evse_id) && evse_id >= 0)
        json_pair_int(w, "evseId", evse_id);
    json_object_end(w);
}

/* -- vendors -- */

/* Read "vendor/message=Status" or "vendor=Status". */
static bool read_row(struct str row, struct str *vendor, struct str *message, struct str *status)
{
    static const char *const words[] = {"Accepted", "Rejected", "UnknownMessageId",
                                        "UnknownVendorId"};
    struct str rest = row, name = str_cut(&rest, '=');
    *status = str_trim(rest);
    *message = str_trim(name);
    *vendor = str_trim(str_cut(message, '/'));
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (str_is(*status, words[i]))
            return vendor->n > 0;
    return false;
}

bool grant_vendors(struct str text)
{
    struct str vendor, message, status;
    while (text.n > 0)
        if (!read_row(str_cut(&text, ','), &vendor, &message, &status))
            return false;
    return true;
}

/* What the table says of a message of a vendor: its own row, else the vendor's; a vendor with rows
 * for other messages only does not know this one. */
static struct str find_vendor(struct str table, struct str vendor, struct str message)
{
    struct str v, m, status, found = STR("UnknownVendorId");
    while (table.n > 0) {
        if (!read_row(str_cut(&table, ','), &v, &m, &status) || !str_eq(v, vendor))
            continue;
        if (m.n > 0 && str_eq(m, message))
            return status;
        if (m.n == 0)
            found = status;
        else if (str_is(found, "UnknownVendorId"))
            found = STR("UnknownMessageId");
    }
    return found;
}

void grant_transfer(const struct turn *t, const struct step *step, struct json_writer *w)
{
    (void)step;
    write_status(
        find_vendor(t->policy->vendors, text_of(t, FIELD_vendorId), text_of(t, FIELD_messageId)),
        w);
}

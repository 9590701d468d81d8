/* SPDX-License-Identifier: Apache-2.0 */
/* Answers to what stations ask us to grant: by the policy, where nothing else knows. */
#pragma once

#include "ocpp/turn.h"

/* NotifyEVChargingNeeds: Rejected, Accepted or Processing, as the policy says. */
void grant_needs(const struct turn *t, const struct step *step, struct json_writer *w);
/* OpenPeriodicEventStream: the note, whose stream is known as open only where it is accepted; and
 * the answer. */
bool grant_stream_note(struct turn *t, struct input *in);
void grant_stream(const struct turn *t, const struct step *step, struct json_writer *w);
/* PullDynamicScheduleUpdate: Rejected, InvalidProfile (K28.FR.06): we push, and keep no profile to
 * pull from. */
void grant_pull(const struct turn *t, const struct step *step, struct json_writer *w);
/* VatNumberValidation: the number again; Accepted where the policy takes numbers that look like
 * one. */
void grant_vat(const struct turn *t, const struct step *step, struct json_writer *w);
/* DataTransfer: by the policy's table of vendors and messages. */
void grant_transfer(const struct turn *t, const struct step *step, struct json_writer *w);
/* Is that text a table "vendor/message=Status,vendor=Status"? An empty one is. */
bool grant_vendors(struct str text);

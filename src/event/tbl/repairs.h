/* SPDX-License-Identifier: Apache-2.0 */
/* Which findings belong to which quirk, by the finding's rule. Where a quirk is switched off for a station, what
 * its rows name is refused instead of repaired.
 *
 *     REPAIR_RULE(number, NAME)         a rule of ocpp/tbl/rules.h: the payload breaks its rows
 *     REPAIR_FAULT(number, NAME)        a fault of ocpp/tbl/faults.h: the rest of the message
 *     REPAIR_DOOR(number, NAME, text)   the front door, told when the connection begins
 *     REPAIR_SENT(number, NAME, text)   what we send was changed
 *     REPAIR_SEEN(number, NAME, text)   seen by the views in what sessions and stations become: no event of its own,
 *                                       so that it costs the station's answer nothing
 *
 * Rules and faults that stand here in no row are no quirk anybody has met; they have the number 0.
 * Who includes this defines the kinds that it wants; the others are nothing, and all are gone behind it. */
#ifndef REPAIR_RULE
#define REPAIR_RULE(number, name)
#endif
#ifndef REPAIR_FAULT
#define REPAIR_FAULT(number, name)
#endif
#ifndef REPAIR_DOOR
#define REPAIR_DOOR(number, name, text)
#endif
#ifndef REPAIR_SENT
#define REPAIR_SENT(number, name, text)
#endif
#ifndef REPAIR_SEEN
#define REPAIR_SEEN(number, name, text)
#endif
REPAIR_RULE(20, OTHER_TYPE)
REPAIR_RULE(20, FRACTION)
REPAIR_RULE(20, HUGE_NUMBER)
REPAIR_RULE(21, TOO_LONG)
REPAIR_RULE(22, UNKNOWN_VALUE)
REPAIR_RULE(23, TOO_FEW_ITEMS)
REPAIR_RULE(23, UNKNOWN_FIELD)
REPAIR_RULE(23, REPEATED_FIELD)
REPAIR_RULE(23, NULL_VALUE)
REPAIR_RULE(23, NO_VENDOR)
REPAIR_RULE(24, ODD_TIME)
REPAIR_RULE(24, BAD_TIME)
REPAIR_RULE(29, MISSING_FIELD)
REPAIR_RULE(29, WRONG_TYPE)
REPAIR_RULE(41, TOO_MANY_ITEMS)
REPAIR_FAULT(16, LONG_ID)
REPAIR_FAULT(16, EXTRA_ELEMENTS)
REPAIR_FAULT(16, TRAILING_TEXT)
REPAIR_FAULT(19, SALVAGED)
REPAIR_FAULT(20, OUT_OF_RANGE)
REPAIR_FAULT(24, IMPLAUSIBLE_TIME)
REPAIR_FAULT(29, IMPLAUSIBLE_METER)
REPAIR_FAULT(16, ID_REUSED)
REPAIR_FAULT(17, ID_AGAIN)
REPAIR_FAULT(24, OWN_ZONE)
REPAIR_FAULT(25, ODD_PHASE)
REPAIR_FAULT(27, OTHER_UNIT)
REPAIR_FAULT(31, ODD_TAG)
REPAIR_FAULT(33, CLOCK_SET_ASIDE)
REPAIR_FAULT(41, TOO_MANY)
REPAIR_DOOR(1,  NO_SUBPROTOCOL,    "no subprotocol was offered: default_version taken")
REPAIR_DOOR(3,  ODD_IDENTITY,      "the identity is written otherwise than it is registered, or not encoded")
REPAIR_DOOR(4,  ODD_PATH,          "the path is not prefix/identity")
REPAIR_DOOR(5,  ALIAS,             "another name of the station")
REPAIR_DOOR(6,  PASSWORD_FORM,     "the password came in another form")
REPAIR_DOOR(7,  USER_NAME,         "the user name is not the identity")
REPAIR_DOOR(8,  OLD_TLS,           "came by the door tls_legacy")
REPAIR_DOOR(9,  RSV_BITS,          "reserved bits of a frame were set: the connection was ended")
REPAIR_SENT(34, ASKED_IN_PARTS,    "what was asked for was too much: asked in parts")
REPAIR_SENT(36, CONNECTOR_ONE,     "connector 0 was rejected: connector 1 is taken")
REPAIR_SENT(37, PROFILE_CHANGED,   "a charging profile was rejected as it was: taken with another stack level, kind or unit")
REPAIR_SENT(38, TRIGGER_CONNECTOR, "a trigger without a connector was rejected: taken with one")
REPAIR_SENT(39, NO_START,          "a start was accepted and nothing began: asked for once more")
REPAIR_SENT(41, LIST_SPLIT,        "a list was too long: taken in parts")
REPAIR_DOOR(11, PONG_ONLY,         "pongs came but no message for too long: the connection was ended")
REPAIR_DOOR(43, PROXY,             "came through a proxy of ours")

REPAIR_SEEN(2,  VERSION_CHANGED,   "came back with another version of OCPP")
REPAIR_SEEN(12, REPLACED,          "a second connection replaced one that was open")
REPAIR_SEEN(13, CALL_BEFORE_BOOT,  "sent something else before its first BootNotification")
REPAIR_SEEN(14, BOOT_AGAIN,        "booted again within ten minutes")
REPAIR_SEEN(15, BACK_LATE,         "came back more than five minutes after we had ended the connection")
REPAIR_SEEN(18, SENT_AGAIN,        "a message of a session came again under a new id")
REPAIR_SEEN(26, PHASES_SUMMED,     "the energy is the sum of phases")
REPAIR_SEEN(26, INTERVALS_ADDED,   "the energy is the sum of intervals")
REPAIR_SEEN(27, ABOVE_RATING,      "energy above rated power x time is kept apart")
REPAIR_SEEN(28, REGISTER_RESET,    "the register fell: followed in segments")
REPAIR_SEEN(30, ORPHAN,            "a session whose number was never ours")
REPAIR_SEEN(30, LATE,              "something of a session came behind its end")
REPAIR_SEEN(32, END_INFERRED,      "no stop came: the end of a session was inferred")
REPAIR_SEEN(35, NOT_TAKEN,         "a value that was accepted is not the one that it has")
REPAIR_SEEN(44, REPORT_OPEN,       "a report was never finished: what came of it counts")
REPAIR_SEEN(33, CLOCK_COUNTED,     "the energy is the sum of clock readings")
#undef REPAIR_RULE
#undef REPAIR_FAULT
#undef REPAIR_DOOR
#undef REPAIR_SENT
#undef REPAIR_SEEN

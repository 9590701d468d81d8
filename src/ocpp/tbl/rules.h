/* SPDX-License-Identifier: Apache-2.0 */
/* What a payload can do wrong: OCPP_RULE(name, policy, code in 1.6, code in 2.x, text).
 * ACCEPT leaves no trace, RECORD lists a finding and goes on, REFUSE makes the message unusable: its
 * answer is a CALLERROR. Refused is only what leaves nothing to work with; a charger that gets an
 * error for a long serial number does not send a shorter one, it sends the same again, for ever.
 * The two odd spellings of 1.6 are those of its standard, and chargers compare them. */
OCPP_RULE(NOT_JSON,       REFUSE, "FormationViolation",           "FormatViolation",               "the payload is not JSON")
OCPP_RULE(TOO_DEEP,       REFUSE, "FormationViolation",           "FormatViolation",               "values are nested deeper than any message needs")
OCPP_RULE(TOO_LARGE,      REFUSE, "GenericError",                 "GenericError",                  "the payload has more values than can be held")
OCPP_RULE(UNKNOWN_MESSAGE, REFUSE, "NotImplemented",              "NotImplemented",                "this version has no such message")
OCPP_RULE(MISSING_FIELD,  REFUSE, "OccurenceConstraintViolation", "OccurrenceConstraintViolation", "a required field is missing")
OCPP_RULE(WRONG_TYPE,     REFUSE, "TypeConstraintViolation",      "TypeConstraintViolation",       "the value is of another type and cannot be read")
OCPP_RULE(OTHER_TYPE,     RECORD, "TypeConstraintViolation",      "TypeConstraintViolation",       "the value is of another type but can be read")
OCPP_RULE(FRACTION,       RECORD, "TypeConstraintViolation",      "TypeConstraintViolation",       "an integer has a fraction")
OCPP_RULE(HUGE_NUMBER,    RECORD, "PropertyConstraintViolation",  "PropertyConstraintViolation",   "a number is too large to be held")
OCPP_RULE(NULL_VALUE,     RECORD, "TypeConstraintViolation",      "TypeConstraintViolation",       "null stands where the field should be left out")
OCPP_RULE(NULL_PAYLOAD,   ACCEPT, "FormationViolation",           "FormatViolation",               "the payload is null instead of {}")
OCPP_RULE(UNKNOWN_FIELD,  RECORD, "FormationViolation",           "ProtocolError",                 "the message has no such field")
OCPP_RULE(REPEATED_FIELD, RECORD, "FormationViolation",           "ProtocolError",                 "a field comes twice; the first counts")
OCPP_RULE(NO_VENDOR,      RECORD, "OccurenceConstraintViolation", "OccurrenceConstraintViolation", "customData without vendorId")
OCPP_RULE(TOO_FEW_ITEMS,  RECORD, "OccurenceConstraintViolation", "OccurrenceConstraintViolation", "a list has too few elements")
OCPP_RULE(TOO_MANY_ITEMS, RECORD, "OccurenceConstraintViolation", "OccurrenceConstraintViolation", "a list has too many elements")
OCPP_RULE(TOO_LONG,       RECORD, "PropertyConstraintViolation",  "PropertyConstraintViolation",   "a text is too long")
OCPP_RULE(UNKNOWN_VALUE,  RECORD, "PropertyConstraintViolation",  "PropertyConstraintViolation",   "the list of values has no such value")
OCPP_RULE(TOO_SMALL,      RECORD, "PropertyConstraintViolation",  "PropertyConstraintViolation",   "a number is below its minimum")
OCPP_RULE(TOO_BIG,        RECORD, "PropertyConstraintViolation",  "PropertyConstraintViolation",   "a number is above its maximum")
OCPP_RULE(NOT_MULTIPLE,   RECORD, "PropertyConstraintViolation",  "PropertyConstraintViolation",   "a number has more decimals than allowed")
OCPP_RULE(ODD_TIME,       RECORD, "PropertyConstraintViolation",  "PropertyConstraintViolation",   "a time had to be repaired to be read")
OCPP_RULE(BAD_TIME,       RECORD, "PropertyConstraintViolation",  "PropertyConstraintViolation",   "a time that cannot be read")
OCPP_RULE(BAD_URI,        RECORD, "PropertyConstraintViolation",  "PropertyConstraintViolation",   "an address that is no URI")

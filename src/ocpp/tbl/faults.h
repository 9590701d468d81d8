/* SPDX-License-Identifier: Apache-2.0 */
/* What a message can do wrong outside the rows of its payload: FAULT(name, code in 1.6, code in 2.0.1, code in
 * 2.1, text). The code is that of the CALLERROR where the fault is answered; an empty one means silence. Of the first
 * block each one makes the message unusable; those of the second are refused only by a strict link;
 * the third is about what the link or a handler found, and the code says what was answered. */
FAULT(NOT_JSON,        "",                    "RpcFrameworkError",       "RpcFrameworkError",   "the text is not JSON")
FAULT(NOT_ARRAY,       "",                    "RpcFrameworkError",       "RpcFrameworkError",   "the text is not a JSON array")
FAULT(NO_TYPE,         "",                    "RpcFrameworkError",       "RpcFrameworkError",   "the first element is not a message type number")
FAULT(UNKNOWN_TYPE,    "",                    "MessageTypeNotSupported", "",                    "this version has no such message type")
FAULT(NO_ID,           "",                    "RpcFrameworkError",       "RpcFrameworkError",   "the message id is missing or not a string")
FAULT(ENDLESS_ID,      "",                    "RpcFrameworkError",       "RpcFrameworkError",   "the message id is too long to be repeated")
FAULT(NO_ACTION,       "FormationViolation",  "RpcFrameworkError",       "RpcFrameworkError",   "the action is missing or not a string")
FAULT(NO_PAYLOAD,      "FormationViolation",  "RpcFrameworkError",       "RpcFrameworkError",   "the payload is missing")
FAULT(BROKEN_PAYLOAD,  "FormationViolation",  "FormatViolation",         "FormatViolation",     "the payload is not JSON")

FAULT(LONG_ID,         "FormationViolation",  "RpcFrameworkError",       "RpcFrameworkError",   "the message id has more than 36 characters")
FAULT(EXTRA_ELEMENTS,  "FormationViolation",  "RpcFrameworkError",       "RpcFrameworkError",   "the message has more elements than its type")
FAULT(TRAILING_TEXT,   "FormationViolation",  "RpcFrameworkError",       "RpcFrameworkError",   "something stands behind the message")
FAULT(ODD_ERROR,       "",                    "",                        "",                    "an error message without code, text or details")

FAULT(UNKNOWN_ACTION,  "NotImplemented",      "NotImplemented",          "NotImplemented",      "this version has no such action")
FAULT(WRONG_DIRECTION, "NotSupported",        "NotSupported",            "NotSupported",        "stations do not call this action")
FAULT(NOT_A_CALL,      "NotSupported",        "NotSupported",            "NotSupported",        "this action is sent as message type 6, not called")
FAULT(NOT_A_SEND,      "",                    "",                        "",                    "this action is called, not sent as message type 6")
FAULT(UNEXPECTED_ID,   "",                    "",                        "",                    "an answer to no call in flight: too late, or never asked for")
FAULT(ANSWER_REFUSED,  "",                    "",                        "",                    "the station could not read an answer of ours")
FAULT(NOT_BOOTED,      "SecurityError",       "SecurityError",           "SecurityError",       "no BootNotification was accepted yet")
FAULT(NO_ROOM,         "GenericError",        "GenericError",            "GenericError",        "the message is too large to be handled")
FAULT(NOT_SIGNED,      "FormationViolation",  "FormatViolation",         "FormatViolation",     "the payload of a signed message is not a flattened JWS")
FAULT(UNCHECKED,       "",                    "",                        "",                    "the signature of the message was not checked")
FAULT(SALVAGED,        "",                    "",                        "",                    "broken JSON was repaired as far as it went")
FAULT(IMPLAUSIBLE_TIME, "",                   "",                        "",                    "a time before 2015 or more than a day ahead: time of receipt taken")
FAULT(IMPLAUSIBLE_METER, "",                  "",                        "",                    "a meter value that can't be: left out")
FAULT(OUT_OF_RANGE,    "",                    "",                        "",                    "a number beyond 32 bits: left out")
FAULT(TOO_MANY,        "",                    "",                        "",                    "more than one message may do: the rest is left out")
FAULT(MORE_FINDINGS,   "",                    "",                        "",                    "further breaches were counted, not listed")

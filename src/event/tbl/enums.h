/* SPDX-License-Identifier: Apache-2.0 */
/* The closed lists of the house. ENUM(list, NAME, "text"); values are stored as numbers: append only. */
#ifndef ENUM_BEGIN
#define ENUM_BEGIN(list)
#define ENUM_END(list)
#endif

ENUM_BEGIN(protocol)
ENUM(protocol, NONE, "none")
ENUM(protocol, OCPP16, "1.6")
ENUM(protocol, OCPP201, "2.0.1")
ENUM(protocol, OCPP21, "2.1")
ENUM_END(protocol)

/* RegistrationStatus of BootNotification, and "no boot seen yet". */
ENUM_BEGIN(boot)
ENUM(boot, NONE, "None")
ENUM(boot, PENDING, "Pending")
ENUM(boot, ACCEPTED, "Accepted")
ENUM(boot, REJECTED, "Rejected")
ENUM_END(boot)

/* What the operator knows of a station. */
ENUM_BEGIN(standing)
ENUM(standing, UNKNOWN, "unknown")
ENUM(standing, REGISTERED, "registered")
ENUM(standing, QUARANTINED, "quarantined")
ENUM(standing, ACCEPTED, "accepted")
ENUM(standing, REMOVED, "removed")
ENUM_END(standing)

/* Connector status of both families: the 1.6 words; 2.x Occupied has its own. */
ENUM_BEGIN(connector_status)
ENUM(connector_status, UNKNOWN, "Unknown")
ENUM(connector_status, AVAILABLE, "Available")
ENUM(connector_status, OCCUPIED, "Occupied")
ENUM(connector_status, PREPARING, "Preparing")
ENUM(connector_status, CHARGING, "Charging")
ENUM(connector_status, SUSPENDED_EV, "SuspendedEV")
ENUM(connector_status, SUSPENDED_EVSE, "SuspendedEVSE")
ENUM(connector_status, FINISHING, "Finishing")
ENUM(connector_status, RESERVED, "Reserved")
ENUM(connector_status, UNAVAILABLE, "Unavailable")
ENUM(connector_status, FAULTED, "Faulted")
ENUM_END(connector_status)

ENUM_BEGIN(session_state)
ENUM(session_state, NONE, "none")
ENUM(session_state, OPEN, "open")
ENUM(session_state, ENDED, "ended")
ENUM_END(session_state)

ENUM_BEGIN(charging_state)
ENUM(charging_state, NONE, "none")
ENUM(charging_state, CHARGING, "Charging")
ENUM(charging_state, EV_CONNECTED, "EVConnected")
ENUM(charging_state, SUSPENDED_EV, "SuspendedEV")
ENUM(charging_state, SUSPENDED_EVSE, "SuspendedEVSE")
ENUM(charging_state, IDLE, "Idle")
ENUM_END(charging_state)

/* AuthorizationStatusEnumType of 2.x; 1.6 uses the first five. */
ENUM_BEGIN(token_status)
ENUM(token_status, UNKNOWN, "Unknown")
ENUM(token_status, ACCEPTED, "Accepted")
ENUM(token_status, BLOCKED, "Blocked")
ENUM(token_status, EXPIRED, "Expired")
ENUM(token_status, INVALID, "Invalid")
ENUM(token_status, CONCURRENT_TX, "ConcurrentTx")
ENUM(token_status, NO_CREDIT, "NoCredit")
ENUM(token_status, NOT_ALLOWED_TYPE_EVSE, "NotAllowedTypeEVSE")
ENUM(token_status, NOT_AT_THIS_LOCATION, "NotAtThisLocation")
ENUM(token_status, NOT_AT_THIS_TIME, "NotAtThisTime")
ENUM_END(token_status)

/* How the energy of a session was found. */
ENUM_BEGIN(energy_method)
ENUM(energy_method, NONE, "none")
ENUM(energy_method, REGISTER, "register")
ENUM(energy_method, INTERVAL, "interval")
ENUM(energy_method, DECLARED, "declared")
ENUM_END(energy_method)

/* Bits of session.flags. */
ENUM_BEGIN(session_flag)
ENUM(session_flag, OFFLINE, "offline")               /* some of it happened while the station was offline */
ENUM(session_flag, START_INFERRED, "start-inferred") /* no start was received */
ENUM(session_flag, END_INFERRED, "end-inferred")     /* no stop was received: next start, Available or boot ended it */
ENUM(session_flag, LATE, "late")                     /* something arrived after the end */
ENUM(session_flag, SEQ_GAP, "seq-gap")               /* numbers missing between the first and last seqNo */
ENUM(session_flag, SEQ_CONFLICT, "seq-conflict")     /* one seqNo with two contents: both kept */
ENUM(session_flag, STOP_CONFLICT, "stop-conflict")   /* a second stop with other content: the first counts */
ENUM(session_flag, REGISTER_RESET, "register-reset") /* the meter register fell: segmented */
ENUM(session_flag, IMPLAUSIBLE, "implausible")       /* energy above rated power x time: kept, not counted */
ENUM(session_flag, TOKEN_REFUSED, "token-refused")   /* recorded although the token was not accepted */
ENUM(session_flag, TIME_REPAIRED, "time-repaired")   /* a time had to be repaired or replaced */
ENUM(session_flag, ORPHAN, "orphan")                 /* its transaction id was never assigned by us */
ENUM(session_flag, ROUNDED, "rounded")               /* a value had more digits than we keep */
ENUM(session_flag, SIGNED, "signed")                 /* signed meter values are kept */
ENUM_END(session_flag)

/* Why an upgrade was refused. */
ENUM_BEGIN(refusal)
ENUM(refusal, NONE, "none")
ENUM(refusal, UNKNOWN_STATION, "unknown-station")
ENUM(refusal, BAD_CREDENTIALS, "bad-credentials")
ENUM(refusal, NO_CREDENTIALS, "no-credentials")
ENUM(refusal, NO_SUBPROTOCOL, "no-subprotocol")
ENUM(refusal, BAD_REQUEST, "bad-request")
ENUM(refusal, BAD_IDENTITY, "bad-identity")
ENUM(refusal, BAD_PATH, "bad-path")
ENUM(refusal, LIMIT, "limit")
ENUM(refusal, SERIAL_MISMATCH, "serial-mismatch")
ENUM(refusal, TLS, "tls")
ENUM_END(refusal)

/* What a row says of a quirk. */
ENUM_BEGIN(quirk_mode)
ENUM(quirk_mode, DEFAULT, "default")
ENUM(quirk_mode, ON, "on")
ENUM(quirk_mode, OFF, "off")
ENUM_END(quirk_mode)

ENUM_BEGIN(command_state)
ENUM(command_state, QUEUED, "queued")
ENUM(command_state, SENT, "sent")
ENUM(command_state, ANSWERED, "answered")
ENUM(command_state, ERROR, "error")         /* the station answered with a CALLERROR */
ENUM(command_state, TIMED_OUT, "timed-out")
ENUM(command_state, CANCELLED, "cancelled") /* the connection ended first */
ENUM(command_state, REFUSED, "refused")     /* never sent: payload not valid, queue full, not connected */
ENUM_END(command_state)

/* How far an order has come (csms/order.h). */
ENUM_BEGIN(order_state)
ENUM(order_state, NONE, "none")
ENUM(order_state, SCHEDULED, "scheduled")   /* its time has not come */
ENUM(order_state, QUEUED, "queued")         /* it is sent as soon as the station can take it */
ENUM(order_state, SENT, "sent")             /* on the wire, not answered */
ENUM(order_state, ANSWERED, "answered")     /* with until: its report is awaited; else it is through */
ENUM(order_state, REPORTED, "reported")     /* the last part of its report came */
ENUM(order_state, FAILED, "failed")         /* a CALLERROR, a report that says so, or cut off and not to be sent twice */
ENUM(order_state, TIMED_OUT, "timed-out")   /* no answer, or a report that does not end */
ENUM(order_state, SUPERSEDED, "superseded") /* a newer one of the same key came before it was sent */
ENUM(order_state, CANCELLED, "cancelled")
ENUM(order_state, EXPIRED, "expired")       /* not sent before its end */
ENUM(order_state, REFUSED, "refused")       /* never to be sent: no room, or not valid for the station */
ENUM_END(order_state)

/* Who placed an order. */
ENUM_BEGIN(order_origin)
ENUM(order_origin, NONE, "none")
ENUM(order_origin, ADMIN, "admin")
ENUM(order_origin, CORE, "core")
ENUM(order_origin, CAMPAIGN, "campaign")
ENUM(order_origin, SCHEDULE, "schedule")
ENUM_END(order_origin)
/* A request for a certificate: waiting -> approved -> offered -> installed; or it ends before. */
ENUM_BEGIN(csr_state)
ENUM(csr_state, NONE, "none")
ENUM(csr_state, REFUSED, "refused")     /* by policy: answered Rejected */
ENUM(csr_state, WAITING, "waiting")     /* for the operator */
ENUM(csr_state, APPROVED, "approved")   /* the CA is to sign it */
ENUM(csr_state, DENIED, "denied")       /* by the operator */
ENUM(csr_state, FAILED, "failed")       /* the CA could not sign it */
ENUM(csr_state, OFFERED, "offered")     /* signed; CertificateSigned is on its way */
ENUM(csr_state, INSTALLED, "installed") /* the station has taken it */
ENUM(csr_state, REJECTED, "rejected")   /* the station did not take it, however often it was sent */
ENUM(csr_state, REPLACED, "replaced")   /* by a newer request of the station */
ENUM_END(csr_state)
#undef ENUM_BEGIN
#undef ENUM_END

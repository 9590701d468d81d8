/* SPDX-License-Identifier: Apache-2.0 */
/* Who handles which message of stations: HANDLER(action, family, input, answer, key, several, outside), as in
 * ocpp/dispatch.h. What has no row is only noted, and answered by the rows of answers.h. */
HANDLER(Authorize,          16, v16_authorize,  v16_authorize_answer,  FIELD_NONE,          false, NULL)
HANDLER(Authorize,          2,  v2_authorize,   v2_authorize_answer,   FIELD_NONE,          false, NULL)
HANDLER(BootNotification,   16, v16_boot,       boot_answer,           FIELD_NONE,          false, NULL)
HANDLER(BootNotification,   2,  v2_boot,        boot_answer,           FIELD_NONE,          false, NULL)
HANDLER(Heartbeat,          16, heartbeat,      heartbeat_answer,      FIELD_NONE,          false, NULL)
HANDLER(Heartbeat,          2,  heartbeat,      heartbeat_answer,      FIELD_NONE,          false, NULL)
HANDLER(MeterValues,        16, v16_meter,      NULL,                  FIELD_meterValue,    false, NULL)
HANDLER(MeterValues,        2,  v2_meter,       NULL,                  FIELD_meterValue,    false, NULL)
HANDLER(NotifyEvent,        2,  v2_event,       NULL,                  FIELD_NONE,          true,  NULL)
HANDLER(SignCertificate,    16, certify_sign,   certify_sign_answer,   FIELD_NONE,          false, certify_outside)
HANDLER(SignCertificate,    2,  certify_sign,   certify_sign_answer,   FIELD_NONE,          false, certify_outside)
HANDLER(StartTransaction,   16, v16_start,      v16_start_answer,      FIELD_NONE,          false, NULL)
HANDLER(StatusNotification, 16, v16_status,     NULL,                  FIELD_NONE,          false, NULL)
HANDLER(StatusNotification, 2,  v2_status,      NULL,                  FIELD_NONE,          false, NULL)
HANDLER(StopTransaction,    16, v16_stop,       v16_stop_answer,       FIELD_transactionId, false, NULL)
HANDLER(TransactionEvent,   2,  v2_transaction, v2_transaction_answer, FIELD_NONE,          false, NULL)

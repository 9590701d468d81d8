/* SPDX-License-Identifier: Apache-2.0 */
/* How orders are sent, for the actions where that is not as usual. ORDER_RULE(action, again, pending):
 * `again` AGAIN = where the connection ends before the answer it is sent once more, ONCE = not, as it may have been done;
 * `pending` PENDING = a station whose boot is Pending may be sent it, BOOTED = only one that is accepted (2.0.1 B02).
 * Everything else is AGAIN, PENDING. */
ORDER_RULE(RemoteStartTransaction,      ONCE,  BOOTED)
ORDER_RULE(RequestStartTransaction,     ONCE,  BOOTED)
ORDER_RULE(RemoteStopTransaction,       AGAIN, BOOTED)
ORDER_RULE(RequestStopTransaction,      AGAIN, BOOTED)
ORDER_RULE(ReserveNow,                  AGAIN, BOOTED)
ORDER_RULE(UnlockConnector,             ONCE,  BOOTED)
ORDER_RULE(Reset,                       ONCE,  PENDING)
ORDER_RULE(UpdateFirmware,              ONCE,  PENDING)
ORDER_RULE(SignedUpdateFirmware,        ONCE,  PENDING)
ORDER_RULE(PublishFirmware,             ONCE,  PENDING)
ORDER_RULE(DataTransfer,                ONCE,  PENDING)
ORDER_RULE(RequestBatterySwap,          ONCE,  BOOTED)
ORDER_RULE(AFRRSignal,                  ONCE,  BOOTED)
ORDER_RULE(NotifyWebPaymentStarted,     ONCE,  BOOTED)

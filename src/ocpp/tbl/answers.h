/* SPDX-License-Identifier: Apache-2.0 */
/* What an answer says where nothing in particular has handled the request: the values of required
 * fields that are not the obvious ones. ANSWER16(type, field, value), ANSWER2(type, field, value).
 * A field without a row gets the first value of its list, its minimum or 0, an empty text, or now.
 * The rule: nothing is granted that nobody has checked or will carry out, so that a station falls
 * back to its own means; what is only a report is accepted. */
ANSWER16(BootNotificationResponse,          interval, "300") /* 0 makes some stations flood us */
ANSWER16(DataTransferResponse,              status,   "UnknownVendorId")
ANSWER16(IdTagInfo,                         status,   "Invalid")
ANSWER16(SignCertificateResponse,           status,   "Rejected")
ANSWER2(BootNotificationResponse,           interval, "300")
ANSWER2(CertificateStatusType,              status,   "Unknown")
ANSWER2(DataTransferResponse,               status,   "UnknownVendorId")
ANSWER2(Get15118EVCertificateResponse,      status,   "Failed")
ANSWER2(GetCertificateStatusResponse,       status,   "Failed")
ANSWER2(IdTokenInfoType,                    status,   "Unknown")
ANSWER2(NotifyEVChargingNeedsResponse,      status,   "Rejected")
ANSWER2(OpenPeriodicEventStreamResponse,    status,   "Rejected") /* it will send NotifyEvent instead */
ANSWER2(PullDynamicScheduleUpdateResponse,  status,   "Rejected")
ANSWER2(SignCertificateResponse,            status,   "Rejected")
ANSWER2(VatNumberValidationResponse,        status,   "Rejected")

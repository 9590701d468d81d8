/* SPDX-License-Identifier: Apache-2.0 */
/* Which message of the station ends which order: REPORT_RULE(order, report, pace). QUICK = the parts of a report; SLOW =
 * the progress of something that may take long (policy.report_timeout_s, policy.update_timeout_s). */
REPORT_RULE(GetBaseReport,        NotifyReport,                      QUICK)
REPORT_RULE(GetReport,            NotifyReport,                      QUICK)
REPORT_RULE(GetMonitoringReport,  NotifyMonitoringReport,            QUICK)
REPORT_RULE(GetDisplayMessages,   NotifyDisplayMessages,             QUICK)
REPORT_RULE(CustomerInformation,  NotifyCustomerInformation,         QUICK)
REPORT_RULE(GetChargingProfiles,  ReportChargingProfiles,            QUICK)
REPORT_RULE(GetDERControl,        ReportDERControl,                  QUICK)
REPORT_RULE(GetLog,               LogStatusNotification,             SLOW)
REPORT_RULE(GetDiagnostics,       DiagnosticsStatusNotification,     SLOW)
REPORT_RULE(UpdateFirmware,       FirmwareStatusNotification,        SLOW)
REPORT_RULE(SignedUpdateFirmware, SignedFirmwareStatusNotification,  SLOW)
REPORT_RULE(PublishFirmware,      PublishFirmwareStatusNotification, SLOW)

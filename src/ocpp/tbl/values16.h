/* SPDX-License-Identifier: Apache-2.0 */
/* The closed lists of values of OCPP 1.6, as ocpp/tbl/values2.h. Lists of the same values share one
 * name here (GenericStatus is Accepted and Rejected). */

VALUES(AuthorizationStatus)
    VALUE("Accepted")
    VALUE("Blocked")
    VALUE("Expired")
    VALUE("Invalid")
    VALUE("ConcurrentTx")
END

VALUES(AvailabilityStatus)
    VALUE("Accepted")
    VALUE("Rejected")
    VALUE("Scheduled")
END

VALUES(AvailabilityType)
    VALUE("Inoperative")
    VALUE("Operative")
END

VALUES(CertificateUse)
    VALUE("CentralSystemRootCertificate")
    VALUE("ManufacturerRootCertificate")
END

VALUES(ChargePointErrorCode)
    VALUE("ConnectorLockFailure")
    VALUE("EVCommunicationError")
    VALUE("GroundFailure")
    VALUE("HighTemperature")
    VALUE("InternalError")
    VALUE("LocalListConflict")
    VALUE("NoError")
    VALUE("OtherError")
    VALUE("OverCurrentFailure")
    VALUE("PowerMeterFailure")
    VALUE("PowerSwitchFailure")
    VALUE("ReaderFailure")
    VALUE("ResetFailure")
    VALUE("UnderVoltage")
    VALUE("OverVoltage")
    VALUE("WeakSignal")
END

VALUES(ChargePointStatus)
    VALUE("Available")
    VALUE("Preparing")
    VALUE("Charging")
    VALUE("SuspendedEVSE")
    VALUE("SuspendedEV")
    VALUE("Finishing")
    VALUE("Reserved")
    VALUE("Unavailable")
    VALUE("Faulted")
END

VALUES(ChargingProfileKindType)
    VALUE("Absolute")
    VALUE("Recurring")
    VALUE("Relative")
END

VALUES(ChargingProfilePurposeType)
    VALUE("ChargePointMaxProfile")
    VALUE("TxDefaultProfile")
    VALUE("TxProfile")
END

VALUES(ChargingProfileStatus)
    VALUE("Accepted")
    VALUE("Rejected")
    VALUE("NotSupported")
END

VALUES(ChargingRateUnitType)
    VALUE("A")
    VALUE("W")
END

VALUES(ClearChargingProfileStatus)
    VALUE("Accepted")
    VALUE("Unknown")
END

VALUES(ConfigurationStatus)
    VALUE("Accepted")
    VALUE("Rejected")
    VALUE("RebootRequired")
    VALUE("NotSupported")
END

VALUES(DataTransferStatus)
    VALUE("Accepted")
    VALUE("Rejected")
    VALUE("UnknownMessageId")
    VALUE("UnknownVendorId")
END

VALUES(DeleteCertificateStatus)
    VALUE("Accepted")
    VALUE("Failed")
    VALUE("NotFound")
END

VALUES(DiagnosticsStatus)
    VALUE("Idle")
    VALUE("Uploaded")
    VALUE("UploadFailed")
    VALUE("Uploading")
END

VALUES(ExtendedMessageTrigger)
    VALUE("BootNotification")
    VALUE("LogStatusNotification")
    VALUE("FirmwareStatusNotification")
    VALUE("Heartbeat")
    VALUE("MeterValues")
    VALUE("SignChargePointCertificate")
    VALUE("StatusNotification")
END

VALUES(FirmwareStatus)
    VALUE("Downloaded")
    VALUE("DownloadFailed")
    VALUE("Downloading")
    VALUE("Idle")
    VALUE("InstallationFailed")
    VALUE("Installing")
    VALUE("Installed")
END

VALUES(GenericStatus)
    VALUE("Accepted")
    VALUE("Rejected")
END

VALUES(GetInstalledCertificateStatus)
    VALUE("Accepted")
    VALUE("NotFound")
END

VALUES(HashAlgorithm)
    VALUE("SHA256")
    VALUE("SHA384")
    VALUE("SHA512")
END

VALUES(InstallCertificateStatus)
    VALUE("Accepted")
    VALUE("Failed")
    VALUE("Rejected")
END

VALUES(Location)
    VALUE("Cable")
    VALUE("EV")
    VALUE("Inlet")
    VALUE("Outlet")
    VALUE("Body")
END

VALUES(LogStatus)
    VALUE("Accepted")
    VALUE("Rejected")
    VALUE("AcceptedCanceled")
END

VALUES(LogType)
    VALUE("DiagnosticsLog")
    VALUE("SecurityLog")
END

VALUES(Measurand)
    VALUE("Energy.Active.Import.Register")
    VALUE("Power.Active.Import")
    VALUE("Current.Import")
    VALUE("Voltage")
    VALUE("SoC")
    VALUE("Temperature")
    VALUE("Power.Offered")
    VALUE("Current.Offered")
    VALUE("Energy.Active.Export.Register")
    VALUE("Energy.Reactive.Export.Register")
    VALUE("Energy.Reactive.Import.Register")
    VALUE("Energy.Active.Export.Interval")
    VALUE("Energy.Active.Import.Interval")
    VALUE("Energy.Reactive.Export.Interval")
    VALUE("Energy.Reactive.Import.Interval")
    VALUE("Power.Active.Export")
    VALUE("Power.Reactive.Export")
    VALUE("Power.Reactive.Import")
    VALUE("Power.Factor")
    VALUE("Current.Export")
    VALUE("Frequency")
    VALUE("RPM")
END

VALUES(MessageTrigger)
    VALUE("BootNotification")
    VALUE("DiagnosticsStatusNotification")
    VALUE("FirmwareStatusNotification")
    VALUE("Heartbeat")
    VALUE("MeterValues")
    VALUE("StatusNotification")
END

VALUES(Phase)
    VALUE("L1")
    VALUE("L2")
    VALUE("L3")
    VALUE("N")
    VALUE("L1-N")
    VALUE("L2-N")
    VALUE("L3-N")
    VALUE("L1-L2")
    VALUE("L2-L3")
    VALUE("L3-L1")
END

VALUES(ReadingContext)
    VALUE("Sample.Periodic")
    VALUE("Transaction.Begin")
    VALUE("Transaction.End")
    VALUE("Sample.Clock")
    VALUE("Interruption.Begin")
    VALUE("Interruption.End")
    VALUE("Trigger")
    VALUE("Other")
END

VALUES(RecurrencyKindType)
    VALUE("Daily")
    VALUE("Weekly")
END

VALUES(RegistrationStatus)
    VALUE("Accepted")
    VALUE("Pending")
    VALUE("Rejected")
END

VALUES(ReservationStatus)
    VALUE("Accepted")
    VALUE("Faulted")
    VALUE("Occupied")
    VALUE("Rejected")
    VALUE("Unavailable")
END

VALUES(ResetType)
    VALUE("Hard")
    VALUE("Soft")
END

VALUES(SignedFirmwareStatus)
    VALUE("Downloaded")
    VALUE("DownloadFailed")
    VALUE("Downloading")
    VALUE("DownloadScheduled")
    VALUE("DownloadPaused")
    VALUE("Idle")
    VALUE("InstallationFailed")
    VALUE("Installing")
    VALUE("Installed")
    VALUE("InstallRebooting")
    VALUE("InstallScheduled")
    VALUE("InstallVerificationFailed")
    VALUE("InvalidSignature")
    VALUE("SignatureVerified")
END

VALUES(StopReason)
    VALUE("EmergencyStop")
    VALUE("EVDisconnected")
    VALUE("HardReset")
    VALUE("Local")
    VALUE("Other")
    VALUE("PowerLoss")
    VALUE("Reboot")
    VALUE("Remote")
    VALUE("SoftReset")
    VALUE("UnlockCommand")
    VALUE("DeAuthorized")
END

VALUES(TriggerMessageStatus)
    VALUE("Accepted")
    VALUE("Rejected")
    VALUE("NotImplemented")
END

VALUES(UnitOfMeasure)
    VALUE("Wh")
    VALUE("kWh")
    VALUE("varh")
    VALUE("kvarh")
    VALUE("W")
    VALUE("kW")
    VALUE("VA")
    VALUE("kVA")
    VALUE("var")
    VALUE("kvar")
    VALUE("A")
    VALUE("V")
    VALUE("K")
    VALUE("Celcius")
    VALUE("Celsius")
    VALUE("Fahrenheit")
    VALUE("Percent")
END

VALUES(UnlockStatus)
    VALUE("Unlocked")
    VALUE("UnlockFailed")
    VALUE("NotSupported")
END

VALUES(UpdateFirmwareStatus)
    VALUE("Accepted")
    VALUE("Rejected")
    VALUE("AcceptedCanceled")
    VALUE("InvalidCertificate")
    VALUE("RevokedCertificate")
END

VALUES(UpdateStatus)
    VALUE("Accepted")
    VALUE("Failed")
    VALUE("NotSupported")
    VALUE("VersionMismatch")
END

VALUES(UpdateType)
    VALUE("Differential")
    VALUE("Full")
END

VALUES(UploadLogStatus)
    VALUE("BadMessage")
    VALUE("Idle")
    VALUE("NotSupportedOperation")
    VALUE("PermissionDenied")
    VALUE("Uploaded")
    VALUE("UploadFailure")
    VALUE("Uploading")
END

VALUES(ValueFormat)
    VALUE("Raw")
    VALUE("SignedData")
END

/* SPDX-License-Identifier: Apache-2.0 */
/* The closed lists of values of OCPP 2.0.1 and 2.1: VALUE(text, in 2.0.1, in 2.1). Lists stand in the
 * order of ASCII; inside a list the commonest value is first where the list is long, because the
 * decoder looks from the front. */

VALUES(APNAuthenticationEnumType)
    VALUE("PAP",  YES, YES)
    VALUE("CHAP", YES, YES)
    VALUE("NONE", YES, YES)
    VALUE("AUTO", YES, YES)
END

VALUES(AttributeEnumType)
    VALUE("Actual", YES, YES)
    VALUE("Target", YES, YES)
    VALUE("MinSet", YES, YES)
    VALUE("MaxSet", YES, YES)
END

VALUES(AuthorizationStatusEnumType)
    VALUE("Accepted",           YES, YES)
    VALUE("Blocked",            YES, YES)
    VALUE("ConcurrentTx",       YES, YES)
    VALUE("Expired",            YES, YES)
    VALUE("Invalid",            YES, YES)
    VALUE("NoCredit",           YES, YES)
    VALUE("NotAllowedTypeEVSE", YES, YES)
    VALUE("NotAtThisLocation",  YES, YES)
    VALUE("NotAtThisTime",      YES, YES)
    VALUE("Unknown",            YES, YES)
END

VALUES(AuthorizeCertificateStatusEnumType)
    VALUE("Accepted",               YES, YES)
    VALUE("SignatureError",         YES, YES)
    VALUE("CertificateExpired",     YES, YES)
    VALUE("CertificateRevoked",     YES, YES)
    VALUE("NoCertificateAvailable", YES, YES)
    VALUE("CertChainError",         YES, YES)
    VALUE("ContractCancelled",      YES, YES)
END

VALUES(BatterySwapEventEnumType)
    VALUE("BatteryIn",         NO,  YES)
    VALUE("BatteryOut",        NO,  YES)
    VALUE("BatteryOutTimeout", NO,  YES)
END

VALUES(BootReasonEnumType)
    VALUE("ApplicationReset", YES, YES)
    VALUE("FirmwareUpdate",   YES, YES)
    VALUE("LocalReset",       YES, YES)
    VALUE("PowerUp",          YES, YES)
    VALUE("RemoteReset",      YES, YES)
    VALUE("ScheduledReset",   YES, YES)
    VALUE("Triggered",        YES, YES)
    VALUE("Unknown",          YES, YES)
    VALUE("Watchdog",         YES, YES)
END

VALUES(CancelReservationStatusEnumType)
    VALUE("Accepted", YES, YES)
    VALUE("Rejected", YES, YES)
END

VALUES(CertificateActionEnumType)
    VALUE("Install", YES, YES)
    VALUE("Update",  YES, YES)
END

VALUES(CertificateSignedStatusEnumType)
    VALUE("Accepted", YES, YES)
    VALUE("Rejected", YES, YES)
END

VALUES(CertificateSigningUseEnumType)
    VALUE("ChargingStationCertificate", YES, YES)
    VALUE("V2GCertificate",             YES, YES)
    VALUE("V2G20Certificate",           NO,  YES)
END

VALUES(CertificateStatusEnumType)
    VALUE("Good",    NO,  YES)
    VALUE("Revoked", NO,  YES)
    VALUE("Unknown", NO,  YES)
    VALUE("Failed",  NO,  YES)
END

VALUES(CertificateStatusSourceEnumType)
    VALUE("CRL",  NO,  YES)
    VALUE("OCSP", NO,  YES)
END

VALUES(ChangeAvailabilityStatusEnumType)
    VALUE("Accepted",  YES, YES)
    VALUE("Rejected",  YES, YES)
    VALUE("Scheduled", YES, YES)
END

VALUES(ChargingLimitSourceEnumType)
    VALUE("EMS",   YES, NO)
    VALUE("Other", YES, NO)
    VALUE("SO",    YES, NO)
    VALUE("CSO",   YES, NO)
END

VALUES(ChargingProfileKindEnumType)
    VALUE("Absolute",  YES, YES)
    VALUE("Recurring", YES, YES)
    VALUE("Relative",  YES, YES)
    VALUE("Dynamic",   NO,  YES)
END

VALUES(ChargingProfilePurposeEnumType)
    VALUE("ChargingStationExternalConstraints", YES, YES)
    VALUE("ChargingStationMaxProfile",          YES, YES)
    VALUE("TxDefaultProfile",                   YES, YES)
    VALUE("TxProfile",                          YES, YES)
    VALUE("PriorityCharging",                   NO,  YES)
    VALUE("LocalGeneration",                    NO,  YES)
END

VALUES(ChargingProfileStatusEnumType)
    VALUE("Accepted", YES, YES)
    VALUE("Rejected", YES, YES)
END

VALUES(ChargingRateUnitEnumType)
    VALUE("W", YES, YES)
    VALUE("A", YES, YES)
END

VALUES(ChargingStateEnumType)
    VALUE("EVConnected",   YES, YES)
    VALUE("Charging",      YES, YES)
    VALUE("SuspendedEV",   YES, YES)
    VALUE("SuspendedEVSE", YES, YES)
    VALUE("Idle",          YES, YES)
END

VALUES(ClearCacheStatusEnumType)
    VALUE("Accepted", YES, YES)
    VALUE("Rejected", YES, YES)
END

VALUES(ClearChargingProfileStatusEnumType)
    VALUE("Accepted", YES, YES)
    VALUE("Unknown",  YES, YES)
END

VALUES(ClearMessageStatusEnumType)
    VALUE("Accepted", YES, YES)
    VALUE("Unknown",  YES, YES)
    VALUE("Rejected", NO,  YES)
END

VALUES(ClearMonitoringStatusEnumType)
    VALUE("Accepted", YES, YES)
    VALUE("Rejected", YES, YES)
    VALUE("NotFound", YES, YES)
END

VALUES(ComponentCriterionEnumType)
    VALUE("Active",    YES, YES)
    VALUE("Available", YES, YES)
    VALUE("Enabled",   YES, YES)
    VALUE("Problem",   YES, YES)
END

VALUES(ConnectorEnumType)
    VALUE("cCCS1",           YES, NO)
    VALUE("cCCS2",           YES, NO)
    VALUE("cG105",           YES, NO)
    VALUE("cTesla",          YES, NO)
    VALUE("cType1",          YES, NO)
    VALUE("cType2",          YES, NO)
    VALUE("s309-1P-16A",     YES, NO)
    VALUE("s309-1P-32A",     YES, NO)
    VALUE("s309-3P-16A",     YES, NO)
    VALUE("s309-3P-32A",     YES, NO)
    VALUE("sBS1361",         YES, NO)
    VALUE("sCEE-7-7",        YES, NO)
    VALUE("sType2",          YES, NO)
    VALUE("sType3",          YES, NO)
    VALUE("Other1PhMax16A",  YES, NO)
    VALUE("Other1PhOver16A", YES, NO)
    VALUE("Other3Ph",        YES, NO)
    VALUE("Pan",             YES, NO)
    VALUE("wInductive",      YES, NO)
    VALUE("wResonant",       YES, NO)
    VALUE("Undetermined",    YES, NO)
    VALUE("Unknown",         YES, NO)
END

VALUES(ConnectorStatusEnumType)
    VALUE("Available",   YES, YES)
    VALUE("Occupied",    YES, YES)
    VALUE("Reserved",    YES, YES)
    VALUE("Unavailable", YES, YES)
    VALUE("Faulted",     YES, YES)
END

VALUES(ControlModeEnumType)
    VALUE("ScheduledControl", NO,  YES)
    VALUE("DynamicControl",   NO,  YES)
END

VALUES(CostDimensionEnumType)
    VALUE("Energy",       NO,  YES)
    VALUE("MaxCurrent",   NO,  YES)
    VALUE("MinCurrent",   NO,  YES)
    VALUE("MaxPower",     NO,  YES)
    VALUE("MinPower",     NO,  YES)
    VALUE("IdleTIme",     NO,  YES)
    VALUE("ChargingTime", NO,  YES)
END

VALUES(CostKindEnumType)
    VALUE("CarbonDioxideEmission",         YES, YES)
    VALUE("RelativePricePercentage",       YES, YES)
    VALUE("RenewableGenerationPercentage", YES, YES)
END

VALUES(CustomerInformationStatusEnumType)
    VALUE("Accepted", YES, YES)
    VALUE("Rejected", YES, YES)
    VALUE("Invalid",  YES, YES)
END

VALUES(DERControlEnumType)
    VALUE("EnterService",            NO,  YES)
    VALUE("FreqDroop",               NO,  YES)
    VALUE("FreqWatt",                NO,  YES)
    VALUE("FixedPFAbsorb",           NO,  YES)
    VALUE("FixedPFInject",           NO,  YES)
    VALUE("FixedVar",                NO,  YES)
    VALUE("Gradients",               NO,  YES)
    VALUE("HFMustTrip",              NO,  YES)
    VALUE("HFMayTrip",               NO,  YES)
    VALUE("HVMustTrip",              NO,  YES)
    VALUE("HVMomCess",               NO,  YES)
    VALUE("HVMayTrip",               NO,  YES)
    VALUE("LimitMaxDischarge",       NO,  YES)
    VALUE("LFMustTrip",              NO,  YES)
    VALUE("LVMustTrip",              NO,  YES)
    VALUE("LVMomCess",               NO,  YES)
    VALUE("LVMayTrip",               NO,  YES)
    VALUE("PowerMonitoringMustTrip", NO,  YES)
    VALUE("VoltVar",                 NO,  YES)
    VALUE("VoltWatt",                NO,  YES)
    VALUE("WattPF",                  NO,  YES)
    VALUE("WattVar",                 NO,  YES)
END

VALUES(DERControlStatusEnumType)
    VALUE("Accepted",     NO,  YES)
    VALUE("Rejected",     NO,  YES)
    VALUE("NotSupported", NO,  YES)
    VALUE("NotFound",     NO,  YES)
END

VALUES(DERUnitEnumType)
    VALUE("Not_Applicable", NO,  YES)
    VALUE("PctMaxW",        NO,  YES)
    VALUE("PctMaxVar",      NO,  YES)
    VALUE("PctWAvail",      NO,  YES)
    VALUE("PctVarAvail",    NO,  YES)
    VALUE("PctEffectiveV",  NO,  YES)
END

VALUES(DataEnumType)
    VALUE("string",       YES, YES)
    VALUE("decimal",      YES, YES)
    VALUE("integer",      YES, YES)
    VALUE("dateTime",     YES, YES)
    VALUE("boolean",      YES, YES)
    VALUE("OptionList",   YES, YES)
    VALUE("SequenceList", YES, YES)
    VALUE("MemberList",   YES, YES)
END

VALUES(DataTransferStatusEnumType)
    VALUE("Accepted",         YES, YES)
    VALUE("Rejected",         YES, YES)
    VALUE("UnknownMessageId", YES, YES)
    VALUE("UnknownVendorId",  YES, YES)
END

VALUES(DayOfWeekEnumType)
    VALUE("Monday",    NO,  YES)
    VALUE("Tuesday",   NO,  YES)
    VALUE("Wednesday", NO,  YES)
    VALUE("Thursday",  NO,  YES)
    VALUE("Friday",    NO,  YES)
    VALUE("Saturday",  NO,  YES)
    VALUE("Sunday",    NO,  YES)
END

VALUES(DeleteCertificateStatusEnumType)
    VALUE("Accepted", YES, YES)
    VALUE("Failed",   YES, YES)
    VALUE("NotFound", YES, YES)
END

VALUES(DisplayMessageStatusEnumType)
    VALUE("Accepted",                  YES, YES)
    VALUE("NotSupportedMessageFormat", YES, YES)
    VALUE("Rejected",                  YES, YES)
    VALUE("NotSupportedPriority",      YES, YES)
    VALUE("NotSupportedState",         YES, YES)
    VALUE("UnknownTransaction",        YES, YES)
    VALUE("LanguageNotSupported",      NO,  YES)
END

VALUES(EnergyTransferModeEnumType)
    VALUE("AC_single_phase", YES, YES)
    VALUE("AC_two_phase",    YES, YES)
    VALUE("AC_three_phase",  YES, YES)
    VALUE("DC",              YES, YES)
    VALUE("AC_BPT",          NO,  YES)
    VALUE("AC_BPT_DER",      NO,  YES)
    VALUE("AC_DER",          NO,  YES)
    VALUE("DC_BPT",          NO,  YES)
    VALUE("DC_ACDP",         NO,  YES)
    VALUE("DC_ACDP_BPT",     NO,  YES)
    VALUE("WPT",             NO,  YES)
END

VALUES(EventNotificationEnumType)
    VALUE("HardWiredNotification", YES, YES)
    VALUE("HardWiredMonitor",      YES, YES)
    VALUE("PreconfiguredMonitor",  YES, YES)
    VALUE("CustomMonitor",         YES, YES)
END

VALUES(EventTriggerEnumType)
    VALUE("Alerting", YES, YES)
    VALUE("Delta",    YES, YES)
    VALUE("Periodic", YES, YES)
END

VALUES(EvseKindEnumType)
    VALUE("AC", NO,  YES)
    VALUE("DC", NO,  YES)
END

VALUES(FirmwareStatusEnumType)
    VALUE("Downloaded",                YES, YES)
    VALUE("DownloadFailed",            YES, YES)
    VALUE("Downloading",               YES, YES)
    VALUE("DownloadScheduled",         YES, YES)
    VALUE("DownloadPaused",            YES, YES)
    VALUE("Idle",                      YES, YES)
    VALUE("InstallationFailed",        YES, YES)
    VALUE("Installing",                YES, YES)
    VALUE("Installed",                 YES, YES)
    VALUE("InstallRebooting",          YES, YES)
    VALUE("InstallScheduled",          YES, YES)
    VALUE("InstallVerificationFailed", YES, YES)
    VALUE("InvalidSignature",          YES, YES)
    VALUE("SignatureVerified",         YES, YES)
END

VALUES(GenericDeviceModelStatusEnumType)
    VALUE("Accepted",       YES, YES)
    VALUE("Rejected",       YES, YES)
    VALUE("NotSupported",   YES, YES)
    VALUE("EmptyResultSet", YES, YES)
END

VALUES(GenericStatusEnumType)
    VALUE("Accepted", YES, YES)
    VALUE("Rejected", YES, YES)
END

VALUES(GetCertificateIdUseEnumType)
    VALUE("V2GRootCertificate",          YES, YES)
    VALUE("MORootCertificate",           YES, YES)
    VALUE("CSMSRootCertificate",         YES, YES)
    VALUE("V2GCertificateChain",         YES, YES)
    VALUE("ManufacturerRootCertificate", YES, YES)
    VALUE("OEMRootCertificate",          NO,  YES)
END

VALUES(GetCertificateStatusEnumType)
    VALUE("Accepted", YES, YES)
    VALUE("Failed",   YES, YES)
END

VALUES(GetChargingProfileStatusEnumType)
    VALUE("Accepted",   YES, YES)
    VALUE("NoProfiles", YES, YES)
END

VALUES(GetDisplayMessagesStatusEnumType)
    VALUE("Accepted", YES, YES)
    VALUE("Unknown",  YES, YES)
END

VALUES(GetInstalledCertificateStatusEnumType)
    VALUE("Accepted", YES, YES)
    VALUE("NotFound", YES, YES)
END

VALUES(GetVariableStatusEnumType)
    VALUE("Accepted",                  YES, YES)
    VALUE("Rejected",                  YES, YES)
    VALUE("UnknownComponent",          YES, YES)
    VALUE("UnknownVariable",           YES, YES)
    VALUE("NotSupportedAttributeType", YES, YES)
END

VALUES(GridEventFaultEnumType)
    VALUE("CurrentImbalance", NO,  YES)
    VALUE("LocalEmergency",   NO,  YES)
    VALUE("LowInputPower",    NO,  YES)
    VALUE("OverCurrent",      NO,  YES)
    VALUE("OverFrequency",    NO,  YES)
    VALUE("OverVoltage",      NO,  YES)
    VALUE("PhaseRotation",    NO,  YES)
    VALUE("RemoteEmergency",  NO,  YES)
    VALUE("UnderFrequency",   NO,  YES)
    VALUE("UnderVoltage",     NO,  YES)
    VALUE("VoltageImbalance", NO,  YES)
END

VALUES(HashAlgorithmEnumType)
    VALUE("SHA256", YES, YES)
    VALUE("SHA384", YES, YES)
    VALUE("SHA512", YES, YES)
END

VALUES(IdTokenEnumType)
    VALUE("Central",         YES, NO)
    VALUE("eMAID",           YES, NO)
    VALUE("ISO14443",        YES, NO)
    VALUE("ISO15693",        YES, NO)
    VALUE("KeyCode",         YES, NO)
    VALUE("Local",           YES, NO)
    VALUE("MacAddress",      YES, NO)
    VALUE("NoAuthorization", YES, NO)
END

VALUES(InstallCertificateStatusEnumType)
    VALUE("Accepted", YES, YES)
    VALUE("Rejected", YES, YES)
    VALUE("Failed",   YES, YES)
END

VALUES(InstallCertificateUseEnumType)
    VALUE("V2GRootCertificate",          YES, YES)
    VALUE("MORootCertificate",           YES, YES)
    VALUE("ManufacturerRootCertificate", YES, YES)
    VALUE("CSMSRootCertificate",         YES, YES)
    VALUE("OEMRootCertificate",          NO,  YES)
END

VALUES(IslandingDetectionEnumType)
    VALUE("NoAntiIslandingSupport", NO,  YES)
    VALUE("RoCoF",                  NO,  YES)
    VALUE("UVP_OVP",                NO,  YES)
    VALUE("UFP_OFP",                NO,  YES)
    VALUE("VoltageVectorShift",     NO,  YES)
    VALUE("ZeroCrossingDetection",  NO,  YES)
    VALUE("OtherPassive",           NO,  YES)
    VALUE("ImpedanceMeasurement",   NO,  YES)
    VALUE("ImpedanceAtFrequency",   NO,  YES)
    VALUE("SlipModeFrequencyShift", NO,  YES)
    VALUE("SandiaFrequencyShift",   NO,  YES)
    VALUE("SandiaVoltageShift",     NO,  YES)
    VALUE("FrequencyJump",          NO,  YES)
    VALUE("RCLQFactor",             NO,  YES)
    VALUE("OtherActive",            NO,  YES)
END

VALUES(Iso15118EVCertificateStatusEnumType)
    VALUE("Accepted", YES, YES)
    VALUE("Failed",   YES, YES)
END

VALUES(LocationEnumType)
    VALUE("Body",     YES, YES)
    VALUE("Cable",    YES, YES)
    VALUE("EV",       YES, YES)
    VALUE("Inlet",    YES, YES)
    VALUE("Outlet",   YES, YES)
    VALUE("Upstream", NO,  YES)
END

VALUES(LogEnumType)
    VALUE("DiagnosticsLog",   YES, YES)
    VALUE("SecurityLog",      YES, YES)
    VALUE("DataCollectorLog", NO,  YES)
END

VALUES(LogStatusEnumType)
    VALUE("Accepted",         YES, YES)
    VALUE("Rejected",         YES, YES)
    VALUE("AcceptedCanceled", YES, YES)
END

VALUES(MeasurandEnumType)
    VALUE("Energy.Active.Import.Register",                 YES, YES)
    VALUE("Power.Active.Import",                           YES, YES)
    VALUE("Current.Import",                                YES, YES)
    VALUE("Voltage",                                       YES, YES)
    VALUE("SoC",                                           YES, YES)
    VALUE("Energy.Active.Export.Register",                 YES, YES)
    VALUE("Power.Active.Export",                           YES, YES)
    VALUE("Current.Export",                                YES, YES)
    VALUE("Power.Offered",                                 YES, YES)
    VALUE("Current.Offered",                               YES, YES)
    VALUE("Frequency",                                     YES, YES)
    VALUE("Power.Factor",                                  YES, YES)
    VALUE("Current.Export.Offered",                        NO,  YES)
    VALUE("Current.Export.Minimum",                        NO,  YES)
    VALUE("Current.Import.Offered",                        NO,  YES)
    VALUE("Current.Import.Minimum",                        NO,  YES)
    VALUE("Display.PresentSOC",                            NO,  YES)
    VALUE("Display.MinimumSOC",                            NO,  YES)
    VALUE("Display.TargetSOC",                             NO,  YES)
    VALUE("Display.MaximumSOC",                            NO,  YES)
    VALUE("Display.RemainingTimeToMinimumSOC",             NO,  YES)
    VALUE("Display.RemainingTimeToTargetSOC",              NO,  YES)
    VALUE("Display.RemainingTimeToMaximumSOC",             NO,  YES)
    VALUE("Display.ChargingComplete",                      NO,  YES)
    VALUE("Display.BatteryEnergyCapacity",                 NO,  YES)
    VALUE("Display.InletHot",                              NO,  YES)
    VALUE("Energy.Active.Export.Interval",                 YES, YES)
    VALUE("Energy.Active.Import.Interval",                 YES, YES)
    VALUE("Energy.Active.Import.CableLoss",                NO,  YES)
    VALUE("Energy.Active.Import.LocalGeneration.Register", NO,  YES)
    VALUE("Energy.Active.Net",                             YES, YES)
    VALUE("Energy.Active.Setpoint.Interval",               NO,  YES)
    VALUE("Energy.Apparent.Export",                        YES, YES)
    VALUE("Energy.Apparent.Import",                        YES, YES)
    VALUE("Energy.Apparent.Net",                           YES, YES)
    VALUE("Energy.Reactive.Export.Interval",               YES, YES)
    VALUE("Energy.Reactive.Export.Register",               YES, YES)
    VALUE("Energy.Reactive.Import.Interval",               YES, YES)
    VALUE("Energy.Reactive.Import.Register",               YES, YES)
    VALUE("Energy.Reactive.Net",                           YES, YES)
    VALUE("EnergyRequest.Target",                          NO,  YES)
    VALUE("EnergyRequest.Minimum",                         NO,  YES)
    VALUE("EnergyRequest.Maximum",                         NO,  YES)
    VALUE("EnergyRequest.Minimum.V2X",                     NO,  YES)
    VALUE("EnergyRequest.Maximum.V2X",                     NO,  YES)
    VALUE("EnergyRequest.Bulk",                            NO,  YES)
    VALUE("Power.Active.Setpoint",                         NO,  YES)
    VALUE("Power.Active.Residual",                         NO,  YES)
    VALUE("Power.Export.Minimum",                          NO,  YES)
    VALUE("Power.Export.Offered",                          NO,  YES)
    VALUE("Power.Import.Offered",                          NO,  YES)
    VALUE("Power.Import.Minimum",                          NO,  YES)
    VALUE("Power.Reactive.Export",                         YES, YES)
    VALUE("Power.Reactive.Import",                         YES, YES)
    VALUE("Voltage.Minimum",                               NO,  YES)
    VALUE("Voltage.Maximum",                               NO,  YES)
END

VALUES(MessageFormatEnumType)
    VALUE("ASCII",  YES, YES)
    VALUE("HTML",   YES, YES)
    VALUE("URI",    YES, YES)
    VALUE("UTF8",   YES, YES)
    VALUE("QRCODE", NO,  YES)
END

VALUES(MessagePriorityEnumType)
    VALUE("AlwaysFront", YES, YES)
    VALUE("InFront",     YES, YES)
    VALUE("NormalCycle", YES, YES)
END

VALUES(MessageStateEnumType)
    VALUE("Charging",    YES, YES)
    VALUE("Faulted",     YES, YES)
    VALUE("Idle",        YES, YES)
    VALUE("Unavailable", YES, YES)
    VALUE("Suspended",   NO,  YES)
    VALUE("Discharging", NO,  YES)
END

VALUES(MessageTriggerEnumType)
    VALUE("BootNotification",                  YES, YES)
    VALUE("LogStatusNotification",             YES, YES)
    VALUE("FirmwareStatusNotification",        YES, YES)
    VALUE("Heartbeat",                         YES, YES)
    VALUE("MeterValues",                       YES, YES)
    VALUE("SignChargingStationCertificate",    YES, YES)
    VALUE("SignV2GCertificate",                YES, YES)
    VALUE("SignV2G20Certificate",              NO,  YES)
    VALUE("StatusNotification",                YES, YES)
    VALUE("TransactionEvent",                  YES, YES)
    VALUE("SignCombinedCertificate",           YES, YES)
    VALUE("PublishFirmwareStatusNotification", YES, YES)
    VALUE("CustomTrigger",                     NO,  YES)
END

VALUES(MobilityNeedsModeEnumType)
    VALUE("EVCC",      NO,  YES)
    VALUE("EVCC_SECC", NO,  YES)
END

VALUES(MonitorEnumType)
    VALUE("UpperThreshold",       YES, YES)
    VALUE("LowerThreshold",       YES, YES)
    VALUE("Delta",                YES, YES)
    VALUE("Periodic",             YES, YES)
    VALUE("PeriodicClockAligned", YES, YES)
    VALUE("TargetDelta",          NO,  YES)
    VALUE("TargetDeltaRelative",  NO,  YES)
END

VALUES(MonitoringBaseEnumType)
    VALUE("All",            YES, YES)
    VALUE("FactoryDefault", YES, YES)
    VALUE("HardWiredOnly",  YES, YES)
END

VALUES(MonitoringCriterionEnumType)
    VALUE("ThresholdMonitoring", YES, YES)
    VALUE("DeltaMonitoring",     YES, YES)
    VALUE("PeriodicMonitoring",  YES, YES)
END

VALUES(MutabilityEnumType)
    VALUE("ReadOnly",  YES, YES)
    VALUE("WriteOnly", YES, YES)
    VALUE("ReadWrite", YES, YES)
END

VALUES(NotifyAllowedEnergyTransferStatusEnumType)
    VALUE("Accepted", NO,  YES)
    VALUE("Rejected", NO,  YES)
END

VALUES(NotifyEVChargingNeedsStatusEnumType)
    VALUE("Accepted",          YES, YES)
    VALUE("Rejected",          YES, YES)
    VALUE("Processing",        YES, YES)
    VALUE("NoChargingProfile", NO,  YES)
END

VALUES(OCPPInterfaceEnumType)
    VALUE("Wired0",    YES, YES)
    VALUE("Wired1",    YES, YES)
    VALUE("Wired2",    YES, YES)
    VALUE("Wired3",    YES, YES)
    VALUE("Wireless0", YES, YES)
    VALUE("Wireless1", YES, YES)
    VALUE("Wireless2", YES, YES)
    VALUE("Wireless3", YES, YES)
    VALUE("Any",       NO,  YES)
END

VALUES(OCPPTransportEnumType)
    VALUE("SOAP", YES, YES)
    VALUE("JSON", YES, YES)
END

VALUES(OCPPVersionEnumType)
    VALUE("OCPP12",  YES, YES)
    VALUE("OCPP15",  YES, YES)
    VALUE("OCPP16",  YES, YES)
    VALUE("OCPP20",  YES, YES)
    VALUE("OCPP201", NO,  YES)
    VALUE("OCPP21",  NO,  YES)
END

VALUES(OperationModeEnumType)
    VALUE("Idle",               NO,  YES)
    VALUE("ChargingOnly",       NO,  YES)
    VALUE("CentralSetpoint",    NO,  YES)
    VALUE("ExternalSetpoint",   NO,  YES)
    VALUE("ExternalLimits",     NO,  YES)
    VALUE("CentralFrequency",   NO,  YES)
    VALUE("LocalFrequency",     NO,  YES)
    VALUE("LocalLoadBalancing", NO,  YES)
END

VALUES(OperationalStatusEnumType)
    VALUE("Inoperative", YES, YES)
    VALUE("Operative",   YES, YES)
END

VALUES(PaymentStatusEnumType)
    VALUE("Settled",  NO,  YES)
    VALUE("Canceled", NO,  YES)
    VALUE("Rejected", NO,  YES)
    VALUE("Failed",   NO,  YES)
END

VALUES(PhaseEnumType)
    VALUE("L1",    YES, YES)
    VALUE("L2",    YES, YES)
    VALUE("L3",    YES, YES)
    VALUE("N",     YES, YES)
    VALUE("L1-N",  YES, YES)
    VALUE("L2-N",  YES, YES)
    VALUE("L3-N",  YES, YES)
    VALUE("L1-L2", YES, YES)
    VALUE("L2-L3", YES, YES)
    VALUE("L3-L1", YES, YES)
END

VALUES(PowerDuringCessationEnumType)
    VALUE("Active",   NO,  YES)
    VALUE("Reactive", NO,  YES)
END

VALUES(PreconditioningStatusEnumType)
    VALUE("Unknown",         NO,  YES)
    VALUE("Ready",           NO,  YES)
    VALUE("NotReady",        NO,  YES)
    VALUE("Preconditioning", NO,  YES)
END

VALUES(PriorityChargingStatusEnumType)
    VALUE("Accepted",  NO,  YES)
    VALUE("Rejected",  NO,  YES)
    VALUE("NoProfile", NO,  YES)
END

VALUES(PublishFirmwareStatusEnumType)
    VALUE("Idle",              YES, YES)
    VALUE("DownloadScheduled", YES, YES)
    VALUE("Downloading",       YES, YES)
    VALUE("Downloaded",        YES, YES)
    VALUE("Published",         YES, YES)
    VALUE("DownloadFailed",    YES, YES)
    VALUE("DownloadPaused",    YES, YES)
    VALUE("InvalidChecksum",   YES, YES)
    VALUE("ChecksumVerified",  YES, YES)
    VALUE("PublishFailed",     YES, YES)
END

VALUES(ReadingContextEnumType)
    VALUE("Sample.Periodic",    YES, YES)
    VALUE("Transaction.Begin",  YES, YES)
    VALUE("Transaction.End",    YES, YES)
    VALUE("Sample.Clock",       YES, YES)
    VALUE("Interruption.Begin", YES, YES)
    VALUE("Interruption.End",   YES, YES)
    VALUE("Other",              YES, YES)
    VALUE("Trigger",            YES, YES)
END

VALUES(ReasonEnumType)
    VALUE("DeAuthorized",              YES, YES)
    VALUE("EmergencyStop",             YES, YES)
    VALUE("EnergyLimitReached",        YES, YES)
    VALUE("EVDisconnected",            YES, YES)
    VALUE("GroundFault",               YES, YES)
    VALUE("ImmediateReset",            YES, YES)
    VALUE("MasterPass",                YES, YES)
    VALUE("Local",                     YES, YES)
    VALUE("LocalOutOfCredit",          YES, YES)
    VALUE("Other",                     YES, YES)
    VALUE("OvercurrentFault",          YES, YES)
    VALUE("PowerLoss",                 YES, YES)
    VALUE("PowerQuality",              YES, YES)
    VALUE("Reboot",                    YES, YES)
    VALUE("Remote",                    YES, YES)
    VALUE("SOCLimitReached",           YES, YES)
    VALUE("StoppedByEV",               YES, YES)
    VALUE("TimeLimitReached",          YES, YES)
    VALUE("Timeout",                   YES, YES)
    VALUE("ReqEnergyTransferRejected", NO,  YES)
END

VALUES(RecurrencyKindEnumType)
    VALUE("Daily",  YES, YES)
    VALUE("Weekly", YES, YES)
END

VALUES(RegistrationStatusEnumType)
    VALUE("Accepted", YES, YES)
    VALUE("Pending",  YES, YES)
    VALUE("Rejected", YES, YES)
END

VALUES(ReportBaseEnumType)
    VALUE("ConfigurationInventory", YES, YES)
    VALUE("FullInventory",          YES, YES)
    VALUE("SummaryInventory",       YES, YES)
END

VALUES(RequestStartStopStatusEnumType)
    VALUE("Accepted", YES, YES)
    VALUE("Rejected", YES, YES)
END

VALUES(ReservationUpdateStatusEnumType)
    VALUE("Expired",       YES, YES)
    VALUE("Removed",       YES, YES)
    VALUE("NoTransaction", NO,  YES)
END

VALUES(ReserveNowStatusEnumType)
    VALUE("Accepted",    YES, YES)
    VALUE("Faulted",     YES, YES)
    VALUE("Occupied",    YES, YES)
    VALUE("Rejected",    YES, YES)
    VALUE("Unavailable", YES, YES)
END

VALUES(ResetEnumType)
    VALUE("Immediate",          YES, YES)
    VALUE("OnIdle",             YES, YES)
    VALUE("ImmediateAndResume", NO,  YES)
END

VALUES(ResetStatusEnumType)
    VALUE("Accepted",  YES, YES)
    VALUE("Rejected",  YES, YES)
    VALUE("Scheduled", YES, YES)
END

VALUES(SendLocalListStatusEnumType)
    VALUE("Accepted",        YES, YES)
    VALUE("Failed",          YES, YES)
    VALUE("VersionMismatch", YES, YES)
END

VALUES(SetMonitoringStatusEnumType)
    VALUE("Accepted",               YES, YES)
    VALUE("UnknownComponent",       YES, YES)
    VALUE("UnknownVariable",        YES, YES)
    VALUE("UnsupportedMonitorType", YES, YES)
    VALUE("Rejected",               YES, YES)
    VALUE("Duplicate",              YES, YES)
END

VALUES(SetNetworkProfileStatusEnumType)
    VALUE("Accepted", YES, YES)
    VALUE("Rejected", YES, YES)
    VALUE("Failed",   YES, YES)
END

VALUES(SetVariableStatusEnumType)
    VALUE("Accepted",                  YES, YES)
    VALUE("Rejected",                  YES, YES)
    VALUE("UnknownComponent",          YES, YES)
    VALUE("UnknownVariable",           YES, YES)
    VALUE("NotSupportedAttributeType", YES, YES)
    VALUE("RebootRequired",            YES, YES)
END

VALUES(TariffChangeStatusEnumType)
    VALUE("Accepted",              NO,  YES)
    VALUE("Rejected",              NO,  YES)
    VALUE("TooManyElements",       NO,  YES)
    VALUE("ConditionNotSupported", NO,  YES)
    VALUE("TxNotFound",            NO,  YES)
    VALUE("NoCurrencyChange",      NO,  YES)
END

VALUES(TariffClearStatusEnumType)
    VALUE("Accepted", NO,  YES)
    VALUE("Rejected", NO,  YES)
    VALUE("NoTariff", NO,  YES)
END

VALUES(TariffCostEnumType)
    VALUE("NormalCost", NO,  YES)
    VALUE("MinCost",    NO,  YES)
    VALUE("MaxCost",    NO,  YES)
END

VALUES(TariffGetStatusEnumType)
    VALUE("Accepted", NO,  YES)
    VALUE("Rejected", NO,  YES)
    VALUE("NoTariff", NO,  YES)
END

VALUES(TariffKindEnumType)
    VALUE("DefaultTariff", NO,  YES)
    VALUE("DriverTariff",  NO,  YES)
END

VALUES(TariffSetStatusEnumType)
    VALUE("Accepted",              NO,  YES)
    VALUE("Rejected",              NO,  YES)
    VALUE("TooManyElements",       NO,  YES)
    VALUE("ConditionNotSupported", NO,  YES)
    VALUE("DuplicateTariffId",     NO,  YES)
END

VALUES(TransactionEventEnumType)
    VALUE("Ended",   YES, YES)
    VALUE("Started", YES, YES)
    VALUE("Updated", YES, YES)
END

VALUES(TriggerMessageStatusEnumType)
    VALUE("Accepted",       YES, YES)
    VALUE("Rejected",       YES, YES)
    VALUE("NotImplemented", YES, YES)
END

VALUES(TriggerReasonEnumType)
    VALUE("MeterValuePeriodic",   YES, YES)
    VALUE("ChargingStateChanged", YES, YES)
    VALUE("Authorized",           YES, YES)
    VALUE("CablePluggedIn",       YES, YES)
    VALUE("AbnormalCondition",    YES, YES)
    VALUE("ChargingRateChanged",  YES, YES)
    VALUE("CostLimitReached",     NO,  YES)
    VALUE("Deauthorized",         YES, YES)
    VALUE("EnergyLimitReached",   YES, YES)
    VALUE("EVCommunicationLost",  YES, YES)
    VALUE("EVConnectTimeout",     YES, YES)
    VALUE("EVDeparted",           YES, YES)
    VALUE("EVDetected",           YES, YES)
    VALUE("LimitSet",             NO,  YES)
    VALUE("MeterValueClock",      YES, YES)
    VALUE("OperationModeChanged", NO,  YES)
    VALUE("RemoteStart",          YES, YES)
    VALUE("RemoteStop",           YES, YES)
    VALUE("ResetCommand",         YES, YES)
    VALUE("RunningCost",          NO,  YES)
    VALUE("SignedDataReceived",   YES, YES)
    VALUE("SoCLimitReached",      NO,  YES)
    VALUE("StopAuthorized",       YES, YES)
    VALUE("TariffChanged",        NO,  YES)
    VALUE("TariffNotAccepted",    NO,  YES)
    VALUE("TimeLimitReached",     YES, YES)
    VALUE("Trigger",              YES, YES)
    VALUE("TxResumed",            NO,  YES)
    VALUE("UnlockCommand",        YES, YES)
END

VALUES(UnlockStatusEnumType)
    VALUE("Unlocked",                     YES, YES)
    VALUE("UnlockFailed",                 YES, YES)
    VALUE("OngoingAuthorizedTransaction", YES, YES)
    VALUE("UnknownConnector",             YES, YES)
END

VALUES(UnpublishFirmwareStatusEnumType)
    VALUE("DownloadOngoing", YES, YES)
    VALUE("NoFirmware",      YES, YES)
    VALUE("Unpublished",     YES, YES)
END

VALUES(UpdateEnumType)
    VALUE("Differential", YES, YES)
    VALUE("Full",         YES, YES)
END

VALUES(UpdateFirmwareStatusEnumType)
    VALUE("Accepted",           YES, YES)
    VALUE("Rejected",           YES, YES)
    VALUE("AcceptedCanceled",   YES, YES)
    VALUE("InvalidCertificate", YES, YES)
    VALUE("RevokedCertificate", YES, YES)
END

VALUES(UploadLogStatusEnumType)
    VALUE("BadMessage",            YES, YES)
    VALUE("Idle",                  YES, YES)
    VALUE("NotSupportedOperation", YES, YES)
    VALUE("PermissionDenied",      YES, YES)
    VALUE("Uploaded",              YES, YES)
    VALUE("UploadFailure",         YES, YES)
    VALUE("Uploading",             YES, YES)
    VALUE("AcceptedCanceled",      YES, YES)
END

VALUES(VPNEnumType)
    VALUE("IKEv2", YES, YES)
    VALUE("IPSec", YES, YES)
    VALUE("L2TP",  YES, YES)
    VALUE("PPTP",  YES, YES)
END

/* SPDX-License-Identifier: Apache-2.0 */
/* The types of OCPP 1.6 with the messages of the security white paper: data types first, then the
 * messages by action, each in the order of ASCII. One row per field: FIELD(name, kind, need, limits);
 * kinds, limits and the order of rows are those of ocpp/tbl/types2.h, and besides URI (a text that is
 * an address), MANY (a list of any length) and TENTHS (at most one decimal). The standard has no
 * names for the objects inside its messages; they are named here as its tables call them. */

TYPE(AuthorizationData)
    FIELD(idTag,     TEXT,              REQ, MAX(20))
    FIELD(idTagInfo, OBJECT(IdTagInfo), OPT, PLAIN)
END

TYPE(CertificateHashData)
    FIELD(hashAlgorithm,  CODE(HashAlgorithm), REQ, PLAIN)
    FIELD(issuerNameHash, TEXT,                REQ, MAX(128))
    FIELD(issuerKeyHash,  TEXT,                REQ, MAX(128))
    FIELD(serialNumber,   TEXT,                REQ, MAX(40))
END

TYPE(ChargingProfile)
    FIELD(chargingProfileId,      INT,                              REQ, PLAIN)
    FIELD(stackLevel,             INT,                              REQ, PLAIN)
    FIELD(chargingProfilePurpose, CODE(ChargingProfilePurposeType), REQ, PLAIN)
    FIELD(chargingProfileKind,    CODE(ChargingProfileKindType),    REQ, PLAIN)
    FIELD(chargingSchedule,       OBJECT(ChargingSchedule),         REQ, PLAIN)
    FIELD(transactionId,          INT,                              OPT, PLAIN)
    FIELD(recurrencyKind,         CODE(RecurrencyKindType),         OPT, PLAIN)
    FIELD(validFrom,              TIME,                             OPT, PLAIN)
    FIELD(validTo,                TIME,                             OPT, PLAIN)
END

TYPE(ChargingSchedule)
    FIELD(chargingRateUnit,       CODE(ChargingRateUnitType),     REQ, PLAIN)
    FIELD(chargingSchedulePeriod, OBJECT(ChargingSchedulePeriod), REQ, MANY)
    FIELD(duration,               INT,                            OPT, PLAIN)
    FIELD(startSchedule,          TIME,                           OPT, PLAIN)
    FIELD(minChargingRate,        NUM,                            OPT, TENTHS)
END

TYPE(ChargingSchedulePeriod)
    FIELD(startPeriod,  INT, REQ, PLAIN)
    FIELD(limit,        NUM, REQ, TENTHS)
    FIELD(numberPhases, INT, OPT, PLAIN)
END

TYPE(Firmware)
    FIELD(location,           TEXT, REQ, MAX(512))
    FIELD(retrieveDateTime,   TIME, REQ, PLAIN)
    FIELD(signingCertificate, TEXT, REQ, MAX(5500))
    FIELD(signature,          TEXT, REQ, MAX(800))
    FIELD(installDateTime,    TIME, OPT, PLAIN)
END

TYPE(IdTagInfo)
    FIELD(status,      CODE(AuthorizationStatus), REQ, PLAIN)
    FIELD(expiryDate,  TIME,                      OPT, PLAIN)
    FIELD(parentIdTag, TEXT,                      OPT, MAX(20))
END

TYPE(KeyValue)
    FIELD(key,      TEXT, REQ, MAX(50))
    FIELD(readonly, BOOL, REQ, PLAIN)
    FIELD(value,    TEXT, OPT, MAX(500))
END

TYPE(LogParameters)
    FIELD(remoteLocation,  TEXT, REQ, MAX(512))
    FIELD(oldestTimestamp, TIME, OPT, PLAIN)
    FIELD(latestTimestamp, TIME, OPT, PLAIN)
END

TYPE(MeterValue)
    FIELD(timestamp,    TIME,                 REQ, PLAIN)
    FIELD(sampledValue, OBJECT(SampledValue), REQ, MANY)
END

TYPE(SampledValue)
    FIELD(value,     TEXT,                 REQ, PLAIN)
    FIELD(context,   CODE(ReadingContext), OPT, PLAIN)
    FIELD(format,    CODE(ValueFormat),    OPT, PLAIN)
    FIELD(measurand, CODE(Measurand),      OPT, PLAIN)
    FIELD(phase,     CODE(Phase),          OPT, PLAIN)
    FIELD(location,  CODE(Location),       OPT, PLAIN)
    FIELD(unit,      CODE(UnitOfMeasure),  OPT, PLAIN)
END

TYPE(AuthorizeRequest)
    FIELD(idTag, TEXT, REQ, MAX(20))
END

TYPE(AuthorizeResponse)
    FIELD(idTagInfo, OBJECT(IdTagInfo), REQ, PLAIN)
END

TYPE(BootNotificationRequest)
    FIELD(chargePointVendor,       TEXT, REQ, MAX(20))
    FIELD(chargePointModel,        TEXT, REQ, MAX(20))
    FIELD(chargePointSerialNumber, TEXT, OPT, MAX(25))
    FIELD(chargeBoxSerialNumber,   TEXT, OPT, MAX(25))
    FIELD(firmwareVersion,         TEXT, OPT, MAX(50))
    FIELD(iccid,                   TEXT, OPT, MAX(20))
    FIELD(imsi,                    TEXT, OPT, MAX(20))
    FIELD(meterType,               TEXT, OPT, MAX(25))
    FIELD(meterSerialNumber,       TEXT, OPT, MAX(25))
END

TYPE(BootNotificationResponse)
    FIELD(status,      CODE(RegistrationStatus), REQ, PLAIN)
    FIELD(currentTime, TIME,                     REQ, PLAIN)
    FIELD(interval,    INT,                      REQ, PLAIN)
END

TYPE(CancelReservationRequest)
    FIELD(reservationId, INT, REQ, PLAIN)
END

TYPE(CancelReservationResponse)
    FIELD(status, CODE(GenericStatus), REQ, PLAIN)
END

TYPE(CertificateSignedRequest)
    FIELD(certificateChain, TEXT, REQ, MAX(10000))
END

TYPE(CertificateSignedResponse)
    FIELD(status, CODE(GenericStatus), REQ, PLAIN)
END

TYPE(ChangeAvailabilityRequest)
    FIELD(connectorId, INT,                    REQ, PLAIN)
    FIELD(type,        CODE(AvailabilityType), REQ, PLAIN)
END

TYPE(ChangeAvailabilityResponse)
    FIELD(status, CODE(AvailabilityStatus), REQ, PLAIN)
END

TYPE(ChangeConfigurationRequest)
    FIELD(key,   TEXT, REQ, MAX(50))
    FIELD(value, TEXT, REQ, MAX(500))
END

TYPE(ChangeConfigurationResponse)
    FIELD(status, CODE(ConfigurationStatus), REQ, PLAIN)
END

TYPE(ClearCacheRequest)
END

TYPE(ClearCacheResponse)
    FIELD(status, CODE(GenericStatus), REQ, PLAIN)
END

TYPE(ClearChargingProfileRequest)
    FIELD(id,                     INT,                              OPT, PLAIN)
    FIELD(connectorId,            INT,                              OPT, PLAIN)
    FIELD(chargingProfilePurpose, CODE(ChargingProfilePurposeType), OPT, PLAIN)
    FIELD(stackLevel,             INT,                              OPT, PLAIN)
END

TYPE(ClearChargingProfileResponse)
    FIELD(status, CODE(ClearChargingProfileStatus), REQ, PLAIN)
END

TYPE(DataTransferRequest)
    FIELD(vendorId,  TEXT, REQ, MAX(255))
    FIELD(messageId, TEXT, OPT, MAX(50))
    FIELD(data,      TEXT, OPT, PLAIN)
END

TYPE(DataTransferResponse)
    FIELD(status, CODE(DataTransferStatus), REQ, PLAIN)
    FIELD(data,   TEXT,                     OPT, PLAIN)
END

TYPE(DeleteCertificateRequest)
    FIELD(certificateHashData, OBJECT(CertificateHashData), REQ, PLAIN)
END

TYPE(DeleteCertificateResponse)
    FIELD(status, CODE(DeleteCertificateStatus), REQ, PLAIN)
END

TYPE(DiagnosticsStatusNotificationRequest)
    FIELD(status, CODE(DiagnosticsStatus), REQ, PLAIN)
END

TYPE(DiagnosticsStatusNotificationResponse)
END

TYPE(ExtendedTriggerMessageRequest)
    FIELD(requestedMessage, CODE(ExtendedMessageTrigger), REQ, PLAIN)
    FIELD(connectorId,      INT,                          OPT, PLAIN)
END

TYPE(ExtendedTriggerMessageResponse)
    FIELD(status, CODE(TriggerMessageStatus), REQ, PLAIN)
END

TYPE(FirmwareStatusNotificationRequest)
    FIELD(status, CODE(FirmwareStatus), REQ, PLAIN)
END

TYPE(FirmwareStatusNotificationResponse)
END

TYPE(GetCompositeScheduleRequest)
    FIELD(connectorId,      INT,                        REQ, PLAIN)
    FIELD(duration,         INT,                        REQ, PLAIN)
    FIELD(chargingRateUnit, CODE(ChargingRateUnitType), OPT, PLAIN)
END

TYPE(GetCompositeScheduleResponse)
    FIELD(status,           CODE(GenericStatus),      REQ, PLAIN)
    FIELD(connectorId,      INT,                      OPT, PLAIN)
    FIELD(scheduleStart,    TIME,                     OPT, PLAIN)
    FIELD(chargingSchedule, OBJECT(ChargingSchedule), OPT, PLAIN)
END

TYPE(GetConfigurationRequest)
    FIELD(key, TEXT, OPT, MANY MAX(50))
END

TYPE(GetConfigurationResponse)
    FIELD(configurationKey, OBJECT(KeyValue), OPT, MANY)
    FIELD(unknownKey,       TEXT,             OPT, MANY MAX(50))
END

TYPE(GetDiagnosticsRequest)
    FIELD(location,      URI,  REQ, PLAIN)
    FIELD(retries,       INT,  OPT, PLAIN)
    FIELD(retryInterval, INT,  OPT, PLAIN)
    FIELD(startTime,     TIME, OPT, PLAIN)
    FIELD(stopTime,      TIME, OPT, PLAIN)
END

TYPE(GetDiagnosticsResponse)
    FIELD(fileName, TEXT, OPT, MAX(255))
END

TYPE(GetInstalledCertificateIdsRequest)
    FIELD(certificateType, CODE(CertificateUse), REQ, PLAIN)
END

TYPE(GetInstalledCertificateIdsResponse)
    FIELD(status,              CODE(GetInstalledCertificateStatus), REQ, PLAIN)
    FIELD(certificateHashData, OBJECT(CertificateHashData),         OPT, SOME)
END

TYPE(GetLocalListVersionRequest)
END

TYPE(GetLocalListVersionResponse)
    FIELD(listVersion, INT, REQ, PLAIN)
END

TYPE(GetLogRequest)
    FIELD(log,           OBJECT(LogParameters), REQ, PLAIN)
    FIELD(logType,       CODE(LogType),         REQ, PLAIN)
    FIELD(requestId,     INT,                   REQ, PLAIN)
    FIELD(retries,       INT,                   OPT, PLAIN)
    FIELD(retryInterval, INT,                   OPT, PLAIN)
END

TYPE(GetLogResponse)
    FIELD(status,   CODE(LogStatus), REQ, PLAIN)
    FIELD(filename, TEXT,            OPT, MAX(255))
END

TYPE(HeartbeatRequest)
END

TYPE(HeartbeatResponse)
    FIELD(currentTime, TIME, REQ, PLAIN)
END

TYPE(InstallCertificateRequest)
    FIELD(certificateType, CODE(CertificateUse), REQ, PLAIN)
    FIELD(certificate,     TEXT,                 REQ, MAX(5500))
END

TYPE(InstallCertificateResponse)
    FIELD(status, CODE(InstallCertificateStatus), REQ, PLAIN)
END

TYPE(LogStatusNotificationRequest)
    FIELD(status,    CODE(UploadLogStatus), REQ, PLAIN)
    FIELD(requestId, INT,                   OPT, PLAIN)
END

TYPE(LogStatusNotificationResponse)
END

TYPE(MeterValuesRequest)
    FIELD(connectorId,   INT,                REQ, PLAIN)
    FIELD(meterValue,    OBJECT(MeterValue), REQ, MANY)
    FIELD(transactionId, INT,                OPT, PLAIN)
END

TYPE(MeterValuesResponse)
END

TYPE(RemoteStartTransactionRequest)
    FIELD(idTag,           TEXT,                    REQ, MAX(20))
    FIELD(connectorId,     INT,                     OPT, PLAIN)
    FIELD(chargingProfile, OBJECT(ChargingProfile), OPT, PLAIN)
END

TYPE(RemoteStartTransactionResponse)
    FIELD(status, CODE(GenericStatus), REQ, PLAIN)
END

TYPE(RemoteStopTransactionRequest)
    FIELD(transactionId, INT, REQ, PLAIN)
END

TYPE(RemoteStopTransactionResponse)
    FIELD(status, CODE(GenericStatus), REQ, PLAIN)
END

TYPE(ReserveNowRequest)
    FIELD(connectorId,   INT,  REQ, PLAIN)
    FIELD(expiryDate,    TIME, REQ, PLAIN)
    FIELD(idTag,         TEXT, REQ, MAX(20))
    FIELD(reservationId, INT,  REQ, PLAIN)
    FIELD(parentIdTag,   TEXT, OPT, MAX(20))
END

TYPE(ReserveNowResponse)
    FIELD(status, CODE(ReservationStatus), REQ, PLAIN)
END

TYPE(ResetRequest)
    FIELD(type, CODE(ResetType), REQ, PLAIN)
END

TYPE(ResetResponse)
    FIELD(status, CODE(GenericStatus), REQ, PLAIN)
END

TYPE(SecurityEventNotificationRequest)
    FIELD(type,      TEXT, REQ, MAX(50))
    FIELD(timestamp, TIME, REQ, PLAIN)
    FIELD(techInfo,  TEXT, OPT, MAX(255))
END

TYPE(SecurityEventNotificationResponse)
END

TYPE(SendLocalListRequest)
    FIELD(listVersion,            INT,                       REQ, PLAIN)
    FIELD(updateType,             CODE(UpdateType),          REQ, PLAIN)
    FIELD(localAuthorizationList, OBJECT(AuthorizationData), OPT, MANY)
END

TYPE(SendLocalListResponse)
    FIELD(status, CODE(UpdateStatus), REQ, PLAIN)
END

TYPE(SetChargingProfileRequest)
    FIELD(connectorId,        INT,                     REQ, PLAIN)
    FIELD(csChargingProfiles, OBJECT(ChargingProfile), REQ, PLAIN)
END

TYPE(SetChargingProfileResponse)
    FIELD(status, CODE(ChargingProfileStatus), REQ, PLAIN)
END

TYPE(SignCertificateRequest)
    FIELD(csr, TEXT, REQ, MAX(5500))
END

TYPE(SignCertificateResponse)
    FIELD(status, CODE(GenericStatus), REQ, PLAIN)
END

TYPE(SignedFirmwareStatusNotificationRequest)
    FIELD(status,    CODE(SignedFirmwareStatus), REQ, PLAIN)
    FIELD(requestId, INT,                        OPT, PLAIN)
END

TYPE(SignedFirmwareStatusNotificationResponse)
END

TYPE(SignedUpdateFirmwareRequest)
    FIELD(requestId,     INT,              REQ, PLAIN)
    FIELD(firmware,      OBJECT(Firmware), REQ, PLAIN)
    FIELD(retries,       INT,              OPT, PLAIN)
    FIELD(retryInterval, INT,              OPT, PLAIN)
END

TYPE(SignedUpdateFirmwareResponse)
    FIELD(status, CODE(UpdateFirmwareStatus), REQ, PLAIN)
END

TYPE(StartTransactionRequest)
    FIELD(connectorId,   INT,  REQ, PLAIN)
    FIELD(idTag,         TEXT, REQ, MAX(20))
    FIELD(meterStart,    INT,  REQ, PLAIN)
    FIELD(timestamp,     TIME, REQ, PLAIN)
    FIELD(reservationId, INT,  OPT, PLAIN)
END

TYPE(StartTransactionResponse)
    FIELD(idTagInfo,     OBJECT(IdTagInfo), REQ, PLAIN)
    FIELD(transactionId, INT,               REQ, PLAIN)
END

TYPE(StatusNotificationRequest)
    FIELD(connectorId,     INT,                        REQ, PLAIN)
    FIELD(errorCode,       CODE(ChargePointErrorCode), REQ, PLAIN)
    FIELD(status,          CODE(ChargePointStatus),    REQ, PLAIN)
    FIELD(info,            TEXT,                       OPT, MAX(50))
    FIELD(timestamp,       TIME,                       OPT, PLAIN)
    FIELD(vendorId,        TEXT,                       OPT, MAX(255))
    FIELD(vendorErrorCode, TEXT,                       OPT, MAX(50))
END

TYPE(StatusNotificationResponse)
END

TYPE(StopTransactionRequest)
    FIELD(meterStop,       INT,                REQ, PLAIN)
    FIELD(timestamp,       TIME,               REQ, PLAIN)
    FIELD(transactionId,   INT,                REQ, PLAIN)
    FIELD(idTag,           TEXT,               OPT, MAX(20))
    FIELD(reason,          CODE(StopReason),   OPT, PLAIN)
    FIELD(transactionData, OBJECT(MeterValue), OPT, MANY)
END

TYPE(StopTransactionResponse)
    FIELD(idTagInfo, OBJECT(IdTagInfo), OPT, PLAIN)
END

TYPE(TriggerMessageRequest)
    FIELD(requestedMessage, CODE(MessageTrigger), REQ, PLAIN)
    FIELD(connectorId,      INT,                  OPT, PLAIN)
END

TYPE(TriggerMessageResponse)
    FIELD(status, CODE(TriggerMessageStatus), REQ, PLAIN)
END

TYPE(UnlockConnectorRequest)
    FIELD(connectorId, INT, REQ, PLAIN)
END

TYPE(UnlockConnectorResponse)
    FIELD(status, CODE(UnlockStatus), REQ, PLAIN)
END

TYPE(UpdateFirmwareRequest)
    FIELD(location,      URI,  REQ, PLAIN)
    FIELD(retrieveDate,  TIME, REQ, PLAIN)
    FIELD(retries,       INT,  OPT, PLAIN)
    FIELD(retryInterval, INT,  OPT, PLAIN)
END

TYPE(UpdateFirmwareResponse)
END

/* SPDX-License-Identifier: Apache-2.0 */
/* The types of OCPP 2.0.1 and 2.1: data types first, then the messages by action, each in the order
 * of ASCII. One row per field:
 *
 *     FIELD(name, kind, in 2.0.1, in 2.1, limits)
 *
 * kind     TEXT, TIME, INT, NUM, BOOL, ANY, OBJECT(type) or CODE(list in values2.h)
 * in ..    REQ (required), OPT, or NO where that version has no such field; a field whose kind
 *          changed has two rows
 * limits   SOME (a list of at least one), UP_TO(n) (a list of 1 to n), MAX(code points), LEAST(n),
 *          MOST(n), RANGE(low, high); IN201(..) and IN21(..) hold in that version only
 *
 * Rows stand required first, as chargers mostly send them, because the decoder tries the next row
 * first. Every type but OPEN ones has an optional customData besides, which is not repeated here.
 * How the rows become tables is in ocpp/tbl/build.h. */

TYPE(ACChargingParametersType)
    FIELD(energyAmount, INT, REQ, NO,  )
    FIELD(energyAmount, NUM, NO,  REQ, )
    FIELD(evMinCurrent, INT, REQ, NO,  )
    FIELD(evMinCurrent, NUM, NO,  REQ, )
    FIELD(evMaxCurrent, INT, REQ, NO,  )
    FIELD(evMaxCurrent, NUM, NO,  REQ, )
    FIELD(evMaxVoltage, INT, REQ, NO,  )
    FIELD(evMaxVoltage, NUM, NO,  REQ, )
END

TYPE(APNType)
    FIELD(apn,                     TEXT,                            REQ, REQ, IN201(MAX(512)) IN21(MAX(2000)))
    FIELD(apnAuthentication,       CODE(APNAuthenticationEnumType), REQ, REQ, )
    FIELD(apnUserName,             TEXT,                            OPT, OPT, IN201(MAX(20)) IN21(MAX(50)))
    FIELD(apnPassword,             TEXT,                            OPT, OPT, IN201(MAX(20)) IN21(MAX(64)))
    FIELD(simPin,                  INT,                             OPT, OPT, )
    FIELD(preferredNetwork,        TEXT,                            OPT, OPT, MAX(6))
    FIELD(useOnlyPreferredNetwork, BOOL,                            OPT, OPT, )
END

TYPE(AbsolutePriceScheduleType)
    FIELD(timeAnchor,                 TIME,                                   NO,  REQ, )
    FIELD(priceScheduleID,            INT,                                    NO,  REQ, LEAST(0))
    FIELD(currency,                   TEXT,                                   NO,  REQ, MAX(3))
    FIELD(language,                   TEXT,                                   NO,  REQ, MAX(8))
    FIELD(priceAlgorithm,             TEXT,                                   NO,  REQ, MAX(2000))
    FIELD(priceRuleStacks,            OBJECT(PriceRuleStackType),             NO,  REQ, UP_TO(1024))
    FIELD(priceScheduleDescription,   TEXT,                                   NO,  OPT, MAX(160))
    FIELD(minimumCost,                OBJECT(RationalNumberType),             NO,  OPT, )
    FIELD(maximumCost,                OBJECT(RationalNumberType),             NO,  OPT, )
    FIELD(taxRules,                   OBJECT(TaxRuleType),                    NO,  OPT, UP_TO(10))
    FIELD(overstayRuleList,           OBJECT(OverstayRuleListType),           NO,  OPT, )
    FIELD(additionalSelectedServices, OBJECT(AdditionalSelectedServicesType), NO,  OPT, UP_TO(5))
END

TYPE(AdditionalInfoType)
    FIELD(additionalIdToken, TEXT, REQ, REQ, IN201(MAX(36)) IN21(MAX(255)))
    FIELD(type,              TEXT, REQ, REQ, MAX(50))
END

TYPE(AdditionalSelectedServicesType)
    FIELD(serviceFee,  OBJECT(RationalNumberType), NO,  REQ, )
    FIELD(serviceName, TEXT,                       NO,  REQ, MAX(80))
END

TYPE(AddressType)
    FIELD(name,       TEXT, NO,  REQ, MAX(50))
    FIELD(address1,   TEXT, NO,  REQ, MAX(100))
    FIELD(city,       TEXT, NO,  REQ, MAX(100))
    FIELD(country,    TEXT, NO,  REQ, MAX(50))
    FIELD(address2,   TEXT, NO,  OPT, MAX(100))
    FIELD(postalCode, TEXT, NO,  OPT, MAX(20))
END

TYPE(AuthorizationData)
    FIELD(idToken,     OBJECT(IdTokenType),     REQ, REQ, )
    FIELD(idTokenInfo, OBJECT(IdTokenInfoType), OPT, OPT, )
END

TYPE(BatteryDataType)
    FIELD(evseId,         INT,  NO,  REQ, LEAST(0))
    FIELD(serialNumber,   TEXT, NO,  REQ, MAX(50))
    FIELD(soC,            NUM,  NO,  REQ, RANGE(0, 100))
    FIELD(soH,            NUM,  NO,  REQ, RANGE(0, 100))
    FIELD(productionDate, TIME, NO,  OPT, )
    FIELD(vendorInfo,     TEXT, NO,  OPT, MAX(500))
END

TYPE(CertificateHashDataChainType)
    FIELD(certificateHashData,      OBJECT(CertificateHashDataType),   REQ, REQ, )
    FIELD(certificateType,          CODE(GetCertificateIdUseEnumType), REQ, REQ, )
    FIELD(childCertificateHashData, OBJECT(CertificateHashDataType),   OPT, OPT, UP_TO(4))
END

TYPE(CertificateHashDataType)
    FIELD(hashAlgorithm,  CODE(HashAlgorithmEnumType), REQ, REQ, )
    FIELD(issuerNameHash, TEXT,                        REQ, REQ, MAX(128))
    FIELD(issuerKeyHash,  TEXT,                        REQ, REQ, MAX(128))
    FIELD(serialNumber,   TEXT,                        REQ, REQ, MAX(40))
END

TYPE(CertificateStatusRequestInfoType)
    FIELD(certificateHashData, OBJECT(CertificateHashDataType),       NO,  REQ, )
    FIELD(source,              CODE(CertificateStatusSourceEnumType), NO,  REQ, )
    FIELD(urls,                TEXT,                                  NO,  REQ, UP_TO(5) MAX(2000))
END

TYPE(CertificateStatusType)
    FIELD(certificateHashData, OBJECT(CertificateHashDataType),       NO,  REQ, )
    FIELD(source,              CODE(CertificateStatusSourceEnumType), NO,  REQ, )
    FIELD(status,              CODE(CertificateStatusEnumType),       NO,  REQ, )
    FIELD(nextUpdate,          TIME,                                  NO,  REQ, )
END

TYPE(ChargingLimitType)
    FIELD(chargingLimitSource, CODE(ChargingLimitSourceEnumType), REQ, NO,  )
    FIELD(chargingLimitSource, TEXT,                              NO,  REQ, MAX(20))
    FIELD(isLocalGeneration,   BOOL,                              NO,  OPT, )
    FIELD(isGridCritical,      BOOL,                              OPT, OPT, )
END

TYPE(ChargingNeedsType)
    FIELD(requestedEnergyTransfer, CODE(EnergyTransferModeEnumType),  REQ, REQ, )
    FIELD(acChargingParameters,    OBJECT(ACChargingParametersType),  OPT, OPT, )
    FIELD(derChargingParameters,   OBJECT(DERChargingParametersType), NO,  OPT, )
    FIELD(evEnergyOffer,           OBJECT(EVEnergyOfferType),         NO,  OPT, )
    FIELD(dcChargingParameters,    OBJECT(DCChargingParametersType),  OPT, OPT, )
    FIELD(v2xChargingParameters,   OBJECT(V2XChargingParametersType), NO,  OPT, )
    FIELD(availableEnergyTransfer, CODE(EnergyTransferModeEnumType),  NO,  OPT, SOME)
    FIELD(controlMode,             CODE(ControlModeEnumType),         NO,  OPT, )
    FIELD(mobilityNeedsMode,       CODE(MobilityNeedsModeEnumType),   NO,  OPT, )
    FIELD(departureTime,           TIME,                              OPT, OPT, )
END

TYPE(ChargingPeriodType)
    FIELD(startPeriod, TIME,                      NO,  REQ, )
    FIELD(dimensions,  OBJECT(CostDimensionType), NO,  OPT, SOME)
    FIELD(tariffId,    TEXT,                      NO,  OPT, MAX(60))
END

TYPE(ChargingProfileCriterionType)
    FIELD(chargingProfilePurpose, CODE(ChargingProfilePurposeEnumType), OPT, OPT, )
    FIELD(stackLevel,             INT,                                  OPT, OPT, IN21(LEAST(0)))
    FIELD(chargingProfileId,      INT,                                  OPT, OPT, SOME)
    FIELD(chargingLimitSource,    CODE(ChargingLimitSourceEnumType),    OPT, NO,  UP_TO(4))
    FIELD(chargingLimitSource,    TEXT,                                 NO,  OPT, UP_TO(4) MAX(20))
END

TYPE(ChargingProfileType)
    FIELD(id,                          INT,                                  REQ, REQ, )
    FIELD(stackLevel,                  INT,                                  REQ, REQ, IN21(LEAST(0)))
    FIELD(chargingProfilePurpose,      CODE(ChargingProfilePurposeEnumType), REQ, REQ, )
    FIELD(chargingProfileKind,         CODE(ChargingProfileKindEnumType),    REQ, REQ, )
    FIELD(chargingSchedule,            OBJECT(ChargingScheduleType),         REQ, REQ, UP_TO(3))
    FIELD(recurrencyKind,              CODE(RecurrencyKindEnumType),         OPT, OPT, )
    FIELD(validFrom,                   TIME,                                 OPT, OPT, )
    FIELD(validTo,                     TIME,                                 OPT, OPT, )
    FIELD(transactionId,               TEXT,                                 OPT, OPT, MAX(36))
    FIELD(maxOfflineDuration,          INT,                                  NO,  OPT, )
    FIELD(invalidAfterOfflineDuration, BOOL,                                 NO,  OPT, )
    FIELD(dynUpdateInterval,           INT,                                  NO,  OPT, )
    FIELD(dynUpdateTime,               TIME,                                 NO,  OPT, )
    FIELD(priceScheduleSignature,      TEXT,                                 NO,  OPT, MAX(256))
END

TYPE(ChargingSchedulePeriodType)
    FIELD(startPeriod,            INT,                            REQ, REQ, )
    FIELD(limit,                  NUM,                            REQ, OPT, )
    FIELD(limit_L2,               NUM,                            NO,  OPT, )
    FIELD(limit_L3,               NUM,                            NO,  OPT, )
    FIELD(numberPhases,           INT,                            OPT, OPT, IN21(RANGE(0, 3)))
    FIELD(phaseToUse,             INT,                            OPT, OPT, IN21(RANGE(0, 3)))
    FIELD(dischargeLimit,         NUM,                            NO,  OPT, MOST(0))
    FIELD(dischargeLimit_L2,      NUM,                            NO,  OPT, MOST(0))
    FIELD(dischargeLimit_L3,      NUM,                            NO,  OPT, MOST(0))
    FIELD(setpoint,               NUM,                            NO,  OPT, )
    FIELD(setpoint_L2,            NUM,                            NO,  OPT, )
    FIELD(setpoint_L3,            NUM,                            NO,  OPT, )
    FIELD(setpointReactive,       NUM,                            NO,  OPT, )
    FIELD(setpointReactive_L2,    NUM,                            NO,  OPT, )
    FIELD(setpointReactive_L3,    NUM,                            NO,  OPT, )
    FIELD(preconditioningRequest, BOOL,                           NO,  OPT, )
    FIELD(evseSleep,              BOOL,                           NO,  OPT, )
    FIELD(v2xBaseline,            NUM,                            NO,  OPT, )
    FIELD(operationMode,          CODE(OperationModeEnumType),    NO,  OPT, )
    FIELD(v2xFreqWattCurve,       OBJECT(V2XFreqWattPointType),   NO,  OPT, UP_TO(20))
    FIELD(v2xSignalWattCurve,     OBJECT(V2XSignalWattPointType), NO,  OPT, UP_TO(20))
END

TYPE(ChargingScheduleType)
    FIELD(id,                     INT,                                REQ, REQ, )
    FIELD(chargingRateUnit,       CODE(ChargingRateUnitEnumType),     REQ, REQ, )
    FIELD(chargingSchedulePeriod, OBJECT(ChargingSchedulePeriodType), REQ, REQ, UP_TO(1024))
    FIELD(limitAtSoC,             OBJECT(LimitAtSoCType),             NO,  OPT, )
    FIELD(startSchedule,          TIME,                               OPT, OPT, )
    FIELD(duration,               INT,                                OPT, OPT, )
    FIELD(minChargingRate,        NUM,                                OPT, OPT, )
    FIELD(powerTolerance,         NUM,                                NO,  OPT, )
    FIELD(signatureId,            INT,                                NO,  OPT, LEAST(0))
    FIELD(digestValue,            TEXT,                               NO,  OPT, MAX(88))
    FIELD(useLocalTime,           BOOL,                               NO,  OPT, )
    FIELD(randomizedDelay,        INT,                                NO,  OPT, LEAST(0))
    FIELD(salesTariff,            OBJECT(SalesTariffType),            OPT, OPT, )
    FIELD(absolutePriceSchedule,  OBJECT(AbsolutePriceScheduleType),  NO,  OPT, )
    FIELD(priceLevelSchedule,     OBJECT(PriceLevelScheduleType),     NO,  OPT, )
END

TYPE(ChargingScheduleUpdateType)
    FIELD(limit,               NUM, NO,  OPT, )
    FIELD(limit_L2,            NUM, NO,  OPT, )
    FIELD(limit_L3,            NUM, NO,  OPT, )
    FIELD(dischargeLimit,      NUM, NO,  OPT, MOST(0))
    FIELD(dischargeLimit_L2,   NUM, NO,  OPT, MOST(0))
    FIELD(dischargeLimit_L3,   NUM, NO,  OPT, MOST(0))
    FIELD(setpoint,            NUM, NO,  OPT, )
    FIELD(setpoint_L2,         NUM, NO,  OPT, )
    FIELD(setpoint_L3,         NUM, NO,  OPT, )
    FIELD(setpointReactive,    NUM, NO,  OPT, )
    FIELD(setpointReactive_L2, NUM, NO,  OPT, )
    FIELD(setpointReactive_L3, NUM, NO,  OPT, )
END

TYPE(ChargingStationType)
    FIELD(model,           TEXT,              REQ, REQ, MAX(20))
    FIELD(vendorName,      TEXT,              REQ, REQ, MAX(50))
    FIELD(serialNumber,    TEXT,              OPT, OPT, MAX(25))
    FIELD(modem,           OBJECT(ModemType), OPT, OPT, )
    FIELD(firmwareVersion, TEXT,              OPT, OPT, MAX(50))
END

TYPE(ClearChargingProfileType)
    FIELD(evseId,                 INT,                                  OPT, OPT, IN21(LEAST(0)))
    FIELD(chargingProfilePurpose, CODE(ChargingProfilePurposeEnumType), OPT, OPT, )
    FIELD(stackLevel,             INT,                                  OPT, OPT, IN21(LEAST(0)))
END

TYPE(ClearMonitoringResultType)
    FIELD(status,     CODE(ClearMonitoringStatusEnumType), REQ, REQ, )
    FIELD(id,         INT,                                 REQ, REQ, IN21(LEAST(0)))
    FIELD(statusInfo, OBJECT(StatusInfoType),              OPT, OPT, )
END

TYPE(ClearTariffsResultType)
    FIELD(status,     CODE(TariffClearStatusEnumType), NO,  REQ, )
    FIELD(statusInfo, OBJECT(StatusInfoType),          NO,  OPT, )
    FIELD(tariffId,   TEXT,                            NO,  OPT, MAX(60))
END

TYPE(ComponentType)
    FIELD(name,     TEXT,             REQ, REQ, MAX(50))
    FIELD(evse,     OBJECT(EVSEType), OPT, OPT, )
    FIELD(instance, TEXT,             OPT, OPT, MAX(50))
END

TYPE(ComponentVariableType)
    FIELD(component, OBJECT(ComponentType), REQ, REQ, )
    FIELD(variable,  OBJECT(VariableType),  OPT, OPT, )
END

TYPE(CompositeScheduleType)
    FIELD(evseId,                 INT,                                REQ, REQ, IN21(LEAST(0)))
    FIELD(duration,               INT,                                REQ, REQ, )
    FIELD(scheduleStart,          TIME,                               REQ, REQ, )
    FIELD(chargingRateUnit,       CODE(ChargingRateUnitEnumType),     REQ, REQ, )
    FIELD(chargingSchedulePeriod, OBJECT(ChargingSchedulePeriodType), REQ, REQ, SOME)
END

TYPE(ConstantStreamDataType)
    FIELD(id,                   INT,                                   NO,  REQ, LEAST(0))
    FIELD(params,               OBJECT(PeriodicEventStreamParamsType), NO,  REQ, )
    FIELD(variableMonitoringId, INT,                                   NO,  REQ, LEAST(0))
END

TYPE(ConsumptionCostType)
    FIELD(startValue, NUM,              REQ, REQ, )
    FIELD(cost,       OBJECT(CostType), REQ, REQ, UP_TO(3))
END

TYPE(CostDetailsType)
    FIELD(totalCost,          OBJECT(TotalCostType),      NO,  REQ, )
    FIELD(totalUsage,         OBJECT(TotalUsageType),     NO,  REQ, )
    FIELD(chargingPeriods,    OBJECT(ChargingPeriodType), NO,  OPT, SOME)
    FIELD(failureToCalculate, BOOL,                       NO,  OPT, )
    FIELD(failureReason,      TEXT,                       NO,  OPT, MAX(500))
END

TYPE(CostDimensionType)
    FIELD(type,   CODE(CostDimensionEnumType), NO,  REQ, )
    FIELD(volume, NUM,                         NO,  REQ, )
END

TYPE(CostType)
    FIELD(costKind,         CODE(CostKindEnumType), REQ, REQ, )
    FIELD(amount,           INT,                    REQ, REQ, )
    FIELD(amountMultiplier, INT,                    OPT, OPT, )
END

OPEN(CustomDataType)
    FIELD(vendorId, TEXT, REQ, REQ, MAX(255))
END

TYPE(DCChargingParametersType)
    FIELD(evMaxCurrent,     INT, REQ, NO,  )
    FIELD(evMaxCurrent,     NUM, NO,  REQ, )
    FIELD(evMaxVoltage,     INT, REQ, NO,  )
    FIELD(evMaxVoltage,     NUM, NO,  REQ, )
    FIELD(evMaxPower,       INT, OPT, NO,  )
    FIELD(evMaxPower,       NUM, NO,  OPT, )
    FIELD(evEnergyCapacity, INT, OPT, NO,  )
    FIELD(evEnergyCapacity, NUM, NO,  OPT, )
    FIELD(energyAmount,     INT, OPT, NO,  )
    FIELD(energyAmount,     NUM, NO,  OPT, )
    FIELD(stateOfCharge,    INT, OPT, OPT, RANGE(0, 100))
    FIELD(fullSoC,          INT, OPT, OPT, RANGE(0, 100))
    FIELD(bulkSoC,          INT, OPT, OPT, RANGE(0, 100))
END

TYPE(DERChargingParametersType)
    FIELD(evSupportedDERControl,                  CODE(DERControlEnumType),         NO,  OPT, SOME)
    FIELD(evOverExcitedMaxDischargePower,         NUM,                              NO,  OPT, )
    FIELD(evOverExcitedPowerFactor,               NUM,                              NO,  OPT, )
    FIELD(evUnderExcitedMaxDischargePower,        NUM,                              NO,  OPT, )
    FIELD(evUnderExcitedPowerFactor,              NUM,                              NO,  OPT, )
    FIELD(maxApparentPower,                       NUM,                              NO,  OPT, )
    FIELD(maxChargeApparentPower,                 NUM,                              NO,  OPT, )
    FIELD(maxChargeApparentPower_L2,              NUM,                              NO,  OPT, )
    FIELD(maxChargeApparentPower_L3,              NUM,                              NO,  OPT, )
    FIELD(maxDischargeApparentPower,              NUM,                              NO,  OPT, )
    FIELD(maxDischargeApparentPower_L2,           NUM,                              NO,  OPT, )
    FIELD(maxDischargeApparentPower_L3,           NUM,                              NO,  OPT, )
    FIELD(maxChargeReactivePower,                 NUM,                              NO,  OPT, )
    FIELD(maxChargeReactivePower_L2,              NUM,                              NO,  OPT, )
    FIELD(maxChargeReactivePower_L3,              NUM,                              NO,  OPT, )
    FIELD(minChargeReactivePower,                 NUM,                              NO,  OPT, )
    FIELD(minChargeReactivePower_L2,              NUM,                              NO,  OPT, )
    FIELD(minChargeReactivePower_L3,              NUM,                              NO,  OPT, )
    FIELD(maxDischargeReactivePower,              NUM,                              NO,  OPT, )
    FIELD(maxDischargeReactivePower_L2,           NUM,                              NO,  OPT, )
    FIELD(maxDischargeReactivePower_L3,           NUM,                              NO,  OPT, )
    FIELD(minDischargeReactivePower,              NUM,                              NO,  OPT, )
    FIELD(minDischargeReactivePower_L2,           NUM,                              NO,  OPT, )
    FIELD(minDischargeReactivePower_L3,           NUM,                              NO,  OPT, )
    FIELD(nominalVoltage,                         NUM,                              NO,  OPT, )
    FIELD(nominalVoltageOffset,                   NUM,                              NO,  OPT, )
    FIELD(maxNominalVoltage,                      NUM,                              NO,  OPT, )
    FIELD(minNominalVoltage,                      NUM,                              NO,  OPT, )
    FIELD(evInverterManufacturer,                 TEXT,                             NO,  OPT, MAX(50))
    FIELD(evInverterModel,                        TEXT,                             NO,  OPT, MAX(50))
    FIELD(evInverterSerialNumber,                 TEXT,                             NO,  OPT, MAX(50))
    FIELD(evInverterSwVersion,                    TEXT,                             NO,  OPT, MAX(50))
    FIELD(evInverterHwVersion,                    TEXT,                             NO,  OPT, MAX(50))
    FIELD(evIslandingDetectionMethod,             CODE(IslandingDetectionEnumType), NO,  OPT, SOME)
    FIELD(evIslandingTripTime,                    NUM,                              NO,  OPT, )
    FIELD(evMaximumLevel1DCInjection,             NUM,                              NO,  OPT, )
    FIELD(evDurationLevel1DCInjection,            NUM,                              NO,  OPT, )
    FIELD(evMaximumLevel2DCInjection,             NUM,                              NO,  OPT, )
    FIELD(evDurationLevel2DCInjection,            NUM,                              NO,  OPT, )
    FIELD(evReactiveSusceptance,                  NUM,                              NO,  OPT, )
    FIELD(evSessionTotalDischargeEnergyAvailable, NUM,                              NO,  OPT, )
END

TYPE(DERCurveGetType)
    FIELD(curve,        OBJECT(DERCurveType),     NO,  REQ, )
    FIELD(id,           TEXT,                     NO,  REQ, MAX(36))
    FIELD(curveType,    CODE(DERControlEnumType), NO,  REQ, )
    FIELD(isDefault,    BOOL,                     NO,  REQ, )
    FIELD(isSuperseded, BOOL,                     NO,  REQ, )
END

TYPE(DERCurvePointsType)
    FIELD(x, NUM, NO,  REQ, )
    FIELD(y, NUM, NO,  REQ, )
END

TYPE(DERCurveType)
    FIELD(curveData,           OBJECT(DERCurvePointsType),      NO,  REQ, UP_TO(10))
    FIELD(priority,            INT,                             NO,  REQ, LEAST(0))
    FIELD(yUnit,               CODE(DERUnitEnumType),           NO,  REQ, )
    FIELD(hysteresis,          OBJECT(HysteresisType),          NO,  OPT, )
    FIELD(reactivePowerParams, OBJECT(ReactivePowerParamsType), NO,  OPT, )
    FIELD(voltageParams,       OBJECT(VoltageParamsType),       NO,  OPT, )
    FIELD(responseTime,        NUM,                             NO,  OPT, )
    FIELD(startTime,           TIME,                            NO,  OPT, )
    FIELD(duration,            NUM,                             NO,  OPT, )
END

TYPE(EVAbsolutePriceScheduleEntryType)
    FIELD(duration,    INT,                     NO,  REQ, )
    FIELD(evPriceRule, OBJECT(EVPriceRuleType), NO,  REQ, UP_TO(8))
END

TYPE(EVAbsolutePriceScheduleType)
    FIELD(timeAnchor,                     TIME,                                     NO,  REQ, )
    FIELD(currency,                       TEXT,                                     NO,  REQ, MAX(3))
    FIELD(evAbsolutePriceScheduleEntries, OBJECT(EVAbsolutePriceScheduleEntryType), NO,  REQ, UP_TO(1024))
    FIELD(priceAlgorithm,                 TEXT,                                     NO,  REQ, MAX(2000))
END

TYPE(EVEnergyOfferType)
    FIELD(evPowerSchedule,         OBJECT(EVPowerScheduleType),         NO,  REQ, )
    FIELD(evAbsolutePriceSchedule, OBJECT(EVAbsolutePriceScheduleType), NO,  OPT, )
END

TYPE(EVPowerScheduleEntryType)
    FIELD(duration, INT, NO,  REQ, )
    FIELD(power,    NUM, NO,  REQ, )
END

TYPE(EVPowerScheduleType)
    FIELD(evPowerScheduleEntries, OBJECT(EVPowerScheduleEntryType), NO,  REQ, UP_TO(1024))
    FIELD(timeAnchor,             TIME,                             NO,  REQ, )
END

TYPE(EVPriceRuleType)
    FIELD(energyFee,       NUM, NO,  REQ, )
    FIELD(powerRangeStart, NUM, NO,  REQ, )
END

TYPE(EVSEType)
    FIELD(id,          INT, REQ, REQ, IN21(LEAST(0)))
    FIELD(connectorId, INT, OPT, OPT, IN21(LEAST(0)))
END

TYPE(EnterServiceGetType)
    FIELD(enterService, OBJECT(EnterServiceType), NO,  REQ, )
    FIELD(id,           TEXT,                     NO,  REQ, MAX(36))
END

TYPE(EnterServiceType)
    FIELD(priority,    INT, NO,  REQ, LEAST(0))
    FIELD(highVoltage, NUM, NO,  REQ, )
    FIELD(lowVoltage,  NUM, NO,  REQ, )
    FIELD(highFreq,    NUM, NO,  REQ, )
    FIELD(lowFreq,     NUM, NO,  REQ, )
    FIELD(delay,       NUM, NO,  OPT, )
    FIELD(randomDelay, NUM, NO,  OPT, )
    FIELD(rampRate,    NUM, NO,  OPT, )
END

TYPE(EventDataType)
    FIELD(eventId,               INT,                             REQ, REQ, IN21(LEAST(0)))
    FIELD(timestamp,             TIME,                            REQ, REQ, )
    FIELD(trigger,               CODE(EventTriggerEnumType),      REQ, REQ, )
    FIELD(actualValue,           TEXT,                            REQ, REQ, MAX(2500))
    FIELD(component,             OBJECT(ComponentType),           REQ, REQ, )
    FIELD(eventNotificationType, CODE(EventNotificationEnumType), REQ, REQ, )
    FIELD(variable,              OBJECT(VariableType),            REQ, REQ, )
    FIELD(cause,                 INT,                             OPT, OPT, IN21(LEAST(0)))
    FIELD(techCode,              TEXT,                            OPT, OPT, MAX(50))
    FIELD(techInfo,              TEXT,                            OPT, OPT, MAX(500))
    FIELD(cleared,               BOOL,                            OPT, OPT, )
    FIELD(transactionId,         TEXT,                            OPT, OPT, MAX(36))
    FIELD(variableMonitoringId,  INT,                             OPT, OPT, IN21(LEAST(0)))
    FIELD(severity,              INT,                             NO,  OPT, LEAST(0))
END

TYPE(FirmwareType)
    FIELD(location,           TEXT, REQ, REQ, IN201(MAX(512)) IN21(MAX(2000)))
    FIELD(retrieveDateTime,   TIME, REQ, REQ, )
    FIELD(installDateTime,    TIME, OPT, OPT, )
    FIELD(signingCertificate, TEXT, OPT, OPT, MAX(5500))
    FIELD(signature,          TEXT, OPT, OPT, MAX(800))
END

TYPE(FixedPFGetType)
    FIELD(fixedPF,      OBJECT(FixedPFType), NO,  REQ, )
    FIELD(id,           TEXT,                NO,  REQ, MAX(36))
    FIELD(isDefault,    BOOL,                NO,  REQ, )
    FIELD(isSuperseded, BOOL,                NO,  REQ, )
END

TYPE(FixedPFType)
    FIELD(priority,     INT,  NO,  REQ, LEAST(0))
    FIELD(displacement, NUM,  NO,  REQ, )
    FIELD(excitation,   BOOL, NO,  REQ, )
    FIELD(startTime,    TIME, NO,  OPT, )
    FIELD(duration,     NUM,  NO,  OPT, )
END

TYPE(FixedVarGetType)
    FIELD(fixedVar,     OBJECT(FixedVarType), NO,  REQ, )
    FIELD(id,           TEXT,                 NO,  REQ, MAX(36))
    FIELD(isDefault,    BOOL,                 NO,  REQ, )
    FIELD(isSuperseded, BOOL,                 NO,  REQ, )
END

TYPE(FixedVarType)
    FIELD(priority,  INT,                   NO,  REQ, LEAST(0))
    FIELD(setpoint,  NUM,                   NO,  REQ, )
    FIELD(unit,      CODE(DERUnitEnumType), NO,  REQ, )
    FIELD(startTime, TIME,                  NO,  OPT, )
    FIELD(duration,  NUM,                   NO,  OPT, )
END

TYPE(FreqDroopGetType)
    FIELD(freqDroop,    OBJECT(FreqDroopType), NO,  REQ, )
    FIELD(id,           TEXT,                  NO,  REQ, MAX(36))
    FIELD(isDefault,    BOOL,                  NO,  REQ, )
    FIELD(isSuperseded, BOOL,                  NO,  REQ, )
END

TYPE(FreqDroopType)
    FIELD(priority,     INT,  NO,  REQ, LEAST(0))
    FIELD(overFreq,     NUM,  NO,  REQ, )
    FIELD(underFreq,    NUM,  NO,  REQ, )
    FIELD(overDroop,    NUM,  NO,  REQ, )
    FIELD(underDroop,   NUM,  NO,  REQ, )
    FIELD(responseTime, NUM,  NO,  REQ, )
    FIELD(startTime,    TIME, NO,  OPT, )
    FIELD(duration,     NUM,  NO,  OPT, )
END

TYPE(GetVariableDataType)
    FIELD(component,     OBJECT(ComponentType),   REQ, REQ, )
    FIELD(variable,      OBJECT(VariableType),    REQ, REQ, )
    FIELD(attributeType, CODE(AttributeEnumType), OPT, OPT, )
END

TYPE(GetVariableResultType)
    FIELD(attributeStatus,     CODE(GetVariableStatusEnumType), REQ, REQ, )
    FIELD(component,           OBJECT(ComponentType),           REQ, REQ, )
    FIELD(variable,            OBJECT(VariableType),            REQ, REQ, )
    FIELD(attributeStatusInfo, OBJECT(StatusInfoType),          OPT, OPT, )
    FIELD(attributeType,       CODE(AttributeEnumType),         OPT, OPT, )
    FIELD(attributeValue,      TEXT,                            OPT, OPT, MAX(2500))
END

TYPE(GradientGetType)
    FIELD(gradient, OBJECT(GradientType), NO,  REQ, )
    FIELD(id,       TEXT,                 NO,  REQ, MAX(36))
END

TYPE(GradientType)
    FIELD(priority,     INT, NO,  REQ, LEAST(0))
    FIELD(gradient,     NUM, NO,  REQ, )
    FIELD(softGradient, NUM, NO,  REQ, )
END

TYPE(HysteresisType)
    FIELD(hysteresisHigh,     NUM, NO,  OPT, )
    FIELD(hysteresisLow,      NUM, NO,  OPT, )
    FIELD(hysteresisDelay,    NUM, NO,  OPT, )
    FIELD(hysteresisGradient, NUM, NO,  OPT, )
END

TYPE(IdTokenInfoType)
    FIELD(status,              CODE(AuthorizationStatusEnumType), REQ, REQ, )
    FIELD(cacheExpiryDateTime, TIME,                              OPT, OPT, )
    FIELD(chargingPriority,    INT,                               OPT, OPT, )
    FIELD(groupIdToken,        OBJECT(IdTokenType),               OPT, OPT, )
    FIELD(language1,           TEXT,                              OPT, OPT, MAX(8))
    FIELD(language2,           TEXT,                              OPT, OPT, MAX(8))
    FIELD(evseId,              INT,                               OPT, OPT, SOME IN21(LEAST(0)))
    FIELD(personalMessage,     OBJECT(MessageContentType),        OPT, OPT, )
END

TYPE(IdTokenType)
    FIELD(idToken,        TEXT,                       REQ, REQ, IN201(MAX(36)) IN21(MAX(255)))
    FIELD(type,           CODE(IdTokenEnumType),      REQ, NO,  )
    FIELD(type,           TEXT,                       NO,  REQ, MAX(20))
    FIELD(additionalInfo, OBJECT(AdditionalInfoType), OPT, OPT, SOME)
END

TYPE(LimitAtSoCType)
    FIELD(soc,   INT, NO,  REQ, RANGE(0, 100))
    FIELD(limit, NUM, NO,  REQ, )
END

TYPE(LimitMaxDischargeGetType)
    FIELD(id,                TEXT,                          NO,  REQ, MAX(36))
    FIELD(isDefault,         BOOL,                          NO,  REQ, )
    FIELD(isSuperseded,      BOOL,                          NO,  REQ, )
    FIELD(limitMaxDischarge, OBJECT(LimitMaxDischargeType), NO,  REQ, )
END

TYPE(LimitMaxDischargeType)
    FIELD(priority,                INT,                  NO,  REQ, LEAST(0))
    FIELD(pctMaxDischargePower,    NUM,                  NO,  OPT, )
    FIELD(powerMonitoringMustTrip, OBJECT(DERCurveType), NO,  OPT, )
    FIELD(startTime,               TIME,                 NO,  OPT, )
    FIELD(duration,                NUM,                  NO,  OPT, )
END

TYPE(LogParametersType)
    FIELD(remoteLocation,  TEXT, REQ, REQ, IN201(MAX(512)) IN21(MAX(2000)))
    FIELD(oldestTimestamp, TIME, OPT, OPT, )
    FIELD(latestTimestamp, TIME, OPT, OPT, )
END

TYPE(MessageContentType)
    FIELD(format,   CODE(MessageFormatEnumType), REQ, REQ, )
    FIELD(content,  TEXT,                        REQ, REQ, IN201(MAX(512)) IN21(MAX(1024)))
    FIELD(language, TEXT,                        OPT, OPT, MAX(8))
END

TYPE(MessageInfoType)
    FIELD(id,            INT,                           REQ, REQ, IN21(LEAST(0)))
    FIELD(priority,      CODE(MessagePriorityEnumType), REQ, REQ, )
    FIELD(message,       OBJECT(MessageContentType),    REQ, REQ, )
    FIELD(display,       OBJECT(ComponentType),         OPT, OPT, )
    FIELD(state,         CODE(MessageStateEnumType),    OPT, OPT, )
    FIELD(startDateTime, TIME,                          OPT, OPT, )
    FIELD(endDateTime,   TIME,                          OPT, OPT, )
    FIELD(transactionId, TEXT,                          OPT, OPT, MAX(36))
    FIELD(messageExtra,  OBJECT(MessageContentType),    NO,  OPT, UP_TO(4))
END

TYPE(MeterValueType)
    FIELD(sampledValue, OBJECT(SampledValueType), REQ, REQ, SOME)
    FIELD(timestamp,    TIME,                     REQ, REQ, )
END

TYPE(ModemType)
    FIELD(iccid, TEXT, OPT, OPT, MAX(20))
    FIELD(imsi,  TEXT, OPT, OPT, MAX(20))
END

TYPE(MonitoringDataType)
    FIELD(component,          OBJECT(ComponentType),          REQ, REQ, )
    FIELD(variable,           OBJECT(VariableType),           REQ, REQ, )
    FIELD(variableMonitoring, OBJECT(VariableMonitoringType), REQ, REQ, SOME)
END

TYPE(NetworkConnectionProfileType)
    FIELD(ocppVersion,       CODE(OCPPVersionEnumType),   REQ, OPT, )
    FIELD(ocppInterface,     CODE(OCPPInterfaceEnumType), REQ, REQ, )
    FIELD(ocppTransport,     CODE(OCPPTransportEnumType), REQ, REQ, )
    FIELD(messageTimeout,    INT,                         REQ, REQ, )
    FIELD(ocppCsmsUrl,       TEXT,                        REQ, REQ, IN201(MAX(512)) IN21(MAX(2000)))
    FIELD(securityProfile,   INT,                         REQ, REQ, IN21(LEAST(0)))
    FIELD(apn,               OBJECT(APNType),             OPT, OPT, )
    FIELD(identity,          TEXT,                        NO,  OPT, MAX(48))
    FIELD(basicAuthPassword, TEXT,                        NO,  OPT, MAX(64))
    FIELD(vpn,               OBJECT(VPNType),             OPT, OPT, )
END

TYPE(OCSPRequestDataType)
    FIELD(hashAlgorithm,  CODE(HashAlgorithmEnumType), REQ, REQ, )
    FIELD(issuerNameHash, TEXT,                        REQ, REQ, MAX(128))
    FIELD(issuerKeyHash,  TEXT,                        REQ, REQ, MAX(128))
    FIELD(serialNumber,   TEXT,                        REQ, REQ, MAX(40))
    FIELD(responderURL,   TEXT,                        REQ, REQ, IN201(MAX(512)) IN21(MAX(2000)))
END

TYPE(OverstayRuleListType)
    FIELD(overstayRule,           OBJECT(OverstayRuleType),   NO,  REQ, UP_TO(5))
    FIELD(overstayPowerThreshold, OBJECT(RationalNumberType), NO,  OPT, )
    FIELD(overstayTimeThreshold,  INT,                        NO,  OPT, )
END

TYPE(OverstayRuleType)
    FIELD(overstayFee,             OBJECT(RationalNumberType), NO,  REQ, )
    FIELD(startTime,               INT,                        NO,  REQ, )
    FIELD(overstayFeePeriod,       INT,                        NO,  REQ, )
    FIELD(overstayRuleDescription, TEXT,                       NO,  OPT, MAX(32))
END

TYPE(PeriodicEventStreamParamsType)
    FIELD(interval, INT, NO,  OPT, LEAST(0))
    FIELD(values,   INT, NO,  OPT, LEAST(0))
END

TYPE(PriceLevelScheduleEntryType)
    FIELD(duration,   INT, NO,  REQ, )
    FIELD(priceLevel, INT, NO,  REQ, LEAST(0))
END

TYPE(PriceLevelScheduleType)
    FIELD(priceLevelScheduleEntries, OBJECT(PriceLevelScheduleEntryType), NO,  REQ, UP_TO(100))
    FIELD(timeAnchor,                TIME,                                NO,  REQ, )
    FIELD(priceScheduleId,           INT,                                 NO,  REQ, LEAST(0))
    FIELD(numberOfPriceLevels,       INT,                                 NO,  REQ, LEAST(0))
    FIELD(priceScheduleDescription,  TEXT,                                NO,  OPT, MAX(32))
END

TYPE(PriceRuleStackType)
    FIELD(duration,  INT,                   NO,  REQ, )
    FIELD(priceRule, OBJECT(PriceRuleType), NO,  REQ, UP_TO(8))
END

TYPE(PriceRuleType)
    FIELD(energyFee,                     OBJECT(RationalNumberType), NO,  REQ, )
    FIELD(powerRangeStart,               OBJECT(RationalNumberType), NO,  REQ, )
    FIELD(parkingFeePeriod,              INT,                        NO,  OPT, )
    FIELD(carbonDioxideEmission,         INT,                        NO,  OPT, LEAST(0))
    FIELD(renewableGenerationPercentage, INT,                        NO,  OPT, RANGE(0, 100))
    FIELD(parkingFee,                    OBJECT(RationalNumberType), NO,  OPT, )
END

TYPE(PriceType)
    FIELD(exclTax,  NUM,                 NO,  OPT, )
    FIELD(inclTax,  NUM,                 NO,  OPT, )
    FIELD(taxRates, OBJECT(TaxRateType), NO,  OPT, UP_TO(5))
END

TYPE(RationalNumberType)
    FIELD(exponent, INT, NO,  REQ, )
    FIELD(value,    INT, NO,  REQ, )
END

TYPE(ReactivePowerParamsType)
    FIELD(vRef,                       NUM,  NO,  OPT, )
    FIELD(autonomousVRefEnable,       BOOL, NO,  OPT, )
    FIELD(autonomousVRefTimeConstant, NUM,  NO,  OPT, )
END

TYPE(RelativeTimeIntervalType)
    FIELD(start,    INT, REQ, REQ, )
    FIELD(duration, INT, OPT, OPT, )
END

TYPE(ReportDataType)
    FIELD(component,               OBJECT(ComponentType),               REQ, REQ, )
    FIELD(variable,                OBJECT(VariableType),                REQ, REQ, )
    FIELD(variableAttribute,       OBJECT(VariableAttributeType),       REQ, REQ, UP_TO(4))
    FIELD(variableCharacteristics, OBJECT(VariableCharacteristicsType), OPT, OPT, )
END

TYPE(SalesTariffEntryType)
    FIELD(relativeTimeInterval, OBJECT(RelativeTimeIntervalType), REQ, REQ, )
    FIELD(ePriceLevel,          INT,                              OPT, OPT, LEAST(0))
    FIELD(consumptionCost,      OBJECT(ConsumptionCostType),      OPT, OPT, UP_TO(3))
END

TYPE(SalesTariffType)
    FIELD(id,                     INT,                          REQ, REQ, IN21(LEAST(0)))
    FIELD(salesTariffEntry,       OBJECT(SalesTariffEntryType), REQ, REQ, UP_TO(1024))
    FIELD(salesTariffDescription, TEXT,                         OPT, OPT, MAX(32))
    FIELD(numEPriceLevels,        INT,                          OPT, OPT, IN21(LEAST(0)))
END

TYPE(SampledValueType)
    FIELD(value,            NUM,                          REQ, REQ, )
    FIELD(measurand,        CODE(MeasurandEnumType),      OPT, OPT, )
    FIELD(context,          CODE(ReadingContextEnumType), OPT, OPT, )
    FIELD(phase,            CODE(PhaseEnumType),          OPT, OPT, )
    FIELD(location,         CODE(LocationEnumType),       OPT, OPT, )
    FIELD(signedMeterValue, OBJECT(SignedMeterValueType), OPT, OPT, )
    FIELD(unitOfMeasure,    OBJECT(UnitOfMeasureType),    OPT, OPT, )
END

TYPE(SetMonitoringDataType)
    FIELD(value,               NUM,                                   REQ, REQ, )
    FIELD(type,                CODE(MonitorEnumType),                 REQ, REQ, )
    FIELD(severity,            INT,                                   REQ, REQ, IN21(LEAST(0)))
    FIELD(component,           OBJECT(ComponentType),                 REQ, REQ, )
    FIELD(variable,            OBJECT(VariableType),                  REQ, REQ, )
    FIELD(id,                  INT,                                   OPT, OPT, IN21(LEAST(0)))
    FIELD(periodicEventStream, OBJECT(PeriodicEventStreamParamsType), NO,  OPT, )
    FIELD(transaction,         BOOL,                                  OPT, OPT, )
END

TYPE(SetMonitoringResultType)
    FIELD(status,     CODE(SetMonitoringStatusEnumType), REQ, REQ, )
    FIELD(type,       CODE(MonitorEnumType),             REQ, REQ, )
    FIELD(component,  OBJECT(ComponentType),             REQ, REQ, )
    FIELD(variable,   OBJECT(VariableType),              REQ, REQ, )
    FIELD(severity,   INT,                               REQ, REQ, IN21(LEAST(0)))
    FIELD(id,         INT,                               OPT, OPT, IN21(LEAST(0)))
    FIELD(statusInfo, OBJECT(StatusInfoType),            OPT, OPT, )
END

TYPE(SetVariableDataType)
    FIELD(attributeValue, TEXT,                    REQ, REQ, IN201(MAX(1000)) IN21(MAX(2500)))
    FIELD(component,      OBJECT(ComponentType),   REQ, REQ, )
    FIELD(variable,       OBJECT(VariableType),    REQ, REQ, )
    FIELD(attributeType,  CODE(AttributeEnumType), OPT, OPT, )
END

TYPE(SetVariableResultType)
    FIELD(attributeStatus,     CODE(SetVariableStatusEnumType), REQ, REQ, )
    FIELD(component,           OBJECT(ComponentType),           REQ, REQ, )
    FIELD(variable,            OBJECT(VariableType),            REQ, REQ, )
    FIELD(attributeType,       CODE(AttributeEnumType),         OPT, OPT, )
    FIELD(attributeStatusInfo, OBJECT(StatusInfoType),          OPT, OPT, )
END

TYPE(SignedMeterValueType)
    FIELD(signedMeterData, TEXT, REQ, REQ, IN201(MAX(2500)) IN21(MAX(32768)))
    FIELD(signingMethod,   TEXT, REQ, OPT, MAX(50))
    FIELD(encodingMethod,  TEXT, REQ, REQ, MAX(50))
    FIELD(publicKey,       TEXT, REQ, OPT, MAX(2500))
END

TYPE(StatusInfoType)
    FIELD(reasonCode,     TEXT, REQ, REQ, MAX(20))
    FIELD(additionalInfo, TEXT, OPT, OPT, IN201(MAX(512)) IN21(MAX(1024)))
END

TYPE(StreamDataElementType)
    FIELD(t, NUM,  NO,  REQ, )
    FIELD(v, TEXT, NO,  REQ, MAX(2500))
END

TYPE(TariffAssignmentType)
    FIELD(tariffId,   TEXT,                     NO,  REQ, MAX(60))
    FIELD(tariffKind, CODE(TariffKindEnumType), NO,  REQ, )
    FIELD(validFrom,  TIME,                     NO,  OPT, )
    FIELD(evseIds,    INT,                      NO,  OPT, SOME LEAST(0))
    FIELD(idTokens,   TEXT,                     NO,  OPT, SOME MAX(255))
END

TYPE(TariffConditionsFixedType)
    FIELD(startTimeOfDay,     TEXT,                    NO,  OPT, )
    FIELD(endTimeOfDay,       TEXT,                    NO,  OPT, )
    FIELD(dayOfWeek,          CODE(DayOfWeekEnumType), NO,  OPT, UP_TO(7))
    FIELD(validFromDate,      TEXT,                    NO,  OPT, )
    FIELD(validToDate,        TEXT,                    NO,  OPT, )
    FIELD(evseKind,           CODE(EvseKindEnumType),  NO,  OPT, )
    FIELD(paymentBrand,       TEXT,                    NO,  OPT, MAX(20))
    FIELD(paymentRecognition, TEXT,                    NO,  OPT, MAX(20))
END

TYPE(TariffConditionsType)
    FIELD(startTimeOfDay,  TEXT,                    NO,  OPT, )
    FIELD(endTimeOfDay,    TEXT,                    NO,  OPT, )
    FIELD(dayOfWeek,       CODE(DayOfWeekEnumType), NO,  OPT, UP_TO(7))
    FIELD(validFromDate,   TEXT,                    NO,  OPT, )
    FIELD(validToDate,     TEXT,                    NO,  OPT, )
    FIELD(evseKind,        CODE(EvseKindEnumType),  NO,  OPT, )
    FIELD(minEnergy,       NUM,                     NO,  OPT, )
    FIELD(maxEnergy,       NUM,                     NO,  OPT, )
    FIELD(minCurrent,      NUM,                     NO,  OPT, )
    FIELD(maxCurrent,      NUM,                     NO,  OPT, )
    FIELD(minPower,        NUM,                     NO,  OPT, )
    FIELD(maxPower,        NUM,                     NO,  OPT, )
    FIELD(minTime,         INT,                     NO,  OPT, )
    FIELD(maxTime,         INT,                     NO,  OPT, )
    FIELD(minChargingTime, INT,                     NO,  OPT, )
    FIELD(maxChargingTime, INT,                     NO,  OPT, )
    FIELD(minIdleTime,     INT,                     NO,  OPT, )
    FIELD(maxIdleTime,     INT,                     NO,  OPT, )
END

TYPE(TariffEnergyPriceType)
    FIELD(priceKwh,   NUM,                          NO,  REQ, )
    FIELD(conditions, OBJECT(TariffConditionsType), NO,  OPT, )
END

TYPE(TariffEnergyType)
    FIELD(prices,   OBJECT(TariffEnergyPriceType), NO,  REQ, SOME)
    FIELD(taxRates, OBJECT(TaxRateType),           NO,  OPT, UP_TO(5))
END

TYPE(TariffFixedPriceType)
    FIELD(priceFixed, NUM,                               NO,  REQ, )
    FIELD(conditions, OBJECT(TariffConditionsFixedType), NO,  OPT, )
END

TYPE(TariffFixedType)
    FIELD(prices,   OBJECT(TariffFixedPriceType), NO,  REQ, SOME)
    FIELD(taxRates, OBJECT(TaxRateType),          NO,  OPT, UP_TO(5))
END

TYPE(TariffTimePriceType)
    FIELD(priceMinute, NUM,                          NO,  REQ, )
    FIELD(conditions,  OBJECT(TariffConditionsType), NO,  OPT, )
END

TYPE(TariffTimeType)
    FIELD(prices,   OBJECT(TariffTimePriceType), NO,  REQ, SOME)
    FIELD(taxRates, OBJECT(TaxRateType),         NO,  OPT, UP_TO(5))
END

TYPE(TariffType)
    FIELD(tariffId,         TEXT,                       NO,  REQ, MAX(60))
    FIELD(currency,         TEXT,                       NO,  REQ, MAX(3))
    FIELD(description,      OBJECT(MessageContentType), NO,  OPT, UP_TO(10))
    FIELD(energy,           OBJECT(TariffEnergyType),   NO,  OPT, )
    FIELD(validFrom,        TIME,                       NO,  OPT, )
    FIELD(chargingTime,     OBJECT(TariffTimeType),     NO,  OPT, )
    FIELD(idleTime,         OBJECT(TariffTimeType),     NO,  OPT, )
    FIELD(fixedFee,         OBJECT(TariffFixedType),    NO,  OPT, )
    FIELD(reservationTime,  OBJECT(TariffTimeType),     NO,  OPT, )
    FIELD(reservationFixed, OBJECT(TariffFixedType),    NO,  OPT, )
    FIELD(minCost,          OBJECT(PriceType),          NO,  OPT, )
    FIELD(maxCost,          OBJECT(PriceType),          NO,  OPT, )
END

TYPE(TaxRateType)
    FIELD(type,  TEXT, NO,  REQ, MAX(20))
    FIELD(tax,   NUM,  NO,  REQ, )
    FIELD(stack, INT,  NO,  OPT, LEAST(0))
END

TYPE(TaxRuleType)
    FIELD(taxRuleID,                   INT,                        NO,  REQ, LEAST(0))
    FIELD(appliesToEnergyFee,          BOOL,                       NO,  REQ, )
    FIELD(appliesToParkingFee,         BOOL,                       NO,  REQ, )
    FIELD(appliesToOverstayFee,        BOOL,                       NO,  REQ, )
    FIELD(appliesToMinimumMaximumCost, BOOL,                       NO,  REQ, )
    FIELD(taxRate,                     OBJECT(RationalNumberType), NO,  REQ, )
    FIELD(taxRuleName,                 TEXT,                       NO,  OPT, MAX(100))
    FIELD(taxIncludedInPrice,          BOOL,                       NO,  OPT, )
END

TYPE(TotalCostType)
    FIELD(currency,         TEXT,                     NO,  REQ, MAX(3))
    FIELD(typeOfCost,       CODE(TariffCostEnumType), NO,  REQ, )
    FIELD(total,            OBJECT(TotalPriceType),   NO,  REQ, )
    FIELD(fixed,            OBJECT(PriceType),        NO,  OPT, )
    FIELD(energy,           OBJECT(PriceType),        NO,  OPT, )
    FIELD(chargingTime,     OBJECT(PriceType),        NO,  OPT, )
    FIELD(idleTime,         OBJECT(PriceType),        NO,  OPT, )
    FIELD(reservationTime,  OBJECT(PriceType),        NO,  OPT, )
    FIELD(reservationFixed, OBJECT(PriceType),        NO,  OPT, )
END

TYPE(TotalPriceType)
    FIELD(exclTax, NUM, NO,  OPT, )
    FIELD(inclTax, NUM, NO,  OPT, )
END

TYPE(TotalUsageType)
    FIELD(energy,          NUM, NO,  REQ, )
    FIELD(chargingTime,    INT, NO,  REQ, )
    FIELD(idleTime,        INT, NO,  REQ, )
    FIELD(reservationTime, INT, NO,  OPT, )
END

TYPE(TransactionLimitType)
    FIELD(maxCost,   NUM, NO,  OPT, )
    FIELD(maxEnergy, NUM, NO,  OPT, )
    FIELD(maxTime,   INT, NO,  OPT, )
    FIELD(maxSoC,    INT, NO,  OPT, RANGE(0, 100))
END

TYPE(TransactionType)
    FIELD(transactionId,     TEXT,                         REQ, REQ, MAX(36))
    FIELD(chargingState,     CODE(ChargingStateEnumType),  OPT, OPT, )
    FIELD(timeSpentCharging, INT,                          OPT, OPT, )
    FIELD(stoppedReason,     CODE(ReasonEnumType),         OPT, OPT, )
    FIELD(remoteStartId,     INT,                          OPT, OPT, )
    FIELD(operationMode,     CODE(OperationModeEnumType),  NO,  OPT, )
    FIELD(tariffId,          TEXT,                         NO,  OPT, MAX(60))
    FIELD(transactionLimit,  OBJECT(TransactionLimitType), NO,  OPT, )
END

TYPE(UnitOfMeasureType)
    FIELD(unit,       TEXT, OPT, OPT, MAX(20))
    FIELD(multiplier, INT,  OPT, OPT, )
END

TYPE(V2XChargingParametersType)
    FIELD(minChargePower,        NUM, NO,  OPT, )
    FIELD(minChargePower_L2,     NUM, NO,  OPT, )
    FIELD(minChargePower_L3,     NUM, NO,  OPT, )
    FIELD(maxChargePower,        NUM, NO,  OPT, )
    FIELD(maxChargePower_L2,     NUM, NO,  OPT, )
    FIELD(maxChargePower_L3,     NUM, NO,  OPT, )
    FIELD(minDischargePower,     NUM, NO,  OPT, )
    FIELD(minDischargePower_L2,  NUM, NO,  OPT, )
    FIELD(minDischargePower_L3,  NUM, NO,  OPT, )
    FIELD(maxDischargePower,     NUM, NO,  OPT, )
    FIELD(maxDischargePower_L2,  NUM, NO,  OPT, )
    FIELD(maxDischargePower_L3,  NUM, NO,  OPT, )
    FIELD(minChargeCurrent,      NUM, NO,  OPT, )
    FIELD(maxChargeCurrent,      NUM, NO,  OPT, )
    FIELD(minDischargeCurrent,   NUM, NO,  OPT, )
    FIELD(maxDischargeCurrent,   NUM, NO,  OPT, )
    FIELD(minVoltage,            NUM, NO,  OPT, )
    FIELD(maxVoltage,            NUM, NO,  OPT, )
    FIELD(evTargetEnergyRequest, NUM, NO,  OPT, )
    FIELD(evMinEnergyRequest,    NUM, NO,  OPT, )
    FIELD(evMaxEnergyRequest,    NUM, NO,  OPT, )
    FIELD(evMinV2XEnergyRequest, NUM, NO,  OPT, )
    FIELD(evMaxV2XEnergyRequest, NUM, NO,  OPT, )
    FIELD(targetSoC,             INT, NO,  OPT, RANGE(0, 100))
END

TYPE(V2XFreqWattPointType)
    FIELD(frequency, NUM, NO,  REQ, )
    FIELD(power,     NUM, NO,  REQ, )
END

TYPE(V2XSignalWattPointType)
    FIELD(signal, INT, NO,  REQ, )
    FIELD(power,  NUM, NO,  REQ, )
END

TYPE(VPNType)
    FIELD(server,   TEXT,              REQ, REQ, IN201(MAX(512)) IN21(MAX(2000)))
    FIELD(user,     TEXT,              REQ, REQ, IN201(MAX(20)) IN21(MAX(50)))
    FIELD(password, TEXT,              REQ, REQ, IN201(MAX(20)) IN21(MAX(64)))
    FIELD(key,      TEXT,              REQ, REQ, MAX(255))
    FIELD(type,     CODE(VPNEnumType), REQ, REQ, )
    FIELD(group,    TEXT,              OPT, OPT, IN201(MAX(20)) IN21(MAX(50)))
END

TYPE(VariableAttributeType)
    FIELD(type,       CODE(AttributeEnumType),  OPT, OPT, )
    FIELD(value,      TEXT,                     OPT, OPT, MAX(2500))
    FIELD(mutability, CODE(MutabilityEnumType), OPT, OPT, )
    FIELD(persistent, BOOL,                     OPT, OPT, )
    FIELD(constant,   BOOL,                     OPT, OPT, )
END

TYPE(VariableCharacteristicsType)
    FIELD(dataType,           CODE(DataEnumType), REQ, REQ, )
    FIELD(supportsMonitoring, BOOL,               REQ, REQ, )
    FIELD(unit,               TEXT,               OPT, OPT, MAX(16))
    FIELD(minLimit,           NUM,                OPT, OPT, )
    FIELD(maxLimit,           NUM,                OPT, OPT, )
    FIELD(maxElements,        INT,                NO,  OPT, LEAST(1))
    FIELD(valuesList,         TEXT,               OPT, OPT, MAX(1000))
END

TYPE(VariableMonitoringType)
    FIELD(id,                    INT,                             REQ, REQ, IN21(LEAST(0)))
    FIELD(transaction,           BOOL,                            REQ, REQ, )
    FIELD(value,                 NUM,                             REQ, REQ, )
    FIELD(type,                  CODE(MonitorEnumType),           REQ, REQ, )
    FIELD(severity,              INT,                             REQ, REQ, IN21(LEAST(0)))
    FIELD(eventNotificationType, CODE(EventNotificationEnumType), NO,  REQ, )
END

TYPE(VariableType)
    FIELD(name,     TEXT, REQ, REQ, MAX(50))
    FIELD(instance, TEXT, OPT, OPT, MAX(50))
END

TYPE(VoltageParamsType)
    FIELD(hv10MinMeanValue,     NUM,                                NO,  OPT, )
    FIELD(hv10MinMeanTripDelay, NUM,                                NO,  OPT, )
    FIELD(powerDuringCessation, CODE(PowerDuringCessationEnumType), NO,  OPT, )
END

TYPE(AFRRSignalRequest)
    FIELD(timestamp, TIME, NO,  REQ, )
    FIELD(signal,    INT,  NO,  REQ, )
END

TYPE(AFRRSignalResponse)
    FIELD(status,     CODE(GenericStatusEnumType), NO,  REQ, )
    FIELD(statusInfo, OBJECT(StatusInfoType),      NO,  OPT, )
END

TYPE(AdjustPeriodicEventStreamRequest)
    FIELD(id,     INT,                                   NO,  REQ, LEAST(0))
    FIELD(params, OBJECT(PeriodicEventStreamParamsType), NO,  REQ, )
END

TYPE(AdjustPeriodicEventStreamResponse)
    FIELD(status,     CODE(GenericStatusEnumType), NO,  REQ, )
    FIELD(statusInfo, OBJECT(StatusInfoType),      NO,  OPT, )
END

TYPE(AuthorizeRequest)
    FIELD(idToken,                     OBJECT(IdTokenType),         REQ, REQ, )
    FIELD(certificate,                 TEXT,                        OPT, OPT, IN201(MAX(5500)) IN21(MAX(10000)))
    FIELD(iso15118CertificateHashData, OBJECT(OCSPRequestDataType), OPT, OPT, UP_TO(4))
END

TYPE(AuthorizeResponse)
    FIELD(idTokenInfo,           OBJECT(IdTokenInfoType),                  REQ, REQ, )
    FIELD(certificateStatus,     CODE(AuthorizeCertificateStatusEnumType), OPT, OPT, )
    FIELD(allowedEnergyTransfer, CODE(EnergyTransferModeEnumType),         NO,  OPT, SOME)
    FIELD(tariff,                OBJECT(TariffType),                       NO,  OPT, )
END

TYPE(BatterySwapRequest)
    FIELD(batteryData, OBJECT(BatteryDataType),        NO,  REQ, SOME)
    FIELD(eventType,   CODE(BatterySwapEventEnumType), NO,  REQ, )
    FIELD(idToken,     OBJECT(IdTokenType),            NO,  REQ, )
    FIELD(requestId,   INT,                            NO,  REQ, )
END

TYPE(BatterySwapResponse)
END

TYPE(BootNotificationRequest)
    FIELD(chargingStation, OBJECT(ChargingStationType), REQ, REQ, )
    FIELD(reason,          CODE(BootReasonEnumType),    REQ, REQ, )
END

TYPE(BootNotificationResponse)
    FIELD(currentTime, TIME,                             REQ, REQ, )
    FIELD(interval,    INT,                              REQ, REQ, )
    FIELD(status,      CODE(RegistrationStatusEnumType), REQ, REQ, )
    FIELD(statusInfo,  OBJECT(StatusInfoType),           OPT, OPT, )
END

TYPE(CancelReservationRequest)
    FIELD(reservationId, INT, REQ, REQ, IN21(LEAST(0)))
END

TYPE(CancelReservationResponse)
    FIELD(status,     CODE(CancelReservationStatusEnumType), REQ, REQ, )
    FIELD(statusInfo, OBJECT(StatusInfoType),                OPT, OPT, )
END

TYPE(CertificateSignedRequest)
    FIELD(certificateChain, TEXT,                                REQ, REQ, MAX(10000))
    FIELD(certificateType,  CODE(CertificateSigningUseEnumType), OPT, OPT, )
    FIELD(requestId,        INT,                                 NO,  OPT, )
END

TYPE(CertificateSignedResponse)
    FIELD(status,     CODE(CertificateSignedStatusEnumType), REQ, REQ, )
    FIELD(statusInfo, OBJECT(StatusInfoType),                OPT, OPT, )
END

TYPE(ChangeAvailabilityRequest)
    FIELD(operationalStatus, CODE(OperationalStatusEnumType), REQ, REQ, )
    FIELD(evse,              OBJECT(EVSEType),                OPT, OPT, )
END

TYPE(ChangeAvailabilityResponse)
    FIELD(status,     CODE(ChangeAvailabilityStatusEnumType), REQ, REQ, )
    FIELD(statusInfo, OBJECT(StatusInfoType),                 OPT, OPT, )
END

TYPE(ChangeTransactionTariffRequest)
    FIELD(tariff,        OBJECT(TariffType), NO,  REQ, )
    FIELD(transactionId, TEXT,               NO,  REQ, MAX(36))
END

TYPE(ChangeTransactionTariffResponse)
    FIELD(status,     CODE(TariffChangeStatusEnumType), NO,  REQ, )
    FIELD(statusInfo, OBJECT(StatusInfoType),           NO,  OPT, )
END

TYPE(ClearCacheRequest)
END

TYPE(ClearCacheResponse)
    FIELD(status,     CODE(ClearCacheStatusEnumType), REQ, REQ, )
    FIELD(statusInfo, OBJECT(StatusInfoType),         OPT, OPT, )
END

TYPE(ClearChargingProfileRequest)
    FIELD(chargingProfileId,       INT,                              OPT, OPT, )
    FIELD(chargingProfileCriteria, OBJECT(ClearChargingProfileType), OPT, OPT, )
END

TYPE(ClearChargingProfileResponse)
    FIELD(status,     CODE(ClearChargingProfileStatusEnumType), REQ, REQ, )
    FIELD(statusInfo, OBJECT(StatusInfoType),                   OPT, OPT, )
END

TYPE(ClearDERControlRequest)
    FIELD(isDefault,   BOOL,                     NO,  REQ, )
    FIELD(controlType, CODE(DERControlEnumType), NO,  OPT, )
    FIELD(controlId,   TEXT,                     NO,  OPT, MAX(36))
END

TYPE(ClearDERControlResponse)
    FIELD(status,     CODE(DERControlStatusEnumType), NO,  REQ, )
    FIELD(statusInfo, OBJECT(StatusInfoType),         NO,  OPT, )
END

TYPE(ClearDisplayMessageRequest)
    FIELD(id, INT, REQ, REQ, IN21(LEAST(0)))
END

TYPE(ClearDisplayMessageResponse)
    FIELD(status,     CODE(ClearMessageStatusEnumType), REQ, REQ, )
    FIELD(statusInfo, OBJECT(StatusInfoType),           OPT, OPT, )
END

TYPE(ClearTariffsRequest)
    FIELD(tariffIds, TEXT, NO,  OPT, SOME MAX(60))
    FIELD(evseId,    INT,  NO,  OPT, LEAST(0))
END

TYPE(ClearTariffsResponse)
    FIELD(clearTariffsResult, OBJECT(ClearTariffsResultType), NO,  REQ, SOME)
END

TYPE(ClearVariableMonitoringRequest)
    FIELD(id, INT, REQ, REQ, SOME IN21(LEAST(0)))
END

TYPE(ClearVariableMonitoringResponse)
    FIELD(clearMonitoringResult, OBJECT(ClearMonitoringResultType), REQ, REQ, SOME)
END

TYPE(ClearedChargingLimitRequest)
    FIELD(chargingLimitSource, CODE(ChargingLimitSourceEnumType), REQ, NO,  )
    FIELD(chargingLimitSource, TEXT,                              NO,  REQ, MAX(20))
    FIELD(evseId,              INT,                               OPT, OPT, IN21(LEAST(0)))
END

TYPE(ClearedChargingLimitResponse)
END

TYPE(ClosePeriodicEventStreamRequest)
    FIELD(id, INT, NO,  REQ, LEAST(0))
END

TYPE(ClosePeriodicEventStreamResponse)
END

TYPE(CostUpdatedRequest)
    FIELD(totalCost,     NUM,  REQ, REQ, )
    FIELD(transactionId, TEXT, REQ, REQ, MAX(36))
END

TYPE(CostUpdatedResponse)
END

TYPE(CustomerInformationRequest)
    FIELD(requestId,           INT,                             REQ, REQ, IN21(LEAST(0)))
    FIELD(report,              BOOL,                            REQ, REQ, )
    FIELD(clear,               BOOL,                            REQ, REQ, )
    FIELD(customerCertificate, OBJECT(CertificateHashDataType), OPT, OPT, )
    FIELD(idToken,             OBJECT(IdTokenType),             OPT, OPT, )
    FIELD(customerIdentifier,  TEXT,                            OPT, OPT, MAX(64))
END

TYPE(CustomerInformationResponse)
    FIELD(status,     CODE(CustomerInformationStatusEnumType), REQ, REQ, )
    FIELD(statusInfo, OBJECT(StatusInfoType),                  OPT, OPT, )
END

TYPE(DataTransferRequest)
    FIELD(vendorId,  TEXT, REQ, REQ, MAX(255))
    FIELD(messageId, TEXT, OPT, OPT, MAX(50))
    FIELD(data,      ANY,  OPT, OPT, )
END

TYPE(DataTransferResponse)
    FIELD(status,     CODE(DataTransferStatusEnumType), REQ, REQ, )
    FIELD(statusInfo, OBJECT(StatusInfoType),           OPT, OPT, )
    FIELD(data,       ANY,                              OPT, OPT, )
END

TYPE(DeleteCertificateRequest)
    FIELD(certificateHashData, OBJECT(CertificateHashDataType), REQ, REQ, )
END

TYPE(DeleteCertificateResponse)
    FIELD(status,     CODE(DeleteCertificateStatusEnumType), REQ, REQ, )
    FIELD(statusInfo, OBJECT(StatusInfoType),                OPT, OPT, )
END

TYPE(FirmwareStatusNotificationRequest)
    FIELD(status,     CODE(FirmwareStatusEnumType), REQ, REQ, )
    FIELD(requestId,  INT,                          OPT, OPT, )
    FIELD(statusInfo, OBJECT(StatusInfoType),       NO,  OPT, )
END

TYPE(FirmwareStatusNotificationResponse)
END

TYPE(Get15118EVCertificateRequest)
    FIELD(iso15118SchemaVersion,            TEXT,                            REQ, REQ, MAX(50))
    FIELD(action,                           CODE(CertificateActionEnumType), REQ, REQ, )
    FIELD(exiRequest,                       TEXT,                            REQ, REQ, IN201(MAX(5600)) IN21(MAX(11000)))
    FIELD(maximumContractCertificateChains, INT,                             NO,  OPT, LEAST(0))
    FIELD(prioritizedEMAIDs,                TEXT,                            NO,  OPT, UP_TO(8) MAX(255))
END

TYPE(Get15118EVCertificateResponse)
    FIELD(status,             CODE(Iso15118EVCertificateStatusEnumType), REQ, REQ, )
    FIELD(exiResponse,        TEXT,                                      REQ, REQ, IN201(MAX(5600)) IN21(MAX(17000)))
    FIELD(statusInfo,         OBJECT(StatusInfoType),                    OPT, OPT, )
    FIELD(remainingContracts, INT,                                       NO,  OPT, LEAST(0))
END

TYPE(GetBaseReportRequest)
    FIELD(requestId,  INT,                      REQ, REQ, )
    FIELD(reportBase, CODE(ReportBaseEnumType), REQ, REQ, )
END

TYPE(GetBaseReportResponse)
    FIELD(status,     CODE(GenericDeviceModelStatusEnumType), REQ, REQ, )
    FIELD(statusInfo, OBJECT(StatusInfoType),                 OPT, OPT, )
END

TYPE(GetCertificateChainStatusRequest)
    FIELD(certificateStatusRequests, OBJECT(CertificateStatusRequestInfoType), NO,  REQ, UP_TO(4))
END

TYPE(GetCertificateChainStatusResponse)
    FIELD(certificateStatus, OBJECT(CertificateStatusType), NO,  REQ, UP_TO(4))
END

TYPE(GetCertificateStatusRequest)
    FIELD(ocspRequestData, OBJECT(OCSPRequestDataType), REQ, REQ, )
END

TYPE(GetCertificateStatusResponse)
    FIELD(status,     CODE(GetCertificateStatusEnumType), REQ, REQ, )
    FIELD(statusInfo, OBJECT(StatusInfoType),             OPT, OPT, )
    FIELD(ocspResult, TEXT,                               OPT, OPT, IN201(MAX(5500)) IN21(MAX(18000)))
END

TYPE(GetChargingProfilesRequest)
    FIELD(requestId,       INT,                                  REQ, REQ, )
    FIELD(chargingProfile, OBJECT(ChargingProfileCriterionType), REQ, REQ, )
    FIELD(evseId,          INT,                                  OPT, OPT, IN21(LEAST(0)))
END

TYPE(GetChargingProfilesResponse)
    FIELD(status,     CODE(GetChargingProfileStatusEnumType), REQ, REQ, )
    FIELD(statusInfo, OBJECT(StatusInfoType),                 OPT, OPT, )
END

TYPE(GetCompositeScheduleRequest)
    FIELD(duration,         INT,                            REQ, REQ, )
    FIELD(evseId,           INT,                            REQ, REQ, IN21(LEAST(0)))
    FIELD(chargingRateUnit, CODE(ChargingRateUnitEnumType), OPT, OPT, )
END

TYPE(GetCompositeScheduleResponse)
    FIELD(status,     CODE(GenericStatusEnumType),   REQ, REQ, )
    FIELD(statusInfo, OBJECT(StatusInfoType),        OPT, OPT, )
    FIELD(schedule,   OBJECT(CompositeScheduleType), OPT, OPT, )
END

TYPE(GetDERControlRequest)
    FIELD(requestId,   INT,                      NO,  REQ, )
    FIELD(isDefault,   BOOL,                     NO,  OPT, )
    FIELD(controlType, CODE(DERControlEnumType), NO,  OPT, )
    FIELD(controlId,   TEXT,                     NO,  OPT, MAX(36))
END

TYPE(GetDERControlResponse)
    FIELD(status,     CODE(DERControlStatusEnumType), NO,  REQ, )
    FIELD(statusInfo, OBJECT(StatusInfoType),         NO,  OPT, )
END

TYPE(GetDisplayMessagesRequest)
    FIELD(requestId, INT,                           REQ, REQ, )
    FIELD(id,        INT,                           OPT, OPT, SOME IN21(LEAST(0)))
    FIELD(priority,  CODE(MessagePriorityEnumType), OPT, OPT, )
    FIELD(state,     CODE(MessageStateEnumType),    OPT, OPT, )
END

TYPE(GetDisplayMessagesResponse)
    FIELD(status,     CODE(GetDisplayMessagesStatusEnumType), REQ, REQ, )
    FIELD(statusInfo, OBJECT(StatusInfoType),                 OPT, OPT, )
END

TYPE(GetInstalledCertificateIdsRequest)
    FIELD(certificateType, CODE(GetCertificateIdUseEnumType), OPT, OPT, SOME)
END

TYPE(GetInstalledCertificateIdsResponse)
    FIELD(status,                   CODE(GetInstalledCertificateStatusEnumType), REQ, REQ, )
    FIELD(statusInfo,               OBJECT(StatusInfoType),                      OPT, OPT, )
    FIELD(certificateHashDataChain, OBJECT(CertificateHashDataChainType),        OPT, OPT, SOME)
END

TYPE(GetLocalListVersionRequest)
END

TYPE(GetLocalListVersionResponse)
    FIELD(versionNumber, INT, REQ, REQ, )
END

TYPE(GetLogRequest)
    FIELD(log,           OBJECT(LogParametersType), REQ, REQ, )
    FIELD(logType,       CODE(LogEnumType),         REQ, REQ, )
    FIELD(requestId,     INT,                       REQ, REQ, )
    FIELD(retries,       INT,                       OPT, OPT, IN21(LEAST(0)))
    FIELD(retryInterval, INT,                       OPT, OPT, )
END

TYPE(GetLogResponse)
    FIELD(status,     CODE(LogStatusEnumType), REQ, REQ, )
    FIELD(statusInfo, OBJECT(StatusInfoType),  OPT, OPT, )
    FIELD(filename,   TEXT,                    OPT, OPT, MAX(255))
END

TYPE(GetMonitoringReportRequest)
    FIELD(requestId,          INT,                               REQ, REQ, )
    FIELD(componentVariable,  OBJECT(ComponentVariableType),     OPT, OPT, SOME)
    FIELD(monitoringCriteria, CODE(MonitoringCriterionEnumType), OPT, OPT, UP_TO(3))
END

TYPE(GetMonitoringReportResponse)
    FIELD(status,     CODE(GenericDeviceModelStatusEnumType), REQ, REQ, )
    FIELD(statusInfo, OBJECT(StatusInfoType),                 OPT, OPT, )
END

TYPE(GetPeriodicEventStreamRequest)
END

TYPE(GetPeriodicEventStreamResponse)
    FIELD(constantStreamData, OBJECT(ConstantStreamDataType), NO,  OPT, SOME)
END

TYPE(GetReportRequest)
    FIELD(requestId,         INT,                              REQ, REQ, )
    FIELD(componentVariable, OBJECT(ComponentVariableType),    OPT, OPT, SOME)
    FIELD(componentCriteria, CODE(ComponentCriterionEnumType), OPT, OPT, UP_TO(4))
END

TYPE(GetReportResponse)
    FIELD(status,     CODE(GenericDeviceModelStatusEnumType), REQ, REQ, )
    FIELD(statusInfo, OBJECT(StatusInfoType),                 OPT, OPT, )
END

TYPE(GetTariffsRequest)
    FIELD(evseId, INT, NO,  REQ, LEAST(0))
END

TYPE(GetTariffsResponse)
    FIELD(status,            CODE(TariffGetStatusEnumType), NO,  REQ, )
    FIELD(statusInfo,        OBJECT(StatusInfoType),        NO,  OPT, )
    FIELD(tariffAssignments, OBJECT(TariffAssignmentType),  NO,  OPT, SOME)
END

TYPE(GetTransactionStatusRequest)
    FIELD(transactionId, TEXT, OPT, OPT, MAX(36))
END

TYPE(GetTransactionStatusResponse)
    FIELD(messagesInQueue,  BOOL, REQ, REQ, )
    FIELD(ongoingIndicator, BOOL, OPT, OPT, )
END

TYPE(GetVariablesRequest)
    FIELD(getVariableData, OBJECT(GetVariableDataType), REQ, REQ, SOME)
END

TYPE(GetVariablesResponse)
    FIELD(getVariableResult, OBJECT(GetVariableResultType), REQ, REQ, SOME)
END

TYPE(HeartbeatRequest)
END

TYPE(HeartbeatResponse)
    FIELD(currentTime, TIME, REQ, REQ, )
END

TYPE(InstallCertificateRequest)
    FIELD(certificateType, CODE(InstallCertificateUseEnumType), REQ, REQ, )
    FIELD(certificate,     TEXT,                                REQ, REQ, IN201(MAX(5500)) IN21(MAX(10000)))
END

TYPE(InstallCertificateResponse)
    FIELD(status,     CODE(InstallCertificateStatusEnumType), REQ, REQ, )
    FIELD(statusInfo, OBJECT(StatusInfoType),                 OPT, OPT, )
END

TYPE(LogStatusNotificationRequest)
    FIELD(status,     CODE(UploadLogStatusEnumType), REQ, REQ, )
    FIELD(requestId,  INT,                           OPT, OPT, )
    FIELD(statusInfo, OBJECT(StatusInfoType),        NO,  OPT, )
END

TYPE(LogStatusNotificationResponse)
END

TYPE(MeterValuesRequest)
    FIELD(evseId,     INT,                    REQ, REQ, IN21(LEAST(0)))
    FIELD(meterValue, OBJECT(MeterValueType), REQ, REQ, SOME)
END

TYPE(MeterValuesResponse)
END

TYPE(NotifyAllowedEnergyTransferRequest)
    FIELD(transactionId,         TEXT,                             NO,  REQ, MAX(36))
    FIELD(allowedEnergyTransfer, CODE(EnergyTransferModeEnumType), NO,  REQ, SOME)
END

TYPE(NotifyAllowedEnergyTransferResponse)
    FIELD(status,     CODE(NotifyAllowedEnergyTransferStatusEnumType), NO,  REQ, )
    FIELD(statusInfo, OBJECT(StatusInfoType),                          NO,  OPT, )
END

TYPE(NotifyChargingLimitRequest)
    FIELD(chargingLimit,    OBJECT(ChargingLimitType),    REQ, REQ, )
    FIELD(chargingSchedule, OBJECT(ChargingScheduleType), OPT, OPT, SOME)
    FIELD(evseId,           INT,                          OPT, OPT, IN21(LEAST(0)))
END

TYPE(NotifyChargingLimitResponse)
END

TYPE(NotifyCustomerInformationRequest)
    FIELD(data,        TEXT, REQ, REQ, MAX(512))
    FIELD(seqNo,       INT,  REQ, REQ, IN21(LEAST(0)))
    FIELD(generatedAt, TIME, REQ, REQ, )
    FIELD(requestId,   INT,  REQ, REQ, IN21(LEAST(0)))
    FIELD(tbc,         BOOL, OPT, OPT, )
END

TYPE(NotifyCustomerInformationResponse)
END

TYPE(NotifyDERAlarmRequest)
    FIELD(controlType,    CODE(DERControlEnumType),     NO,  REQ, )
    FIELD(timestamp,      TIME,                         NO,  REQ, )
    FIELD(gridEventFault, CODE(GridEventFaultEnumType), NO,  OPT, )
    FIELD(alarmEnded,     BOOL,                         NO,  OPT, )
    FIELD(extraInfo,      TEXT,                         NO,  OPT, MAX(200))
END

TYPE(NotifyDERAlarmResponse)
END

TYPE(NotifyDERStartStopRequest)
    FIELD(controlId,     TEXT, NO,  REQ, MAX(36))
    FIELD(started,       BOOL, NO,  REQ, )
    FIELD(timestamp,     TIME, NO,  REQ, )
    FIELD(supersededIds, TEXT, NO,  OPT, UP_TO(24) MAX(36))
END

TYPE(NotifyDERStartStopResponse)
END

TYPE(NotifyDisplayMessagesRequest)
    FIELD(requestId,   INT,                     REQ, REQ, )
    FIELD(messageInfo, OBJECT(MessageInfoType), OPT, OPT, SOME)
    FIELD(tbc,         BOOL,                    OPT, OPT, )
END

TYPE(NotifyDisplayMessagesResponse)
END

TYPE(NotifyEVChargingNeedsRequest)
    FIELD(evseId,            INT,                       REQ, REQ, IN21(LEAST(1)))
    FIELD(chargingNeeds,     OBJECT(ChargingNeedsType), REQ, REQ, )
    FIELD(maxScheduleTuples, INT,                       OPT, OPT, IN21(LEAST(0)))
    FIELD(timestamp,         TIME,                      NO,  OPT, )
END

TYPE(NotifyEVChargingNeedsResponse)
    FIELD(status,     CODE(NotifyEVChargingNeedsStatusEnumType), REQ, REQ, )
    FIELD(statusInfo, OBJECT(StatusInfoType),                    OPT, OPT, )
END

TYPE(NotifyEVChargingScheduleRequest)
    FIELD(timeBase,                   TIME,                         REQ, REQ, )
    FIELD(chargingSchedule,           OBJECT(ChargingScheduleType), REQ, REQ, )
    FIELD(evseId,                     INT,                          REQ, REQ, IN21(LEAST(1)))
    FIELD(selectedChargingScheduleId, INT,                          NO,  OPT, LEAST(0))
    FIELD(powerToleranceAcceptance,   BOOL,                         NO,  OPT, )
END

TYPE(NotifyEVChargingScheduleResponse)
    FIELD(status,     CODE(GenericStatusEnumType), REQ, REQ, )
    FIELD(statusInfo, OBJECT(StatusInfoType),      OPT, OPT, )
END

TYPE(NotifyEventRequest)
    FIELD(generatedAt, TIME,                  REQ, REQ, )
    FIELD(seqNo,       INT,                   REQ, REQ, IN21(LEAST(0)))
    FIELD(eventData,   OBJECT(EventDataType), REQ, REQ, SOME)
    FIELD(tbc,         BOOL,                  OPT, OPT, )
END

TYPE(NotifyEventResponse)
END

TYPE(NotifyMonitoringReportRequest)
    FIELD(requestId,   INT,                        REQ, REQ, )
    FIELD(seqNo,       INT,                        REQ, REQ, IN21(LEAST(0)))
    FIELD(generatedAt, TIME,                       REQ, REQ, )
    FIELD(monitor,     OBJECT(MonitoringDataType), OPT, OPT, SOME)
    FIELD(tbc,         BOOL,                       OPT, OPT, )
END

TYPE(NotifyMonitoringReportResponse)
END

TYPE(NotifyPeriodicEventStreamRequest)
    FIELD(data,     OBJECT(StreamDataElementType), NO,  REQ, SOME)
    FIELD(id,       INT,                           NO,  REQ, LEAST(0))
    FIELD(pending,  INT,                           NO,  REQ, LEAST(0))
    FIELD(basetime, TIME,                          NO,  REQ, )
END

TYPE(NotifyPriorityChargingRequest)
    FIELD(transactionId, TEXT, NO,  REQ, MAX(36))
    FIELD(activated,     BOOL, NO,  REQ, )
END

TYPE(NotifyPriorityChargingResponse)
END

TYPE(NotifyReportRequest)
    FIELD(requestId,   INT,                    REQ, REQ, )
    FIELD(generatedAt, TIME,                   REQ, REQ, )
    FIELD(seqNo,       INT,                    REQ, REQ, IN21(LEAST(0)))
    FIELD(reportData,  OBJECT(ReportDataType), OPT, OPT, SOME)
    FIELD(tbc,         BOOL,                   OPT, OPT, )
END

TYPE(NotifyReportResponse)
END

TYPE(NotifySettlementRequest)
    FIELD(pspRef,           TEXT,                        NO,  REQ, MAX(255))
    FIELD(status,           CODE(PaymentStatusEnumType), NO,  REQ, )
    FIELD(settlementAmount, NUM,                         NO,  REQ, )
    FIELD(settlementTime,   TIME,                        NO,  REQ, )
    FIELD(transactionId,    TEXT,                        NO,  OPT, MAX(36))
    FIELD(statusInfo,       TEXT,                        NO,  OPT, MAX(500))
    FIELD(receiptId,        TEXT,                        NO,  OPT, MAX(50))
    FIELD(receiptUrl,       TEXT,                        NO,  OPT, MAX(2000))
    FIELD(vatCompany,       OBJECT(AddressType),         NO,  OPT, )
    FIELD(vatNumber,        TEXT,                        NO,  OPT, MAX(20))
END

TYPE(NotifySettlementResponse)
    FIELD(receiptUrl, TEXT, NO,  OPT, MAX(2000))
    FIELD(receiptId,  TEXT, NO,  OPT, MAX(50))
END

TYPE(NotifyWebPaymentStartedRequest)
    FIELD(evseId,  INT, NO,  REQ, LEAST(0))
    FIELD(timeout, INT, NO,  REQ, )
END

TYPE(NotifyWebPaymentStartedResponse)
END

TYPE(OpenPeriodicEventStreamRequest)
    FIELD(constantStreamData, OBJECT(ConstantStreamDataType), NO,  REQ, )
END

TYPE(OpenPeriodicEventStreamResponse)
    FIELD(status,     CODE(GenericStatusEnumType), NO,  REQ, )
    FIELD(statusInfo, OBJECT(StatusInfoType),      NO,  OPT, )
END

TYPE(PublishFirmwareRequest)
    FIELD(location,      TEXT, REQ, REQ, IN201(MAX(512)) IN21(MAX(2000)))
    FIELD(checksum,      TEXT, REQ, REQ, MAX(32))
    FIELD(requestId,     INT,  REQ, REQ, IN21(LEAST(0)))
    FIELD(retries,       INT,  OPT, OPT, IN21(LEAST(0)))
    FIELD(retryInterval, INT,  OPT, OPT, IN21(LEAST(0)))
END

TYPE(PublishFirmwareResponse)
    FIELD(status,     CODE(GenericStatusEnumType), REQ, REQ, )
    FIELD(statusInfo, OBJECT(StatusInfoType),      OPT, OPT, )
END

TYPE(PublishFirmwareStatusNotificationRequest)
    FIELD(status,     CODE(PublishFirmwareStatusEnumType), REQ, REQ, )
    FIELD(location,   TEXT,                                OPT, OPT, SOME IN201(MAX(512)) IN21(MAX(2000)))
    FIELD(requestId,  INT,                                 OPT, OPT, IN21(LEAST(0)))
    FIELD(statusInfo, OBJECT(StatusInfoType),              NO,  OPT, )
END

TYPE(PublishFirmwareStatusNotificationResponse)
END

TYPE(PullDynamicScheduleUpdateRequest)
    FIELD(chargingProfileId, INT, NO,  REQ, )
END

TYPE(PullDynamicScheduleUpdateResponse)
    FIELD(status,         CODE(ChargingProfileStatusEnumType), NO,  REQ, )
    FIELD(scheduleUpdate, OBJECT(ChargingScheduleUpdateType),  NO,  OPT, )
    FIELD(statusInfo,     OBJECT(StatusInfoType),              NO,  OPT, )
END

TYPE(ReportChargingProfilesRequest)
    FIELD(requestId,           INT,                               REQ, REQ, )
    FIELD(chargingLimitSource, CODE(ChargingLimitSourceEnumType), REQ, NO,  )
    FIELD(chargingLimitSource, TEXT,                              NO,  REQ, MAX(20))
    FIELD(chargingProfile,     OBJECT(ChargingProfileType),       REQ, REQ, SOME)
    FIELD(evseId,              INT,                               REQ, REQ, IN21(LEAST(0)))
    FIELD(tbc,                 BOOL,                              OPT, OPT, )
END

TYPE(ReportChargingProfilesResponse)
END

TYPE(ReportDERControlRequest)
    FIELD(requestId,         INT,                              NO,  REQ, )
    FIELD(curve,             OBJECT(DERCurveGetType),          NO,  OPT, UP_TO(24))
    FIELD(enterService,      OBJECT(EnterServiceGetType),      NO,  OPT, UP_TO(24))
    FIELD(fixedPFAbsorb,     OBJECT(FixedPFGetType),           NO,  OPT, UP_TO(24))
    FIELD(fixedPFInject,     OBJECT(FixedPFGetType),           NO,  OPT, UP_TO(24))
    FIELD(fixedVar,          OBJECT(FixedVarGetType),          NO,  OPT, UP_TO(24))
    FIELD(freqDroop,         OBJECT(FreqDroopGetType),         NO,  OPT, UP_TO(24))
    FIELD(gradient,          OBJECT(GradientGetType),          NO,  OPT, UP_TO(24))
    FIELD(limitMaxDischarge, OBJECT(LimitMaxDischargeGetType), NO,  OPT, UP_TO(24))
    FIELD(tbc,               BOOL,                             NO,  OPT, )
END

TYPE(ReportDERControlResponse)
END

TYPE(RequestBatterySwapRequest)
    FIELD(idToken,   OBJECT(IdTokenType), NO,  REQ, )
    FIELD(requestId, INT,                 NO,  REQ, )
END

TYPE(RequestBatterySwapResponse)
    FIELD(status,     CODE(GenericStatusEnumType), NO,  REQ, )
    FIELD(statusInfo, OBJECT(StatusInfoType),      NO,  OPT, )
END

TYPE(RequestStartTransactionRequest)
    FIELD(idToken,         OBJECT(IdTokenType),         REQ, REQ, )
    FIELD(remoteStartId,   INT,                         REQ, REQ, )
    FIELD(evseId,          INT,                         OPT, OPT, IN21(LEAST(1)))
    FIELD(groupIdToken,    OBJECT(IdTokenType),         OPT, OPT, )
    FIELD(chargingProfile, OBJECT(ChargingProfileType), OPT, OPT, )
END

TYPE(RequestStartTransactionResponse)
    FIELD(status,        CODE(RequestStartStopStatusEnumType), REQ, REQ, )
    FIELD(statusInfo,    OBJECT(StatusInfoType),               OPT, OPT, )
    FIELD(transactionId, TEXT,                                 OPT, OPT, MAX(36))
END

TYPE(RequestStopTransactionRequest)
    FIELD(transactionId, TEXT, REQ, REQ, MAX(36))
END

TYPE(RequestStopTransactionResponse)
    FIELD(status,     CODE(RequestStartStopStatusEnumType), REQ, REQ, )
    FIELD(statusInfo, OBJECT(StatusInfoType),               OPT, OPT, )
END

TYPE(ReservationStatusUpdateRequest)
    FIELD(reservationId,           INT,                                   REQ, REQ, IN21(LEAST(0)))
    FIELD(reservationUpdateStatus, CODE(ReservationUpdateStatusEnumType), REQ, REQ, )
END

TYPE(ReservationStatusUpdateResponse)
END

TYPE(ReserveNowRequest)
    FIELD(id,             INT,                     REQ, REQ, IN21(LEAST(0)))
    FIELD(expiryDateTime, TIME,                    REQ, REQ, )
    FIELD(idToken,        OBJECT(IdTokenType),     REQ, REQ, )
    FIELD(connectorType,  CODE(ConnectorEnumType), OPT, NO,  )
    FIELD(connectorType,  TEXT,                    NO,  OPT, MAX(20))
    FIELD(evseId,         INT,                     OPT, OPT, IN21(LEAST(0)))
    FIELD(groupIdToken,   OBJECT(IdTokenType),     OPT, OPT, )
END

TYPE(ReserveNowResponse)
    FIELD(status,     CODE(ReserveNowStatusEnumType), REQ, REQ, )
    FIELD(statusInfo, OBJECT(StatusInfoType),         OPT, OPT, )
END

TYPE(ResetRequest)
    FIELD(type,   CODE(ResetEnumType), REQ, REQ, )
    FIELD(evseId, INT,                 OPT, OPT, IN21(LEAST(0)))
END

TYPE(ResetResponse)
    FIELD(status,     CODE(ResetStatusEnumType), REQ, REQ, )
    FIELD(statusInfo, OBJECT(StatusInfoType),    OPT, OPT, )
END

TYPE(SecurityEventNotificationRequest)
    FIELD(type,      TEXT, REQ, REQ, MAX(50))
    FIELD(timestamp, TIME, REQ, REQ, )
    FIELD(techInfo,  TEXT, OPT, OPT, MAX(255))
END

TYPE(SecurityEventNotificationResponse)
END

TYPE(SendLocalListRequest)
    FIELD(versionNumber,          INT,                       REQ, REQ, )
    FIELD(updateType,             CODE(UpdateEnumType),      REQ, REQ, )
    FIELD(localAuthorizationList, OBJECT(AuthorizationData), OPT, OPT, SOME)
END

TYPE(SendLocalListResponse)
    FIELD(status,     CODE(SendLocalListStatusEnumType), REQ, REQ, )
    FIELD(statusInfo, OBJECT(StatusInfoType),            OPT, OPT, )
END

TYPE(SetChargingProfileRequest)
    FIELD(evseId,          INT,                         REQ, REQ, IN21(LEAST(0)))
    FIELD(chargingProfile, OBJECT(ChargingProfileType), REQ, REQ, )
END

TYPE(SetChargingProfileResponse)
    FIELD(status,     CODE(ChargingProfileStatusEnumType), REQ, REQ, )
    FIELD(statusInfo, OBJECT(StatusInfoType),              OPT, OPT, )
END

TYPE(SetDERControlRequest)
    FIELD(isDefault,         BOOL,                          NO,  REQ, )
    FIELD(controlId,         TEXT,                          NO,  REQ, MAX(36))
    FIELD(controlType,       CODE(DERControlEnumType),      NO,  REQ, )
    FIELD(curve,             OBJECT(DERCurveType),          NO,  OPT, )
    FIELD(enterService,      OBJECT(EnterServiceType),      NO,  OPT, )
    FIELD(fixedPFAbsorb,     OBJECT(FixedPFType),           NO,  OPT, )
    FIELD(fixedPFInject,     OBJECT(FixedPFType),           NO,  OPT, )
    FIELD(fixedVar,          OBJECT(FixedVarType),          NO,  OPT, )
    FIELD(freqDroop,         OBJECT(FreqDroopType),         NO,  OPT, )
    FIELD(gradient,          OBJECT(GradientType),          NO,  OPT, )
    FIELD(limitMaxDischarge, OBJECT(LimitMaxDischargeType), NO,  OPT, )
END

TYPE(SetDERControlResponse)
    FIELD(status,        CODE(DERControlStatusEnumType), NO,  REQ, )
    FIELD(statusInfo,    OBJECT(StatusInfoType),         NO,  OPT, )
    FIELD(supersededIds, TEXT,                           NO,  OPT, UP_TO(24) MAX(36))
END

TYPE(SetDefaultTariffRequest)
    FIELD(evseId, INT,                NO,  REQ, LEAST(0))
    FIELD(tariff, OBJECT(TariffType), NO,  REQ, )
END

TYPE(SetDefaultTariffResponse)
    FIELD(status,     CODE(TariffSetStatusEnumType), NO,  REQ, )
    FIELD(statusInfo, OBJECT(StatusInfoType),        NO,  OPT, )
END

TYPE(SetDisplayMessageRequest)
    FIELD(message, OBJECT(MessageInfoType), REQ, REQ, )
END

TYPE(SetDisplayMessageResponse)
    FIELD(status,     CODE(DisplayMessageStatusEnumType), REQ, REQ, )
    FIELD(statusInfo, OBJECT(StatusInfoType),             OPT, OPT, )
END

TYPE(SetMonitoringBaseRequest)
    FIELD(monitoringBase, CODE(MonitoringBaseEnumType), REQ, REQ, )
END

TYPE(SetMonitoringBaseResponse)
    FIELD(status,     CODE(GenericDeviceModelStatusEnumType), REQ, REQ, )
    FIELD(statusInfo, OBJECT(StatusInfoType),                 OPT, OPT, )
END

TYPE(SetMonitoringLevelRequest)
    FIELD(severity, INT, REQ, REQ, IN21(LEAST(0)))
END

TYPE(SetMonitoringLevelResponse)
    FIELD(status,     CODE(GenericStatusEnumType), REQ, REQ, )
    FIELD(statusInfo, OBJECT(StatusInfoType),      OPT, OPT, )
END

TYPE(SetNetworkProfileRequest)
    FIELD(configurationSlot, INT,                                  REQ, REQ, )
    FIELD(connectionData,    OBJECT(NetworkConnectionProfileType), REQ, REQ, )
END

TYPE(SetNetworkProfileResponse)
    FIELD(status,     CODE(SetNetworkProfileStatusEnumType), REQ, REQ, )
    FIELD(statusInfo, OBJECT(StatusInfoType),                OPT, OPT, )
END

TYPE(SetVariableMonitoringRequest)
    FIELD(setMonitoringData, OBJECT(SetMonitoringDataType), REQ, REQ, SOME)
END

TYPE(SetVariableMonitoringResponse)
    FIELD(setMonitoringResult, OBJECT(SetMonitoringResultType), REQ, REQ, SOME)
END

TYPE(SetVariablesRequest)
    FIELD(setVariableData, OBJECT(SetVariableDataType), REQ, REQ, SOME)
END

TYPE(SetVariablesResponse)
    FIELD(setVariableResult, OBJECT(SetVariableResultType), REQ, REQ, SOME)
END

TYPE(SignCertificateRequest)
    FIELD(csr,                 TEXT,                                REQ, REQ, MAX(5500))
    FIELD(certificateType,     CODE(CertificateSigningUseEnumType), OPT, OPT, )
    FIELD(hashRootCertificate, OBJECT(CertificateHashDataType),     NO,  OPT, )
    FIELD(requestId,           INT,                                 NO,  OPT, )
END

TYPE(SignCertificateResponse)
    FIELD(status,     CODE(GenericStatusEnumType), REQ, REQ, )
    FIELD(statusInfo, OBJECT(StatusInfoType),      OPT, OPT, )
END

TYPE(StatusNotificationRequest)
    FIELD(timestamp,       TIME,                          REQ, REQ, )
    FIELD(connectorStatus, CODE(ConnectorStatusEnumType), REQ, REQ, )
    FIELD(evseId,          INT,                           REQ, REQ, IN21(LEAST(0)))
    FIELD(connectorId,     INT,                           REQ, REQ, IN21(LEAST(0)))
END

TYPE(StatusNotificationResponse)
END

TYPE(TransactionEventRequest)
    FIELD(eventType,             CODE(TransactionEventEnumType),      REQ, REQ, )
    FIELD(timestamp,             TIME,                                REQ, REQ, )
    FIELD(triggerReason,         CODE(TriggerReasonEnumType),         REQ, REQ, )
    FIELD(seqNo,                 INT,                                 REQ, REQ, IN21(LEAST(0)))
    FIELD(transactionInfo,       OBJECT(TransactionType),             REQ, REQ, )
    FIELD(costDetails,           OBJECT(CostDetailsType),             NO,  OPT, )
    FIELD(meterValue,            OBJECT(MeterValueType),              OPT, OPT, SOME)
    FIELD(offline,               BOOL,                                OPT, OPT, )
    FIELD(numberOfPhasesUsed,    INT,                                 OPT, OPT, IN21(RANGE(0, 3)))
    FIELD(cableMaxCurrent,       INT,                                 OPT, OPT, )
    FIELD(reservationId,         INT,                                 OPT, OPT, IN21(LEAST(0)))
    FIELD(preconditioningStatus, CODE(PreconditioningStatusEnumType), NO,  OPT, )
    FIELD(evseSleep,             BOOL,                                NO,  OPT, )
    FIELD(evse,                  OBJECT(EVSEType),                    OPT, OPT, )
    FIELD(idToken,               OBJECT(IdTokenType),                 OPT, OPT, )
END

TYPE(TransactionEventResponse)
    FIELD(totalCost,                   NUM,                          OPT, OPT, )
    FIELD(chargingPriority,            INT,                          OPT, OPT, )
    FIELD(idTokenInfo,                 OBJECT(IdTokenInfoType),      OPT, OPT, )
    FIELD(transactionLimit,            OBJECT(TransactionLimitType), NO,  OPT, )
    FIELD(updatedPersonalMessage,      OBJECT(MessageContentType),   OPT, OPT, )
    FIELD(updatedPersonalMessageExtra, OBJECT(MessageContentType),   NO,  OPT, UP_TO(4))
END

TYPE(TriggerMessageRequest)
    FIELD(requestedMessage, CODE(MessageTriggerEnumType), REQ, REQ, )
    FIELD(evse,             OBJECT(EVSEType),             OPT, OPT, )
    FIELD(customTrigger,    TEXT,                         NO,  OPT, MAX(50))
END

TYPE(TriggerMessageResponse)
    FIELD(status,     CODE(TriggerMessageStatusEnumType), REQ, REQ, )
    FIELD(statusInfo, OBJECT(StatusInfoType),             OPT, OPT, )
END

TYPE(UnlockConnectorRequest)
    FIELD(evseId,      INT, REQ, REQ, IN21(LEAST(0)))
    FIELD(connectorId, INT, REQ, REQ, IN21(LEAST(0)))
END

TYPE(UnlockConnectorResponse)
    FIELD(status,     CODE(UnlockStatusEnumType), REQ, REQ, )
    FIELD(statusInfo, OBJECT(StatusInfoType),     OPT, OPT, )
END

TYPE(UnpublishFirmwareRequest)
    FIELD(checksum, TEXT, REQ, REQ, MAX(32))
END

TYPE(UnpublishFirmwareResponse)
    FIELD(status, CODE(UnpublishFirmwareStatusEnumType), REQ, REQ, )
END

TYPE(UpdateDynamicScheduleRequest)
    FIELD(chargingProfileId, INT,                                NO,  REQ, )
    FIELD(scheduleUpdate,    OBJECT(ChargingScheduleUpdateType), NO,  REQ, )
END

TYPE(UpdateDynamicScheduleResponse)
    FIELD(status,     CODE(ChargingProfileStatusEnumType), NO,  REQ, )
    FIELD(statusInfo, OBJECT(StatusInfoType),              NO,  OPT, )
END

TYPE(UpdateFirmwareRequest)
    FIELD(requestId,     INT,                  REQ, REQ, )
    FIELD(firmware,      OBJECT(FirmwareType), REQ, REQ, )
    FIELD(retries,       INT,                  OPT, OPT, IN21(LEAST(0)))
    FIELD(retryInterval, INT,                  OPT, OPT, )
END

TYPE(UpdateFirmwareResponse)
    FIELD(status,     CODE(UpdateFirmwareStatusEnumType), REQ, REQ, )
    FIELD(statusInfo, OBJECT(StatusInfoType),             OPT, OPT, )
END

TYPE(UsePriorityChargingRequest)
    FIELD(transactionId, TEXT, NO,  REQ, MAX(36))
    FIELD(activate,      BOOL, NO,  REQ, )
END

TYPE(UsePriorityChargingResponse)
    FIELD(status,     CODE(PriorityChargingStatusEnumType), NO,  REQ, )
    FIELD(statusInfo, OBJECT(StatusInfoType),               NO,  OPT, )
END

TYPE(VatNumberValidationRequest)
    FIELD(vatNumber, TEXT, NO,  REQ, MAX(20))
    FIELD(evseId,    INT,  NO,  OPT, LEAST(0))
END

TYPE(VatNumberValidationResponse)
    FIELD(vatNumber,  TEXT,                        NO,  REQ, MAX(20))
    FIELD(status,     CODE(GenericStatusEnumType), NO,  REQ, )
    FIELD(company,    OBJECT(AddressType),         NO,  OPT, )
    FIELD(statusInfo, OBJECT(StatusInfoType),      NO,  OPT, )
    FIELD(evseId,     INT,                         NO,  OPT, LEAST(0))
END

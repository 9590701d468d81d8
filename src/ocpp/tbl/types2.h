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
 * first. Every type but OPEN ones has an optional customData besides, which is not repeated here;
 * PLAIN is a field without limits. How the rows become tables is in ocpp/tbl/build.h. */

TYPE(ACChargingParametersType)
    FIELD(energyAmount, INT, REQ, NO,  PLAIN)
    FIELD(energyAmount, NUM, NO,  REQ, PLAIN)
    FIELD(evMinCurrent, INT, REQ, NO,  PLAIN)
    FIELD(evMinCurrent, NUM, NO,  REQ, PLAIN)
    FIELD(evMaxCurrent, INT, REQ, NO,  PLAIN)
    FIELD(evMaxCurrent, NUM, NO,  REQ, PLAIN)
    FIELD(evMaxVoltage, INT, REQ, NO,  PLAIN)
    FIELD(evMaxVoltage, NUM, NO,  REQ, PLAIN)
END

TYPE(APNType)
    FIELD(apn,                     TEXT,                  REQ, REQ, IN201(MAX(512)) IN21(MAX(2000)))
    FIELD(apnAuthentication,       CODE(APNAuthenticationEnumType), REQ, REQ, PLAIN)
    FIELD(apnUserName,             TEXT,                     OPT, OPT, IN201(MAX(20)) IN21(MAX(50)))
    FIELD(apnPassword,             TEXT,                     OPT, OPT, IN201(MAX(20)) IN21(MAX(64)))
    FIELD(simPin,                  INT,                             OPT, OPT, PLAIN)
    FIELD(preferredNetwork,        TEXT,                            OPT, OPT, MAX(6))
    FIELD(useOnlyPreferredNetwork, BOOL,                            OPT, OPT, PLAIN)
END

TYPE(AbsolutePriceScheduleType)
    FIELD(timeAnchor,                 TIME,                                   NO,  REQ, PLAIN)
    FIELD(priceScheduleID,            INT,                                    NO,  REQ, LEAST(0))
    FIELD(currency,                   TEXT,                                   NO,  REQ, MAX(3))
    FIELD(language,                   TEXT,                                   NO,  REQ, MAX(8))
    FIELD(priceAlgorithm,             TEXT,                                   NO,  REQ, MAX(2000))
    FIELD(priceRuleStacks,            OBJECT(PriceRuleStackType),             NO,  REQ, UP_TO(1024))
    FIELD(priceScheduleDescription,   TEXT,                                   NO,  OPT, MAX(160))
    FIELD(minimumCost,                OBJECT(RationalNumberType),             NO,  OPT, PLAIN)
    FIELD(maximumCost,                OBJECT(RationalNumberType),             NO,  OPT, PLAIN)
    FIELD(taxRules,                   OBJECT(TaxRuleType),                    NO,  OPT, UP_TO(10))
    FIELD(overstayRuleList,           OBJECT(OverstayRuleListType),           NO,  OPT, PLAIN)
    FIELD(additionalSelectedServices, OBJECT(AdditionalSelectedServicesType), NO,  OPT, UP_TO(5))
END

TYPE(AdditionalInfoType)
    FIELD(additionalIdToken, TEXT, REQ, REQ, IN201(MAX(36)) IN21(MAX(255)))
    FIELD(type,              TEXT, REQ, REQ, MAX(50))
END

TYPE(AdditionalSelectedServicesType)
    FIELD(serviceFee,  OBJECT(RationalNumberType), NO,  REQ, PLAIN)
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
    FIELD(idToken,     OBJECT(IdTokenType),     REQ, REQ, PLAIN)
    FIELD(idTokenInfo, OBJECT(IdTokenInfoType), OPT, OPT, PLAIN)
END

TYPE(BatteryDataType)
    FIELD(evseId,         INT,  NO,  REQ, LEAST(0))
    FIELD(serialNumber,   TEXT, NO,  REQ, MAX(50))
    FIELD(soC,            NUM,  NO,  REQ, RANGE(0, 100))
    FIELD(soH,            NUM,  NO,  REQ, RANGE(0, 100))
    FIELD(productionDate, TIME, NO,  OPT, PLAIN)
    FIELD(vendorInfo,     TEXT, NO,  OPT, MAX(500))
END

TYPE(CertificateHashDataChainType)
    FIELD(certificateHashData,      OBJECT(CertificateHashDataType),   REQ, REQ, PLAIN)
    FIELD(certificateType,          CODE(GetCertificateIdUseEnumType), REQ, REQ, PLAIN)
    FIELD(childCertificateHashData, OBJECT(CertificateHashDataType),   OPT, OPT, UP_TO(4))
END

TYPE(CertificateHashDataType)
    FIELD(hashAlgorithm,  CODE(HashAlgorithmEnumType), REQ, REQ, PLAIN)
    FIELD(issuerNameHash, TEXT,                        REQ, REQ, MAX(128))
    FIELD(issuerKeyHash,  TEXT,                        REQ, REQ, MAX(128))
    FIELD(serialNumber,   TEXT,                        REQ, REQ, MAX(40))
END

TYPE(CertificateStatusRequestInfoType)
    FIELD(certificateHashData, OBJECT(CertificateHashDataType),       NO,  REQ, PLAIN)
    FIELD(source,              CODE(CertificateStatusSourceEnumType), NO,  REQ, PLAIN)
    FIELD(urls,                TEXT,                                  NO,  REQ, UP_TO(5) MAX(2000))
END

TYPE(CertificateStatusType)
    FIELD(certificateHashData, OBJECT(CertificateHashDataType),       NO,  REQ, PLAIN)
    FIELD(source,              CODE(CertificateStatusSourceEnumType), NO,  REQ, PLAIN)
    FIELD(status,              CODE(CertificateStatusEnumType),       NO,  REQ, PLAIN)
    FIELD(nextUpdate,          TIME,                                  NO,  REQ, PLAIN)
END

TYPE(ChargingLimitType)
    FIELD(chargingLimitSource, CODE(ChargingLimitSourceEnumType), REQ, NO,  PLAIN)
    FIELD(chargingLimitSource, TEXT,                              NO,  REQ, MAX(20))
    FIELD(isLocalGeneration,   BOOL,                              NO,  OPT, PLAIN)
    FIELD(isGridCritical,      BOOL,                              OPT, OPT, PLAIN)
END

TYPE(ChargingNeedsType)
    FIELD(requestedEnergyTransfer, CODE(EnergyTransferModeEnumType),  REQ, REQ, PLAIN)
    FIELD(acChargingParameters,    OBJECT(ACChargingParametersType),  OPT, OPT, PLAIN)
    FIELD(derChargingParameters,   OBJECT(DERChargingParametersType), NO,  OPT, PLAIN)
    FIELD(evEnergyOffer,           OBJECT(EVEnergyOfferType),         NO,  OPT, PLAIN)
    FIELD(dcChargingParameters,    OBJECT(DCChargingParametersType),  OPT, OPT, PLAIN)
    FIELD(v2xChargingParameters,   OBJECT(V2XChargingParametersType), NO,  OPT, PLAIN)
    FIELD(availableEnergyTransfer, CODE(EnergyTransferModeEnumType),  NO,  OPT, SOME)
    FIELD(controlMode,             CODE(ControlModeEnumType),         NO,  OPT, PLAIN)
    FIELD(mobilityNeedsMode,       CODE(MobilityNeedsModeEnumType),   NO,  OPT, PLAIN)
    FIELD(departureTime,           TIME,                              OPT, OPT, PLAIN)
END

TYPE(ChargingPeriodType)
    FIELD(startPeriod, TIME,                      NO,  REQ, PLAIN)
    FIELD(dimensions,  OBJECT(CostDimensionType), NO,  OPT, SOME)
    FIELD(tariffId,    TEXT,                      NO,  OPT, MAX(60))
END

TYPE(ChargingProfileCriterionType)
    FIELD(chargingProfilePurpose, CODE(ChargingProfilePurposeEnumType), OPT, OPT, PLAIN)
    FIELD(stackLevel,             INT,                                  OPT, OPT, IN21(LEAST(0)))
    FIELD(chargingProfileId,      INT,                                  OPT, OPT, SOME)
    FIELD(chargingLimitSource,    CODE(ChargingLimitSourceEnumType),    OPT, NO,  UP_TO(4))
    FIELD(chargingLimitSource,    TEXT,                                 NO,  OPT, UP_TO(4) MAX(20))
END

TYPE(ChargingProfileType)
    FIELD(id,                          INT,                                  REQ, REQ, PLAIN)
    FIELD(stackLevel,                  INT,                                REQ, REQ, IN21(LEAST(0)))
    FIELD(chargingProfilePurpose,      CODE(ChargingProfilePurposeEnumType), REQ, REQ, PLAIN)
    FIELD(chargingProfileKind,         CODE(ChargingProfileKindEnumType),    REQ, REQ, PLAIN)
    FIELD(chargingSchedule,            OBJECT(ChargingScheduleType),         REQ, REQ, UP_TO(3))
    FIELD(recurrencyKind,              CODE(RecurrencyKindEnumType),         OPT, OPT, PLAIN)
    FIELD(validFrom,                   TIME,                                 OPT, OPT, PLAIN)
    FIELD(validTo,                     TIME,                                 OPT, OPT, PLAIN)
    FIELD(invalidAfterOfflineDuration, BOOL,                                 NO,  OPT, PLAIN)
    FIELD(dynUpdateInterval,           INT,                                  NO,  OPT, PLAIN)
    FIELD(dynUpdateTime,               TIME,                                 NO,  OPT, PLAIN)
    FIELD(priceScheduleSignature,      TEXT,                                 NO,  OPT, MAX(256))
    FIELD(transactionId,               TEXT,                                 OPT, OPT, MAX(36))
    FIELD(maxOfflineDuration,          INT,                                  NO,  OPT, PLAIN)
END

TYPE(ChargingSchedulePeriodType)
    FIELD(startPeriod,            INT,                            REQ, REQ, PLAIN)
    FIELD(limit,                  NUM,                            REQ, OPT, PLAIN)
    FIELD(limit_L2,               NUM,                            NO,  OPT, PLAIN)
    FIELD(limit_L3,               NUM,                            NO,  OPT, PLAIN)
    FIELD(numberPhases,           INT,                            OPT, OPT, IN21(RANGE(0, 3)))
    FIELD(phaseToUse,             INT,                            OPT, OPT, IN21(RANGE(0, 3)))
    FIELD(dischargeLimit,         NUM,                            NO,  OPT, MOST(0))
    FIELD(dischargeLimit_L2,      NUM,                            NO,  OPT, MOST(0))
    FIELD(dischargeLimit_L3,      NUM,                            NO,  OPT, MOST(0))
    FIELD(setpoint,               NUM,                            NO,  OPT, PLAIN)
    FIELD(setpoint_L2,            NUM,                            NO,  OPT, PLAIN)
    FIELD(setpoint_L3,            NUM,                            NO,  OPT, PLAIN)
    FIELD(setpointReactive,       NUM,                            NO,  OPT, PLAIN)
    FIELD(setpointReactive_L2,    NUM,                            NO,  OPT, PLAIN)
    FIELD(setpointReactive_L3,    NUM,                            NO,  OPT, PLAIN)
    FIELD(preconditioningRequest, BOOL,                           NO,  OPT, PLAIN)
    FIELD(evseSleep,              BOOL,                           NO,  OPT, PLAIN)
    FIELD(v2xBaseline,            NUM,                            NO,  OPT, PLAIN)
    FIELD(operationMode,          CODE(OperationModeEnumType),    NO,  OPT, PLAIN)
    FIELD(v2xFreqWattCurve,       OBJECT(V2XFreqWattPointType),   NO,  OPT, UP_TO(20))
    FIELD(v2xSignalWattCurve,     OBJECT(V2XSignalWattPointType), NO,  OPT, UP_TO(20))
END

TYPE(ChargingScheduleType)
    FIELD(id,                     INT,                                REQ, REQ, PLAIN)
    FIELD(chargingRateUnit,       CODE(ChargingRateUnitEnumType),     REQ, REQ, PLAIN)
    FIELD(chargingSchedulePeriod, OBJECT(ChargingSchedulePeriodType), REQ, REQ, UP_TO(1024))
    FIELD(limitAtSoC,             OBJECT(LimitAtSoCType),             NO,  OPT, PLAIN)
    FIELD(startSchedule,          TIME,                               OPT, OPT, PLAIN)
    FIELD(duration,               INT,                                OPT, OPT, PLAIN)
    FIELD(randomizedDelay,        INT,                                NO,  OPT, LEAST(0))
    FIELD(minChargingRate,        NUM,                                OPT, OPT, PLAIN)
    FIELD(powerTolerance,         NUM,                                NO,  OPT, PLAIN)
    FIELD(signatureId,            INT,                                NO,  OPT, LEAST(0))
    FIELD(digestValue,            TEXT,                               NO,  OPT, MAX(88))
    FIELD(useLocalTime,           BOOL,                               NO,  OPT, PLAIN)
    FIELD(salesTariff,            OBJECT(SalesTariffType),            OPT, OPT, PLAIN)
    FIELD(absolutePriceSchedule,  OBJECT(AbsolutePriceScheduleType),  NO,  OPT, PLAIN)
    FIELD(priceLevelSchedule,     OBJECT(PriceLevelScheduleType),     NO,  OPT, PLAIN)
END

TYPE(ChargingScheduleUpdateType)
    FIELD(limit,               NUM, NO,  OPT, PLAIN)
    FIELD(limit_L2,            NUM, NO,  OPT, PLAIN)
    FIELD(limit_L3,            NUM, NO,  OPT, PLAIN)
    FIELD(dischargeLimit,      NUM, NO,  OPT, MOST(0))
    FIELD(dischargeLimit_L2,   NUM, NO,  OPT, MOST(0))
    FIELD(dischargeLimit_L3,   NUM, NO,  OPT, MOST(0))
    FIELD(setpoint,            NUM, NO,  OPT, PLAIN)
    FIELD(setpoint_L2,         NUM, NO,  OPT, PLAIN)
    FIELD(setpoint_L3,         NUM, NO,  OPT, PLAIN)
    FIELD(setpointReactive,    NUM, NO,  OPT, PLAIN)
    FIELD(setpointReactive_L2, NUM, NO,  OPT, PLAIN)
    FIELD(setpointReactive_L3, NUM, NO,  OPT, PLAIN)
END

TYPE(ChargingStationType)
    FIELD(model,           TEXT,              REQ, REQ, MAX(20))
    FIELD(vendorName,      TEXT,              REQ, REQ, MAX(50))
    FIELD(serialNumber,    TEXT,              OPT, OPT, MAX(25))
    FIELD(modem,           OBJECT(ModemType), OPT, OPT, PLAIN)
    FIELD(firmwareVersion, TEXT,              OPT, OPT, MAX(50))
END

TYPE(ClearChargingProfileType)
    FIELD(evseId,                 INT,                                  OPT, OPT, IN21(LEAST(0)))
    FIELD(chargingProfilePurpose, CODE(ChargingProfilePurposeEnumType), OPT, OPT, PLAIN)
    FIELD(stackLevel,             INT,                                  OPT, OPT, IN21(LEAST(0)))
END

TYPE(ClearMonitoringResultType)
    FIELD(status,     CODE(ClearMonitoringStatusEnumType), REQ, REQ, PLAIN)
    FIELD(id,         INT,                                 REQ, REQ, IN21(LEAST(0)))
    FIELD(statusInfo, OBJECT(StatusInfoType),              OPT, OPT, PLAIN)
END

TYPE(ClearTariffsResultType)
    FIELD(status,     CODE(TariffClearStatusEnumType), NO,  REQ, PLAIN)
    FIELD(statusInfo, OBJECT(StatusInfoType),          NO,  OPT, PLAIN)
    FIELD(tariffId,   TEXT,                            NO,  OPT, MAX(60))
END

TYPE(ComponentType)
    FIELD(name,     TEXT,             REQ, REQ, MAX(50))
    FIELD(evse,     OBJECT(EVSEType), OPT, OPT, PLAIN)
    FIELD(instance, TEXT,             OPT, OPT, MAX(50))
END

TYPE(ComponentVariableType)
    FIELD(component, OBJECT(ComponentType), REQ, REQ, PLAIN)
    FIELD(variable,  OBJECT(VariableType),  OPT, OPT, PLAIN)
END

TYPE(CompositeScheduleType)
    FIELD(chargingSchedulePeriod, OBJECT(ChargingSchedulePeriodType), REQ, REQ, SOME)
    FIELD(evseId,                 INT,                                REQ, REQ, IN21(LEAST(0)))
    FIELD(duration,               INT,                                REQ, REQ, PLAIN)
    FIELD(scheduleStart,          TIME,                               REQ, REQ, PLAIN)
    FIELD(chargingRateUnit,       CODE(ChargingRateUnitEnumType),     REQ, REQ, PLAIN)
END

TYPE(ConstantStreamDataType)
    FIELD(id,                   INT,                                   NO,  REQ, LEAST(0))
    FIELD(params,               OBJECT(PeriodicEventStreamParamsType), NO,  REQ, PLAIN)
    FIELD(variableMonitoringId, INT,                                   NO,  REQ, LEAST(0))
END

TYPE(ConsumptionCostType)
    FIELD(startValue, NUM,              REQ, REQ, PLAIN)
    FIELD(cost,       OBJECT(CostType), REQ, REQ, UP_TO(3))
END

TYPE(CostDetailsType)
    FIELD(totalCost,          OBJECT(TotalCostType),      NO,  REQ, PLAIN)
    FIELD(totalUsage,         OBJECT(TotalUsageType),     NO,  REQ, PLAIN)
    FIELD(chargingPeriods,    OBJECT(ChargingPeriodType), NO,  OPT, SOME)
    FIELD(failureToCalculate, BOOL,                       NO,  OPT, PLAIN)
    FIELD(failureReason,      TEXT,                       NO,  OPT, MAX(500))
END

TYPE(CostDimensionType)
    FIELD(type,   CODE(CostDimensionEnumType), NO,  REQ, PLAIN)
    FIELD(volume, NUM,                         NO,  REQ, PLAIN)
END

TYPE(CostType)
    FIELD(costKind,         CODE(CostKindEnumType), REQ, REQ, PLAIN)
    FIELD(amount,           INT,                    REQ, REQ, PLAIN)
    FIELD(amountMultiplier, INT,                    OPT, OPT, PLAIN)
END

OPEN(CustomDataType)
    FIELD(vendorId, TEXT, REQ, REQ, MAX(255))
END

TYPE(DCChargingParametersType)
    FIELD(evMaxCurrent,     INT, REQ, NO,  PLAIN)
    FIELD(evMaxCurrent,     NUM, NO,  REQ, PLAIN)
    FIELD(evMaxVoltage,     INT, REQ, NO,  PLAIN)
    FIELD(evMaxVoltage,     NUM, NO,  REQ, PLAIN)
    FIELD(energyAmount,     INT, OPT, NO,  PLAIN)
    FIELD(energyAmount,     NUM, NO,  OPT, PLAIN)
    FIELD(evMaxPower,       INT, OPT, NO,  PLAIN)
    FIELD(evMaxPower,       NUM, NO,  OPT, PLAIN)
    FIELD(stateOfCharge,    INT, OPT, OPT, RANGE(0, 100))
    FIELD(evEnergyCapacity, INT, OPT, NO,  PLAIN)
    FIELD(evEnergyCapacity, NUM, NO,  OPT, PLAIN)
    FIELD(fullSoC,          INT, OPT, OPT, RANGE(0, 100))
    FIELD(bulkSoC,          INT, OPT, OPT, RANGE(0, 100))
END

TYPE(DERChargingParametersType)
    FIELD(evSupportedDERControl,                  CODE(DERControlEnumType),         NO,  OPT, SOME)
    FIELD(evOverExcitedMaxDischargePower,         NUM,                              NO,  OPT, PLAIN)
    FIELD(evOverExcitedPowerFactor,               NUM,                              NO,  OPT, PLAIN)
    FIELD(evUnderExcitedMaxDischargePower,        NUM,                              NO,  OPT, PLAIN)
    FIELD(evUnderExcitedPowerFactor,              NUM,                              NO,  OPT, PLAIN)
    FIELD(maxApparentPower,                       NUM,                              NO,  OPT, PLAIN)
    FIELD(maxChargeApparentPower,                 NUM,                              NO,  OPT, PLAIN)
    FIELD(maxChargeApparentPower_L2,              NUM,                              NO,  OPT, PLAIN)
    FIELD(maxChargeApparentPower_L3,              NUM,                              NO,  OPT, PLAIN)
    FIELD(maxDischargeApparentPower,              NUM,                              NO,  OPT, PLAIN)
    FIELD(maxDischargeApparentPower_L2,           NUM,                              NO,  OPT, PLAIN)
    FIELD(maxDischargeApparentPower_L3,           NUM,                              NO,  OPT, PLAIN)
    FIELD(maxChargeReactivePower,                 NUM,                              NO,  OPT, PLAIN)
    FIELD(maxChargeReactivePower_L2,              NUM,                              NO,  OPT, PLAIN)
    FIELD(maxChargeReactivePower_L3,              NUM,                              NO,  OPT, PLAIN)
    FIELD(minChargeReactivePower,                 NUM,                              NO,  OPT, PLAIN)
    FIELD(minChargeReactivePower_L2,              NUM,                              NO,  OPT, PLAIN)
    FIELD(minChargeReactivePower_L3,              NUM,                              NO,  OPT, PLAIN)
    FIELD(maxDischargeReactivePower,              NUM,                              NO,  OPT, PLAIN)
    FIELD(maxDischargeReactivePower_L2,           NUM,                              NO,  OPT, PLAIN)
    FIELD(maxDischargeReactivePower_L3,           NUM,                              NO,  OPT, PLAIN)
    FIELD(minDischargeReactivePower,              NUM,                              NO,  OPT, PLAIN)
    FIELD(minDischargeReactivePower_L2,           NUM,                              NO,  OPT, PLAIN)
    FIELD(minDischargeReactivePower_L3,           NUM,                              NO,  OPT, PLAIN)
    FIELD(nominalVoltage,                         NUM,                              NO,  OPT, PLAIN)
    FIELD(nominalVoltageOffset,                   NUM,                              NO,  OPT, PLAIN)
    FIELD(maxNominalVoltage,                      NUM,                              NO,  OPT, PLAIN)
    FIELD(minNominalVoltage,                      NUM,                              NO,  OPT, PLAIN)
    FIELD(evInverterManufacturer,                 TEXT,                           NO,  OPT, MAX(50))
    FIELD(evInverterModel,                        TEXT,                           NO,  OPT, MAX(50))
    FIELD(evInverterSerialNumber,                 TEXT,                           NO,  OPT, MAX(50))
    FIELD(evInverterSwVersion,                    TEXT,                           NO,  OPT, MAX(50))
    FIELD(evInverterHwVersion,                    TEXT,                           NO,  OPT, MAX(50))
    FIELD(evIslandingDetectionMethod,             CODE(IslandingDetectionEnumType), NO,  OPT, SOME)
    FIELD(evIslandingTripTime,                    NUM,                              NO,  OPT, PLAIN)
    FIELD(evMaximumLevel1DCInjection,             NUM,                              NO,  OPT, PLAIN)
    FIELD(evDurationLevel1DCInjection,            NUM,                              NO,  OPT, PLAIN)
    FIELD(evMaximumLevel2DCInjection,             NUM,                              NO,  OPT, PLAIN)
    FIELD(evDurationLevel2DCInjection,            NUM,                              NO,  OPT, PLAIN)
    FIELD(evReactiveSusceptance,                  NUM,                              NO,  OPT, PLAIN)
    FIELD(evSessionTotalDischargeEnergyAvailable, NUM,                              NO,  OPT, PLAIN)
END

TYPE(DERCurveGetType)
    FIELD(curve,        OBJECT(DERCurveType),     NO,  REQ, PLAIN)
    FIELD(id,           TEXT,                     NO,  REQ, MAX(36))
    FIELD(curveType,    CODE(DERControlEnumType), NO,  REQ, PLAIN)
    FIELD(isDefault,    BOOL,                     NO,  REQ, PLAIN)
    FIELD(isSuperseded, BOOL,                     NO,  REQ, PLAIN)
END

TYPE(DERCurvePointsType)
    FIELD(x, NUM, NO,  REQ, PLAIN)
    FIELD(y, NUM, NO,  REQ, PLAIN)
END

TYPE(DERCurveType)
    FIELD(curveData,           OBJECT(DERCurvePointsType),      NO,  REQ, UP_TO(10))
    FIELD(priority,            INT,                             NO,  REQ, LEAST(0))
    FIELD(yUnit,               CODE(DERUnitEnumType),           NO,  REQ, PLAIN)
    FIELD(hysteresis,          OBJECT(HysteresisType),          NO,  OPT, PLAIN)
    FIELD(reactivePowerParams, OBJECT(ReactivePowerParamsType), NO,  OPT, PLAIN)
    FIELD(voltageParams,       OBJECT(VoltageParamsType),       NO,  OPT, PLAIN)
    FIELD(responseTime,        NUM,                             NO,  OPT, PLAIN)
    FIELD(startTime,           TIME,                            NO,  OPT, PLAIN)
    FIELD(duration,            NUM,                             NO,  OPT, PLAIN)
END

TYPE(EVAbsolutePriceScheduleEntryType)
    FIELD(duration,    INT,                     NO,  REQ, PLAIN)
    FIELD(evPriceRule, OBJECT(EVPriceRuleType), NO,  REQ, UP_TO(8))
END

TYPE(EVAbsolutePriceScheduleType)
    FIELD(timeAnchor,                     TIME,                                     NO,  REQ, PLAIN)
    FIELD(currency,                       TEXT,                                    NO,  REQ, MAX(3))
    FIELD(evAbsolutePriceScheduleEntries, OBJECT(EVAbsolutePriceScheduleEntryType), NO,  REQ, UP_TO(1024))
    FIELD(priceAlgorithm,                 TEXT,                                 NO,  REQ, MAX(2000))
END

TYPE(EVEnergyOfferType)
    FIELD(evPowerSchedule,         OBJECT(EVPowerScheduleType),         NO,  REQ, PLAIN)
    FIELD(evAbsolutePriceSchedule, OBJECT(EVAbsolutePriceScheduleType), NO,  OPT, PLAIN)
END

TYPE(EVPowerScheduleEntryType)
    FIELD(duration, INT, NO,  REQ, PLAIN)
    FIELD(power,    NUM, NO,  REQ, PLAIN)
END

TYPE(EVPowerScheduleType)
    FIELD(evPowerScheduleEntries, OBJECT(EVPowerScheduleEntryType), NO,  REQ, UP_TO(1024))
    FIELD(timeAnchor,             TIME,                             NO,  REQ, PLAIN)
END

TYPE(EVPriceRuleType)
    FIELD(energyFee,       NUM, NO,  REQ, PLAIN)
    FIELD(powerRangeStart, NUM, NO,  REQ, PLAIN)
END

TYPE(EVSEType)
    FIELD(id,          INT, REQ, REQ, IN21(LEAST(0)))
    FIELD(connectorId, INT, OPT, OPT, IN21(LEAST(0)))
END

TYPE(EnterServiceGetType)
    FIELD(enterService, OBJECT(EnterServiceType), NO,  REQ, PLAIN)
    FIELD(id,           TEXT,                     NO,  REQ, MAX(36))
END

TYPE(EnterServiceType)
    FIELD(priority,    INT, NO,  REQ, LEAST(0))
    FIELD(highVoltage, NUM, NO,  REQ, PLAIN)
    FIELD(lowVoltage,  NUM, NO,  REQ, PLAIN)
    FIELD(highFreq,    NUM, NO,  REQ, PLAIN)
    FIELD(lowFreq,     NUM, NO,  REQ, PLAIN)
    FIELD(delay,       NUM, NO,  OPT, PLAIN)
    FIELD(randomDelay, NUM, NO,  OPT, PLAIN)
    FIELD(rampRate,    NUM, NO,  OPT, PLAIN)
END

TYPE(EventDataType)
    FIELD(eventId,               INT,                             REQ, REQ, IN21(LEAST(0)))
    FIELD(timestamp,             TIME,                            REQ, REQ, PLAIN)
    FIELD(trigger,               CODE(EventTriggerEnumType),      REQ, REQ, PLAIN)
    FIELD(actualValue,           TEXT,                            REQ, REQ, MAX(2500))
    FIELD(component,             OBJECT(ComponentType),           REQ, REQ, PLAIN)
    FIELD(eventNotificationType, CODE(EventNotificationEnumType), REQ, REQ, PLAIN)
    FIELD(variable,              OBJECT(VariableType),            REQ, REQ, PLAIN)
    FIELD(cause,                 INT,                             OPT, OPT, IN21(LEAST(0)))
    FIELD(techCode,              TEXT,                            OPT, OPT, MAX(50))
    FIELD(techInfo,              TEXT,                            OPT, OPT, MAX(500))
    FIELD(cleared,               BOOL,                            OPT, OPT, PLAIN)
    FIELD(transactionId,         TEXT,                            OPT, OPT, MAX(36))
    FIELD(variableMonitoringId,  INT,                             OPT, OPT, IN21(LEAST(0)))
    FIELD(severity,              INT,                             NO,  OPT, LEAST(0))
END

TYPE(FirmwareType)
    FIELD(location,           TEXT, REQ, REQ, IN201(MAX(512)) IN21(MAX(2000)))
    FIELD(retrieveDateTime,   TIME, REQ, REQ, PLAIN)
    FIELD(installDateTime,    TIME, OPT, OPT, PLAIN)
    FIELD(signingCertificate, TEXT, OPT, OPT, MAX(5500))
    FIELD(signature,          TEXT, OPT, OPT, MAX(800))
END

TYPE(FixedPFGetType)
    FIELD(fixedPF,      OBJECT(FixedPFType), NO,  REQ, PLAIN)
    FIELD(id,           TEXT,                NO,  REQ, MAX(36))
    FIELD(isDefault,    BOOL,                NO,  REQ, PLAIN)
    FIELD(isSuperseded, BOOL,                NO,  REQ, PLAIN)
END

TYPE(FixedPFType)
    FIELD(priority,     INT,  NO,  REQ, LEAST(0))
    FIELD(displacement, NUM,  NO,  REQ, PLAIN)
    FIELD(excitation,   BOOL, NO,  REQ, PLAIN)
    FIELD(startTime,    TIME, NO,  OPT, PLAIN)
    FIELD(duration,     NUM,  NO,  OPT, PLAIN)
END

TYPE(FixedVarGetType)
    FIELD(fixedVar,     OBJECT(FixedVarType), NO,  REQ, PLAIN)
    FIELD(id,           TEXT,                 NO,  REQ, MAX(36))
    FIELD(isDefault,    BOOL,                 NO,  REQ, PLAIN)
    FIELD(isSuperseded, BOOL,                 NO,  REQ, PLAIN)
END

TYPE(FixedVarType)
    FIELD(priority,  INT,                   NO,  REQ, LEAST(0))
    FIELD(setpoint,  NUM,                   NO,  REQ, PLAIN)
    FIELD(unit,      CODE(DERUnitEnumType), NO,  REQ, PLAIN)
    FIELD(startTime, TIME,                  NO,  OPT, PLAIN)
    FIELD(duration,  NUM,                   NO,  OPT, PLAIN)
END

TYPE(FreqDroopGetType)
    FIELD(freqDroop,    OBJECT(FreqDroopType), NO,  REQ, PLAIN)
    FIELD(id,           TEXT,                  NO,  REQ, MAX(36))
    FIELD(isDefault,    BOOL,                  NO,  REQ, PLAIN)
    FIELD(isSuperseded, BOOL,                  NO,  REQ, PLAIN)
END

TYPE(FreqDroopType)
    FIELD(priority,     INT,  NO,  REQ, LEAST(0))
    FIELD(overFreq,     NUM,  NO,  REQ, PLAIN)
    FIELD(underFreq,    NUM,  NO,  REQ, PLAIN)
    FIELD(overDroop,    NUM,  NO,  REQ, PLAIN)
    FIELD(underDroop,   NUM,  NO,  REQ, PLAIN)
    FIELD(responseTime, NUM,  NO,  REQ, PLAIN)
    FIELD(startTime,    TIME, NO,  OPT, PLAIN)
    FIELD(duration,     NUM,  NO,  OPT, PLAIN)
END

TYPE(GetVariableDataType)
    FIELD(component,     OBJECT(ComponentType),   REQ, REQ, PLAIN)
    FIELD(variable,      OBJECT(VariableType),    REQ, REQ, PLAIN)
    FIELD(attributeType, CODE(AttributeEnumType), OPT, OPT, PLAIN)
END

TYPE(GetVariableResultType)
    FIELD(attributeStatus,     CODE(GetVariableStatusEnumType), REQ, REQ, PLAIN)
    FIELD(component,           OBJECT(ComponentType),           REQ, REQ, PLAIN)
    FIELD(variable,            OBJECT(VariableType),            REQ, REQ, PLAIN)
    FIELD(attributeStatusInfo, OBJECT(StatusInfoType),          OPT, OPT, PLAIN)
    FIELD(attributeType,       CODE(AttributeEnumType),         OPT, OPT, PLAIN)
    FIELD(attributeValue,      TEXT,                            OPT, OPT, MAX(2500))
END

TYPE(GradientGetType)
    FIELD(gradient, OBJECT(GradientType), NO,  REQ, PLAIN)
    FIELD(id,       TEXT,                 NO,  REQ, MAX(36))
END

TYPE(GradientType)
    FIELD(priority,     INT, NO,  REQ, LEAST(0))
    FIELD(gradient,     NUM, NO,  REQ, PLAIN)
    FIELD(softGradient, NUM, NO,  REQ, PLAIN)
END

TYPE(HysteresisType)
    FIELD(hysteresisHigh,     NUM, NO,  OPT, PLAIN)
    FIELD(hysteresisLow,      NUM, NO,  OPT, PLAIN)
    FIELD(hysteresisDelay,    NUM, NO,  OPT, PLAIN)
    FIELD(hysteresisGradient, NUM, NO,  OPT, PLAIN)
END

TYPE(IdTokenInfoType)
    FIELD(status,              CODE(AuthorizationStatusEnumType), REQ, REQ, PLAIN)
    FIELD(cacheExpiryDateTime, TIME,                              OPT, OPT, PLAIN)
    FIELD(chargingPriority,    INT,                               OPT, OPT, PLAIN)
    FIELD(language1,           TEXT,                              OPT, OPT, MAX(8))
    FIELD(evseId,              INT,                               OPT, OPT, SOME IN21(LEAST(0)))
    FIELD(groupIdToken,        OBJECT(IdTokenType),               OPT, OPT, PLAIN)
    FIELD(language2,           TEXT,                              OPT, OPT, MAX(8))
    FIELD(personalMessage,     OBJECT(MessageContentType),        OPT, OPT, PLAIN)
END

TYPE(IdTokenType)
    FIELD(idToken,        TEXT,                       REQ, REQ, IN201(MAX(36)) IN21(MAX(255)))
    FIELD(type,           CODE(IdTokenEnumType),      REQ, NO,  PLAIN)
    FIELD(type,           TEXT,                       NO,  REQ, MAX(20))
    FIELD(additionalInfo, OBJECT(AdditionalInfoType), OPT, OPT, SOME)
END

TYPE(LimitAtSoCType)
    FIELD(soc,   INT, NO,  REQ, RANGE(0, 100))
    FIELD(limit, NUM, NO,  REQ, PLAIN)
END

TYPE(LimitMaxDischargeGetType)
    FIELD(id,                TEXT,                          NO,  REQ, MAX(36))
    FIELD(isDefault,         BOOL,                          NO,  REQ, PLAIN)
    FIELD(isSuperseded,      BOOL,                          NO,  REQ, PLAIN)
    FIELD(limitMaxDischarge, OBJECT(LimitMaxDischargeType), NO,  REQ, PLAIN)
END

TYPE(LimitMaxDischargeType)
    FIELD(priority,                INT,                  NO,  REQ, LEAST(0))
    FIELD(pctMaxDischargePower,    NUM,                  NO,  OPT, PLAIN)
    FIELD(powerMonitoringMustTrip, OBJECT(DERCurveType), NO,  OPT, PLAIN)
    FIELD(startTime,               TIME,                 NO,  OPT, PLAIN)
    FIELD(duration,                NUM,                  NO,  OPT, PLAIN)
END

TYPE(LogParametersType)
    FIELD(remoteLocation,  TEXT, REQ, REQ, IN201(MAX(512)) IN21(MAX(2000)))
    FIELD(oldestTimestamp, TIME, OPT, OPT, PLAIN)
    FIELD(latestTimestamp, TIME, OPT, OPT, PLAIN)
END

TYPE(MessageContentType)
    FIELD(format,   CODE(MessageFormatEnumType), REQ, REQ, PLAIN)
    FIELD(content,  TEXT,                        REQ, REQ, IN201(MAX(512)) IN21(MAX(1024)))
    FIELD(language, TEXT,                        OPT, OPT, MAX(8))
END

TYPE(MessageInfoType)
    FIELD(id,            INT,                           REQ, REQ, IN21(LEAST(0)))
    FIELD(priority,      CODE(MessagePriorityEnumType), REQ, REQ, PLAIN)
    FIELD(message,       OBJECT(MessageContentType),    REQ, REQ, PLAIN)
    FIELD(display,       OBJECT(ComponentType),         OPT, OPT, PLAIN)
    FIELD(state,         CODE(MessageStateEnumType),    OPT, OPT, PLAIN)
    FIELD(startDateTime, TIME,                          OPT, OPT, PLAIN)
    FIELD(endDateTime,   TIME,                          OPT, OPT, PLAIN)
    FIELD(transactionId, TEXT,                          OPT, OPT, MAX(36))
    FIELD(messageExtra,  OBJECT(MessageContentType),    NO,  OPT, UP_TO(4))
END

TYPE(MeterValueType)
    FIELD(sampledValue, OBJECT(SampledValueType), REQ, REQ, SOME)
    FIELD(timestamp,    TIME,                     REQ, REQ, PLAIN)
END

TYPE(ModemType)
    FIELD(iccid, TEXT, OPT, OPT, MAX(20))
    FIELD(imsi,  TEXT, OPT, OPT, MAX(20))
END

TYPE(MonitoringDataType)
    FIELD(component,          OBJECT(ComponentType),          REQ, REQ, PLAIN)
    FIELD(variable,           OBJECT(VariableType),           REQ, REQ, PLAIN)
    FIELD(variableMonitoring, OBJECT(VariableMonitoringType), REQ, REQ, SOME)
END

TYPE(NetworkConnectionProfileType)
    FIELD(ocppVersion,       CODE(OCPPVersionEnumType),   REQ, OPT, PLAIN)
    FIELD(ocppTransport,     CODE(OCPPTransportEnumType), REQ, REQ, PLAIN)
    FIELD(ocppCsmsUrl,       TEXT,                        REQ, REQ, IN201(MAX(512)) IN21(MAX(2000)))
    FIELD(messageTimeout,    INT,                         REQ, REQ, PLAIN)
    FIELD(securityProfile,   INT,                         REQ, REQ, IN21(LEAST(0)))
    FIELD(ocppInterface,     CODE(OCPPInterfaceEnumType), REQ, REQ, PLAIN)
    FIELD(apn,               OBJECT(APNType),             OPT, OPT, PLAIN)
    FIELD(identity,          TEXT,                        NO,  OPT, MAX(48))
    FIELD(basicAuthPassword, TEXT,                        NO,  OPT, MAX(64))
    FIELD(vpn,               OBJECT(VPNType),             OPT, OPT, PLAIN)
END

TYPE(OCSPRequestDataType)
    FIELD(hashAlgorithm,  CODE(HashAlgorithmEnumType), REQ, REQ, PLAIN)
    FIELD(issuerNameHash, TEXT,                        REQ, REQ, MAX(128))
    FIELD(issuerKeyHash,  TEXT,                        REQ, REQ, MAX(128))
    FIELD(serialNumber,   TEXT,                        REQ, REQ, MAX(40))
    FIELD(responderURL,   TEXT,                        REQ, REQ, IN201(MAX(512)) IN21(MAX(2000)))
END

TYPE(OverstayRuleListType)
    FIELD(overstayRule,           OBJECT(OverstayRuleType),   NO,  REQ, UP_TO(5))
    FIELD(overstayPowerThreshold, OBJECT(RationalNumberType), NO,  OPT, PLAIN)
    FIELD(overstayTimeThreshold,  INT,                        NO,  OPT, PLAIN)
END

TYPE(OverstayRuleType)
    FIELD(overstayFee,             OBJECT(RationalNumberType), NO,  REQ, PLAIN)
    FIELD(startTime,               INT,                        NO,  REQ, PLAIN)
    FIELD(overstayFeePeriod,       INT,                        NO,  REQ, PLAIN)
    FIELD(overstayRuleDescription, TEXT,                       NO,  OPT, MAX(32))
END

TYPE(PeriodicEventStreamParamsType)
    FIELD(interval, INT, NO,  OPT, LEAST(0))
    FIELD(values,   INT, NO,  OPT, LEAST(0))
END

TYPE(PriceLevelScheduleEntryType)
    FIELD(duration,   INT, NO,  REQ, PLAIN)
    FIELD(priceLevel, INT, NO,  REQ, LEAST(0))
END

TYPE(PriceLevelScheduleType)
    FIELD(priceLevelScheduleEntries, OBJECT(PriceLevelScheduleEntryType), NO,  REQ, UP_TO(100))
    FIELD(timeAnchor,                TIME,                                NO,  REQ, PLAIN)
    FIELD(priceScheduleId,           INT,                                 NO,  REQ, LEAST(0))
    FIELD(numberOfPriceLevels,       INT,                                 NO,  REQ, LEAST(0))
    FIELD(priceScheduleDescription,  TEXT,                                NO,  OPT, MAX(32))
END

TYPE(PriceRuleStackType)
    FIELD(duration,  INT,                   NO,  REQ, PLAIN)
    FIELD(priceRule, OBJECT(PriceRuleType), NO,  REQ, UP_TO(8))
END

TYPE(PriceRuleType)
    FIELD(energyFee,                     OBJECT(RationalNumberType), NO,  REQ, PLAIN)
    FIELD(powerRangeStart,               OBJECT(RationalNumberType), NO,  REQ, PLAIN)
    FIELD(parkingFeePeriod,              INT,                        NO,  OPT, PLAIN)
    FIELD(carbonDioxideEmission,         INT,                        NO,  OPT, LEAST(0))
    FIELD(renewableGenerationPercentage, INT,                        NO,  OPT, RANGE(0, 100))
    FIELD(parkingFee,                    OBJECT(RationalNumberType), NO,  OPT, PLAIN)
END

TYPE(PriceType)
    FIELD(exclTax,  NUM,                 NO,  OPT, PLAIN)
    FIELD(inclTax,  NUM,                 NO,  OPT, PLAIN)
    FIELD(taxRates, OBJECT(TaxRateType), NO,  OPT, UP_TO(5))
END

TYPE(RationalNumberType)
    FIELD(exponent, INT, NO,  REQ, PLAIN)
    FIELD(value,    INT, NO,  REQ, PLAIN)
END

TYPE(ReactivePowerParamsType)
    FIELD(vRef,                       NUM,  NO,  OPT, PLAIN)
    FIELD(autonomousVRefEnable,       BOOL, NO,  OPT, PLAIN)
    FIELD(autonomousVRefTimeConstant, NUM,  NO,  OPT, PLAIN)
END

TYPE(RelativeTimeIntervalType)
    FIELD(start,    INT, REQ, REQ, PLAIN)
    FIELD(duration, INT, OPT, OPT, PLAIN)
END

TYPE(ReportDataType)
    FIELD(component,               OBJECT(ComponentType),               REQ, REQ, PLAIN)
    FIELD(variable,                OBJECT(VariableType),                REQ, REQ, PLAIN)
    FIELD(variableAttribute,       OBJECT(VariableAttributeType),       REQ, REQ, UP_TO(4))
    FIELD(variableCharacteristics, OBJECT(VariableCharacteristicsType), OPT, OPT, PLAIN)
END

TYPE(SalesTariffEntryType)
    FIELD(relativeTimeInterval, OBJECT(RelativeTimeIntervalType), REQ, REQ, PLAIN)
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
    FIELD(value,            NUM,                          REQ, REQ, PLAIN)
    FIELD(context,          CODE(ReadingContextEnumType), OPT, OPT, PLAIN)
    FIELD(measurand,        CODE(MeasurandEnumType),      OPT, OPT, PLAIN)
    FIELD(phase,            CODE(PhaseEnumType),          OPT, OPT, PLAIN)
    FIELD(location,         CODE(LocationEnumType),       OPT, OPT, PLAIN)
    FIELD(signedMeterValue, OBJECT(SignedMeterValueType), OPT, OPT, PLAIN)
    FIELD(unitOfMeasure,    OBJECT(UnitOfMeasureType),    OPT, OPT, PLAIN)
END

TYPE(SetMonitoringDataType)
    FIELD(value,               NUM,                                   REQ, REQ, PLAIN)
    FIELD(type,                CODE(MonitorEnumType),                 REQ, REQ, PLAIN)
    FIELD(severity,            INT,                                   REQ, REQ, IN21(LEAST(0)))
    FIELD(component,           OBJECT(ComponentType),                 REQ, REQ, PLAIN)
    FIELD(variable,            OBJECT(VariableType),                  REQ, REQ, PLAIN)
    FIELD(id,                  INT,                                   OPT, OPT, IN21(LEAST(0)))
    FIELD(periodicEventStream, OBJECT(PeriodicEventStreamParamsType), NO,  OPT, PLAIN)
    FIELD(transaction,         BOOL,                                  OPT, OPT, PLAIN)
END

TYPE(SetMonitoringResultType)
    FIELD(status,     CODE(SetMonitoringStatusEnumType), REQ, REQ, PLAIN)
    FIELD(type,       CODE(MonitorEnumType),             REQ, REQ, PLAIN)
    FIELD(component,  OBJECT(ComponentType),             REQ, REQ, PLAIN)
    FIELD(variable,   OBJECT(VariableType),              REQ, REQ, PLAIN)
    FIELD(severity,   INT,                               REQ, REQ, IN21(LEAST(0)))
    FIELD(id,         INT,                               OPT, OPT, IN21(LEAST(0)))
    FIELD(statusInfo, OBJECT(StatusInfoType),            OPT, OPT, PLAIN)
END

TYPE(SetVariableDataType)
    FIELD(attributeValue, TEXT,                    REQ, REQ, IN201(MAX(1000)) IN21(MAX(2500)))
    FIELD(component,      OBJECT(ComponentType),   REQ, REQ, PLAIN)
    FIELD(variable,       OBJECT(VariableType),    REQ, REQ, PLAIN)
    FIELD(attributeType,  CODE(AttributeEnumType), OPT, OPT, PLAIN)
END

TYPE(SetVariableResultType)
    FIELD(attributeStatus,     CODE(SetVariableStatusEnumType), REQ, REQ, PLAIN)
    FIELD(component,           OBJECT(ComponentType),           REQ, REQ, PLAIN)
    FIELD(variable,            OBJECT(VariableType),            REQ, REQ, PLAIN)
    FIELD(attributeType,       CODE(AttributeEnumType),         OPT, OPT, PLAIN)
    FIELD(attributeStatusInfo, OBJECT(StatusInfoType),          OPT, OPT, PLAIN)
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
    FIELD(t, NUM,  NO,  REQ, PLAIN)
    FIELD(v, TEXT, NO,  REQ, MAX(2500))
END

TYPE(TariffAssignmentType)
    FIELD(tariffId,   TEXT,                     NO,  REQ, MAX(60))
    FIELD(tariffKind, CODE(TariffKindEnumType), NO,  REQ, PLAIN)
    FIELD(validFrom,  TIME,                     NO,  OPT, PLAIN)
    FIELD(evseIds,    INT,                      NO,  OPT, SOME LEAST(0))
    FIELD(idTokens,   TEXT,                     NO,  OPT, SOME MAX(255))
END

TYPE(TariffConditionsFixedType)
    FIELD(startTimeOfDay,     TEXT,                    NO,  OPT, PLAIN)
    FIELD(endTimeOfDay,       TEXT,                    NO,  OPT, PLAIN)
    FIELD(dayOfWeek,          CODE(DayOfWeekEnumType), NO,  OPT, UP_TO(7))
    FIELD(validFromDate,      TEXT,                    NO,  OPT, PLAIN)
    FIELD(validToDate,        TEXT,                    NO,  OPT, PLAIN)
    FIELD(evseKind,           CODE(EvseKindEnumType),  NO,  OPT, PLAIN)
    FIELD(paymentBrand,       TEXT,                    NO,  OPT, MAX(20))
    FIELD(paymentRecognition, TEXT,                    NO,  OPT, MAX(20))
END

TYPE(TariffConditionsType)
    FIELD(startTimeOfDay,  TEXT,                    NO,  OPT, PLAIN)
    FIELD(endTimeOfDay,    TEXT,                    NO,  OPT, PLAIN)
    FIELD(dayOfWeek,       CODE(DayOfWeekEnumType), NO,  OPT, UP_TO(7))
    FIELD(validFromDate,   TEXT,                    NO,  OPT, PLAIN)
    FIELD(validToDate,     TEXT,                    NO,  OPT, PLAIN)
    FIELD(evseKind,        CODE(EvseKindEnumType),  NO,  OPT, PLAIN)
    FIELD(minEnergy,       NUM,                     NO,  OPT, PLAIN)
    FIELD(maxEnergy,       NUM,                     NO,  OPT, PLAIN)
    FIELD(minCurrent,      NUM,                     NO,  OPT, PLAIN)
    FIELD(maxCurrent,      NUM,                     NO,  OPT, PLAIN)
    FIELD(minPower,        NUM,                     NO,  OPT, PLAIN)
    FIELD(maxPower,        NUM,                     NO,  OPT, PLAIN)
    FIELD(minTime,         INT,                     NO,  OPT, PLAIN)
    FIELD(maxTime,         INT,                     NO,  OPT, PLAIN)
    FIELD(minChargingTime, INT,                     NO,  OPT, PLAIN)
    FIELD(maxChargingTime, INT,                     NO,  OPT, PLAIN)
    FIELD(minIdleTime,     INT,                     NO,  OPT, PLAIN)
    FIELD(maxIdleTime,     INT,                     NO,  OPT, PLAIN)
END

TYPE(TariffEnergyPriceType)
    FIELD(priceKwh,   NUM,                          NO,  REQ, PLAIN)
    FIELD(conditions, OBJECT(TariffConditionsType), NO,  OPT, PLAIN)
END

TYPE(TariffEnergyType)
    FIELD(prices,   OBJECT(TariffEnergyPriceType), NO,  REQ, SOME)
    FIELD(taxRates, OBJECT(TaxRateType),           NO,  OPT, UP_TO(5))
END

TYPE(TariffFixedPriceType)
    FIELD(priceFixed, NUM,                               NO,  REQ, PLAIN)
    FIELD(conditions, OBJECT(TariffConditionsFixedType), NO,  OPT, PLAIN)
END

TYPE(TariffFixedType)
    FIELD(prices,   OBJECT(TariffFixedPriceType), NO,  REQ, SOME)
    FIELD(taxRates, OBJECT(TaxRateType),          NO,  OPT, UP_TO(5))
END

TYPE(TariffTimePriceType)
    FIELD(priceMinute, NUM,                          NO,  REQ, PLAIN)
    FIELD(conditions,  OBJECT(TariffConditionsType), NO,  OPT, PLAIN)
END

TYPE(TariffTimeType)
    FIELD(prices,   OBJECT(TariffTimePriceType), NO,  REQ, SOME)
    FIELD(taxRates, OBJECT(TaxRateType),         NO,  OPT, UP_TO(5))
END

TYPE(TariffType)
    FIELD(tariffId,         TEXT,                       NO,  REQ, MAX(60))
    FIELD(currency,         TEXT,                       NO,  REQ, MAX(3))
    FIELD(description,      OBJECT(MessageContentType), NO,  OPT, UP_TO(10))
    FIELD(energy,           OBJECT(TariffEnergyType),   NO,  OPT, PLAIN)
    FIELD(validFrom,        TIME,                       NO,  OPT, PLAIN)
    FIELD(chargingTime,     OBJECT(TariffTimeType),     NO,  OPT, PLAIN)
    FIELD(idleTime,         OBJECT(TariffTimeType),     NO,  OPT, PLAIN)
    FIELD(fixedFee,         OBJECT(TariffFixedType),    NO,  OPT, PLAIN)
    FIELD(reservationTime,  OBJECT(TariffTimeType),     NO,  OPT, PLAIN)
    FIELD(reservationFixed, OBJECT(TariffFixedType),    NO,  OPT, PLAIN)
    FIELD(minCost,          OBJECT(PriceType),          NO,  OPT, PLAIN)
    FIELD(maxCost,          OBJECT(PriceType),          NO,  OPT, PLAIN)
END

TYPE(TaxRateType)
    FIELD(type,  TEXT, NO,  REQ, MAX(20))
    FIELD(tax,   NUM,  NO,  REQ, PLAIN)
    FIELD(stack, INT,  NO,  OPT, LEAST(0))
END

TYPE(TaxRuleType)
    FIELD(taxRuleID,                   INT,                        NO,  REQ, LEAST(0))
    FIELD(appliesToEnergyFee,          BOOL,                       NO,  REQ, PLAIN)
    FIELD(appliesToParkingFee,         BOOL,                       NO,  REQ, PLAIN)
    FIELD(appliesToOverstayFee,        BOOL,                       NO,  REQ, PLAIN)
    FIELD(appliesToMinimumMaximumCost, BOOL,                       NO,  REQ, PLAIN)
    FIELD(taxRate,                     OBJECT(RationalNumberType), NO,  REQ, PLAIN)
    FIELD(taxRuleName,                 TEXT,                       NO,  OPT, MAX(100))
    FIELD(taxIncludedInPrice,          BOOL,                       NO,  OPT, PLAIN)
END

TYPE(TotalCostType)
    FIELD(currency,         TEXT,                     NO,  REQ, MAX(3))
    FIELD(typeOfCost,       CODE(TariffCostEnumType), NO,  REQ, PLAIN)
    FIELD(total,            OBJECT(TotalPriceType),   NO,  REQ, PLAIN)
    FIELD(fixed,            OBJECT(PriceType),        NO,  OPT, PLAIN)
    FIELD(energy,           OBJECT(PriceType),        NO,  OPT, PLAIN)
    FIELD(chargingTime,     OBJECT(PriceType),        NO,  OPT, PLAIN)
    FIELD(idleTime,         OBJECT(PriceType),        NO,  OPT, PLAIN)
    FIELD(reservationTime,  OBJECT(PriceType),        NO,  OPT, PLAIN)
    FIELD(reservationFixed, OBJECT(PriceType),        NO,  OPT, PLAIN)
END

TYPE(TotalPriceType)
    FIELD(exclTax, NUM, NO,  OPT, PLAIN)
    FIELD(inclTax, NUM, NO,  OPT, PLAIN)
END

TYPE(TotalUsageType)
    FIELD(energy,          NUM, NO,  REQ, PLAIN)
    FIELD(chargingTime,    INT, NO,  REQ, PLAIN)
    FIELD(idleTime,        INT, NO,  REQ, PLAIN)
    FIELD(reservationTime, INT, NO,  OPT, PLAIN)
END

TYPE(TransactionLimitType)
    FIELD(maxCost,   NUM, NO,  OPT, PLAIN)
    FIELD(maxEnergy, NUM, NO,  OPT, PLAIN)
    FIELD(maxTime,   INT, NO,  OPT, PLAIN)
    FIELD(maxSoC,    INT, NO,  OPT, RANGE(0, 100))
END

TYPE(TransactionType)
    FIELD(transactionId,     TEXT,                         REQ, REQ, MAX(36))
    FIELD(chargingState,     CODE(ChargingStateEnumType),  OPT, OPT, PLAIN)
    FIELD(timeSpentCharging, INT,                          OPT, OPT, PLAIN)
    FIELD(stoppedReason,     CODE(ReasonEnumType),         OPT, OPT, PLAIN)
    FIELD(remoteStartId,     INT,                          OPT, OPT, PLAIN)
    FIELD(operationMode,     CODE(OperationModeEnumType),  NO,  OPT, PLAIN)
    FIELD(tariffId,          TEXT,                         NO,  OPT, MAX(60))
    FIELD(transactionLimit,  OBJECT(TransactionLimitType), NO,  OPT, PLAIN)
END

TYPE(UnitOfMeasureType)
    FIELD(unit,       TEXT, OPT, OPT, MAX(20))
    FIELD(multiplier, INT,  OPT, OPT, PLAIN)
END

TYPE(V2XChargingParametersType)
    FIELD(minChargePower,        NUM, NO,  OPT, PLAIN)
    FIELD(minChargePower_L2,     NUM, NO,  OPT, PLAIN)
    FIELD(minChargePower_L3,     NUM, NO,  OPT, PLAIN)
    FIELD(maxChargePower,        NUM, NO,  OPT, PLAIN)
    FIELD(maxChargePower_L2,     NUM, NO,  OPT, PLAIN)
    FIELD(maxChargePower_L3,     NUM, NO,  OPT, PLAIN)
    FIELD(minDischargePower,     NUM, NO,  OPT, PLAIN)
    FIELD(minDischargePower_L2,  NUM, NO,  OPT, PLAIN)
    FIELD(minDischargePower_L3,  NUM, NO,  OPT, PLAIN)
    FIELD(maxDischargePower,     NUM, NO,  OPT, PLAIN)
    FIELD(maxDischargePower_L2,  NUM, NO,  OPT, PLAIN)
    FIELD(maxDischargePower_L3,  NUM, NO,  OPT, PLAIN)
    FIELD(minChargeCurrent,      NUM, NO,  OPT, PLAIN)
    FIELD(maxChargeCurrent,      NUM, NO,  OPT, PLAIN)
    FIELD(minDischargeCurrent,   NUM, NO,  OPT, PLAIN)
    FIELD(maxDischargeCurrent,   NUM, NO,  OPT, PLAIN)
    FIELD(minVoltage,            NUM, NO,  OPT, PLAIN)
    FIELD(maxVoltage,            NUM, NO,  OPT, PLAIN)
    FIELD(evTargetEnergyRequest, NUM, NO,  OPT, PLAIN)
    FIELD(evMinEnergyRequest,    NUM, NO,  OPT, PLAIN)
    FIELD(evMaxEnergyRequest,    NUM, NO,  OPT, PLAIN)
    FIELD(evMinV2XEnergyRequest, NUM, NO,  OPT, PLAIN)
    FIELD(evMaxV2XEnergyRequest, NUM, NO,  OPT, PLAIN)
    FIELD(targetSoC,             INT, NO,  OPT, RANGE(0, 100))
END

TYPE(V2XFreqWattPointType)
    FIELD(frequency, NUM, NO,  REQ, PLAIN)
    FIELD(power,     NUM, NO,  REQ, PLAIN)
END

TYPE(V2XSignalWattPointType)
    FIELD(signal, INT, NO,  REQ, PLAIN)
    FIELD(power,  NUM, NO,  REQ, PLAIN)
END

TYPE(VPNType)
    FIELD(server,   TEXT,              REQ, REQ, IN201(MAX(512)) IN21(MAX(2000)))
    FIELD(user,     TEXT,              REQ, REQ, IN201(MAX(20)) IN21(MAX(50)))
    FIELD(password, TEXT,              REQ, REQ, IN201(MAX(20)) IN21(MAX(64)))
    FIELD(key,      TEXT,              REQ, REQ, MAX(255))
    FIELD(type,     CODE(VPNEnumType), REQ, REQ, PLAIN)
    FIELD(group,    TEXT,              OPT, OPT, IN201(MAX(20)) IN21(MAX(50)))
END

TYPE(VariableAttributeType)
    FIELD(type,       CODE(AttributeEnumType),  OPT, OPT, PLAIN)
    FIELD(value,      TEXT,                     OPT, OPT, MAX(2500))
    FIELD(mutability, CODE(MutabilityEnumType), OPT, OPT, PLAIN)
    FIELD(persistent, BOOL,                     OPT, OPT, PLAIN)
    FIELD(constant,   BOOL,                     OPT, OPT, PLAIN)
END

TYPE(VariableCharacteristicsType)
    FIELD(dataType,           CODE(DataEnumType), REQ, REQ, PLAIN)
    FIELD(supportsMonitoring, BOOL,               REQ, REQ, PLAIN)
    FIELD(unit,               TEXT,               OPT, OPT, MAX(16))
    FIELD(minLimit,           NUM,                OPT, OPT, PLAIN)
    FIELD(maxLimit,           NUM,                OPT, OPT, PLAIN)
    FIELD(maxElements,        INT,                NO,  OPT, LEAST(1))
    FIELD(valuesList,         TEXT,               OPT, OPT, MAX(1000))
END

TYPE(VariableMonitoringType)
    FIELD(id,                    INT,                             REQ, REQ, IN21(LEAST(0)))
    FIELD(transaction,           BOOL,                            REQ, REQ, PLAIN)
    FIELD(value,                 NUM,                             REQ, REQ, PLAIN)
    FIELD(type,                  CODE(MonitorEnumType),           REQ, REQ, PLAIN)
    FIELD(severity,              INT,                             REQ, REQ, IN21(LEAST(0)))
    FIELD(eventNotificationType, CODE(EventNotificationEnumType), NO,  REQ, PLAIN)
END

TYPE(VariableType)
    FIELD(name,     TEXT, REQ, REQ, MAX(50))
    FIELD(instance, TEXT, OPT, OPT, MAX(50))
END

TYPE(VoltageParamsType)
    FIELD(hv10MinMeanValue,     NUM,                                NO,  OPT, PLAIN)
    FIELD(hv10MinMeanTripDelay, NUM,                                NO,  OPT, PLAIN)
    FIELD(powerDuringCessation, CODE(PowerDuringCessationEnumType), NO,  OPT, PLAIN)
END

TYPE(AFRRSignalRequest)
    FIELD(timestamp, TIME, NO,  REQ, PLAIN)
    FIELD(signal,    INT,  NO,  REQ, PLAIN)
END

TYPE(AFRRSignalResponse)
    FIELD(status,     CODE(GenericStatusEnumType), NO,  REQ, PLAIN)
    FIELD(statusInfo, OBJECT(StatusInfoType),      NO,  OPT, PLAIN)
END

TYPE(AdjustPeriodicEventStreamRequest)
    FIELD(id,     INT,                                   NO,  REQ, LEAST(0))
    FIELD(params, OBJECT(PeriodicEventStreamParamsType), NO,  REQ, PLAIN)
END

TYPE(AdjustPeriodicEventStreamResponse)
    FIELD(status,     CODE(GenericStatusEnumType), NO,  REQ, PLAIN)
    FIELD(statusInfo, OBJECT(StatusInfoType),      NO,  OPT, PLAIN)
END

TYPE(AuthorizeRequest)
    FIELD(idToken,                     OBJECT(IdTokenType),         REQ, REQ, PLAIN)
    FIELD(certificate,                 TEXT,            OPT, OPT, IN201(MAX(5500)) IN21(MAX(10000)))
    FIELD(iso15118CertificateHashData, OBJECT(OCSPRequestDataType), OPT, OPT, UP_TO(4))
END

TYPE(AuthorizeResponse)
    FIELD(idTokenInfo,           OBJECT(IdTokenInfoType),                  REQ, REQ, PLAIN)
    FIELD(certificateStatus,     CODE(AuthorizeCertificateStatusEnumType), OPT, OPT, PLAIN)
    FIELD(allowedEnergyTransfer, CODE(EnergyTransferModeEnumType),         NO,  OPT, SOME)
    FIELD(tariff,                OBJECT(TariffType),                       NO,  OPT, PLAIN)
END

TYPE(BatterySwapRequest)
    FIELD(batteryData, OBJECT(BatteryDataType),        NO,  REQ, SOME)
    FIELD(eventType,   CODE(BatterySwapEventEnumType), NO,  REQ, PLAIN)
    FIELD(idToken,     OBJECT(IdTokenType),            NO,  REQ, PLAIN)
    FIELD(requestId,   INT,                            NO,  REQ, PLAIN)
END

TYPE(BatterySwapResponse)
END

TYPE(BootNotificationRequest)
    FIELD(chargingStation, OBJECT(ChargingStationType), REQ, REQ, PLAIN)
    FIELD(reason,          CODE(BootReasonEnumType),    REQ, REQ, PLAIN)
END

TYPE(BootNotificationResponse)
    FIELD(currentTime, TIME,                             REQ, REQ, PLAIN)
    FIELD(interval,    INT,                              REQ, REQ, PLAIN)
    FIELD(status,      CODE(RegistrationStatusEnumType), REQ, REQ, PLAIN)
    FIELD(statusInfo,  OBJECT(StatusInfoType),           OPT, OPT, PLAIN)
END

TYPE(CancelReservationRequest)
    FIELD(reservationId, INT, REQ, REQ, IN21(LEAST(0)))
END

TYPE(CancelReservationResponse)
    FIELD(status,     CODE(CancelReservationStatusEnumType), REQ, REQ, PLAIN)
    FIELD(statusInfo, OBJECT(StatusInfoType),                OPT, OPT, PLAIN)
END

TYPE(CertificateSignedRequest)
    FIELD(certificateChain, TEXT,                                REQ, REQ, MAX(10000))
    FIELD(certificateType,  CODE(CertificateSigningUseEnumType), OPT, OPT, PLAIN)
    FIELD(requestId,        INT,                                 NO,  OPT, PLAIN)
END

TYPE(CertificateSignedResponse)
    FIELD(status,     CODE(CertificateSignedStatusEnumType), REQ, REQ, PLAIN)
    FIELD(statusInfo, OBJECT(StatusInfoType),                OPT, OPT, PLAIN)
END

TYPE(ChangeAvailabilityRequest)
    FIELD(operationalStatus, CODE(OperationalStatusEnumType), REQ, REQ, PLAIN)
    FIELD(evse,              OBJECT(EVSEType),                OPT, OPT, PLAIN)
END

TYPE(ChangeAvailabilityResponse)
    FIELD(status,     CODE(ChangeAvailabilityStatusEnumType), REQ, REQ, PLAIN)
    FIELD(statusInfo, OBJECT(StatusInfoType),                 OPT, OPT, PLAIN)
END

TYPE(ChangeTransactionTariffRequest)
    FIELD(tariff,        OBJECT(TariffType), NO,  REQ, PLAIN)
    FIELD(transactionId, TEXT,               NO,  REQ, MAX(36))
END

TYPE(ChangeTransactionTariffResponse)
    FIELD(status,     CODE(TariffChangeStatusEnumType), NO,  REQ, PLAIN)
    FIELD(statusInfo, OBJECT(StatusInfoType),           NO,  OPT, PLAIN)
END

TYPE(ClearCacheRequest)
END

TYPE(ClearCacheResponse)
    FIELD(status,     CODE(ClearCacheStatusEnumType), REQ, REQ, PLAIN)
    FIELD(statusInfo, OBJECT(StatusInfoType),         OPT, OPT, PLAIN)
END

TYPE(ClearChargingProfileRequest)
    FIELD(chargingProfileId,       INT,                              OPT, OPT, PLAIN)
    FIELD(chargingProfileCriteria, OBJECT(ClearChargingProfileType), OPT, OPT, PLAIN)
END

TYPE(ClearChargingProfileResponse)
    FIELD(status,     CODE(ClearChargingProfileStatusEnumType), REQ, REQ, PLAIN)
    FIELD(statusInfo, OBJECT(StatusInfoType),                   OPT, OPT, PLAIN)
END

TYPE(ClearDERControlRequest)
    FIELD(isDefault,   BOOL,                     NO,  REQ, PLAIN)
    FIELD(controlType, CODE(DERControlEnumType), NO,  OPT, PLAIN)
    FIELD(controlId,   TEXT,                     NO,  OPT, MAX(36))
END

TYPE(ClearDERControlResponse)
    FIELD(status,     CODE(DERControlStatusEnumType), NO,  REQ, PLAIN)
    FIELD(statusInfo, OBJECT(StatusInfoType),         NO,  OPT, PLAIN)
END

TYPE(ClearDisplayMessageRequest)
    FIELD(id, INT, REQ, REQ, IN21(LEAST(0)))
END

TYPE(ClearDisplayMessageResponse)
    FIELD(status,     CODE(ClearMessageStatusEnumType), REQ, REQ, PLAIN)
    FIELD(statusInfo, OBJECT(StatusInfoType),           OPT, OPT, PLAIN)
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
    FIELD(chargingLimitSource, CODE(ChargingLimitSourceEnumType), REQ, NO,  PLAIN)
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
    FIELD(totalCost,     NUM,  REQ, REQ, PLAIN)
    FIELD(transactionId, TEXT, REQ, REQ, MAX(36))
END

TYPE(CostUpdatedResponse)
END

TYPE(CustomerInformationRequest)
    FIELD(requestId,           INT,                             REQ, REQ, IN21(LEAST(0)))
    FIELD(report,              BOOL,                            REQ, REQ, PLAIN)
    FIELD(clear,               BOOL,                            REQ, REQ, PLAIN)
    FIELD(customerCertificate, OBJECT(CertificateHashDataType), OPT, OPT, PLAIN)
    FIELD(idToken,             OBJECT(IdTokenType),             OPT, OPT, PLAIN)
    FIELD(customerIdentifier,  TEXT,                            OPT, OPT, MAX(64))
END

TYPE(CustomerInformationResponse)
    FIELD(status,     CODE(CustomerInformationStatusEnumType), REQ, REQ, PLAIN)
    FIELD(statusInfo, OBJECT(StatusInfoType),                  OPT, OPT, PLAIN)
END

TYPE(DataTransferRequest)
    FIELD(vendorId,  TEXT, REQ, REQ, MAX(255))
    FIELD(messageId, TEXT, OPT, OPT, MAX(50))
    FIELD(data,      ANY,  OPT, OPT, PLAIN)
END

TYPE(DataTransferResponse)
    FIELD(status,     CODE(DataTransferStatusEnumType), REQ, REQ, PLAIN)
    FIELD(statusInfo, OBJECT(StatusInfoType),           OPT, OPT, PLAIN)
    FIELD(data,       ANY,                              OPT, OPT, PLAIN)
END

TYPE(DeleteCertificateRequest)
    FIELD(certificateHashData, OBJECT(CertificateHashDataType), REQ, REQ, PLAIN)
END

TYPE(DeleteCertificateResponse)
    FIELD(status,     CODE(DeleteCertificateStatusEnumType), REQ, REQ, PLAIN)
    FIELD(statusInfo, OBJECT(StatusInfoType),                OPT, OPT, PLAIN)
END

TYPE(FirmwareStatusNotificationRequest)
    FIELD(status,     CODE(FirmwareStatusEnumType), REQ, REQ, PLAIN)
    FIELD(requestId,  INT,                          OPT, OPT, PLAIN)
    FIELD(statusInfo, OBJECT(StatusInfoType),       NO,  OPT, PLAIN)
END

TYPE(FirmwareStatusNotificationResponse)
END

TYPE(Get15118EVCertificateRequest)
    FIELD(iso15118SchemaVersion,            TEXT,                            REQ, REQ, MAX(50))
    FIELD(action,                           CODE(CertificateActionEnumType), REQ, REQ, PLAIN)
    FIELD(exiRequest,                       TEXT,       REQ, REQ, IN201(MAX(5600)) IN21(MAX(11000)))
    FIELD(maximumContractCertificateChains, INT,                             NO,  OPT, LEAST(0))
    FIELD(prioritizedEMAIDs,                TEXT,                       NO,  OPT, UP_TO(8) MAX(255))
END

TYPE(Get15118EVCertificateResponse)
    FIELD(status,             CODE(Iso15118EVCertificateStatusEnumType), REQ, REQ, PLAIN)
    FIELD(exiResponse,        TEXT,                     REQ, REQ, IN201(MAX(5600)) IN21(MAX(17000)))
    FIELD(statusInfo,         OBJECT(StatusInfoType),                    OPT, OPT, PLAIN)
    FIELD(remainingContracts, INT,                                       NO,  OPT, LEAST(0))
END

TYPE(GetBaseReportRequest)
    FIELD(requestId,  INT,                      REQ, REQ, PLAIN)
    FIELD(reportBase, CODE(ReportBaseEnumType), REQ, REQ, PLAIN)
END

TYPE(GetBaseReportResponse)
    FIELD(status,     CODE(GenericDeviceModelStatusEnumType), REQ, REQ, PLAIN)
    FIELD(statusInfo, OBJECT(StatusInfoType),                 OPT, OPT, PLAIN)
END

TYPE(GetCertificateChainStatusRequest)
    FIELD(certificateStatusRequests, OBJECT(CertificateStatusRequestInfoType), NO,  REQ, UP_TO(4))
END

TYPE(GetCertificateChainStatusResponse)
    FIELD(certificateStatus, OBJECT(CertificateStatusType), NO,  REQ, UP_TO(4))
END

TYPE(GetCertificateStatusRequest)
    FIELD(ocspRequestData, OBJECT(OCSPRequestDataType), REQ, REQ, PLAIN)
END

TYPE(GetCertificateStatusResponse)
    FIELD(status,     CODE(GetCertificateStatusEnumType), REQ, REQ, PLAIN)
    FIELD(statusInfo, OBJECT(StatusInfoType),             OPT, OPT, PLAIN)
    FIELD(ocspResult, TEXT,                             OPT, OPT, IN201(MAX(5500)) IN21(MAX(18000)))
END

TYPE(GetChargingProfilesRequest)
    FIELD(requestId,       INT,                                  REQ, REQ, PLAIN)
    FIELD(chargingProfile, OBJECT(ChargingProfileCriterionType), REQ, REQ, PLAIN)
    FIELD(evseId,          INT,                                  OPT, OPT, IN21(LEAST(0)))
END

TYPE(GetChargingProfilesResponse)
    FIELD(status,     CODE(GetChargingProfileStatusEnumType), REQ, REQ, PLAIN)
    FIELD(statusInfo, OBJECT(StatusInfoType),                 OPT, OPT, PLAIN)
END

TYPE(GetCompositeScheduleRequest)
    FIELD(duration,         INT,                            REQ, REQ, PLAIN)
    FIELD(evseId,           INT,                            REQ, REQ, IN21(LEAST(0)))
    FIELD(chargingRateUnit, CODE(ChargingRateUnitEnumType), OPT, OPT, PLAIN)
END

TYPE(GetCompositeScheduleResponse)
    FIELD(status,     CODE(GenericStatusEnumType),   REQ, REQ, PLAIN)
    FIELD(statusInfo, OBJECT(StatusInfoType),        OPT, OPT, PLAIN)
    FIELD(schedule,   OBJECT(CompositeScheduleType), OPT, OPT, PLAIN)
END

TYPE(GetDERControlRequest)
    FIELD(requestId,   INT,                      NO,  REQ, PLAIN)
    FIELD(isDefault,   BOOL,                     NO,  OPT, PLAIN)
    FIELD(controlType, CODE(DERControlEnumType), NO,  OPT, PLAIN)
    FIELD(controlId,   TEXT,                     NO,  OPT, MAX(36))
END

TYPE(GetDERControlResponse)
    FIELD(status,     CODE(DERControlStatusEnumType), NO,  REQ, PLAIN)
    FIELD(statusInfo, OBJECT(StatusInfoType),         NO,  OPT, PLAIN)
END

TYPE(GetDisplayMessagesRequest)
    FIELD(requestId, INT,                           REQ, REQ, PLAIN)
    FIELD(id,        INT,                           OPT, OPT, SOME IN21(LEAST(0)))
    FIELD(priority,  CODE(MessagePriorityEnumType), OPT, OPT, PLAIN)
    FIELD(state,     CODE(MessageStateEnumType),    OPT, OPT, PLAIN)
END

TYPE(GetDisplayMessagesResponse)
    FIELD(status,     CODE(GetDisplayMessagesStatusEnumType), REQ, REQ, PLAIN)
    FIELD(statusInfo, OBJECT(StatusInfoType),                 OPT, OPT, PLAIN)
END

TYPE(GetInstalledCertificateIdsRequest)
    FIELD(certificateType, CODE(GetCertificateIdUseEnumType), OPT, OPT, SOME)
END

TYPE(GetInstalledCertificateIdsResponse)
    FIELD(status,                   CODE(GetInstalledCertificateStatusEnumType), REQ, REQ, PLAIN)
    FIELD(statusInfo,               OBJECT(StatusInfoType),                      OPT, OPT, PLAIN)
    FIELD(certificateHashDataChain, OBJECT(CertificateHashDataChainType),        OPT, OPT, SOME)
END

TYPE(GetLocalListVersionRequest)
END

TYPE(GetLocalListVersionResponse)
    FIELD(versionNumber, INT, REQ, REQ, PLAIN)
END

TYPE(GetLogRequest)
    FIELD(log,           OBJECT(LogParametersType), REQ, REQ, PLAIN)
    FIELD(logType,       CODE(LogEnumType),         REQ, REQ, PLAIN)
    FIELD(requestId,     INT,                       REQ, REQ, PLAIN)
    FIELD(retries,       INT,                       OPT, OPT, IN21(LEAST(0)))
    FIELD(retryInterval, INT,                       OPT, OPT, PLAIN)
END

TYPE(GetLogResponse)
    FIELD(status,     CODE(LogStatusEnumType), REQ, REQ, PLAIN)
    FIELD(statusInfo, OBJECT(StatusInfoType),  OPT, OPT, PLAIN)
    FIELD(filename,   TEXT,                    OPT, OPT, MAX(255))
END

TYPE(GetMonitoringReportRequest)
    FIELD(requestId,          INT,                               REQ, REQ, PLAIN)
    FIELD(componentVariable,  OBJECT(ComponentVariableType),     OPT, OPT, SOME)
    FIELD(monitoringCriteria, CODE(MonitoringCriterionEnumType), OPT, OPT, UP_TO(3))
END

TYPE(GetMonitoringReportResponse)
    FIELD(status,     CODE(GenericDeviceModelStatusEnumType), REQ, REQ, PLAIN)
    FIELD(statusInfo, OBJECT(StatusInfoType),                 OPT, OPT, PLAIN)
END

TYPE(GetPeriodicEventStreamRequest)
END

TYPE(GetPeriodicEventStreamResponse)
    FIELD(constantStreamData, OBJECT(ConstantStreamDataType), NO,  OPT, SOME)
END

TYPE(GetReportRequest)
    FIELD(requestId,         INT,                              REQ, REQ, PLAIN)
    FIELD(componentVariable, OBJECT(ComponentVariableType),    OPT, OPT, SOME)
    FIELD(componentCriteria, CODE(ComponentCriterionEnumType), OPT, OPT, UP_TO(4))
END

TYPE(GetReportResponse)
    FIELD(status,     CODE(GenericDeviceModelStatusEnumType), REQ, REQ, PLAIN)
    FIELD(statusInfo, OBJECT(StatusInfoType),                 OPT, OPT, PLAIN)
END

TYPE(GetTariffsRequest)
    FIELD(evseId, INT, NO,  REQ, LEAST(0))
END

TYPE(GetTariffsResponse)
    FIELD(status,            CODE(TariffGetStatusEnumType), NO,  REQ, PLAIN)
    FIELD(statusInfo,        OBJECT(StatusInfoType),        NO,  OPT, PLAIN)
    FIELD(tariffAssignments, OBJECT(TariffAssignmentType),  NO,  OPT, SOME)
END

TYPE(GetTransactionStatusRequest)
    FIELD(transactionId, TEXT, OPT, OPT, MAX(36))
END

TYPE(GetTransactionStatusResponse)
    FIELD(messagesInQueue,  BOOL, REQ, REQ, PLAIN)
    FIELD(ongoingIndicator, BOOL, OPT, OPT, PLAIN)
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
    FIELD(currentTime, TIME, REQ, REQ, PLAIN)
END

TYPE(InstallCertificateRequest)
    FIELD(certificateType, CODE(InstallCertificateUseEnumType), REQ, REQ, PLAIN)
    FIELD(certificate,     TEXT,                        REQ, REQ, IN201(MAX(5500)) IN21(MAX(10000)))
END

TYPE(InstallCertificateResponse)
    FIELD(status,     CODE(InstallCertificateStatusEnumType), REQ, REQ, PLAIN)
    FIELD(statusInfo, OBJECT(StatusInfoType),                 OPT, OPT, PLAIN)
END

TYPE(LogStatusNotificationRequest)
    FIELD(status,     CODE(UploadLogStatusEnumType), REQ, REQ, PLAIN)
    FIELD(requestId,  INT,                           OPT, OPT, PLAIN)
    FIELD(statusInfo, OBJECT(StatusInfoType),        NO,  OPT, PLAIN)
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
    FIELD(status,     CODE(NotifyAllowedEnergyTransferStatusEnumType), NO,  REQ, PLAIN)
    FIELD(statusInfo, OBJECT(StatusInfoType),                          NO,  OPT, PLAIN)
END

TYPE(NotifyChargingLimitRequest)
    FIELD(chargingLimit,    OBJECT(ChargingLimitType),    REQ, REQ, PLAIN)
    FIELD(chargingSchedule, OBJECT(ChargingScheduleType), OPT, OPT, SOME)
    FIELD(evseId,           INT,                          OPT, OPT, IN21(LEAST(0)))
END

TYPE(NotifyChargingLimitResponse)
END

TYPE(NotifyCustomerInformationRequest)
    FIELD(data,        TEXT, REQ, REQ, MAX(512))
    FIELD(seqNo,       INT,  REQ, REQ, IN21(LEAST(0)))
    FIELD(generatedAt, TIME, REQ, REQ, PLAIN)
    FIELD(requestId,   INT,  REQ, REQ, IN21(LEAST(0)))
    FIELD(tbc,         BOOL, OPT, OPT, PLAIN)
END

TYPE(NotifyCustomerInformationResponse)
END

TYPE(NotifyDERAlarmRequest)
    FIELD(controlType,    CODE(DERControlEnumType),     NO,  REQ, PLAIN)
    FIELD(timestamp,      TIME,                         NO,  REQ, PLAIN)
    FIELD(gridEventFault, CODE(GridEventFaultEnumType), NO,  OPT, PLAIN)
    FIELD(alarmEnded,     BOOL,                         NO,  OPT, PLAIN)
    FIELD(extraInfo,      TEXT,                         NO,  OPT, MAX(200))
END

TYPE(NotifyDERAlarmResponse)
END

TYPE(NotifyDERStartStopRequest)
    FIELD(controlId,     TEXT, NO,  REQ, MAX(36))
    FIELD(started,       BOOL, NO,  REQ, PLAIN)
    FIELD(timestamp,     TIME, NO,  REQ, PLAIN)
    FIELD(supersededIds, TEXT, NO,  OPT, UP_TO(24) MAX(36))
END

TYPE(NotifyDERStartStopResponse)
END

TYPE(NotifyDisplayMessagesRequest)
    FIELD(requestId,   INT,                     REQ, REQ, PLAIN)
    FIELD(messageInfo, OBJECT(MessageInfoType), OPT, OPT, SOME)
    FIELD(tbc,         BOOL,                    OPT, OPT, PLAIN)
END

TYPE(NotifyDisplayMessagesResponse)
END

TYPE(NotifyEVChargingNeedsRequest)
    FIELD(chargingNeeds,     OBJECT(ChargingNeedsType), REQ, REQ, PLAIN)
    FIELD(evseId,            INT,                       REQ, REQ, IN21(LEAST(1)))
    FIELD(maxScheduleTuples, INT,                       OPT, OPT, IN21(LEAST(0)))
    FIELD(timestamp,         TIME,                      NO,  OPT, PLAIN)
END

TYPE(NotifyEVChargingNeedsResponse)
    FIELD(status,     CODE(NotifyEVChargingNeedsStatusEnumType), REQ, REQ, PLAIN)
    FIELD(statusInfo, OBJECT(StatusInfoType),                    OPT, OPT, PLAIN)
END

TYPE(NotifyEVChargingScheduleRequest)
    FIELD(timeBase,                   TIME,                         REQ, REQ, PLAIN)
    FIELD(chargingSchedule,           OBJECT(ChargingScheduleType), REQ, REQ, PLAIN)
    FIELD(evseId,                     INT,                          REQ, REQ, IN21(LEAST(1)))
    FIELD(selectedChargingScheduleId, INT,                          NO,  OPT, LEAST(0))
    FIELD(powerToleranceAcceptance,   BOOL,                         NO,  OPT, PLAIN)
END

TYPE(NotifyEVChargingScheduleResponse)
    FIELD(status,     CODE(GenericStatusEnumType), REQ, REQ, PLAIN)
    FIELD(statusInfo, OBJECT(StatusInfoType),      OPT, OPT, PLAIN)
END

TYPE(NotifyEventRequest)
    FIELD(generatedAt, TIME,                  REQ, REQ, PLAIN)
    FIELD(seqNo,       INT,                   REQ, REQ, IN21(LEAST(0)))
    FIELD(eventData,   OBJECT(EventDataType), REQ, REQ, SOME)
    FIELD(tbc,         BOOL,                  OPT, OPT, PLAIN)
END

TYPE(NotifyEventResponse)
END

TYPE(NotifyMonitoringReportRequest)
    FIELD(requestId,   INT,                        REQ, REQ, PLAIN)
    FIELD(seqNo,       INT,                        REQ, REQ, IN21(LEAST(0)))
    FIELD(generatedAt, TIME,                       REQ, REQ, PLAIN)
    FIELD(monitor,     OBJECT(MonitoringDataType), OPT, OPT, SOME)
    FIELD(tbc,         BOOL,                       OPT, OPT, PLAIN)
END

TYPE(NotifyMonitoringReportResponse)
END

TYPE(NotifyPeriodicEventStreamRequest)
    FIELD(data,     OBJECT(StreamDataElementType), NO,  REQ, SOME)
    FIELD(id,       INT,                           NO,  REQ, LEAST(0))
    FIELD(pending,  INT,                           NO,  REQ, LEAST(0))
    FIELD(basetime, TIME,                          NO,  REQ, PLAIN)
END

TYPE(NotifyPriorityChargingRequest)
    FIELD(transactionId, TEXT, NO,  REQ, MAX(36))
    FIELD(activated,     BOOL, NO,  REQ, PLAIN)
END

TYPE(NotifyPriorityChargingResponse)
END

TYPE(NotifyReportRequest)
    FIELD(requestId,   INT,                    REQ, REQ, PLAIN)
    FIELD(generatedAt, TIME,                   REQ, REQ, PLAIN)
    FIELD(seqNo,       INT,                    REQ, REQ, IN21(LEAST(0)))
    FIELD(reportData,  OBJECT(ReportDataType), OPT, OPT, SOME)
    FIELD(tbc,         BOOL,                   OPT, OPT, PLAIN)
END

TYPE(NotifyReportResponse)
END

TYPE(NotifySettlementRequest)
    FIELD(pspRef,           TEXT,                        NO,  REQ, MAX(255))
    FIELD(status,           CODE(PaymentStatusEnumType), NO,  REQ, PLAIN)
    FIELD(settlementAmount, NUM,                         NO,  REQ, PLAIN)
    FIELD(settlementTime,   TIME,                        NO,  REQ, PLAIN)
    FIELD(transactionId,    TEXT,                        NO,  OPT, MAX(36))
    FIELD(statusInfo,       TEXT,                        NO,  OPT, MAX(500))
    FIELD(receiptId,        TEXT,                        NO,  OPT, MAX(50))
    FIELD(receiptUrl,       TEXT,                        NO,  OPT, MAX(2000))
    FIELD(vatCompany,       OBJECT(AddressType),         NO,  OPT, PLAIN)
    FIELD(vatNumber,        TEXT,                        NO,  OPT, MAX(20))
END

TYPE(NotifySettlementResponse)
    FIELD(receiptUrl, TEXT, NO,  OPT, MAX(2000))
    FIELD(receiptId,  TEXT, NO,  OPT, MAX(50))
END

TYPE(NotifyWebPaymentStartedRequest)
    FIELD(evseId,  INT, NO,  REQ, LEAST(0))
    FIELD(timeout, INT, NO,  REQ, PLAIN)
END

TYPE(NotifyWebPaymentStartedResponse)
END

TYPE(OpenPeriodicEventStreamRequest)
    FIELD(constantStreamData, OBJECT(ConstantStreamDataType), NO,  REQ, PLAIN)
END

TYPE(OpenPeriodicEventStreamResponse)
    FIELD(status,     CODE(GenericStatusEnumType), NO,  REQ, PLAIN)
    FIELD(statusInfo, OBJECT(StatusInfoType),      NO,  OPT, PLAIN)
END

TYPE(PublishFirmwareRequest)
    FIELD(location,      TEXT, REQ, REQ, IN201(MAX(512)) IN21(MAX(2000)))
    FIELD(checksum,      TEXT, REQ, REQ, MAX(32))
    FIELD(requestId,     INT,  REQ, REQ, IN21(LEAST(0)))
    FIELD(retries,       INT,  OPT, OPT, IN21(LEAST(0)))
    FIELD(retryInterval, INT,  OPT, OPT, IN21(LEAST(0)))
END

TYPE(PublishFirmwareResponse)
    FIELD(status,     CODE(GenericStatusEnumType), REQ, REQ, PLAIN)
    FIELD(statusInfo, OBJECT(StatusInfoType),      OPT, OPT, PLAIN)
END

TYPE(PublishFirmwareStatusNotificationRequest)
    FIELD(status,     CODE(PublishFirmwareStatusEnumType), REQ, REQ, PLAIN)
    FIELD(location,   TEXT,                          OPT, OPT, SOME IN201(MAX(512)) IN21(MAX(2000)))
    FIELD(requestId,  INT,                                 OPT, OPT, IN21(LEAST(0)))
    FIELD(statusInfo, OBJECT(StatusInfoType),              NO,  OPT, PLAIN)
END

TYPE(PublishFirmwareStatusNotificationResponse)
END

TYPE(PullDynamicScheduleUpdateRequest)
    FIELD(chargingProfileId, INT, NO,  REQ, PLAIN)
END

TYPE(PullDynamicScheduleUpdateResponse)
    FIELD(status,         CODE(ChargingProfileStatusEnumType), NO,  REQ, PLAIN)
    FIELD(scheduleUpdate, OBJECT(ChargingScheduleUpdateType),  NO,  OPT, PLAIN)
    FIELD(statusInfo,     OBJECT(StatusInfoType),              NO,  OPT, PLAIN)
END

TYPE(ReportChargingProfilesRequest)
    FIELD(requestId,           INT,                               REQ, REQ, PLAIN)
    FIELD(chargingLimitSource, CODE(ChargingLimitSourceEnumType), REQ, NO,  PLAIN)
    FIELD(chargingLimitSource, TEXT,                              NO,  REQ, MAX(20))
    FIELD(chargingProfile,     OBJECT(ChargingProfileType),       REQ, REQ, SOME)
    FIELD(evseId,              INT,                               REQ, REQ, IN21(LEAST(0)))
    FIELD(tbc,                 BOOL,                              OPT, OPT, PLAIN)
END

TYPE(ReportChargingProfilesResponse)
END

TYPE(ReportDERControlRequest)
    FIELD(requestId,         INT,                              NO,  REQ, PLAIN)
    FIELD(curve,             OBJECT(DERCurveGetType),          NO,  OPT, UP_TO(24))
    FIELD(enterService,      OBJECT(EnterServiceGetType),      NO,  OPT, UP_TO(24))
    FIELD(fixedPFAbsorb,     OBJECT(FixedPFGetType),           NO,  OPT, UP_TO(24))
    FIELD(fixedPFInject,     OBJECT(FixedPFGetType),           NO,  OPT, UP_TO(24))
    FIELD(fixedVar,          OBJECT(FixedVarGetType),          NO,  OPT, UP_TO(24))
    FIELD(freqDroop,         OBJECT(FreqDroopGetType),         NO,  OPT, UP_TO(24))
    FIELD(gradient,          OBJECT(GradientGetType),          NO,  OPT, UP_TO(24))
    FIELD(limitMaxDischarge, OBJECT(LimitMaxDischargeGetType), NO,  OPT, UP_TO(24))
    FIELD(tbc,               BOOL,                             NO,  OPT, PLAIN)
END

TYPE(ReportDERControlResponse)
END

TYPE(RequestBatterySwapRequest)
    FIELD(idToken,   OBJECT(IdTokenType), NO,  REQ, PLAIN)
    FIELD(requestId, INT,                 NO,  REQ, PLAIN)
END

TYPE(RequestBatterySwapResponse)
    FIELD(status,     CODE(GenericStatusEnumType), NO,  REQ, PLAIN)
    FIELD(statusInfo, OBJECT(StatusInfoType),      NO,  OPT, PLAIN)
END

TYPE(RequestStartTransactionRequest)
    FIELD(idToken,         OBJECT(IdTokenType),         REQ, REQ, PLAIN)
    FIELD(remoteStartId,   INT,                         REQ, REQ, PLAIN)
    FIELD(evseId,          INT,                         OPT, OPT, IN21(LEAST(1)))
    FIELD(groupIdToken,    OBJECT(IdTokenType),         OPT, OPT, PLAIN)
    FIELD(chargingProfile, OBJECT(ChargingProfileType), OPT, OPT, PLAIN)
END

TYPE(RequestStartTransactionResponse)
    FIELD(status,        CODE(RequestStartStopStatusEnumType), REQ, REQ, PLAIN)
    FIELD(statusInfo,    OBJECT(StatusInfoType),               OPT, OPT, PLAIN)
    FIELD(transactionId, TEXT,                                 OPT, OPT, MAX(36))
END

TYPE(RequestStopTransactionRequest)
    FIELD(transactionId, TEXT, REQ, REQ, MAX(36))
END

TYPE(RequestStopTransactionResponse)
    FIELD(status,     CODE(RequestStartStopStatusEnumType), REQ, REQ, PLAIN)
    FIELD(statusInfo, OBJECT(StatusInfoType),               OPT, OPT, PLAIN)
END

TYPE(ReservationStatusUpdateRequest)
    FIELD(reservationId,           INT,                                   REQ, REQ, IN21(LEAST(0)))
    FIELD(reservationUpdateStatus, CODE(ReservationUpdateStatusEnumType), REQ, REQ, PLAIN)
END

TYPE(ReservationStatusUpdateResponse)
END

TYPE(ReserveNowRequest)
    FIELD(id,             INT,                     REQ, REQ, IN21(LEAST(0)))
    FIELD(expiryDateTime, TIME,                    REQ, REQ, PLAIN)
    FIELD(idToken,        OBJECT(IdTokenType),     REQ, REQ, PLAIN)
    FIELD(connectorType,  CODE(ConnectorEnumType), OPT, NO,  PLAIN)
    FIELD(connectorType,  TEXT,                    NO,  OPT, MAX(20))
    FIELD(evseId,         INT,                     OPT, OPT, IN21(LEAST(0)))
    FIELD(groupIdToken,   OBJECT(IdTokenType),     OPT, OPT, PLAIN)
END

TYPE(ReserveNowResponse)
    FIELD(status,     CODE(ReserveNowStatusEnumType), REQ, REQ, PLAIN)
    FIELD(statusInfo, OBJECT(StatusInfoType),         OPT, OPT, PLAIN)
END

TYPE(ResetRequest)
    FIELD(type,   CODE(ResetEnumType), REQ, REQ, PLAIN)
    FIELD(evseId, INT,                 OPT, OPT, IN21(LEAST(0)))
END

TYPE(ResetResponse)
    FIELD(status,     CODE(ResetStatusEnumType), REQ, REQ, PLAIN)
    FIELD(statusInfo, OBJECT(StatusInfoType),    OPT, OPT, PLAIN)
END

TYPE(SecurityEventNotificationRequest)
    FIELD(type,      TEXT, REQ, REQ, MAX(50))
    FIELD(timestamp, TIME, REQ, REQ, PLAIN)
    FIELD(techInfo,  TEXT, OPT, OPT, MAX(255))
END

TYPE(SecurityEventNotificationResponse)
END

TYPE(SendLocalListRequest)
    FIELD(versionNumber,          INT,                       REQ, REQ, PLAIN)
    FIELD(updateType,             CODE(UpdateEnumType),      REQ, REQ, PLAIN)
    FIELD(localAuthorizationList, OBJECT(AuthorizationData), OPT, OPT, SOME)
END

TYPE(SendLocalListResponse)
    FIELD(status,     CODE(SendLocalListStatusEnumType), REQ, REQ, PLAIN)
    FIELD(statusInfo, OBJECT(StatusInfoType),            OPT, OPT, PLAIN)
END

TYPE(SetChargingProfileRequest)
    FIELD(evseId,          INT,                         REQ, REQ, IN21(LEAST(0)))
    FIELD(chargingProfile, OBJECT(ChargingProfileType), REQ, REQ, PLAIN)
END

TYPE(SetChargingProfileResponse)
    FIELD(status,     CODE(ChargingProfileStatusEnumType), REQ, REQ, PLAIN)
    FIELD(statusInfo, OBJECT(StatusInfoType),              OPT, OPT, PLAIN)
END

TYPE(SetDERControlRequest)
    FIELD(isDefault,         BOOL,                          NO,  REQ, PLAIN)
    FIELD(controlId,         TEXT,                          NO,  REQ, MAX(36))
    FIELD(controlType,       CODE(DERControlEnumType),      NO,  REQ, PLAIN)
    FIELD(curve,             OBJECT(DERCurveType),          NO,  OPT, PLAIN)
    FIELD(enterService,      OBJECT(EnterServiceType),      NO,  OPT, PLAIN)
    FIELD(fixedPFAbsorb,     OBJECT(FixedPFType),           NO,  OPT, PLAIN)
    FIELD(fixedPFInject,     OBJECT(FixedPFType),           NO,  OPT, PLAIN)
    FIELD(fixedVar,          OBJECT(FixedVarType),          NO,  OPT, PLAIN)
    FIELD(freqDroop,         OBJECT(FreqDroopType),         NO,  OPT, PLAIN)
    FIELD(gradient,          OBJECT(GradientType),          NO,  OPT, PLAIN)
    FIELD(limitMaxDischarge, OBJECT(LimitMaxDischargeType), NO,  OPT, PLAIN)
END

TYPE(SetDERControlResponse)
    FIELD(status,        CODE(DERControlStatusEnumType), NO,  REQ, PLAIN)
    FIELD(statusInfo,    OBJECT(StatusInfoType),         NO,  OPT, PLAIN)
    FIELD(supersededIds, TEXT,                           NO,  OPT, UP_TO(24) MAX(36))
END

TYPE(SetDefaultTariffRequest)
    FIELD(evseId, INT,                NO,  REQ, LEAST(0))
    FIELD(tariff, OBJECT(TariffType), NO,  REQ, PLAIN)
END

TYPE(SetDefaultTariffResponse)
    FIELD(status,     CODE(TariffSetStatusEnumType), NO,  REQ, PLAIN)
    FIELD(statusInfo, OBJECT(StatusInfoType),        NO,  OPT, PLAIN)
END

TYPE(SetDisplayMessageRequest)
    FIELD(message, OBJECT(MessageInfoType), REQ, REQ, PLAIN)
END

TYPE(SetDisplayMessageResponse)
    FIELD(status,     CODE(DisplayMessageStatusEnumType), REQ, REQ, PLAIN)
    FIELD(statusInfo, OBJECT(StatusInfoType),             OPT, OPT, PLAIN)
END

TYPE(SetMonitoringBaseRequest)
    FIELD(monitoringBase, CODE(MonitoringBaseEnumType), REQ, REQ, PLAIN)
END

TYPE(SetMonitoringBaseResponse)
    FIELD(status,     CODE(GenericDeviceModelStatusEnumType), REQ, REQ, PLAIN)
    FIELD(statusInfo, OBJECT(StatusInfoType),                 OPT, OPT, PLAIN)
END

TYPE(SetMonitoringLevelRequest)
    FIELD(severity, INT, REQ, REQ, IN21(LEAST(0)))
END

TYPE(SetMonitoringLevelResponse)
    FIELD(status,     CODE(GenericStatusEnumType), REQ, REQ, PLAIN)
    FIELD(statusInfo, OBJECT(StatusInfoType),      OPT, OPT, PLAIN)
END

TYPE(SetNetworkProfileRequest)
    FIELD(configurationSlot, INT,                                  REQ, REQ, PLAIN)
    FIELD(connectionData,    OBJECT(NetworkConnectionProfileType), REQ, REQ, PLAIN)
END

TYPE(SetNetworkProfileResponse)
    FIELD(status,     CODE(SetNetworkProfileStatusEnumType), REQ, REQ, PLAIN)
    FIELD(statusInfo, OBJECT(StatusInfoType),                OPT, OPT, PLAIN)
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
    FIELD(certificateType,     CODE(CertificateSigningUseEnumType), OPT, OPT, PLAIN)
    FIELD(hashRootCertificate, OBJECT(CertificateHashDataType),     NO,  OPT, PLAIN)
    FIELD(requestId,           INT,                                 NO,  OPT, PLAIN)
END

TYPE(SignCertificateResponse)
    FIELD(status,     CODE(GenericStatusEnumType), REQ, REQ, PLAIN)
    FIELD(statusInfo, OBJECT(StatusInfoType),      OPT, OPT, PLAIN)
END

TYPE(StatusNotificationRequest)
    FIELD(timestamp,       TIME,                          REQ, REQ, PLAIN)
    FIELD(connectorStatus, CODE(ConnectorStatusEnumType), REQ, REQ, PLAIN)
    FIELD(evseId,          INT,                           REQ, REQ, IN21(LEAST(0)))
    FIELD(connectorId,     INT,                           REQ, REQ, IN21(LEAST(0)))
END

TYPE(StatusNotificationResponse)
END

TYPE(TransactionEventRequest)
    FIELD(eventType,             CODE(TransactionEventEnumType),      REQ, REQ, PLAIN)
    FIELD(timestamp,             TIME,                                REQ, REQ, PLAIN)
    FIELD(triggerReason,         CODE(TriggerReasonEnumType),         REQ, REQ, PLAIN)
    FIELD(seqNo,                 INT,                                 REQ, REQ, IN21(LEAST(0)))
    FIELD(transactionInfo,       OBJECT(TransactionType),             REQ, REQ, PLAIN)
    FIELD(costDetails,           OBJECT(CostDetailsType),             NO,  OPT, PLAIN)
    FIELD(meterValue,            OBJECT(MeterValueType),              OPT, OPT, SOME)
    FIELD(offline,               BOOL,                                OPT, OPT, PLAIN)
    FIELD(numberOfPhasesUsed,    INT,                                 OPT, OPT, IN21(RANGE(0, 3)))
    FIELD(cableMaxCurrent,       INT,                                 OPT, OPT, PLAIN)
    FIELD(reservationId,         INT,                                 OPT, OPT, IN21(LEAST(0)))
    FIELD(preconditioningStatus, CODE(PreconditioningStatusEnumType), NO,  OPT, PLAIN)
    FIELD(evseSleep,             BOOL,                                NO,  OPT, PLAIN)
    FIELD(evse,                  OBJECT(EVSEType),                    OPT, OPT, PLAIN)
    FIELD(idToken,               OBJECT(IdTokenType),                 OPT, OPT, PLAIN)
END

TYPE(TransactionEventResponse)
    FIELD(totalCost,                   NUM,                          OPT, OPT, PLAIN)
    FIELD(chargingPriority,            INT,                          OPT, OPT, PLAIN)
    FIELD(idTokenInfo,                 OBJECT(IdTokenInfoType),      OPT, OPT, PLAIN)
    FIELD(transactionLimit,            OBJECT(TransactionLimitType), NO,  OPT, PLAIN)
    FIELD(updatedPersonalMessage,      OBJECT(MessageContentType),   OPT, OPT, PLAIN)
    FIELD(updatedPersonalMessageExtra, OBJECT(MessageContentType),   NO,  OPT, UP_TO(4))
END

TYPE(TriggerMessageRequest)
    FIELD(requestedMessage, CODE(MessageTriggerEnumType), REQ, REQ, PLAIN)
    FIELD(evse,             OBJECT(EVSEType),             OPT, OPT, PLAIN)
    FIELD(customTrigger,    TEXT,                         NO,  OPT, MAX(50))
END

TYPE(TriggerMessageResponse)
    FIELD(status,     CODE(TriggerMessageStatusEnumType), REQ, REQ, PLAIN)
    FIELD(statusInfo, OBJECT(StatusInfoType),             OPT, OPT, PLAIN)
END

TYPE(UnlockConnectorRequest)
    FIELD(evseId,      INT, REQ, REQ, IN21(LEAST(0)))
    FIELD(connectorId, INT, REQ, REQ, IN21(LEAST(0)))
END

TYPE(UnlockConnectorResponse)
    FIELD(status,     CODE(UnlockStatusEnumType), REQ, REQ, PLAIN)
    FIELD(statusInfo, OBJECT(StatusInfoType),     OPT, OPT, PLAIN)
END

TYPE(UnpublishFirmwareRequest)
    FIELD(checksum, TEXT, REQ, REQ, MAX(32))
END

TYPE(UnpublishFirmwareResponse)
    FIELD(status, CODE(UnpublishFirmwareStatusEnumType), REQ, REQ, PLAIN)
END

TYPE(UpdateDynamicScheduleRequest)
    FIELD(chargingProfileId, INT,                                NO,  REQ, PLAIN)
    FIELD(scheduleUpdate,    OBJECT(ChargingScheduleUpdateType), NO,  REQ, PLAIN)
END

TYPE(UpdateDynamicScheduleResponse)
    FIELD(status,     CODE(ChargingProfileStatusEnumType), NO,  REQ, PLAIN)
    FIELD(statusInfo, OBJECT(StatusInfoType),              NO,  OPT, PLAIN)
END

TYPE(UpdateFirmwareRequest)
    FIELD(requestId,     INT,                  REQ, REQ, PLAIN)
    FIELD(firmware,      OBJECT(FirmwareType), REQ, REQ, PLAIN)
    FIELD(retries,       INT,                  OPT, OPT, IN21(LEAST(0)))
    FIELD(retryInterval, INT,                  OPT, OPT, PLAIN)
END

TYPE(UpdateFirmwareResponse)
    FIELD(status,     CODE(UpdateFirmwareStatusEnumType), REQ, REQ, PLAIN)
    FIELD(statusInfo, OBJECT(StatusInfoType),             OPT, OPT, PLAIN)
END

TYPE(UsePriorityChargingRequest)
    FIELD(transactionId, TEXT, NO,  REQ, MAX(36))
    FIELD(activate,      BOOL, NO,  REQ, PLAIN)
END

TYPE(UsePriorityChargingResponse)
    FIELD(status,     CODE(PriorityChargingStatusEnumType), NO,  REQ, PLAIN)
    FIELD(statusInfo, OBJECT(StatusInfoType),               NO,  OPT, PLAIN)
END

TYPE(VatNumberValidationRequest)
    FIELD(vatNumber, TEXT, NO,  REQ, MAX(20))
    FIELD(evseId,    INT,  NO,  OPT, LEAST(0))
END

TYPE(VatNumberValidationResponse)
    FIELD(vatNumber,  TEXT,                        NO,  REQ, MAX(20))
    FIELD(status,     CODE(GenericStatusEnumType), NO,  REQ, PLAIN)
    FIELD(company,    OBJECT(AddressType),         NO,  OPT, PLAIN)
    FIELD(statusInfo, OBJECT(StatusInfoType),      NO,  OPT, PLAIN)
    FIELD(evseId,     INT,                         NO,  OPT, LEAST(0))
END

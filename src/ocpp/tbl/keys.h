/* SPDX-License-Identifier: Apache-2.0 */
/* What a newer order replaces while it is not sent: the key of an order that is given none, of these fields of its payload.
 * ORDER_KEY(action, object, first, second, third): the fields lie in `object` of the payload (FIELD_NONE: in the payload itself),
 * but for the first, which is always the payload's own. Only actions whose later request undoes the earlier stand here. */
ORDER_KEY(SetChargingProfile,     chargingProfile,    evseId,            chargingProfilePurpose, stackLevel)
ORDER_KEY(SetChargingProfile,     csChargingProfiles, connectorId,       chargingProfilePurpose, stackLevel)
ORDER_KEY(ChangeAvailability,     evse,               connectorId,       id,                     connectorId)
ORDER_KEY(SetNetworkProfile,      NONE,               configurationSlot, NONE,                   NONE)
ORDER_KEY(SetMonitoringBase,      NONE,               NONE,              NONE,                   NONE)
ORDER_KEY(SetMonitoringLevel,     NONE,               NONE,              NONE,                   NONE)
ORDER_KEY(UpdateDynamicSchedule,  NONE,               chargingProfileId, NONE,                   NONE)
ORDER_KEY(SetDefaultTariff,       NONE,               evseId,            NONE,                   NONE)

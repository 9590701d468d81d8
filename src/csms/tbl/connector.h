/* SPDX-License-Identifier: Apache-2.0 */
/* One connector as last reported. */
ROW_INT(connector, evse_id, 1, "EVSE (1.6: connectorId; 0 = the station)")
ROW_INT(connector, connector_id, 2, "connector of the EVSE (1.6: 1)")
ROW_ENUM(connector, status, 3, connector_status, "status")
ROW_TIME(connector, since_us, 4, "when this status was first reported (station's clock, or receipt)")
ROW_TEXT(connector, error_code, 5, 51, "errorCode of 1.6")
ROW_TEXT(connector, info, 6, 51, "free text, cut")
ROW_TEXT(connector, vendor_error_code, 7, 51, "vendor's own code")
ROW_TIME(connector, received_us, 8, "when that status was first received, by our clock")

/* SPDX-License-Identifier: Apache-2.0 */
/* Vendor quirks of simulated stations: QUIRK(NAME, ppm of stations, help). */
QUIRK(KWH, 150000, "registers in kWh with decimals")
QUIRK(NO_ZONE, 60000, "times without a zone")
QUIRK(LONG_FRACTION, 100000, "times with seven fraction digits")
QUIRK(EXTRA_FIELDS, 60000, "members that the standard does not have")
QUIRK(NUMBER_STRINGS, 60000, "numbers where strings are due, and back")
QUIRK(STOP_WITHOUT_TAG, 100000, "1.6: StopTransaction without idTag")
QUIRK(AVAILABLE_FIRST, 80000, "StatusNotification Available before the stop")
QUIRK(BOOT_ALWAYS, 100000, "BootNotification at each reconnect")
QUIRK(LONG_SERIAL, 60000, "a serial number longer than allowed")
QUIRK(PHASES, 60000, "per-phase registers beside the total")
QUIRK(SIGNED, 100000, "signed meter values at begin and end")
QUIRK(SEQ_GLOBAL, 100000, "2.x: seqNo runs on over transactions")

/* SPDX-License-Identifier: Apache-2.0 */
/* Other words that chargers use: SYNONYM(LIST, "text", VALUE) for the lists MEASURAND, PHASE, LOCATION, CONTEXT.
 * Case and the marks between words never count, so "energyActiveImportRegister", "L1/N" or "sample_clock" need no row.
 * A word that does not surely mean one thing has no row: it stays as it was sent (OTHER). */
SYNONYM(MEASURAND, "State.Of.Charge", SOC)
SYNONYM(MEASURAND, "RotationsPerMinute", RPM)
SYNONYM(PHASE, "N-L1", L1_N)
SYNONYM(PHASE, "N-L2", L2_N)
SYNONYM(PHASE, "N-L3", L3_N)
SYNONYM(PHASE, "L2-L1", L1_L2)
SYNONYM(PHASE, "L3-L2", L2_L3)
SYNONYM(PHASE, "L1-L3", L3_L1)
SYNONYM(PHASE, "Neutral", N)
SYNONYM(LOCATION, "Vehicle", EV)
SYNONYM(CONTEXT, "Periodic", PERIODIC)
SYNONYM(CONTEXT, "Clock", CLOCK)
SYNONYM(CONTEXT, "Transaction.Start", BEGIN)
SYNONYM(CONTEXT, "Transaction.Stop", END)
SYNONYM(CONTEXT, "Interruption.Start", INTERRUPTION_BEGIN)
SYNONYM(CONTEXT, "Interruption.Stop", INTERRUPTION_END)
SYNONYM(CONTEXT, "Triggered", TRIGGER)

/* SPDX-License-Identifier: Apache-2.0 */
/* What a charger of the load generator says. */
#include "apps/load.h"

#include "base/buf.h"
#include "base/time.h"

#define UPDATES 20 /* of one transaction, between its start and its end */

void load_compose_boot(struct buf *out, bool v16, struct load_course *c)
{
    c->n++;
    if (v16)
        buf_printf(out,
                   "[2,\"b%llu\",\"BootNotification\",{\"chargePointVendor\":\"Busbar\","
                   "\"chargePointModel\":\"Load\"}]",
                   (unsigned long long)c->n);
    else
        buf_printf(out,
                   "[2,\"b%llu\",\"BootNotification\",{\"reason\":\"PowerUp\",\"chargingStation\":{"
                   "\"vendorName\":"
                   "\"Busbar\",\"model\":\"Load\"}}]",
                   (unsigned long long)c->n);
}

static void compose_heartbeat(struct buf *out, const struct load_course *c)
{
    buf_printf(out, "[2,\"%llu\",\"Heartbeat\",{}]", (unsigned long long)c->n);
}

/* The state of a connector, numbered from 1: free. */
static void compose_status(struct buf *out, bool v16, const struct load_course *c, int connector)
{
    char at[25];
    time_format(c->at_us, at);
    buf_printf(out, "[2,\"%llu\",\"StatusNotification\",{\"connectorId\":%d,\"%s\":\"Available\",",
               (unsigned long long)c->n, v16 ? connector : 1, v16 ? "status" : "connectorStatus");
    if (v16)
        buf_putz(out, "\"errorCode\":\"NoError\",");
    else
        buf_printf(out, "\"evseId\":%d,", connector);
    buf_printf(out, "\"timestamp\":\"%s\"}]", at);
}

void load_compose_held(struct buf *out, bool v16, struct load_course *c)
{
    static const char *const forms[] = {
        "[2,\"b1\",\"BootNotification\",{\"reason\":\"PowerUp\",\"chargingStation\":{"
        "\"vendorName\":"
        "\"Busbar Charging\",\"model\":\"Hyper 400 D\",\"serialNumber\":\"SERIAL1\","
        "\"firmwareVersion\":\"4.11.2-rc7 (2026-03-01)\"}}]",
        "[2,\"b1\",\"BootNotification\",{\"chargePointVendor\":\"Busbar Charging\","
        "\"chargePointModel\":\"Hyper 400 D\",\"chargePointSerialNumber\":\"SERIAL1\","
        "\"firmwareVersion\":\"4.11.2-rc7 (2026-03-01)\"}]"};
    c->n++;
    if (c->n == 1)
        buf_putz(out, forms[v16]);
    else if (c->n <= 1 + LOAD_CONNECTORS)
        compose_status(out, v16, c, (int)c->n - 1);
    else
        compose_heartbeat(out, c);
}

/* The five sampled values of an update. */
static void compose_samples(struct buf *out, const struct load_course *c, const char *context)
{
    static const struct {
        const char *measurand, *unit;
        int64_t base, swing;
    } rows[] = {
        {"Power.Active.Import", "W", 148000, 900},
        {"Voltage", "V", 790, 9},
        {"Current.Import", "A", 187, 4},
        {"SoC", "Percent", 20, 60},
    };
    buf_printf(out,
               "[{\"value\":%lld.125,\"context\":\"%s\",\"measurand\":\"Energy.Active.Import."
               "Register\",\"location\":"
               "\"Outlet\",\"unitOfMeasure\":{\"unit\":\"Wh\"}}",
               (long long)c->energy_wh, context);
    for (unsigned i = 0; i < sizeof rows / sizeof *rows; i++)
        buf_printf(out,
                   ",{\"value\":%lld,\"context\":\"%s\",\"measurand\":\"%s\",\"unitOfMeasure\":{"
                   "\"unit\":\"%s\"}}",
                   (long long)rows[i].base + (long long)(c->seq * 7 % (uint64_t)rows[i].swing),
                   context, rows[i].measurand, rows[i].unit);
    buf_putz(out, "]");
}

/* One TransactionEvent: Started, then UPDATES times Updated, then Ended. */
static void compose_transaction(struct buf *out, struct load_course *c)
{
    const char *type = c->seq == 0 ? "Started" : c->seq <= UPDATES ? "Updated" : "Ended";
    const char *trigger = c->seq == 0         ? "Authorized"
                          : c->seq <= UPDATES ? "MeterValuePeriodic"
                                              : "EVDeparted";
    const char *context = c->seq == 0         ? "Transaction.Begin"
                          : c->seq <= UPDATES ? "Sample.Periodic"
                                              : "Transaction.End";
    char at[25];
    time_format(c->at_us, at);
    buf_printf(out,
               "[2,\"%llu\",\"TransactionEvent\",{\"eventType\":\"%s\",\"timestamp\":\"%s\","
               "\"triggerReason\":\"%s\","
               "\"seqNo\":%llu,\"transactionInfo\":{\"transactionId\":\"load-%05llu-%08llu\","
               "\"chargingState\":"
               "\"Charging\"},\"evse\":{\"id\":1,\"connectorId\":1},",
               (unsigned long long)c->n, type, at, trigger, (unsigned long long)c->seq,
               (unsigned long long)c->who, (unsigned long long)c->transaction);
    if (c->seq == 0)
        buf_putz(out, "\"idToken\":{\"idToken\":\"LOAD\",\"type\":\"ISO14443\"},");
    buf_printf(out, "\"meterValue\":[{\"timestamp\":\"%s\",\"sampledValue\":", at);
    compose_samples(out, c, context);
    buf_putz(out, "}]}]");
    c->at_us += 10 * US_PER_S;
    c->energy_wh += 411;
    if (++c->seq > UPDATES + 1) {
        c->seq = 0;
        c->transaction++;
    }
}

void load_compose(struct buf *out, enum load_message message, struct load_course *c)
{
    c->n++;
    switch (message) {
    case LOAD_HEARTBEAT:
    case LOAD_CONNECT:
        compose_heartbeat(out, c);
        break;
    case LOAD_TRANSACTION:
        compose_transaction(out, c);
        break;
    }
}

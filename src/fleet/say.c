/* SPDX-License-Identifier: Apache-2.0 */
/* Messages of simulated stations, vendor quirks included. 1.6 and 2.x side by side. */
#include "fleet/say.h"

#include <stdio.h>

#include "base/time.h"
#include "wire/decimal.h"

static bool quirk(const struct charger *c, enum charger_quirk q)
{
    return (c->o.quirks >> q & 1) != 0;
}

bool say_of_transaction(const struct saying *s)
{
    return s->what == SAY_START || s->what == SAY_SAMPLE || s->what == SAY_STOP;
}

bool say_vital(const struct saying *s)
{
    return s->what == SAY_START || s->what == SAY_STOP;
}

void say_transaction(const struct charger *c, uint32_t session, char out[40])
{
    if (c->o.version != OCPP_16) {
        snprintf(out, 40, "%.24s-%u", c->identity, session);
        return;
    }
    int64_t number = -1;
    for (unsigned i = 0; i < CHARGER_PAST_MAX; i++)
        if (c->past[i].session == session)
            number = c->past[i].transaction;
    snprintf(out, 40, "%lld", (long long)number);
}

/* A time as this station writes it, with its quotes. */
static void put_time(const struct charger *c, struct buf *out, int64_t at_us)
{
    char text[25];
    time_format(at_us, text);
    if (quirk(c, QUIRK_NO_ZONE))
        text[23] = '\0';
    if (quirk(c, QUIRK_LONG_FRACTION) && !quirk(c, QUIRK_NO_ZONE))
        buf_printf(out, "\"%.23s0000Z\"", text);
    else
        buf_printf(out, "\"%s\"", text);
}

/* One sampled value. */
struct sampled {
    int64_t value;
    int places;
    const char *unit, *measurand, *phase;
};

/* Write one; 1.6 writes values as strings, 2.x as numbers (and the other way round with a quirk).
 */
static void put_value(const struct charger *c, struct buf *out, const char *context,
                      const struct sampled *v)
{
    bool old = c->o.version == OCPP_16, quoted = old != quirk(c, QUIRK_NUMBER_STRINGS);
    bool first = out->n > 0 && out->p[out->n - 1] == '[';
    buf_printf(out, "%s{\"value\":%s", first ? "" : ",", quoted ? "\"" : "");
    decimal_write(out, v->value, v->places);
    buf_printf(out, "%s,\"context\":\"%s\",\"measurand\":\"%s\"", quoted ? "\"" : "", context,
               v->measurand);
    if (v->phase)
        buf_printf(out, ",\"phase\":\"%s\"", v->phase);
    if (old)
        buf_printf(out, ",\"location\":\"Outlet\",\"unit\":\"%s\"}", v->unit);
    else
        buf_printf(out, ",\"location\":\"Outlet\",\"unitOfMeasure\":{\"unit\":\"%s\"}}", v->unit);
}

/* The register, in Wh or kWh, and per phase where the station does so. */
static void put_register(const struct charger *c, struct buf *out, const struct saying *s,
                         const char *context)
{
    bool kwh = quirk(c, QUIRK_KWH);
    struct sampled v = {s->register_wh, kwh ? 3 : 0, kwh ? "kWh" : "Wh",
                        "Energy.Active.Import.Register", NULL};
    put_value(c, out, context, &v);
    v.value = s->register_wh / 3;
    for (unsigned i = 0; quirk(c, QUIRK_PHASES) && i < 3; i++) {
        static const char *const phases[] = {"L1", "L2", "L3"};
        v.phase = phases[i];
        put_value(c, out, context, &v);
    }
}

/* A signed value of the register: not a real signature, but shaped like one. */
static void put_signed(const struct charger *c, struct buf *out, const struct saying *s,
                       const char *context)
{
    if (c->o.version == OCPP_16)
        buf_printf(out,
                   ",{\"value\":\"OCMF|{\\\"RV\\\":%lld}|{\\\"SD\\\":\\\"00\\\"}\",\"context\":\"%"
                   "s\",\"format\":"
                   "\"SignedData\"}",
                   (long long)s->register_wh, context);
    else
        buf_printf(out,
                   ",{\"value\":%lld,\"context\":\"%s\",\"signedMeterValue\":{\"signedMeterData\":"
                   "\"T0NNRnx7IlJWIjow\","
                   "\"signingMethod\":\"ECDSA-secp256r1-SHA256\",\"encodingMethod\":\"OCMF\","
                   "\"publicKey\":\"\"}}",
                   (long long)s->register_wh, context);
}

/* The list of meter values of a saying. */
static void put_meter(const struct charger *c, struct buf *out, const struct saying *s,
                      const char *context)
{
    buf_putz(out, "[{\"timestamp\":");
    put_time(c, out, s->at_us);
    buf_putz(out, ",\"sampledValue\":[");
    put_register(c, out, s, context);
    put_value(c, out, context, &(struct sampled){s->power_w, 0, "W", "Power.Active.Import", NULL});
    put_value(c, out, context, &(struct sampled){s->soc_bp, 2, "Percent", "SoC", NULL});
    if (quirk(c, QUIRK_SIGNED) && s->what != SAY_SAMPLE)
        put_signed(c, out, s, context);
    buf_putz(out, "]}]");
}

static const char *context_of(const struct saying *s)
{
    return s->what == SAY_START  ? "Transaction.Begin"
           : s->what == SAY_STOP ? "Transaction.End"
                                 : "Sample.Periodic";
}

static void put_serial(const struct charger *c, struct buf *out)
{
    buf_printf(out, "\"%s%s\"", c->identity,
               quirk(c, QUIRK_LONG_SERIAL) ? "-0123456789-0123456789-0123456789" : "");
}

/* TransactionEvent of 2.x. */
static void put_transaction_event(const struct charger *c, const struct saying *s, struct buf *out)
{
    char transaction[40];
    const struct charger_evse *e = &c->evses[s->evse - 1];
    say_transaction(c, s->session, transaction);
    buf_printf(out, "{\"eventType\":\"%s\",\"timestamp\":",
               s->what == SAY_START  ? "Started"
               : s->what == SAY_STOP ? "Ended"
                                     : "Updated");
    put_time(c, out, s->at_us);
    buf_printf(out,
               ",\"triggerReason\":\"%s\",\"seqNo\":%u,\"transactionInfo\":{\"transactionId\":\"%"
               "s\",\"chargingState\":\"%s\"%s}",
               s->what == SAY_START  ? (e->remote ? "RemoteStart" : "Authorized")
               : s->what == SAY_STOP ? "EVDeparted"
                                     : "MeterValuePeriodic",
               s->seq, transaction, s->what == SAY_STOP ? "Idle" : "Charging",
               s->what == SAY_STOP ? ",\"stoppedReason\":\"EVDisconnected\"" : "");
    if (s->offline)
        buf_putz(out, ",\"offline\":true");
    if (s->what == SAY_START)
        buf_printf(out,
                   ",\"evse\":{\"id\":%u,\"connectorId\":1},\"idToken\":{\"idToken\":\"%s\","
                   "\"type\":\"ISO14443\"}",
                   s->evse, s->status[0] ? s->status : "DRIVER");
    if (quirk(c, QUIRK_EXTRA_FIELDS))
        buf_putz(out, ",\"vendorNote\":\"not in the standard\"");
    buf_putz(out, ",\"meterValue\":");
    put_meter(c, out, s, context_of(s));
    buf_putz(out, "}");
}

/* StartTransaction, MeterValues and StopTransaction of 1.6. */
static void put_transaction16(const struct charger *c, const struct saying *s, struct buf *out)
{
    char transaction[40];
    say_transaction(c, s->session, transaction);
    if (s->what == SAY_START) {
        buf_printf(out, "{\"connectorId\":%u,\"idTag\":\"%s\",\"meterStart\":%lld,\"timestamp\":",
                   s->evse, s->status[0] ? s->status : "DRIVER", (long long)s->register_wh);
        put_time(c, out, s->at_us);
    } else if (s->what == SAY_SAMPLE) {
        buf_printf(out, "{\"connectorId\":%u,\"transactionId\":%s,\"meterValue\":", s->evse,
                   transaction);
        put_meter(c, out, s, context_of(s));
    } else {
        buf_printf(out, "{\"transactionId\":%s,\"meterStop\":%lld,\"timestamp\":", transaction,
                   (long long)s->register_wh);
        put_time(c, out, s->at_us);
        if (!quirk(c, QUIRK_STOP_WITHOUT_TAG))
            buf_printf(out, ",\"idTag\":\"%s\"", s->status[0] ? s->status : "DRIVER");
        buf_putz(out, ",\"reason\":\"EVDisconnected\"");
        if (!quirk(c, QUIRK_BARE_STOP)) {
            buf_putz(out, ",\"transactionData\":");
            put_meter(c, out, s, context_of(s));
        }
    }
    if (quirk(c, QUIRK_EXTRA_FIELDS))
        buf_putz(out, ",\"vendorNote\":\"not in the standard\"");
    buf_putz(out, "}");
}

/* BootNotification. */
static void put_boot(const struct charger *c, struct buf *out)
{
    bool old = c->o.version == OCPP_16;
    buf_putz(out, old ? "{\"chargePointVendor\":\"Busbar\",\"chargePointModel\":\"Sim "
                        "350\",\"firmwareVersion\":\"1.0\",\"chargePointSerialNumber\":"
                      : "{\"reason\":\"PowerUp\",\"chargingStation\":{\"vendorName\":\"Busbar\","
                        "\"model\":\"Sim 350\",\"firmwareVersion\":\"1.0\",\"serialNumber\":");
    put_serial(c, out);
    buf_putz(out, old ? "}" : "}}");
}

/* StatusNotification. */
static void put_status(const struct charger *c, const struct saying *s, struct buf *out)
{
    if (c->o.version == OCPP_16) {
        buf_printf(out,
                   "{\"connectorId\":%u,\"errorCode\":\"NoError\",\"status\":\"%s\",\"timestamp\":",
                   s->evse, s->status);
        put_time(c, out, s->at_us);
    } else {
        bool free = str_is(str_of(s->status), "Available");
        buf_putz(out, "{\"timestamp\":");
        put_time(c, out, s->at_us);
        buf_printf(out, ",\"connectorStatus\":\"%s\",\"evseId\":%u,\"connectorId\":1",
                   free ? "Available" : "Occupied", s->evse);
    }
    buf_putz(out, "}");
}

/* The action's name in this version. */
static const char *action_of(const struct charger *c, const struct saying *s)
{
    static const char *const old[] = {"BootNotification", "Heartbeat",        "StatusNotification",
                                      "Authorize",        "StartTransaction", "MeterValues",
                                      "StopTransaction"};
    return c->o.version != OCPP_16 && say_of_transaction(s) ? "TransactionEvent" : old[s->what];
}

void say_compose(const struct charger *c, const struct saying *s, struct buf *out)
{
    bool old = c->o.version == OCPP_16;
    buf_printf(out, "[2,\"%llu\",\"%s\",", (unsigned long long)s->id, action_of(c, s));
    switch ((enum charger_saying)s->what) {
    case SAY_BOOT:
        put_boot(c, out);
        break;
    case SAY_HEARTBEAT:
        buf_putz(out, "{}");
        break;
    case SAY_STATUS:
        put_status(c, s, out);
        break;
    case SAY_AUTHORIZE:
        buf_printf(out,
                   old ? "{\"idTag\":\"%s\"}"
                       : "{\"idToken\":{\"idToken\":\"%s\",\"type\":\"ISO14443\"}}",
                   s->status);
        break;
    case SAY_START:
    case SAY_SAMPLE:
    case SAY_STOP:
        if (old)
            put_transaction16(c, s, out);
        else
            put_transaction_event(c, s, out);
        break;
    }
    buf_putc(out, ']');
}

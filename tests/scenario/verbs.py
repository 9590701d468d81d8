# SPDX-License-Identifier: Apache-2.0
"""Messages that every page needs, as verbs: what a charger of each version sends for them, and what it must get."""

import json

from page import Wrong, amount


class Transaction:
    """A transaction that a page has given a name."""

    def __init__(self, name, charger, version, evse, tag):
        self.name, self.charger, self.version, self.evse, self.tag = name, charger, version, evse, tag
        self.id, self.seq = name if version != "ocpp1.6" else None, 0

    def next_seq(self, options):
        """The seqNo of the next event; the page may give another."""
        if "seq" in options:
            self.seq = int(options["seq"])
        self.seq += 1
        return self.seq - 1


def wh(text):
    """An energy as a JSON number of watt-hours, as written in the page."""
    suffix, value = amount(text) or (None, 0)
    if suffix != "_mwh":
        raise Wrong(f"{text} is no energy like 12.5kWh")
    return value // 1000 if value % 1000 == 0 else value / 1000


def boot(version, options):
    """BootNotification."""
    vendor, model = options.get("vendor", "Scenario"), options.get("model", "S-400")
    if version == "ocpp1.6":
        payload = {"chargePointVendor": vendor, "chargePointModel": model}
        if "serial" in options:
            payload["chargePointSerialNumber"] = options["serial"]
        return "BootNotification", payload
    station = {"vendorName": vendor, "model": model}
    if "serial" in options:
        station["serialNumber"] = options["serial"]
    return "BootNotification", {"reason": options.get("reason", "PowerUp"), "chargingStation": station}


def status(version, connector, word, options, now):
    """StatusNotification."""
    at = options.get("at", now)
    if version == "ocpp1.6":
        return "StatusNotification", {"connectorId": connector, "errorCode": options.get("error", "NoError"),
                                      "status": word, "timestamp": at}
    if word not in ("Available", "Occupied", "Reserved", "Unavailable", "Faulted"):
        word = "Occupied"  # the other words are those of 1.6
    return "StatusNotification", {"timestamp": at, "connectorStatus": word, "evseId": connector,
                                  "connectorId": int(options.get("connector", "1"))}


def authorize(version, tag, options):
    """Authorize."""
    if version == "ocpp1.6":
        return "Authorize", {"idTag": tag}
    return "Authorize", {"idToken": {"idToken": tag, "type": options.get("type", "ISO14443")}}


def tag_info(version, word, group):
    """The pattern of an idTagInfo or idTokenInfo as text."""
    if version == "ocpp1.6":
        more = f',"parentIdTag":{json.dumps(group)}' if group else ""
        return '"idTagInfo":{"status":%s%s}' % (json.dumps(word), more)
    more = ',"groupIdToken":{"idToken":%s,"type":"Central"}' % json.dumps(group) if group else ""
    return '"idTokenInfo":{"status":%s%s}' % (json.dumps(word), more)


def sample16(at, options, energy=None, context=None):
    """One MeterValue of 1.6."""
    values = []
    if energy is not None:
        values.append({"value": str(wh(energy)), "measurand": "Energy.Active.Import.Register", "unit": "Wh"})
    if "power" in options:
        values.append({"value": options["power"][:-2], "measurand": "Power.Active.Import", "unit": "kW"})
    if "soc" in options:
        values.append({"value": options["soc"][:-1], "measurand": "SoC", "unit": "Percent"})
    if context:
        values = [dict(v, context=context) for v in values]
    return {"timestamp": at, "sampledValue": values}


def sample2(at, options, energy=None, context=None):
    """One MeterValue of 2.x."""
    values = []
    if energy is not None:
        values.append({"value": wh(energy), "measurand": "Energy.Active.Import.Register"})
    if "power" in options:
        values.append({"value": float(options["power"][:-2]), "measurand": "Power.Active.Import",
                       "unitOfMeasure": {"unit": "kW"}})
    if "soc" in options:
        values.append({"value": float(options["soc"][:-1]), "measurand": "SoC"})
    if context:
        values = [dict(v, context=context) for v in values]
    return {"timestamp": at, "sampledValue": values}


def event2(t, kind, trigger, options, now, energy, context):
    """TransactionEvent."""
    at = options.get("at", now)
    payload = {"eventType": kind, "timestamp": at, "triggerReason": options.get("trigger", trigger),
               "seqNo": t.next_seq(options), "transactionInfo": {"transactionId": t.id}}
    if "state" in options:
        payload["transactionInfo"]["chargingState"] = options["state"]
    if "offline" in options:
        payload["offline"] = True
    if kind == "Ended":
        payload["transactionInfo"]["stoppedReason"] = options.get("reason", "Local")
    if kind == "Started" and "noevse" not in options:
        payload["evse"] = {"id": t.evse, "connectorId": 1}
    if "tag" in options:
        payload["idToken"] = {"idToken": options["tag"], "type": options.get("type", "ISO14443")}
    if energy is not None or "power" in options or "soc" in options:
        payload["meterValue"] = [sample2(at, options, energy, context)]
    return "TransactionEvent", payload


def answer2(options):
    """The pattern of the answer to a TransactionEvent."""
    if "tag" not in options:
        return "{}"
    return "{" + tag_info("", options.get("status", "Accepted"), options.get("group")) + "}"


def start(t, options, now):
    """The first message of a transaction: (action, payload, pattern of the answer)."""
    if t.version != "ocpp1.6":
        options.setdefault("state", "Charging")
        action, payload = event2(t, "Started", "CablePluggedIn", options, now, options.get("meter"),
                                 "Transaction.Begin")
        return action, payload, answer2(options)
    payload = {"connectorId": t.evse, "idTag": t.tag, "meterStart": wh(options.get("meter", "0Wh")),
               "timestamp": options.get("at", now)}
    info = tag_info("ocpp1.6", options.get("status", "Accepted"), options.get("group"))
    return "StartTransaction", payload, "{%s,\"transactionId\":$tx_%s}" % (info, t.name)


def meter(t, energy, options, now):
    """A reading within a transaction."""
    if t.version != "ocpp1.6":
        action, payload = event2(t, "Updated", "MeterValuePeriodic", options, now, energy, None)
        return action, payload, answer2(options)
    payload = {"connectorId": t.evse, "meterValue": [sample16(options.get("at", now), options, energy)]}
    if t.id is not None and "noid" not in options:
        payload["transactionId"] = t.id
    return "MeterValues", payload, "{}"


def stop(t, options, now):
    """The last message of a transaction."""
    if t.version != "ocpp1.6":
        action, payload = event2(t, "Ended", "StopAuthorized" if "tag" in options else "EVDeparted", options, now,
                                 options.get("meter"), "Transaction.End")
        return action, payload, answer2(options)
    payload = {"transactionId": -1 if t.id is None or "noid" in options else t.id,
               "meterStop": wh(options.get("meter", "0Wh")), "timestamp": options.get("at", now)}
    if "reason" in options:
        payload["reason"] = options["reason"]
    if "tag" not in options:
        return "StopTransaction", payload, "{}"
    payload["idTag"] = options["tag"]
    info = tag_info("ocpp1.6", options.get("status", "Accepted"), options.get("group"))
    return "StopTransaction", payload, "{" + info + "}"

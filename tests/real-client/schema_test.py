#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""A station that holds every message of the server against the official schemas: each call that a station can make is answered, each
command that a station can get is sent, with the fewest fields and with all of them. The schemas are not part of this repository:
$BUSBAR_SCHEMAS, or ../shared/ocpp-schemas beside it; skipped loudly without them. TAP."""

import asyncio
import functools
import json
import os
import pathlib
import re
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
from kit.server import BUSBAR, ROOT, main, server  # noqa: E402

FOLDER = pathlib.Path(os.environ.get("BUSBAR_SCHEMAS", ROOT.parent / "shared/ocpp-schemas"))
if not (FOLDER / "v16").is_dir():
    raise SystemExit(print("1..0 # SKIP NO SCHEMAS: set BUSBAR_SCHEMAS to a folder with v16, v201 and v21"))
try:
    import jsonschema
    from kit import station
except ImportError as missing:
    raise SystemExit(print(f"1..0 # SKIP not installed: {missing}"))

VERSIONS = {"1.6": "v16", "2.0.1": "v201", "2.1": "v21"}
DRAFTS = {"1.6": jsonschema.Draft4Validator, "2.0.1": jsonschema.Draft6Validator, "2.1": jsonschema.Draft6Validator}
NOW = "2026-11-25T10:00:00Z"
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,3})?(Z|[+-]\d\d:\d\d)")
FORMATS = jsonschema.FormatChecker(formats=())
FORMATS.checks("date-time")(lambda text: not isinstance(text, str) or TIME.fullmatch(text))
FORMATS.checks("uri")(lambda text: not isinstance(text, str) or re.match(r"[a-z]+:", text))
# Never answered, so no call (OCPP-J 2.1).
SENDS = {"NotifyPeriodicEventStream"}


@functools.lru_cache(maxsize=None)
def schema(version, name):
    """One schema file, or None."""
    path = FOLDER / VERSIONS[version] / (name + ".json")
    return json.loads(path.read_text(encoding="utf-8-sig")) if path.is_file() else None


def request_schema(version, action):
    return schema(version, action if version == "1.6" else action + "Request") or (schema(version, action) if action in SENDS else None)


@functools.lru_cache(maxsize=None)
def validator(version, action, answer):
    found = schema(version, action + "Response") if answer else request_schema(version, action)
    assert found, f"{version}: no schema of {action}{' (answer)' if answer else ''}"
    return DRAFTS[version](found, format_checker=FORMATS)


def check(version, action, payload, answer):
    """The payload is what the schema wants."""
    faults = [f"{'/'.join(map(str, e.path))}: {e.message}" for e in validator(version, action, answer).iter_errors(payload)]
    assert not faults, f"{version} {action}{' (answer)' if answer else ''}: {faults[:3]} in {json.dumps(payload)[:300]}"


def made(part, whole, full, name=""):
    """A value that a schema allows: the fewest members, or all."""
    if "$ref" in part:
        return made(whole["definitions"][part["$ref"].rsplit("/", 1)[1]], whole, full, name)
    if "enum" in part:
        return part["enum"][0]
    kind = part.get("type")
    if kind == "object":
        wanted = part.get("required", [])
        return {k: made(v, whole, full, k) for k, v in part.get("properties", {}).items() if (full or k in wanted) and k != "customData"}
    if kind == "array":
        return [made(part["items"], whole, full, name)] * max(1, part.get("minItems", 1))
    if kind == "string":
        text = NOW if part.get("format") == "date-time" else "https://example.com/x" if part.get("format") == "uri" else "1" + name
        return text[:part.get("maxLength", 1000)]
    if kind == "boolean":
        return True
    if kind is None:
        return "any " + name
    assert kind in ("integer", "number"), (kind, name)
    return min(max(1, part.get("minimum", 1)), part.get("maximum", 1))


def mend_profile(p, action):
    """A charging profile whose members go together (src/ocpp/tbl/vets.h)."""
    start = "Start" in action
    p.update(chargingProfilePurpose="TxProfile" if start else "TxDefaultProfile", chargingProfileKind="Absolute")
    for name in ("transactionId", "recurrencyKind", "validFrom", "validTo"):
        p.pop(name, None)
    schedules = p["chargingSchedule"]
    for s in schedules if isinstance(schedules, list) else [schedules]:
        s["startSchedule"] = NOW
        for period in s["chargingSchedulePeriod"]:
            period["startPeriod"] = 0
            period.pop("phaseToUse", None)


def mended(action, payload):
    """A command whose schema allows more than makes sense, as the standard's text wants it."""
    def walk(part):
        if isinstance(part, dict) and "chargingProfileKind" in part:
            mend_profile(part, action)
        for child in part.values() if isinstance(part, dict) else part if isinstance(part, list) else ():
            walk(child)
    walk(payload)
    if action == "CustomerInformation":
        payload.pop("idToken", None)
        payload.pop("customerCertificate", None)
        payload["customerIdentifier"] = "somebody"
    if action == "ClearChargingProfile" and "chargingProfileCriteria" in payload:
        payload["chargingProfileCriteria"]["chargingProfilePurpose"] = "TxDefaultProfile"
    elif action == "ClearChargingProfile" and "id" not in payload and "chargingProfileId" not in payload:
        payload["id" if VERSION["now"] == "1.6" else "chargingProfileId"] = 1
    if action == "GetChargingProfiles" and not payload["chargingProfile"]:
        payload["chargingProfile"] = {"stackLevel": 0}
    return payload


VERSION = {}  # of the station that is talked to now


def table(version):
    """{action: direction} of a version, as the server itself has it."""
    text = subprocess.run([BUSBAR, "reference", "ocpp"], capture_output=True, text=True, check=True).stdout
    text = text.split("## Actions")[1].split("## ")[0]
    rows = re.findall(r"^\| (\w+) \| ([^|]*)\| ([^|]*)\| ([^|]*)\|$", text, re.M)
    column = 1 + list(VERSIONS).index(version)
    return {r[0]: r[column].strip() for r in rows if r[column].strip() and r[0] != "action"}


class Strict(station.Station):
    """A station whose eyes are the schemas."""

    def __init__(self, ws):
        self.got, self.faults = [], []
        super().__init__(ws)

    async def obey(self, m):
        try:
            check(self.version, m[2], m[3], False)
        except AssertionError as fault:
            self.faults.append(str(fault))
        self.got.append((m[2], m[3]))
        await self.ws.send(json.dumps([3, m[1], made(validator(self.version, m[2], True).schema, validator(self.version, m[2], True).schema, False)]))


async def connected(s, name, version):
    ws = await station.websockets.connect(s.url(name), subprotocols=[station.VERSIONS[version]], ping_interval=None, max_size=None,
                                          close_timeout=1)
    return Strict(ws)


async def talk(s, version):
    """All calls of a station, few fields and all: each answered, and as the schema wants it."""
    c = await connected(s, "ST" + version, version)
    await c.boot()
    asked = 0
    for full in (False, True):
        for action, direction in table(version).items():
            if direction == "CSMS to station" or action in SENDS:
                continue
            whole = validator(version, action, False).schema
            payload = made(whole, whole, full)
            check(version, action, payload, False)
            check(version, action, await c.call(action, payload), True)
            asked += 1
    assert not c.faults, c.faults
    await c.ws.close()
    return asked


async def obey(s, version):
    """All commands, few fields and all: each arrives as it was sent, and as the schema wants it."""
    c = await connected(s, "CM" + version, version)
    VERSION["now"] = version
    await c.boot()
    sent = 0
    for full in (False, True):
        for action, direction in table(version).items():
            if direction == "station to CSMS" or action in SENDS:
                continue
            whole = validator(version, action, False).schema
            payload = mended(action, made(whole, whole, full))
            check(version, action, payload, False)
            status, answer = await station.in_thread(s.api, "POST", f"/api/stations/CM{version}/commands/{action}", payload)
            assert status == 200 and answer["state"] == "answered", (version, action, status, answer, payload)
            assert c.got[-1] == (action, payload), (c.got[-1], payload)
            sent += 1
    assert not c.faults, c.faults
    await c.ws.close()
    return sent


def calls():
    """every call that a station can make in 1.6, 2.0.1 and 2.1 is answered by what the schema of its answer wants"""
    with server("--unknown-stations", "accept", "--unknown-tokens", "accept") as s:
        n = {v: station.run(talk(s, v)) for v in VERSIONS}
        print("# calls:", n)
        assert n["1.6"] >= 28 and n["2.0.1"] >= 50 and n["2.1"] >= 70, n


def commands():
    """every command that a station can get in 1.6, 2.0.1 and 2.1 arrives as its schema wants it"""
    with server("--unknown-stations", "accept", "--unknown-tokens", "accept") as s:
        n = {v: station.run(obey(s, v)) for v in VERSIONS}
        print("# commands:", n)
        assert n["1.6"] >= 50 and n["2.0.1"] >= 80 and n["2.1"] >= 110, n


if __name__ == "__main__":
    main([calls, commands])

# SPDX-License-Identifier: Apache-2.0
"""Charging stations for tests, on asyncio and the websockets library: one connection, one call at a time."""

import asyncio
import contextlib
import itertools
import json
import warnings

warnings.filterwarnings("ignore", category=DeprecationWarning)
import websockets  # noqa: E402

VERSIONS = {"1.6": "ocpp1.6", "2.0.1": "ocpp2.0.1", "2.1": "ocpp2.1"}


class CallError(Exception):
    """The CALLERROR that a call was answered with."""

    def __init__(self, code, text):
        super().__init__(f"{code}: {text}")
        self.code, self.text = code, text


class Station:
    """One connection of a station. Commands of the server are answered by `commands`, a dict from action to function."""

    def __init__(self, ws):
        self.ws, self.ids, self.waiting, self.commands = ws, itertools.count(1), {}, {}
        self.unasked = []
        self.reader = asyncio.ensure_future(self.read())

    async def read(self):
        try:
            async for text in self.ws:
                m = json.loads(text)
                if m[0] == 2:
                    await self.obey(m)
                elif m[1] in self.waiting:
                    self.waiting.pop(m[1]).set_result(m)
                else:
                    self.unasked.append(m)
        except websockets.ConnectionClosed:
            pass
        for f in self.waiting.values():
            if not f.done():
                f.set_exception(ConnectionError("the connection ended"))

    async def obey(self, m):
        if m[2] in self.commands:
            await self.ws.send(json.dumps([3, m[1], self.commands[m[2]](m[3])]))
        else:
            await self.ws.send(json.dumps([4, m[1], "NotSupported", "", {}]))

    async def call(self, action, payload, timeout=20):
        """The payload of the CALLRESULT."""
        mid = f"m{next(self.ids)}"
        answer = self.waiting[mid] = asyncio.get_running_loop().create_future()
        try:
            await self.ws.send(json.dumps([2, mid, action, payload]))
        except websockets.ConnectionClosed as e:
            self.waiting.pop(mid, None)
            raise ConnectionError("the connection ended") from e
        m = await asyncio.wait_for(answer, timeout)
        if m[0] == 4:
            raise CallError(m[2], m[3])
        return m[2]

    async def boot(self):
        answer = await self.call("BootNotification", boot(self.version))
        assert answer["interval"] > 0 and "currentTime" in answer, answer
        return answer

    @property
    def version(self):
        return next(v for v, p in VERSIONS.items() if p == self.ws.subprotocol)


@contextlib.asynccontextmanager
async def connect(server, path, *versions, **more):
    """A station with an open connection; `path` is the identity as it stands in the URL."""
    more.setdefault("compression", None)
    more.setdefault("max_size", None)
    more.setdefault("ping_interval", None)
    async with websockets.connect(server.url(path), subprotocols=[VERSIONS[v] for v in versions], **more) as ws:
        s = Station(ws)
        try:
            yield s
        finally:
            s.reader.cancel()


def boot(version, vendor="Kupfer", model="M1"):
    """The payload of a BootNotification."""
    if version == "1.6":
        return {"chargePointVendor": vendor, "chargePointModel": model}
    return {"reason": "PowerUp", "chargingStation": {"vendorName": vendor, "model": model}}


def event(phase, seq, wh, at, transaction, token=None, trigger=None):
    """The payload of a TransactionEvent with one energy register."""
    trigger = trigger or {"Started": "Authorized", "Updated": "MeterValuePeriodic", "Ended": "StopAuthorized"}[phase]
    e = {"eventType": phase, "timestamp": at, "triggerReason": trigger, "seqNo": seq,
         "transactionInfo": {"transactionId": transaction}, "evse": {"id": 1, "connectorId": 1},
         "meterValue": [{"timestamp": at, "sampledValue": [
             {"value": wh, "measurand": "Energy.Active.Import.Register", "unitOfMeasure": {"unit": "Wh"}}]}]}
    if token:
        e["idToken"] = {"idToken": token, "type": "ISO14443"}
    return e


async def in_thread(function, *arguments):
    """Run something that blocks (the admin door) beside the stations."""
    return await asyncio.get_running_loop().run_in_executor(None, function, *arguments)


def run(what, seconds=120):
    """Run a coroutine of a test to its end."""
    return asyncio.run(asyncio.wait_for(what, seconds))

# SPDX-License-Identifier: Apache-2.0
"""Well-behaved stations that charge in a thread of their own while a test misbehaves beside them."""

import asyncio
import datetime
import threading
import time

from kit import station


class Calm:
    """Two stations, 2.1 and 1.6, that charge until stop(); each answer's time is noted."""

    PAUSE_S = 0.05

    def __init__(self, s, names=("CALM21", "CALM16")):
        self.s, self.names, self.waits, self.failed = s, names, [], []
        self.ending = threading.Event()
        self.wh = dict.fromkeys(names, 0)
        self.messages = dict.fromkeys(names, 0)
        self.ready = threading.Barrier(2)
        self.thread = threading.Thread(target=self.run, daemon=True)
        self.thread.start()
        self.ready.wait(60)

    def run(self):
        async def both():
            await asyncio.gather(self.charge21(self.names[0]), self.charge16(self.names[1]))
        try:
            asyncio.run(both())
        except BaseException as e:  # told by stop()
            self.failed.append(repr(e))
            self.ready.abort()

    async def ask(self, c, name, action, payload):
        began = time.monotonic()
        answer = await c.call(action, payload, 30)
        self.waits.append(time.monotonic() - began)
        self.messages[name] += 1
        return answer

    def clock(self, n):
        """The station's n-th second, half a day ago."""
        return (self.began + datetime.timedelta(seconds=n)).strftime("%Y-%m-%dT%H:%M:%SZ")

    async def charge21(self, name):
        self.began = datetime.datetime.utcnow() - datetime.timedelta(hours=12)
        async with station.connect(self.s, name, "2.1") as c:
            await c.boot()
            event = lambda phase, n: station.event(phase, n, 1000 + 7 * n, self.clock(n), "calm", "GOOD" if phase == "Started" else None)  # noqa: E731
            answer = await self.ask(c, name, "TransactionEvent", event("Started", 0))
            assert answer["idTokenInfo"]["status"] == "Accepted", answer
            self.ready.wait(60)
            n = 1
            while not self.ending.is_set():
                assert await self.ask(c, name, "TransactionEvent", event("Updated", n)) == {}
                n += 1
                await asyncio.sleep(self.PAUSE_S)
            await self.ask(c, name, "TransactionEvent", event("Ended", n))
            self.wh[name] = 7 * n

    async def charge16(self, name):
        async with station.connect(self.s, name, "1.6") as c:
            await c.boot()
            start = await self.ask(c, name, "StartTransaction", {"connectorId": 1, "idTag": "GOOD", "meterStart": 500, "timestamp": self.clock(0)})
            n = 1
            while not self.ending.is_set():
                assert "currentTime" in await self.ask(c, name, "Heartbeat", {})
                values = [{"timestamp": self.clock(n), "sampledValue": [{"value": str(500 + 3 * n)}]}]
                assert await self.ask(c, name, "MeterValues", {"connectorId": 1, "transactionId": start["transactionId"], "meterValue": values}) == {}
                n += 1
                await asyncio.sleep(self.PAUSE_S)
            await self.ask(c, name, "StopTransaction", {"transactionId": start["transactionId"], "meterStop": 500 + 3 * n, "timestamp": self.clock(n)})
            self.wh[name] = 3 * n

    def check(self):
        """All is well so far."""
        assert not self.failed and self.thread.is_alive(), self.failed

    def stop(self, worst_s=5.0):
        """End both sessions; they must be exact and no answer may have been late. (messages, median, worst) in seconds."""
        self.ending.set()
        self.thread.join(60)
        assert not self.failed and not self.thread.is_alive(), self.failed
        waits = sorted(self.waits)
        assert waits[-1] < worst_s, f"an answer took {waits[-1]:.1f} s"
        for name in self.names:
            rows = self.s.until(f"/api/sessions?station={name}&state=ended", lambda a: len(a["sessions"]) == 1)["sessions"]
            row = rows[0]
            assert row["energy_mwh"] == self.wh[name] * 1000, (name, row["energy_mwh"], self.wh[name])
            assert (row["flags"], row["revision"], row["id_token"], row["implausible"]) == ([], 1, "GOOD", 0), row
        return len(waits), waits[len(waits) // 2], waits[-1]

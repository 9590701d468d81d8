#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""A page in Chromium as a station, over ws and wss: how connections open, and above all how they end, by either side. Skipped loudly where
/usr/bin/chromium is not installed. (A page can't break the framing: 1002 and 1007 are for websockets_test.py.) TAP."""

import asyncio
import contextlib
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
from kit.server import main, server  # noqa: E402

CHROMIUM = "/usr/bin/chromium"
OPEN = ("--unknown-stations", "accept", "--unknown-tokens", "accept")
FLAGS = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage", "--ignore-certificate-errors",
         "--remote-debugging-port=0", "about:blank")
# What every page has: sockets that note what happens to them.
PAGE = """
window.all = {};
window.until = async (wanted, s = 20) => {
  for (const end = Date.now() + s * 1000; Date.now() < end; await new Promise(r => setTimeout(r, 20)))
    if (wanted()) return;
  throw new Error('nothing came: ' + wanted);
};
window.dial = async (name, url, protocols) => {
  const s = all[name] = { got: [], end: null, opened: false, errors: 0 };
  s.ws = new WebSocket(url, protocols);
  s.ws.binaryType = 'arraybuffer';
  s.ws.onopen = () => s.opened = true;
  s.ws.onerror = () => s.errors++;
  s.ws.onmessage = m => s.got.push(m.data);
  s.ws.onclose = c => s.end = { code: c.code, clean: c.wasClean, reason: c.reason };
  await until(() => s.opened || s.end);
  return { opened: s.opened, protocol: s.ws.protocol, extensions: s.ws.extensions, end: s.end, errors: s.errors };
};
window.call = async (name, text) => {
  const s = all[name], n = s.got.length;
  s.ws.send(text);
  await until(() => s.got.length > n);
  return s.got[n];
};
window.ended = async name => { await until(() => all[name].end); return all[name].end; };
"""

if not os.path.exists(CHROMIUM):
    raise SystemExit(print(f"1..0 # SKIP {CHROMIUM} is not installed (apt-get install chromium)"))
try:
    from kit import station
    import websockets
except ImportError as missing:
    raise SystemExit(print(f"1..0 # SKIP python3-websockets is not installed ({missing})"))


class Page:
    """One page of a Chromium of its own, told what to do by the DevTools protocol."""

    def __init__(self, ws):
        self.ws, self.number = ws, 0

    async def command(self, method, **params):
        self.number += 1
        await self.ws.send(json.dumps({"id": self.number, "method": method, "params": params}))
        while True:
            answer = json.loads(await asyncio.wait_for(self.ws.recv(), 60))
            if answer.get("id") == self.number:
                return answer

    async def run(self, script):
        """The value of a script that may wait."""
        answer = await self.command("Runtime.evaluate", expression=f"(async () => {{ {script} }})()", awaitPromise=True, returnByValue=True)
        result = answer["result"]
        assert "exceptionDetails" not in result, result
        return result["result"].get("value")

    async def dial(self, name, url, *protocols):
        return await self.run(f"return await dial({json.dumps(name)}, {json.dumps(url)}, {json.dumps(protocols)})")

    async def call(self, name, action, payload):
        """The payload of a CALLRESULT."""
        answer = json.loads(await self.run(f"return await call({json.dumps(name)}, {json.dumps(json.dumps([2, 'm', action, payload]))})"))
        assert answer[:2] == [3, "m"], answer
        return answer[2]

    async def ended(self, name):
        end = await self.run(f"return await ended({json.dumps(name)})")
        return end["code"], end["clean"], end["reason"]


@contextlib.asynccontextmanager
async def page():
    folder = tempfile.mkdtemp(prefix="busbar-chromium-")
    process = subprocess.Popen([CHROMIUM, *FLAGS, f"--user-data-dir={folder}"], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                               stderr=subprocess.DEVNULL, start_new_session=True)
    try:
        ports, end = os.path.join(folder, "DevToolsActivePort"), time.time() + 60
        while not os.path.exists(ports) or not pathlib.Path(ports).read_text().count("\n"):
            assert process.poll() is None and time.time() < end, "chromium did not start"
            await asyncio.sleep(0.05)
        port, path = pathlib.Path(ports).read_text().split()[:2]
        async with websockets.connect(f"ws://127.0.0.1:{port}{path}", max_size=None, ping_interval=None) as browser:
            target = (await Page(browser).command("Target.createTarget", url="about:blank"))["result"]["targetId"]
            async with websockets.connect(f"ws://127.0.0.1:{port}/devtools/page/{target}", max_size=None, ping_interval=None) as ws:
                p = Page(ws)
                await p.run(PAGE)
                yield p
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        shutil.rmtree(folder, ignore_errors=True)


def stored(s, identity):
    """(code, reason) of the connections of a station that have ended, oldest first."""
    rows = s.until(f"/api/connections?station={identity}", lambda a: a["rows"] and all(r.get("closed_at") for r in a["rows"]))["rows"]
    return [(r["code"], r["reason"]) for r in sorted(rows, key=lambda r: r["generation"])]


# -- tests --

def opening():
    """the highest subprotocol and compression are agreed on, calls are answered; what is refused never opens"""
    async def go(s):
        async with page() as p:
            opened = await p.dial("a", s.url("C1"), "ocpp1.6", "ocpp2.0.1")
            assert opened["opened"] and opened["protocol"] == "ocpp2.0.1" and "permessage-deflate" in opened["extensions"], opened
            assert (await p.call("a", "BootNotification", station.boot("2.0.1")))["status"] == "Accepted"
            assert "currentTime" in await p.call("a", "Heartbeat", {})
            data = await p.call("a", "DataTransfer", {"vendorId": "x", "data": "long " * 20000})  # compressed
            assert data["status"] == "UnknownVendorId", data
            for url, protocols in ((s.url("C2"), ("ocpp9",)), (f"ws://127.0.0.1:{s.ocpp}/elsewhere/C2", ("ocpp1.6",))):
                refused = await p.dial("b", url, *protocols)
                assert not refused["opened"] and refused["errors"] == 1 and refused["end"]["code"] == 1006, refused
    with server(*OPEN) as s:
        asyncio.run(go(s))
        assert s.stop() == 0


def the_page_ends_it():
    """close() with 1000, 3001, no code: clean, the same code comes back and is stored; a page that goes away is stored as gone"""
    async def go(s):
        async with page() as p:
            for name, words, end in (("A", "1000, 'that is all'", (1000, True)), ("B", "3001, 'ü'", (3001, True)),
                                     ("C", "", (1005, True))):
                assert (await p.dial(name, s.url(name), "ocpp2.1"))["opened"]
                await p.run(f"all.{name}.ws.close({words})")
                found = await p.ended(name)
                assert found[:2] == end, (name, found)
            assert (await p.dial("D", s.url("D"), "ocpp2.1"))["opened"]
            await p.command("Page.navigate", url="about:blank#gone")
            await p.command("Page.navigate", url="data:text/html,gone")
            s.until("/api/connections?station=D", lambda a: a["rows"][0].get("closed_at"))
    with server(*OPEN) as s:
        asyncio.run(go(s))
        assert [stored(s, i)[0][0] for i in "ABC"] == [1000, 3001, 1005], [stored(s, i) for i in "ABC"]
        assert stored(s, "A")[0][1] .endswith("that is all") and stored(s, "D")[0][0] == 1001, stored(s, "D")
        assert s.stop() == 0


def the_server_ends_it():
    """binary 1003, over the limit 1009, replaced and removed 1008, SIGTERM 1001: each clean with its reason; kill -9 is 1006, unclean"""
    async def go(s):
        async with page() as p:
            for name in ("BIN", "BIG", "OLD", "GONE", "END", "KILL"):
                assert (await p.dial(name, s.url(name), "ocpp2.1"))["opened"], name
            await p.run("all.BIN.ws.send(new Uint8Array([1, 2, 3]))")
            code, clean, reason = await p.ended("BIN")
            assert (code, clean) == (1003, True) and reason.startswith("binary message"), (code, clean, reason)
            await p.run("all.BIG.ws.send('x'.repeat(5000))")
            code, clean, reason = await p.ended("BIG")
            assert (code, clean) == (1009, True) and "over the limit" in reason, (code, clean, reason)
            assert (await p.dial("NEW", s.url("OLD"), "ocpp2.1"))["opened"]
            assert await p.ended("OLD") == (1008, True, "replaced by a newer connection of this station")
            assert s.api("DELETE", "/api/stations/GONE")[0] in (200, 204)
            code, clean, reason = await p.ended("GONE")
            assert (code, clean) == (1008, True) and "withdrawn" in reason, (code, clean, reason)
            s.process.send_signal(signal.SIGTERM)
            for name in ("END", "NEW"):
                code, clean, reason = await p.ended(name)
                assert (code, clean) == (1001, True) and reason, (name, code, clean, reason)
            assert s.process.wait(timeout=60) == 0
            s.start()
            assert (await p.dial("KILL", s.url("KILL"), "ocpp2.1"))["opened"]
            s.kill()
            assert await p.ended("KILL") == (1006, False, "")
    with server(*OPEN, "--message-max", "4096") as s:
        asyncio.run(go(s))


def by_tls():
    """the same by wss: opens, boots, ends clean by either side"""
    from system import ca_test

    async def go(s):
        async with page() as p:
            for name in ("T1", "T2"):
                opened = await p.dial(name, f"wss://localhost:{s.tls}/ocpp/{name}", "ocpp2.0.1")
                assert opened["opened"], opened
                assert (await p.call(name, "BootNotification", station.boot("2.0.1")))["status"] == "Accepted"
            await p.run("all.T1.ws.close(1000, 'done')")
            assert (await p.ended("T1"))[:2] == (1000, True)
            s.process.send_signal(signal.SIGTERM)
            code, clean, _ = await p.ended("T2")
            assert (code, clean) == (1001, True)
            assert s.process.wait(timeout=60) == 0
    with ca_test.ca() as c:
        c.run("issue", "server", "localhost", "--out", c.path("server"))
        with server(*OPEN, "--auth", "never", "--tls", "127.0.0.1:0", "--tls-cert", c.path("server.cert.pem"), "--tls-key",
                    c.path("server.key.pem")) as s:
            asyncio.run(go(s))


if __name__ == "__main__":
    main([opening, the_page_ends_it, the_server_ends_it, by_tls])

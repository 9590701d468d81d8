#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""A disk that fails under the real binary: fdatasync reports an error, or the device is full. A small library put before libc plays
the disk; it is compiled here."""

import asyncio
import json
import os
import pathlib
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import websockets  # noqa: E402
from kit.preload import Preloaded, library  # noqa: E402
from kit.server import BUSBAR, Skip, main  # noqa: E402

DISK = r"""
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>
static int told(const char *what) { const char *f = getenv(what); return f && access(f, F_OK) == 0; }
int fdatasync(int fd)
{
    static int (*real)(int);
    if (!real) real = dlsym(RTLD_NEXT, "fdatasync");
    if (told("DISK_SYNC_FAILS")) { errno = EIO; return -1; }
    return real(fd);
}
ssize_t pwrite64(int fd, const void *p, size_t n, off_t at)
{
    static ssize_t (*real)(int, const void *, size_t, off_t);
    if (!real) real = dlsym(RTLD_NEXT, "pwrite64");
    if (told("DISK_FULL")) { errno = ENOSPC; return -1; }
    if (told("DISK_WRITE_FAILS")) { errno = EIO; return -1; }
    if (told("DISK_READ_ONLY")) { errno = EROFS; return -1; }
    return real(fd, p, n, at);
}
ssize_t pwrite(int fd, const void *p, size_t n, off_t at) { return pwrite64(fd, p, n, at); }
"""


class FailingDisk:
    """A server whose disk fails while a file exists."""

    def __init__(self, variable, *options):
        self.folder = tempfile.mkdtemp(prefix="busbar-disk-")
        self.flag = os.path.join(self.folder, "fails")
        self.server = Preloaded(library(self.folder, DISK), "--unknown-stations", "accept", "--unknown-tokens", "accept", *options,
                                **{variable: self.flag})

    def fail(self):
        pathlib.Path(self.flag).touch()

    def heal(self):
        os.remove(self.flag)


async def call(ws, number, action, payload, seconds=20):
    await ws.send(json.dumps([2, f"m{number}", action, payload]))
    return json.loads(await asyncio.wait_for(ws.recv(), seconds))


def start(meter):
    return {"connectorId": 1, "idTag": "T", "meterStart": meter, "timestamp": "2026-11-25T10:00:00Z"}


async def until_failure(disk):
    """One answered start, then one during the failure; the answer of the first, and what came for the second."""
    async with websockets.connect(disk.server.url("CP1"), subprotocols=["ocpp1.6"]) as ws:
        await call(ws, 1, "BootNotification", {"chargePointVendor": "V", "chargePointModel": "M"})
        first = await call(ws, 2, "StartTransaction", start(1000))
        disk.fail()
        try:
            second = await call(ws, 3, "StopTransaction",
                                {"transactionId": first[2]["transactionId"], "meterStop": 2000, "timestamp": "2026-11-25T10:30:00Z"}, 8)
        except (websockets.ConnectionClosed, asyncio.TimeoutError):
            second = None
        return first, second


def failure(variable, what="synced"):
    """The disk fails between two answers: one line, exit code not zero, nothing answered that is not there afterwards."""
    disk = FailingDisk(variable)
    s = disk.server
    try:
        first, second = asyncio.run(until_failure(disk))
        assert first[0] == 3 and second is None, (first, second)
        assert s.process.wait(timeout=20) not in (0, None)
        lines = [line for line in s.text().splitlines() if "level=error" in line]
        assert len(lines) == 1 and "journal" in lines[0] and f".seg: can't be {what}" in lines[0], s.text()
        disk.heal()
        s.start()
        session = s.until("/api/sessions?station=CP1", lambda a: len(a["sessions"]) == 1)["sessions"][0]
        assert session["transaction_id"] == str(first[2]["transactionId"]), session
        assert session["meter_start_mwh"] == 1000000, session
    finally:
        s.close()


def sync_failure():
    """an fdatasync error ends the server with one line, no answer leaves, and what was answered is there afterwards"""
    failure("DISK_SYNC_FAILS")


def write_failure():
    """a write error ends the server with one line in the same way"""
    failure("DISK_WRITE_FAILS", "written")


def read_only():
    """a file system that becomes read-only under a running server ends it with one line; writable again, all is there"""
    failure("DISK_READ_ONLY", "written: read-only file system")


MOUNTED = r"""
set -e
mount -t tmpfs -o size=512m tmpfs "$1"
start() { rm -f "$1/../ports"; "$2" serve --data "$1/data" --ocpp 127.0.0.1:0 --admin 127.0.0.1:0 --room-least 0 --room-warn 0 --ports-file "$1/../ports" 2>"$1/../log$3" & pid=$!; }
ready() { for i in $(seq 600); do [ -e "$1/../ports" ] && return; sleep 0.1; done; echo never ready; exit 1; }
start "$1" "$2" 1; ready "$1"
if mount -o remount,ro "$1" 2>/dev/null; then echo remounted; else echo refused; fi
kill $pid; wait $pid && echo stopped
mount -o remount,ro "$1"
start "$1" "$2" 2; wait $pid || echo "did not start: $?"
mount -o remount,rw "$1"
start "$1" "$2" 3; ready "$1"; kill $pid; wait $pid && echo again
"""


def mounted_read_only():
    """no file system turns read-only by hand below a running server; on one that is, no server starts, and says why in one line"""
    if os.geteuid() != 0 or subprocess.run(["unshare", "-m", "true"], capture_output=True).returncode != 0:
        raise Skip("needs the super-user and mount namespaces")
    with tempfile.TemporaryDirectory(prefix="busbar-mount-") as folder:
        place = os.path.join(folder, "place")
        os.mkdir(place)
        done = subprocess.run(["unshare", "-m", "sh", "-c", MOUNTED, "sh", place, BUSBAR], capture_output=True, text=True, timeout=120)
        if "permission denied" in done.stderr.lower() and "mount" in done.stderr:
            raise Skip("may not mount: " + done.stderr[:80])
        assert done.stdout.split("\n")[:-1] == ["refused", "stopped", "did not start: 1", "again"], (done.stdout, done.stderr)
        lines = pathlib.Path(folder, "log2").read_text().splitlines()
        assert len(lines) == 1 and lines[0].startswith("busbar: ") and "read-only file system" in lines[0], lines


def troubles(s):
    """What /healthz says is wrong."""
    answer = s.api("GET", "/healthz")[1]
    assert (answer["status"] == "degraded") == ("troubles" in answer), answer
    return answer.get("troubles", [])


async def while_full(disk):
    """One answered start; the stop waits while the disk is full, and is answered when there is room again."""
    s = disk.server
    async with websockets.connect(s.url("CP1"), subprotocols=["ocpp1.6"]) as ws:
        await call(ws, 1, "BootNotification", {"chargePointVendor": "V", "chargePointModel": "M"})
        first = await call(ws, 2, "StartTransaction", start(1000))
        assert troubles(s) == []
        disk.fail()
        await ws.send(json.dumps([2, "m3", "StopTransaction", {
            "transactionId": first[2]["transactionId"], "meterStop": 2000, "timestamp": "2026-11-25T10:30:00Z"}]))
        try:
            raise AssertionError("answered: " + await asyncio.wait_for(ws.recv(), 3))
        except asyncio.TimeoutError:
            pass
        assert s.process.poll() is None and any("disk is full" in t for t in troubles(s)), s.text()
        assert "busbar_journal_waiting 1" in s.api("GET", "/metrics")[1]
        disk.heal()
        assert json.loads(await asyncio.wait_for(ws.recv(), 20))[:2] == [3, "m3"]
    assert troubles(s) == [] and "busbar_journal_waiting 0" in s.api("GET", "/metrics")[1]
    lines = [line for line in s.text().splitlines() if "what=journal-" in line]
    assert ["journal-full" in lines[0], "journal-goes-on" in lines[-1]] == [True, True], lines


def disk_full():
    """on a full disk answers wait, and /healthz and a line say so; with room again it goes on, and all is there"""
    disk = FailingDisk("DISK_FULL")
    s = disk.server
    try:
        asyncio.run(while_full(disk))
        s.until("/api/sessions?station=CP1&state=ended", lambda a: len(a["sessions"]) == 1, seconds=40)
        s.kill()
        s.start()
        session = s.until("/api/sessions?station=CP1", lambda a: len(a["sessions"]) == 1)["sessions"][0]
        assert session["energy_mwh"] == 1000000, session
    finally:
        s.close()


async def until_full(disk):
    """A call that nobody can store."""
    async with websockets.connect(disk.server.url("CP2"), subprotocols=["ocpp1.6"]) as ws:
        disk.fail()
        await ws.send(json.dumps([2, "m1", "BootNotification", {"chargePointVendor": "V", "chargePointModel": "M"}]))
        await asyncio.sleep(1)
        disk.server.process.terminate()
        try:
            raise AssertionError("answered: " + await asyncio.wait_for(ws.recv(), 20))
        except (websockets.ConnectionClosed, asyncio.TimeoutError):
            pass


def stopped_while_full():
    """a server that is stopped while the disk is full waits for drain_timeout, then ends, answering nothing"""
    disk = FailingDisk("DISK_FULL", "--drain-timeout", "2")
    try:
        asyncio.run(until_full(disk))
        assert disk.server.process.wait(timeout=30) == 1
        assert "what=journal-failed" in disk.server.text(), disk.server.text()
    finally:
        disk.server.close()


if __name__ == "__main__":
    main([sync_failure, write_failure, read_only, mounted_read_only, disk_full, stopped_while_full])

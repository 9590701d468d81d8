#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Orders with the real binary: a batch over simulated stations ends with exact counts, also where the server is killed."""

import pathlib
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
from kit.server import BUSBAR, main, server  # noqa: E402

STATIONS = 60


def sim(s, seconds):
    """Simulated stations that answer; no faults, so that each does."""
    return subprocess.Popen([BUSBAR, "sim", "--url", f"ws://127.0.0.1:{s.ocpp}/ocpp", "--stations", str(STATIONS),
                             "--seconds", str(seconds), "--faults", "0", "--no-quirks", "--quiet"],
                            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def all_known(s):
    """Wait until every station is connected."""
    s.until("/api/stations?connected=true&limit=1000", lambda a: len(a["stations"]) == STATIONS, 60)


def place(s, selector):
    status, answer = s.api("POST", "/api/orders", {"selector": selector, "action": "ClearCache", "payload": {}})
    assert status == 201, (status, answer)
    return answer


def batch_over_all():
    """every station of a selector is sent it once; the counts are exact"""
    with server("--unknown-stations", "accept", "--unknown-tokens", "accept") as s:
        fleet = sim(s, 60)
        try:
            all_known(s)
            placed = place(s, {"identity": "SIM*"})
            assert len(placed["orders"]) == STATIONS and all(o["state"] == "queued" for o in placed["orders"]), placed
            batch = f"/api/batches/{placed['batch_id']}"
            done = s.until(batch, lambda a: a["open"] == 0, 60)
            assert done["total"] == STATIONS and done["states"] == {"answered": STATIONS}, done
            old = place(s, {"protocol": "1.6"})
            assert len(old["orders"]) == STATIONS // 3, len(old["orders"])
            assert s.api("POST", "/api/orders", {"selector": {"model": "none"}, "action": "ClearCache"})[0] == 404
            assert s.api("POST", "/api/orders", {"selector": {"colour": "red"}, "action": "ClearCache"})[0] == 400
        finally:
            fleet.terminate()
            fleet.wait()


def killed_before_it_is_sent():
    """what waits survives kill -9, is sent when the stations are back, and can be aborted"""
    with server("--unknown-stations", "accept", "--unknown-tokens", "accept") as s:
        fleet = sim(s, 60)
        all_known(s)
        fleet.terminate()
        fleet.wait()
        s.until("/api/stations?connected=true", lambda a: not a["stations"], 30)
        placed, other = place(s, {}), place(s, {})
        s.kill()
        s.start()
        status, aborted = s.api("DELETE", f"/api/batches/{other['batch_id']}")
        assert status == 200 and aborted["cancelled"] == STATIONS, (status, aborted)
        fleet = sim(s, 60)
        try:
            done = s.until(f"/api/batches/{placed['batch_id']}", lambda a: a["open"] == 0, 60)
            assert done["states"] == {"answered": STATIONS}, done
            done = s.until(f"/api/batches/{other['batch_id']}", lambda a: a["open"] == 0)
            assert done["states"] == {"cancelled": STATIONS}, done
        finally:
            fleet.terminate()
            fleet.wait()


if __name__ == "__main__":
    main([batch_over_all, killed_before_it_is_sent])

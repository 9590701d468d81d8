#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""make soak-reconnect: chargers connect, boot, are cut, and connect again, N times in all (1,000,000 by default), against one server. Its resident memory
is printed ten times on the way; from the first of them on it may not grow by more than MOST_MIB (24). `tests/soak_reconnect.py [N]`"""

import json
import os
import pathlib
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from kit import server as kit  # noqa: E402

STEPS = 10
MOST_MIB = int(os.environ.get("MOST_MIB", "24"))
# The journal is pruned behind the views, or it would be a gigabyte.
OPTIONS = ("--unknown-stations", "accept", "--log-level", "warning", "--journal-keep-bytes", "134217728", "--snapshot-interval", "10")


def burst(s, chargers, tool):
    """All connect and boot, are cut, and do it again: twice as many connects as chargers."""
    done = subprocess.run([tool, "load", "--url", s.url("")[:-1], "--message", "connect", "--chargers", str(chargers), "--again", "--seconds", "0",
                           "--warmup", "0", "--json", "--prefix", "AGAIN"], capture_output=True, text=True, timeout=660)
    assert done.returncode == 0, done.stdout + done.stderr
    figures = json.loads(done.stdout)
    assert figures["errors"] == figures["lost"] == 0, figures
    return 2 * chargers


def soak(s, wanted, most_bytes, tool=None):
    """(connects done, growth in bytes after the first step); raises where it is more."""
    chargers = max(1, min(2000, wanted // STEPS // 2))
    done, step, first, began = 0, 0, None, time.monotonic()
    while done < wanted:
        done += burst(s, chargers, tool or kit.BUSBAR)
        if done < (step + 1) * wanted // STEPS:
            continue
        step = done * STEPS // wanted
        now = kit.resident(s)
        first = first or now
        print(f"# {done:9} connects, {time.monotonic() - began:6.0f} s, {now >> 10:7} kB resident, {(now - first) >> 10:+6} kB", flush=True)
        assert now - first <= most_bytes, f"grown by {now - first} bytes after {done} connects"
    return done, now - first


def main():
    kit.BUSBAR = os.environ.get("BUSBAR", str(kit.ROOT / "build" / "release" / "busbar"))
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else 1000000
    with kit.server(*OPTIONS) as s:
        done, grown = soak(s, wanted, MOST_MIB << 20)
        stopped = s.stop()
        print(f"{done} connects, grown by {grown >> 10} kB after the first {done // STEPS} (at most {MOST_MIB << 10}), stop {stopped}")
    sys.exit(1 if stopped else 0)


if __name__ == "__main__":
    main()

#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Connections that are held: the bench of them in small, its limits, and what memory a busy phase leaves behind."""

import os
import pathlib
import re
import resource
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
from kit import server as kit  # noqa: E402

ROOT = kit.ROOT
BENCH = [sys.executable, str(ROOT / "tests" / "bench" / "connections.py")]
RELEASE = ROOT / "build" / "release" / "busbar"
ROW = re.compile(r"^\| (plain|tls|mutual) \| (\d+) \| (\d+) \| .* \| (\d+) \|$", re.M)


def bench(*words, files=None):
    """Run the bench with the binary under test: (exit code, what it printed)."""
    def limit():
        if files:
            resource.setrlimit(resource.RLIMIT_NOFILE, (files, files))
    done = subprocess.run([*BENCH, *words], env=dict(os.environ, BUSBAR=kit.BUSBAR, BENCH_REST_S="0.5"), stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, timeout=300, preexec_fn=limit)
    return done.returncode, done.stdout


def all_doors():
    """the bench holds connections of each kind, and every one of them is answered at the end"""
    code, out = bench("plain=300", "tls=40", "mutual=20")
    assert code == 0, out
    assert ROW.findall(out) == [("plain", "300", "1", "300"), ("tls", "40", "1", "40"), ("mutual", "20", "1", "20")], out


def many_processes():
    """where a process may have few files, several servers and loads share the connections"""
    code, out = bench("plain=150", files=260)
    assert code == 0 and ROW.findall(out) == [("plain", "150", "3", "150")], out


def limits():
    """where connections can't be held the bench says why, ends what it started and fails"""
    code, out = bench("plain=10", files=100)
    assert code == 1 and "could not be held: a process needs 200 files" in out and "may have: 100" in out, out
    assert not ROW.findall(out), out


def load(s, *flags, **more):
    """A load on the server."""
    return subprocess.Popen([str(RELEASE), "load", "--url", s.url("").rstrip("/"), "--json", *flags], stdout=subprocess.PIPE,
                            stderr=subprocess.PIPE, text=True, **more)


def given_back():
    """idle connections cost little, and memory that a busy phase took is given back beside them (release build)"""
    if not RELEASE.exists():
        raise kit.Skip("there is no release build, and under sanitizers memory tells nothing")
    kit.BUSBAR = str(RELEASE)
    with kit.server("--unknown-stations", "accept", "--unknown-tokens", "accept", "--log-level", "warning") as s:
        load(s, "--chargers", "50", "--seconds", "1", "--warmup", "0", "--message", "transaction", "--prefix", "W").communicate(timeout=60)
        time.sleep(7)
        fresh = kit.resident(s)
        held = load(s, "--message", "connect", "--hold", "--chargers", "1000", "--prefix", "H", stdin=subprocess.PIPE)
        assert held.stdout.readline() == "holding 1000\n", held.communicate()
        busy = load(s, "--message", "transaction", "--chargers", "200", "--in-flight", "32", "--rate", "200000", "--seconds", "3", "--prefix", "B")
        time.sleep(3)
        peak = kit.resident(s)
        out, err = busy.communicate(timeout=120)
        assert busy.returncode == 0, (out, err)
        end = time.monotonic() + 60
        while kit.resident(s) - fresh > 24 << 20 and time.monotonic() < end:  # it is given back after some seconds of quiet
            time.sleep(0.5)
        left = kit.resident(s) - fresh
        print(f"# {fresh >> 10} kB fresh, {peak >> 10} kB while busy, {left >> 10} kB more than fresh at rest")
        assert peak - fresh > left and left < 24 << 20, (fresh, peak, left)
        out, err = held.communicate("go\n", timeout=60)
        assert held.returncode == 0 and '"messages":1000,"errors":0,"lost":0' in out, (out, err)


if __name__ == "__main__":
    kit.main([all_doors, many_processes, limits, given_back])

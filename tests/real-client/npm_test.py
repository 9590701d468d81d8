#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""OCPP clients from npm that nobody here wrote, against the real binary. Skipped loudly where node or the packages can't be had."""

import pathlib
import shutil
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
from kit.server import ROOT, Skip, main, server  # noqa: E402

HERE = pathlib.Path(__file__).resolve().parent
FOLDER = ROOT / "build" / "npm"


def install():
    """Put the packages of package-lock.json into build/npm, once."""
    if not shutil.which("npm") or not shutil.which("node"):
        raise Skip("node and npm are not installed")
    FOLDER.mkdir(parents=True, exist_ok=True)
    stamp = FOLDER / "installed"
    lock = (HERE / "package-lock.json").read_bytes()
    if not stamp.exists() or stamp.read_bytes() != lock:
        for name in ("package.json", "package-lock.json"):
            shutil.copy(HERE / name, FOLDER / name)
        done = subprocess.run(["npm", "ci", "--no-audit", "--no-fund", "--silent"], cwd=FOLDER, capture_output=True, text=True, timeout=300)
        if done.returncode != 0:
            raise Skip("npm can't fetch the packages: " + " ".join(done.stderr.split())[:200])
        stamp.write_bytes(lock)


def run(script, *arguments):
    """Run a script of ours beside the packages; it must say "done" and nothing else may be wrong."""
    shutil.copy(HERE / script, FOLDER / script)
    done = subprocess.run(["node", script, *arguments], cwd=FOLDER, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0 and done.stdout.strip().endswith("done"), done.stdout + done.stderr


def drive(script, identity, *more):
    """A server with a registered station and one good token; after the client, its session and no findings."""
    install()
    with server() as s:
        assert s.api("PUT", f"/api/stations/{identity}", {"site_id": "S1", "cpo_id": "C1", "tariff_id": "T1", "rated_power_kw": 350})[0] == 200
        assert s.api("PUT", "/api/tokens/GOOD", {"status": "Accepted"})[0] == 200
        run(script, f"ws://127.0.0.1:{s.ocpp}/ocpp", f"127.0.0.1:{s.admin}", identity, *more)
        answer = s.until(f"/api/sessions?station={identity}&state=ended", lambda a: len(a["sessions"]) == 1)
        session = answer["sessions"][0]
        assert session["energy_mwh"] == 150 * 1000, session
        assert (session["site_id"], session["cpo_id"], session["tariff_id"]) == ("S1", "C1", "T1"), session
        assert session["stop_reason"] == "Remote" and session["flags"] == [], session
        findings = s.api("GET", f"/api/findings?station={identity}")[1]
        assert findings["rows"] == [], findings
        commands = s.api("GET", f"/api/commands?station={identity}")[1]["rows"]
        assert [c["state"] for c in commands] == ["answered", "answered"], commands


def strict16():
    """ocpp-rpc in strict mode, 1.6: boot to finished session, remote start and stop"""
    drive("ocpp_rpc.mjs", "RPC16", "1.6")


def strict201():
    """ocpp-rpc in strict mode, 2.0.1: boot to finished session, remote start and stop"""
    drive("ocpp_rpc.mjs", "RPC201", "2.0.1")


def ts16():
    """ocpp-ts, 1.6: boot to finished session, remote start and stop"""
    drive("ocpp_ts.mjs", "TS16")


if __name__ == "__main__":
    main([strict16, strict201, ts16])

#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""OCPP clients from npm that nobody here wrote, against the real binary. Skipped loudly where node or the packages can't be had."""

import contextlib
import os
import pathlib
import shutil
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
from kit.server import ROOT, Skip, main, server  # noqa: E402
from system import ca_test  # noqa: E402

HERE = pathlib.Path(__file__).resolve().parent
FOLDER = ROOT / "build" / "npm"
PASSWORD = "correct horse battery"


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


def run(script, *arguments, **environment):
    """Run a script of ours beside the packages; it must say "done" and nothing else may be wrong."""
    shutil.copy(HERE / script, FOLDER / script)
    done = subprocess.run(["node", script, *arguments], cwd=FOLDER, capture_output=True, text=True, timeout=60,
                          env={**os.environ, **environment})
    assert done.returncode == 0 and done.stdout.strip().endswith("done"), done.stdout + done.stderr


@contextlib.contextmanager
def door(profile, identity):
    """A server, the URL that a station of this security profile goes to, and what it needs there."""
    if profile == 0:
        with server() as s:
            yield s, f"ws://127.0.0.1:{s.ocpp}/ocpp", {}
        return
    with ca_test.ca() as c:
        c.run("issue", "server", "localhost", "--out", c.path("server"))
        c.run("issue", "station", identity, "--out", c.path("station"))
        c.run("export", "root", c.path("root.pem"))
        c.run("export", "crl", c.path("crl.pem"))
        needs = {"NODE_EXTRA_CA_CERTS": c.path("root.pem")}
        if profile == 3:
            needs.update(TLS_CERT=c.path("station.cert.pem"), TLS_KEY=c.path("station.key.pem"))
        else:
            needs.update(PASSWORD=PASSWORD)
        with server("--tls", "127.0.0.1:0", "--tls-cert", c.path("server.cert.pem"), "--tls-key", c.path("server.key.pem"), "--tls-ca",
                    c.path("root.pem"), "--tls-crl", c.path("crl.pem"), "--tls-client-certs", "required" if profile == 3 else "none",
                    "--tls-organization", "Volt AG") as s:
            yield s, f"wss://localhost:{s.tls}/ocpp", needs


def drive(script, identity, *more, profile=0):
    """A server with a registered station and one good token; after the client, its session and no findings."""
    install()
    with door(profile, identity) as (s, url, needs):
        station = {"site_id": "S1", "cpo_id": "C1", "tariff_id": "T1", "rated_power_kw": 350}
        if profile == 2:
            station["password"] = PASSWORD
        assert s.api("PUT", f"/api/stations/{identity}", station)[0] == 200
        assert s.api("PUT", "/api/tokens/GOOD", {"status": "Accepted"})[0] == 200
        run(script, url, f"127.0.0.1:{s.admin}", identity, *more, **needs)
        answer = s.until(f"/api/sessions?station={identity}&state=ended", lambda a: len(a["sessions"]) == 1)
        session = answer["sessions"][0]
        assert session["energy_mwh"] == 150 * 1000, session
        assert (session["site_id"], session["cpo_id"], session["tariff_id"]) == ("S1", "C1", "T1"), session
        assert session["stop_reason"] == "Remote" and session["flags"] == [], session
        findings = s.api("GET", f"/api/findings?station={identity}")[1]
        # ocpp_rpc.mjs tells a report that nobody asked for; in 1.6 there is none
        assert [f["rule"] for f in findings["rows"]] == (["UNKNOWN_REQUEST_ID"] if "2.0.1" in more else []), findings
        commands = s.api("GET", f"/api/commands?station={identity}")[1]["rows"]
        assert [c["state"] for c in commands] == ["answered", "answered"], commands
        rows = s.api("GET", f"/api/connections?station={identity}")[1]["rows"]
        assert {r["security_profile"] for r in rows} == {profile}, rows


def strict16():
    """ocpp-rpc in strict mode, 1.6: boot to finished session, remote start and stop"""
    drive("ocpp_rpc.mjs", "RPC16", "1.6")


def strict201():
    """ocpp-rpc in strict mode, 2.0.1: boot to finished session, remote start and stop"""
    drive("ocpp_rpc.mjs", "RPC201", "2.0.1")


def ts16():
    """ocpp-ts, 1.6: boot to finished session, remote start and stop"""
    drive("ocpp_ts.mjs", "TS16")


def by_tls():
    """ocpp-rpc (1.6, 2.0.1) and ocpp-ts the same by TLS with a password, profile 2"""
    drive("ocpp_rpc.mjs", "RPC16", "1.6", profile=2)
    drive("ocpp_rpc.mjs", "RPC201", "2.0.1", profile=2)
    drive("ocpp_ts.mjs", "TS16", profile=2)


def by_mutual_tls():
    """ocpp-rpc (1.6, 2.0.1) and ocpp-ts the same by mutual TLS with a certificate of busbar ca, profile 3"""
    drive("ocpp_rpc.mjs", "RPC16", "1.6", profile=3)
    drive("ocpp_rpc.mjs", "RPC201", "2.0.1", profile=3)
    drive("ocpp_ts.mjs", "TS16", profile=3)


if __name__ == "__main__":
    main([strict16, strict201, ts16, by_tls, by_mutual_tls])

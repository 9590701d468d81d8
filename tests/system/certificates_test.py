#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Stations that ask for certificates, on the real binary over mutual TLS: renewed and reconnected with the new one, a foreign
identity refused, approval by hand, a start in between, every version. Keys and requests are made by the openssl command. TAP."""

import asyncio
import atexit
import contextlib
import os
import pathlib
import shutil
import ssl
import subprocess
import sys
import tempfile
import warnings

import websockets

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
from kit import station  # noqa: E402
from kit.server import BUSBAR, main, server  # noqa: E402

warnings.filterwarnings("ignore", category=DeprecationWarning)
FOLDER = tempfile.mkdtemp(prefix="busbar-certificates-")
atexit.register(shutil.rmtree, FOLDER, True)


def run(*words):
    done = subprocess.run(words, cwd=FOLDER, capture_output=True, timeout=60, text=True)
    assert done.returncode == 0, (words, done.stderr)
    return done.stdout


def path(name):
    return os.path.join(FOLDER, name)


def read(name):
    with open(path(name)) as f:
        return f.read()


def write(name, text):
    with open(path(name), "w") as f:
        f.write(text)


def make_all():
    run(BUSBAR, "ca", "init", "--org", "Volt AG")
    run(BUSBAR, "ca", "issue", "server", "localhost", "--out", "server")
    run(BUSBAR, "ca", "issue", "station", "CP1", "CP2", "CP3", "--out", path(""))
    run(BUSBAR, "ca", "export", "root", "root.pem")


def csr(name, subject, kind="ec"):
    """A new key and its request."""
    how = ["-newkey", "rsa:2048"] if kind == "rsa" else ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"]
    run("openssl", "req", "-new", *how, "-nodes", "-keyout", name + ".key.pem", "-out", name + ".csr", "-subj", subject)
    return read(name + ".csr")


def options(*more):
    return ["--tls", "127.0.0.1:0", "--tls-client-certs", "required", "--tls-cert", path("server.cert.pem"), "--tls-key",
            path("server.key.pem"), "--tls-ca", path("root.pem"), "--unknown-stations", "accept", "--sign-ca", path("ca"), *more]


@contextlib.asynccontextmanager
async def connect(s, identity, version, pair):
    """A station over mutual TLS with the certificate and key of `pair`, booted."""
    ctx = ssl.create_default_context(cafile=path("root.pem"))
    ctx.load_cert_chain(path(pair + ".cert.pem"), path(pair + ".key.pem"))
    async with websockets.connect(f"wss://localhost:{s.tls}/ocpp/{identity}", ssl=ctx, compression=None,
                                  subprotocols=[station.VERSIONS[version]]) as ws:
        cp = station.Station(ws)
        cp.came = taking(cp)
        await cp.boot()
        try:
            yield cp
        finally:
            cp.reader.cancel()


def taking(cp):
    """What comes as CertificateSigned is Accepted; a list of what came."""
    came = []

    def take(payload):
        came.append(payload)
        return {"status": "Accepted"}
    cp.commands["CertificateSigned"] = take
    return came


async def until(what, seconds=20):
    for _ in range(seconds * 20):
        if what():
            return
        await asyncio.sleep(0.05)
    raise AssertionError("it did not come")


def rows(s, path):
    return s.api("GET", path)[1]["rows"]


async def renew(s, identity, version, kind):
    name = f"new-{identity}"
    async with connect(s, identity, version, identity) as cp:
        asked = {"csr": csr(name, f"/O=Volt AG/CN={identity}", kind)}
        if version != "1.6":
            asked["certificateType"] = "ChargingStationCertificate"
        if version == "2.1":
            asked["requestId"] = 77
        answer = await cp.call("SignCertificate", asked)
        assert answer["status"] == "Accepted", answer
        await until(lambda: cp.came)
    signed = cp.came[0]
    assert signed.get("requestId") == asked.get("requestId"), signed
    assert signed.get("certificateType") == asked.get("certificateType"), signed
    write(name + ".cert.pem", signed["certificateChain"])
    run("openssl", "verify", "-CAfile", "root.pem", "-untrusted", "ca/issuing.cert.pem", name + ".cert.pem")
    serial = run("openssl", "x509", "-in", name + ".cert.pem", "-noout", "-serial").strip().split("=")[1]
    async with connect(s, identity, version, name) as cp:
        await cp.call("Heartbeat", {})
    await until(lambda: [r for r in rows(s, f"/api/certificates?station={identity}")
                         if r["serial"] == serial and r["shown_at"] and r["issued_at"]])
    await until(lambda: rows(s, f"/api/csrs?station={identity}")[0]["state"] == "installed")


def renewed_and_used():
    """A_11, TC_074: a station asks over mutual TLS, gets its certificate, and connects with it; 1.6, 2.0.1 and 2.1"""
    with server(*options()) as s:
        station.run(renew(s, "CP1", "1.6", "ec"))
        station.run(renew(s, "CP2", "2.0.1", "rsa"))
        station.run(renew(s, "CP3", "2.1", "ec"))


def not_its_own():
    """a request for another's identity, another operator, or that is none is Rejected, with a finding; nothing is signed"""
    async def story(s):
        bad = {"CSR_FOREIGN_IDENTITY": csr("foreign", "/O=Volt AG/CN=CP2"), "CSR_FOREIGN_OPERATOR": csr("other", "/O=Andere/CN=CP1"),
               "CSR_UNREADABLE": "rubbish", "CSR_NO_NAME": csr("nameless", "/O=Volt AG")}
        async with connect(s, "CP1", "2.0.1", "CP1") as cp:
            for rule, text in bad.items():
                answer = await cp.call("SignCertificate", {"csr": text, "certificateType": "ChargingStationCertificate"})
                assert answer["status"] == "Rejected" and answer["statusInfo"]["reasonCode"] == "InvalidCSR", answer
                await until(lambda: rows(s, f"/api/findings?station=CP1&text={rule}"))
            await asyncio.sleep(0.5)
            assert not cp.came
        states = [(r["state"], r["rule"]) for r in rows(s, "/api/csrs")]
        assert states == [("refused", r) for r in reversed(bad)], states
    with server(*options()) as s:
        station.run(story(s))


def by_hand():
    """sign_approval manual: it waits for the operator, over a restart; rejected ones are not signed"""
    async def ask(s, name):
        async with connect(s, "CP1", "2.0.1", "CP1") as cp:
            answer = await cp.call("SignCertificate", {"csr": csr(name, "/CN=CP1"), "certificateType": "V2GCertificate"})
            assert answer["status"] == "Accepted", answer

    async def take(s):
        async with connect(s, "CP1", "2.0.1", "CP1") as cp:
            await until(lambda: cp.came)
            return cp.came[0]["certificateChain"]

    def ctl(s, *words):
        return run(BUSBAR, "ctl", "--admin", f"127.0.0.1:{s.admin}", *words)

    with server(*options("--sign-approval", "manual")) as s:
        station.run(ask(s, "first"))
        s.until("/api/csrs", lambda x: x["rows"] and x["rows"][0]["state"] == "waiting")
        ctl(s, "csr", "reject", rows(s, "/api/csrs")[0]["csr_id"])
        assert rows(s, "/api/csrs")[0]["state"] == "denied"
        station.run(ask(s, "second"))
        s.until("/api/csrs", lambda x: x["rows"][0]["state"] == "waiting")
        s.kill()
        s.start()
        made = rows(s, "/api/csrs")[0]["csr_id"]
        assert made in ctl(s, "csr", "list")
        ctl(s, "csr", "approve", made)
        write("v2g.pem", station.run(take(s)))
        s.until("/api/csrs", lambda x: x["rows"][0]["state"] == "installed")
        assert "Key Agreement" in run("openssl", "x509", "-in", "v2g.pem", "-noout", "-text")
        assert s.api("POST", f"/api/csrs/{made}/approve")[0] == 409
        assert s.api("POST", "/api/csrs/none/approve")[0] == 404
        assert "v2g" in run(BUSBAR, "ca", "list")


def without_a_ca():
    """without sign_ca a request is recorded and Rejected"""
    async def story(s):
        async with station.connect(s, "CP9", "2.0.1") as cp:
            await cp.boot()
            answer = await cp.call("SignCertificate", {"csr": csr("none", "/CN=CP9")})
            assert answer == {"status": "Rejected"}, answer
    with server("--unknown-stations", "accept") as s:
        station.run(story(s))
        s.until("/api/facts/certificate_request", lambda x: x["facts"])


make_all()
main([renewed_and_used, not_its_own, by_hand, without_a_ca])

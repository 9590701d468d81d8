#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Security profiles 2 and 3 on the real binary: both kinds of key, both versions, resumption, every bad certificate,
broken handshakes, reload while stations stay connected. Certificates are made by the openssl command. TAP."""

import asyncio
import atexit
import base64
import contextlib
import os
import pathlib
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
import time
import warnings

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
from kit import station  # noqa: E402
from kit.server import BUSBAR, main, server  # noqa: E402

warnings.filterwarnings("ignore", category=DeprecationWarning)
FOLDER = tempfile.mkdtemp(prefix="busbar-tls-")
REQUEST = ("GET /ocpp/{} HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
           "Sec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\nSec-WebSocket-Protocol: ocpp2.1\r\n{}\r\n")


# -- certificates --

def path(name):
    return os.path.join(FOLDER, name)


def openssl(*words, stdin=b""):
    done = subprocess.run(["openssl", *words], cwd=FOLDER, input=stdin, capture_output=True, timeout=60)
    if done.returncode != 0:
        raise AssertionError(f"openssl {words}: {done.stderr.decode()}")
    return done.stdout.decode()


def key_options(kind):
    return ["-newkey", "rsa:2048"] if kind == "rsa" else ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"]


def authority(name, kind="ec"):
    """A root with an `openssl ca` folder, so that it can revoke."""
    os.makedirs(path(name + ".d"))
    for file, text in (("index", ""), ("index.attr", "unique_subject = no\n"), ("crlnumber", "01\n"), ("serial", "1000\n")):
        with open(path(f"{name}.d/{file}"), "w") as f:
            f.write(text)
    with open(path(name + ".cnf"), "w") as f:
        f.write(f"[ca]\ndefault_ca = c\n[c]\ndatabase = {name}.d/index\nnew_certs_dir = {name}.d\nserial = {name}.d/serial\n"
                f"crlnumber = {name}.d/crlnumber\ncertificate = {name}.pem\nprivate_key = {name}.key\ndefault_md = sha256\n"
                "default_days = 30\ndefault_crl_days = 30\npolicy = p\nunique_subject = no\n[p]\ncommonName = optional\n"
                "organizationName = optional\n")
    openssl("req", "-x509", *key_options(kind), "-nodes", "-keyout", name + ".key", "-out", name + ".pem",
            "-subj", f"/O=Netz/CN={name}", "-days", "30")


def issue(name, subject, by="root", kind="ec", *more):
    """NAME.pem and NAME.key, issued by an authority."""
    openssl("req", "-new", *key_options(kind), "-nodes", "-keyout", name + ".key", "-out", name + ".csr", "-subj", subject)
    openssl("ca", "-batch", "-config", by + ".cnf", "-in", name + ".csr", "-out", name + ".pem", "-notext", *more)


def revocations(by="root"):
    openssl("ca", "-config", by + ".cnf", "-gencrl", "-out", by + ".crl")


def make_all():
    authority("root")
    authority("stranger")
    issue("server-ec", "/O=Netz/CN=localhost")
    issue("server-rsa", "/O=Netz/CN=localhost", "root", "rsa")
    issue("server-new", "/O=Netz/CN=new.example")
    issue("CP1", "/O=Netz/CN=CP1")
    issue("CP-RSA", "/O=Netz/CN=CP-RSA", "root", "rsa")
    issue("revoked", "/O=Netz/CN=CP1")
    issue("owner", "/O=Andere/CN=CP1")
    issue("nameless", "/O=Netz")
    issue("foreign", "/O=Netz/CN=CP1", "stranger")
    issue("expired", "/O=Netz/CN=CP1", "root", "ec", "-startdate", "20200101000000Z", "-enddate", "20210101000000Z")
    issue("soon", "/O=Netz/CN=CP1")
    revocations()
    shutil.copy(path("root.crl"), path("none-revoked.crl"))
    openssl("ca", "-config", "root.cnf", "-revoke", "revoked.pem")
    revocations()


# -- the server and its clients --

def options(clients="optional", **more):
    o = {"tls": "127.0.0.1:0", "tls-client-certs": clients, "tls-cert": path("server-ec.pem"), "tls-key": path("server-ec.key"),
         "tls-cert2": path("server-rsa.pem"), "tls-key2": path("server-rsa.key"), "tls-ca": path("root.pem"),
         "tls-crl": path("root.crl"), "unknown-stations": "accept"}
    o.update({k.replace("_", "-"): v for k, v in more.items()})
    return [word for k, v in o.items() if v is not None for word in ("--" + k, v)]


def context(cert=None, version=None, ciphers=None):
    """A client that trusts the root and shows the certificate of that name."""
    c = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    c.load_verify_locations(path("root.pem"))
    c.check_hostname = False  # certificates of a CSMS bear the name as CN; python wants a subjectAltName
    if cert:
        c.load_cert_chain(path(cert + ".pem"), path(cert + ".key"))
    if version:
        c.minimum_version = c.maximum_version = version
    if ciphers:
        c.set_ciphers(ciphers)
    return c


class Door:
    """The TLS door, as kit.station wants a server."""

    def __init__(self, s):
        self.s = s

    def url(self, identity):
        return f"wss://127.0.0.1:{self.s.tls}/ocpp/{identity}"


def basic(user, password):
    return {"Authorization": "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()}


def connect(s, identity, cert=None, headers=None, **how):
    return station.connect(Door(s), identity, "2.1", ssl=context(cert, **how), extra_headers=headers or {})


def handshake(s, c, session=None):
    """A TLS socket."""
    raw = socket.create_connection(("127.0.0.1", s.tls), timeout=20)
    try:
        return c.wrap_socket(raw, server_hostname="localhost", session=session)
    except BaseException:
        raw.close()
        raise


def upgrade(s, identity, cert=None, session=None, headers="", c=None):
    """(status, TLS socket) of an upgrade by hand; status 0 where the path ended without an answer."""
    t = handshake(s, c or context(cert), session)
    try:
        t.sendall(REQUEST.format(identity, headers).encode())
        answer = b""
        while b"\r\n\r\n" not in answer:
            got = t.recv(4096)
            if not got:
                break
            answer += got
    except OSError:  # the alert for a bad certificate comes where TLS 1.3 thinks it is through
        answer = b""
    return int(answer.split()[1]) if answer else 0, t


def refused(s, cert, identity="CP1", **how):
    """The stored refusal of one try with a certificate; nothing may be let in."""
    before = len(s.api("GET", "/api/refused")[1]["rows"])
    try:
        status, t = upgrade(s, identity, c=context(cert, **how))
        t.close()
    except (ssl.SSLError, ConnectionError):
        status = 0
    assert status in (0, 400, 401, 403, 404), status
    row = newest_refusal(s, before)
    assert status == row["status"], (status, row)
    return row


def newest_refusal(s, before):
    rows = s.until("/api/refused", lambda a: len(a["rows"]) > before)["rows"]
    assert len(rows) == before + 1, rows
    return max(rows, key=lambda r: r["position"])


def profile(s, identity, generation=1):
    """The security profile of a station's connection, as the journal tells it."""
    def of(answer):
        return [r["security_profile"] for r in answer["rows"] if r["generation"] == generation]
    return of(s.until(f"/api/connections?station={identity}", of))[0]


def stations(s):
    return s.api("GET", "/api/stations")[1]["stations"]


def metric(s, name):
    text = s.api("GET", "/metrics")[1]
    return next(int(line.split()[1]) for line in text.splitlines() if line.startswith(f"busbar_{name} "))


def reload(s, what="what=certificates "):
    """SIGHUP, and wait for what the log says of it."""
    n = s.text().count(what)
    s.process.send_signal(signal.SIGHUP)
    end = time.time() + 20
    while s.text().count(what) == n:
        assert time.time() < end and s.process.poll() is None, s.text()
        time.sleep(0.02)


# -- tests --

def profile_2():
    """Profile 2: Basic over TLS is demanded, right is let in, wrong is not; both kinds of key, TLS 1.2 and 1.3"""
    kinds = {"ECDHE-ECDSA-AES128-GCM-SHA256": "ec", "ECDHE-ECDSA-AES256-GCM-SHA384": "ec", "ECDHE-RSA-AES128-GCM-SHA256": "rsa",
             "ECDHE-RSA-AES256-GCM-SHA384": "rsa", "AES128-GCM-SHA256": "rsa", "AES256-GCM-SHA384": "rsa"}

    async def boots(s, **how):
        async with connect(s, "CP1", headers=basic("CP1", "correct horse battery"), **how) as cp:
            assert (await cp.boot())["status"] == "Accepted"
            return cp.ws.transport.get_extra_info("ssl_object").cipher()

    with server(*options("none", unknown_stations="refuse")) as s:
        assert s.api("PUT", "/api/stations/CP1", {"password": "correct horse battery"})[0] == 200
        assert s.api("PUT", "/api/stations/OPEN", {})[0] == 200
        for generation, version in enumerate((ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3), 1):
            name = station.run(boots(s, version=version))
            assert name[1] == {ssl.TLSVersion.TLSv1_2: "TLSv1.2", ssl.TLSVersion.TLSv1_3: "TLSv1.3"}[version], name
            assert profile(s, "CP1", generation) == 2
        for cipher in kinds:
            assert station.run(boots(s, version=ssl.TLSVersion.TLSv1_2, ciphers=cipher))[0] == cipher
        for headers, identity, reason in (("", "CP1", "no-credentials"), ("", "OPEN", "no-credentials"),
                                          (basic("CP1", "wrong"), "CP1", "bad-credentials"),
                                          (basic("CP1", "x"), "NOBODY", "unknown-station")):
            before = len(s.api("GET", "/api/refused")[1]["rows"])
            text = "".join(f"{k}: {v}\r\n" for k, v in headers.items()) if headers else ""
            status, t = upgrade(s, identity, headers=text)
            t.close()
            assert newest_refusal(s, before)["reason"] == reason, (identity, status)
        assert metric(s, "tls_handshakes_total") == 12
        assert s.stop() == 0


def profile_3():
    """Profile 3: a certificate instead of a password; in BootNotification and calls all is as ever"""
    async def work(s, identity, **how):
        async with connect(s, identity, identity, **how) as cp:
            assert (await cp.boot())["status"] == "Accepted"
            at = "2026-11-25T10:00:00Z"
            assert await cp.call("StatusNotification", {"timestamp": at, "connectorStatus": "Available", "evseId": 1,
                                                        "connectorId": 1}) == {}
            assert "currentTime" in await cp.call("Heartbeat", {})

    with server(*options("required", tls_organization="Netz")) as s:
        assert s.api("PUT", "/api/stations/CP1", {"password": "is not asked for here"})[0] == 200
        for identity in ("CP1", "CP-RSA"):
            for generation, version in enumerate((ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3), 1):
                station.run(work(s, identity, version=version))
                assert profile(s, identity, generation) == 3
        assert s.stop() == 0


def both_on_one_door():
    """Client certificates optional: profile 3 with one, profile 2 without, profiles 0 and 1 on the plain door"""
    async def once(make):
        async with make as cp:
            await cp.boot()

    with server(*options("optional")) as s:
        assert s.api("PUT", "/api/stations/CP2", {"password": "correct horse battery"})[0] == 200
        good = basic("CP2", "correct horse battery")
        for make, identity, generation, wanted in (
                (lambda: connect(s, "CP1", "CP1"), "CP1", 1, 3), (lambda: connect(s, "CP2", headers=good), "CP2", 1, 2),
                (lambda: station.connect(s, "CP2", "2.1", extra_headers=good), "CP2", 2, 1),
                (lambda: station.connect(s, "CP3", "2.1"), "CP3", 1, 0)):
            station.run(once(make()))
            assert profile(s, identity, generation) == wanted, identity
        assert s.stop() == 0


def bad_certificates():
    """Every bad certificate is refused and the stored reason names it: CN, O, expired, other CA, revoked, missing"""
    def serial(name):
        return openssl("x509", "-in", name + ".pem", "-noout", "-serial").strip().split("=")[1]

    with server(*options("required", tls_organization="Netz")) as s:
        for version in (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3):
            for cert, identity, words in (
                    ("CP1", "CP9", ("CN=CP1", "is not the identity CP9")),
                    ("nameless", "CP1", ("O=Netz", "is not the identity CP1")),
                    ("owner", "CP1", ("O=Andere", "its O is not Netz")),
                    ("expired", "CP1", ("CN=CP1", "certificate has expired")),
                    ("foreign", "CP1", ("issuer CN=stranger", "unable to get local issuer certificate")),
                    ("revoked", "CP1", ("CN=CP1", "certificate revoked"))):
                row = refused(s, cert, identity, version=version)
                assert row["reason"] == "tls", (cert, row)
                assert all(w in row["detail"] for w in words) and f"serial {serial(cert)}" in row["detail"], (cert, row)
                at_upgrade = cert in ("CP1", "nameless", "owner")
                assert row["status"] == (403 if at_upgrade else 0), (cert, row)
                assert row["identity"] == (identity if at_upgrade else ""), (cert, row)
            row = refused(s, None, version=version)
            assert row["reason"] == "tls" and "peer did not return a certificate" in row["detail"], row
        assert not stations(s), "a refused station was made"
        assert metric(s, "tls_failures_total") == 8
        assert s.stop() == 0


def serial_numbers():
    """tls_identity serial: the CN is the registered serial number, and BootNotification must tell the same"""
    async def boots(s, serial):
        async with connect(s, "SITE-7", "CP1") as cp:
            payload = station.boot("2.1")
            payload["chargingStation"]["serialNumber"] = serial
            return await cp.call("BootNotification", payload)

    with server(*options("required", tls_identity="serial")) as s:
        assert "no serial number is registered" in refused(s, "CP1", "SITE-7")["detail"]
        assert s.api("PUT", "/api/stations/SITE-7", {"serial": "OTHER"})[0] == 200
        assert "is not the registered serial number OTHER" in refused(s, "CP1", "SITE-7")["detail"]
        assert s.api("PUT", "/api/stations/SITE-7", {"serial": "CP1"})[0] == 200
        assert station.run(boots(s, "CP1"))["status"] == "Accepted"
        with contextlib.suppress(station.CallError, ConnectionError):
            assert station.run(boots(s, "ELSE"))["status"] != "Accepted"
        s.until("/api/refused", lambda a: any(r["reason"] == "serial-mismatch" for r in a["rows"]) or
                any("serial" in str(r) for r in s.api("GET", "/api/findings?station=SITE-7")[1]["rows"]))
        assert s.stop() == 0


def broken_handshakes():
    """TLS 1.1, plain HTTP, garbage, half a handshake, silence and a client that distrusts us: refused, stored, counted"""
    def raw(s, data, wait=True):
        with socket.create_connection(("127.0.0.1", s.tls), timeout=20) as c:
            c.sendall(data)
            got = b""
            with contextlib.suppress(ConnectionError):
                while wait and (more := c.recv(4096)):
                    got += more
            return got

    hello = ssl.MemoryBIO()
    client = context().wrap_bio(ssl.MemoryBIO(), hello, server_hostname="localhost")
    with contextlib.suppress(ssl.SSLWantReadError):
        client.do_handshake()
    half = hello.read()[:100]
    with server(*options("none", upgrade_timeout="1")) as s:
        def expect(words, status, act):
            before = len(s.api("GET", "/api/refused")[1]["rows"])
            got = act()
            row = newest_refusal(s, before)
            assert row["reason"] == "tls" and row["status"] == status and words in row["detail"], (words, row)
            return got

        def old_version():
            return subprocess.run(["openssl", "s_client", "-tls1_1", "-cipher", "DEFAULT@SECLEVEL=0", "-connect",
                                   f"127.0.0.1:{s.tls}"], stdin=subprocess.DEVNULL, capture_output=True, timeout=20)

        def distrust():
            c = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            try:
                handshake(s, c).close()
            except ssl.SSLError:
                return
            raise AssertionError("trusted")

        done = expect("unsupported protocol", 0, old_version)
        assert b"alert protocol version" in done.stderr, done.stderr
        answer = expect("plain HTTP on the TLS port", 400, lambda: raw(s, REQUEST.format("CP1", "").encode()))
        assert answer.startswith(b"HTTP/1.1 400 ") and b"wss://" in answer, answer
        expect("TLS handshake: ", 0, lambda: raw(s, os.urandom(3) + b"\xff" * 400))
        expect("ended the path within the TLS handshake", 0, lambda: raw(s, half, wait=False))
        expect("no TLS handshake within upgrade_timeout", 0, lambda: raw(s, half))
        expect("no TLS handshake within upgrade_timeout", 0, lambda: raw(s, b""))
        expect("alert unknown ca", 0, distrust)
        assert metric(s, "tls_failures_total") == 7
        before = len(s.api("GET", "/api/refused")[1]["rows"])
        raw(s, b"", wait=False)  # a health check of a load balancer: nobody to refuse
        time.sleep(0.5)
        assert len(s.api("GET", "/api/refused")[1]["rows"]) == before
        assert upgrade(s, "CP1")[0] == 401, "the door is dead"
        assert s.stop() == 0


def lowest_version():
    """tls_min_version 1.3 refuses TLS 1.2; a client that offers only CBC finds no common cipher"""
    with server(*options("none", tls_min_version="1.3")) as s:
        assert "unsupported protocol" in refused(s, None, version=ssl.TLSVersion.TLSv1_2)["detail"]
        assert upgrade(s, "CP1", c=context(version=ssl.TLSVersion.TLSv1_3))[0] == 401
    with server(*options("none")) as s:
        row = refused(s, None, version=ssl.TLSVersion.TLSv1_2, ciphers="ECDHE-RSA-AES128-SHA256:AES128-SHA")
        assert "no shared cipher" in row["detail"], row
        done = subprocess.run(["openssl", "s_client", "-tls1_2", "-connect", f"127.0.0.1:{s.tls}"], input=b"R\n",
                              capture_output=True, timeout=20)
        assert b"Compression: NONE" in done.stdout and b"Secure Renegotiation IS supported" in done.stdout, done.stdout
        assert b"no renegotiation" in done.stderr, done.stderr


def resumption():
    """A session is resumed with its client certificate in both versions, not after a reload, never with another identity"""
    with server(*options("required")) as s:
        for round_, version in enumerate((ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3)):
            c = context("CP1", version=version)
            status, first = upgrade(s, "CP1", c=c)
            assert status == 101 and not first.session_reused
            assert first.session.has_ticket
            status, again = upgrade(s, "CP1", c=c, session=first.session)
            assert status == 101 and again.session_reused, version
            assert profile(s, "CP1", 3 * round_ + 2) == 3
            status, other = upgrade(s, "CP2", c=c, session=first.session)
            assert status == 403 and other.session_reused, version
            reload(s)
            status, fresh = upgrade(s, "CP1", c=c, session=first.session)
            assert status == 101 and not fresh.session_reused, version
            for t in (first, again, other, fresh):
                t.close()
        assert metric(s, "tls_resumed_total") == 4
        session = path("session")
        base = ["openssl", "s_client", "-connect", f"127.0.0.1:{s.tls}", "-cert", path("CP1.pem"), "-key", path("CP1.key"),
                "-tls1_2"]
        for words, wanted in (["-sess_out", session], b"New, "), (["-sess_in", session], b"Reused, "):
            done = subprocess.run(base + words, stdin=subprocess.DEVNULL, capture_output=True, timeout=20)
            assert wanted in done.stdout, done.stdout
        assert s.stop() == 0


def reloading():
    """SIGHUP: new certificate and revocations for new handshakes, living connections stay; a broken file changes nothing"""
    for kind in ("pem", "key"):
        shutil.copy(path(f"server-ec.{kind}"), path(f"live.{kind}"))
    shutil.copy(path("none-revoked.crl"), path("live.crl"))

    def shown(s):
        c = context(version=ssl.TLSVersion.TLSv1_2, ciphers="ECDHE-ECDSA-AES128-GCM-SHA256")
        with handshake(s, c) as t:
            return dict(x[0] for x in t.getpeercert()["subject"])["commonName"]

    async def stays(s):
        async with connect(s, "CP1", "revoked") as cp:
            await cp.boot()
            assert await station.in_thread(shown, s) == "localhost"
            for kind in ("pem", "key"):
                shutil.copy(path(f"server-new.{kind}"), path(f"live.{kind}"))
            await station.in_thread(reload, s)
            assert await station.in_thread(shown, s) == "new.example"
            assert "currentTime" in await cp.call("Heartbeat", {})
            shutil.copy(path("root.crl"), path("live.crl"))
            await station.in_thread(reload, s)
            row = await station.in_thread(refused, s, "revoked")
            assert "certificate revoked" in row["detail"], row
            shutil.copy(path("server-rsa.key"), path("live.key"))
            await station.in_thread(reload, s, "what=certificates-kept")
            shutil.copy(path("server-new.key"), path("live.key"))
            with open(path("live.crl"), "w") as f:
                f.write("broken\n")
            await station.in_thread(reload, s, "what=certificates-kept")
            assert await station.in_thread(shown, s) == "new.example"
            assert (await station.in_thread(refused, s, "revoked"))["reason"] == "tls"
            assert "currentTime" in await cp.call("Heartbeat", {})

    with server(*options("optional", tls_cert=path("live.pem"), tls_key=path("live.key"), tls_crl=path("live.crl"))) as s:
        station.run(stays(s))
        row = s.until("/api/connections?station=CP1", lambda a: a["rows"])["rows"]
        assert len(row) == 1, row
        assert s.stop() == 0


def several_loops():
    """Four loops: the path moves with its TLS to the loop of its station; a storm of stations, messages of 300 kB both ways"""
    async def one(s, i):
        async with connect(s, f"CP{i}", headers=basic(f"CP{i}", f"password of station {i}")) as cp:
            await cp.boot()
            for n in (10, 20_000, 300_000):
                assert (await cp.call("DataTransfer", {"vendorId": "v", "data": "x" * n}))["status"]
            cp.commands["DataTransfer"] = lambda p: {"status": "Accepted", "data": p["data"]}
            status, answer = await station.in_thread(
                s.api, "POST", f"/api/stations/CP{i}/commands/DataTransfer", {"vendorId": "v", "data": "y" * 300_000})
            assert status == 200 and len(str(answer)) > 300_000, (status, str(answer)[:200])

    async def all_of(s):
        await asyncio.gather(*(one(s, i) for i in range(24)))

    with server(*options("none", loops="4")) as s:
        for i in range(24):
            assert s.api("PUT", f"/api/stations/CP{i}", {"password": f"password of station {i}"})[0] == 200
        station.run(all_of(s))
        assert all(profile(s, f"CP{i}") == 2 for i in range(24))
        assert s.stop() == 0


def reloads_in_a_storm():
    """SIGHUP twenty times a second while sixteen stations on three loops come and go six times: each of them gets in"""
    async def one(s, i):
        async with connect(s, f"SITE{i}", "CP1") as cp:
            assert (await cp.call("DataTransfer", {"vendorId": "v", "data": "x" * 20_000}))["status"]

    async def all_of(s):
        for _ in range(6):
            await asyncio.gather(*(one(s, i) for i in range(16)))

    with server(*options("required", loops="3", tls_identity="serial")) as s:
        for i in range(16):
            assert s.api("PUT", f"/api/stations/SITE{i}", {"serial": "CP1"})[0] == 200
        over = threading.Event()

        def pester():
            while not over.wait(0.05):
                s.process.send_signal(signal.SIGHUP)
        pesterer = threading.Thread(target=pester)
        pesterer.start()
        try:
            station.run(all_of(s))
        finally:
            over.set()
            pesterer.join()
        assert s.stop() == 0
        assert s.text().count("what=certificates ") > 3 and s.text().count("what=connected ") == 96
        assert "ThreadSanitizer" not in s.text(), s.text()


def slow_reader():
    """Back-pressure: 20,000 calls sent without reading for a while, then all answers are read in order, over TLS 1.2 and 1.3"""
    import struct

    def frame(text):
        data = text.encode()
        return b"\x81" + (bytes([0x80 | len(data)]) if len(data) < 126 else b"\xfe" + struct.pack(">H", len(data))) + bytes(4) + data

    with server(*options("required", message_max="65536")) as s:
        for version in (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3):
            status, t = upgrade(s, "CP1", c=context("CP1", version=version))
            assert status == 101
            n, got, answers = 20_000, b"", 0
            pad = "p" * 30_000
            calls = [frame(f'[2,"m{i}","DataTransfer",{{"vendorId":"v","messageId":"m","data":"{pad if i % 100 == 0 else i}"}}]')
                     for i in range(n)]
            rest, began = memoryview(b"".join(calls)), time.time()
            t.setblocking(False)
            while answers < n:
                assert time.time() - began < 90, (len(rest), answers)
                with contextlib.suppress(ssl.SSLWantWriteError, ssl.SSLWantReadError):
                    rest = rest[t.send(rest[:65536]):] if rest else rest
                    if rest and time.time() - began < 3:
                        continue
                if time.time() - began < 3:
                    time.sleep(0.01)
                    continue
                try:
                    more = t.recv(65536)
                except ssl.SSLWantReadError:
                    time.sleep(0.001)
                    continue
                assert more, (answers, s.text()[-500:])
                got += more
                while len(got) >= 2 and len(got) >= (size := 2 + (got[1] if got[1] < 126 else 2 + struct.unpack(">H", got[2:4])[0])):
                    assert f'"m{answers}"'.encode() in got[:size], (answers, got[:size])
                    got, answers = got[size:], answers + 1
            t.close()
        assert s.stop() == 0


def after_a_kill():
    """kill -9 under TLS connections: after the restart they are stored as closed, and come back"""
    with server(*options("required")) as s:
        status, t = upgrade(s, "CP1", "CP1")
        assert status == 101
        s.kill()
        t.close()
        s.start()
        s.until("/api/stations", lambda a: a["stations"] and not a["stations"][0]["connected"])
        status, t = upgrade(s, "CP1", "CP1")
        assert status == 101 and profile(s, "CP1", 2) == 3
        assert s.stop() == 0, "drained with a connection"
        t.close()


def only_tls():
    """With ocpp empty there is no plain door; what the options can't mean is said at the start"""
    with server(*options("required"), "--ocpp", "") as s:
        assert s.ocpp == 0 and upgrade(s, "CP1", "CP1")[0] == 101
        assert s.stop() == 0

    def start(**changes):
        words = options(**changes)
        done = subprocess.run([BUSBAR, "serve", "--data", path("data"), "--ocpp", "127.0.0.1:0", "--admin", "127.0.0.1:0", *words],
                              capture_output=True, timeout=60)
        return done.returncode, done.stderr.decode()

    for words, changes in (("tls needs tls_cert", {"tls_cert": None}), ("belong together", {"tls_key2": None}),
                           ("needs tls_ca", {"tls_ca": None}), ("tls_crl needs tls_ca", {"tls_ca": None, "clients": "none"}),
                           ("tls_cert ", {"tls_cert": path("missing")}), ("tls_key ", {"tls_key": path("CP1.key")}),
                           ("same kind of key", {"tls_cert2": path("CP1.pem"), "tls_key2": path("CP1.key")}),
                           ("tls_ca ", {"tls_ca": path("CP1.key")}), ("tls_crl ", {"tls_crl": path("CP1.pem")})):
        code, text = start(**changes)
        assert code == 1 and words in text.splitlines()[-1], (words, code, text)


def run_all():
    if not shutil.which("openssl"):
        raise SystemExit(print("1..0 # SKIP the openssl command is not installed"))
    make_all()
    main([profile_2, profile_3, both_on_one_door, bad_certificates, serial_numbers, broken_handshakes, lowest_version,
          resumption, reloading, several_loops, reloads_in_a_storm, slow_reader, after_a_kill, only_tls])


atexit.register(shutil.rmtree, FOLDER, ignore_errors=True)
if __name__ == "__main__":
    run_all()

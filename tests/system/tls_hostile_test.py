#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The TLS door under attack while a station of profile 3 is served: certificates that are forged, self-made, too weak, for another purpose, not yet
good; ClientHellos cut off, changed and cut in pieces, noise within the tunnel. Each is refused with a stored reason that names the certificate. TAP."""

import os
import random
import shutil
import socket
import ssl
import struct
import sys
import threading
import time

import tls_test as tls
from kit import raw, station
from kit.server import Skip, main, resident, server

SEED = int(os.environ.get("BUSBAR_SEED", "1"))
MIB = 1 << 20


def extensions(text):
    """A file with extensions for `openssl ca` and `openssl x509`."""
    name = f"ext{abs(hash(text))}.cnf"
    with open(tls.path(name), "w") as f:
        f.write(text)
    return name


def request(name, subject, *key):
    tls.openssl("req", "-new", *key, "-nodes", "-keyout", name + ".key", "-out", name + ".csr", "-subj", subject)


def by(ca, name, *more, digest="-sha256", text=""):
    """Sign NAME.csr with a CA's key, whatever it is."""
    words = ["-extfile", extensions(text)] if text else []
    tls.openssl("x509", "-req", "-in", name + ".csr", "-CA", ca + ".pem", "-CAkey", ca + ".key", "-set_serial", str(random.randrange(2, 1 << 60)), "-out", name + ".pem",
                "-days", "30", digest, *words, *more)


EC = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256")
SUBJECT = "/O=Netz/CN=CP1"


def make_bad():
    """name -> words that the stored reason must hold, besides the certificate's serial number."""
    bad = {}
    # vouched for by nobody
    tls.openssl("req", "-x509", *EC, "-nodes", "-keyout", "self.key", "-out", "self.pem", "-subj", SUBJECT, "-days", "30")
    bad["self"] = ("CN=CP1", "self-signed certificate")
    tls.openssl("req", "-x509", *EC, "-nodes", "-keyout", "twin.key", "-out", "twin.pem", "-subj", "/O=Netz/CN=root", "-days", "30")
    request("forged", SUBJECT, *EC)
    by("twin", "forged")  # an issuer of the same name with another key
    bad["forged"] = ("CN=CP1", "certificate signature failure")
    shutil.copy(tls.path("CP1.key"), tls.path("bent.key"))
    lines = open(tls.path("CP1.pem")).read().split("\n")
    body = max(i for i, line in enumerate(lines) if line and "-" not in line[:5]) - 1
    swapped = lines[body][:5] + ("A" if lines[body][5] != "A" else "B") + lines[body][6:]
    with open(tls.path("bent.pem"), "w") as f:  # its signature has one byte changed
        f.write("\n".join(lines[:body] + [swapped] + lines[body + 1:]))
    bad["bent"] = ("CN=CP1", "certificate signature failure")
    # vouched for, but too weak
    request("rsa1024", SUBJECT, "-newkey", "rsa:1024")
    by("root", "rsa1024")
    bad["rsa1024"] = ("CN=CP1", "key too weak")
    request("sha1", SUBJECT, *EC)
    by("root", "sha1", digest="-sha1")
    bad["sha1"] = ("CN=CP1", "digest algorithm too weak")
    # for another purpose
    for name, text, words in (("eku", "extendedKeyUsage=serverAuth\n", "certificate purpose"),
                              ("ku", "keyUsage=critical,keyCertSign\n", "certificate purpose"),
                              ("code", "extendedKeyUsage=critical,codeSigning\n", "certificate purpose")):
        request(name, SUBJECT, *EC)
        by("root", name, text=text)
        bad[name] = ("CN=CP1", words)
    # issued by a certificate that is no CA
    request("under", "/O=Netz/CN=CP1", *EC)
    by("CP1", "under")
    with open(tls.path("under.pem"), "a") as f:
        f.write(open(tls.path("CP1.pem")).read())
    bad["under"] = ("CN=CP1", "invalid CA certificate")
    # the time
    tls.issue("future", SUBJECT, "root", "ec", "-startdate", "20400101000000Z", "-enddate", "20410101000000Z")
    bad["future"] = ("CN=CP1", "not yet valid")
    return bad


def serial(name):
    return tls.openssl("x509", "-in", name + ".pem", "-noout", "-serial").strip().split("=")[1]


class Beside(threading.Thread):
    """A station of profile 3 that beats all along."""

    def __init__(self, s):
        super().__init__(daemon=True)
        self.s, self.ending, self.beats, self.failed = s, threading.Event(), 0, None
        self.start()

    def run(self):
        import asyncio

        async def beat():
            async with tls.connect(self.s, "CP-RSA", "CP-RSA") as c:
                await c.boot()
                while not self.ending.is_set():
                    await c.call("Heartbeat", {}, 5)
                    self.beats += 1
                    await asyncio.sleep(0.05)
        try:
            asyncio.run(beat())
        except BaseException as e:  # told by stop()
            self.failed = repr(e)

    def stop(self):
        self.ending.set()
        self.join(20)
        assert self.failed is None and self.beats > 5, (self.failed, self.beats)


def certificates():
    """forged, self-signed, bent, too weak, of another purpose, under no CA, not yet good: each refused by TLS 1.2 and 1.3, the reason names the certificate"""
    bad = make_bad()
    with server(*tls.options("required", tls_organization="Netz", tls_crl=None)) as s:
        beside, wrong = Beside(s), []
        for version in (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3):
            for name, (who, words) in bad.items():
                before = len(s.api("GET", "/api/refused")[1]["rows"])
                try:
                    c = tls.context(version=version, ciphers="ALL:@SECLEVEL=0")
                    c.load_cert_chain(tls.path(name + ".pem"), tls.path(name + ".key"))
                except ssl.SSLError as e:
                    raise Skip(f"this Python shows no such certificate: {name} {e}") from e
                try:
                    status, t = tls.upgrade(s, "CP1", c=c)
                    t.close()
                except (ssl.SSLError, ConnectionError):
                    status = 0
                if status == 101:
                    wrong.append((name, version, "let in"))
                    continue
                row = tls.newest_refusal(s, before)
                if row["reason"] != "tls" or who not in row["detail"] or words not in row["detail"] or serial(name) not in row["detail"]:
                    wrong.append((name, version.name, row["status"], row["detail"], serial(name)))
        beside.stop()
        assert not wrong, "\n".join(map(str, wrong))
        assert {x["identity"] for x in tls.stations(s)} == {"CP-RSA"}
        assert s.stop() == 0


def old_list():
    """a revocation list that has run out: nobody is let in any more, and the reason says so"""
    tls.openssl("ca", "-config", "root.cnf", "-gencrl", "-crlsec", "1", "-out", "old.crl")
    time.sleep(2.1)
    with server(*tls.options("required", tls_crl=tls.path("old.crl"))) as s:
        row = tls.refused(s, "CP1")
        assert row["reason"] == "tls" and "CRL has expired" in row["detail"] and serial("CP1") in row["detail"], row
        assert s.stop() == 0


def hello(**how):
    """The bytes of a ClientHello."""
    out = ssl.MemoryBIO()
    client = tls.context(**how).wrap_bio(ssl.MemoryBIO(), out, server_hostname="localhost")
    try:
        client.do_handshake()
    except ssl.SSLWantReadError:
        pass
    return out.read()


def handshakes():
    """ClientHellos cut off at every place, changed in every byte, sent a byte at a time; records of wild lengths; noise in the tunnel: refused, counted, memory as before"""
    r, whole = random.Random(SEED), hello(cert="CP1")
    with server(*tls.options("optional", upgrade_timeout="2", tls_crl=None)) as s:
        beside = Beside(s)

        def knock(*pieces, wait=True):
            with raw.Raw(s.tls, 10) as c:
                c.send(*pieces)
                c.s.settimeout(5)
                return c.take(4096) if wait else b""
        for _ in range(3):
            knock(whole[:50], wait=False)
        before = resident(s)
        for n in range(0, len(whole), 3):
            knock(whole[:n], wait=False)
        for at in range(0, len(whole), 2):
            knock(whole[:at] + bytes([whole[at] ^ r.choice((1, 0x80, 0xFF))]) + whole[at + 1:], wait=False)
        with raw.Raw(s.tls, 10) as c:  # a byte at a time is a ClientHello all the same
            for i in range(len(whole)):
                c.send(whole[i:i + 1])
            assert c.take(3) == b"\x16\x03\x03"
        for _ in range(100):
            kind, length = r.choice((20, 21, 22, 23, 24, 255)), r.choice((0, 1, 100, 16384, 16385, 65535))
            knock(struct.pack(">BHH", kind, r.choice((0x0301, 0x0303, 0x0304, 0x0200, 0xFFFF)), length) + r.randbytes(min(length, 3000)), wait=False)
        for _ in range(40):  # noise where a certificate was due, and after the handshake
            t = tls.handshake(s, tls.context("CP1"))
            t.sendall(r.choice((b"", b"GET ", b"\x16\x03\x01")) + r.randbytes(r.randrange(1, 3000)))
            t.close()
        for _ in range(20):  # a record of the tunnel that was bent on its way
            plain = socket.create_connection(("127.0.0.1", s.tls), timeout=10)
            inside, out = ssl.MemoryBIO(), ssl.MemoryBIO()
            c = tls.context("CP1").wrap_bio(inside, out, server_hostname="localhost")
            while True:
                try:
                    c.do_handshake()
                    break
                except ssl.SSLWantReadError:
                    plain.sendall(out.read())
                    inside.write(plain.recv(65536))
            plain.sendall(out.read())
            c.write(tls.REQUEST.format("CP1", "").encode())
            record = bytearray(out.read())
            record[r.randrange(5, len(record))] ^= 1
            plain.sendall(record)
            plain.settimeout(5)
            try:
                while plain.recv(4096):
                    pass
            except ConnectionError:
                pass
            plain.close()
        time.sleep(2.5)  # those that wait are ended
        after = resident(s)
        failures = tls.metric(s, "tls_failures_total")
        print(f"# {failures} handshakes failed; memory {before >> 20} MiB before, {after >> 20} MiB after; {beside.beats} beats beside")
        assert failures > 100 and after - before < 48 * MIB, (failures, before, after)
        rows = s.api("GET", "/api/refused?limit=1000")[1]["rows"]
        assert len(rows) > 100 and all(x["detail"] for x in rows)
        beside.stop()
        assert tls.upgrade(s, "CP1", "CP1")[0] == 101
        assert s.stop() == 0


if __name__ == "__main__":
    if not shutil.which("openssl"):
        raise SystemExit(print("1..0 # SKIP the openssl command is not installed"))
    tls.make_all()
    main([certificates, old_list, handshakes])

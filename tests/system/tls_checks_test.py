#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""What a scanner of TLS servers would look at, by tables: versions, every cipher code there is, groups, signatures, chain, renegotiation,
resumption, compression, ALPN, SNI, early data, heartbeats, fallback; curl as a station. The openssl command and hellos by hand. TAP."""

import contextlib
import os
import shutil
import socket
import ssl
import struct
import subprocess
import time

import tls_test as tls
from kit import station
from kit.server import Skip, main, server

GOOD = {0xC02B: "ECDHE-ECDSA-AES128-GCM-SHA256", 0xC02C: "ECDHE-ECDSA-AES256-GCM-SHA384", 0xC02F: "ECDHE-RSA-AES128-GCM-SHA256",
        0xC030: "ECDHE-RSA-AES256-GCM-SHA384", 0x009C: "AES128-GCM-SHA256", 0x009D: "AES256-GCM-SHA384"}
LEGACY = {0xC023: "ECDHE-ECDSA-AES128-SHA256", 0xC024: "ECDHE-ECDSA-AES256-SHA384", 0xC027: "ECDHE-RSA-AES128-SHA256",
          0xC028: "ECDHE-RSA-AES256-SHA384", 0xC009: "ECDHE-ECDSA-AES128-SHA", 0xC013: "ECDHE-RSA-AES128-SHA",
          0x003C: "AES128-SHA256", 0x003D: "AES256-SHA256", 0x002F: "AES128-SHA", 0x0035: "AES256-SHA"}
FALLBACK = 0x5600
ALERT, HANDSHAKE, HEARTBEAT = 21, 22, 24
EXPIRED = ("-startdate", "20200101000000Z", "-enddate", "20210101000000Z")


# -- hellos by hand --

def hello(ciphers, version=0x0303, compressions=b"\0", extensions=True):
    """A ClientHello of up to TLS 1.2, in one record."""
    def ext(kind, body):
        return struct.pack(">HH", kind, len(body)) + body
    more = b""
    if extensions:
        groups = struct.pack(">4H", 6, 29, 23, 24)
        signatures = struct.pack(">9H", 16, 0x0403, 0x0503, 0x0603, 0x0804, 0x0805, 0x0806, 0x0401, 0x0501)
        more = ext(10, groups) + ext(11, b"\1\0") + ext(13, signatures) + ext(0xFF01, b"\0")
        more = struct.pack(">H", len(more)) + more
    codes = b"".join(struct.pack(">H", c) for c in ciphers)
    body = struct.pack(">H", version) + bytes(32) + b"\0" + struct.pack(">H", len(codes)) + codes
    body += bytes([len(compressions)]) + compressions + more
    message = b"\1" + struct.pack(">I", len(body))[1:] + body
    return b"\x16" + struct.pack(">HH", min(version, 0x0301), len(message)) + message


def records(port, *sent):
    """The (type, body) records that come for these bytes, until the end or a quiet moment."""
    with socket.create_connection(("127.0.0.1", port), timeout=20) as c:
        for data in sent:
            c.sendall(data)
        c.settimeout(1)
        got = b""
        with contextlib.suppress(TimeoutError, ConnectionError):
            while data := c.recv(65536):
                got += data
                if found := split(got):
                    if found[-1][0] == ALERT or (len(sent) == 1 and found[-1][1].endswith(b"\x0e\0\0\0")):
                        break
    return split(got)


def split(data):
    found = []
    while len(data) >= 5:
        n = struct.unpack(">H", data[3:5])[0]
        found.append((data[0], data[5:5 + n]))
        data = data[5 + n:]
    return found


def chosen(port, ciphers, **how):
    """(cipher, compression) of the ServerHello; (None, the alert's number) where it is refused."""
    first = records(port, hello(ciphers, **how))
    assert first, "no answer"
    kind, body = first[0]
    if kind == ALERT:
        assert body[0] == 2, body
        return None, body[1]
    assert kind == HANDSHAKE and body[0] == 2, (kind, body[:8])
    at = 4 + 2 + 32
    at += 1 + body[at]
    return struct.unpack(">H", body[at:at + 2])[0], body[at + 2]


def every_cipher(port):
    """All codes that the server takes: offer everything, take away what it chose, until it refuses."""
    codes = [c for c in range(0x10000) if c != FALLBACK]
    taken = set()
    for i in range(0, len(codes), 5000):
        left = codes[i:i + 5000]
        while (cipher := chosen(port, left)[0]) is not None:
            assert cipher in left, hex(cipher)
            taken.add(cipher)
            left.remove(cipher)
    return taken


# -- openssl as the client --

def client(port, *words, stdin=b"", ok=None):
    """What `openssl s_client` prints; ok: must it have connected?"""
    done = subprocess.run(["openssl", "s_client", "-connect", f"127.0.0.1:{port}", "-CAfile", tls.path("root.pem"), *words],
                          input=stdin, capture_output=True, timeout=60)
    text = (done.stdout + done.stderr).decode("utf-8", "replace")
    if ok is not None:
        connected = "Cipher is (NONE)" not in text and "New, " in text or "Reused, " in text
        assert connected == ok, (words, text[-1500:])
    return text


@contextlib.contextmanager
def door(clients="none", **more):
    with server(*tls.options(clients, auth="never", **more)) as s:
        yield s


# -- tests --

def versions():
    """SSL 2, SSL 3, TLS 1.0 and 1.1 are refused by an alert; 1.2 and 1.3 are spoken"""
    with door(tls_legacy="127.0.0.1:0") as s:
        for port in (s.tls, s.tls_legacy):
            for version in (0x0300, 0x0301, 0x0302):
                cipher, alert = chosen(port, [*GOOD, *LEGACY], version=version, extensions=version != 0x0300)
                assert cipher is None and alert in ((40, 70) if version == 0x0300 else (70,)), (hex(version), alert)
            assert all(kind == ALERT for kind, _ in records(port, b"\x80\x2e\x01\x00\x02\x00\x15\x00\x00\x00\x10" + bytes(37)))
            for name, weak in (("-tls1", True), ("-tls1_1", True), ("-tls1_2", False), ("-tls1_3", False)):
                text = client(port, name, *(["-cipher", "ALL:@SECLEVEL=0"] if weak else []), ok=not weak)
                assert weak or f"Protocol  : TLSv1.{name[-1]}" in text or f"New, TLSv1.{name[-1]}" in text, text
        assert s.stop() == 0
    with door(tls_min_version="1.3") as s:
        client(s.tls, "-tls1_2", ok=False)
        client(s.tls, "-tls1_3", ok=True)


def ciphers():
    """of all 65,535 cipher codes the door takes the six with GCM and no other; the legacy door ten more; our order counts"""
    with door(tls_legacy="127.0.0.1:0") as s:
        assert every_cipher(s.tls) == set(GOOD)
        assert every_cipher(s.tls_legacy) == {**GOOD, **LEGACY}.keys()
        for table, port in ((GOOD, s.tls), (LEGACY, s.tls_legacy)):
            for name in table.values():  # and the whole handshake, not only its begin
                assert f"Cipher is {name}" in client(port, "-tls1_2", "-cipher", name, ok=True), name
        for name in LEGACY.values():
            client(s.tls, "-tls1_2", "-cipher", name, ok=False)
        assert chosen(s.tls, reversed(GOOD))[0] == 0xC02B
        for name, good in (("TLS_AES_128_GCM_SHA256", True), ("TLS_AES_256_GCM_SHA384", True), ("TLS_CHACHA20_POLY1305_SHA256", True),
                           ("TLS_AES_128_CCM_SHA256", False), ("TLS_AES_128_CCM_8_SHA256", False)):
            client(s.tls, "-tls1_3", "-ciphersuites", name, ok=good)
        assert s.stop() == 0


def groups_and_signatures():
    """P-256, P-384 and X25519 by ECDHE, nothing smaller; signatures by SHA-256 and better, not SHA-1 or MD5"""
    with door() as s:
        for version in ("-tls1_2", "-tls1_3"):
            for group in ("P-256", "P-384", "X25519"):
                client(s.tls, version, "-groups", group, ok=True)
        for group in ("P-224", "P-192", "brainpoolP256r1"):
            client(s.tls, "-tls1_2", "-cipher", "ECDHE:@SECLEVEL=0", "-groups", group, ok=False)
        for sigalg, good in (("ECDSA+SHA256", True), ("ECDSA+SHA384", True), ("RSA-PSS+SHA256", True), ("RSA+SHA256", True),
                             ("RSA+SHA1", False), ("ECDSA+SHA1", False)):
            client(s.tls, "-tls1_2", "-cipher", "ECDHE:@SECLEVEL=0", "-sigalgs", sigalg, ok=good)
        assert s.stop() == 0


def renegotiation():
    """renegotiation that a client begins is refused, in TLS 1.2 with its secure kind known"""
    with door() as s:
        text = client(s.tls, "-tls1_2", stdin=b"R\n", ok=True)
        assert "Secure Renegotiation IS supported" in text and "no renegotiation" in text, text[-800:]
        assert s.stop() == 0


def resumption():
    """tickets resume in TLS 1.2 and 1.3, none is taken that was changed or is another server's; no session ids"""
    with door() as s, door() as other:
        for version in ("-tls1_2", "-tls1_3"):
            ticket = tls.path("ticket" + version)
            with contextlib.suppress(FileNotFoundError):
                os.remove(ticket)
            proc = subprocess.run(f"(sleep 1; echo Q) | openssl s_client -connect 127.0.0.1:{s.tls} {version} -sess_out {ticket}",
                                  shell=True, capture_output=True, timeout=60)
            assert os.path.exists(ticket), proc.stderr
            assert "Reused, " in client(s.tls, version, "-sess_in", ticket, ok=True), version
            assert "Reused, " not in client(other.tls, version, "-sess_in", ticket, ok=True), version
        assert "Reused, " not in client(s.tls, "-tls1_2", "-no_ticket", "-reconnect", ok=True)
        assert s.stop() == 0


def extras():
    """no compression, no OCSP staple, no early data, no heartbeat; ALPN http/1.1; any SNI; a downgrade is seen"""
    with door() as s:
        assert chosen(s.tls, GOOD, compressions=b"\1\0") == (0xC02B, 0)
        assert "Compression: NONE" in client(s.tls, "-comp", "-tls1_2", ok=True)
        assert "OCSP response: no response sent" in client(s.tls, "-status", "-tls1_2", ok=True)
        assert "Max Early Data: 0" in subprocess.run(f"(sleep 1; echo Q) | openssl s_client -connect 127.0.0.1:{s.tls} -tls1_3",
                                                     shell=True, capture_output=True, text=True, timeout=60).stdout
        for offer, answer in (("http/1.1", "ALPN protocol: http/1.1"), ("h2,http/1.1", "ALPN protocol: http/1.1"), ("h2", "No ALPN negotiated"),
                              ("ocpp2.0.1", "No ALPN negotiated")):
            assert answer in client(s.tls, "-alpn", offer, ok=True), offer
        for name in (("-servername", "localhost"), ("-servername", "elsewhere.example"), ("-noservername",)):
            client(s.tls, *name, ok=True)
        assert chosen(s.tls, [*GOOD, FALLBACK]) == (None, 86)  # TLS 1.3 is there: who falls back was made to
        client(s.tls, "-tls1_2", "-fallback_scsv", ok=False)
        beat = bytes([HEARTBEAT, 3, 3, 0, 3, 1, 0x40, 0])
        for sent in ((beat,), (hello(GOOD), beat)):
            answer = records(s.tls, *sent)
            assert all(kind != HEARTBEAT for kind, _ in answer) and answer[-1][0] == ALERT, answer
        assert s.stop() == 0


def chain():
    """the whole chain is sent, and a client that knows only the root is content: ECDSA and RSA, TLS 1.2 and 1.3"""
    import ca_test
    with ca_test.ca() as c:
        c.run("issue", "server", "localhost", "--out", c.path("server"))
        c.run("issue", "server", "localhost", "--out", c.path("rsa"), "--key", "rsa2048")
        c.run("export", "root", c.path("root.pem"))
        with door(tls_cert=c.path("server.cert.pem"), tls_key=c.path("server.key.pem"), tls_cert2=c.path("rsa.cert.pem"),
                  tls_key2=c.path("rsa.key.pem"), tls_crl=None) as s:
            for words in (("-tls1_2", "-cipher", "ECDHE-ECDSA-AES128-GCM-SHA256"), ("-tls1_2", "-cipher", "AES256-GCM-SHA384"), ("-tls1_3",),
                          ("-tls1_3", "-sigalgs", "RSA-PSS+SHA256")):
                text = client(s.tls, "-showcerts", "-CAfile", c.path("root.pem"), "-verify_return_error", "-verify_hostname", "localhost",
                              *words, ok=True)
                assert text.count("BEGIN CERTIFICATE") == 2 and "Verify return code: 0 (ok)" in text, (words, text[-900:])
            assert s.stop() == 0


def curl():
    """curl as a station of profile 3: 101 with its certificate, the alert without"""
    if not shutil.which("curl"):
        raise Skip("curl is not installed")

    def status(s, *words):
        done = subprocess.run(["curl", "-s", "--http1.1", "--max-time", "2", "-o", "/dev/null", "-w", "%{http_code}", "-k", *words,
                               "-H", "Connection: Upgrade", "-H", "Upgrade: websocket", "-H", "Sec-WebSocket-Version: 13",
                               "-H", "Sec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==", "-H", "Sec-WebSocket-Protocol: ocpp2.0.1",
                               f"https://localhost:{s.tls}/ocpp/CP1"], capture_output=True, text=True, timeout=60)
        return done.stdout
    with server(*tls.options("required")) as s:
        mine = ("--cert", tls.path("CP1.pem"), "--key", tls.path("CP1.key"))
        for version in (("--tls-max", "1.2"), ("--tlsv1.3",)):
            assert status(s, *version, *mine) == "101"
            assert status(s, *version) == "000"
            assert status(s, *version, "--cert", tls.path("foreign.pem"), "--key", tls.path("foreign.key")) == "000"
        assert status(s, "--cert", tls.path("owner.pem"), "--key", tls.path("owner.key")) == "101"  # no O is asked for here
        assert s.stop() == 0


def expired_as_pending():
    """tls_expired pending: a station with an expired certificate is let in, booted Pending, whatever its standing; else 403 or an alert"""
    async def boots(s, cert, **how):
        async with tls.connect(s, "CP1", cert, **how) as cp:
            return (await cp.boot())["status"]

    with server(*tls.options("required", tls_expired="pending")) as s:
        assert s.api("PUT", "/api/stations/CP1", {})[0] == 200
        for version in (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3):
            assert station.run(boots(s, "CP1", version=version)) == "Accepted"
            assert station.run(boots(s, "expired", version=version)) == "Pending"
        assert station.run(boots(s, "CP1")) == "Accepted"
        assert "certificate=expired" in s.text()
        for cert, words in (("revoked", "certificate revoked"), ("foreign", "unable to get local issuer certificate")):
            assert words in tls.refused(s, cert)["detail"]
        tls.issue("expired-other", "/O=Netz/CN=CP2", "root", "ec", *EXPIRED)
        assert "is not the identity CP1" in tls.refused(s, "expired-other")["detail"]
        assert s.stop() == 0
    with server(*tls.options("required")) as s:
        assert "certificate has expired" in tls.refused(s, "expired")["detail"]
        assert s.stop() == 0


def legacy_door():
    """the legacy door is there by option only, beside tls; same certificates, same refusals, same reload"""
    async def boots(s):
        class Old(tls.Door):
            def url(self, identity):
                return f"wss://127.0.0.1:{s.tls_legacy}/ocpp/{identity}"
        old = tls.context("CP1", version=ssl.TLSVersion.TLSv1_2, ciphers="ECDHE-RSA-AES128-SHA")
        async with station.connect(Old(s), "CP1", "1.6", ssl=old, extra_headers={}) as cp:
            return (await cp.boot())["status"], cp.ws.transport.get_extra_info("ssl_object").cipher()[0]

    with server(*tls.options("required", tls_legacy="127.0.0.1:0", loops="2")) as s:
        assert station.run(boots(s)) == ("Accepted", "ECDHE-RSA-AES128-SHA")
        assert tls.profile(s, "CP1") == 3
        tls.reload(s)
        assert station.run(boots(s))[0] == "Accepted"
        client(s.tls_legacy, "-tls1_2", "-cipher", "AES128-SHA", ok=True)
        end = time.time() + 20
        while not any("did not return a certificate" in r["detail"] for r in s.api("GET", "/api/refused")[1]["rows"]):
            assert time.time() < end
            time.sleep(0.05)
        assert s.stop() == 0


def all_loops():
    """with several loops hands are shaken by all of them: tickets of one are taken by the others"""
    with server(*tls.options("required", loops="4")) as s:
        c = tls.context("CP1", version=ssl.TLSVersion.TLSv1_2)
        status, t = tls.upgrade(s, "CP1", c=c)
        session = t.session
        assert status == 101
        t.close()
        for _ in range(12):
            status, t = tls.upgrade(s, "CP1", c=c, session=session)
            assert status == 101 and t.session_reused
            t.close()
        assert tls.metric(s, "tls_resumed_total") == 12 and tls.metric(s, "tls_handshakes_total") == 13
        assert s.stop() == 0


if __name__ == "__main__":
    if not shutil.which("openssl"):
        raise SystemExit(print("1..0 # SKIP the openssl command is not installed"))
    tls.make_all()
    main([versions, ciphers, groups_and_signatures, renegotiation, resumption, extras, chain, curl, expired_as_pending, legacy_door,
          all_loops])

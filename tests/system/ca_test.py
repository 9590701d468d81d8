#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""busbar ca: every verb, with the openssl command as second opinion."""

import asyncio
import contextlib
import json
import os
import pathlib
import re
import shutil
import signal
import ssl
import stat
import subprocess
import sys
import tempfile
import time
import warnings

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import websockets  # noqa: E402
from kit import station  # noqa: E402
from kit.server import BUSBAR, Skip, main, server  # noqa: E402

warnings.filterwarnings("ignore", category=DeprecationWarning)


class CA:
    """A CA in a folder of its own."""

    def __init__(self, *options):
        self.folder = tempfile.mkdtemp(prefix="busbar-ca-")
        self.dir = self.path("ca")
        self.run("init", "--org", "Volt AG", *options)

    def path(self, name):
        return os.path.join(self.folder, name)

    def write(self, name, text):
        with open(self.path(name), "w") as f:
            f.write(text)
        return self.path(name)

    def try_run(self, *words):
        """(exit code, standard output, standard error)"""
        r = subprocess.run([BUSBAR, "ca", *words, "--dir", self.dir], cwd=self.folder, capture_output=True, text=True,
                           stdin=subprocess.DEVNULL, timeout=60)
        return r.returncode, r.stdout, r.stderr

    def run(self, *words):
        code, out, err = self.try_run(*words)
        assert code == 0 and err == "", (words, code, out, err)
        return out

    def refused(self, text, *words, code=1):
        """It fails with one line that holds this text."""
        got, out, err = self.try_run(*words)
        assert got == code and out == "" and err.startswith("busbar ca: ") and err.count("\n") == 1, (got, out, err)
        assert text in err, (text, err)

    def list(self):
        return json.loads(self.run("list", "--json"))

    def serial(self, subject):
        return next(r["serial"] for r in self.list() if r["subject"].endswith("CN=" + subject))


@contextlib.contextmanager
def ca(*options):
    if not shutil.which("openssl"):
        raise Skip("the openssl command is not installed")
    c = CA(*options)
    try:
        yield c
    finally:
        shutil.rmtree(c.folder)


def openssl(*words, ok=True):
    r = subprocess.run(["openssl", *words], capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=60)
    assert (r.returncode == 0) == ok, (words, r.stdout, r.stderr)
    return r.stdout + r.stderr


def text_of(cert):
    return openssl("x509", "-in", cert, "-noout", "-text")


def mode(path):
    return stat.S_IMODE(os.stat(path).st_mode)


def verify(c, cert, *more, ok=True):
    c.run("export", "root", c.path("root.pem"))
    c.run("export", "chain", c.path("chain.pem"))
    return openssl("verify", "-x509_strict", "-CAfile", c.path("root.pem"), "-untrusted", c.path("chain.pem"), *more, cert, ok=ok)


def init_makes_a_ca():
    """init: two levels, bounded in depth, private files, nothing overwritten"""
    with ca() as c:
        assert mode(c.dir) == 0o700
        for name in ("root.key.pem", "issuing.key.pem", "index"):
            assert mode(os.path.join(c.dir, name)) == 0o600, name
        root, issuing = (text_of(os.path.join(c.dir, n + ".cert.pem")) for n in ("root", "issuing"))
        assert "Subject: O = Volt AG, CN = Volt AG Root CA" in root
        assert "CA:TRUE, pathlen:1" in root and "CA:TRUE, pathlen:0" in issuing
        assert "ecdsa-with-SHA256" in issuing and "Certificate Sign, CRL Sign" in issuing
        verify(c, os.path.join(c.dir, "issuing.cert.pem"))
        before = {p: p.read_bytes() for p in pathlib.Path(c.dir).rglob("*.pem")}
        c.refused("there is something already", "init", "--org", "Other")
        assert before == {p: p.read_bytes() for p in pathlib.Path(c.dir).rglob("*.pem")}
        assert not list(pathlib.Path(c.dir).rglob("*.tmp"))


def issue_station():
    """issue station: key, chain and fields as OCPP wants them"""
    with ca() as c:
        out = c.run("issue", "station", "CP-1", "--days", "30")
        assert c.serial("CP-1") in out
        key, cert = c.path("CP-1.key.pem"), c.path("CP-1.cert.pem")
        assert mode(key) == 0o600
        text = text_of(cert)
        assert "Issuer: O = Volt AG, CN = Volt AG Issuing CA" in text and "Subject: O = Volt AG, CN = CP-1" in text
        assert "X509v3 Key Usage: critical\n                Digital Signature\n" in text and "CA:FALSE" in text
        assert "Extended Key Usage" not in text and "Alternative Name" not in text
        assert "NIST CURVE: P-256" in text and "Version: 3" in text
        assert open(cert).read().count("BEGIN CERTIFICATE") == 2
        openssl("verify", "-x509_strict", "-CAfile", os.path.join(c.dir, "root.cert.pem"), "-untrusted", cert, "-purpose",
                "sslclient", cert)
        assert openssl("pkey", "-in", key, "-pubout") == openssl("x509", "-in", cert, "-noout", "-pubkey")
        openssl("x509", "-in", cert, "-noout", "-checkend", str(29 * 86400))
        openssl("x509", "-in", cert, "-noout", "-checkend", str(31 * 86400), ok=False)
        c.refused("is there already", "issue", "station", "CP-1")
        assert len(c.list()) == 3


def issue_server():
    """issue server: host name and address, EC and RSA"""
    with ca() as c:
        c.run("issue", "server", "csms.example.org", "--out", c.path("a"))
        verify(c, c.path("a.cert.pem"), "-purpose", "sslserver", "-verify_hostname", "csms.example.org")
        verify(c, c.path("a.cert.pem"), "-verify_hostname", "other.example.org", ok=False)
        c.run("issue", "server", "127.0.0.1", "--key", "rsa2048", "--out", c.path("b"))
        verify(c, c.path("b.cert.pem"), "-purpose", "sslserver", "-verify_ip", "127.0.0.1")
        text = text_of(c.path("b.cert.pem"))
        assert "(2048 bit)" in text and "Digital Signature, Key Encipherment" in text


def every_kind_of_key():
    """--key: each kind makes a CA and certificates that verify"""
    for kind, leaf, sign in (("p384", "p384", "P-384"), ("rsa2048", "p256", "P-256"), ("rsa3072", "rsa2048", "2048 bit")):
        with ca("--key", kind) as c:
            c.run("issue", "station", "CP-1", "--key", leaf)
            verify(c, c.path("CP-1.cert.pem"))
            assert sign in text_of(c.path("CP-1.cert.pem"))


def request(c, subject, *key):
    key = key or ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256")
    openssl("req", "-new", *key, "-nodes", "-keyout", c.path("key"), "-out", c.path("csr"), "-subj", subject)
    return c.path("csr")


def sign_requests():
    """sign: a request made by openssl; name from it, organization from the CA, its wishes ignored"""
    with ca() as c:
        csr = request(c, "/O=Somebody/CN=SN 4711", "-newkey", "rsa:2048", "-addext", "basicConstraints=CA:TRUE", "-addext",
                      "subjectAltName=DNS:csms.example.org")
        out = c.run("sign", csr, "--out", c.path("s"))
        text = text_of(c.path("s.cert.pem"))
        assert "station SN 4711" in out and "Subject: O = Volt AG, CN = SN 4711" in text
        assert "CA:FALSE" in text and "Alternative Name" not in text
        verify(c, c.path("s.cert.pem"), "-purpose", "sslclient")
        assert not os.path.exists(c.path("s.key.pem"))
        c.run("sign", request(c, "/CN=csms.example.org"), "--server", "--out", c.path("t"))
        verify(c, c.path("t.cert.pem"), "-verify_hostname", "csms.example.org")


def sign_refuses():
    """sign: weak keys, broken signatures, wrong names, rubbish; nothing enters the book"""
    with ca() as c:
        c.refused("at least 2048 bits", "sign", request(c, "/CN=CP-1", "-newkey", "rsa:1024"))
        c.refused("an IP address", "sign", request(c, "/CN=10.0.0.1"))
        c.refused("station's name", "sign", request(c, "/CN=wss:\\/\\/x"))
        c.refused("exactly one common name", "sign", request(c, "/O=Volt AG"))
        c.refused("no certificate request", "sign", c.write("rubbish", "rubbish"))
        c.refused("No such file", "sign", c.path("none"))
        der = c.path("der")
        openssl("req", "-in", request(c, "/CN=CP-1"), "-outform", "DER", "-out", der)
        data = bytearray(pathlib.Path(der).read_bytes())
        at = data.index(b"CP-1")
        data[at + 3] = ord("2")
        pathlib.Path(der).write_bytes(bytes(data))
        openssl("req", "-in", der, "-inform", "DER", "-out", c.path("bad"))
        c.refused("not signed by its own key", "sign", c.path("bad"))
        c.refused("--station or --server", "sign", c.path("csr"), "--station", "--server", code=2)
        assert len(c.list()) == 2


def revocation():
    """revoke: the list names it, openssl refuses it, others pass"""
    with ca() as c:
        c.run("issue", "station", "CP-1")
        c.run("issue", "station", "CP-2")
        serial = c.serial("CP-1")
        c.run("revoke", serial.lower(), "--reason", "keyCompromise")
        c.refused("revoked already", "revoke", serial)
        c.refused("no certificate", "revoke", "00FF")
        c.refused("--reason is one of", "revoke", c.serial("CP-2"), "--reason", "mood", code=2)
        c.refused("the CA itself", "revoke", c.serial("Volt AG Root CA"))
        c.run("export", "crl", c.path("crl"), "--days", "7")
        text = openssl("crl", "-in", c.path("crl"), "-noout", "-text")
        assert "Serial Number: " + serial in text and "Key Compromise" in text and text.count("Serial Number: ") == 1
        assert "Next Update" in text and "X509v3 CRL Number" in text and "Authority Key Identifier" in text
        openssl("crl", "-in", c.path("crl"), "-noout", "-verify", "-CAfile", os.path.join(c.dir, "issuing.cert.pem"))
        assert "certificate revoked" in verify(c, c.path("CP-1.cert.pem"), "-crl_check_all", "-CRLfile", c.path("crl"), ok=False)
        verify(c, c.path("CP-2.cert.pem"), "-crl_check_all", "-CRLfile", c.path("crl"))
        row = next(r for r in c.list() if r["serial"] == serial)
        assert row["state"] == "revoked" and row["reason"] == "keyCompromise" and row["revoked_at"]
        c.run("export", "crl", c.path("crl"))


def lists():
    """list: as a table and as JSON, with use, end and state"""
    with ca() as c:
        c.run("issue", "station", "CP-1")
        c.run("issue", "server", "csms.example.org")
        rows = c.list()
        assert [r["use"] for r in rows] == ["root", "issuing", "station", "server"], rows
        assert all(r["state"] == "valid" and re.fullmatch("[0-9A-F]{32}", r["serial"]) for r in rows)
        assert len({r["serial"] for r in rows}) == 4
        table = c.run("list")
        assert "CN=CP-1" in table and rows[2]["serial"] in table and rows[2]["expires_at"][:10] in table
        for r in rows:
            end = openssl("x509", "-in", os.path.join(c.dir, r["file"]), "-noout", "-enddate", "-dateopt", "iso_8601")
            assert end.strip() == "notAfter=" + r["expires_at"].replace("T", " ").replace(".000Z", "Z"), (end, r)


def an_expired_certificate():
    """list: what is over says so"""
    with ca() as c:
        c.run("issue", "station", "CP-1")
        index = os.path.join(c.dir, "index")
        lines = open(index).read().splitlines()
        parts = lines[3].split("\t")
        parts[2] = "2020-01-01T00:00:00.000Z"
        lines[3] = "\t".join(parts)
        with open(index, "w") as f:
            f.write("\n".join(lines) + "\n")
        assert c.list()[2]["state"] == "expired"


def passphrases():
    """--passphrase-file: keys are encrypted; a wrong or missing one is refused"""
    with contextlib.ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        good, bad, short = (os.path.join(folder, n) for n in ("good", "bad", "short"))
        for name, text in ((good, "correct horse\n"), (bad, "battery staple\n"), (short, "x\n")):
            with open(name, "w") as f:
                f.write(text)
        c = stack.enter_context(ca("--passphrase-file", good))
        for level in ("root", "issuing"):
            key = os.path.join(c.dir, level + ".key.pem")
            assert open(key).read().startswith("-----BEGIN ENCRYPTED PRIVATE KEY-----")
            openssl("pkey", "-in", key, "-noout", "-passin", "file:" + good)
        assert "AES-256-CBC" in openssl("asn1parse", "-in", key).upper()
        c.refused("no passphrase was given", "issue", "station", "CP-1")
        c.refused("passphrase of the private key is wrong", "issue", "station", "CP-1", "--passphrase-file", bad)
        c.refused("8 to 512 bytes", "issue", "station", "CP-1", "--passphrase-file", short)
        c.refused("No such file", "issue", "station", "CP-1", "--passphrase-file", folder + "/none")
        assert len(c.list()) == 2 and not os.path.exists(c.path("CP-1.key.pem"))
        c.run("issue", "station", "CP-1", "--passphrase-file", good)
        verify(c, c.path("CP-1.cert.pem"))
        c.refused("no passphrase was given", "export", "crl", c.path("crl"))
        c.run("export", "crl", c.path("crl"), "--passphrase-file", good)


def wrong_use():
    """Wrong words, a folder that is no CA, a life beyond the CA's: one line each"""
    with ca() as c:
        c.refused("wants one of init", "dance", code=2)
        c.refused("issue wants", "issue", "CP-1", code=2)
        c.refused("issue wants", "issue", "root", "CP-1", code=2)
        c.refused("--key is one of", "issue", "station", "CP-1", "--key", "rsa1024", code=2)
        c.refused("export wants", "export", "keys", c.path("x"), code=2)
        c.refused("longer than its issuer", "issue", "station", "CP-1", "--days", "3000")
        c.refused("No such file or directory", "issue", "station", "CP-1", "--out", c.path("none/x"))
        whole, c.dir = c.dir, c.path("other")
        c.refused("holds no CA", "list")
        c.refused("init wants --org", "init", code=2)
        assert not os.path.exists(c.dir)
        c.dir = whole
        with open(os.path.join(c.dir, "index"), "a") as f:
            f.write("damage\n")
        c.refused("line 5 is malformed", "list")


def at_the_same_time():
    """Eight at once: every certificate is in the book"""
    with ca() as c:
        running = [subprocess.Popen([BUSBAR, "ca", "issue", "station", f"CP-{i}", "--dir", c.dir], cwd=c.folder,
                                    stdout=subprocess.DEVNULL) for i in range(8)]
        assert [p.wait(60) for p in running] == [0] * 8
        assert sorted(r["subject"] for r in c.list())[:8] == [f"O=Volt AG, CN=CP-{i}" for i in range(8)]


def mutual_tls():
    """Mutual TLS from nothing: what the CA makes is what the server takes; a revoked station is refused after a reload"""
    with ca() as c:
        for name, *words in (("ec", "server", "127.0.0.1"), ("rsa", "server", "127.0.0.1", "--key", "rsa2048"),
                             ("CP-1", "station", "CP-1"), ("CP-2", "station", "CP-2")):
            c.run("issue", *words, "--out", c.path(name))
        c.run("export", "root", c.path("root.pem"))
        c.run("export", "crl", c.path("crl.pem"))
        with server("--tls", "127.0.0.1:0", "--tls-client-certs", "required", "--tls-cert", c.path("ec.cert.pem"), "--tls-key",
                    c.path("ec.key.pem"), "--tls-cert2", c.path("rsa.cert.pem"), "--tls-key2", c.path("rsa.key.pem"), "--tls-ca",
                    c.path("root.pem"), "--tls-crl", c.path("crl.pem"), "--tls-organization", "Volt AG", "--unknown-stations",
                    "accept") as s:
            asyncio.run(stations_come(c, s, ("CP-1", "CP-2")))
            c.run("revoke", c.serial("CP-1"), "--reason", "keyCompromise")
            c.run("export", "crl", c.path("crl.pem"))
            loaded = s.text().count("what=certificates")
            s.process.send_signal(signal.SIGHUP)
            end = time.time() + 20
            while s.text().count("what=certificates") == loaded:
                assert time.time() < end, s.text()
                time.sleep(0.05)
            try:
                asyncio.run(stations_come(c, s, ("CP-1",)))
            except (ssl.SSLError, OSError, websockets.exceptions.WebSocketException):
                pass
            else:
                raise AssertionError("a revoked station was let in")
            asyncio.run(stations_come(c, s, ("CP-2",)))


async def stations_come(c, s, names):
    """Each connects with its certificate, checks the server's, and boots."""
    for name in names:
        context = ssl.create_default_context(cafile=c.path("root.pem"))
        context.load_cert_chain(c.path(name + ".cert.pem"), c.path(name + ".key.pem"))
        async with websockets.connect(f"wss://127.0.0.1:{s.tls}/ocpp/{name}", ssl=context, subprotocols=["ocpp2.0.1"]) as ws:
            await ws.send(json.dumps([2, "1", "BootNotification", station.boot("2.0.1")]))
            answer = json.loads(await asyncio.wait_for(ws.recv(), 20))
            assert answer[0] == 3 and answer[2]["status"] == "Accepted", answer


if __name__ == "__main__":
    main([init_makes_a_ca, issue_station, issue_server, every_kind_of_key, sign_requests, sign_refuses, revocation, lists,
          an_expired_certificate, passphrases, wrong_use, at_the_same_time, mutual_tls])

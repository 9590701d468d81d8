#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""A reconnect storm on the TLS door: chargers with a certificate each shake hands in full, are all dropped, and come back by resumption.
The server's CPU per connection, against that of a plain connection and against what `openssl speed` says that the operations of such
a handshake cost, all in one run, server on core 0, load on core 1. `tests/bench/tls_storm.py [CHARGERS]`"""

import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
BUILD = ROOT / "build" / "release"
BUSBAR = str(BUILD / "busbar")
COUNT = int(sys.argv[1]) if len(sys.argv) > 1 else 4000
# What the server does in a full handshake of TLS 1.3 with client certificates: its key share and the secret, its signature; the client's
# signature, two certificates of the chain, the revocation list. Resumed: key share and secret.
FULL = {"ecdh": 2, "sign": 1, "verify": 4}
RESUMED = {"ecdh": 2, "sign": 0, "verify": 0}


def pinned(core):
    return ["taskset", "-c", str(core)] if os.cpu_count() > 1 and shutil.which("taskset") else []


def run(*words):
    return subprocess.run(words, check=True, capture_output=True, text=True).stdout


def operations():
    """Microseconds of one operation on P-256 and X25519, by openssl speed."""
    out = subprocess.run([*pinned(0), "openssl", "speed", "-mr", "-seconds", "2", "ecdsap256", "ecdhx25519"], check=True,
                         capture_output=True, text=True).stdout
    sign, verify = re.search(r"\+F4:\d+:256:([\d.e+-]+):([\d.e+-]+)", out).groups()
    ecdh = re.search(r"\+F5:\d+:253:([\d.e+-]+)", out).group(1)
    return {"sign": 1e6 / float(sign) if float(sign) > 1 else 1e6 * float(sign),
            "verify": 1e6 / float(verify) if float(verify) > 1 else 1e6 * float(verify),
            "ecdh": 1e6 / float(ecdh) if float(ecdh) > 1 else 1e6 * float(ecdh)}


def certificates(folder):
    """A CA by busbar ca; a certificate of each charger by openssl, all over one key."""
    ca = folder + "/ca"
    run(BUSBAR, "ca", "init", "--org", "Bench", "--dir", ca)
    run(BUSBAR, "ca", "issue", "server", "localhost", "--dir", ca, "--out", folder + "/server")
    for what in ("root", "crl"):
        run(BUSBAR, "ca", "export", what, f"{folder}/{what}.pem", "--dir", ca)
    run("openssl", "ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", folder + "/key.pem")
    run("openssl", "pkey", "-in", folder + "/key.pem", "-pubout", "-out", folder + "/public.pem")
    pathlib.Path(folder, "ext").write_text("extendedKeyUsage=clientAuth\nkeyUsage=digitalSignature\n")
    chain = pathlib.Path(ca, "issuing.cert.pem").read_text()
    for i in range(1, COUNT + 1):
        name = f"LOAD{i:06}"
        pem = run("openssl", "x509", "-new", "-subj", f"/O=Bench/CN={name}", "-force_pubkey", folder + "/public.pem", "-CA",
                  ca + "/issuing.cert.pem", "-CAkey", ca + "/issuing.key.pem", "-days", "30", "-extfile", folder + "/ext")
        pathlib.Path(folder, name + ".pem").write_text(pem + chain)


class Busbar:
    """The server with a plain and a TLS door."""

    def __init__(self, folder):
        self.folder = tempfile.mkdtemp(prefix="busbar-storm-", dir=str(BUILD))
        ports = pathlib.Path(self.folder, "ports")
        self.process = subprocess.Popen([*pinned(0), BUSBAR, "serve", "--data", self.folder + "/data", "--ocpp", "127.0.0.1:0", "--tls",
                                         "127.0.0.1:0", "--admin", "127.0.0.1:0", "--ports-file", str(ports), "--unknown-stations",
                                         "accept", "--log-level", "warning", "--tls-cert", folder + "/server.cert.pem", "--tls-key",
                                         folder + "/server.key.pem", "--tls-ca", folder + "/root.pem", "--tls-crl", folder + "/crl.pem",
                                         "--tls-client-certs", "required"])
        while not ports.exists():
            time.sleep(0.05)
        self.ports = dict(line.split("=") for line in ports.read_text().split())

    def storm(self, *flags):
        """All connect, are dropped, connect again: the figures of busbar load."""
        command = [*pinned(1), BUSBAR, "load", "--message", "connect", "--chargers", str(COUNT), "--seconds", "1", "--warmup", "1",
                   "--server-pid", str(self.process.pid), "--again", "--json", *flags]
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode != 0:
            sys.exit(f"the load failed: {done.stderr.strip()}")
        return json.loads(done.stdout)

    def close(self):
        self.process.terminate()
        self.process.wait(timeout=60)
        shutil.rmtree(self.folder, ignore_errors=True)


def main():
    folder = tempfile.mkdtemp(prefix="busbar-storm-certs-")
    try:
        certificates(folder)
        rows = {}
        for name, flags in (("plain", ()), ("tls", ("--ca", folder + "/root.pem", "--cert", folder + "/{identity}.pem", "--key",
                                                     folder + "/key.pem", "--resume"))):
            server = Busbar(folder)
            url = f"wss://localhost:{server.ports['tls']}/ocpp" if flags else f"ws://127.0.0.1:{server.ports['ocpp']}/ocpp"
            rows[name] = server.storm("--url", url, *flags)
            server.close()
        cost = operations()
    finally:
        shutil.rmtree(folder)
    if rows["tls"]["resumed"] != COUNT:
        sys.exit(f"only {rows['tls']['resumed']} of {COUNT} were resumed")
    print(f"{COUNT} chargers. openssl speed, us: " + ", ".join(f"{k} {v:.1f}" for k, v in cost.items()))
    print(f"{'':34} {'all in s':>9} {'server CPU us each':>18} {'of it TLS':>10} {'operations':>10} {'ratio':>6}")
    for name, row, key, operations_of, plain in (("plain, with boot", "plain", "connect", None, None),
                                                  ("mutual TLS in full, with boot", "tls", "connect", FULL, "connect"),
                                                  ("plain, again", "plain", "again", None, None),
                                                  ("mutual TLS resumed, again", "tls", "again", RESUMED, "again")):
        each = rows[row][key + "_cpu_us"] / COUNT
        line = f"{name:34} {rows[row][key + '_us'] / 1e6:9.2f} {each:18.0f}"
        if plain:
            tls = each - rows["plain"][plain + "_cpu_us"] / COUNT
            total = sum(n * cost[o] for o, n in operations_of.items())
            line += f" {tls:10.0f} {total:10.0f} {tls / total:6.2f}"
        print(line)


if __name__ == "__main__":
    main()

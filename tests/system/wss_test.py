#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The simulated stations over TLS: busbar sim, load and demo against the server's TLS door, and what they refuse."""

import contextlib
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
from kit.server import BUSBAR, ROOT, main, server  # noqa: E402


def run(*words, timeout=90):
    """(exit code, standard output, standard error)"""
    r = subprocess.run([BUSBAR, *words], capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=timeout)
    return r.returncode, r.stdout, r.stderr


class Files:
    """A CA with certificates of the server and of some stations, and another CA."""

    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix="busbar-wss-")
        os.mkdir(self.path("stations"))
        for name in ("ca", "other"):
            self.ca("init", "--org", "Volt AG", name=name)
            self.ca("export", "root", self.path(name + "-root.pem"), name=name)
            self.ca("export", "crl", self.path(name + ".crl"), name=name)
        self.ca("issue", "server", "localhost", "--out", self.path("server"))
        for i in range(1, 6):
            self.ca("issue", "station", f"SIM{i:05}", "--out", self.path(f"stations/SIM{i:05}"))
            self.ca("issue", "station", f"LOAD{i:06}", "--out", self.path(f"stations/LOAD{i:06}"))

    def path(self, name):
        return os.path.join(self.folder, name)

    def ca(self, *words, name="ca"):
        code, _, err = run("ca", *words, "--dir", self.path(name))
        assert code == 0, (words, err)

    def door(self, clients="required"):
        """Options of a server with a TLS door."""
        return ("--tls", "127.0.0.1:0", "--tls-cert", self.path("server.cert.pem"), "--tls-key", self.path("server.key.pem"),
                "--tls-ca", self.path("ca-root.pem"), "--tls-crl", self.path("ca.crl"), "--tls-client-certs", clients,
                "--unknown-stations", "accept", "--unknown-tokens", "accept")

    def station(self, root="ca-root.pem"):
        """Flags of stations that each have a certificate."""
        return ("--ca", self.path(root), "--cert", self.path("stations/{identity}.cert.pem"),
                "--key", self.path("stations/{identity}.key.pem"))


@contextlib.contextmanager
def files():
    f = Files()
    try:
        yield f
    finally:
        shutil.rmtree(f.folder)


def url(s, host="localhost"):
    return f"wss://{host}:{s.tls}/ocpp"


def a_fleet_by_mutual_tls_is_recorded_to_the_watt_hour():
    with files() as f, server(*f.door()) as s:
        code, out, err = run("sim", "--url", url(s), "--admin", f"127.0.0.1:{s.admin}", "--stations", "5", "--speed", "600",
                             "--seconds", "8", "--quiet", "--resume", "--storm", "3", *f.station())
        assert code == 0, (out, err)
        found = re.search(r"(\d+) match, .* 0 missing, 0 doubled, 0 with wrong energy, 0 still open", out)
        assert found and int(found.group(1)) > 0, out
        rows = s.api("GET", "/api/connections")[1]["rows"]
        assert rows and {r["security_profile"] for r in rows} == {3}, rows[:3]


def load_connects_again_by_resumption():
    with files() as f, server(*f.door()) as s:
        flags = ("load", "--url", url(s), "--message", "connect", "--chargers", "5", "--seconds", "1", "--warmup", "0", "--again", "--json")
        code, out, err = run(*flags, *f.station(), "--resume")
        assert code == 0 and '"resumed":5,' in out, (out, err)
        code, out, err = run(*flags, *f.station())
        assert code == 0 and '"resumed":0,' in out, (out, err)


def a_server_that_can_not_be_trusted_is_told():
    with files() as f, server(*f.door()) as s:
        for root, host, text in (("other-root.pem", "localhost", "the server's certificate: "),
                                 ("ca-root.pem", "127.0.0.1", "IP address mismatch")):
            code, out, err = run("load", "--url", url(s, host), "--chargers", "2", "--seconds", "1", *f.station(root))
            assert code == 1 and text in err, (out, err)


def wrong_files_and_urls_are_told():
    with files() as f:
        for tool in ("sim", "load"):
            code, _, err = run(tool, "--url", "wss://localhost:1/ocpp")
            assert code == 2 and "wants --ca FILE" in err, err
            code, _, err = run(tool, "--url", "wss://localhost:1/ocpp", "--ca", f.path("nothing.pem"), "--seconds", "1")
            assert code == 1 and "nothing.pem can't be used" in err, err
            code, _, err = run(tool, "--url", "http://localhost:1/ocpp", "--seconds", "1")
            assert code == 1 and "not ws:// or wss://" in err or "not a ws:// or wss://" in err, err


def stations_without_a_certificate_stay_out_where_one_is_required():
    with files() as f, server(*f.door()) as s:
        code, _, err = run("load", "--url", url(s), "--chargers", "2", "--seconds", "1", "--ca", f.path("ca-root.pem"))
        assert code == 1 and "0 of 2 chargers are ready" in err, err
        s.until("/api/refused", lambda a: any("did not return a certificate" in r["detail"] for r in a["rows"]))


def the_demo_makes_mutual_tls_from_nothing():
    folder = tempfile.mkdtemp(prefix="busbar-demo-tls-")
    try:
        for again in (False, True):  # the second time with what is there
            p = subprocess.Popen([BUSBAR, "demo", "--tls", "--ocpp", "127.0.0.1:0", "--admin", "127.0.0.1:0", "--stations", "3",
                                  "--seconds", "6", "--speed", "120", "--data", folder], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                 text=True, stdin=subprocess.DEVNULL)
            try:
                out, err = p.communicate(timeout=90)
            except subprocess.TimeoutExpired:
                p.send_signal(signal.SIGTERM)
                raise
            assert p.returncode == 0, (again, out, err)
            assert "wss://localhost:" in out and re.search(r"^SIM0000\d .* open ", out, re.M), out
        keys = list(pathlib.Path(folder, "stations").glob("*.key.pem"))
        assert len(keys) == 3 and all(k.stat().st_mode & 0o777 == 0o600 for k in keys), keys
        code, out, _ = run("ca", "list", "--dir", folder + "/ca")
        assert code == 0 and out.count("SIM0000") == 3, out
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def the_minute_of_the_readme_by_hand():
    """word by word; only the ports and the program's path are ours"""
    text = (ROOT / "README.md").read_text()
    block = next(b for b in re.findall(r"```sh\n(.*?)```", text, re.S) if "ca init" in b)
    tls, admin = free_port(), free_port()
    script = block.replace("build/release/busbar", BUSBAR).replace("8443", str(tls)).replace("8181", str(admin))
    script = script.replace(" serve ", f" serve --admin 127.0.0.1:{admin} ", 1)
    folder, began = tempfile.mkdtemp(prefix="busbar-minute-"), time.time()
    try:
        done = subprocess.run(["bash", "-e", "-c", "trap 'kill $(jobs -p); wait' EXIT\n" + script], cwd=folder, capture_output=True,
                              text=True, timeout=150)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    assert time.time() - began < 60, "it took longer than a minute"
    assert re.search(r"held against the server: \d+ match", done.stdout) and re.search(r"connects [1-9]", done.stdout), done.stdout


def many_certificates_in_one_call():
    with files() as f:
        os.mkdir(f.path("more"))
        f.ca("issue", "station", "A1", "B2", "C3", "--out", f.path("more/"))
        assert sorted(os.listdir(f.path("more"))) == [f"{n}.{k}.pem" for n in ("A1", "B2", "C3") for k in ("cert", "key")]
        code, _, err = run("ca", "issue", "station", "D4", "E5", "--out", f.path("more/D4"), "--dir", f.path("ca"))
        assert code == 2 and "is a folder: end it with /" in err, err
        code, _, err = run("ca", "issue", "server", "a.example", "b.example", "--dir", f.path("ca"))
        assert code == 2 and "issue wants: station IDENTITY..., or: server HOSTNAME" in err, err


if __name__ == "__main__":
    main([a_fleet_by_mutual_tls_is_recorded_to_the_watt_hour, load_connects_again_by_resumption,
          a_server_that_can_not_be_trusted_is_told, wrong_files_and_urls_are_told,
          stations_without_a_certificate_stay_out_where_one_is_required, the_demo_makes_mutual_tls_from_nothing,
          the_minute_of_the_readme_by_hand, many_certificates_in_one_call])

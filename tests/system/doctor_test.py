#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""busbar doctor on set-ups that are fine and on ones that were broken for it: verdict, value, advice and exit code. TAP."""

import json
import os
import pathlib
import re
import resource
import shutil
import socket
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
from kit.server import BUSBAR, ROOT, Server, Skip, main  # noqa: E402

CHECKS = [f"{g}.{n}" for g, n in re.findall(r"^CHECK\((\w+),\s+(\w+),", (ROOT / "src/apps/tbl/checks.h").read_text(), re.M)]
SMALL = ("--max-stations", "100", "--ocpp", "127.0.0.1:0", "--admin", "127.0.0.1:0")


class Folder:
    def __enter__(self):
        self.dir = tempfile.mkdtemp(prefix="busbar-doctor-")
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.dir)

    def __call__(self, name):
        return os.path.join(self.dir, name)


def doctor(*options, user=None, files=None):
    """(exit code, check -> {verdict, value, advice}) of a run."""
    def before():
        if files:
            resource.setrlimit(resource.RLIMIT_NOFILE, (files, files))
        if user:
            os.setgroups([])
            os.setgid(user)
            os.setuid(user)
    done = subprocess.run([BUSBAR, "doctor", "--json", *SMALL, *options], capture_output=True, text=True, timeout=60, preexec_fn=before if files or user else None)
    assert done.stderr == "" and done.returncode in (0, 1, 2), (done.returncode, done.stderr)
    report = json.loads(done.stdout)
    checks = {f"{c['group']}.{c['name']}": c for c in report["checks"]}
    assert list(checks) == CHECKS
    count = [sum(c["verdict"] == v for c in checks.values()) for v in ("ok", "warn", "fail")]
    assert count == [report["ok"], report["warn"], report["fail"]]
    assert done.returncode == (2 if count[2] else 1 if count[1] else 0), (done.returncode, count)
    for name, c in checks.items():
        assert c["value"] and c["meaning"], c
        assert c["verdict"] == "ok" or c["advice"] or "can't be read" in c["value"], c
    return done.returncode, checks


def sees(checks, name, verdict, value="", advice=""):
    c = checks[name]
    assert c["verdict"] == verdict and value in c["value"] and advice in c["advice"], c


def a_fine_one():
    """a fresh machine and a data directory that is not there yet: nothing fails, nothing is left behind"""
    with Folder() as f:
        code, checks = doctor("--data", f("data"))
        bad = [n for n, c in checks.items() if c["verdict"] == "fail" and n != "disk.sync"]
        assert bad == [] and os.listdir(f.dir) == [], (bad, os.listdir(f.dir))
        sees(checks, "limits.open_files", "ok", "max_stations 100")
        sees(checks, "data.directory", "ok", "not there yet")
        assert re.match(r"median \d+ us, worst \d+ us", checks["disk.sync"]["value"])
        text = subprocess.run([BUSBAR, "doctor", *SMALL, "--data", f("data")], capture_output=True, text=True).stdout
        assert len(re.findall(r"^(?:ok|warn|fail) +\w+\.\w+ ", text, re.M)) == len(CHECKS), text
        assert re.search(r"^\d+ ok, \d+ to warn of, \d+ to change$", text, re.M), text


def wrong_options():
    """wrong options are wrong use; those of a file count"""
    done = subprocess.run([BUSBAR, "doctor", "--max-stations", "x"], capture_output=True, text=True)
    assert done.returncode == 2 and done.stdout == "" and done.stderr.count("\n") == 1 and "max_stations" in done.stderr
    with Folder() as f:
        pathlib.Path(f("conf")).write_text(f"data = {f('elsewhere')}\n")
        sees(doctor("--config", f("conf"))[1], "data.directory", "ok", f("elsewhere"))


def limits():
    """too few open files: stations would be turned away"""
    with Folder() as f:
        sees(doctor("--data", f("d"), files=300)[1], "limits.open_files", "fail", "at most 300", "LimitNOFILE=356")
        code, checks = doctor("--data", f("d"), "--max-stations", "9000", files=2000)
        sees(checks, "limits.open_files", "warn", "at most 2000", "LimitNOFILE=9256")
        sees(doctor("--data", f("d"), "--max-stations", "10000000")[1], "limits.memory", "warn", "", "more memory")


def a_disk_of_memory():
    """a data directory on a small disk of memory: gone at the next start, and full soon"""
    where = pathlib.Path("/dev/shm")
    if not where.is_dir() or not os.access(where, os.W_OK):
        raise Skip("there is no /dev/shm")
    with tempfile.TemporaryDirectory(dir=where) as folder:
        code, checks = doctor("--data", folder + "/data", "--segment-size", "4294967296")
        sees(checks, "disk.file_system", "fail", "tmpfs", "gone when the machine restarts")
        room = os.statvfs(folder)
        if room.f_bavail * room.f_frsize < 4 * 4294967296:
            sees(checks, "disk.free", "fail", "free of", "make room")
        assert code == 2


def rights():
    """a data directory that others can look into, and one of somebody else"""
    with Folder() as f:
        os.mkdir(f("data"), 0o755)
        os.chmod(f("data"), 0o755)
        sees(doctor("--data", f("data"))[1], "data.directory", "warn", "mode 0755", "chmod 0700")
        if os.getuid() != 0:
            raise Skip("only root can become somebody else")
        os.chmod(f.dir, 0o755)
        os.chmod(f("data"), 0o700)
        code, checks = doctor("--data", f("data"), user=64321)
        sees(checks, "data.directory", "fail", "of root, mode 0700", "run doctor and the server as root")
        sees(checks, "disk.sync", "fail", "", "run doctor as its user")
        assert code == 2


def beside_a_server():
    """beside a running server: its process and its limit are told, its ports are no fault"""
    s = Server()
    try:
        doors = ("--ocpp", f"127.0.0.1:{s.ocpp}", "--admin", f"127.0.0.1:{s.admin}")
        checks = doctor("--data", s.data, *doors)[1]
        sees(checks, "data.lock", "ok", f"process {s.process.pid} has it")
        sees(checks, "limits.open_files", "ok", "of the running server")
        sees(checks, "net.ports", "ok", "in use, a server runs")
        sees(checks, "data.journal", "ok", "positions 0 to")
        assert s.api("GET", "/readyz")[0] == 200 and s.stop() == 0
        sees(doctor("--data", s.data, *doors)[1], "net.ports", "ok", "free")
        sees(doctor("--data", s.data)[1], "data.lock", "ok", "free")
    finally:
        s.close()


def ports():
    """a port that another program has, an address that is not ours, and a port that a connection may take"""
    with Folder() as f, socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        code, checks = doctor("--data", f("d"), "--ocpp", f"127.0.0.1:{port}")
        sees(checks, "net.ports", "fail", f"127.0.0.1:{port}", "ss -ltnp")
        low, high = map(int, pathlib.Path("/proc/sys/net/ipv4/ip_local_port_range").read_text().split())
        sees(checks, "net.port_range", "warn" if low <= port <= high else "ok")
        assert code == 2
        sees(doctor("--data", f("d"), "--ocpp", "192.0.2.1:8180")[1], "net.ports", "fail", "192.0.2.1:8180")


def a_broken_journal():
    """a byte of the journal that was turned round is found, with file and offset; a data directory of a newer program too"""
    s = Server("--unknown-stations", "accept")
    try:
        for i in range(50):
            s.api("PUT", f"/api/tokens/T{i}", {})
        assert s.stop() == 0
        segment = sorted(pathlib.Path(s.data, "journal").glob("*.seg"))[-1]
        bytes_ = bytearray(segment.read_bytes())
        bytes_[60] ^= 0xFF
        segment.write_bytes(bytes_)
        code, checks = doctor("--data", s.data)
        sees(checks, "data.journal", "fail", segment.name, "journal verify")
        assert code == 2
        pathlib.Path(s.data, "VERSION").write_text("busbar-data 99\n")
        sees(doctor("--data", s.data)[1], "data.journal", "fail", "busbar-data 99")
    finally:
        s.close()


def openssl(folder, *words):
    done = subprocess.run(["openssl", *words], cwd=folder, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def certificates():
    """certificates: all well; a key of another one; over; soon over; without its issuer; readable for all; an old list; no list"""
    with Folder() as f:
        def ca(*words):
            subprocess.run([BUSBAR, "ca", *words, "--dir", "ca"], cwd=f.dir, check=True, capture_output=True)

        def look(**files):
            names = dict({"cert": "server.cert.pem", "key": "server.key.pem", "ca": "root.pem", "crl": "crl.pem"}, **files)
            options = [w for name, file in names.items() if file for w in (f"--tls-{name}", f(file))]
            return doctor("--data", f("d"), "--tls", "127.0.0.1:0", "--tls-client-certs", "optional", *options)
        ca("init", "--org", "Volt AG")
        ca("issue", "server", "localhost", "--out", "server", "--days", "200")
        ca("issue", "server", "localhost", "--out", "soon", "--days", "20")
        ca("export", "root", "root.pem")
        ca("export", "crl", "crl.pem")
        checks = look()[1]
        for name, word in (("load", "CN=localhost"), ("expiry", "in 199 days"), ("chain", "whole"), ("key_files", "for us alone"), ("trust", "in 36"), ("revocation", "days")):
            sees(checks, f"certs.{name}", "ok", word)
        code, checks = look(key="soon.key.pem")
        sees(checks, "certs.load", "fail", "tls_key", "does not start")
        assert code == 2
        sees(look(cert="soon.cert.pem", key="soon.key.pem")[1], "certs.expiry", "warn", "in 19 days", "renew")
        sees(look(cert="nowhere.pem")[1], "certs.load", "fail", "tls_cert")
        sees(look(crl=None)[1], "certs.revocation", "warn", "no list", "tls_crl")

        chain = pathlib.Path(f("server.cert.pem")).read_text().split("-----END CERTIFICATE-----\n")
        whole = [part + "-----END CERTIFICATE-----\n" for part in chain[:-1]]
        pathlib.Path(f("leaf.pem")).write_text(whole[0])
        sees(look(cert="leaf.pem")[1], "certs.chain", "warn", "only the leaf", "behind the leaf")
        pathlib.Path(f("odd.pem")).write_text(whole[0] + pathlib.Path(f("root.pem")).read_text())
        sees(look(cert="odd.pem")[1], "certs.chain", "fail", "not followed by its issuer")

        os.chmod(f("server.key.pem"), 0o644)
        sees(look()[1], "certs.key_files", "fail", "mode 0644", "everybody")
        os.chmod(f("server.key.pem"), 0o660)
        sees(look()[1], "certs.key_files", "warn", "mode 0660", "its group can change it")
        os.chmod(f("server.key.pem"), 0o640)
        sees(look()[1], "certs.key_files", "ok")

        ca("export", "crl", "short.pem", "--days", "1")
        sees(look(crl="short.pem")[1], "certs.revocation", "warn", "in 0 days", "daily")

        for name in ("db", "db.attr"):
            pathlib.Path(f(name)).write_text("")
        pathlib.Path(f("serial")).write_text("01\n")
        pathlib.Path(f("o.cnf")).write_text("[ca]\ndefault_ca=c\n[c]\ndatabase=db\nnew_certs_dir=.\nserial=serial\ncertificate=old.pem\nprivate_key=old.key\n"
                                            "default_md=sha256\ndefault_days=1\npolicy=p\n[p]\ncommonName=supplied\n")
        openssl(f.dir, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=root", "-keyout", "old.key", "-out", "old.pem")
        openssl(f.dir, "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=localhost", "-keyout", "over.key", "-out", "over.req")
        openssl(f.dir, "ca", "-batch", "-notext", "-config", "o.cnf", "-in", "over.req", "-out", "over.pem", "-startdate", "20240101000000Z", "-enddate", "20240201000000Z")
        code, checks = look(cert="over.pem", key="over.key")
        sees(checks, "certs.expiry", "fail", "2024-02-01, over since", "renew")
        assert code == 2


def pages():
    """the reference page names every check"""
    page = subprocess.run([BUSBAR, "reference", "doctor"], capture_output=True, text=True, check=True).stdout
    assert re.findall(r"^\| `([\w.]+)` \|", page, re.M) == CHECKS


if __name__ == "__main__":
    main([a_fine_one, wrong_options, limits, a_disk_of_memory, rights, beside_a_server, ports, a_broken_journal, certificates, pages])

#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The metrics of a server that works, read by a strict parser and by Prometheus' own; their values are what the machine says. TAP."""

import asyncio
import os
import pathlib
import re
import signal
import ssl
import subprocess
import sys
import tempfile
import time
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
from kit import exposition, station  # noqa: E402
from kit.server import BUSBAR, Skip, main, server  # noqa: E402

OPEN = ("--unknown-stations", "accept", "--unknown-tokens", "accept")
OPENMETRICS = "application/openmetrics-text; version=1.0.0,text/plain;version=0.0.4;q=0.5"


def scrape(s, accept="text/plain"):
    """(content type, text)"""
    request = urllib.request.Request(f"http://127.0.0.1:{s.admin}/metrics", headers={"Accept": accept})
    with urllib.request.urlopen(request, timeout=30) as answer:
        return answer.headers["Content-Type"], answer.read().decode()


def value(families, name, **labels):
    """The one sample of that name and those labels."""
    found = [v for f in families.values() for n, k, v in f.samples if n == name and k == labels]
    assert len(found) == 1, (name, labels, found)
    return found[0]


def work(s, n=3):
    """Some stations boot and charge."""
    async def one(i):
        async with station.connect(s, f"M{i}", "2.1") as c:
            await c.boot()
            for k, phase in enumerate(("Started", "Updated", "Ended")):
                await c.call("TransactionEvent", station.event(phase, k, 1000 + k, f"2026-11-25T00:00:0{k}Z", f"t{i}", "T"))

    async def all_of_them():
        await asyncio.gather(*(one(i) for i in range(n)))
    asyncio.run(all_of_them())
    s.until("/api/sessions?state=ended", lambda a: len(a["sessions"]) == n)


def both_formats():
    """both formats pass a strict parser, hold the same families, and the work that was done"""
    with server(*OPEN) as s:
        work(s)
        kind, text = scrape(s)
        assert kind == "text/plain; version=0.0.4; charset=utf-8", kind
        plain = exposition.parse(text)
        kind, text = scrape(s, OPENMETRICS)
        assert kind == "application/openmetrics-text; version=1.0.0; charset=utf-8", kind
        new = exposition.parse(text, open_metrics=True)
        assert {re.sub("_total$", "", n) for n in plain} == set(new)
        assert [n for n, f in new.items() if n.endswith(("_bytes", "_seconds")) and not f.unit] == []
        assert value(plain, "busbar_upgrades_total") == 3 and value(plain, "busbar_frames_in_total") == 12
        assert 1 <= value(plain, "busbar_answer_seconds_count") <= 18  # upgrades and closes count as well, what leaves together counts once
        assert 0 < value(plain, "busbar_commit_seconds_sum") < 60


def second_opinion():
    """Prometheus' own parsers take both formats"""
    try:
        from prometheus_client.openmetrics import parser as strict
        from prometheus_client import parser
    except ImportError as e:
        raise Skip(f"python3-prometheus-client is not installed: {e}")
    with server(*OPEN) as s:
        work(s, 1)
        text = scrape(s)[1]
        assert {f.name for f in parser.text_string_to_metric_families(text)} == {re.sub("_total$", "", n) for n in exposition.parse(text)}
        text = scrape(s, OPENMETRICS)[1]
        assert {f.name for f in strict.text_string_to_metric_families(text)} == set(exposition.parse(text, open_metrics=True))


def reference():
    """every family of a running server is a row of the reference with its type, unit and meaning, and the other way round"""
    page = subprocess.run([BUSBAR, "reference", "metrics"], capture_output=True, text=True, check=True).stdout
    rows = {name: rest for name, *rest in re.findall(r"^\| `(\w+)` \| (\w+) \| (\S+) \| (.+) \|$", page, re.M)}
    with server(*OPEN) as s:
        plain = exposition.parse(scrape(s)[1])
        new = exposition.parse(scrape(s, OPENMETRICS)[1], open_metrics=True)
    tls_only = {"busbar_certificate_expires_seconds"}
    assert set(rows) - set(plain) == tls_only and set(plain) <= set(rows), set(rows) ^ set(plain)
    for name, f in plain.items():
        unit = new[re.sub("_total$", "", name)].unit or "-"
        assert rows[name] == [f.type, unit, f.help], (name, rows[name])


def the_machine_agrees():
    """memory, files, threads, device, age and limits are what the machine says"""
    with server(*OPEN, "--max-stations", "77", "--max-tokens", "88") as s:
        before = exposition.parse(scrape(s)[1])
        pid = s.process.pid
        m = exposition.parse(scrape(s)[1])
        status = dict(re.findall(r"^(\w+):\s+(\d+)", pathlib.Path(f"/proc/{pid}/status").read_text(), re.M))
        assert value(m, "process_threads") == int(status["Threads"])
        assert abs(value(m, "process_resident_memory_bytes") / (int(status["VmRSS"]) * 1024) - 1) < 0.2
        files = len(os.listdir(f"/proc/{pid}/fd"))
        assert files - 2 <= value(m, "process_open_fds") <= files + 2, (files, value(m, "process_open_fds"))
        limit = re.search(r"^Max open files\s+(\d+)", pathlib.Path(f"/proc/{pid}/limits").read_text(), re.M).group(1)
        assert value(m, "process_max_fds") == int(limit)
        assert abs(value(m, "process_start_time_seconds") + value(m, "busbar_uptime_seconds") - time.time()) < 3
        disk = os.statvfs(s.data)
        assert value(m, "busbar_data_device_bytes") == disk.f_blocks * disk.f_frsize
        assert abs(value(m, "busbar_data_free_bytes") / (disk.f_bavail * disk.f_frsize) - 1) < 0.2
        assert value(m, "busbar_stations_limit") == 77 and value(m, "busbar_tokens_limit") == 88
        assert value(m, "busbar_ready") == 1 and value(m, "busbar_clock_synchronised") in (0, 1)
        assert value(m, "process_cpu_seconds_total") >= value(before, "process_cpu_seconds_total") > 0
        s.api("PUT", "/api/tokens/A", {})
        assert value(exposition.parse(scrape(s)[1]), "busbar_tokens") == 1


def lag():
    """the views' lag is nothing when they are level, also after a long rest, and snapshots become younger"""
    with server(*OPEN, "--snapshot-interval", "5") as s:
        time.sleep(1.5)
        work(s, 2)
        end = time.monotonic() + 20
        while True:
            m = exposition.parse(scrape(s)[1])
            assert value(m, "busbar_view_lag_seconds") < 1.0, "a rest counted as lag"
            if value(m, "busbar_view_lag_bytes") == 0 == value(m, "busbar_view_lag_seconds") and value(m, "busbar_snapshot_age_seconds") < value(m, "busbar_uptime_seconds") - 3:
                break
            assert time.monotonic() < end, "no snapshot, or never level"
            time.sleep(0.2)


def ends():
    """ends of certificates and of the revocation list are those of the files, by option, and new ones after SIGHUP"""
    with tempfile.TemporaryDirectory() as folder:
        def ca(*words):
            subprocess.run([BUSBAR, "ca", *words, "--dir", "ca"], cwd=folder, check=True, capture_output=True)

        def end_of(name, field="enddate", kind="x509"):
            out = subprocess.run(["openssl", kind, "-in", os.path.join(folder, name), "-noout", "-" + field], check=True, capture_output=True, text=True).stdout
            return ssl.cert_time_to_seconds(out.strip().split("=")[1])
        ca("init", "--org", "Volt AG")
        ca("issue", "server", "localhost", "--out", "server", "--days", "20")
        ca("export", "root", "root.pem")
        ca("export", "crl", "crl.pem")
        option = [w for name, file in (("cert", "server.cert.pem"), ("key", "server.key.pem"), ("ca", "root.pem"), ("crl", "crl.pem"))
                  for w in (f"--tls-{name}", os.path.join(folder, file))]
        with server(*OPEN, "--tls", "127.0.0.1:0", "--tls-client-certs", "optional", *option) as s:
            def told(name):
                return value(exposition.parse(scrape(s)[1]), "busbar_certificate_expires_seconds", option=name)
            assert told("tls_cert") == end_of("server.cert.pem") and told("tls_ca") == end_of("root.pem")
            assert told("tls_crl") == end_of("crl.pem", "nextupdate", "crl")
            ca("issue", "server", "localhost", "--out", "second", "--days", "40")
            for part in ("cert", "key"):
                os.replace(os.path.join(folder, f"second.{part}.pem"), os.path.join(folder, f"server.{part}.pem"))
            s.process.send_signal(signal.SIGHUP)
            end = time.monotonic() + 20
            while told("tls_cert") != end_of("server.cert.pem"):
                assert time.monotonic() < end, s.text()
                time.sleep(0.1)


if __name__ == "__main__":
    main([both_formats, second_opinion, reference, the_machine_agrees, lag, ends])

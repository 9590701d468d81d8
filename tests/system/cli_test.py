#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Every subcommand as a user meets it: help, wrong use, options and their sources, ctl, journal, changes, reference, man, completion. TAP."""

import contextlib
import json
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
from kit import raw, station  # noqa: E402
from kit.preload import environment  # noqa: E402
from kit.server import BUSBAR, ROOT, Server, Skip, main, server  # noqa: E402

OPEN = ("--unknown-stations", "accept", "--unknown-tokens", "accept")
TOOLS = re.findall(r"^TOOL\((\w+), ", (ROOT / "src/apps/tbl/tools.h").read_text(), re.M)
OPTIONS = re.findall(r"^OPTION_(\w+)\((\w+), ?(.*)\)$", (ROOT / "src/apps/tbl/options.h").read_text(), re.M)


def tool(*arguments, env=None, stdin=None, cwd=None):
    """(exit code, standard output, lines of standard error)."""
    done = subprocess.run([BUSBAR, *arguments], input=stdin, capture_output=True, text=True, timeout=60, cwd=cwd, env=dict(os.environ, **(env or {})))
    return done.returncode, done.stdout, done.stderr.splitlines()


def fails(code, *arguments, word="", **more):
    """The call fails with that code, one line on standard error that holds the word, and nothing on standard output."""
    got, out, err = tool(*arguments, **more)
    assert got == code and out == "" and len(err) == 1 and err[0].startswith("busbar") and word in err[0], (arguments, got, out[:300], err)


@contextlib.contextmanager
def folder():
    path = tempfile.mkdtemp(prefix="busbar-cli-")
    try:
        yield pathlib.Path(path)
    finally:
        shutil.rmtree(path)


def ctl(s, *arguments, **more):
    return tool("ctl", *arguments, "--admin", f"127.0.0.1:{s.admin}", **more)


def helps():
    """help of the program and of each subcommand, in all its spellings"""
    assert len(TOOLS) >= 11 and len(OPTIONS) > 20
    for arguments in (("help",), ("--help",), ("-h",)):
        code, out, err = tool(*arguments)
        assert code == 0 and err == [] and all(re.search(rf"^  {t} ", out, re.M) for t in TOOLS), out
    for t in TOOLS:
        texts = set()
        for arguments in ((t, "--help"), (t, "-h"), ("help", t)):
            code, out, err = tool(*arguments)
            assert code == 0 and err == [] and out.startswith(f"usage: busbar {t}"), (arguments, code, out[:200], err)
            assert all(len(line) <= 160 for line in out.splitlines()), out
            texts.add(out)
        assert len(texts) == 1
    out = tool("help", "serve")[1]
    for _, name, _ in OPTIONS:
        assert f"--{name.replace('_', '-')}" in out, name
    code, out, err = tool("version")
    assert code == 0 and err == [] and re.fullmatch(r"busbar \d+\.\d+\.\d+\S* \(OCPP 1\.6-J, 2\.0\.1, 2\.1\)\n", out), out
    assert tool("--version")[1] == out


def wrong_use():
    """a wrong command, flag, value or number of arguments: exit code 2 and one line that says what is"""
    fails(2, word="missing")
    fails(2, "nonsense", word="nonsense")
    fails(2, "help", "nonsense", word="nonsense")
    for t in TOOLS:
        fails(2, t, "--nonsense", word=t if t != "serve" else "nonsense")
        fails(2, t, "nonsense", "nonsense", "nonsense", "nonsense")
    for arguments, word in (
            (("serve", "--data"), "data"), (("serve", "--heartbeat-interval", "x"), "heartbeat_interval"), (("serve", "--heartbeat-interval=-1"), "heartbeat_interval"),
            (("serve", "--unknown-stations", "maybe"), "refuse|quarantine|accept"), (("serve", "--strict=perhaps"), "strict"), (("serve", "-x"), "-x"),
            (("serve", "--config", "/nowhere/at/all"), "/nowhere/at/all"), (("serve", "--message-max", "1e6"), "message_max"),
            (("ctl",), "verb"), (("ctl", "dance"), "verb"), (("ctl", "send", "A"), "send STATION ACTION"), (("ctl", "stations", "a", "b"), "stations"),
            (("ctl", "stations", "--limit", "0"), "limit"), (("ctl", "stations", "--limit", "1001"), "limit"), (("ctl", "stations", "--limit"), "limit"),
            (("journal", "burn"), "cat"), (("journal", "cat", "--limit", "x"), "limit"), (("changes", "--from", "0"), "from"),
            (("reference", "poetry"), "ocpp"), (("reference", "ocpp", "events"), "ocpp"), (("version", "2"), "arguments"), (("man", "2"), "arguments"),
            (("sim", "--speed", "0"), "speed"), (("sim", "--ocpp", "3.0", "--url", "ws://127.0.0.1:9/ocpp"), "--ocpp"), (("load", "--chargers", "0"), "chargers")):
        fails(2, *arguments, word=word)


def sources():
    """the command line wins over the environment, that over the file, that over the default; each source is named when it is wrong"""
    with folder() as f:
        def interval(s):
            with raw.websocket(s.ocpp, "/ocpp/X") as c:
                c.send(raw.frame(raw.TEXT, '[2,"b","BootNotification",{"chargePointVendor":"V","chargePointModel":"M"}]'))
                return c.text()[2]["interval"]
        config = f / "busbar.conf"
        config.write_text("# a comment\n\n  heartbeat_interval = 111   # and another\nunknown-stations=accept\nlog_level = error\n")
        for arguments, env, wanted in (((), {}, 111), ((), {"BUSBAR_HEARTBEAT_INTERVAL": "222"}, 222), (("--heartbeat-interval", "333"), {"BUSBAR_HEARTBEAT_INTERVAL": "222"}, 333),
                                       (("--heartbeat-interval=444",), {}, 444), (("--heartbeat_interval", "5", "--heartbeat-interval", "6"), {}, 6)):
            with environment(**env), server("--config", str(config), *arguments) as s:
                assert interval(s) == wanted, (arguments, env)
        with environment(BUSBAR_CONFIG=str(config)), server() as s:
            assert interval(s) == 111
            assert "level=info" not in s.text()  # log_level of the file
        with server("--unknown-stations", "accept", "--strict", "--no-strict") as s:
            assert interval(s) == 300
        base = ("serve", "--data", str(f / "d"), "--ocpp", "127.0.0.1:0", "--admin", "127.0.0.1:0")
        fails(2, *base, env={"BUSBAR_LOOPS": "0"}, word="BUSBAR_LOOPS")
        for text, word in (("loops = 0\n", ":1"), ("# fine\nheartbeat = 1\n", ":2"), ("loops\n", ":1"), ("strict\n", ":1"), ("config = x\n", ":1"), ("= 3\nstrict = maybe\n", ":"),
                           ("loops = 1 2\n", ":1"), ("x" * 10_000 + "\n", ":1")):
            config.write_text(text)
            fails(2, *base, "--config", str(config), word=f"{config}{word}")
        config.write_bytes(b"data = " + str(f / "d with blanks").encode() + b"\r\nunknown_stations = accept\r\n")  # CRLF
        with environment(BUSBAR_CONFIG=str(config)), server() as s:
            assert interval(s) == 300
        assert not (f / "d").exists()


def start_errors():
    """what keeps a server from starting is told in one line with its name: exit code 1, nothing spoilt"""
    with folder() as f, server() as s:
        base = ("--ocpp", "127.0.0.1:0", "--admin", "127.0.0.1:0")

        def stays_down(*arguments, word):
            code, out, err = tool("serve", *arguments)
            lines = [line for line in err if line.startswith("busbar: ")]
            assert code == 1 and out == "" and len(lines) == 1 and word in lines[0], (arguments, code, err)
            assert all(line.startswith("at=") for line in err if line not in lines), err
        stays_down("--data", str(f / "a"), "--ocpp", f"127.0.0.1:{s.ocpp}", "--admin", "127.0.0.1:0", word=f"127.0.0.1:{s.ocpp}")
        stays_down("--data", str(f / "b"), "--admin", f"127.0.0.1:{s.admin}", "--ocpp", "127.0.0.1:0", word=f"127.0.0.1:{s.admin}")
        for address in ("nowhere.invalid:1", "127.0.0.1", "127.0.0.1:99999", ":", "127.0.0.1:x", "203.0.113.1:0"):
            stays_down("--data", str(f / "c"), "--ocpp", address, "--admin", "127.0.0.1:0", word=address)
        stays_down("--data", s.data, *base, word="in use")
        (f / "file").write_text("I am no folder")
        stays_down("--data", str(f / "file"), *base, word="file")
        stays_down("--data", str(f / "file" / "below"), *base, word="below")
        stays_down("--data", str(f / "not" / "made" / "yet"), *base, word="not")
        (f / "strange").mkdir()
        (f / "strange" / "holiday.jpg").write_text("x")
        stays_down("--data", str(f / "strange"), *base, word="strange")
        assert [p.name for p in (f / "strange").iterdir()] == ["holiday.jpg"]
        for version in ("busbar-data 999\n", "busbar-data 0\n", "", "something else\n"):
            d = f / "version"
            d.mkdir(exist_ok=True)
            (d / "VERSION").write_text(version)
            stays_down("--data", str(d), *base, word="version")
            assert (d / "VERSION").read_text() == version
        stays_down("--data", str(f / "e"), "--admin", "0.0.0.0:0", "--ocpp", "127.0.0.1:0", word="admin_key_file")
        stays_down("--data", str(f / "g"), *base, "--admin-key-file", str(f / "nokey"), word="nokey")
        (f / "empty").write_text("\n")
        stays_down("--data", str(f / "h"), *base, "--admin-key-file", str(f / "empty"), word="empty")
        stays_down("--data", str(f / "i"), *base, "--ports-file", str(f / "no" / "where"), word="where")
        assert s.api("GET", "/healthz")[0] == 200
        made = tempfile.mkdtemp(prefix="busbar-ro-", dir=f)
        if subprocess.run(["mount", "-t", "tmpfs", "-o", "ro", "tmpfs", made], capture_output=True).returncode == 0:
            try:
                stays_down("--data", made, *base, word=made)
                stays_down("--data", made + "/d", *base, word=made)
            finally:
                subprocess.run(["umount", made], check=True)
        else:
            raise Skip("all but the read-only disk was tried: mounting is not allowed here")


def ctl_lists():
    """ctl: import, register, list and filter, as columns and as JSON"""
    with server(*OPEN) as s, folder() as f:
        csv = f / "site.csv"
        csv.write_text("kind,site_id,identity,id_token,name,rated_power_kw\nsite,S1,,,North,\nstation,S1,CP 1,,,400\nstation,S1,CP-2,,,400\ntoken,,,TAG,,\n")
        code, out, err = ctl(s, "import", str(csv))
        assert code == 0 and json.loads(out) == {"stations": 2, "sites": 1, "tokens": 1} and err == [], (code, out, err)
        code, out, err = ctl(s, "import", "-", stdin="identity,rated_power_kw\nX,much\n")
        assert code == 1 and out == "" and len(err) == 1 and "line 2, column rated_power_kw" in err[0], err
        code, out, err = ctl(s, "import", str(f / "nothing.csv"))
        assert code == 1 and len(err) == 1 and "nothing.csv" in err[0], err
        assert ctl(s, "set-station", "CP-3", '{"site_id":"S2","cpo_id":"C"}') == (0, "", [])
        assert ctl(s, "set-site", "S2", '{"name":"South"}') == (0, "", [])
        assert ctl(s, "set-token", "T/2", '{"status":"Blocked"}') == (0, "", [])
        code, out, err = ctl(s, "set-station", "CP-4", '{"colour":"red"}')
        assert code == 1 and out == "" and len(err) == 1 and "colour" in err[0], err
        station.run(charge(s, "CP-2"))
        s.until("/api/sessions?state=ended", lambda a: len(a["sessions"]) == 1)
        s.until("/api/stations?connected=false", lambda a: len(a["stations"]) == 3)
        raw.status_of(s.ocpp, "/nowhere")
        s.until("/api/refused", lambda a: len(a["rows"]) == 1)
        for verb, words in (("stations", ("CP 1", "CP-2", "CP-3")), ("sessions", ("CP-2", "ended", "1.5")), ("connections", ("CP-2", "1.6", "1000")),
                            ("refused", ("bad-path", "404")), ("findings", ("TOO_LONG", "CP-2")), ("commands", ("Reset", "answered")),
                            ("tokens", ("TAG", "T/2", "Blocked")), ("sites", ("S1", "North", "South"))):
            code, out, err = ctl(s, verb)
            assert code == 0 and err == [] and all(w in out for w in words), (verb, out, err)
            header, *rows = out.splitlines()
            assert rows and len(rows) in (1, 2, 3), out
            for column, title in enumerate(re.split(r"  +", header.strip())):  # no column is empty in all rows by mistake
                assert title, header
            code, raw_json, err = ctl(s, verb, "--json")
            assert code == 0 and err == [] and json.loads(raw_json) == s.api("GET", f"/api/{verb}?limit=100")[1], verb
            code, out, err = ctl(s, verb, "--limit", "1")
            assert code == 0 and len(out.splitlines()) == 2, out
        times = re.findall(r"\d{4}-\d\d-\d\dT\d\d:\d\d", ctl(s, "commands")[1])
        assert times, "commands are listed without their time:\n" + ctl(s, "commands")[1]
        count = lambda *a: len(ctl(s, *a)[1].splitlines()) - 1  # noqa: E731
        assert count("stations", "--site", "S2") == 1 and count("stations", "--connected", "no") == 3 and count("stations", "--connected", "yes") == 0
        assert count("sessions", "--station", "CP-2", "--state", "ended") == 1 and count("sessions", "--state", "open") == 0
        assert count("findings", "--text", "too_long", "--station", "CP-2") == 1 and count("tokens", "--text", "t/2") == 1
        code, out, _ = ctl(s, "stations", "CP-2")
        assert code == 0 and json.loads(out)["identity"] == "CP-2"
        code, _, err = ctl(s, "stations", "NOBODY")
        assert code == 1 and len(err) == 1 and "known" in err[0], err
        first = json.loads(ctl(s, "stations", "--limit", "2", "--json")[1])
        assert json.loads(ctl(s, "stations", "--json", "--after", first["next"])[1])["stations"][0]["identity"] == "CP-3"
        first = json.loads(ctl(s, "tokens", "--limit", "1", "--json")[1])
        code, out, err = ctl(s, "tokens", "--json", "--after", str(first["next"]))
        assert code == 0 and [r["id_token"] for r in json.loads(out)["rows"]] == ["TAG"], (out, err)
        assert ctl(s, "remove-token", "T/2") == (0, "", []) and ctl(s, "remove-station", "CP-3") == (0, "", [])
        code, _, err = ctl(s, "remove-station", "CP-9")
        assert code == 1 and len(err) == 1, err
        assert count("tokens") == 1
        port = s.admin
        assert s.stop() == 0
        code, out, err = tool("ctl", "stations", "--admin", f"127.0.0.1:{port}")
        assert code == 1 and out == "" and len(err) == 1 and str(port) in err[0], err


async def charge(s, identity):
    """A 1.6 session of 1.5 kWh with a finding and a command."""
    async with station.connect(s, identity.replace(" ", "%20"), "1.6") as c:
        c.commands["Reset"] = lambda p: {"status": "Accepted"}
        await c.boot()
        code, out, err = await station.in_thread(ctl, s, "send", identity, "Reset", '{"type":"Soft"}')
        assert code == 0 and json.loads(out)["answer"] == {"status": "Accepted"} and err == [], (code, out, err)
        a = await c.call("StartTransaction", {"connectorId": 1, "idTag": "T" * 21, "meterStart": 0, "timestamp": "2026-11-25T10:00:00Z"})
        await c.call("StopTransaction", {"transactionId": a["transactionId"], "meterStop": 1500, "timestamp": "2026-11-25T10:30:00Z"})


def ctl_send():
    """ctl send: answered, refused by the tables, timed out, not connected; with an API key"""
    async def talk(s, key):
        def send(*arguments):
            return station.in_thread(ctl, s, "send", "CP", *arguments, "--key-file", key)
        async with station.connect(s, "CP", "2.1") as c:
            await c.boot()
            c.commands = {"ClearCache": lambda p: {"status": "Accepted"}}
            code, out, err = await send("ClearCache")
            assert code == 0 and json.loads(out)["state"] == "answered" and err == [], (out, err)
            for arguments, word in ((("Reset", '{"type":"Loud"}'), "not sent"), (("Reset", "{"), "byte"), (("MakeCoffee",), "no version"), (("Reset", '{"type":"OnIdle"}'), "error")):
                code, out, err = await send(*arguments)
                assert code == 1 and out == "" and len(err) == 1 and word in err[0], (arguments, out, err)
            c.reader.cancel()
            code, out, err = await send("ClearCache", "--timeout", "1")
            assert code == 1 and len(err) == 1 and "in time" in err[0], err
        code, out, err = await send("ClearCache")
        assert code == 1 and len(err) == 1 and "not connected" in err[0], err
    with folder() as f:
        key, other = f / "key", f / "other"
        key.write_text("geheim\n")
        other.write_text("wrong")
        with server(*OPEN, "--admin-key-file", str(key)) as s:
            station.run(talk(s, str(key)))
            for arguments, word in ((("stations",), "key"), (("stations", "--key-file", str(other)), "key"), (("stations", "--key-file", str(f / "none")), "none")):
                code, out, err = ctl(s, *arguments)
                assert code == 1 and out == "" and len(err) == 1 and word in err[0], err


def journal():
    """journal cat, verify, stat, beside a running server and without one; limits and filters"""
    with server(*OPEN) as s:
        station.run(charge(s, "J 1"))
        station.run(charge(s, "J2"))
        s.until("/api/stations?connected=false", lambda a: len(a["stations"]) == 2)
        for _ in range(2):  # running, then stopped
            code, out, err = tool("journal", "cat", "--data", s.data)
            batches = [json.loads(line) for line in out.splitlines()]
            assert code == 0 and err == [] and batches and [b["position"] for b in batches] == sorted({b["position"] for b in batches})
            frames = [r["text"] for b in batches for r in b["records"] if "frame" in r]
            assert sum('"StartTransaction"' in x for x in frames) == 2 and any(x.startswith("[3,") for x in frames)
            only = [json.loads(line) for line in tool("journal", "cat", "--data", s.data, "--station", "J 1")[1].splitlines()]
            assert only == [b for b in batches if b["station"] == "J 1"]
            assert not any("frame" in r for line in tool("journal", "cat", "--data", s.data, "--no-frames")[1].splitlines() for r in json.loads(line)["records"])
            part = [json.loads(line) for line in tool("journal", "cat", "--data", s.data, "--from", str(batches[3]["position"]), "--limit", "2")[1].splitlines()]
            assert part == batches[3:5]
            code, out, err = tool("journal", "verify", "--data", s.data)
            assert code == 0 and out.startswith("every checksum is right\n") and f"batches {len(batches)}\n" in out and err == [], out
            code, out, err = tool("journal", "stat", "--data", s.data)
            assert code == 0 and f"batches {len(batches)}\n" in out and "segments 1\n" in out and err == [], out
            if s.process.poll() is None:
                assert s.stop() == 0
        fails(1, "journal", "cat", "--data", s.data, "--from", "1")
        fails(1, "journal", "cat", "--data", s.data, "--from", "99999999999")
        fails(1, "journal", "verify", "--data", "/nowhere/at/all", word="/nowhere/at/all")
        listener = subprocess.Popen([BUSBAR, "journal", "cat", "--data", s.data], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        listener.stdout.close()  # nobody reads: no crash
        assert listener.wait(20) in (0, 1, -signal.SIGPIPE), listener.returncode


def changes():
    """changes: named consumers go on where they left off, each for itself; --follow sees what comes; nothing is lost when nobody reads"""
    with server(*OPEN) as s:
        station.run(charge(s, "C1"))
        s.until("/api/stations?connected=false", lambda a: len(a["stations"]) == 1)

        def read(*arguments):
            code, out, err = tool("changes", "--data", s.data, *arguments)
            assert code == 0 and err == [], (arguments, err)
            return [json.loads(line) for line in out.splitlines()]
        whole = read()
        assert [c["seq"] for c in whole] == list(range(1, len(whole) + 1)) and len(whole) > 5
        assert all(set(c) == {"seq", "position", "at", "kind", "key", "old", "new"} for c in whole), whole[0]
        assert read("--consumer", "a", "--limit", "3") + read("--consumer", "a", "--limit", "1") + read("--consumer", "a") == whole
        assert read("--consumer", "a") == [] and read("--consumer", "b", "--limit", "2") == whole[:2] and read("--from", "4") == whole[3:]
        follower = subprocess.Popen([BUSBAR, "changes", "--data", s.data, "--consumer", "a", "--follow"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        station.run(charge(s, "C2"))
        s.until("/api/stations?connected=false", lambda a: len(a["stations"]) == 2)
        rest = read("--from", str(len(whole) + 1))
        got = [json.loads(follower.stdout.readline()) for _ in rest]
        assert got == rest
        time.sleep(0.3)
        follower.send_signal(signal.SIGTERM)
        assert follower.wait(20) == 0 and follower.stdout.read() == "" and follower.stderr.read() == ""
        assert read("--consumer", "a") == []
        pipe = subprocess.Popen([BUSBAR, "changes", "--data", s.data, "--consumer", "c"], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        pipe.stdout.close()
        assert pipe.wait(20) != 0
        assert read("--consumer", "c") == whole + rest  # what could not be written was not taken
        for name in ("", "../../x", "a/b", "x" * 56):
            fails(2, "changes", "--data", s.data, "--consumer", name, word="--consumer")
        assert read("--consumer", "x" * 55, "--limit", "1") == whole[:1] == read("--consumer", "..", "--limit", "1")
        fails(1, "changes", "--data", "/nowhere/at/all", word="/nowhere/at/all")
        assert read("--consumer", "b") == whole[2:] + rest


def references():
    """each reference page is printed from the tables and holds what it should"""
    pages = {}
    for page in ("ocpp", "events", "tables", "options", "metrics", "logs", "doctor", "dictionary"):
        code, pages[page], err = tool("reference", page)
        assert code == 0 and err == [] and pages[page].endswith("\n"), page
    for word in ("BootNotification", "NotifyPeriodicEventStream", "StartTransaction", "chargingStation"):
        assert word in pages["ocpp"], word
    for word in re.findall(r"^EVENT_BEGIN\((\w+),", (ROOT / "src/event/tbl/events.h").read_text(), re.M):
        assert f"### {word}\n" in pages["events"], word
    assert all(f"`{w}`" in pages["tables"] for w in ("energy_mwh", "session_id", "standing", "evse_id"))
    for _, name, _ in OPTIONS:
        assert f"`--{name.replace('_', '-')}" in pages["options"], name
    wanted = {f"busbar_{name}{'_seconds' if kind == 'HISTOGRAM_US' else ''}"
              for kind, name in re.findall(r"^(COUNTER|GAUGE|HISTOGRAM_US)\((\w+),", (ROOT / "src/base/tbl/counters.h").read_text(), re.M)}
    wanted |= set(re.findall(r'^VITAL\([^"]*"(\w+)"', (ROOT / "src/apps/tbl/vitals.h").read_text(), re.M)) | {"busbar_build_info"}
    assert set(re.findall(r"^\| `(\w+)` \|", pages["metrics"], re.M)) == wanted
    for line in pages["dictionary"].splitlines():
        assert line == "" or line.startswith("#") or re.fullmatch(r'(\w+=)?"(?:[^"\\]|\\.)+"', line), line
    for page in ("ocpp", "events", "tables", "options", "metrics", "logs", "doctor"):
        rows = 0
        for line in pages[page].splitlines():
            if line.startswith("|"):
                cells = line.count("|") - line.count("\\|")
                assert rows == 0 or cells == rows, (page, line)
                rows = cells
            else:
                rows = 0


def manual():
    """the manual page is sound roff and names each command and option"""
    code, page, err = tool("man")
    assert code == 0 and err == [] and page.startswith(".TH BUSBAR 1"), page[:100]
    if not shutil.which("groff"):
        raise Skip("groff is not installed")
    done = subprocess.run(["groff", "-man", "-Tutf8", "-ww", "-z"], input=page, capture_output=True, text=True)
    assert done.returncode == 0 and done.stderr == "", done.stderr
    text = subprocess.run(["groff", "-man", "-Tascii", "-P-c"], input=page, capture_output=True, text=True).stdout
    text = re.sub(".\b", "", text)
    for t in TOOLS:
        assert re.search(rf"^ +{t}\b", text, re.M), t
    for _, name, _ in OPTIONS:
        assert f"--{name.replace('_', '-')}" in text, name


def completion():
    """the bash completion parses, and completes commands, options and words"""
    code, script, err = tool("completion")
    assert code == 0 and err == []
    done = subprocess.run(["bash", "-n"], input=script, capture_output=True, text=True)
    assert done.returncode == 0 and done.stderr == "", done.stderr

    def complete(*words):
        line = " ".join(words)
        bash = script + f'\nPATH={os.path.dirname(os.path.abspath(BUSBAR))}:$PATH\nCOMP_WORDS=({line} {"" if words[-1] else chr(34) * 2})\n' \
            f'COMP_CWORD={len(words) - 1}\n_busbar\nprintf "%s\\n" "${{COMPREPLY[@]}}"\n'
        done = subprocess.run(["bash", "--norc"], input=bash, capture_output=True, text=True)
        assert done.returncode == 0 and done.stderr == "", done.stderr
        return done.stdout.split()
    assert sorted(complete("busbar", "")) == sorted(["help", *TOOLS])
    assert complete("busbar", "ser") == ["serve"]
    assert complete("busbar", "serve", "--heart") == ["--heartbeat-interval"]
    assert sorted(complete("busbar", "serve", "--")) == sorted(f"--{name.replace('_', '-')}" for _, name, _ in OPTIONS)
    assert complete("busbar", "journal", "ver") == ["verify"]


def small_tools():
    """sim and load against a server, and what they say where there is none"""
    with server(*OPEN) as s:
        url = f"ws://127.0.0.1:{s.ocpp}/ocpp"
        code, out, err = tool("load", "--url", url, "--chargers", "5", "--seconds", "1", "--warmup", "0", "--json")
        result = json.loads(out)
        assert code == 0 and err == [] and result["messages"] > 10 and result["errors"] == result["lost"] == 0, (out, err)
        code, out, err = tool("sim", "--url", url, "--admin", f"127.0.0.1:{s.admin}", "--stations", "6", "--seconds", "4", "--speed", "600", "--seed", "3", "--quiet")
        assert code == 0, (out, err)
        assert len(s.api("GET", "/api/sessions")[1]["sessions"]) > 0
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        nobody = f"ws://127.0.0.1:{free.getsockname()[1]}/ocpp"
        code, out, err = tool("load", "--url", nobody, "--chargers", "2", "--seconds", "1", "--warmup", "0")
        assert code == 1 and err, (code, out, err)
    for url in ("http://x/", "ws://", "nonsense"):
        code, out, err = tool("load", "--url", url, "--seconds", "1")
        assert code in (1, 2) and len(err) == 1, (url, code, err)
        code, out, err = tool("sim", "--url", url, "--seconds", "1")
        assert code in (1, 2) and len(err) == 1, (url, code, err)


def bystanders():
    """--help after -- is no help, a closed standard output is told, a server needs no terminal"""
    code, out, err = tool("ctl", "--", "--help")
    assert code == 2 and out == "", (code, out)
    done = subprocess.run(f"'{BUSBAR}' reference ocpp > /dev/full", shell=True, capture_output=True, text=True)
    assert done.returncode == 1, done
    s = Server()
    try:
        s.process.send_signal(signal.SIGINT)
        assert s.process.wait(20) == 0
    finally:
        s.close()


if __name__ == "__main__":
    main([helps, wrong_use, sources, start_errors, ctl_lists, ctl_send, journal, changes, references, manual, completion, small_tools, bystanders])

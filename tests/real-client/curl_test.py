#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The admin door against curl, and against requests that no client would send (kit/raw.py). TAP."""

import asyncio
import json
import os
import pathlib
import random
import re
import shutil
import subprocess
import sys
import urllib.parse

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
from kit import raw, station  # noqa: E402
from kit.server import ROOT, main, resident, server  # noqa: E402

if not shutil.which("curl"):
    raise SystemExit(print("1..0 # SKIP curl is not installed"))

OPEN = ("--unknown-stations", "accept", "--unknown-tokens", "accept")
KEY = "k3y with spaces & ümlaut"
ROUTE = re.compile(r'^ROUTE\("(\w+)",\s*"([^"]+)",\s*\w+,\s*\w+,\s*(OPEN|KEY),\s*"([^"]*)",\s*"([^"]*)"', re.M)
ROUTES = ROUTE.findall((ROOT / "src/doors/tbl/routes.h").read_text())


def curl(s, path, *arguments, data=None):
    """(status, headers, body) of one curl call; headers of the last answer."""
    head = os.path.join(s.folder, "head")
    done = subprocess.run(["curl", "-sS", "--max-time", "50", "-D", head, *arguments, f"http://127.0.0.1:{s.admin}{path}"],
                          input=data, capture_output=True)
    assert done.returncode == 0, (path, arguments, done.stderr.decode())
    lines = pathlib.Path(head).read_text("latin-1").strip().split("\r\n\r\n")[-1].splitlines()
    headers = {n.lower(): v.strip() for n, v in (line.split(":", 1) for line in lines[1:])}
    return int(lines[0].split()[1]), headers, done.stdout


def get(s, path, *arguments):
    """The JSON of a GET that must be answered 200."""
    status, headers, body = curl(s, path, *arguments)
    assert status == 200 and headers["content-type"] == "application/json", (path, status, body[:300])
    return json.loads(body)


def error(answer, status, code, where=None):
    """Is it that error?"""
    got, headers, body = answer
    assert got == status and headers["content-type"] == "application/json", (got, body[:400])
    e = json.loads(body)["error"]
    assert e["code"] == code and e["message"] and (where is None or e["where"] == where), e
    return e


def put(s, path, body):
    return curl(s, path, "-X", "PUT", "-H", "Content-Type: application/json", "--data-binary", json.dumps(body))


def import_csv(s, text, *arguments):
    return curl(s, "/api/import", "-H", "Content-Type: text/csv", "--data-binary", "@-", *arguments,
                data=text if isinstance(text, bytes) else text.encode())


def parse_metrics(text):
    """{name: (type, [(sample, labels, value)])} of Prometheus text, every rule of the format checked."""
    families, current, samples = {}, None, set()
    assert text.endswith("\n")
    for line in text.splitlines():
        if line.startswith("# HELP "):
            _, _, name, doc = line.split(" ", 3)
            assert name not in families and doc, line
            families[name] = [None, []]
            current = name
        elif line.startswith("# TYPE "):
            _, _, name, kind = line.split(" ")
            assert name == current and families[name][0] is None and not families[name][1], line
            assert kind in ("counter", "gauge", "histogram"), line
            families[name][0] = kind
        else:
            m = re.fullmatch(r'([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{((?:[a-zA-Z_]\w*="(?:[^"\\\n]|\\.)*",?)*)\})? (\S+)', line)
            assert m, line
            name, labels, value = m.group(1), m.group(2) or "", float(m.group(3))
            kind = families[current][0]
            allowed = {current} if kind != "histogram" else {current + end for end in ("_bucket", "_sum", "_count")}
            assert name in allowed, (line, current)
            assert (name, labels) not in samples, "twice: " + line
            samples.add((name, labels))
            assert kind != "counter" or (name.endswith("_total") and value >= 0), line
            families[current][1].append((name, labels, value))
    for name, (kind, rows) in families.items():
        assert kind and rows, name
        if kind == "histogram":
            buckets = [(float(re.search('le="([^"]+)"', l).group(1)), v) for n, l, v in rows if n.endswith("_bucket")]
            assert buckets == sorted(buckets) and buckets[-1][0] == float("inf"), name
            assert [v for _, v in buckets] == sorted(v for _, v in buckets), name
            assert [v for n, _, v in rows if n.endswith("_count")] == [buckets[-1][1]], name
            assert sum(n.endswith("_sum") for n, _, _ in rows) == 1, name
    return families


def one_value(families, name):
    return families[name][1][0][2]


def pages(s, path, name, cursor, limit):
    """All rows of a list, page by page."""
    rows, after = [], None
    while True:
        glue = "&" if "?" in path else "?"
        page = get(s, f"{path}{glue}limit={limit}" + (f"&{cursor}={urllib.parse.quote(str(after))}" if after is not None else ""))
        assert set(page) == {name, "next"} and len(page[name]) <= limit, page.keys()
        rows += page[name]
        if page["next"] is None or (name == "changes" and not page[name]):
            return rows
        assert page["next"] != after and len(rows) < 10_000
        after = page["next"]


def sessions(s, n):
    """n stations with a 1.6 session each and a finding; the odd ones are ended."""
    async def one(i):
        async with station.connect(s, f"S{i:03}", "1.6") as c:
            await c.boot()
            a = await c.call("StartTransaction", {"connectorId": 1, "idTag": "T" * 21, "meterStart": 0,
                                                  "timestamp": f"2026-11-25T10:00:{i % 60:02}Z"})
            if i % 2:
                await c.call("StopTransaction", {"transactionId": a["transactionId"], "meterStop": 100 + i, "timestamp": "2026-11-25T10:30:00Z"})

    async def every():
        for i in range(0, n, 20):
            await asyncio.gather(*(one(k) for k in range(i, min(n, i + 20))))
    station.run(every())


def health():
    """healthz, readyz and a path that is not there, by GET and HEAD, kept alive and not"""
    with server() as s:
        assert get(s, "/healthz")["status"] == "ok" and get(s, "/readyz")["status"] == "ready"
        assert get(s, "/healthz")["version"]
        error(curl(s, "/nowhere"), 404, "no-such-path", "/nowhere")
        for path, wanted in (("/healthz", 200), ("/readyz", 200), ("/metrics", 200), ("/nowhere", 404), ("/api/stations", 200)):
            status, headers, body = curl(s, path, "-I")
            assert status == wanted and body.decode().count("\r\n\r\n") == 1, (path, status, body)
            assert status != 200 or path == "/metrics" or headers["content-length"] == str(len(curl(s, path)[2])), headers
        with raw.Raw(s.admin) as c:  # the answer to a HEAD has no body, so the next one is understood
            c.send(b"HEAD /healthz HTTP/1.1\r\nHost: x\r\n\r\nHEAD /api/import HTTP/1.1\r\nHost: x\r\n\r\nGET /readyz HTTP/1.1\r\nHost: x\r\n\r\n")
            assert c.answer(head_only=True)[0] == 200
            status, headers, _ = c.answer(head_only=True)
            assert status == 405 and headers["allow"] == "POST", headers
            status, _, body = c.answer()
            assert status == 200 and json.loads(body)["status"] == "ready", body
        assert curl(s, "/healthz", "--http1.0")[1]["connection"] == "close"
        assert curl(s, "/healthz", "-H", "Connection: close")[1]["connection"] == "close"
        assert s.stop() == 0


def metrics():
    """the metrics are sound Prometheus text and count what was done"""
    with server(*OPEN) as s:
        sessions(s, 5)
        assert raw.status_of(s.ocpp, "/elsewhere") == 404
        s.until("/api/sessions?state=ended", lambda a: len(a["sessions"]) == 2)
        status, headers, body = curl(s, "/metrics")
        assert status == 200 and headers["content-type"].startswith("text/plain; version=0.0.4"), headers
        families = parse_metrics(body.decode())
        assert one_value(families, "busbar_upgrades_total") == 5
        assert one_value(families, "busbar_upgrades_refused_total") == 1
        assert one_value(families, "busbar_frames_in_total") == one_value(families, "busbar_frames_out_total") == 12
        assert one_value(families, "busbar_stations") == 5
        assert one_value(families, "busbar_findings_total") == 5  # the long tags
        assert one_value(families, "busbar_view_position") == one_value(families, "busbar_journal_tail_position") > 0
        answers = next(v for n, _, v in families["busbar_answer_seconds"][1] if n.endswith("_count"))
        assert answers >= 12, families["busbar_answer_seconds"]
        later = parse_metrics(curl(s, "/metrics")[2].decode())
        for name, (kind, rows) in families.items():
            if kind == "counter":
                assert one_value(later, name) >= rows[0][2], name


def endpoints():
    """each endpoint of the table answers, refuses unknown parameters and wrong methods, and asks for nothing twice"""
    assert len(ROUTES) > 20, ROUTES
    with server(*OPEN) as s:
        sessions(s, 2)
        ended = s.until("/api/sessions?state=ended", lambda a: len(a["sessions"]) == 1)["sessions"][0]
        assert put(s, "/api/sites/one", {"name": "North", "latitude": "52.5", "longitude": 13.4, "time_zone": "Europe/Berlin"})[0] == 200
        assert put(s, "/api/tokens/one", {})[0] == 200
        assert put(s, "/api/stations/one", {"site_id": "one"})[0] == 200
        ids = {"/api/sessions/{id}": ended["session_id"], "/api/facts/{id}": "variable"}
        methods = {}
        for method, pattern, _, parameters, media in ROUTES:
            path = pattern.replace("{id}", ids.get(pattern, "one")).replace("{act}", "Reset")
            methods.setdefault(path, []).append(method)
            error(curl(s, path + "?nonsense=1", "-X", method), 400, "bad-parameter", "nonsense")
            bad = [f"{p}=1&{p}=1" for p in parameters.split()] + [f"{p}=%zz" for p in parameters.split()]
            if "limit" in parameters.split():
                bad += ["limit=" + x for x in ("0", "-1", "1001", "ten", "1.5", "99999999999999999999")]
                assert get(s, f"{path}?limit=1000")
            for query in bad:  # so many that they are asked without a curl each
                status, body = s.api(method, f"{path}?{query}")
                assert status == 400 and body["error"]["code"] == "bad-parameter", (path, query, body)
                assert body["error"]["where"] == query.split("=")[0], body
            if media:
                error(curl(s, path, "-X", method, "-H", "Content-Type: image/png", "--data-binary", "x"), 415, "wrong-type", "Content-Type")
            if method == "GET" and path in ("/api/orders/one", "/api/batches/one"):
                error(curl(s, path), 404, "no-such-" + {"o": "order", "b": "batch"}[path[5]])
            elif method == "GET" and pattern != "/metrics":
                assert isinstance(get(s, path), dict), path
        for path, known in methods.items():
            for method in ("GET", "PUT", "POST", "DELETE", "PATCH", "OPTIONS", "TRACE", "BREW"):
                if method not in known:
                    e = curl(s, path, "-X", method)
                    error(e, 405, "wrong-method", method)
                    allowed = set(known) | ({"HEAD"} if "GET" in known else set())
                    assert set(e[1]["allow"].split(", ")) == allowed, (path, e[1])
        for path in ("/", "/api", "/api/", "/api/stations/", "/api/stations/one/commands", "/api/sessions/one/two", "/API/stations", "//healthz"):
            error(curl(s, path, "--path-as-is"), 404, "no-such-path")
        error(curl(s, "/api/sessions/0123456789abcdef"), 404, "no-such-session")
        error(curl(s, "/api/stations/%ff"), 400, "bad-path")
        assert curl(s, "/api/tokens/one", "-X", "DELETE")[0] == 204
        assert curl(s, "/api/tokens/one", "-X", "DELETE")[0] == 204  # gone is gone
        assert curl(s, "/api/stations/one", "-X", "DELETE")[0] == 204
        error(curl(s, "/api/stations/two", "-X", "DELETE"), 404, "not-found", "two")
        assert get(s, "/api/tokens")["rows"] == []


def filters():
    """filters find what they should and nothing else"""
    with server(*OPEN) as s:
        for i in range(4):
            assert put(s, f"/api/stations/S00{i}", {"site_id": f"site{i % 2}", "cpo_id": "C", "tariff_id": f"t{i}", "rated_power_kw": 350})[0] == 200
        sessions(s, 6)
        s.until("/api/sessions?state=ended", lambda a: len(a["sessions"]) == 3)
        names = lambda path: sorted(r["station"] for r in get(s, path)["sessions"])  # noqa: E731
        assert names("/api/sessions?site=site1") == ["S001", "S003"]
        assert names("/api/sessions?cpo=C") == ["S000", "S001", "S002", "S003"]
        assert names("/api/sessions?tariff=t2") == ["S002"]
        assert names("/api/sessions?state=open") == ["S000", "S002", "S004"]
        assert names("/api/sessions?state=open&site=site1") == []
        assert names("/api/sessions?station=S005") == ["S005"]
        assert names("/api/sessions?from=2026-11-25T10:00:02Z&to=2026-11-25T10:00:04Z") == ["S002", "S003"]
        assert names("/api/sessions?from=2026-11-25T11:00:03%2B01:00") == ["S003", "S004", "S005"]
        one = get(s, "/api/sessions?station=S003")["sessions"][0]
        assert get(s, "/api/sessions/" + one["session_id"]) == one
        assert get(s, "/api/sessions?transaction=" + one["transaction_id"] + "&station=S003")["sessions"] == [one]
        assert names("/api/sessions?token=" + "T" * 21) == [f"S00{i}" for i in range(6)]
        whole = get(s, "/api/stations/S002")
        assert [x["station"] for x in whole["sessions"]] == ["S002"] and whole["site_id"] == "site0" and "secret" in whole
        assert [x["identity"] for x in get(s, "/api/stations?site=site0")["stations"]] == ["S000", "S002"]
        assert len(get(s, "/api/findings?text=TOO_LONG")["rows"]) == 6 and len(get(s, "/api/findings?text=idtag&station=S001")["rows"]) == 1
        for bad in ("state=half", "from=yesterday", "after=%20"):
            error(curl(s, "/api/sessions?" + bad), 400, "bad-parameter", bad.split("=")[0])
        for text in ("'", "%22", "%25", "%5C", "%27%3B--", "%F0%9F%98%80", "TOO%25LONG", "*", "?"):  # text, not a pattern
            assert get(s, f"/api/findings?text={text}")["rows"] == [], text
        error(curl(s, "/api/findings?text=%00"), 400, "bad-parameter", "text")
        assert get(s, "/api/sessions?site=%25")["sessions"] == []


def keys():
    """with a key file: 401 without, both header forms with, open paths open, nothing told before"""
    with server() as s:
        key_file = os.path.join(s.folder, "key")
        pathlib.Path(key_file).write_text(KEY + "\n")
        os.chmod(key_file, 0o600)
        assert s.stop() == 0
        s.options = ["--admin-key-file", key_file]
        s.start()
        for method, pattern, access, _, _ in ROUTES:
            path = pattern.replace("{id}", "one").replace("{act}", "Reset")
            answer = curl(s, path, "-X", method)
            assert (answer[0] == 401) == (access == "KEY"), (method, path, answer)
            if access == "KEY":
                error(answer, 401, "no-key")
                assert answer[1]["www-authenticate"].startswith("Bearer")
        error(curl(s, "/nowhere"), 401, "no-key")
        error(curl(s, "/api/stations", "-X", "BREW"), 401, "no-key")
        for form in (f"Authorization: Bearer {KEY}", f"authorization: bearer   {KEY}", f"X-API-Key: {KEY}", f"x-api-key:{KEY}"):
            assert get(s, "/api/stations", "-H", form) == {"stations": [], "next": None}, form
            error(curl(s, "/nowhere", "-H", form), 404, "no-such-path")
        for form in ("Authorization: Bearer", f"Authorization: Bearer {KEY}x", f"Authorization: Basic {KEY}", "X-API-Key: ", f"X-API-Key: {KEY[:-1]}",
                     f"Authorization: {KEY}", "X-API-Key: " + "k" * 5000):
            assert curl(s, "/api/stations", "-H", form)[0] == 401, form
        assert import_csv(s, "identity\nX1\n")[0] == 401
        assert import_csv(s, "identity\nX1\n", "-H", f"X-API-Key: {KEY}")[0] == 200
        assert KEY not in s.text()
        assert s.stop() == 0


def paging():
    """paging to the end gives each row of every list once, whatever the page's size"""
    with server(*OPEN) as s:
        n = 41
        sessions(s, n)
        for i in range(n):
            assert raw.status_of(s.ocpp, f"/elsewhere/{i}") == 404
        csv = "kind,site_id,identity,id_token\n" + "".join(f"site,site{i},,\ntoken,,,tok{i}\n" for i in range(n))
        assert import_csv(s, csv)[0] == 200
        s.until("/api/connections?limit=1000", lambda a: sum(r["closed_at"] is not None for r in a["rows"]) == n)
        lists = (("/api/sessions", "sessions", "after", "session_id"), ("/api/stations", "stations", "after", "identity"),
                 ("/api/refused", "rows", "before", "row"), ("/api/findings", "rows", "before", "row"),
                 ("/api/connections", "rows", "before", "row"), ("/api/tokens", "rows", "before", "id_token"),
                 ("/api/sites", "rows", "before", "site_id"))
        for path, name, cursor, key in lists:
            whole = pages(s, path, name, cursor, 1000)
            assert len({r[key] for r in whole}) == len(whole) == n, (path, len(whole))
            for limit in (1 if path == "/api/sessions" else 2, 9, n):
                assert pages(s, path, name, cursor, limit) == whole, (path, limit)
        whole = pages(s, "/api/changes", "changes", "from", 1000)
        assert [c["seq"] for c in whole] == list(range(1, len(whole) + 1)) and len(whole) > 5 * n
        assert pages(s, "/api/changes", "changes", "from", 53) == whole
        started = [r["started_at"] for r in pages(s, "/api/sessions", "sessions", "after", 10)]
        assert started == sorted(started, reverse=True)
        for row in pages(s, "/api/sessions?state=ended", "sessions", "after", 5):
            assert row["state"] == "ended"
        assert len(pages(s, "/api/sessions?state=ended", "sessions", "after", 5)) == n // 2


def imports():
    """an import is taken whole, or not at all with line and column named"""
    with server() as s:
        good = ('kind,site_id,identity,id_token,name,time_zone,power_limit_kw,rated_power_kw,password,status\r\n'
                'site,s-17,,,"Rest area ""South"", A9",Europe/Berlin,3750,,,\r\n'
                'station,s-17,DE-0017,,,,,400,geheim,\r\nstation,s-17,Köln 1,,,,,0.5,,\r\ntoken,,,AB12,,,,,,Blocked\r\n')
        status, _, body = import_csv(s, good)
        assert status == 200 and json.loads(body) == {"stations": 2, "sites": 1, "tokens": 1}, body
        one = get(s, "/api/stations/K%C3%B6ln%201")
        assert one["site_id"] == "s-17" and one["rated_power_mw"] == 500_000 and one["secret"] is False, one
        assert get(s, "/api/sites")["rows"][0]["name"] == 'Rest area "South", A9'
        assert import_csv(s, good)[0] == 200 and len(get(s, "/api/stations")["stations"]) == 2  # again: the same
        assert raw.status_of(s.ocpp, "/ocpp/DE-0017") == 401
        assert raw.status_of(s.ocpp, "/ocpp/DE-0017", Authorization=raw.basic("DE-0017", "geheim")) == 101
        s.until("/api/stations?connected=false", lambda a: len(a["stations"]) == 2 and a["stations"][0]["generation"] == 1)
        before = get(s, "/api/stations"), get(s, "/api/sites"), get(s, "/api/tokens")
        for text, where in (
                ("identity,rated_power_kw\nA1,10\nA2,much\nA3,1\n", "line 3, column rated_power_kw"),
                ("identity,colour\nA1,red\n", "line 1, column colour"), ("identity,identity\nA1,A1\n", "line 1, column identity"),
                ("identity\nA1\nA2\nA1\n", "line 4, column identity"), ("identity,site_id\nA1\n", "line 2"),
                ("identity,site_id\nA1,s,more\n", "line 2"), ("identity\n\"A1\n", "line 2"), ('identity\nA"1\n', "line 2"),
                ("kind,identity,id_token\ntoken,,X\nplanet,A1,\n", "line 3, column kind"),
                ("kind,identity,id_token\nstation,A1,X\n", "line 2, column id_token"), ("id_token,status\nX,Great\n", "line 2, column status"),
                ("id_token,expires_at\nX,soon\n", "line 2, column expires_at"), ("site_id,latitude\nX,91\n", "line 2, column latitude"),
                ("site_id,time_zone\nX,Europe Berlin\n", "line 2, column time_zone"), ("identity,site_id\n" + "A" * 129 + ",s\n", "line 2, column identity"),
                ("identity,site_id\nA1," + "s" * 37 + "\n", "line 2, column site_id"), ("", "line 1"), ("name\nx\n", "line 1"), ("identity\n", None),
                (b"identity\nA\xff\n", "line 2, column identity"), (b"identity\nA\x00B\n", "line 2, column identity")):
            e = error(import_csv(s, text), 400, "bad-csv", where)
            assert where is None or e["message"].startswith(where), (text, e)
        assert (get(s, "/api/stations"), get(s, "/api/sites"), get(s, "/api/tokens")) == before
        error(import_csv(s, b"identity\n" + b"A" * (33 << 20)), 413, "too-large")
        many = "identity,site_id\r\n" + "".join(f"M{i},s\r\n" for i in range(3000))
        status, _, body = import_csv(s, many, "-H", "Transfer-Encoding: chunked")
        assert status == 200 and json.loads(body)["stations"] == 3000, body
        assert s.stop() == 0
        s.start()
        assert len(pages(s, "/api/stations", "stations", "after", 1000)) == 3002


def members():
    """PUT: bodies are checked member by member, and what was put is what is told"""
    with server() as s:
        body = {"site_id": "s", "cpo_id": "c", "tariff_id": "t", "rated_power_kw": 350.5, "serial": "SN-1", "password": "geheim"}
        assert put(s, "/api/stations/A", body)[0] == 200
        one = get(s, "/api/stations/A")
        assert (one["site_id"], one["cpo_id"], one["tariff_id"], one["rated_power_mw"]) == ("s", "c", "t", 350_500_000)
        assert one["secret"] is True and "geheim" not in json.dumps(one) and "pbkdf2" not in json.dumps(one), one
        assert put(s, "/api/stations/A", {"site_id": "other"})[0] == 200
        one = get(s, "/api/stations/A")
        assert one["site_id"] == "other" and one["cpo_id"] == "" and one["secret"] is True, one  # the password stays
        assert put(s, "/api/stations/A", {"password": None})[0] == 200 and get(s, "/api/stations/A")["secret"] is False
        for text, code, where in (
                ("", "bad-json", "body"), ("[]", "bad-json", "body"), ('{"site_id":"x"', "bad-json", "body"), ('{"site_id":"x"} {}', "bad-json", "body"),
                ('{"colour":"red"}', "bad-member", "colour"), ('{"site_id":7}', "bad-member", "site_id"), ('{"site_id":"a","site_id":"b"}', "bad-member", "site_id"),
                ('{"site_id":"\\u0000"}', "bad-member", "site_id"), ('{"site_id":"a\\u001f"}', "bad-member", "site_id"),
                ('{"site_id":"' + "é" * 37 + '"}', "bad-member", "site_id"), ('{"rated_power_kw":-1}', "bad-member", "rated_power_kw"),
                ('{"rated_power_kw":1e99}', "bad-member", "rated_power_kw"), ('{"rated_power_kw":[]}', "bad-member", "rated_power_kw"),
                ('{"password":"' + "x" * 129 + '"}', "bad-member", "password")):
            error(curl(s, "/api/stations/B", "-X", "PUT", "-H", "Content-Type: application/json", "--data-binary", text), 400, code, where)
        error(curl(s, "/api/stations/B"), 404, "no-such-station")
        for identity in ("%00", "a%0ab", "%7f", "%ff", "x" * 129):
            status = put(s, "/api/stations/" + identity, {})[0]
            assert status == 400, (identity, status)
        assert put(s, "/api/stations/" + "x" * 128, {})[0] == 200
        error(curl(s, "/api/stations/A", "-X", "PUT", "-H", "Content-Type: application/json", "--data-binary", '{"site_id":"' + "x" * 66_000 + '"}'),
              413, "too-large")
        assert curl(s, "/api/tokens/" + urllib.parse.quote("Tök/en?&", safe=""), "-X", "PUT", "--json", '{"status":"Expired","expires_at":"2027-01-01T00:00:00Z"}')[0] == 200
        row = get(s, "/api/tokens?text=t%C3%B6k")["rows"][0]
        assert row["id_token"] == "Tök/en?&" and row["status"] == "Expired" and row["expires_at"].startswith("2027-01-01T00:00:00"), row
        assert curl(s, "/api/stations/A", "-X", "DELETE")[0] == 204 and raw.status_of(s.ocpp, "/ocpp/A") == 404


def commands():
    """a command goes to the station and its answer comes back; each other end is told apart"""
    async def talk(s):
        def send(action, payload, query=""):
            return station.in_thread(curl, s, f"/api/stations/CMD/commands/{action}{query}", "--json",
                                     payload if isinstance(payload, str) else json.dumps(payload))
        error(await send("Reset", {"type": "Soft"}), 404, "no-such-station")
        async with station.connect(s, "CMD", "2.0.1") as c:
            await c.boot()
            got = []
            c.commands = {"Reset": lambda p: got.append(p) or {"status": "Scheduled"},
                          "GetVariables": lambda p: {"getVariableResult": [{"attributeStatus": "Accepted", "attributeValue": "ü" * 900, **p["getVariableData"][0]}]},
                          "ClearCache": lambda p: {"status": "Who knows"}}
            status, _, body = await send("Reset", {"type": "OnIdle", "evseId": 1})
            answer = json.loads(body)
            assert status == 200 and answer["state"] == "answered" and answer["answer"] == {"status": "Scheduled"}, body
            assert got == [{"type": "OnIdle", "evseId": 1}]
            variable = {"component": {"name": "OCPPCommCtrlr"}, "variable": {"name": "HeartbeatInterval"}}
            status, _, body = await send("GetVariables", {"getVariableData": [variable]})
            assert status == 200 and json.loads(body)["answer"]["getVariableResult"][0]["attributeValue"] == "ü" * 900, body
            assert (await send("ClearCache", ""))[0] == 200  # an odd answer is an answer, and a finding
            e = error(await send("Reset", {"type": "Quickly"}), 400, "refused")
            assert e["where"] == "Reset"
            error(await send("RemoteStartTransaction", {"idTag": "T"}), 400, "refused")  # of another version
            error(await send("Heartbeat", {}), 404, "no-such-action", "Heartbeat")
            error(await send("MakeCoffee", {}), 404, "no-such-action", "MakeCoffee")
            error(await send("Reset", "{"), 400, "bad-json", "body")
            error(await send("Reset", {"type": "OnIdle"}, "?timeout=0"), 400, "bad-parameter", "timeout")
            status, _, body = await send("UnlockConnector", {"evseId": 1, "connectorId": 1})
            assert status == 502 and json.loads(body)["state"] == "error" and json.loads(body)["answer"]["code"] == "NotSupported", body
            c.commands["TriggerMessage"] = lambda p: asyncio.sleep(0)  # never a good answer: see below
            del c.commands["TriggerMessage"]
            c.obey = None  # deaf from here on
            quiet = asyncio.ensure_future(asyncio.sleep(0))
            c.reader.cancel()
            status, _, body = await send("TriggerMessage", {"requestedMessage": "Heartbeat"}, "?timeout=1")
            assert status == 504 and json.loads(body)["state"] == "timed-out", body
            await quiet
            cut = asyncio.ensure_future(send("ClearCache", {}))
            await asyncio.sleep(0.3)
        status, _, body = await cut
        assert status == 502 and json.loads(body)["state"] == "cancelled", body
        error(await send("ClearCache", {}), 409, "not-connected", "CMD")
    with server(*OPEN) as s:
        station.run(talk(s))
        rows = get(s, "/api/commands?station=CMD")["rows"]
        assert [r["state"] for r in rows] == ["cancelled", "timed-out", "error", "refused", "refused", "answered", "answered", "answered"], rows
        assert json.loads(rows[-1]["request"]) == {"type": "OnIdle", "evseId": 1} and json.loads(rows[-1]["answer"]) == {"status": "Scheduled"}
        assert len(get(s, "/api/findings?station=CMD&text=UNKNOWN_VALUE")["rows"]) == 1


def transport():
    """keep-alive, pipelining, chunked bodies, Expect, bodies cut anywhere"""
    with server() as s:
        with raw.Raw(s.admin) as c:
            c.send(b"".join(b"GET /api/stations?limit=%d HTTP/1.1\r\nHost: x\r\n\r\n" % (i + 1) for i in range(200)))
            for _ in range(200):
                status, headers, body = c.answer()
                assert status == 200 and headers["connection"] == "keep-alive" and json.loads(body) == {"stations": [], "next": None}
            piece = b'PUT /api/stations/P%d HTTP/1.1\r\nHost: x\r\nContent-Length: 15\r\n\r\n{"site_id":"s"}'
            c.send(b"".join(piece % i for i in range(20)) + b"GET /api/stations HTTP/1.1\r\nHost: x\r\n\r\n")  # in order: the read sees the writes
            assert [c.answer()[0] for _ in range(20)] == [200] * 20
            assert len(json.loads(c.answer()[2])["stations"]) == 20
            body = b'{"site_id":"chunked"}'
            request = b"PUT /api/stations/CH HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5;ext=1\r\n" + body[:5] + \
                b"\r\n10\r\n" + body[5:] + b"\r\n0\r\nTrailer: x\r\n\r\n"
            for i in range(len(request)):  # byte by byte
                c.send(request[i:i + 1])
            assert c.answer()[0] == 200
            assert json.loads(c.send(b"GET /api/stations/CH HTTP/1.1\r\nHost: x\r\n\r\n") and c.answer()[2])["site_id"] == "chunked"
            c.send(request + request + b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            assert [c.answer()[0] for _ in range(2)] == [200, 200]
            status, headers, _ = c.answer()
            assert status == 200 and headers["connection"] == "close" and c.ended()
        with raw.Raw(s.admin) as c:
            c.send(b"PUT /api/stations/EX HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n")
            assert c.head()[0] == 100
            c.send(b"{}")
            assert c.answer()[0] == 200
        big = json.dumps({"vendorId": "x" * 255, "data": "y" * 1_000_000}).encode()
        status = curl(s, "/api/stations/EX/commands/DataTransfer", "--json", "@-", data=big)[0]  # curl asks with Expect itself
        assert status == 409, status
        memory = resident(s)
        with raw.Raw(s.admin, 3) as c:  # who does not take the answers is not sent ever more of them
            n = 0
            while n < 60 and c.send(b"GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n" * 1000):
                n += 1
            assert resident(s) - memory < 64 << 20, (resident(s) - memory, n)
            for _ in range(2000):
                assert c.answer()[0] == 200
        with raw.Raw(s.admin) as c:  # an upload that is cut leaves nothing behind
            c.send(b"POST /api/import HTTP/1.1\r\nHost: x\r\nContent-Type: text/csv\r\nContent-Length: 100\r\n\r\nidentity\nCUT\n")
        assert get(s, "/healthz") and curl(s, "/api/stations/CUT")[0] == 404


def garbage():
    """requests that are none are refused with a status, and the door stays open"""
    with server() as s:
        for request, wanted in (
                (b"\r\n\r\n\r\n", 400), (b"GET\r\n\r\n", 400), (b"GET / HTTP/2.0\r\n\r\n", (400, 505)), (b"GET / HTTP/1.1\r\n\r\n", 400),
                (b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400), (b"GET / HTTP/1.1\nHost: a\n\n", (400, 404)),
                (b"GET  / HTTP/1.1\r\nHost: a\r\n\r\n", 400), (b"GET / HTTP/1.1\r\nHost: a\r\n folded: x\r\n\r\n", 400),
                (b"GET / HTTP/1.1\r\nHost : a\r\n\r\n", 400), (b"GET / HTTP/1.1\r\nHost: a\r\nBad Name: x\r\n\r\n", 400),
                (b"GET /\x00 HTTP/1.1\r\nHost: a\r\n\r\n", 400), (b"GET / HTTP/1.1\r\nHost: a\r\nX: \x00\r\n\r\n", 400),
                (b"PUT /api/sites/a HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n", 400),
                (b"PUT /api/sites/a HTTP/1.1\r\nHost: a\r\nContent-Length: 5x\r\n\r\n", 400),
                (b"PUT /api/sites/a HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}", 400),
                (b"PUT /api/sites/a HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400),
                (b"PUT /api/sites/a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\n", (400, 501)),
                (b"PUT /api/sites/a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n", 400),
                (b"PUT /api/sites/a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\n", (400, 413)),
                (b"PUT /api/sites/a HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999999\r\n\r\n", (400, 413)),
                (b"PUT /api/sites/a HTTP/1.1\r\nHost: a\r\nContent-Length: 9999999999\r\n\r\n", 413),
                (b"GET /" + b"a" * 20_000 + b" HTTP/1.1\r\n", 431), (b"GET / HTTP/1.1\r\nX: " + b"a" * 20_000, 431),
                (b"GET / HTTP/1.1\r\n" + b"A: b\r\n" * 65 + b"\r\n", 431), (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 400), (bytes(range(256)), 400)):
            with raw.Raw(s.admin) as c:
                c.send(request)
                status, headers, body = c.answer()
                assert status == wanted or (isinstance(wanted, tuple) and status in wanted), (request[:80], status)
                assert headers["connection"] == "close" or status == 404, (request[:80], headers)
                assert headers["connection"] != "close" or c.ended(), request[:80]
        r = random.Random(7)
        sound = b"PUT /api/sites/a HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n{}"
        for _ in range(300):
            text = bytearray(sound)
            for _ in range(r.randrange(1, 4)):
                text[r.randrange(len(text))] = r.randrange(256)
            with raw.Raw(s.admin) as c:
                at = r.randrange(len(text))
                c.send(bytes(text[:at]), bytes(text[at:r.randrange(at, len(text) + 1)]))
        status, _, body = curl(s, "/healthz")
        assert status == 200 and s.process.poll() is None
        assert s.stop() == 0, s.text()


if __name__ == "__main__":
    main([health, metrics, endpoints, filters, keys, paging, imports, members, commands, transport, garbage])

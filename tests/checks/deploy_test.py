#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""What is deployed fits the program: metrics of dashboard and alerts exist, each alert has its runbook, units name our doors,
options and packages. TAP."""

import json
import os
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
DEPLOY = ROOT / "deploy"
ALERT = re.compile(r"- alert: (\w+)\n\s+expr: '(.+)'\n\s+for: \d+[mh]\n\s+labels: \{severity: (?:warning|critical)\}\n"
                   r'\s+annotations: \{summary: "([^"]{10,})", runbook: "docs/operations\.md#([\w-]+)"\}')


def families():
    """Every sample name that /metrics can have, from the tables."""
    names = set()
    for kind, name in re.findall(r"^(COUNTER|GAUGE|HISTOGRAM_US)\((\w+),", (ROOT / "src/base/tbl/counters.h").read_text(), re.M):
        names |= {f"busbar_{name}_seconds{s}" for s in ("_bucket", "_sum", "_count")} if kind == "HISTOGRAM_US" else {f"busbar_{name}"}
    return names | set(re.findall(r'^VITAL\([^"]*"(\w+)"', (ROOT / "src/apps/tbl/vitals.h").read_text(), re.M)) | {"busbar_build_info"}


def unknown(expressions, known):
    """Metrics that nobody exports."""
    return {n for e in expressions for n in re.findall(r"\b(?:busbar|process)_\w+", re.sub(r'"[^"]*"', "", e))} - known


def alerts():
    text = (DEPLOY / "prometheus/busbar-alerts.yml").read_text()
    found = ALERT.findall(text)
    page = (ROOT / "docs/operations.md").read_text()
    anchors = {h.strip().lower().replace(" ", "-") for h in re.findall(r"^#+ (.+)$", page, re.M)}
    yield from () if len(found) == text.count("- alert:") >= 15 else ["an alert without summary, runbook, severity or duration"]
    yield from (f"{name}: no section {anchor}" for name, _, _, anchor in found if anchor not in anchors)
    yield from (f"alerts: no metric {n}" for n in unknown([e for _, e, _, _ in found], families()))


def dashboard():
    board = json.loads((DEPLOY / "grafana/busbar.json").read_text())
    expressions = [t["expr"] for p in board["panels"] for t in p["targets"]]
    yield from (f"dashboard: no metric {n}" for n in unknown(expressions, families()))
    yield from (f"panel {p['title']}: no unit" for p in board["panels"] if not p["fieldConfig"]["defaults"].get("unit"))
    if len({p["id"] for p in board["panels"]}) != len(board["panels"]) or len(board["panels"]) < 15:
        yield "dashboard: panels"


def units():
    options = set(re.findall(r"^OPTION_\w+\((\w+),", (ROOT / "src/apps/tbl/options.h").read_text(), re.M))
    service = (DEPLOY / "systemd/busbar.service").read_text()
    for flag in re.findall(r"--(\w+)", re.search(r"^ExecStart=.*", service, re.M).group()):
        if flag not in options:
            yield f"unit: no option {flag}"
    names = {re.search(r"^FileDescriptorName=(\w+)", p.read_text(), re.M).group(1) for p in (DEPLOY / "systemd").glob("*.socket")}
    if names != {"ocpp", "tls", "admin"}:
        yield f"sockets are called {names}"
    for line in (DEPLOY / "deb/busbar.conf").read_text().splitlines():
        match = re.match(r"#? ?(\w+) = ", line)
        if match and match.group(1) not in options:
            yield f"busbar.conf: no option {match.group(1)}"


def container():
    text = (DEPLOY / "container/Containerfile").read_text()
    wanted = {line.split()[0] for line in (ROOT / "tools/packages").read_text().splitlines() if line and line[0] != "#"}
    tests_only = {"python3", "python3-websockets", "python3-jsonschema", "python3-prometheus-client", "curl", "openssl"}
    built = set(re.search(r"install -y --no-install-recommends \\\n(.*?)\n *&&", text, re.S).group(1).replace("\\", "").split())
    for p in sorted((wanted - tests_only) - built):
        yield f"container: package {p} is missing"
    for p in sorted(built - wanted):
        yield f"container: package {p} is not in tools/packages"
    for word in ("USER busbar", "HEALTHCHECK", 'VOLUME ["/var/lib/busbar"]', "make install PREFIX=/usr"):
        if word not in text:
            yield f"container: no {word}"


def scripts():
    for script in [ROOT / "tools/deb", *(DEPLOY / "deb" / n for n in ("postinst", "prerm", "postrm"))]:
        done = subprocess.run(["sh", "-n", str(script)], capture_output=True, text=True)
        if done.returncode != 0 or not os.access(ROOT / "tools/deb", os.X_OK):
            yield f"{script.name}: {done.stderr}"


def planted():
    if unknown(["rate(busbar_nothing_total[5m])"], families()) != {"busbar_nothing_total"}:
        yield "a metric that nobody exports is overlooked"


def main():
    tests = (("each alert has a runbook, and metrics that exist", alerts), ("each panel of the dashboard has metrics that exist, and a unit", dashboard),
             ("units and configuration name our options and doors", units), ("the container's packages are those of the build", container),
             ("scripts are shell", scripts), ("a planted fault is found", planted))
    failed = 0
    for n, (name, test) in enumerate(tests, 1):
        found = list(test())
        failed += bool(found)
        print("".join(f"# {f}\n" for f in found), end="")
        print("not ok" if found else "ok", f"{n} - {name}")
    print(f"1..{len(tests)}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Every log event of the source has its row in apps/tbl/logs.h, at its worst level, and the other way round. TAP."""

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
ORDER = ("DEBUG", "INFO", "WARNING", "ERROR")
CALL = re.compile(r'log_line\(\s*[^;"]*?((?:LOG_[A-Z]+[^,"]*)+),\s*"([a-z-]+)"', re.S)


def main():
    rows = dict(re.findall(r'^LOG_EVENT\("([a-z-]+)", "(\w+)",', (ROOT / "src/apps/tbl/logs.h").read_text(), re.M))
    worst, calls = {}, 0
    for p in sorted((ROOT / "src").rglob("*.c")):
        text = p.read_text()
        if p.name == "log.c":  # which writes one of its own
            worst.update((name, level) for level, name in re.findall(r'begin_line\([^;]*?LOG_([A-Z]+), "([a-z-]+)"', text))
            continue
        calls += text.count("log_line(")
        for levels, name in CALL.findall(text):
            calls -= 1
            now = max((level for level in re.findall(r"LOG_([A-Z]+)", levels)), key=ORDER.index)
            worst[name] = max(worst.get(name, "DEBUG"), now, key=ORDER.index)
    found = [f"{n}: no row in apps/tbl/logs.h" for n in sorted(set(worst) - set(rows))]
    found += [f"{n}: a row, but nobody logs it" for n in sorted(set(rows) - set(worst))]
    found += [f"{n}: comes as {worst[n].lower()}, its row says {rows[n]}" for n in sorted(set(rows) & set(worst)) if rows[n] != worst[n].lower()]
    if calls:
        found.append(f"{calls} calls of log_line were not understood: level and event must stand in the call")
    print("".join(f"# {f}\n" for f in found), end="")
    print("not ok" if found else "ok", f"1 - {len(worst)} log events have their rows")
    print("1..1")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The rows of quirks (src/event/tbl/quirks.h) and the stories that show them: each row has its page, each page qNN_*
belongs to a row, numbers run without a gap, and every finding of tbl/repairs.h is made somewhere."""

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
ROW = re.compile(r'^QUIRK\((\d+),\s*(\w+),\s*\w+,\s*\w+,\s*"[^"]*",\s*"(\w*)",\s*"[^"]*", "([^"]*)"\)', re.M)
REPAIR = re.compile(r"^REPAIR_(RULE|FAULT|DOOR|SENT|SEEN)\((\d+),\s*(\w+)", re.M)
TOLD = {"RULE": "src/ocpp/tbl/rules.h", "FAULT": "src/ocpp/tbl/faults.h"}


def pages_wrong(rows, pages):
    """What is wrong between rows {number: (name, page, we)} and the names of pages."""
    for number, (name, page, we) in rows.items():
        if page and page not in pages:
            yield f"quirk {number} {name}: there is no page {page}.scn"
        if page and int(page[1:3]) != number:
            yield f"quirk {number} {name}: {page} is the page of another"
        if not page and not we.startswith("not yet: ") and number != 8:
            yield f"quirk {number} {name}: no page shows it"
    for page in pages:
        if page[0] == "q" and int(page[1:3]) not in rows:
            yield f"{page}.scn: there is no such quirk"


def repairs_wrong(rows, repairs, sources):
    """What is wrong with the findings of repairs: (kind, number, name); sources: name -> text."""
    for kind, number, name in repairs:
        if int(number) not in rows:
            yield f"{name}: there is no quirk {number}"
        if kind in TOLD and not re.search(rf"\((?:{name}),", sources[TOLD[kind]]):
            yield f"{name}: not in {TOLD[kind]}"
        if kind in ("SENT", "SEEN") and not any(f"REPAIR_{name}" in t for n, t in sources.items() if n.endswith(".c")):
            yield f"{name}: nothing makes this finding"


def main():
    sources = {str(p.relative_to(ROOT)): p.read_text() for p in (ROOT / "src").rglob("*.[ch]")}
    rows = {int(n): (name, page, we) for n, name, page, we in ROW.findall(sources["src/event/tbl/quirks.h"])}
    repairs = REPAIR.findall(sources["src/event/tbl/repairs.h"])
    pages = [p.stem for p in (ROOT / "tests/scenario").glob("*.scn")]
    bad = list(pages_wrong(rows, pages))
    print(*("# " + b for b in bad), sep="\n")
    print("not ok" if bad else "ok", f"1 - {len(rows)} quirks have their pages, and pages their quirk")
    whole = list(rows) == list(range(1, len(rows) + 1)) and len(rows) >= 44
    print("ok" if whole else "not ok", "2 - the numbers of the rows run from 1 on")
    bad = list(repairs_wrong(rows, repairs, sources))
    print(*("# " + b for b in bad), sep="\n")
    print("not ok" if bad else "ok", f"3 - {len(repairs)} findings belong to a quirk and are made")
    planted = {1: ("A", "q01_a", ""), 2: ("B", "q01_b", ""), 3: ("C", "", "")}
    found = len(list(pages_wrong(planted, ["q01_a", "q01_b", "q99_x"]))) == 3
    print("ok" if found else "not ok", "4 - planted rows and pages that do not fit are found")
    print("1..4")
    return 0 if whole and found else 1


if __name__ == "__main__":
    sys.exit(main())

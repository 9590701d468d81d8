# SPDX-License-Identifier: Apache-2.0
"""The table of the certification's test cases (cases.tsv), their pages, and the printed page of results."""

import collections
import pathlib
import re

import page as pages

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent.parent
FOLDERS = {"tc16": "1.6", "tc201": "2.0.1", "tc21": "2.1"}
VERSIONS = tuple(FOLDERS.values())
PRINTED = ROOT / "docs" / "conformance.md"
HEAD = """# Conformance

Printed by `make conformance` from a run of all pages: do not edit. Each CSMS test case of the OCPP certification is a
[scenario page](scenarios.md) of that name in `tests/scenario/tc16`, `tc201` or `tc21`, played in process on virtual time and against the
real binary on loopback. These are pages of ours, written from the rules of the protocol; the test tool of the Open Charge Alliance is not
part of this. A case has passed where every frame, answer and row on its page was there just so, and more was looked at than
accepted boots and commands passed on. `-`: a mode that can't show it (certificates and passwords are on the wire only).
"""

Case = collections.namedtuple("Case", "id versions profile mandatory title by")


def read():
    """Every case of the table, by id."""
    found = {}
    for line in (HERE / "cases.tsv").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            name, versions, profile, mandatory, title, *by = line.split("\t")
            found[name] = Case(name, versions.split(), profile, mandatory, title, by[0] if by else "")
    return found


def find():
    """(id, version) -> page, and sentences about pages that can't be read or stand twice."""
    found, wrong = {}, []
    for folder, version in FOLDERS.items():
        for path in sorted((HERE.parent / folder).glob("*.scn")):
            try:
                page = pages.Page(path)
            except pages.Wrong as e:
                wrong.append(f"{folder}/{path.name}: {e}")
                continue
            for v in page.versions if page.versions != [None] else ["ocpp" + version]:
                if (path.stem, v[4:]) in found:
                    wrong.append(f"{path.stem} has two pages for {v}")
                found[path.stem, v[4:]] = page
    return found, wrong


def shown_by(by):
    """What is wrong with the "test FILE NAME" or the reason of a case, or None."""
    if by.startswith("reason: "):
        return None
    words = by.split()
    if len(words) != 3 or words[0] != "test":
        return f"{by!r} is no \"test FILE NAME\" and no \"reason: ...\""
    path = ROOT / words[1]
    if not path.is_file() or not re.search(rf"^(async )?def {re.escape(words[2])}\(", path.read_text(encoding="utf-8"), re.M):
        return f"there is no {words[2]} in {words[1]}"
    return None


def complaints(cases, found):
    """What is wrong with the table and the pages as they stand."""
    for case in cases.values():
        for version in case.versions:
            if (case.id, version) not in found and not case.by:
                yield f"{case.id} has no page for {version} and no reason"
        if case.by and all((case.id, v) in found for v in case.versions):
            yield f"{case.id} has pages, and yet: {case.by}"
        if case.by and shown_by(case.by):
            yield f"{case.id}: {shown_by(case.by)}"
    for (name, version), page in found.items():
        case = cases.get(name)
        if not case or version not in case.versions:
            yield f"{name} is no case of {version}"
        elif page.title != f"{case.id}, {case.profile}: {case.title}.":
            yield f"{page.path.name}: the first line must be \"# {case.id}, {case.profile}: {case.title}.\""


def printed(cases, found, results):
    """docs/conformance.md; results: (id, version, mode) -> "passed", "failed" or None."""
    lines, counts = [], {}
    for version in VERSIONS:
        rows = [c for c in cases.values() if version in c.versions]
        count = counts[version] = collections.Counter()
        lines += ["", f"## OCPP {version}", "", "| id | title | profile | in process | real binary |", "| --- | --- | --- | --- | --- |"]
        for c in rows:
            if (c.id, version) in found:
                virtual, real = (results.get((c.id, version, mode)) or "-" for mode in ("virtual", "real"))
                count["failed" if "failed" in (virtual, real) else "passed"] += 1
            elif c.by.startswith("reason: "):
                virtual, real = "no", c.by.removeprefix("reason: ")
                count["not shown"] += 1
            else:
                virtual, real = "-", "`{}` in {}".format(*c.by.split()[:0:-1])
                count["by another test"] += 1
            lines.append(f"| {c.id} | {c.title} | {c.profile} | {virtual} | {real} |")
    head = ["", "| version | cases | page passed | page failed | shown by another test | not shown |", "| --- | --- | --- | --- | --- | --- |"]
    for version, n in counts.items():
        head.append(f"| {version} | {sum(n.values())} | {n['passed']} | {n['failed']} | {n['by another test']} | {n['not shown']} |")
    return HEAD + "\n".join(head + lines) + "\n"

# SPDX-License-Identifier: Apache-2.0
"""Expectations about what is known afterwards: rows of a list of the admin door, or events of the journal, that have
all of NAME=VALUE, and how many of them there must be."""

import fnmatch
import json
import re
import urllib.parse

from page import Wrong, amount

# word in a page -> (path, member with the rows, default count)
LISTS = {"session": ("/api/sessions", "sessions", "= 1"), "sessions": ("/api/sessions", "sessions", None),
         "station": ("/api/stations", "stations", "= 1"), "stations": ("/api/stations", "stations", None),
         "finding": ("/api/findings", "rows", ">= 1"), "findings": ("/api/findings", "rows", None),
         "refused": ("/api/refused", "rows", ">= 1"), "refusals": ("/api/refused", "rows", None),
         "connection": ("/api/connections", "rows", ">= 1"), "connections": ("/api/connections", "rows", None),
         "call": ("/api/commands", "rows", ">= 1"), "calls": ("/api/commands", "rows", None),
         "order": ("/api/orders", "rows", ">= 1"), "orders": ("/api/orders", "rows", None),
         "change": ("/api/changes", "changes", ">= 1"), "changes": ("/api/changes", "changes", None),
         "fact": ("/api/facts", "facts", "= 1"), "facts": ("/api/facts", "facts", None),
         "repair": ("/api/findings/summary?by=firmware", "rows", "= 1"),
         "repairs": ("/api/findings/summary?by=firmware", "rows", None),
         "ruling": ("/api/quirks/rows", "rows", "= 1"), "rulings": ("/api/quirks/rows", "rows", None),
         "event": (None, None, ">= 1"), "events": (None, None, None), "connector": ("/api/stations", "stations", "= 1")}
COUNT = re.compile(r"(?:^|\s)(=|>=|<=)\s*(\$?\w+)\s*$")
SUFFIXES = ("", "_mwh", "_mw", "_bp", "_at", "_at_us", "_us", "_id", "_code")


def split(text):
    """NAME=VALUE words of a text; a value may hold blanks between quotes or brackets."""
    found, rest = [], text.strip()
    while rest:
        match = re.match(r'([A-Za-z_.]+)=("(?:[^"\\]|\\.)*"|\[[^\]]*\]|\S*)\s*', rest)
        if not match:
            raise Wrong(f"NAME=VALUE expected at {rest[:40]!r}")
        found.append((match.group(1), match.group(2)))
        rest = rest[match.end():]
    return found


def field(row, name, value):
    """The member of a row that a name of a page means; KeyError where there is none."""
    for part in name.split(".")[:-1]:
        row = row[part] or {}
    name = name.split(".")[-1]
    unit = amount(value)
    suffixes = (unit[0],) if unit else SUFFIXES
    for suffix in suffixes:
        if name + suffix in row:
            return row[name + suffix], name + suffix
    raise KeyError(name)


def fits(have, want):
    """Does a member have the value that the page wants?"""
    unit = amount(want)
    if unit and isinstance(have, int):
        return have == unit[1]
    if want.startswith("["):
        words = [w.strip() for w in want[1:-1].split(",") if w.strip()]
        if words and words[-1] == "...":
            return all(w in have for w in words[:-1])
        return sorted(words) == sorted(have)
    if want.startswith('"'):
        want = json.loads(want)
    if isinstance(have, bool) or have is None:
        return json.dumps(have) == want
    return fnmatch.fnmatchcase(str(have), want)


def why_not(row, wants):
    """None where the row has all that is wanted, else a sentence."""
    for name, want in wants:
        try:
            have, column = field(row, name, want)
        except (KeyError, TypeError):
            return f"it has no {name}"
        if not fits(have, want):
            return f"{column} is {json.dumps(have)}, expected {want}"
    return None


def rows_of(backend, word, charger, transaction, kind):
    """All rows of a list (facts: of a kind), of one charger where it is given."""
    path, member, _ = LISTS[word]
    if kind:
        path += "/" + kind
    if path is None:
        return [dict(record, station=batch["station"]) for batch in backend.events() for record in batch["records"]
                if "event" in record and charger in (None, batch["station"])]
    query = {"limit": "1000"}
    if charger and member != "stations" and member != "changes":
        query["station"] = charger
    if transaction:
        query["transaction"] = str(transaction)
    status, answer = backend.http("GET", path + ("&" if "?" in path else "?") + urllib.parse.urlencode(query))
    if status != 200:
        raise Wrong(f"GET {path} was answered {status}: {json.dumps(answer)}")
    rows = answer[member]
    if member == "stations" and charger:
        rows = [r for r in rows if r["identity"] == charger]
    if word == "connector":
        rows = [c for r in rows for c in r["connectors"]]
    return rows


def count_differs(count, n, names):
    """Is n not what a count like "= 2" says?"""
    sign, text = count.split()
    want = int(names[text[1:]]) if text[0] == "$" else int(text)
    return not {"=": n == want, ">=": n >= want, "<=": n <= want}[sign]


def expect(backend, word, charger, transaction, text, names, kind=None):
    """None where the expectation of a page is met, else what is there instead."""
    found = COUNT.search(text)
    count = f"{found.group(1)} {found.group(2)}" if found else LISTS[word][2]
    if count is None:
        raise Wrong(f"{word} wants a count like = 2")
    wants = split(text[:found.start()] if found else text)
    rows = rows_of(backend, word, charger, transaction, kind)
    reasons = [why_not(row, wants) for row in rows]
    n = reasons.count(None)
    if not count_differs(count, n, names):
        return None
    lines = [f"{n} of {len(rows)} rows fit, expected {count}"]
    for row, why in list(zip(rows, reasons))[:6]:
        lines.append(f"{why or 'fits'}: {json.dumps({k: v for k, v in row.items() if v not in ('', 0, None, [])})}")
    return "\n".join(lines)

# SPDX-License-Identifier: Apache-2.0
"""A scenario page as read from its file: title, header statements, statements. docs/scenarios.md is its reference."""

import re

UNITS_US = {"ms": 1000, "s": 1000000, "m": 60000000, "h": 3600000000, "d": 86400000000}
# Units of amounts: suffix of the column they are compared with, and what one is there.
AMOUNTS = {"kWh": ("_mwh", 1000000), "Wh": ("_mwh", 1000), "MWh": ("_mwh", 1000000000), "kW": ("_mw", 1000000),
           "W": ("_mw", 1000), "MW": ("_mw", 1000000000), "%": ("_bp", 100)}


class Wrong(Exception):
    """The page itself is wrong: what and in which line."""


class Statement:
    """One statement: its line, its words, and the rest of the text behind any number of words."""

    def __init__(self, line, text):
        self.line, self.text = line, text
        self.words = text.split()

    def rest(self, n):
        """The text behind the first n words."""
        found = re.match(r"\s*(?:\S+\s+){%d}(.*)\Z" % n, self.text + " ", re.S)
        return found.group(1).strip() if found else ""


def duration_us(text):
    """"90s" or "1h30m" in microseconds."""
    parts = re.findall(r"(\d+(?:\.\d+)?)(ms|s|m|h|d)", text)
    if not parts or "".join(n + u for n, u in parts) != text:
        raise Wrong(f"{text} is no duration like 30s or 1h30m")
    return sum(int(float(n) * UNITS_US[u]) for n, u in parts)


def amount(text):
    """"12.5kWh" as (column suffix, integer), or None where it is no amount."""
    found = re.fullmatch(r"(-?\d+(?:\.\d+)?)(kWh|MWh|Wh|kW|MW|W|%)", text)
    if not found:
        return None
    suffix, one = AMOUNTS[found.group(2)]
    whole, _, fraction = found.group(1).partition(".")
    value = int(whole) * one + (int(fraction) * one // 10 ** len(fraction) if fraction else 0)
    return suffix, value


class Page:
    """A page: where it stands, what it shows, in which modes and versions it runs, its statements."""

    def __init__(self, path):
        self.path, self.name = path, path.stem
        self.only, self.why_only, self.versions, self.server = None, "", [None], []
        self.statements, self.total_us, self.because = [], 0, ""
        lines = path.read_text(encoding="utf-8").split("\n")
        if not lines[0].startswith("# "):
            raise Wrong("line 1: the first line must be a comment that says what the page shows")
        self.title = lines[0][2:]
        for statement in self.join(lines):
            if not self.header(statement):
                self.statements.append(statement)
        if not self.statements:
            raise Wrong("the page has no statement")

    @staticmethod
    def join(lines):
        """Statements: comments and empty lines go, indented lines go on with the one before."""
        found = []
        for number, line in enumerate(lines, 1):
            if not line.strip() or line.lstrip().startswith("#"):
                continue
            if line[0] in " \t":
                if not found:
                    raise Wrong(f"line {number}: nothing to go on with")
                found[-1] = Statement(found[-1].line, found[-1].text + " " + line.strip())
            else:
                found.append(Statement(number, line.strip()))
        return found

    def header(self, s):
        """Take a statement about the page as a whole; False where it is none."""
        if s.words[0] == "only":
            mode = s.words[1].rstrip(":") if len(s.words) > 1 else ""
            self.why_only = s.rest(2)
            if mode not in ("real", "virtual") or not self.why_only:
                raise Wrong(f"line {s.line}: only real: REASON, or only virtual: REASON")
            self.only = mode
        elif s.words[0] == "because":
            self.because = s.rest(1)  # of a page that must fail: what the failure says
        elif s.words[0] == "each":
            self.versions = s.words[1:]
        elif s.words[0] == "server":
            self.server += s.words[1:]
        else:
            if s.words[0] == "wait":
                self.total_us += duration_us(s.words[1])
            return False
        return True

    @property
    def alone(self):
        """Does it need a server of its own?"""
        return bool(self.server) or any(s.words[0] in ("crash", "restart", "disk") for s in self.statements)

    def runs(self, modes):
        """Every (mode, version) that the page runs in."""
        return [(m, v) for m in modes if self.only in (None, m) for v in self.versions]

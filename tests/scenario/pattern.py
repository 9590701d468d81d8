# SPDX-License-Identifier: Apache-2.0
"""Patterns: JSON that may hold `*` (any value), `...` (further members, further elements), `$name` (captures where it
is new, else must be the same). Everything else must be equal; members may come in any order."""

import json
import re

ANY, MORE = object(), object()
TOKEN = re.compile(r'\s*(\.\.\.|\*|\$[A-Za-z_]\w*|"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*|[{}\[\],:]|true\b|false\b|null\b)')


class Name:
    """A `$name` in a pattern."""

    def __init__(self, name):
        self.name = name


class Bad(Exception):
    """A pattern that can't be read."""


class Reader:
    """Reads one pattern."""

    def __init__(self, text):
        self.text, self.at = text, 0

    def next(self):
        """Take the next token."""
        match = TOKEN.match(self.text, self.at)
        if not match:
            raise Bad(f"no pattern from here on: {self.text[self.at:self.at + 40]!r}")
        self.at = match.end()
        return match.group(1)

    def peek(self):
        """Look at the next token."""
        at = self.at
        token = self.next()
        self.at = at
        return token

    def value(self):
        """Read one value."""
        token = self.next()
        if token == "{":
            return self.members()
        if token == "[":
            return self.elements()
        if token == "*":
            return ANY
        if token == "...":
            return MORE
        if token[0] == "$":
            return Name(token[1:])
        return json.loads(token)

    def members(self):
        """Read what is in an object."""
        found = {}
        while self.peek() != "}":
            key = self.value()
            if key is MORE:
                found[MORE] = True
            else:
                if self.next() != ":":
                    raise Bad(f"a colon is missing behind {key!r}")
                found[key] = self.value()
            if self.peek() == ",":
                self.next()
        self.next()
        return found

    def elements(self):
        """Read what is in a list."""
        found = []
        while self.peek() != "]":
            found.append(self.value())
            if self.peek() == ",":
                self.next()
        self.next()
        return found


def read(text):
    """The pattern that the text is."""
    reader = Reader(text)
    found = reader.value()
    if text[reader.at:].strip():
        raise Bad(f"something stands behind the pattern: {text[reader.at:].strip()[:40]!r}")
    return found


def differs(want, got, names, where=""):
    """None where `got` fits the pattern, else a sentence. New names are put into `names`."""
    if want is ANY:
        return None
    if isinstance(want, Name):
        if want.name not in names:
            names[want.name] = got
        elif names[want.name] != got:
            return f"{where or 'it'} is {json.dumps(got)}, ${want.name} is {json.dumps(names[want.name])}"
        return None
    if isinstance(want, dict) and isinstance(got, dict):
        return members_differ(want, got, names, where)
    if isinstance(want, list) and isinstance(got, list):
        return elements_differ(want, got, names, where)
    if type(want) is type(got) and want == got:
        return None
    return f"{where or 'it'} is {json.dumps(got)[:200]}, expected {show(want)[:200]}"


def says(want):
    """Does a pattern want any value in particular?"""
    if isinstance(want, dict):
        return any(says(v) for k, v in want.items() if k is not MORE)
    if isinstance(want, list):
        return any(says(v) for v in want)
    return want is not ANY and want is not MORE and not isinstance(want, Name)


def members_differ(want, got, names, where):
    """The same of two objects."""
    for key, value in want.items():
        if key is MORE:
            continue
        if key not in got:
            return f"{where}.{key} is missing"
        why = differs(value, got[key], names, f"{where}.{key}")
        if why:
            return why
    more = [key for key in got if key not in want]
    return f"{where}.{more[0]} is there unexpectedly" if more and MORE not in want else None


def elements_differ(want, got, names, where):
    """The same of two lists."""
    open_end = bool(want) and want[-1] is MORE
    fixed = want[:-1] if open_end else want
    for i, value in enumerate(fixed[:len(got)]):
        why = differs(value, got[i], names, f"{where}[{i}]")
        if why:
            return why
    if len(got) < len(fixed) or (len(got) > len(fixed) and not open_end):
        return f"{where or 'the list'} has {len(got)} elements, expected {len(fixed)}"
    return None


def show(want):
    """A pattern as text."""
    if want is ANY:
        return "*"
    if want is MORE:
        return "..."
    if isinstance(want, Name):
        return "$" + want.name
    if isinstance(want, dict):
        return "{" + ",".join("..." if k is MORE else f"{json.dumps(k)}:{show(v)}" for k, v in want.items()) + "}"
    if isinstance(want, list):
        return "[" + ",".join(show(v) for v in want) + "]"
    return json.dumps(want)

# SPDX-License-Identifier: Apache-2.0
"""A strict reader of the two text formats of monitoring: whatever the standard does not allow is a ValueError."""

import re

NAME = r"[a-zA-Z_:][a-zA-Z0-9_:]*"
LABEL = r'[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\n]|\\["\\n])*"'
SAMPLE = re.compile(rf"({NAME})(?:\{{({LABEL}(?:,{LABEL})*)\}})? (-?\d+(?:\.\d+)?)")
SUFFIXES = {"histogram": ("_bucket", "_sum", "_count"), "counter": ("_total",), "gauge": ("",)}


class Family:
    def __init__(self, name):
        self.name, self.help, self.type, self.unit, self.samples = name, None, None, "", []


def need(right, why):
    if not right:
        raise ValueError(why)


def parse(text, open_metrics=False):
    """name -> Family; samples are (name, labels, value)."""
    families, now = {}, None
    need(text.endswith("\n"), "the last line has no end")
    lines = text[:-1].split("\n")
    if open_metrics:
        need(lines.pop() == "# EOF", "no # EOF at the end")
    for line in lines:
        head = re.fullmatch(rf"# (HELP|TYPE|UNIT) ({NAME}) (.+)", line)
        if head:
            what, name, rest = head.groups()
            if what == "HELP":
                need(name not in families, f"{name} comes twice")
                now = families[name] = Family(name)
                now.help = rest
            need(now and now.name == name, f"{line}: not of the family before it")
            if what == "TYPE":
                need(now.type is None and rest in SUFFIXES and not now.samples, line)
                now.type = rest
            if what == "UNIT":
                need(open_metrics and not now.samples and name.endswith("_" + rest), line)
                now.unit = rest
            continue
        sample = SAMPLE.fullmatch(line)
        need(sample and now and now.type, f"no sample: {line}")
        name, labels, value = sample.groups()
        stem = now.name[:-len("_total")] if now.type == "counter" and not open_metrics else now.name
        need(name in [stem + s for s in SUFFIXES[now.type]], f"{name} is not of {now.name}")
        found = dict(re.findall(r'(\w+)="((?:[^"\\]|\\.)*)"', labels or ""))
        need((name, found) not in [(n, k) for n, k, _ in now.samples], f"{line}: comes twice")
        need(now.type == "gauge" or float(value) >= 0, line)
        now.samples.append((name, found, float(value)))
    for f in families.values():
        need(f.type and f.samples and f.help.endswith("."), f"{f.name}: no type, no sample, or a help text that is no sentence")
        need(f.type != "counter" or open_metrics or f.name.endswith("_total"), f"{f.name}: a counter is called _total")
        need(f.type == "counter" or not f.name.endswith("_total"), f"{f.name}: only a counter is called _total")
        if f.type == "histogram":
            histogram(f)
    return families


def histogram(f):
    """Buckets that rise to +Inf, and a count that is the last of them."""
    buckets = [(k["le"], v) for n, k, v in f.samples if n.endswith("_bucket")]
    edges, counts = [float(e.replace("+Inf", "inf")) for e, _ in buckets], [v for _, v in buckets]
    need(edges == sorted(set(edges)) and edges[-1] == float("inf") and counts == sorted(counts), f"{f.name}: buckets")
    values = {n: v for n, _, v in f.samples}
    need(values[f.name + "_count"] == counts[-1] and f.name + "_sum" in values, f"{f.name}: count and sum")

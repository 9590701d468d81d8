#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The tree: nothing of one machine or person in it, nothing left to do hidden in it, a line of documentation for each
source file, links that lead somewhere, and unit tests named after what they test."""

import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
SELF = "tests/checks/tree_test.py"
BINARY = ("tests/fuzz/seeds/", "tests/fixtures/")
SEEDS_MAX = 65536  # bytes of the seeds of one fuzz target
WORDS = {
    "a path of one machine": re.compile(r"(?<![\w.}/])/(work|root|home|Users)/\w"),
    "a package registry": re.compile(r"\b(registry\.npmjs\.org|pypi\.org|files\.pythonhosted\.org|crates\.io|proxy\.golang\.org"
                                     r"|deb\.debian\.org)\b"),
    "work left to do": re.compile(r"\b(TODO|FIXME|XXX|HACK)\b"),
    "a person": re.compile(r"(?i)\b(copyright \(c\) \d+ (?!the busbar)|signed-off-by:|@author\b|author:\s*[A-Z])"),
}
MAIL = re.compile(r"\b[\w.+-]+@([\w-]+\.)+[a-z]{2,}\b")
# TAP itself has such a word; and licences of data want their authors named.
WORDS_EXCEPT = {("tests/run.py", "work left to do"), ("docs/third-party.md", "a person")}
# Unit tests that are about more, or less, than the file they are named after.
TESTS_EXPLAINED = {
    "ocpp_schema_test.c": "all rows of ocpp/tbl against the official schemas",
    "store_realdisk_test.c": "journal, snapshot and cursor over the real disk",
    "views_rebuild_test.c": "all views, rebuilt from position 0",
    "views_fault_test.c": "all views over a disk that fails",
}
LINK = re.compile(r"\[[^\]]*\]\(([^)#\s]+)(#[^)\s]*)?\)")
PAGE = re.compile(r"(?<![\w/])((?:docs|deploy|tools|tests|src)/[\w./-]+\.(?:md|h|c|py|sh|txt))\b")


def tracked():
    """Names of tracked files that are there."""
    out = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, stdout=subprocess.PIPE, check=True).stdout
    names = [n for n in out.decode().split("\0") if n]
    return [n for n in names if (ROOT / n).is_file() and not n.startswith(BINARY)]


def foreign_words(name, text):
    """Lines that speak of a machine, a registry, a person, or of work left to do."""
    for number, line in enumerate(text.splitlines(), 1):
        for what, word in WORDS.items():
            if word.search(line) and (name, what) not in WORDS_EXCEPT:
                yield f"{name}:{number}: {what}: {line.strip()[:100]}"
        for mail in MAIL.finditer(line):
            if not re.search(r"(example|\.invalid|\.test)(\.\w+)?$", mail.group()):
                yield f"{name}:{number}: a mail address: {mail.group()}"


def undocumented(sources, pages):
    """Source files without a line "- file - what it does" on a page of their room. pages: room -> text of its pages."""
    for source in sources:
        room, base = pathlib.PurePath(source).parts[1], pathlib.PurePath(source).name
        line = re.compile(r"^- (?:(?! - ).)*(?<![\w/.])`?" + re.escape(base) + r"`?(?![\w.]).* - ", re.M)
        if not line.search(pages.get(room, "")):
            yield f"{source}: no line \"{base} - what it does\" in docs/{room}.md"


def no_longer_there(room, page, there):
    """Files that a page of a room lists and that are gone."""
    for line in re.findall(r"^- ((?:(?! - ).)*) - ", page, re.M):
        for base in re.findall(r"(?<![\w/.])((?:tbl/)?\w+\.[ch])\b", line):
            if f"src/{room}/{base}" not in there:
                yield f"docs/{room}.md lists {base}, which is not in src/{room}"


def dead_links(name, text, there):
    """Links and paths in a page that lead nowhere."""
    folder = pathlib.PurePath(name).parent
    for match in LINK.finditer(text):
        target = match.group(1)
        if not re.match(r"[a-z]+:", target) and not (ROOT / folder / target).exists():
            yield f"{name}: the link to {target} leads nowhere"
    for path in PAGE.findall(text):
        if path not in there and not (ROOT / path).exists():
            yield f"{name}: there is no {path}"


def nameless_tests(tests, sources):
    """Unit tests that are named after no source file and not explained either."""
    bases = {"_".join(pathlib.PurePath(s).parts[1:])[:-2] for s in sources}
    doubled = {re.sub(r"^(\w+?)_\1_", r"\1_", b) for b in bases}  # views/views_read.c is views_read
    headers = {"base_le"}
    for test in tests:
        base = pathlib.PurePath(test).name
        name = base[:-len("_test.c")]
        parts = name.split("_")
        shorter = {"_".join(parts[:n]) for n in range(2, len(parts) + 1)}  # store_journal_crash is about store_journal
        if base not in TESTS_EXPLAINED and not shorter & (bases | doubled | headers):
            yield f"{test}: which file of src is it about?"


def heavy_seeds():
    """Fuzz targets without seeds, or with too many bytes of them."""
    for target in sorted((ROOT / "tests/fuzz").glob("*.c")):
        total = sum(p.stat().st_size for p in (ROOT / "tests/fuzz/seeds" / target.stem).glob("*"))
        if not 0 < total <= SEEDS_MAX:
            yield f"{target.name}: {total} bytes of seeds; there may be {SEEDS_MAX}, and there must be some"


def check(number, what, found):
    """One TAP line; True where nothing was found."""
    found = list(found)
    print("".join(f"# {f}\n" for f in found), end="")
    print("not ok" if found else "ok", f"{number} - {what}")
    return not found


def planted():
    """The checks find what was put there for them: how many of these are overlooked."""
    bad = {"path": "see /" + "work/main", "registry": "https://" + "pypi.org/simple", "mark": "TO" + "DO: later",
           "mail": "jane" + "@somewhere.org", "person": "Author" + ": Jane"}
    for what, text in bad.items():
        if not list(foreign_words("planted.txt", text)):
            yield f"overlooked: {what}"
    if not list(undocumented(["src/base/arena.c"], {"base": "- `arena.h` - memory\n"})):
        yield "overlooked: a file without a line"
    if not list(dead_links("README.md", "[x](docs/nowhere.md)", set())):
        yield "overlooked: a dead link"
    if not list(nameless_tests(["tests/unit/base_nothing_test.c"], ["src/base/arena.c"])):
        yield "overlooked: a test of nothing"


def main():
    names = tracked()
    there = set(names)
    text = {n: (ROOT / n).read_bytes().decode(errors="replace") for n in names}
    sources = [n for n in names if re.match(r"src/\w+/\w+\.c$", n)]
    rooms = sorted({pathlib.PurePath(s).parts[1] for s in sources})
    pages = {r: "\n".join(t for n, t in text.items() if re.match(rf"docs/{r}(-\w+)?\.md$", n)) for r in rooms}
    good = [
        check(1, "no machine, registry or person is named, and no work is left to do",
              (f for n in names if n != SELF for f in foreign_words(n, text[n]))),
        check(2, f"each of {len(sources)} source files has its line of documentation", undocumented(sources, pages)),
        check(3, "no page lists a file that is gone", (f for r in rooms for f in no_longer_there(r, pages[r], there))),
        check(4, "every link and path in the pages leads somewhere",
              (f for n in names if n.endswith(".md") for f in dead_links(n, text[n], there))),
        check(5, "each unit test is named after what it tests",
              nameless_tests([n for n in names if re.match(r"tests/unit/.*_test\.c$", n)], sources)),
        check(6, "each fuzz target has seeds, and few", heavy_seeds()),
        check(7, "planted faults are found", planted()),
    ]
    print(f"1..{len(good)}")
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(main())

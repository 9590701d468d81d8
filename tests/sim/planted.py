#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""make planted: does the simulation find bugs? Each row below is one, put into a copy of the tree, one at a time; the simulation must
find it within so many seeds (the first argument; 200, as in make test), and not find anything in the copy as it is. Prints a table
of what was found by which check after how many seeds. Not part of make test: each row builds the program anew."""

import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]

# (what, file, text that stands there once, text instead)
BUGS = [
    ("an answer leaves before it is durable", "src/apps/conn.c",
     "out_frame(c, WS_TEXT, o->frames[i], gated, now_us);", "out_frame(c, WS_TEXT, o->frames[i], gated && i > 8, now_us);"),
    ("the end of a session is not journaled", "src/apps/gate.c",
     "        struct buf b = buf_over(packed, sizeof packed);\n        event_pack(",
     "        if (batch->events[i].kind == EVENT_session_ended)\n            continue;\n"
     "        struct buf b = buf_over(packed, sizeof packed);\n        event_pack("),
    ("recovery forgets the last station that it folded", "src/apps/fold.c",
     "    ahead_close(ahead);\n    unload(f);\n", "    ahead_close(ahead);\n    f->loaded = NULL;\n"),
    ("a commit does not sync", "src/store/journal.c", "    j->dead = ops->sync(j->disk, j->file);\n", "    j->dead = ERR_OK;\n"),
    ("opening drops the last commit as if it were torn", "src/store/journal.c",
     "    *end = journal_reader_position(r);\n", "    *end = *commit > last_first(j) ? *commit : journal_reader_position(r);\n"),
    ("a torn write is accepted: the CRC is not looked at", "src/store/journal_batch.c",
     "    if (crc != stored && marked(crc, position) != stored)\n", "    if (crc != stored && marked(crc, position) != stored && length < 30)\n"),
    ("a start that is sent again is a new session", "src/csms/transaction16.c",
     "    if (number != 0) {\n        work_repeated(", "    if (number < 0) {\n        work_repeated("),
    ("the view applies some batches twice", "src/views/views.c",
     "        e = apply_records(v, batch);\n    if (e != ERR_OK)\n",
     "        e = apply_records(v, batch);\n    if (e == ERR_OK && batch->position % 8 == 0)\n        e = apply_records(v, batch);\n    if (e != ERR_OK)\n"),
    ("each seqNo is taken for the highest", "src/csms/sequence.c", "    if (seq_no > s->seq_last)\n", "    if (seq_no > 0)\n"),
    ("a timeout does not end the wait, and comes again", "src/ocpp/command.c",
     "    p->l->flight = NULL;\n    p->l->unanswered++;\n", "    p->l->unanswered++;\n"),
    ("a command in flight is forgotten when the connection ends", "src/ocpp/command.c",
     "    struct link_command *c = l->flight, *next = l->queue;\n", "    struct link_command *c = NULL, *next = l->queue;\n"),
    ("the meter value at the end does not count", "src/csms/meter.c",
     "    register_take(s, at_us, value_mwh);\n}\n\n/* May a reading", "    if (!stop)\n        register_take(s, at_us, value_mwh);\n}\n\n/* May a reading"),
    ("a connection that was replaced still delivers", "src/apps/conn.c",
     "        if (open && e->opcode == WS_TEXT)\n", "        if (e->opcode == WS_TEXT)\n"),
    ("a snapshot leaves out stations that are not connected", "src/apps/fold.c",
     "    slot_load(slot, f->station);\n    station_pack(f->station, &packed);\n",
     "    slot_load(slot, f->station);\n    if (!f->station->info.connected)\n        return;\n    station_pack(f->station, &packed);\n"),
    ("an opening that fails cuts the file when it closes it", "src/store/journal.c",
     "        j->dead = e; /* where its end is, is not known: closing must not cut the file */\n", ""),
]


def copy_tree(to):
    """The files that git knows, as they are now."""
    names = subprocess.run(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=ROOT, check=True, capture_output=True).stdout
    for name in names.decode().split("\0"):
        if name and (ROOT / name).is_file():
            (to / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, to / name)


def build(tree):
    """Build the simulation; the compiler's complaint is ours."""
    subprocess.run(["cmake", "--build", "build/dev", "-j2", "--target", "sim"], cwd=tree, check=True, stdout=subprocess.DEVNULL)


def hunt(tree, seeds):
    """Run seeds until one fails: (how many it took or None, by what)."""
    done = subprocess.run(["build/dev/tests/sim", "--count", str(seeds)], cwd=tree, capture_output=True, text=True, errors="replace")
    passed = len(re.findall(r"^seed \d+: ok", done.stdout, re.M))
    if done.returncode == 0:
        return None, ""
    check = re.search(r'check "([^"]*)" failed', done.stdout)
    crash = re.search(r"AddressSanitizer: (\S+)|busbar: bug: ([^\n]*)|(runtime error: [^\n]*)", done.stderr)
    by = check[1] if check else next((g for g in crash.groups() if g), "") if crash else f"ended with {done.returncode}"
    return passed + 1, by.replace(str(tree), "").replace("../../", "")


def main():
    seeds = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    missed = 0
    with tempfile.TemporaryDirectory(prefix="busbar-planted-") as folder:
        tree = pathlib.Path(folder)
        copy_tree(tree)
        launcher = ["-DCMAKE_C_COMPILER_LAUNCHER=ccache"] if shutil.which("ccache") else []
        subprocess.run(["cmake", "--preset", "dev"] + launcher, cwd=tree, check=True, stdout=subprocess.DEVNULL)
        print("| planted | found by | seeds |\n| --- | --- | --- |", flush=True)
        for what, name, old, new in [("nothing", BUGS[0][1], "", "")] + BUGS:
            path = tree / name
            text = path.read_text()
            if old and text.count(old) != 1:
                sys.exit(f"{name}: the text to replace stands there {text.count(old)} times: {old!r}")
            if old:
                path.write_text(text.replace(old, new))
            build(tree)
            took, by = hunt(tree, seeds)
            missed += (took is None) == bool(old)
            print(f"| {what} | {by or '-'} | {took or '-'} |", flush=True)
            path.write_text(text)
    print(f"{len(BUGS) + 1 - missed} as they should be, {missed} not")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())

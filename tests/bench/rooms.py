#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Where the server's processor time goes: samples of perf, split by thread and by room of the house, system calls by name.

    rooms.py PERF_DATA BINARY [--files]
"""

import collections
import re
import shutil
import subprocess
import sys


def available():
    """Is perf there, and may it sample?"""
    return shutil.which("perf") is not None and subprocess.run(
        ["perf", "record", "-q", "-o", "/dev/null", "true"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode == 0


def samples(data):
    """(thread, stack of (address, symbol, object)) of every sample, the innermost frame first."""
    done = subprocess.run(["perf", "script", "-i", data, "-F", "comm,tid,ip,sym,dso"], capture_output=True, text=True)
    for block in done.stdout.split("\n\n"):
        lines = block.strip("\n").split("\n")
        if len(lines) < 2:
            continue
        stack = []
        for line in lines[1:]:
            found = re.match(r"\s*([0-9a-f]+) (.*) \((.*)\)$", line)
            if found:
                stack.append((int(found[1], 16), found[2].split("+")[0], found[3]))
        if stack:
            yield re.sub(r"-\d+$", "", lines[0].split()[0]), stack


def sources(binary, addresses):
    """The source file of each address: the innermost of the inlined functions that lies in src/."""
    addresses = sorted(addresses)
    text = "\n".join(hex(a) for a in addresses)
    done = subprocess.run(["addr2line", "-a", "-i", "-e", binary], input=text, capture_output=True, text=True)
    found, at = {}, None
    for line in done.stdout.split("\n"):
        if line.startswith("0x"):
            at = int(line, 16)
        elif at is not None and at not in found and "src/" in line:
            found[at] = re.sub(r"^.*src/(\w+/[\w.]+):.*$", r"\1", line)
    return found


def call_of(stack):
    """What the kernel does in a sample: the system call, or what interrupted."""
    for _, symbol, _ in stack:
        found = re.match(r"__(?:x64|arm64)_sys_(\w+)", symbol)
        if found:
            return found[1]
    return "interrupt or fault"


def split(data, binary, files=False):
    """{thread: {room or what of the kernel: share}} of all samples."""
    taken = list(samples(data))
    ours = {stack[0][0] for _, stack in taken if stack[0][2] == binary}
    where = sources(binary, ours) if ours else {}
    shares = collections.defaultdict(collections.Counter)
    for thread, stack in taken:
        address, symbol, place = stack[0]
        if place == binary:
            name = where.get(address, "?/" + symbol)
            name = name if files else name.split("/")[0]
        elif place.startswith("["):
            name = "kernel: " + call_of(stack)
        else:
            name = re.sub(r"[.-]\d.*|\.so.*", "", place.rsplit("/", 1)[-1])
        shares[thread][name] += 1 / len(taken)
    return shares


def table(shares, us=None):
    """The lines of the split; with `us` a message's time, its microseconds too."""
    for thread, row in sorted(shares.items(), key=lambda x: -sum(x[1].values())):
        for name, share in [("", sum(row.values()))] + row.most_common():
            if share >= 0.002:
                yield f"{thread:10} {name:28} {100 * share:6.1f} %" + (f" {share * us:7.2f} us" if us else "")


def main():
    for line in table(split(sys.argv[1], sys.argv[2], "--files" in sys.argv)):
        print(line)


if __name__ == "__main__":
    main()

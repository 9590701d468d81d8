# SPDX-License-Identifier: Apache-2.0
"""Our codecs, asked through tests/second/probe.c, and how much is to be asked: $BUSBAR_SECOND times as much (1), from $BUSBAR_SEED (1)."""

import os
import pathlib
import random
import struct
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "tests"))
TIMES = int(os.environ.get("BUSBAR_SECOND", "1"))
SEED = int(os.environ.get("BUSBAR_SEED", "1"))


class Probe:
    """A running second_probe."""

    def __init__(self):
        build = os.environ.get("BUSBAR_BUILD_DIR", str(ROOT / "build/dev"))
        self.process = subprocess.Popen([os.path.join(build, "tests/second_probe")], stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def ask(self, letter, data):
        """The answer to one question, bytes."""
        self.process.stdin.write(letter.encode() + struct.pack("<I", len(data)) + data)
        self.process.stdin.flush()
        head = self.process.stdout.read(4)
        assert len(head) == 4, f"the probe has died of {letter} {data[:200]!r}"
        n = struct.unpack("<I", head)[0]
        return self.process.stdout.read(n)

    def end(self):
        self.process.stdin.close()
        assert self.process.wait() == 0


PROBE = Probe()
ask = PROBE.ask


def chance(salt):
    """Numbers for one test."""
    return random.Random(f"{SEED} {salt}")


def mutate(r, data, alphabet):
    """Bytes changed a little: replaced, left out, doubled, cut off, by bytes of an alphabet or any."""
    data = bytearray(data)
    for _ in range(r.randrange(1, 4)):
        at, n = r.randrange(len(data) + 1), r.randrange(1, 5)
        kind = r.randrange(6)
        if kind == 0:
            data[at:at + 1] = bytes([r.randrange(256)])
        elif kind in (1, 2):
            data[at:at + r.randrange(2)] = bytes([r.choice(alphabet)])
        elif kind == 3:
            del data[at:at + n]
        elif kind == 4:
            data[at:at] = data[at:at + n]
        else:
            del data[at:]
    return bytes(data)

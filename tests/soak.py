#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""make soak, for so many seconds (600 by default): beside each other, fresh seeds of the simulated whole (tests/sim), and a simulated
fleet with every fault and quirk, reconnect storms and kill -9 on the real binary, round after round with another seed. After each round the fleet's own meters are held against the server's records, the journal is
verified and the server's memory is printed. A failing round prints the command that replays its fleet."""

import os
import pathlib
import random
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from kit.server import BUSBAR, server  # noqa: E402


def memory_kb(pid):
    """Resident memory of a process."""
    with open(f"/proc/{pid}/status") as f:
        return next(int(line.split()[1]) for line in f if line.startswith("VmRSS"))


def one_round(seed, seconds):
    """A fleet on a server that is killed now and then; True where everything matches."""
    stations = random.Random(seed).randint(20, 300)
    with server("--unknown-stations", "accept", "--unknown-tokens", "accept", "--log-level", "warning") as s:
        s.options += ["--ocpp", f"127.0.0.1:{s.ocpp}", "--admin", f"127.0.0.1:{s.admin}"]
        command = [BUSBAR, "sim", "--url", f"ws://127.0.0.1:{s.ocpp}/ocpp", "--admin", f"127.0.0.1:{s.admin}", "--stations", str(stations),
                   "--speed", "120", "--seed", str(seed), "--seconds", str(seconds), "--gap", "300", "--storm", "7", "--faults", "300", "--quiet"]
        sim = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        end = time.time() + seconds - 5
        while time.time() < end and sim.poll() is None:
            time.sleep(random.Random(seed + int(time.time())).uniform(3, 9))
            s.kill()
            s.start()
        out, _ = sim.communicate(timeout=400)
        rss = memory_kb(s.process.pid)
        stopped = s.stop()
        verified = subprocess.run([BUSBAR, "journal", "verify", "--data", s.data], capture_output=True, text=True)
    print(f"seed {seed}: {stations} stations, memory {rss} kB, stop {stopped}, verify {verified.returncode}\n" + out.strip(), flush=True)
    if sim.returncode or stopped or verified.returncode:
        print(verified.stderr, "\nreplay with:", " ".join(command), flush=True)
        return False
    return True


def start_simulation(seconds):
    """Fresh seeds of the whole on a virtual clock, beside the rounds; its last lines go into a file."""
    first = int(os.environ.get("SIM_SEED") or random.randrange(1000, 1 << 48))
    log = tempfile.TemporaryFile("w+")
    command = [str(pathlib.Path(BUSBAR).parent / "tests/sim"), "--seed", str(first), "--seconds", str(seconds), "--twice"]
    return subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT, text=True), log


def end_simulation(sim, log):
    """Wait for it; True where every seed kept every promise."""
    code = sim.wait(timeout=600)
    log.seek(0)
    lines = log.read().splitlines()
    print("\n".join(["simulation:"] + (lines[-1:] if code == 0 else lines[-80:])), flush=True)
    return code == 0


def rounds(seconds):
    """The rounds with the real binary: (passed, failed)."""
    end, seed, good = time.time() + seconds, int(os.environ.get("SOAK_SEED", "1")), 0
    while time.time() < end:
        if not one_round(seed, 40):
            return good, 1
        seed, good = seed + 1, good + 1
    return good, 0


def main():
    seconds = int(sys.argv[1]) if len(sys.argv) > 1 else 600
    sim, log = start_simulation(seconds)
    good, bad = rounds(seconds)
    if end_simulation(sim, log):
        good += 1
    else:
        bad += 1
    print(f"{good} passed, {bad} failed")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())

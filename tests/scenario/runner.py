# SPDX-License-Identifier: Apache-2.0
"""Plays a page on a backend and tells how it went; TAP lines."""

import os
import pathlib

import player
import real
import virtual

HERE = pathlib.Path(__file__).resolve().parent
BUILD = os.environ.get("BUSBAR_BUILD_DIR", str(HERE.parent.parent / "build" / "dev"))
BACKENDS = {"virtual": virtual.Virtual, "real": real.Real}


def play(page, mode, version, shared=None, scope=""):
    """Play a page once: (player or None, None or what went wrong)."""
    try:
        backend = BACKENDS[mode](BUILD, page.server, page.total_us, shared)
    except (virtual.Broken, OSError) as e:
        return None, f"the backend did not start: {e}"
    run, why = player.Player(page, backend, version, scope), None
    try:
        run.play()
    except (player.Unmet, virtual.Broken) as e:
        why = str(e)
    except Exception as e:  # a bug of the runner is a failure of the page, with its name
        why = f"{type(e).__name__}: {e}"
    try:
        backend.close()
    except virtual.Broken as e:
        why = why or str(e)
    return run, why


class Tap:
    """Counts and prints TAP lines."""

    def __init__(self):
        self.n = self.bad = 0

    def line(self, good, text, why=""):
        """One test."""
        self.n += 1
        self.bad += not good
        for part in why.split("\n") if why and not good else []:
            print("#", part)
        print("ok" if good else "not ok", self.n, "-", text, flush=True)

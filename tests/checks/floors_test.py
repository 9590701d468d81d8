#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The floors: an include that runs up, sideways or in a circle fails the build, with file, line and rooms."""

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
INCLUDE = re.compile(r'^\s*#\s*include\s+"([^"]+)"')
BARE = re.compile(r'^\s*#\s*include\s+<(uv\.h|sqlite3\.h|sys/socket\.h|sys/epoll\.h|pthread\.h)>')
# System headers that only some rooms may see.
HOMES = {"uv.h": {"os", "apps"}, "sqlite3.h": {"views"}, "sys/socket.h": {"os", "apps"}, "sys/epoll.h": {"os"},
         "pthread.h": {"base", "os", "apps", "ocpp", "store", "views"}}


def floors():
    """room -> rooms it may include."""
    allowed = {}
    for line in (ROOT / "floors.txt").read_text().splitlines():
        line = line.split("#")[0].strip()
        if line:
            room, _, below = line.partition(":")
            allowed[room.strip()] = set(below.split())
    return allowed


def breaches(allowed, files):
    """Every wrong include as a sentence. files: (room, name, text)."""
    for room, name, text in files:
        if room not in allowed:
            yield f"{name}: room {room} is not in floors.txt"
            continue
        for number, line in enumerate(text.splitlines(), 1):
            bare = BARE.match(line)
            if bare and room not in HOMES[bare.group(1)]:
                yield f"{name}:{number}: room {room} includes <{bare.group(1)}>"
            match = INCLUDE.match(line)
            if not match:
                continue
            target = match.group(1).split("/")[0]
            if "/" not in match.group(1):
                yield f'{name}:{number}: "{match.group(1)}" does not name its room'
            elif target != room and target not in allowed[room]:
                yield f"{name}:{number}: room {room} includes {match.group(1)}, which is not below it"


def circles(allowed):
    """Rooms that stand on themselves."""
    order = list(allowed)
    for room, below in allowed.items():
        for other in below:
            if other not in allowed:
                yield f"floors.txt: {room} stands on {other}, which is no room"
            elif order.index(other) <= order.index(room):
                yield f"floors.txt: {room} stands on {other}, which is not below it"


def main():
    allowed = floors()
    files = [(p.relative_to(ROOT / "src").parts[0], str(p.relative_to(ROOT)), p.read_text())
             for p in sorted((ROOT / "src").rglob("*.[ch]"))]
    found = list(breaches(allowed, files)) + list(circles(allowed))
    print("\n".join("# " + f for f in found))
    print("not ok" if found else "ok", "1 - every include runs down")
    planted = list(breaches(allowed, [("base", "planted.c", '#include "csms/step.h"\n#include <uv.h>\n#include "x.h"\n')]))
    print("ok" if len(planted) == 3 else "not ok", "2 - a planted wrong include is found")
    print("1..2")
    return 1 if found or len(planted) != 3 else 0


if __name__ == "__main__":
    sys.exit(main())

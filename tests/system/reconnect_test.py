#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Chargers that connect again and again: make soak-reconnect in small."""

import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import soak_reconnect  # noqa: E402
from kit import server as kit  # noqa: E402


def short():
    """5,000 connects, each with an upgrade and a BootNotification: all are answered, memory stays, nothing is left at the end"""
    with kit.server(*soak_reconnect.OPTIONS) as s:
        done, _ = soak_reconnect.soak(s, 5000, 64 << 20)
        assert done >= 5000, done
        text = s.api("GET", "/metrics")[1]
        values = dict(line.split()[:2] for line in text.splitlines() if line.startswith("busbar_"))
        assert int(values["busbar_connections_accepted_total"]) >= 5000, text
        s.until("/metrics", lambda t: "busbar_connections 0" in t)
        assert s.stop() == 0, s.text()


if __name__ == "__main__":
    kit.main([short])

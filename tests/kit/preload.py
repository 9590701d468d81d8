# SPDX-License-Identifier: Apache-2.0
"""Small libraries of ours that are put before libc, so that a test plays the machine under the real binary."""

import contextlib
import os
import pathlib
import subprocess

from kit.server import Server, Skip


def library(folder, source):
    """Compile a C text to a shared library in the folder; its path. Skips where that can't be done."""
    path, code = os.path.join(folder, "preload.so"), os.path.join(folder, "preload.c")
    pathlib.Path(code).write_text(source)
    made = subprocess.run(["gcc", "-O1", "-shared", "-fPIC", "-o", path, code, "-ldl"], capture_output=True, text=True)
    if made.returncode != 0:
        raise Skip("gcc can't make a shared library: " + made.stderr[:100])
    return path


@contextlib.contextmanager
def environment(**changes):
    """These variables, for what is started meanwhile."""
    kept = {k: os.environ.get(k) for k in changes}
    os.environ.update(changes)
    try:
        yield
    finally:
        for k, v in kept.items():
            if v is None:
                del os.environ[k]
            else:
                os.environ[k] = v


class Preloaded(Server):
    """A server with a library put before it, whenever it starts."""

    def __init__(self, path, *options, data=None, **variables):
        self.variables = dict(variables, LD_PRELOAD=path, ASAN_OPTIONS=os.environ.get("ASAN_OPTIONS", "") + ":verify_asan_link_order=0")
        super().__init__(*options, data=data)

    def start(self, wait=True, file_limit=None):
        with environment(**self.variables):
            super().start(wait, file_limit)

#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The Debian package, made of the binary under test: what is in it, whose it is, its fields and scripts; the units by systemd's own
eyes; installed into a root of its own by dpkg and run from there. TAP."""

import atexit
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
from kit.server import ROOT, Skip, main  # noqa: E402

BUILD = pathlib.Path(os.environ.get("BUSBAR_BUILD_DIR", ROOT / "build/dev"))
WANTED = {"usr/bin/busbar": 0o755, "usr/share/man/man1/busbar.1.gz": 0o644, "usr/share/bash-completion/completions/busbar": 0o644,
          "etc/busbar/busbar.conf": 0o644, "lib/systemd/system/busbar.service": 0o644, "lib/systemd/system/busbar.socket": 0o644,
          "lib/systemd/system/busbar-tls.socket": 0o644, "lib/systemd/system/busbar-admin.socket": 0o644,
          "usr/lib/sysusers.d/busbar.conf": 0o644, "usr/share/doc/busbar/copyright": 0o644, "usr/share/doc/busbar/changelog.gz": 0o644,
          "usr/share/doc/busbar/operations.md": 0o644}
made = {}


def run(*words, **more):
    return subprocess.run([str(w) for w in words], capture_output=True, text=True, timeout=120, **more)


def package():
    """The package, made once."""
    missing = [p for p in ("dpkg-deb", "dpkg-shlibdeps", "strip", "cmake") if not shutil.which(p)]
    if missing:
        raise Skip("there is no " + ", ".join(missing))
    if "file" not in made:
        folder = tempfile.mkdtemp(prefix="busbar-deb-")
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
        done = run(ROOT / "tools/deb", env=dict(os.environ, BUSBAR_DEB_BUILD=str(BUILD), BUSBAR_DEB_OUT=folder, BUSBAR_DEB_QUICK="1",
                                                ASAN_OPTIONS="detect_leaks=0"))
        assert done.returncode == 0, done.stdout + done.stderr
        made.update(folder=folder, file=next(pathlib.Path(folder).glob("busbar_*.deb")))
    return made["file"]


def contents():
    """it holds what it should with modes and owner, nothing that anybody may write, each file under its checksum"""
    lines = run("dpkg-deb", "--contents", package()).stdout.splitlines()
    found = {}
    for line in lines:
        mode, owner, _, _, _, name = line.split(None, 5)
        assert owner == "root/root", line
        assert mode[8] != "w" and mode[5] != "w" and "s" not in mode.lower(), line
        if mode[0] == "-":
            found[name[2:]] = sum(bit for bit, c in zip((0o400, 0o200, 0o100, 0o40, 0o20, 0o10, 4, 2, 1), mode[1:]) if c != "-")
    assert {n: found.get(n) for n in WANTED} == WANTED, {n: oct(found.get(n, 0)) for n in WANTED if found.get(n) != WANTED[n]}
    root = pathlib.Path(made["folder"], "x")
    assert run("dpkg-deb", "-x", package(), root).returncode == 0 and run("dpkg-deb", "-e", package(), root / "DEBIAN").returncode == 0
    sums = (root / "DEBIAN/md5sums").read_text()
    assert {line.split(None, 1)[1] for line in sums.splitlines()} == set(found), "md5sums are of other files"
    done = run("md5sum", "--quiet", "-c", root / "DEBIAN/md5sums", cwd=root)
    assert done.returncode == 0, done.stdout
    assert (root / "DEBIAN/conffiles").read_text().split() == [f"/{n}" for n in found if n.startswith("etc/")]


def fields():
    """its fields are those of a package: name, version of the program, who needs what, a description"""
    text = run("dpkg-deb", "--field", package()).stdout
    field = dict(re.findall(r"^([A-Z][\w-]*): (.*)", text, re.M))
    version = re.search(r"project\(busbar VERSION ([0-9.]+)", (ROOT / "CMakeLists.txt").read_text()).group(1)
    assert field["Package"] == "busbar" and field["Version"] == version, field
    assert int(field["Installed-Size"]) > 100 and "@" not in text.replace(re.search(r"Maintainer: .*", text).group(), ""), text
    needs = {d.split()[0] for d in re.split(r", | \| ", field["Depends"])}
    assert {"libc6", "libuv1", "libssl3", "libsqlite3-0", "zlib1g", "passwd"} - needs == set(), needs
    for script in ("postinst", "prerm", "postrm"):
        done = run("dpkg-deb", "--info", package(), script)
        assert done.stdout.startswith("#!/bin/sh\nset -e"), script
        assert run("sh", "-n", input=done.stdout).returncode == 0, script


def units():
    """systemd finds no fault with the units"""
    if not shutil.which("systemd-analyze"):
        raise Skip("there is no systemd-analyze")
    contents()
    root = pathlib.Path(made["folder"], "x")
    names = sorted(p for p in (root / "lib/systemd/system").iterdir())
    done = run("systemd-analyze", "verify", "--man=no", *names)
    faults = [line for line in done.stderr.splitlines() if "busbar" in line and "is not executable: No such file" not in line]
    assert not faults, faults


def installed():
    """dpkg installs it into a root of its own, the binary in there runs, and dpkg removes it again"""
    file, root = package(), pathlib.Path(made["folder"], "root")
    if os.geteuid() != 0:
        raise Skip("needs the super-user")
    for folder in ("var/lib/dpkg/info", "var/lib/dpkg/updates"):
        (root / folder).mkdir(parents=True)
    (root / "var/lib/dpkg/status").write_text("")
    dpkg = ("dpkg", f"--root={root}", "--force-depends", "--force-script-chrootless", "--log=/dev/null")
    done = run(*dpkg, "--unpack", file)
    assert done.returncode == 0, done.stdout + done.stderr
    done = run(root / "usr/bin/busbar", "version", env=dict(os.environ, ASAN_OPTIONS="detect_leaks=0"))
    assert done.returncode == 0 and "busbar" in done.stdout, done
    assert run("dpkg", f"--root={root}", "--verify", "busbar").stdout == ""
    (root / "usr/bin/busbar").write_bytes(b"")
    assert "usr/bin/busbar" in run("dpkg", f"--root={root}", "--verify", "busbar").stdout, "a spoilt file is not seen"


if __name__ == "__main__":
    main([contents, fields, units, installed])

#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""make bench-connections: many idle chargers at once, and what each of them costs the server's process and the kernel.

    connections.py [plain=100000] [tls=20000] [mutual=2000]      (nothing named: the first two)

Each charger connects, boots, has a Heartbeat answered and is silent; at the end every one sends a Heartbeat on the same connection
and must get its answer. Where a process may not have that many files, several servers and several loads share them. Bytes of the
process: growth of the servers' resident memory by connecting, once all is at rest. Bytes of the kernel: growth of its caches for
sockets, files and epoll, and of socket buffers, on the whole machine; both ends of a connection are on it, so a server has half.
$BUSBAR names another binary than build/release's, BENCH_DIR where the data lie, BENCH_REST_S how long all rests first."""

import json
import math
import os
import pathlib
import resource
import select
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
BUSBAR = os.environ.get("BUSBAR", str(ROOT / "build" / "release" / "busbar"))
REST_S = float(os.environ.get("BENCH_REST_S", "8"))
DEFAULT = {"plain": 100000, "tls": 20000}
TARGETS = {"plain": 1000, "tls": 22000, "mutual": 22000}
OWN_FILES = 200   # of a process, besides its connections
CONNECT_S = 600   # until all are held
ROOM = 256 << 20  # of the machine's memory that must stay free
CACHES = ("TCP", "sock_inode_cache", "filp", "dentry", "eventpoll_epi", "eventpoll_pwq", "ep_head", "request_sock_TCP",
          "tcp_bind_bucket", "tcp_bind2_bucket", "skbuff_head_cache", "skbuff_small_head")


class Limit(Exception):
    """This machine cannot hold that many: which limit, and how far it came."""


def lines(path):
    return pathlib.Path(path).read_text().splitlines()


def resident(pid):
    """Bytes of a process that are in memory: all, and those that are no file's."""
    rows = dict((w[0].rstrip(":"), int(w[1]) * 1024) for w in (l.split() for l in lines(f"/proc/{pid}/smaps_rollup")[1:]))
    return rows["Rss"], rows["Anonymous"]


def kernel():
    """Bytes of the kernel's caches, by cache, and of socket buffers ("buffers"). Without root the sum of all caches alone."""
    page = os.sysconf("SC_PAGE_SIZE")
    found = {}
    try:
        for words in (line.split() for line in lines("/proc/slabinfo")[2:]):
            if words[0] in CACHES:
                found[words[0]] = int(words[words.index("slabdata") + 2]) * int(words[5]) * page
    except PermissionError:
        found["slab"] = meminfo("Slab")
    for words in (line.split() for line in lines("/proc/net/sockstat")):
        if words[0] == "TCP:":
            found["buffers"] = int(words[words.index("mem") + 1]) * page
    return found


def meminfo(name):
    return next(int(line.split()[1]) * 1024 for line in lines("/proc/meminfo") if line.startswith(name + ":"))


def sockets():
    """TCP sockets of the machine."""
    return next(int(w[w.index("alloc") + 1]) for w in (l.split() for l in lines("/proc/net/sockstat")) if w[0] == "TCP:")


def most_files():
    """Files that a process of ours may have."""
    return resource.getrlimit(resource.RLIMIT_NOFILE)[1]


def raise_limit():
    """In the child: as many files as it may have."""
    resource.setrlimit(resource.RLIMIT_NOFILE, (most_files(), most_files()))


class Server:
    """One server process on a fresh data directory."""

    def __init__(self, folder, number, flags):
        self.folder = pathlib.Path(folder, f"server{number}")
        self.folder.mkdir()
        self.log = open(self.folder / "log", "wb")
        self.ports = self.folder / "ports"
        self.process = subprocess.Popen(
            [BUSBAR, "serve", "--data", str(self.folder / "data"), "--ocpp", "127.0.0.1:0", "--admin", "127.0.0.1:0", "--ports-file",
             str(self.ports), "--unknown-stations", "accept", "--log-level", "warning", *flags],
            stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log, preexec_fn=raise_limit)

    def wait(self):
        end = time.monotonic() + 60
        while not self.ports.exists():
            if self.process.poll() is not None or time.monotonic() > end:
                sys.exit("a server did not start: " + self.text())
            time.sleep(0.02)
        self.port = dict(line.split("=") for line in lines(self.ports))

    def text(self):
        return (self.folder / "log").read_text()[-1000:].strip()

    def connections(self):
        """Stations that are connected, by the server's own count."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port['admin']}/metrics", timeout=60) as reply:
            return next(int(float(l.split()[1])) for l in reply.read().decode().splitlines() if l.startswith("busbar_connections "))


class Load:
    """One process of chargers that hold their connections."""

    def __init__(self, server, number, chargers, url, flags):
        self.chargers = chargers
        self.process = subprocess.Popen(
            [BUSBAR, "load", "--url", url, "--message", "connect", "--hold", "--json", "--chargers", str(chargers), "--prefix",
             f"H{number}X", *flags], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, preexec_fn=raise_limit)

    def held(self):
        """Has it all its chargers? A failure is a Limit."""
        if not select.select([self.process.stdout], [], [], 0.2)[0]:
            return False
        if not self.process.stdout.readline().startswith("holding"):
            raise Limit(self.process.communicate()[1].strip() or "a load ended without a word")
        return True

    def release(self):
        self.process.stdin.write("go\n")
        self.process.stdin.flush()

    def result(self):
        out, err = self.process.communicate(timeout=CONNECT_S)
        try:
            return json.loads(out.splitlines()[-1]), err.strip()
        except (IndexError, ValueError):
            return {"messages": 0, "errors": 1, "lost": 0}, err.strip()


def blame(n):
    """What a failure at n connections may be due to, by what is nearly used up."""
    said = []
    used, _, most = (int(w) for w in lines("/proc/sys/fs/file-nr")[0].split())
    if used + 2 * n > 0.95 * most:
        said.append(f"fs.file-max {most}")
    if meminfo("MemAvailable") < 2 * ROOM:
        said.append(f"memory ({meminfo('MemAvailable') >> 20} MB left)")
    pages = [int(w) for w in lines("/proc/sys/net/ipv4/tcp_mem")[0].split()]
    if kernel().get("buffers", 0) > 0.9 * pages[2] * os.sysconf("SC_PAGE_SIZE"):
        said.append(f"net.ipv4.tcp_mem {pages[2]}")
    return "; near its end: " + ", ".join(said) if said else ""


def certificates(folder):
    """A CA and a server's certificate; one client certificate for all chargers, by serial number."""
    run = lambda *words: subprocess.run([BUSBAR, "ca", *words, "--dir", folder + "/ca"], check=True, capture_output=True)  # noqa: E731
    run("init", "--org", "Bench")
    run("issue", "server", "localhost", "--out", folder + "/server")
    run("issue", "station", "SERIAL1", "--out", folder + "/station")
    run("export", "root", folder + "/root.pem")
    run("export", "crl", folder + "/crl.pem")


def doors(kind, folder):
    """Flags of the server and of the load."""
    if kind == "plain":
        return [], []
    certificates(folder)
    serve = ["--auth", "never", "--tls", "127.0.0.1:0", "--tls-cert", folder + "/server.cert.pem", "--tls-key", folder + "/server.key.pem"]
    load = ["--ca", folder + "/root.pem"]
    if kind == "mutual":
        serve += ["--tls-client-certs", "required", "--tls-ca", folder + "/root.pem", "--tls-crl", folder + "/crl.pem", "--tls-identity", "serial"]
        load += ["--cert", folder + "/station.cert.pem", "--key", folder + "/station.key.pem"]
    return serve, load


def register(server, number, n):
    """Stations whose certificate has the serial number of all."""
    rows = "identity,serial\n" + "".join(f"H{number}X{i + 1:06},SERIAL1\n" for i in range(n))
    request = urllib.request.Request(f"http://127.0.0.1:{server.port['admin']}/api/import", data=rows.encode(), method="POST",
                                     headers={"Content-Type": "text/csv"})
    urllib.request.urlopen(request, timeout=600).read()


def url(kind, server):
    return f"ws://127.0.0.1:{server.port['ocpp']}/ocpp" if kind == "plain" else f"wss://localhost:{server.port['tls']}/ocpp"


def hold(loads):
    """Wait until every load holds its chargers."""
    end, left = time.monotonic() + CONNECT_S, list(loads)
    while left:
        if meminfo("MemAvailable") < ROOM:
            raise Limit("the machine's memory is used up")
        if time.monotonic() > end:
            raise Limit(f"not all were connected after {CONNECT_S} s")
        left = [l for l in left if not l.held()]


def measure(kind, total, folder, processes):
    """Hold so many connections and look; a row of figures."""
    serve, flags = doors(kind, folder)
    each = most_files() - OWN_FILES
    if each < 1:
        raise Limit(f"a process needs {OWN_FILES} files of its own")
    groups = math.ceil(total / each)
    sizes = [total // groups + (i < total % groups) for i in range(groups)]
    servers = [Server(folder, i, serve) for i in range(groups)]
    processes += [s.process for s in servers]
    for i, s in enumerate(servers):
        s.wait()
        if kind == "mutual":
            register(s, i, sizes[i])
            register(s, "W", 50)
        warm = Load(s, "W", min(50, sizes[i]), url(kind, s), flags)  # what is only needed once
        processes.append(warm.process)
        warm.release()
        got, err = warm.result()
        if got["errors"]:
            raise Limit(f"even the first connections failed: {err} {s.text()}")
    time.sleep(REST_S)
    before, sockets_before, kernel_before = [resident(s.process.pid) for s in servers], sockets(), kernel()
    began = time.monotonic()
    loads = [Load(s, i, n, url(kind, s), flags) for i, (s, n) in enumerate(zip(servers, sizes))]
    processes += [l.process for l in loads]
    hold(loads)
    connected_s = time.monotonic() - began
    time.sleep(REST_S)
    after, sockets_after, kernel_after = [resident(s.process.pid) for s in servers], sockets(), kernel()
    counted = sum(s.connections() for s in servers)
    for l in loads:
        l.release()
    results = [l.result() for l in loads]
    answered = sum(r["messages"] for r, _ in results)
    errors = [e for r, e in results if r["errors"] or e]
    load_each = {k: (kernel_after[k] - kernel_before.get(k, 0)) / total for k in kernel_after}
    return {"kind": kind, "connections": total, "servers": groups, "counted": counted, "answered": answered, "why": errors[:1],
            "lost": sum(r["lost"] for r, _ in results), "connected_s": round(connected_s, 1), "sockets": sockets_after - sockets_before,
            "process": sum(a[0] - b[0] for a, b in zip(after, before)), "anonymous": sum(a[1] - b[1] for a, b in zip(after, before)),
            "process_all": sum(a[0] for a in after), "kernel": sum(kernel_after.values()) - sum(kernel_before.values()),
            "kernel_by": {k: round(v) for k, v in load_each.items() if abs(v) >= 1}}


def show(r):
    """One row of the table, and what the kernel's bytes are."""
    n = r["connections"]
    each, target = r["process"] / n, TARGETS[r["kind"]]
    print(f"| {r['kind']} | {n} | {r['servers']} | {each:.0f} ({target} {'met' if each <= target else 'NOT MET'}) | "
          f"{r['anonymous'] / n:.0f} | {r['kernel'] / n:.0f} (a server's end {r['kernel'] / n / 2:.0f}) | {r['process'] / 1e6:.0f} MB | "
          f"{r['process_all'] / 1e6:.0f} MB | {r['kernel'] / 1e6:.0f} MB | {r['connected_s']} | {r['answered']} |")


HEAD = ("| | connections | servers | process bytes each (target) | of it no file's | kernel bytes each, both ends | process in all | "
        "with what it had before | kernel in all | connected in s | answered at the end |\n" + "| --- " * 11 + "|")


def one(kind, total):
    """A row, or None where a limit was met; what was started is ended in any case."""
    folder = tempfile.mkdtemp(prefix="busbar-connections-", dir=os.environ.get("BENCH_DIR"))
    processes = []
    try:
        return measure(kind, total, folder, processes)
    except Limit as why:
        print(f"{kind}: {total} connections could not be held: {why}{blame(total)} (files a process may have: {most_files()})")
        return None
    finally:
        for p in reversed(processes):
            if p.poll() is None:
                p.terminate()
        for p in processes:
            try:
                p.wait(timeout=60)
            except subprocess.TimeoutExpired:
                p.kill()
                p.wait()
        shutil.rmtree(folder, ignore_errors=True)


def main():
    wanted = dict((w.split("=") + ["0"])[:2] for w in sys.argv[1:])
    wanted = {k: int(v) or DEFAULT.get(k, 2000) for k, v in wanted.items()} or DEFAULT
    if not set(wanted) <= set(TARGETS):
        sys.exit(__doc__)
    good, rows = True, []
    print(f"files a process may have: {most_files()}; memory free: {meminfo('MemAvailable') >> 20} MB; sockets there already: {sockets()}")
    for kind, total in wanted.items():
        r = one(kind, total)
        rows += [r] if r else []
        good = good and r is not None and r["answered"] == r["counted"] == total
        if r and not good:
            print(f"{kind}: {r['counted']} of {total} were connected, {r['answered']} answered at the end, {r['lost']} lost: {r['why']}")
    print(HEAD)
    for r in rows:
        show(r)
    for r in rows:
        print(f"{r['kind']}: {r['sockets']} sockets more; kernel bytes a connection, both ends: " +
              ", ".join(f"{k} {v}" for k, v in sorted(r["kernel_by"].items(), key=lambda x: -x[1])))
        if abs(r["sockets"] - 2 * r["connections"]) > 0.02 * r["connections"]:
            print(f"{r['kind']}: others opened or closed sockets meanwhile: the kernel's bytes are not to be trusted")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())

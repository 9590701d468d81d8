/* SPDX-License-Identifier: Apache-2.0 */
/* What goes wrong in a simulation, besides what fleet/tbl/faults.h lets a station do: TROUBLE(name, mean seconds between two, help). */
TROUBLE(kill, 562, "kill -9: nothing on the disk is lost, everything in memory is; also between a commit and its answers")
TROUBLE(power, 562, "power loss in some call to the disk, within a commit, a snapshot or a start: what was not synced may be torn or gone")
TROUBLE(sync, 1500, "an fsync fails: the server ends, and the pages may be lost though they can be read")
TROUBLE(full, 1500, "the disk is full for a while: answers wait; a server that was ended meanwhile can't start")
TROUBLE(restart, 1500, "SIGTERM: drain, snapshot, start anew")
TROUBLE(slow, 375, "each sync takes up to 5 s for a while")
TROUBLE(cut, 75, "a connection breaks, and both sides are told")
TROUBLE(half, 187, "a connection breaks, and one side is not told")
TROUBLE(lag, 125, "bytes take up to 20 s for a while, each connection by itself")
TROUBLE(twin, 187, "a station connects anew and leaves its old connection open, with what is still on its way there")
TROUBLE(orders, 28, "the operator sends a command to a station")
TROUBLE(storm, 2250, "all connections break at once")

/* SPDX-License-Identifier: Apache-2.0 */
/* The subcommands: TOOL(name, arguments, summary). tool_NAME and tool_NAME_help are in apps/tool_NAME.c. */
TOOL(serve, "[OPTION...]", "run the server: charging stations on one port, the admin door on another")
TOOL(demo, "[FLAG...]", "run a server with a simulated site and watch its sessions")
TOOL(sim, "--url ws://HOST:PORT/ocpp [FLAG...]", "simulate stations with cars and trucks, with faults from a seed")
TOOL(load, "--url ws://HOST:PORT/ocpp [FLAG...]", "measure a server: messages per second and latency")
TOOL(ctl, "WHAT [ARGUMENT...] [FLAG...]", "look at and steer a running server over its admin door")
TOOL(journal, "cat|verify|stat [FLAG...]", "read, check or measure a journal")
TOOL(changes, "--consumer NAME [FLAG...]", "read the change stream as JSON lines from a durable position")
TOOL(ca, "init|issue|sign|list|revoke|export [ARGUMENT...] [FLAG...]", "a private certificate authority for TLS with stations")
TOOL(reference, "ocpp|events|options|metrics|tables|dictionary", "print a reference page or the fuzz dictionary from the tables")
TOOL(man, "", "print the manual page (roff)")
TOOL(completion, "", "print the bash completion")
TOOL(version, "", "print the version")

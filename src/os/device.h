/* SPDX-License-Identifier: Apache-2.0 */
/* The device and file system that a path lies on. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"

struct device_facts {
    uint64_t size_bytes, free_bytes; /* free: for us */
    uint64_t inodes, free_inodes;    /* 0, 0 where the file system has no fixed number */
    bool read_only;
    char
        type[24]; /* "ext4", "xfs", "nfs", ...; the magic number in hex where it has no name here */
    bool networked; /* another machine's disk */
    bool in_memory; /* memory: gone with the machine */
};

/* Read them. */
enum err device_read(const char *path, struct device_facts *out) MUST_CHECK;

/* How long a small append takes to become durable there. */
struct device_pace {
    int64_t median_us, worst_us; /* of write + fdatasync */
    bool preallocates;           /* the file system can reserve room */
};

#define DEVICE_PACE_ROUNDS 32

/* Write and sync a file of some kilobytes in that folder, and remove it. */
enum err device_measure(const char *folder, struct device_pace *out) MUST_CHECK;

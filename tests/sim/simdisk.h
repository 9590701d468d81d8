/* SPDX-License-Identifier: Apache-2.0 */
/* A disk in memory that fails as disks do, all of it decided by a seed. What was not synced may be
 * lost in a crash, survive, or survive in part: cut at a byte, with 512-byte sectors missing
 * anywhere, or as zeroes. New names, renames and removals last only after sync_dir (rename does its
 * own). Folders are plain: what counts is the path, and what lies in a lost one is lost. Calls may
 * come from any thread. */
#pragma once

#include "base/disk.h"

struct simdisk;

struct simdisk *simdisk_new(uint64_t seed);
void simdisk_free(struct simdisk *s);
struct disk *simdisk_disk(struct simdisk *s);

/* The power fails in the n-th changing call from now on (0: it does not). That call and all later
 * ones fail with ERR_IO; the call itself may have had its effect, wholly, in part or not at all. */
void simdisk_power_fails_in(struct simdisk *s, unsigned n);
bool simdisk_is_off(const struct simdisk *s);
/* The process had died, not the machine: go on with nothing lost. */
void simdisk_resume(struct simdisk *s);
/* Lose what a crash loses and come back with what lasted. Open files must have been closed. */
void simdisk_restart(struct simdisk *s);
/* The n-th sync of a file from now on fails (0: none does); what it should have made durable may be
 * lost without another word, although it still can be read. */
void simdisk_sync_fails_in(struct simdisk *s, unsigned n);
/* The same with another error than ERR_IO. */
void simdisk_sync_fails_with(struct simdisk *s, unsigned n, enum err e);
/* So many bytes can still be written; UINT64_MAX in the beginning. */
void simdisk_set_space(struct simdisk *s, uint64_t bytes);
/* Syncs of files so far. */
unsigned simdisk_syncs(const struct simdisk *s);
/* Changing calls so far. */
unsigned simdisk_changes(const struct simdisk *s);

/* The bytes of a file as a reader sees them; false where there is none. They live until the next
 * change. */
bool simdisk_get(struct simdisk *s, const char *path, struct str *out);
/* Put a file there, durable. */
void simdisk_put(struct simdisk *s, const char *path, struct str bytes);
/* Take a file away, durably; false where there is none. */
bool simdisk_drop(struct simdisk *s, const char *path);
/* A second disk with the same files, all durable, and no faults. */
struct simdisk *simdisk_copy(struct simdisk *s, uint64_t seed);

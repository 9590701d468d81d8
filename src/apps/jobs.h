/* SPDX-License-Identifier: Apache-2.0 */
/* Jobs of the admin door on their way through the house: world events to the writer, registrations
 * and commands to the shard of the station; as one group, so a hundred thousand cost no more than a
 * few messages. */
#pragma once

#include "apps/shard.h"
#include "doors/admin.h"

struct job_group;

/* One job on its way. */
struct job_run {
    struct job_run *next;
    struct job *job;
    struct job_group *group;
    char *answer; /* owned text of job->answer, or NULL */
};

/* Run the jobs; finished(ctx) is called in some thread when all are through and durable. Their
 * results are in the jobs; call jobs_finish then, in the thread that owns them. jobs must stay in
 * place. */
struct job_group *jobs_start(struct server *s, struct job *jobs, size_t n,
                             void (*finished)(void *ctx), void *ctx);
/* Move answers into the arena and free the group; the position behind all that was stored. */
uint64_t jobs_finish(struct job_group *g, struct arena *arena);

/* -- in a shard's thread -- */
/* Run some of the jobs that wait in the shard; true while there are more. */
bool jobs_run_some(struct shard *sh);
/* A command came back from its link. */
void job_command_done(struct shard *sh, const struct link_done *done, int64_t now_us);

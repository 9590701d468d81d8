/* SPDX-License-Identifier: Apache-2.0 */
/* Names and niceness; on Linux both belong to a thread, not to the process. */
#include "os/thread.h"

#include <pthread.h>
#include <sys/resource.h>

void thread_name(const char *name)
{
    pthread_setname_np(pthread_self(), name);
}

void thread_yield_to_others(int nicer)
{
    setpriority(PRIO_PROCESS, 0, getpriority(PRIO_PROCESS, 0) + nicer);
}

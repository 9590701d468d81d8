/* SPDX-License-Identifier: Apache-2.0 */
/* What tcp.c and tcp_listen.c share; nobody else includes this. */
#pragma once

#include "os/tcp.h"

/* Give a socket what every path wants: no delay, signs of life, an end of patience. */
void tcp_tune(int socket);

/* SPDX-License-Identifier: Apache-2.0 */
/* A blocking TCP connection for the command-line tools; servers use the loop. */
#pragma once

#include "base/err.h"
#include "base/str.h"

struct addrinfo;

/* The addresses that "HOST:PORT" stands for; to be freed with freeaddrinfo. */
enum err dial_resolve(const char *host_port, struct addrinfo **list) MUST_CHECK;
/* Connect to "HOST:PORT" ("[::1]:80" for IPv6) within timeout_ms, which also bounds each read and
 * write from then on. */
enum err dial_open(const char *host_port, int timeout_ms, int *fd) MUST_CHECK;
/* Write all of data. */
enum err dial_write(int fd, struct str data) MUST_CHECK;
/* Read up to n bytes; *got is 0 at the end of the stream. */
enum err dial_read(int fd, void *p, size_t n, size_t *got) MUST_CHECK;
void dial_close(int fd);
/* Split "HOST:PORT" or "[HOST]:PORT"; false where it is neither, or the port is not 0..65535. */
bool dial_split(struct str host_port, char host[256], char port[6]);

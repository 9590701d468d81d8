/* SPDX-License-Identifier: Apache-2.0 */
/* What `busbar demo --tls` needs for mutual TLS: a private CA and certificates of the server and of
 * each station, made by `busbar ca`. */
#pragma once

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>

enum demo_file {
    DEMO_CA,
    DEMO_SERVER,      /* prefix of the server's files */
    DEMO_SERVER_CERT, /* its certificate */
    DEMO_SERVER_KEY,
    DEMO_STATIONS,      /* folder of the stations' files */
    DEMO_STATIONS_CERT, /* pattern of their certificates */
    DEMO_STATIONS_KEY,
    DEMO_ROOT,
    DEMO_CRL,
    DEMO_FILES
};

struct demo_certs {
    char file[DEMO_FILES][600];
};

/* Name the files, in that folder. */
void demo_certs_name(struct demo_certs *c, const char *folder);
/* Make a CA, a server's certificate for localhost and one for each station SIM00001 ..., or keep
 * those of an earlier run. False where that failed; the reason is in the log. */
bool demo_certs_make(struct demo_certs *c, const char *log, int64_t stations,
                     const volatile sig_atomic_t *stop);

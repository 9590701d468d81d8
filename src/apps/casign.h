/* SPDX-License-Identifier: Apache-2.0 */
/* The CA that signs for the server: its folder, its passphrase, whose O its certificates bear. */
#pragma once

#include "apps/options.h"
#include "base/err.h"
#include "pki/cert.h"

struct casign {
    bool on;
    char organization[CERT_NAME_MAX * 4 + 1];
    char passphrase[520]; /* "" for none */
};

/* Look at the folder that the options name, if any: it must hold a CA whose key can be read. On
 * failure why is one line. */
enum err casign_open(struct casign *c, const struct options *o, char why[256]) MUST_CHECK;
/* Certify a request that was judged: the chain is appended. False with one sentence in why. Any
 * thread. */
bool casign_certify(const struct casign *c, const struct options *o, enum cert_use use,
                    struct str request, struct buf *chain, struct cert_facts *facts, char why[256]);

/* SPDX-License-Identifier: Apache-2.0 */
/* Inside of the room: names of subjects and issuers as text. */
#pragma once

#include <openssl/x509.h>

#include "base/str.h"

/* A whole name on one line, "O=Busbar Demo, CN=CP-1"; what does not fit is cut. */
void name_line(const X509_NAME *name, char *out, size_t cap);
/* The one part of this kind as UTF-8; false and "" where there is none, or several, or it is too
 * long, or holds a NUL byte. */
bool name_one(const X509_NAME *name, int nid, char *out, size_t cap);

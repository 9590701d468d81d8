/* SPDX-License-Identifier: Apache-2.0 */
/* Any text as a certificate request and as a certificate: what a station may send as its request.
 * What is read is text within its bounds. */
#include <string.h>

#include "base/assert.h"
#include "pki/request.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static char pem[CERT_PEM_MAX];
    struct str in = str_make((const char *)data, size);
    struct buf out = buf_over(pem, sizeof pem);
    struct request r;
    struct cert_facts f;
    char why[256] = "";
    if (request_read(in, &r, &out, why))
        ASSERT(r.name[0] && str_utf8(str_of(r.name)) && out.n > 0);
    else
        ASSERT(why[0] && strlen(why) < sizeof why);
    if (cert_read(in, &f, why))
        ASSERT(strlen(f.subject) < sizeof f.subject && strlen(f.serial) < sizeof f.serial);
    (void)cert_check(in, in, (struct str){0}, 0, why);
    return 0;
}

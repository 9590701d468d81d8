/* SPDX-License-Identifier: Apache-2.0 */
/* X.500 names as UTF-8 text. */
#include "pki/name.h"

#include <string.h>

#include "pki/pem.h"

void name_line(const X509_NAME *name, char *out, size_t cap)
{
    BIO *bio = BIO_new(BIO_s_mem());
    char *bytes = NULL;
    unsigned long how = ASN1_STRFLGS_ESC_2253 | ASN1_STRFLGS_ESC_CTRL | ASN1_STRFLGS_UTF8_CONVERT |
                        XN_FLAG_SEP_CPLUS_SPC | XN_FLAG_FN_SN;
    out[0] = 0;
    if (bio && X509_NAME_print_ex(bio, name, 0, how) >= 0) {
        long n = BIO_get_mem_data(bio, &bytes);
        str_copy(out, cap, str_make(bytes, n > 0 ? (size_t)n : 0));
    }
    BIO_free(bio);
}

bool name_one(const X509_NAME *name, int nid, char *out, size_t cap)
{
    int at = X509_NAME_get_index_by_NID(name, nid, -1);
    unsigned char *text = NULL;
    out[0] = 0;
    if (at < 0 || X509_NAME_get_index_by_NID(name, nid, at) >= 0)
        return false;
    int n = ASN1_STRING_to_UTF8(&text, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, at)));
    bool ok = n > 0 && memchr(text, 0, (size_t)n) == NULL && (size_t)n < cap;
    if (ok)
        ok = str_copy(out, cap, str_make((const char *)text, (size_t)n));
    OPENSSL_free(text);
    return ok;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* How strong a key and a signature must be. */
#include "pki/strength.h"

#include <openssl/objects.h>
#include <stdio.h>
#include <string.h>

#include "pki/pem.h"

#define RSA_BITS_MIN 2048
#define RSA_BITS_MAX 8192
#define EC_BITS_MIN 224

bool strength_key(EVP_PKEY *key, char why[256])
{
    int bits = EVP_PKEY_get_bits(key);
    if (EVP_PKEY_is_a(key, "RSA") == 1) {
        if (bits < RSA_BITS_MIN)
            return pem_refuse(why, "an RSA key must have at least 2048 bits");
        return bits <= RSA_BITS_MAX || pem_refuse(why, "an RSA key must have at most 8192 bits");
    }
    if (EVP_PKEY_is_a(key, "EC") == 1)
        return bits >= EC_BITS_MIN || pem_refuse(why, "an EC key must have at least 224 bits");
    return pem_refuse(why, "a key must be RSA or EC");
}

bool strength_signature(int nid, char why[256])
{
    int digest = NID_undef, key = NID_undef;
    OBJ_find_sigid_algs(nid, &digest, &key);
    if (digest == NID_sha256 || digest == NID_sha384 || digest == NID_sha512)
        return true;
    return pem_refuse(why, "a signature must be made with SHA-256, SHA-384 or SHA-512");
}

void strength_name(EVP_PKEY *key, char *out, size_t cap)
{
    char group[32] = "?";
    size_t n;
    if (EVP_PKEY_is_a(key, "RSA") == 1)
        snprintf(out, cap, "rsa%d", EVP_PKEY_get_bits(key));
    else if (EVP_PKEY_is_a(key, "EC") != 1 ||
             EVP_PKEY_get_group_name(key, group, sizeof group, &n) != 1)
        snprintf(out, cap, "other");
    else if (strcmp(group, "prime256v1") == 0)
        snprintf(out, cap, "p256");
    else if (strcmp(group, "secp384r1") == 0)
        snprintf(out, cap, "p384");
    else
        snprintf(out, cap, "ec %.16s", group);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* What a request for a certificate can be refused for, in the order in which it is looked at:
 * REQUEST_FAULT(name, sentence). The name is the rule of the finding (2.0.1 part 2 A00.FR.501 and following, part 4). */
REQUEST_FAULT(CSR_UNREADABLE,       "this is no certificate request in PEM")
REQUEST_FAULT(CSR_WEAK_KEY,         "the key must be RSA of 2048 to 8192 bits, or EC of 224 bits and more")
REQUEST_FAULT(CSR_WEAK_SIGNATURE,   "the request must be signed with SHA-256, SHA-384 or SHA-512")
REQUEST_FAULT(CSR_NOT_ITS_KEY,      "the request is not signed by its own key")
REQUEST_FAULT(CSR_NO_NAME,          "the request must hold exactly one common name (CN)")
REQUEST_FAULT(CSR_BAD_NAME,         "the common name (CN) must have at most 48 of the characters letters, digits, blank and *-_=:+|@., and be no IP address")
REQUEST_FAULT(CSR_FOREIGN_IDENTITY, "the request asks for the name of another station")
REQUEST_FAULT(CSR_FOREIGN_OPERATOR, "the request names another operator (O) than ours")

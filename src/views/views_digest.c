/* SPDX-License-Identifier: Apache-2.0 */
/* The digest of a whole database: SHA-256 over every value of every row in the order of the keys.
 */
#include <openssl/evp.h>
#include <string.h>

#include "base/le.h"
#include "views/reader.h"

/* Add one value: its type, its length, its bytes. */
static bool add_value(EVP_MD_CTX *md, sqlite3_stmt *s, int column)
{
    char head[9];
    int type = sqlite3_column_type(s, column);
    head[0] = (char)type;
    if (type == SQLITE_INTEGER) {
        le_put64(head + 1, (uint64_t)sqlite3_column_int64(s, column));
        return EVP_DigestUpdate(md, head, sizeof head) == 1;
    }
    struct str bytes = db_column(s, column);
    le_put64(head + 1, bytes.n);
    return EVP_DigestUpdate(md, head, sizeof head) == 1 &&
           (bytes.n == 0 || EVP_DigestUpdate(md, bytes.p, bytes.n) == 1);
}

/* Add all rows of a table. */
static enum err add_table(struct views_reader *r, EVP_MD_CTX *md, const struct schema_order *t)
{
    struct query q;
    sqlite3_stmt *s = NULL;
    bool row = true, good = EVP_DigestUpdate(md, t->table, strlen(t->table) + 1) == 1;
    reader_query(&q, "");
    buf_printf(&q.sql, "SELECT * FROM %s ORDER BY %s", t->table, t->order);
    enum err e = reader_prepare(r, &q, &s);
    while (e == ERR_OK && row) {
        e = db_next(&r->db, s, &row);
        for (int i = 0; row && good && i < sqlite3_column_count(s); i++)
            good = add_value(md, s, i);
        if (e == ERR_OK && !good)
            e = ERR_MEMORY;
    }
    sqlite3_finalize(s);
    return e;
}

/* Write bytes in hex. */
static void hex(const unsigned char *p, size_t n, char *out)
{
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < n; i++) {
        *out++ = digits[p[i] >> 4];
        *out++ = digits[p[i] & 15];
    }
    *out = '\0';
}

enum err views_digest(struct views_reader *r, char out[65])
{
    unsigned char hash[32];
    unsigned n = 0;
    EVP_MD_CTX *md = EVP_MD_CTX_new();
    if (!md || EVP_DigestInit_ex(md, EVP_sha256(), NULL) != 1) {
        EVP_MD_CTX_free(md);
        return ERR_MEMORY;
    }
    enum err e = db_exec(&r->db, "BEGIN"); /* one state for all tables */
    if (e == ERR_OK) {
        for (const struct schema_order *t = schema_orders(); e == ERR_OK && t->table; t++)
            e = add_table(r, md, t);
        enum err ended = db_exec(&r->db, "ROLLBACK");
        e = e == ERR_OK ? ended : e;
    }
    if (e == ERR_OK && (EVP_DigestFinal_ex(md, hash, &n) != 1 || n != sizeof hash))
        e = ERR_MEMORY;
    if (e == ERR_OK)
        hex(hash, sizeof hash, out);
    EVP_MD_CTX_free(md);
    return e;
}

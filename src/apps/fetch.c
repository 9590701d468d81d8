/* SPDX-License-Identifier: Apache-2.0 */
/* A request with "Connection: close", read to the end of the stream. */
#include "apps/fetch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "os/dial.h"
#include "wire/http.h"

#define ANSWER_MAX (64u << 20)

/* Put the header line with the key of the key file into out (empty where there is none). */
static enum err key_line(struct fetch *f, char out[512])
{
    char key[256] = "";
    out[0] = '\0';
    if (!f->key_file || f->key_file[0] == '\0')
        return ERR_OK;
    FILE *file = fopen(f->key_file, "re");
    if (!file || !fgets(key, sizeof key, file)) {
        snprintf(f->why, sizeof f->why, "%.128s: no key can be read there", f->key_file);
        if (file)
            fclose(file);
        return ERR_NOT_FOUND;
    }
    fclose(file);
    struct str text = str_trim(str_of(key));
    snprintf(out, 512, "Authorization: Bearer %.*s\r\n", STR_ARG(text));
    return ERR_OK;
}

/* Read all there is into a block that grows. */
static enum err read_all(int fd, char **p, size_t *n)
{
    size_t cap = 65536, got;
    *n = 0;
    *p = malloc(cap);
    if (!*p)
        return ERR_MEMORY;
    for (;;) {
        if (*n == cap) {
            char *bigger = cap < ANSWER_MAX ? realloc(*p, cap *= 2) : NULL;
            if (!bigger)
                return ERR_FULL;
            *p = bigger;
        }
        enum err e = dial_read(fd, *p + *n, cap - *n, &got);
        if (e != ERR_OK)
            return e;
        if (got == 0)
            return ERR_OK;
        *n += got;
    }
}

/* Split the raw answer into status and body. */
static enum err take_answer(struct fetch *f, char *raw, size_t n)
{
    struct http_head head;
    if (http_response(str_make(raw, n), &head) != HTTP_OK) {
        snprintf(f->why, sizeof f->why, "%.128s: the answer is not HTTP", f->host_port);
        return ERR_INVALID;
    }
    struct str rest = str_skip(str_make(raw, n), head.bytes);
    if (head.content_length >= 0 && (uint64_t)head.content_length != rest.n) {
        snprintf(f->why, sizeof f->why, "%.128s: the answer was cut short", f->host_port);
        return ERR_CLOSED;
    }
    f->status = head.status;
    f->body_n = rest.n;
    f->body = malloc(rest.n + 1);
    if (!f->body)
        return ERR_MEMORY;
    if (rest.n > 0)
        memcpy(f->body, rest.p, rest.n);
    f->body[rest.n] = '\0';
    return ERR_OK;
}

/* Send head and body, read the answer. */
static enum err exchange(struct fetch *f, int fd, const char *head, struct str body)
{
    char *raw = NULL;
    size_t n = 0;
    enum err e = dial_write(fd, str_of(head));
    if (e == ERR_OK)
        e = dial_write(fd, body);
    if (e == ERR_OK)
        e = read_all(fd, &raw, &n);
    if (e == ERR_OK)
        e = take_answer(f, raw, n);
    else
        snprintf(f->why, sizeof f->why, "%.128s: %s", f->host_port, err_text(e));
    free(raw);
    return e;
}

enum err fetch_do(struct fetch *f, const char *method, const char *target, const char *content_type,
                  struct str body)
{
    char head[8192], key[512];
    int fd;
    f->status = 0;
    f->body = NULL;
    f->body_n = 0;
    enum err e = key_line(f, key);
    if (e != ERR_OK)
        return e;
    int n = snprintf(
        head, sizeof head,
        "%s %s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n%s%s%s%sContent-Length: %zu\r\n\r\n",
        method, target, f->host_port, key, content_type ? "Content-Type: " : "",
        content_type ? content_type : "", content_type ? "\r\n" : "", body.n);
    if (n < 0 || (size_t)n >= sizeof head) {
        snprintf(f->why, sizeof f->why, "the request is too long");
        return ERR_INVALID;
    }
    e = dial_open(f->host_port, f->timeout_ms, &fd);
    if (e != ERR_OK) {
        snprintf(f->why, sizeof f->why, "%.128s: %s", f->host_port,
                 e == ERR_CLOSED ? "nobody listens there (is busbar serve running?)" : err_text(e));
        return e;
    }
    e = exchange(f, fd, head, body);
    dial_close(fd);
    return e;
}

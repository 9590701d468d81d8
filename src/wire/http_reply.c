/* SPDX-License-Identifier: Apache-2.0 */
/* Answers of an HTTP server. */
#include "wire/http.h"

const char *http_reason(int status)
{
    static const struct {
        int status;
        const char *reason;
    } rows[] = {{100, "Continue"},
                {101, "Switching Protocols"},
                {200, "OK"},
                {201, "Created"},
                {202, "Accepted"},
                {204, "No Content"},
                {206, "Partial Content"},
                {301, "Moved Permanently"},
                {302, "Found"},
                {303, "See Other"},
                {304, "Not Modified"},
                {307, "Temporary Redirect"},
                {308, "Permanent Redirect"},
                {400, "Bad Request"},
                {401, "Unauthorized"},
                {402, "Payment Required"},
                {403, "Forbidden"},
                {404, "Not Found"},
                {405, "Method Not Allowed"},
                {406, "Not Acceptable"},
                {408, "Request Timeout"},
                {409, "Conflict"},
                {410, "Gone"},
                {411, "Length Required"},
                {412, "Precondition Failed"},
                {413, "Content Too Large"},
                {414, "URI Too Long"},
                {415, "Unsupported Media Type"},
                {421, "Misdirected Request"},
                {422, "Unprocessable Content"},
                {426, "Upgrade Required"},
                {428, "Precondition Required"},
                {429, "Too Many Requests"},
                {431, "Request Header Fields Too Large"},
                {500, "Internal Server Error"},
                {501, "Not Implemented"},
                {502, "Bad Gateway"},
                {503, "Service Unavailable"},
                {504, "Gateway Timeout"},
                {505, "HTTP Version Not Supported"},
                {507, "Insufficient Storage"}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (rows[i].status == status)
            return rows[i].reason;
    return "";
}

void http_reply(struct buf *out, int status, const char *content_type, struct str extra,
                struct str body, bool keep_alive)
{
    bool has_body = status >= 200 && status != 204 && status != 304;
    buf_printf(out, "HTTP/1.1 %d %s\r\n", status, http_reason(status));
    if (has_body && content_type)
        buf_printf(out, "Content-Type: %s\r\n", content_type);
    if (has_body)
        buf_printf(out, "Content-Length: %zu\r\n", body.n);
    buf_printf(out, "Connection: %s\r\n", keep_alive ? "keep-alive" : "close");
    buf_puts(out, extra);
    buf_putz(out, "\r\n");
    if (has_body)
        buf_puts(out, body);
}

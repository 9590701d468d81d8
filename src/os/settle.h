/* SPDX-License-Identifier: Apache-2.0 */
/* Writing back what is dirty of a file bit by bit, with rests in between, so that who syncs other
 * files of the same disk meanwhile waits behind one bit only. Promises nothing: it is a kindness
 * before an fdatasync. */
#pragma once

struct settle;

/* Begin; NULL where memory is out. */
struct settle *settle_open(void);
/* Write back what is dirty of the file at that path; blocks. The first files of a path stay open:
 * to close any would drop the locks that the process holds on it by fcntl. */
void settle_file(struct settle *s, const char *path);
/* Free it. Its files stay open until the process ends, for their locks. */
void settle_free(struct settle *s);

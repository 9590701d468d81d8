/* SPDX-License-Identifier: Apache-2.0 */
/* How the failing world is told: a must-check value with a text. What a charger does wrong is
 * never one of these; that is data (a finding). */
#pragma once

enum err {
#define ERR(name, text) ERR_##name,
#include "base/tbl/errors.h"
#undef ERR
};

#define MUST_CHECK __attribute__((warn_unused_result))

/* The sentence of an error. */
const char *err_text(enum err e);
/* The error that a value of errno stands for (ERR_IO where it has no row). */
enum err err_from_errno(int number);

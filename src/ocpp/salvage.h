/* SPDX-License-Identifier: Apache-2.0 */
/* Broken JSON made whole, as far as it goes: commas too many or missing, values left out, brackets
 * not closed, text cut off. For MeterValues only, where what is lost never comes again; a number or
 * text that the end may have cut, and the element around it, is left out, never guessed. */
#pragma once

#include "base/arena.h"

/* Repair the object that broken begins with; the result lives in the arena. False where it can't be
 * made JSON. */
bool salvage_json(struct str broken, struct arena *arena, struct str *whole);

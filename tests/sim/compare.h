/* SPDX-License-Identifier: Apache-2.0 */
/* Comparisons of the whole: what is known on one way with what is known on another. */
#pragma once

#include "sim/world.h"

/* The stations that the server has in memory are those that the journal folds to from its
 * beginning. All that it knows must be durable. */
void compare_fold(struct sim *s);
/* The views are those that are built anew from position 0. */
void compare_views(struct sim *s);
/* The sessions in the views are those of the stations' own meters, each once, to the watt-hour; and
 * have the energy that `folded` (slots, some empty) has. */
void compare_meters(struct sim *s, const struct session *folded, size_t slots);

/* SPDX-License-Identifier: Apache-2.0 */
/* No guard: ends what rows_struct.h or rows_field.h began. */
#undef ROW_ANY
#undef ROW_INT
#undef ROW_OPT
#undef ROW_TIME
#undef ROW_BOOL
#undef ROW_ENUM
#undef ROW_FLAGS
#undef ROW_TEXT
#undef ROW_STR
#undef ROW_SECRET
#undef ROW_SECRET_STR
#undef ROW_WORDS
#undef ROW_READINGS
#undef ROW_FACTS

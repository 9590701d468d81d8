/* SPDX-License-Identifier: Apache-2.0 */
/* 128 bits, for the product of two 64-bit numbers. */
#pragma once

__extension__ typedef __int128 wide;

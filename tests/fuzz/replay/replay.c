/* SPDX-License-Identifier: Apache-2.0 */
/* A fuzz target without a fuzzer: each seed of its folder, as it is, and changed in ways that the
 * seed's number decides. So what was found once stays found, under the compiler and the sanitizers
 * of `make test`. TAP. */
#include <dirent.h>
#include <stdio.h>

#include "base/random.h"
#include "fuzz/fuzz.h"

#define SEED_MAX (1 << 20)
#define MUTANTS 40 /* of each seed */

/* Change a copy of the seed: bytes, a piece left out, a piece doubled, the end cut off. */
static size_t mutate(uint8_t *p, size_t n, struct random *r)
{
    for (uint64_t k = 1 + random_below(r, 4); k > 0 && n > 0; k--) {
        size_t at = (size_t)random_below(r, n), most = n - at < 16 ? n - at : 16;
        size_t piece = 1 + (size_t)random_below(r, most);
        switch (random_below(r, 4)) {
        case 0:
            p[at] = (uint8_t)random_next(r);
            break;
        case 1:
            memmove(p + at, p + at + piece, n - at - piece);
            n -= piece;
            break;
        case 2:
            if (n + piece <= SEED_MAX) {
                memmove(p + at + piece, p + at, n - at);
                n += piece;
            }
            break;
        default:
            n = at;
        }
    }
    return n;
}

/* Run one seed and its mutants; false where it can't be read. */
static bool run(const char *path, unsigned number)
{
    static uint8_t seed[SEED_MAX], work[SEED_MAX];
    FILE *f = fopen(path, "rb");
    if (!f)
        return false;
    size_t n = fread(seed, 1, sizeof seed, f);
    bool whole = !ferror(f) && feof(f);
    fclose(f);
    if (!whole)
        return false;
    LLVMFuzzerTestOneInput(seed, n);
    for (unsigned i = 0; i < MUTANTS; i++) {
        struct random r = {((uint64_t)number << 32) + i};
        memcpy(work, seed, n);
        LLVMFuzzerTestOneInput(work, mutate(work, n, &r));
    }
    return true;
}

int main(int argc, char **argv)
{
    struct dirent **names = NULL;
    const char *folder = argc > 1 ? argv[1] : FUZZ_SEEDS;
    int n = scandir(folder, &names, NULL, alphasort), seeds = 0, failed = 0;
    for (int i = 0; i < n; i++) {
        char path[4096];
        if (names[i]->d_name[0] != '.') {
            snprintf(path, sizeof path, "%s/%s", folder, names[i]->d_name);
            printf("# %s\n", names[i]->d_name); /* the last one told is the one that broke it */
            fflush(stdout);
            failed += !run(path, (unsigned)i);
            seeds++;
        }
        free(names[i]);
    }
    free(names);
    printf("%s 1 - %d seeds and %d changed copies of each; %d can't be read\n1..1\n",
           seeds > 0 && failed == 0 ? "ok" : "not ok", seeds, MUTANTS, failed);
    return seeds == 0 || failed > 0;
}

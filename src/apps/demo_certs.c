/* SPDX-License-Identifier: Apache-2.0 */
/* The certificates of the demo, by the same commands that an operator would type. */
#include "apps/demo_certs.h"

#include <stdio.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "apps/spawn.h"

/* Run `busbar ca` to its end. */
static bool run_ca(const char *log, const char *const argv[])
{
    int status;
    pid_t pid = spawn_self(log, argv);
    return pid > 0 && waitpid(pid, &status, 0) == pid && status == 0;
}

/* Issue one certificate. */
static bool issue(struct demo_certs *c, const char *log, const char *use, const char *name,
                  char *out)
{
    const char *argv[] = {"busbar",         "ca",    "issue", use, name, "--dir",
                          c->file[DEMO_CA], "--out", out,     NULL};
    return run_ca(log, argv);
}

/* Export what the other side trusts, or the revocation lists. */
static bool export_file(struct demo_certs *c, const char *log, const char *what,
                        enum demo_file file)
{
    const char *argv[] = {"busbar",      "ca",    "export",         what,
                          c->file[file], "--dir", c->file[DEMO_CA], NULL};
    return run_ca(log, argv);
}

void demo_certs_name(struct demo_certs *c, const char *folder)
{
    static const char *const names[DEMO_FILES] = {
        [DEMO_CA] = "ca",
        [DEMO_SERVER] = "server",
        [DEMO_SERVER_CERT] = "server.cert.pem",
        [DEMO_SERVER_KEY] = "server.key.pem",
        [DEMO_STATIONS] = "stations",
        [DEMO_STATIONS_CERT] = "stations/{identity}.cert.pem",
        [DEMO_STATIONS_KEY] = "stations/{identity}.key.pem",
        [DEMO_ROOT] = "root.pem",
        [DEMO_CRL] = "crl.pem"};
    for (int i = 0; i < DEMO_FILES; i++)
        snprintf(c->file[i], sizeof c->file[i], "%s/%s", folder, names[i]);
}

bool demo_certs_make(struct demo_certs *c, const char *log, int64_t stations,
                     const volatile sig_atomic_t *stop)
{
    const char *init[] = {"busbar", "ca", "init", "--org", "Demo", "--dir", c->file[DEMO_CA], NULL};
    bool there = access(c->file[DEMO_CA], F_OK) == 0;
    if (!there &&
        (!run_ca(log, init) || !issue(c, log, "server", "localhost", c->file[DEMO_SERVER]) ||
         !export_file(c, log, "root", DEMO_ROOT) || !export_file(c, log, "crl", DEMO_CRL) ||
         mkdir(c->file[DEMO_STATIONS], 0700) != 0))
        return false;
    for (int64_t i = 1; i <= stations && !*stop; i++) {
        char name[32], out[640], cert[700];
        snprintf(name, sizeof name, "SIM%05lld", (long long)i);
        snprintf(out, sizeof out, "%s/%s", c->file[DEMO_STATIONS], name);
        snprintf(cert, sizeof cert, "%s.cert.pem", out);
        if (access(cert, F_OK) != 0 && !issue(c, log, "station", name, out))
            return false;
    }
    return true;
}

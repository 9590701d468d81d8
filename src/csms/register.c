/* SPDX-License-Identifier: Apache-2.0 */
/* Following a meter's register in segments, held against what the EVSE can give:
 *
 *      a rise that power x time allows      the segment goes on
 *      a fall of up to 10 Wh                rounding, no change
 *      back onto the line before            what broke it was a glitch: forgotten
 *      any other fall                       REGISTER_RESET: a new segment, from 0 if plausible
 *      any other rise                       IMPLAUSIBLE: a new segment, the rise is quarantined
 *      older than all                       extends the oldest segment at its front
 *
 * so that energy = closed segments + last - first never falls while readings come in order. */
#include "csms/register.h"

#include "base/time.h"
#include "csms/meter.h"

__extension__ typedef __int128 wide;

static int64_t min_of(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

static int64_t max_of(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

int64_t register_allowance(const struct session *s, int64_t us)
{
    int64_t rated = s->rated_power_mw > 0 ? s->rated_power_mw : SESSION_DEFAULT_RATED_MW;
    wide v = (wide)rated * (wide)(max_of(us, 0) + METER_SLACK_US) / (wide)US_PER_HOUR;
    return v > METER_MAX_MWH ? METER_MAX_MWH : (int64_t)(v * 11 / 10) + METER_SLACK_MWH;
}

int64_t register_energy(const struct session *s)
{
    return s->segments_mwh + s->register_last_mwh - s->register_first_mwh;
}

void register_quarantine(struct session *s, int64_t mwh)
{
    s->implausible++;
    if (mwh <= 0)
        return;
    s->flags |= SESSION_FLAG(IMPLAUSIBLE);
    s->quarantined_mwh = min_of(s->quarantined_mwh, INT64_MAX - mwh) + mwh;
}

/* Can the session have taken `rise` in [from, to], and then `total` in all? */
static bool plausible(const struct session *s, int64_t rise, int64_t from_us, int64_t to_us,
                      int64_t total)
{
    int64_t began = min_of(min_of(s->started_at_us, s->register_oldest_at_us), from_us);
    return rise <= register_allowance(s, to_us - from_us) &&
           total <= register_allowance(s, max_of(to_us, s->register_last_at_us) - began);
}

/* Close the segment and begin another at `first`, remembering the line that was left. */
static void segment_begin(struct session *s, int64_t at_us, int64_t first, int64_t last)
{
    s->segments_mwh += s->register_last_mwh - s->register_first_mwh;
    s->register_before_mwh = s->register_last_mwh;
    s->register_before_at_us = s->register_last_at_us;
    s->register_first_mwh = first;
    s->register_last_mwh = last;
    s->register_first_at_us = at_us;
    s->register_last_at_us = at_us;
}

bool register_resumes(const struct session *s, int64_t at_us, int64_t value)
{
    int64_t gain = value - s->register_before_mwh;
    return s->register_before_at_us != 0 && s->register_first_mwh == s->register_last_mwh &&
           gain >= 0 && plausible(s, gain, s->register_before_at_us, at_us, s->segments_mwh + gain);
}

/* Go on from before the last break, where the register does. */
static bool register_returns(struct session *s, int64_t at_us, int64_t value)
{
    if (!register_resumes(s, at_us, value))
        return false;
    s->register_first_mwh = s->register_before_mwh;
    s->register_first_at_us = s->register_before_at_us;
    s->register_last_mwh = value;
    s->register_last_at_us = at_us;
    s->register_before_mwh = 0;
    s->register_before_at_us = 0;
    return true;
}

/* A register fell: it was set back, and counts on from 0 where that can be. */
static void register_falls(struct session *s, int64_t at_us, int64_t value)
{
    bool from_zero = plausible(s, value, s->register_last_at_us, at_us, register_energy(s) + value);
    s->flags |= SESSION_FLAG(REGISTER_RESET);
    segment_begin(s, at_us, from_zero ? 0 : value, value);
}

/* A register that is the newest. */
static void register_next(struct session *s, int64_t at_us, int64_t value)
{
    int64_t rise = value - s->register_last_mwh;
    if (rise >= 0 && plausible(s, rise, s->register_last_at_us, at_us, register_energy(s) + rise)) {
        s->register_last_mwh = value;
        s->register_last_at_us = at_us;
    } else if (rise < 0 && rise >= -METER_ROUNDING_MWH) {
        s->register_last_at_us = at_us;
    } else if (register_returns(s, at_us, value)) {
        return;
    } else if (rise < 0) {
        register_falls(s, at_us, value);
    } else {
        register_quarantine(s, rise);
        segment_begin(s, at_us, value, value);
    }
}

/* A register older than the newest: counts only where it is older than all and extends the front.
 */
static void register_late(struct session *s, int64_t at_us, int64_t value)
{
    int64_t gain = s->register_oldest_mwh - value;
    if (at_us > s->register_oldest_at_us || gain < 0)
        return;
    bool first = s->register_oldest_at_us == s->register_first_at_us &&
                 s->register_oldest_mwh == s->register_first_mwh;
    if (!plausible(s, gain, at_us, s->register_oldest_at_us, register_energy(s) + gain)) {
        register_quarantine(s, gain);
    } else if (first) {
        s->register_first_mwh = value;
        s->register_first_at_us = at_us;
    } else {
        s->segments_mwh += gain;
    }
    s->register_oldest_mwh = value;
    s->register_oldest_at_us = at_us;
}

void register_take(struct session *s, int64_t at_us, int64_t value)
{
    if (!s->register_seen) {
        s->register_seen = 1;
        s->register_first_mwh = s->register_last_mwh = s->register_oldest_mwh = value;
        s->register_first_at_us = s->register_last_at_us = s->register_oldest_at_us = at_us;
    } else if (at_us < s->register_last_at_us ||
               (at_us == s->register_last_at_us && value < s->register_last_mwh)) {
        register_late(s, at_us, value);
    } else {
        register_next(s, at_us, value);
    }
}

void register_begin(struct session *s, int64_t at_us, int64_t value)
{
    segment_begin(s, at_us, value, value);
    s->register_before_mwh = 0;
    s->register_before_at_us = 0;
}

#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""A second opinion about local time (Python's zoneinfo) and about prices: another pricing, by fractions, that looks at every second
of a use on its own. TAP. BUSBAR_SECOND=100 asks a hundred times as much, BUSBAR_SEED other things."""

import datetime
import json
import pathlib
import struct
import sys
import zoneinfo
from fractions import Fraction

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from probe import TIMES, ask, chance  # noqa: E402

from kit.server import main  # noqa: E402

UTC = datetime.timezone.utc
EPOCH = datetime.datetime(1970, 1, 1, tzinfo=UTC)
ZONEINFO = pathlib.Path("/usr/share/zoneinfo")
DAYS = ("MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY")
# Their clocks follow the moon: a table of each year, which no rule can say (docs/rate.md).
MOON = {"Africa/Casablanca", "Africa/El_Aaiun", "Asia/Gaza", "Asia/Hebron"}
BERLIN = ("Europe/Berlin", "CET-1CEST,M3.5.0,M10.5.0/3")


def rules():
    """(name, rule) of each zone: the last line of its file (RFC 8536)."""
    for name in sorted(zoneinfo.available_timezones()):
        data = (ZONEINFO / name).read_bytes() if (ZONEINFO / name).is_file() else b""
        rule = data.rsplit(b"\n", 2)[-2].decode() if data.startswith(b"TZif") and data.endswith(b"\n") else ""
        if rule:
            yield name, rule


def zones():
    """every zone of the world is ahead of UTC by what Python says, around each change and in between"""
    r = chance("zones")
    seen, asked = set(), 0
    for name, rule in rules():
        if name in MOON or (rule in seen and TIMES == 1):
            continue
        seen.add(rule)
        zone = zoneinfo.ZoneInfo(name)
        at = 1_767_225_600 + r.randrange(86400)  # of 2026
        for _ in range(12):
            ahead, change = map(int, ask("z", struct.pack("<q", at * 1_000_000) + rule.encode()).split())
            for second in (at, change // 1_000_000 - 1, change // 1_000_000) if change < 2**62 else (at,):
                said = int(ask("z", struct.pack("<q", second * 1_000_000) + rule.encode()).split()[0])
                want = datetime.datetime.fromtimestamp(second, zone).utcoffset().total_seconds()
                assert said == want, (name, rule, second, said, want)
                asked += 1
            at += r.randrange(86400 * 200)
    assert asked > 200, asked


# -- another pricing --

def round_half_away(value, unit):
    """The multiple of unit nearest to value, halves away from zero."""
    n = abs(value) / unit
    return (1 if value >= 0 else -1) * int(n + Fraction(1, 2)) * unit


def holds(limits, s):
    """Do the restrictions hold in the second s?"""
    local = s["local"]
    clock, date = local.strftime("%H:%M:%S"), local.strftime("%Y-%m-%d")
    start, end = limits.get("start_time"), limits.get("end_time")
    if start and end and start >= end:
        if not (clock >= start or clock < end):
            return False
    elif (start and clock < start) or (end and clock >= end):
        return False
    if limits.get("start_date") and date < limits["start_date"] or limits.get("end_date") and date >= limits["end_date"]:
        return False
    if limits.get("day_of_week") and DAYS[local.weekday()] not in limits["day_of_week"]:
        return False
    for word, key in (("kwh", "kwh"), ("power", "kw"), ("current", "a"), ("duration", "second"), ("charging_duration", "charged"), ("parking_duration", "parked")):
        low, high = limits.get(f"min_{word}"), limits.get(f"max_{word}")
        if (low is not None or high is not None) and s[key] is None:
            return False
        if (low is not None and s[key] < Fraction(str(low))) or (high is not None and s[key] >= Fraction(str(high))):
            return False
    return True


def chosen(tariff, kind, s):
    """(element, component) that has the price of a dimension in a second."""
    for i, e in enumerate(tariff["elements"]):
        for c in e["price_components"]:
            if c["type"] == kind and holds(e.get("restrictions", {}), s):
                return i, c
    return None


def seconds_of(use, zone):
    """Each second of a use: where it stands at its beginning, and the energy that it takes."""
    points = use["points"]
    start = datetime.datetime.fromisoformat(points[0]["at"].replace("Z", "+00:00"))
    time = {False: 0, True: 0}
    for a, b in zip(points, points[1:]):
        from_ = int((datetime.datetime.fromisoformat(a["at"].replace("Z", "+00:00")) - start).total_seconds())
        to = int((datetime.datetime.fromisoformat(b["at"].replace("Z", "+00:00")) - start).total_seconds())
        rate = (Fraction(str(b["kwh"])) - Fraction(str(a["kwh"]))) / (to - from_)
        for n in range(from_, to):
            yield {"second": n, "charged": time[False], "parked": time[True], "kwh": Fraction(str(a["kwh"])) + rate * (n - from_), "takes": rate, "parking": a["parking"],
                   "kw": Fraction(str(a["kw"])) if a["kw"] is not None else rate * 3600, "a": Fraction(str(a["a"])) if a["a"] is not None else None,
                   "local": (start + datetime.timedelta(seconds=n)).astimezone(zone)}
            time[a["parking"]] += 1


def priced(tariff, use, zone):
    """(excl, incl) by looking at each second."""
    used, open_run, flat = {}, {}, None

    def close(kind):
        """Round what has run up to a step; the rest goes on the last line."""
        extra = 0
        if kind in open_run:
            key, total, step = open_run.pop(kind)
            extra = -total % step
            used[key] += extra
        return extra

    tail, parked = 0, 0
    for s in seconds_of(use, zone):
        flat = flat or chosen(tariff, "FLAT", s)
        kind = "PARKING_TIME" if s["parking"] else "TIME"
        tail = tail + 1 if s["parking"] else 0
        parked += s["parking"]
        for kind, amount, unit in ((kind, Fraction(1), 1), ("ENERGY", s["takes"], Fraction(1, 1000))):
            if amount == 0:
                continue
            found = chosen(tariff, kind, s)
            if not found:
                close(kind)
                continue
            key = (found[0], kind)
            used[key] = used.get(key, 0) + amount
            total = open_run[kind][1] if kind in open_run else 0
            open_run[kind] = (key, total + amount, found[1]["step_size"] * unit)
    extra = close("TIME")
    close("ENERGY")
    if 0 < tail == parked <= extra:
        open_run.pop("PARKING_TIME", None)
        used = {k: 0 if k[1] == "PARKING_TIME" else v for k, v in used.items()}
    close("PARKING_TIME")
    if flat:
        used[(flat[0], "FLAT")] = 1
    excl = tax = Fraction(0)
    for (i, kind), amount in used.items():
        c = next(c for c in tariff["elements"][i]["price_components"] if c["type"] == kind)
        gross = round_half_away(Fraction(str(c["price"])) * amount / (3600 if kind.endswith("TIME") else 1), Fraction(1, 10**6))
        vat = Fraction(str(c.get("vat", 0))) / 100
        net = round_half_away(gross / (1 + vat), Fraction(1, 10**6)) if tariff.get("tax_included") == "YES" else gross
        excl += net
        tax += gross - net if tariff.get("tax_included") == "YES" else round_half_away(net * vat, Fraction(1, 10**6))
    minor = Fraction(1, {"EUR": 100, "JPY": 1, "KWD": 1000}[tariff["currency"]])
    return round_half_away(excl, minor), round_half_away(excl + tax, minor)


def made_limits(r, start, length):
    """Restrictions that have to do with the use: clock times near it, energies on its way."""
    limits = {}
    near = lambda: (start + datetime.timedelta(seconds=r.randrange(-length, 2 * length))).astimezone(zoneinfo.ZoneInfo(BERLIN[0]))  # noqa: E731
    if r.random() < 0.4:
        limits["start_time"] = near().strftime("%H:%M")
    if r.random() < 0.4:
        limits["end_time"] = near().strftime("%H:%M")
    if r.random() < 0.1:
        limits["start_date"] = near().strftime("%Y-%m-%d")
    if r.random() < 0.1:
        limits["end_date"] = (near() + datetime.timedelta(days=1)).strftime("%Y-%m-%d")
    if r.random() < 0.2:
        limits["day_of_week"] = r.sample(DAYS, r.randrange(1, 7))
    for word, values in (("kwh", range(1, 40)), ("power", range(10, 200)), ("current", range(16, 300)), ("duration", range(60, length + 60)),
                         ("charging_duration", range(1, length)), ("parking_duration", range(1, length // 2))):
        if r.random() < 0.2:
            limits[f"min_{word}"] = r.choice(values)
        if r.random() < 0.2:
            limits[f"max_{word}"] = r.choice(values)
    return limits


def made(r):
    """A tariff and a use, whose energy is a whole number of mWh in each second and of kWh only at whole seconds."""
    start = datetime.datetime(2026, r.choice((1, 3, 10, 11)), 24, tzinfo=UTC) + datetime.timedelta(seconds=r.randrange(8 * 86400))
    if r.random() < 0.3:
        start = datetime.datetime(2026, 10, 25, tzinfo=UTC) + datetime.timedelta(seconds=r.randrange(3600))
    points, at, kwh = [], start, Fraction(0)
    for _ in range(r.randrange(2, 5)):
        parking, length = r.random() < 0.35, r.randrange(1, 1500)
        rate = 0 if parking else Fraction(r.choice((1, 2, 4, 5, 8, 10, 20, 25, 40)), 1000)  # kWh a second, which divides a kWh
        points.append({"at": at.strftime("%Y-%m-%dT%H:%M:%SZ"), "kwh": float(kwh), "kw": r.choice((None, None, r.randrange(0, 200))),
                       "a": r.choice((None, r.randrange(0, 350))), "parking": parking})
        at += datetime.timedelta(seconds=length)
        kwh += rate * length
        if rate and (kwh * 1000) % 200:  # the next rate must meet whole kWh too
            more = next(n for n in range(1, 201) if ((kwh + rate * n) * 1000) % 200 == 0)
            at += datetime.timedelta(seconds=more)
            kwh += rate * more
    points.append({"at": at.strftime("%Y-%m-%dT%H:%M:%SZ"), "kwh": float(kwh), "kw": None, "a": None, "parking": False})
    elements = []
    for _ in range(r.randrange(1, 6)):
        kinds = r.sample(("ENERGY", "FLAT", "PARKING_TIME", "TIME"), r.randrange(1, 5))
        parts = [{"type": k, "price": r.choice((0, 1, 0.25, 0.333333, 2.4, 7.77)), "step_size": r.choice((1, 1, 60, 300, 900))} for k in kinds]
        for p in parts:
            if r.random() < 0.6:
                p["vat"] = r.choice((0, 7, 19, 5.25))
        elements.append({"price_components": parts, "restrictions": made_limits(r, start, 3000)})
    tariff = {"id": "T", "currency": r.choice(("EUR", "JPY", "KWD")), "tax_included": r.choice(("NO", "YES")), "elements": elements}
    return tariff, {"zone": BERLIN[1], "points": points}


def prices():
    """generated tariffs price generated uses to the same totals as looking at every second does"""
    zone, r, paid = zoneinfo.ZoneInfo(BERLIN[0]), chance("prices"), 0
    for n in range(60 * TIMES):
        tariff, use = made(r)
        sent = {"zone": use["zone"], "points": [{k: v for k, v in p.items() if v is not None} for p in use["points"]]}
        text = json.dumps(tariff).encode()
        answer = ask("p", struct.pack("<I", len(text)) + text + json.dumps(sent).encode()).decode()
        assert not answer.startswith("-"), answer
        said = json.loads(answer, parse_float=Fraction, parse_int=Fraction)
        want = priced(tariff, use, zone)
        assert (said["excl_vat"], said["incl_vat"]) == want, (n, [float(w) for w in want], answer, json.dumps(tariff), json.dumps(sent))
        assert sum(line["excl_vat"] for line in said["lines"]) == said["excl_vat"]
        assert sum(line["excl_vat"] + line["vat_amount"] for line in said["lines"]) == said["incl_vat"]
        paid += want[0] > 0
    assert paid > 20 * TIMES, paid


if __name__ == "__main__":
    main([zones, prices])

/* SPDX-License-Identifier: Apache-2.0 */
/* What can be said of a station, a site and a token, in JSON bodies and in CSV columns:
 * MEMBER(form, name, kind, event, field, most, doc); `most` is the most bytes of a text, degrees of an angle. */
MEMBER(STATION, "site_id",        TEXT,     station_registered, site_id,        36,  "site (OCPI Location.id)")
MEMBER(STATION, "cpo_id",         TEXT,     station_registered, cpo_id,         36,  "operator")
MEMBER(STATION, "tariff_id",      TEXT,     station_registered, tariff_id,      36,  "tariff")
MEMBER(STATION, "password",       PASSWORD, station_registered, secret,         128, "Basic password; kept as a salted hash")
MEMBER(STATION, "rated_power_kw", KILOWATT, station_registered, rated_power_mw, 0,   "rated power of one EVSE")
MEMBER(STATION, "serial",         TEXT,     station_registered, serial,         50,  "serial number expected in BootNotification")
MEMBER(SITE,    "name",           TEXT,     site_registered,    name,           255, "name")
MEMBER(SITE,    "cpo_id",         TEXT,     site_registered,    cpo_id,         36,  "operator")
MEMBER(SITE,    "latitude",       DEGREES,  site_registered,    latitude,       90,  "degrees")
MEMBER(SITE,    "longitude",      DEGREES,  site_registered,    longitude,      180, "degrees")
MEMBER(SITE,    "time_zone",      ZONE,     site_registered,    time_zone,      64,  "IANA zone, Europe/Berlin")
MEMBER(SITE,    "power_limit_kw", KILOWATT, site_registered,    power_limit_mw, 0,   "grid limit")
MEMBER(TOKEN,   "status",         STATUS,   token_set,          status,         0,   "what Authorize answers; Accepted where absent")
MEMBER(TOKEN,   "type",           TEXT,     token_set,          token_type,     20,  "IdTokenEnum of 2.x; empty = any")
MEMBER(TOKEN,   "group_id",       TEXT,     token_set,          group_id,       255, "groupIdToken / parentIdTag")
MEMBER(TOKEN,   "expires_at",     TIME,     token_set,          expires_at_us,  0,   "RFC 3339; empty = never")

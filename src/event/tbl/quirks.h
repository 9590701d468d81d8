/* SPDX-License-Identifier: Apache-2.0 */
/* What stations of the field do that no standard has, one row per quirk:
 *
 *     QUIRK(number, NAME, known, control, versions, page, what the station does, what we do)
 *
 * known:   ALWAYS  what we do costs a station that keeps to the standard nothing
 *          RULE    a row of the operator's says for which model or station (busbar ctl set-quirk)
 *          LEARNED the first reject of a station teaches it; the row is kept (event quirk_learned)
 *          OPTION  an option of the server
 * control: FIXED   can't be switched off: something would be lost that never comes again
 *          SWITCH  on unless a row switches it off; off, the breach is refused
 *          VALUE   off unless a row switches it on, with a value
 *          LEARN   on by a reject or a row; off by a row: then what we send stays as it was asked for
 * page:    the story of tests/scenario that shows it (NAME.scn), held by tests/checks/quirks_test.py; empty where
 *          what we do is still to come, or shown by tests/system.
 * Numbers are never reused. Which findings a quirk has is in tbl/repairs.h. */
QUIRK(1,  NO_SUBPROTOCOL,   OPTION,  SWITCH, "1.6 2.0.1 2.1", "q01_no_subprotocol",
      "offers no Sec-WebSocket-Protocol", "takes the version of the option default_version; without it 400 with a stored reason")
QUIRK(2,  PROBES,           ALWAYS,  FIXED,  "1.6 2.0.1 2.1", "q02_several_versions",
      "offers several versions, or probes with one and comes back with another", "the highest that both speak; the version belongs to the connection")
QUIRK(3,  ODD_IDENTITY,     ALWAYS,  SWITCH, "1.6 2.0.1 2.1", "q03_odd_identities",
      "writes its identity in another case, or without percent-encoding", "decoded; matched as written first, then in any case")
QUIRK(4,  ODD_PATH,         ALWAYS,  SWITCH, "1.6 2.0.1 2.1", "q04_odd_paths",
      "sends a whole URL, further segments, slashes too many", "the last segment that is not empty, behind the prefix")
QUIRK(5,  ALIAS,            RULE,    VALUE,  "1.6 2.0.1 2.1", "q05_alias",
      "calls itself by another name, such as its serial number", "the value lists the other names of the station")
QUIRK(6,  PASSWORD_FORM,    ALWAYS,  SWITCH, "1.6 2.0.1 2.1", "q06_password_forms",
      "sends its password as hex text, or as the bytes that a hex text stands for", "tried as it is, then in the other forms; the user ends at the first colon")
QUIRK(7,  USER_NAME,        RULE,    VALUE,  "1.6 2.0.1 2.1", "q07_user_name",
      "sends another user name than its identity, or none", "the value is the user name it may send (* = any); else refused")
QUIRK(8,  OLD_TLS,          OPTION,  FIXED,  "1.6 2.0.1 2.1", "",
      "speaks old ciphers only, no SNI, has an incomplete trust store", "a door of its own by the option tls_legacy; the certificate without SNI, the whole chain always; the alert is stored")
QUIRK(9,  RSV_BITS,         ALWAYS,  FIXED,  "1.6 2.0.1 2.1", "q09_rsv_bits",
      "sets reserved bits of frames without agreed compression", "close 1002 with a finding; sessions stay, the next connection is let in at once")
QUIRK(10, NO_PONG,          ALWAYS,  FIXED,  "1.6 2.0.1 2.1", "q10_silence",
      "answers no ping, or sends Heartbeats only", "any frame is a sign of life; an unanswered ping ends nothing")
QUIRK(11, PONG_ONLY,        RULE,    VALUE,  "1.6 2.0.1 2.1", "q11_pong_only",
      "answers pings long after it has stopped to read", "the value is how many seconds pongs alone keep the connection; then it is ended")
QUIRK(12, TWO_SOCKETS,      ALWAYS,  FIXED,  "1.6 2.0.1 2.1", "q12_two_sockets",
      "opens a second connection while the first is open", "the newest wins; the older one's end changes nothing")
QUIRK(13, NO_BOOT,          ALWAYS,  SWITCH, "1.6 2.0.1 2.1", "q13_calls_before_boot",
      "sends calls before its BootNotification, or never boots after a reconnect", "served, and a finding; after half a minute it is asked to boot by TriggerMessage, once a connection")
QUIRK(14, BOOT_LOOP,        ALWAYS,  FIXED,  "1.6 2.0.1 2.1", "q14_boot_loop",
      "boots in a loop, or at each reconnect", "a boot changes nothing but the boot; no configuration is pushed by it")
QUIRK(15, SLOW_RETURN,      ALWAYS,  FIXED,  "1.6 2.0.1 2.1", "q15_server_restart_keeps_sessions",
      "comes back only after 10 to 15 minutes", "sessions stay open; nothing is inferred from its absence")
QUIRK(16, ODD_IDS,          ALWAYS,  SWITCH, "1.6 2.0.1 2.1", "q16_message_ids",
      "uses message ids again, too long ones, blanks in the array", "ids count within the connection only; what is known again is known by its content")
QUIRK(17, SAME_ID,          ALWAYS,  FIXED,  "1.6 2.0.1 2.1", "q17_same_id_again",
      "sends the same message again under the same id", "the same answer again, once recorded")
QUIRK(18, NEW_ID,           ALWAYS,  FIXED,  "1.6 2.0.1 2.1", "q18_new_id",
      "sends the same message again under a new id", "known by its content: the same answer again, once recorded")
QUIRK(19, BROKEN_JSON,      ALWAYS,  SWITCH, "1.6 2.0.1 2.1", "q19_broken_json",
      "sends broken JSON: commas too many, values left out, text cut off", "MeterValues are mended as far as they go, raw bytes kept; all else is refused")
QUIRK(20, OTHER_TYPES,      ALWAYS,  SWITCH, "1.6 2.0.1 2.1", "q20_numbers_as_strings",
      "sends numbers as text and back, integers with a fraction", "read as what they stand for; the decimal text is kept")
QUIRK(21, LONG_TEXTS,       ALWAYS,  SWITCH, "1.6 2.0.1 2.1", "q21_overlong_texts",
      "sends texts that are longer than allowed", "taken; cut where we have a column, whole in the journal")
QUIRK(22, UNKNOWN_WORDS,    ALWAYS,  SWITCH, "1.6 2.0.1 2.1", "q22_unknown_words",
      "sends words that no list has: Hz, Error, Celcius", "kept as text; synonyms that surely mean one thing are that")
QUIRK(23, EMPTY_AND_EXTRA,  ALWAYS,  SWITCH, "1.6 2.0.1 2.1", "q23_empty_and_null",
      "sends empty lists, fields of its own, null", "passed over")
QUIRK(24, ODD_TIMES,        ALWAYS,  SWITCH, "1.6 2.0.1 2.1", "q24_odd_times",
      "sends local time without a zone, 1970, the future, odd fractions", "read leniently; a value like +02:00 is its zone; else the time of receipt, flagged")
QUIRK(25, ODD_PHASES,       ALWAYS,  SWITCH, "1.6 2.0.1 2.1", "q25_dc_phase_tags",
      "tags DC values with phases, energy with N, currents line-to-line", "never summed twice; the value dc drops the tags of all its readings")
QUIRK(26, NO_REGISTER,      ALWAYS,  FIXED,  "1.6 2.0.1 2.1", "q26_interval_only",
      "sends energy per phase or per interval only", "phases are summed, intervals added up; the method is kept with the session")
QUIRK(27, WRONG_UNIT,       ALWAYS,  VALUE,  "1.6 2.0.1 2.1", "q27_wrong_unit",
      "declares kWh as Wh, leaves the unit out", "energy above rated power x time is kept apart; the value kWh says what its energies are in")
QUIRK(28, REGISTER_RESETS,  ALWAYS,  FIXED,  "1.6 2.0.1 2.1", "q28_register_reset",
      "sets its register back at a reboot or per session", "the register is followed in segments")
QUIRK(29, ODD_STOP,         ALWAYS,  SWITCH, "1.6",           "q29_odd_meter_stop",
      "sends meterStop -1, below the start, with a fraction, or leaves required fields out", "a stop is never refused; the energy is that of the readings")
QUIRK(30, STRAY_READINGS,   ALWAYS,  FIXED,  "1.6 2.0.1 2.1", "q30_readings_around",
      "sends readings behind the stop, before the start's answer, with transactionId 0", "attached by connector and time; late ones make a revision")
QUIRK(31, ODD_TAGS,         RULE,    VALUE,  "1.6 2.0.1 2.1", "q31_tag_suffix",
      "appends something to a tag (12345678_serial), or leaves it out of the stop", "the value is the character that a tag ends at; its own serial number is known anyway")
QUIRK(32, EARLY_AVAILABLE,  ALWAYS,  FIXED,  "1.6 2.0.1 2.1", "q32_available_before_stop",
      "reports Available before the stop, or sends no stop at all", "a status ends no session at once; after 15 minutes its end is inferred, open for correction")
QUIRK(33, CLOCK_READINGS,   RULE,    SWITCH, "1.6 2.0.1 2.1", "q33_clock_only",
      "sends Sample.Clock readings that do not count, or nothing else", "kept by context and counted apart; off, they are set aside")
QUIRK(34, CONFIGURATION,    LEARNED, LEARN,  "1.6 2.0.1 2.1", "q34_configuration_in_parts",
      "rejects a question for many keys or variables", "asked in parts of the size it takes")
QUIRK(35, NOT_TAKEN,        ALWAYS,  FIXED,  "1.6 2.0.1 2.1", "q35_configuration_ignored",
      "accepts a configuration and does not keep it", "a value that is read and is not the one accepted is a finding, and in the list of drift")
QUIRK(36, CONNECTOR_ZERO,   LEARNED, LEARN,  "1.6",           "q36_connector_zero",
      "rejects ChangeAvailability or a profile on connector 0", "sent again for connector 1, where it has one only")
QUIRK(37, PROFILES,         LEARNED, LEARN,  "1.6 2.0.1 2.1", "q37_profiles",
      "takes stack level 0 only, Relative profiles only, watts only", "sent again as it takes them, one step after the other")
QUIRK(38, TRIGGER_BARE,     LEARNED, LEARN,  "1.6 2.0.1 2.1", "q38_trigger_without_connector",
      "rejects TriggerMessage without a connector", "sent again for connector 1; nothing is ever polled by triggers")
QUIRK(39, NO_START,         RULE,    VALUE,  "1.6 2.0.1 2.1", "q39_no_start",
      "accepts a remote start and starts nothing", "the value is how many seconds it is awaited: then a finding, and the start is asked for once more")
QUIRK(40, OLD_CODES,        ALWAYS,  SWITCH, "1.6",           "q40_old_codes",
      "compares the error codes of 1.6 in their misspelt form", "codes as each version spells them; off, 1.6 gets the corrected ones")
QUIRK(41, LARGE_MESSAGES,   LEARNED, LEARN,  "1.6 2.0.1 2.1", "q41_large_messages",
      "sends very large messages in fragments, or breaks on ours", "message_max, streamed; lists that we send are split to what it takes")
QUIRK(42, MANY_BEHIND_ONE,  ALWAYS,  FIXED,  "1.6",           "q42_many_behind_one",
      "is several chargers behind one connection or one address", "connectors are EVSEs; limits count per identity, not per address")
QUIRK(43, PROXY,            OPTION,  FIXED,  "1.6 2.0.1 2.1", "q43_proxy",
      "comes through a proxy that ends TLS, or strips the upgrade", "forwarded headers count from the option proxies only; a stripped upgrade is told by name")
QUIRK(44, ENDLESS_REPORT,   ALWAYS,  FIXED,  "2.0.1 2.1",     "q44_endless_report",
      "never finishes a report", "each part counts as it comes; a report that stays open is a finding")

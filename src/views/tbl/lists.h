/* SPDX-License-Identifier: Apache-2.0 */
/* The lists: one table each, a row per thing that happened or is known, ids in the order of the journal.
 * LIST_BEGIN(name, key, merge, doc) rows LIST_END(name). With a key the table holds one row per key and `merge` is
 * the SQL that brings a later row into it; without, each event is a row of its own. Every table has id and position
 * (of the batch that last touched it) before these columns. */

LIST_BEGIN(site, "site_id",
           "cpo_id=excluded.cpo_id,name=excluded.name,latitude=excluded.latitude,longitude=excluded.longitude,"
           "time_zone=excluded.time_zone,power_limit_mw=excluded.power_limit_mw,changed_at_us=excluded.changed_at_us",
           "Sites as registered.")
ROW_STR(row_site, site_id, 1, "site (OCPI Location.id)")
ROW_STR(row_site, cpo_id, 2, "operator")
ROW_STR(row_site, name, 3, "name")
ROW_STR(row_site, latitude, 4, "degrees, decimal text")
ROW_STR(row_site, longitude, 5, "degrees, decimal text")
ROW_STR(row_site, time_zone, 6, "IANA zone")
ROW_INT(row_site, power_limit_mw, 7, "grid limit, milliwatts; 0 unknown")
ROW_TIME(row_site, changed_at_us, 8, "when it was last registered")
LIST_END(site)

LIST_BEGIN(token, "id_token",
           "token_type=excluded.token_type,status=excluded.status,group_id=excluded.group_id,"
           "expires_at_us=excluded.expires_at_us,changed_at_us=excluded.changed_at_us,sites=excluded.sites,"
           "evses=excluded.evses,hours=excluded.hours,max_power_mw=excluded.max_power_mw,"
           "max_sessions=excluded.max_sessions,group_sessions=excluded.group_sessions,"
           "balance_micro=excluded.balance_micro",
           "Tokens as set; a removed one has no row.")
ROW_STR(row_token, id_token, 1, "the token")
ROW_STR(row_token, token_type, 2, "IdTokenEnum of 2.x; empty = any")
ROW_ENUM(row_token, status, 3, token_status, "what Authorize answers")
ROW_STR(row_token, group_id, 4, "groupIdToken / parentIdTag")
ROW_TIME(row_token, expires_at_us, 5, "0 = never")
ROW_TIME(row_token, changed_at_us, 6, "when it was last set")
ROW_STR(row_token, sites, 7, "sites where it is good; empty = all")
ROW_STR(row_token, evses, 8, "EVSEs where it is good; empty = all")
ROW_STR(row_token, hours, 9, "time of day when it is good, UTC; empty = always")
ROW_INT(row_token, max_power_mw, 10, "not good at EVSEs rated above; 0 = good at all")
ROW_INT(row_token, max_sessions, 11, "most sessions at one time with it; 0 = as the policy says")
ROW_INT(row_token, group_sessions, 12, "most sessions at one time of its group; 0 = any number")
ROW_OPT(row_token, balance_micro, 13, "prepaid: what is left, millionths of the currency")
LIST_END(token)

LIST_BEGIN(refused, "", "", "Upgrades that were refused.")
ROW_TIME(row_refused, at_us, 1, "when")
ROW_STR(row_refused, station, 2, "station, as far as known")
ROW_ENUM(row_refused, reason, 3, refusal, "why")
ROW_STR(row_refused, remote, 4, "address and port of the peer")
ROW_STR(row_refused, detail, 5, "a sentence that names what and where")
ROW_INT(row_refused, status, 6, "HTTP status answered")
ROW_STR(row_refused, identity, 7, "identity asked for")
LIST_END(refused)

LIST_BEGIN(finding, "", "", "What was repaired, tolerated or refused in messages.")
ROW_TIME(row_finding, at_us, 1, "when")
ROW_STR(row_finding, station, 2, "station")
ROW_STR(row_finding, rule, 3, "the rule's name")
ROW_STR(row_finding, action, 4, "message")
ROW_STR(row_finding, path, 5, "field")
ROW_STR(row_finding, text, 6, "as written, cut")
ROW_BOOL(row_finding, refused, 7, "1 = answered with CALLERROR or ended the connection")
ROW_INT(row_finding, quirk, 8, "number of the quirk (busbar reference quirks); 0 = of none")
LIST_END(finding)

LIST_BEGIN(repair, "station,vendor,model,firmware,quirk,rule",
           "repaired=repaired+excluded.repaired,refused=refused+excluded.refused,last_at_us=excluded.last_at_us,"
           "action=excluded.action,path=excluded.path,text=excluded.text",
           "Findings, counted by station as it was booted then, and rule.")
ROW_STR(row_repair, station, 1, "station")
ROW_STR(row_repair, vendor, 2, "as booted at that time; empty before its first boot")
ROW_STR(row_repair, model, 3, "as booted at that time")
ROW_STR(row_repair, firmware, 4, "as booted at that time; (others) behind the 200th row of a station")
ROW_INT(row_repair, quirk, 5, "number of the quirk; 0 = of none")
ROW_STR(row_repair, rule, 6, "the rule's name")
ROW_INT(row_repair, repaired, 7, "how often it was repaired or tolerated")
ROW_INT(row_repair, refused, 8, "how often it was refused")
ROW_TIME(row_repair, first_at_us, 9, "since when")
ROW_TIME(row_repair, last_at_us, 10, "when last")
ROW_STR(row_repair, action, 11, "message of the last one")
ROW_STR(row_repair, path, 12, "field of the last one")
ROW_STR(row_repair, text, 13, "the last one as written, cut")
LIST_END(repair)

LIST_BEGIN(quirk, "station,vendor,model,firmware,quirk,learned",
           "name=excluded.name,mode=excluded.mode,value=excluded.value,action=excluded.action,text=excluded.text,"
           "changed_at_us=excluded.changed_at_us",
           "Which repairs the operator has switched for whom, and what stations have taught.")
ROW_STR(row_quirk, station, 1, "the one station, or empty")
ROW_STR(row_quirk, vendor, 2, "pattern of the vendor; empty = any")
ROW_STR(row_quirk, model, 3, "pattern of the model; empty = any")
ROW_STR(row_quirk, firmware, 4, "pattern of the firmware version; empty = any")
ROW_INT(row_quirk, quirk, 5, "number of the quirk; 0 = all")
ROW_BOOL(row_quirk, learned, 6, "1 = a reject of the station taught it; 0 = the operator's")
ROW_STR(row_quirk, name, 7, "name of the quirk, or of the rule that was learned")
ROW_ENUM(row_quirk, mode, 8, quirk_mode, "on or off")
ROW_STR(row_quirk, value, 9, "what goes with it")
ROW_STR(row_quirk, action, 10, "learned: the message that was rejected")
ROW_STR(row_quirk, text, 11, "learned: the station's answer")
ROW_TIME(row_quirk, changed_at_us, 12, "when")
LIST_END(quirk)

LIST_BEGIN(command, "station,command_id",
           "state=excluded.state,changed_at_us=excluded.changed_at_us,"
           "request=iif(excluded.request='',request,excluded.request),"
           "answer=iif(excluded.answer='',answer,excluded.answer)",
           "Commands to stations, one row each, with the state they have reached.")
ROW_STR(row_command, station, 1, "station")
ROW_STR(row_command, command_id, 2, "our id = message id of the CALL")
ROW_STR(row_command, action, 3, "what")
ROW_ENUM(row_command, state, 4, command_state, "how far it came")
ROW_TIME(row_command, created_at_us, 5, "when it was first heard of")
ROW_TIME(row_command, changed_at_us, 6, "when it came to this state")
ROW_STR(row_command, request, 7, "payload sent")
ROW_STR(row_command, answer, 8, "payload or error that came back, or why it was not sent")
ROW_STR(row_command, order_id, 9, "the order that it is a try of")
LIST_END(command)

LIST_BEGIN(orders, "order_id",
           "state=iif(excluded.state='none',state,excluded.state),"
           "changed_at_us=iif(excluded.state='none',changed_at_us,excluded.changed_at_us),"
           "reason=iif(excluded.state='none',reason,excluded.reason),"
           "request_id=iif(excluded.request_id=0,request_id,excluded.request_id),"
           "command_id=iif(excluded.command_id='',command_id,excluded.command_id),"
           "tries=tries+excluded.tries,"
           "until_us=iif(excluded.state='none',until_us,excluded.until_us),"
           "answer=iif(excluded.answer='',answer,excluded.answer)",
           "Orders to stations, one row each, with the state they have reached.")
ROW_STR(row_orders, order_id, 1, "our id")
ROW_STR(row_orders, station, 2, "station")
ROW_STR(row_orders, action, 3, "what to send")
ROW_ENUM(row_orders, state, 4, order_state, "how far it came")
ROW_STR(row_orders, reason, 5, "why, where that is not plain")
ROW_TIME(row_orders, placed_at_us, 6, "when it was placed")
ROW_TIME(row_orders, changed_at_us, 7, "when it came to this state")
ROW_TIME(row_orders, not_before_us, 8, "not sent before; 0 = at once")
ROW_TIME(row_orders, expires_at_us, 9, "not sent from then on")
ROW_TIME(row_orders, until_us, 10, "so long its report is awaited; 0 = none is")
ROW_INT(row_orders, request_id, 11, "requestId of what was sent; 0 = none")
ROW_STR(row_orders, command_id, 12, "the command that tried it last")
ROW_INT(row_orders, tries, 13, "how often it was sent")
ROW_STR(row_orders, key, 14, "what supersedes it has the same")
ROW_ENUM(row_orders, origin, 15, order_origin, "who placed it")
ROW_STR(row_orders, batch_id, 16, "the batch it is of")
ROW_STR(row_orders, request, 17, "payload")
ROW_STR(row_orders, answer, 18, "payload or error that came back")
LIST_END(orders)

LIST_BEGIN(connection, "station,generation",
           "protocol=iif(excluded.opened_at_us=0,protocol,excluded.protocol),"
           "remote=iif(excluded.opened_at_us=0,remote,excluded.remote),"
           "security_profile=iif(excluded.opened_at_us=0,security_profile,excluded.security_profile),"
           "opened_at_us=iif(excluded.opened_at_us=0,opened_at_us,excluded.opened_at_us),"
           "closed_at_us=iif(excluded.closed_at_us=0,closed_at_us,excluded.closed_at_us),"
           "code=iif(excluded.closed_at_us=0,code,excluded.code),"
           "reason=iif(excluded.closed_at_us=0,reason,excluded.reason)",
           "Connections of stations, one row each.")
ROW_STR(row_connection, station, 1, "station")
ROW_INT(row_connection, generation, 2, "counts the connections of this station")
ROW_ENUM(row_connection, protocol, 3, protocol, "version agreed")
ROW_STR(row_connection, remote, 4, "address and port of the peer")
ROW_INT(row_connection, security_profile, 5, "0 to 3")
ROW_TIME(row_connection, opened_at_us, 6, "when it was accepted")
ROW_TIME(row_connection, closed_at_us, 7, "when it ended; 0 while open, as far as the journal knows")
ROW_INT(row_connection, code, 8, "WebSocket close code, 1006 for a cut")
ROW_STR(row_connection, reason, 9, "who ended it and why")
LIST_END(connection)

LIST_BEGIN(csr, "csr_id",
           "state=excluded.state,changed_at_us=excluded.changed_at_us,offers=max(offers,excluded.offers),"
           "reason=excluded.reason,serial=iif(excluded.serial='',serial,excluded.serial),"
           "expires_at_us=iif(excluded.expires_at_us=0,expires_at_us,excluded.expires_at_us)",
           "Requests for certificates, one row each, with the state they have reached.")
ROW_STR(row_csr, csr_id, 1, "our id")
ROW_STR(row_csr, station, 2, "station")
ROW_ENUM(row_csr, state, 3, csr_state, "how far it came")
ROW_STR(row_csr, type, 4, "certificateType as sent")
ROW_OPT(row_csr, request_id, 5, "requestId of 2.1")
ROW_STR(row_csr, name, 6, "CN asked for")
ROW_STR(row_csr, key, 7, "kind of its key")
ROW_STR(row_csr, rule, 8, "what it was refused for")
ROW_STR(row_csr, reason, 9, "why it came to this state, where that is not plain")
ROW_STR(row_csr, serial, 10, "serial number of the certificate")
ROW_TIME(row_csr, expires_at_us, 11, "when that ends")
ROW_INT(row_csr, offers, 12, "how often it was sent to the station")
ROW_TIME(row_csr, asked_at_us, 13, "when it came")
ROW_TIME(row_csr, changed_at_us, 14, "when it came to this state")
ROW_STR(row_csr, csr, 15, "the request, PEM")
LIST_END(csr)

LIST_BEGIN(station_certificate, "station,serial",
           "type=iif(excluded.csr_id='',type,excluded.type),csr_id=iif(excluded.csr_id='',csr_id,excluded.csr_id),"
           "expires_at_us=excluded.expires_at_us,"
           "issued_at_us=iif(excluded.issued_at_us=0,issued_at_us,excluded.issued_at_us),"
           "shown_at_us=iif(excluded.shown_at_us=0,shown_at_us,excluded.shown_at_us)",
           "Certificates of stations: those that we signed for them, and those that they showed.")
ROW_STR(row_station_certificate, station, 1, "station")
ROW_STR(row_station_certificate, serial, 2, "serial number, hexadecimal")
ROW_STR(row_station_certificate, type, 3, "certificateType it was asked for as")
ROW_STR(row_station_certificate, csr_id, 4, "the request that it was signed for, empty where it is not ours")
ROW_TIME(row_station_certificate, expires_at_us, 5, "its end")
ROW_TIME(row_station_certificate, issued_at_us, 6, "when we signed it; 0 where it is not ours")
ROW_TIME(row_station_certificate, shown_at_us, 7, "when the station last connected with it; 0 = never")
LIST_END(station_certificate)

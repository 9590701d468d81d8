# SPDX-License-Identifier: Apache-2.0
"""Plays one page on one backend. The language is described in docs/scenarios.md; each statement is a method here."""

import datetime
import json
import re
import time

import lists
import pattern
import verbs
from page import Statement, Wrong, duration_us

TIME = re.compile(r"@(now|start)((?:[+-]\d+(?:\.\d+)?(?:ms|s|m|h|d))*)")
BARE = re.compile(r"@bare\(([^)]*)\)")
FILL = re.compile(r"@fill\((\d+)\)")
NAME = re.compile(r"\$([A-Za-z_]\w*)")


class Unmet(Exception):
    """An expectation of the page is not met."""


class Charger:
    """A charger of the page: its name there, identity, usual version, and its last call."""

    def __init__(self, name, identity, version):
        self.name, self.identity, self.version, self.made = name, identity, version, 0
        self.last = None  # text of the last call
        self.last_id = None
        self.last_answer = None  # what it must be answered: a pattern, then the answer itself


class Label:
    """An open connection that the page speaks of by name."""

    def __init__(self, charger, version, conn):
        self.charger, self.version, self.conn = charger, version, conn
        self.call_id = None  # id of the last call that came from the server
        self.burst_left = 0


class Order:
    """A command that the page gave through the admin door."""

    def __init__(self, handle):
        self.handle, self.answered = handle, False


class Player:
    """One run of one page. Where the server is shared with other pages, the scope goes before identities, rows are
    looked at by charger, and a token is the same to all."""

    def __init__(self, page, backend, version, scope=""):
        self.page, self.backend, self.version, self.scope = page, backend, version, scope
        self.now_us, self.names = backend.start_us, {}
        self.chargers, self.labels, self.transactions, self.orders, self.groups = {}, {}, {}, {}, {}
        self.last_order, self.expectations, self.all_conns = None, 0, []
        self.placed = 1
        self.proofs = 0  # expectations that say something beyond an empty answer, an accepted boot, a command passed on

    # -- text --

    def time(self, us):
        """A time as OCPP writes it."""
        at = datetime.datetime.fromtimestamp(0, datetime.timezone.utc) + datetime.timedelta(microseconds=us)
        return at.strftime("%Y-%m-%dT%H:%M:%S.") + f"{at.microsecond // 1000:03}Z"

    def times(self, text):
        """Put times for @now and @start (within @bare() without their zone), text for @fill(N)."""
        def one(match):
            us = self.now_us if match.group(1) == "now" else self.backend.start_us
            for sign, length in re.findall(r"([+-])(\d+(?:\.\d+)?(?:ms|s|m|h|d))", match.group(2)):
                us += duration_us(length) if sign == "+" else -duration_us(length)
            return self.time(us)
        text = BARE.sub(lambda m: one(TIME.match("@" + m.group(1)))[:-1], text)
        text = FILL.sub(lambda m: "x" * int(m.group(1)), text)
        return TIME.sub(one, text)

    def known(self, text):
        """Put the values of $names that are known, as JSON."""
        return NAME.sub(lambda m: json.dumps(self.names[m.group(1)]) if m.group(1) in self.names else m.group(0),
                        self.times(text))

    def options(self, words):
        """NAME=VALUE and plain words as a dictionary."""
        found = {}
        for word in words:
            name, sign, value = word.partition("=")
            found[name] = self.times(value) if sign else "yes"
        return found

    # -- running --

    def play(self):
        """Play every statement, then see that nothing is left over."""
        for statement in self.page.statements:
            try:
                self.one(statement)
            except (Unmet, Wrong, pattern.Bad) as e:
                raise Unmet(f"line {statement.line}: {statement.text}\n{e}") from e
        self.end()

    def one(self, s):
        """Play one statement."""
        first = s.words[0]
        if first in self.labels or first in self.chargers:
            verb = s.words[1] if len(s.words) > 1 else ""
            run = getattr(self, "do_" + {"<": "expect", ">": "send"}.get(verb, verb.replace("-", "_")), None)
            if not run:
                raise Wrong(f"no charger does {verb!r}")
            run(first, s)
        elif first in lists.LISTS:
            self.list(s)
        else:
            run = getattr(self, "say_" + first, None)
            if not run:
                raise Wrong(f"{first!r} is no statement and no charger")
            run(s)

    def end(self):
        """Nothing may be left over, and the backend must be in order."""
        self.backend.settle()
        for conn, name in self.all_conns:
            for thing in conn.inbox:
                if not conn.left:
                    raise Unmet(f"at the end: {name} got unexpectedly {thing}")
        for name, order in self.orders.items():
            if not order.answered:
                raise Unmet(f"at the end: the command {name} was not awaited")
        if self.expectations == 0:
            raise Unmet("at the end: the page expects nothing")
        why = self.backend.check()
        if why:
            raise Unmet(f"at the end: {why}")

    # -- the operator --

    def http(self, method, path, body=None):
        """A request to the admin door that must be granted."""
        status, answer = self.backend.http(method, path, None if body is None else json.dumps(body))
        if status not in (200, 204):
            raise Unmet(f"{method} {path} was answered {status}: {json.dumps(answer)}")

    def register(self, name, words):
        """Register a charger with what the words say."""
        body = {}
        for key, value in self.options(words).items():
            if key == "rated":
                body["rated_power_kw"] = float(value.removesuffix("kW"))
            else:
                body[{"site": "site_id", "cpo": "cpo_id", "tariff": "tariff_id"}.get(key, key)] = value
        self.http("PUT", f"/api/stations/{self.scope}{name}", body)

    def say_charger(self, s):
        """charger NAME [VERSION] [unregistered | NAME=VALUE...]"""
        words = s.words[2:]
        version = words.pop(0) if words and words[0].startswith("ocpp") else self.version
        if not version:
            raise Wrong("which version does it speak?")
        self.chargers[s.words[1]] = Charger(s.words[1], self.scope + s.words[1], version)
        if words != ["unregistered"]:
            self.register(s.words[1], words)

    def say_register(self, s):
        """register CHARGER [NAME=VALUE...]"""
        self.register(s.words[1], s.words[2:])

    def say_token(self, s):
        """token ID STATUS [group=] [type=] [expires=] [sites=] [evses=] [max_power=] [max_sessions=] ..."""
        names = {"group": "group_id", "expires": "expires_at", "max_power": "max_power_kw"}
        body = {"status": s.words[2]}
        for key, value in self.options(s.words[3:]).items():
            number = key in ("max_power", "max_sessions", "group_sessions", "balance")
            body[names.get(key, key)] = float(value.removesuffix("kW")) if "." in value and number else \
                int(value.removesuffix("kW")) if number else value
        if self.scope and self.backend.tokens.setdefault(s.words[1], body) != body:
            raise Wrong(f"to another page of this server the token is {json.dumps(self.backend.tokens[s.words[1]])}")
        self.http("PUT", f"/api/tokens/{s.words[1]}", body)

    def say_quirk(self, s):
        """quirk [STATUS] {row}: switch a repair; the door must answer so (200). It is wanted before its station is
        seen, too."""
        status, at = (int(s.words[1]), 2) if s.words[1].isdigit() else (200, 1)
        body = json.loads(self.known(s.rest(at)))
        if status == 200:
            body["unseen"] = True
        got, answer = self.backend.http("PUT", "/api/quirks", json.dumps(body))
        self.expectations += status != 200
        if got != status:
            raise Unmet(f"PUT /api/quirks was answered {got}: {json.dumps(answer)}")

    def say_remove(self, s):
        """remove station|token ID"""
        if self.scope and s.words[1] != "station":
            raise Wrong("other pages of this server use it too")
        self.http("DELETE", f"/api/{s.words[1]}s/{self.scope}{s.words[2]}")

    def say_command(self, s):
        """command CHARGER Action {payload} [timeout=1s] [as NAME]: begin it; `answered` awaits it."""
        words, name, timeout = s.rest(3), f"{s.words[2]}-{len(self.orders) + 1}", ""
        found = re.search(r"\s+as\s+([\w.]+)\s*$", words)
        if found:
            words, name = words[:found.start()], found.group(1)
        found = re.search(r"\s+timeout=(\d+)s\s*$", words)
        if found:
            words, timeout = words[:found.start()], f"?timeout={found.group(1)}"
        path = f"/api/stations/{self.scope}{s.words[1]}/commands/{s.words[2]}{timeout}"
        self.orders[name] = Order(self.backend.http_begin("POST", path, self.known(words) or "{}"))
        self.last_order = name

    def say_commands(self, s):
        """commands CHARGER N Action {payload} as NAME: N times the same; `answered NAME` awaits them all."""
        words, _, name = s.rest(3).rpartition(" as ")
        for i in range(int(s.words[2])):
            self.say_command(Statement(s.line, f"command {s.words[1]} {words} as {name}.{i + 1}"))
        self.groups[name] = [f"{name}.{i + 1}" for i in range(int(s.words[2]))]

    def say_place(self, s):
        """place CHARGER Action {payload} [key= after= until=] [as NAME] [STATUS]: an order; $order_NAME is its id."""
        words, name, status, body = s.rest(3), str(self.placed), "201", {"station": self.scope + s.words[1], "action": s.words[2]}
        self.placed += 1
        found = re.search(r"\s+(\d{3})\s*$", words)
        if found:
            words, status = words[:found.start()], found.group(1)
        found = re.search(r"\s+as\s+([\w.]+)\s*$", words)
        if found:
            words, name = words[:found.start()], found.group(1)
        while found := re.search(r"\s+(key|after|until)=(\S+)\s*$", words):
            words = words[:found.start()]
            body[{"key": "key", "after": "not_before", "until": "expires_at"}[found.group(1)]] = \
                self.times(found.group(2))
        text = json.dumps(body)[:-1] + ', "payload": ' + (self.known(words) or "{}") + "}"
        had, answer = self.backend.http("POST", "/api/orders", text)
        self.expectations += 1
        if str(had) != status:
            raise Unmet(f"the order was answered {had}: {json.dumps(answer)}")
        if had == 201:
            self.names["order_" + name] = answer["orders"][0]["order_id"]

    def say_withdraw(self, s):
        """withdraw NAME [STATUS]: take an order back."""
        had, answer = self.backend.http("DELETE", "/api/orders/" + self.names["order_" + s.words[1]])
        self.expectations += 1
        if str(had) != (s.words[2] if len(s.words) > 2 else "200"):
            raise Unmet(f"taking the order back was answered {had}: {json.dumps(answer)}")

    def say_answered(self, s):
        """answered [NAME] STATE [pattern of the answer]"""
        words = s.words[1:]
        name = words.pop(0) if words[0] in self.orders or words[0] in self.groups else self.last_order
        state, rest = words[0], s.rest(len(s.words) - len(words) + 1)
        for one in self.groups.get(name, [name]):
            self.answered(one, state, rest)

    def answered(self, name, state, rest):
        """One command is through, and so."""
        order = self.orders[name]
        done = self.backend.http_end(order.handle)
        if done is None:
            raise Unmet(f"the command {name} is not through")
        order.answered = True
        self.expectations += 1
        have = done[1].get("state") or done[1].get("error", {}).get("code")
        if have != state:
            raise Unmet(f"the command is {have}: {json.dumps(done[1])}")
        why = pattern.differs(pattern.read(self.times(rest)), done[1].get("answer"), self.names) if rest else None
        if why:
            raise Unmet(f"{why} in {json.dumps(done[1])}")

    def say_schedule(self, s):
        """schedule CHARGER QUERY [pattern]: GET /api/stations/CHARGER/schedule, which the views may need a moment for."""
        path = f"/api/stations/{s.words[1]}/schedule?{s.words[2]}"
        self.expectations += 1
        for left in range(50, -1, -1):
            status, answer = self.backend.http("GET", path)
            why = f"it was answered {status}" if status != 200 else \
                pattern.differs(pattern.read(self.times(s.rest(3))), answer, dict(self.names))
            if not why:
                return
            time.sleep(0.1 if left else 0)
        raise Unmet(f"{why} in {json.dumps(answer)}")

    # -- time and failures --

    def say_wait(self, s):
        """wait DURATION: time of the chargers (and of the virtual server) goes by."""
        us = duration_us(s.words[1])
        self.now_us += us
        self.backend.wait(us)

    def say_pause(self, s):
        """pause DURATION: the server's time goes by too, in every mode."""
        us = duration_us(s.words[1])
        self.now_us += us
        self.backend.pause(us)

    def lose(self):
        """All connections are gone; what was on its way to chargers is of no account."""
        for label in self.labels.values():
            answered = sum(1 for kind, *rest in label.conn.inbox if kind == "frame")
            if label.burst_left:
                self.names["answered"] = self.names.get("answered", 0) + answered
            label.conn.left = True
        self.labels.clear()
        for order in self.orders.values():
            order.answered = True

    def say_crash(self, s):
        """crash: the server dies without warning and starts again."""
        self.backend.crash()
        self.lose()

    def say_restart(self, s):
        """restart: the server is stopped in good order and starts again."""
        self.backend.restart()
        self.lose()

    def say_disk(self, s):
        """disk full, disk free"""
        if s.words[1] not in ("full", "free"):
            raise Wrong("disk full, or disk free")
        self.backend.disk(s.words[1] == "full")

    def say_GET(self, s):
        """GET PATH = STATUS: a plain HTTP request to the chargers' door."""
        status = self.backend.get(s.words[1])
        self.expectations += 1
        if str(status) != s.words[3]:
            raise Unmet(f"it was answered {status}")

    # -- connections --

    def do_connects(self, name, s):
        """CHARGER connects [VERSION] [as NAME] [NAME=VALUE...] [refused=STATUS] [answered=SUBPROTOCOL]"""
        if name not in self.chargers:
            raise Wrong(f"{name} is a connection: say which charger connects")
        charger, words = self.chargers[name], s.words[2:]
        version = words.pop(0) if words and words[0].startswith("ocpp") else charger.version
        label = name
        if words and words[0] == "as":
            label, words = words[1], words[2:]
        options = self.options(words)
        refused, answered = options.pop("refused", None), options.pop("answered", None)
        conn, status = self.backend.connect(charger.identity, version, options)
        if refused or answered:
            self.expectations += 1
            self.proofs += 1
        if str(status) != str(refused):
            raise Unmet(f"the upgrade was {f'refused with {status}' if status else 'granted'}")
        if answered and conn.subprotocol != answered:
            raise Unmet(f"the subprotocol is {conn.subprotocol}")
        if not conn:
            return
        conn.left = False
        self.all_conns.append((conn, label))
        self.labels[label] = Label(charger, (answered or version).split(",")[0], conn)

    def label(self, name):
        """The connection of that name."""
        if name not in self.labels:
            raise Wrong(f"{name} is not connected")
        return self.labels[name]

    def do_cut(self, name, s):
        """CHARGER cut: the connection breaks without a word."""
        self.backend.cut(self.label(name).conn, 1006, "")
        self.label(name).conn.left = True

    def do_reconnects(self, name, s):
        """CHARGER reconnects N: N times a cut and a new connection."""
        again = Statement(s.line, f"{name} connects")
        for _ in range(int(s.words[2])):
            self.do_cut(name, again)
            self.do_connects(name, again)

    def do_closes(self, name, s):
        """CHARGER closes [CODE] [REASON]: in good order."""
        code = int(s.words[2]) if len(s.words) > 2 else 1000
        self.backend.cut(self.label(name).conn, code, s.rest(3) if len(s.words) > 3 else "")

    def do_closed(self, name, s):
        """CHARGER closed CODE [TEXT]: the server ends the connection, with TEXT in its reason."""
        thing = self.backend.expect(self.label(name).conn)
        self.expectations += 1
        if not thing or thing[0] != "closed" or str(thing[1]) != s.words[2] or s.rest(3) not in thing[2]:
            raise Unmet(f"came: {thing}")

    # -- frames --

    def call(self, label, action, payload, pattern_text):
        """Send a CALL and remember what its answer must be."""
        charger = label.charger
        charger.made += 1
        charger.last_id, charger.last_answer = f"{charger.name}-{charger.made}", pattern_text
        charger.last = f'[2,"{charger.last_id}","{action}",{payload}]'
        self.backend.send(label.conn, charger.last)

    def do_send(self, name, s):
        """CHARGER > Action {payload}, or result {..}, error Code TEXT, or any text as it is."""
        label, text = self.label(name), self.known(s.rest(2))
        action = re.match(r"([A-Za-z]+)\s+(\{.*\})\s*\Z", text, re.S)
        error = re.match(r"error\s+(\w+)\s*(.*)\Z", text, re.S)
        if error:
            self.backend.send(label.conn, f'[4,"{label.call_id}","{error.group(1)}",{json.dumps(error.group(2))},{{}}]')
        elif action and action.group(1) == "result":
            self.backend.send(label.conn, f'[3,"{label.call_id}",{action.group(2)}]')
        elif action and action.group(1) == "SEND":
            raise Wrong("a SEND is written whole: [6,...]")
        elif action:
            self.call(label, action.group(1), action.group(2), None)
        else:
            found = re.match(r'\[\s*2\s*,\s*("(?:[^"\\]|\\.)*")', text)
            if found:
                label.charger.last, label.charger.last_id = text, json.loads(found.group(1), strict=False)
                label.charger.last_answer = None
            self.backend.send(label.conn, text)

    def do_expect(self, name, s):
        """CHARGER < {answer}, error Code, call Action {payload}, nothing, or a whole pattern [..]"""
        label, text = self.label(name), self.times(s.rest(2))
        self.expectations += 1
        if text == "nothing":
            self.backend.settle()
            if label.conn.inbox:
                raise Unmet(f"came: {label.conn.inbox[0]}")
            return
        got = self.frame(label)
        call = re.match(r"call\s+(\w+)\s+(\{.*)\Z", text, re.S)
        error = re.match(r"error\s+(\w+)\s*(.*)\Z", text, re.S)
        if call:
            want = ["2", "*", json.dumps(call.group(1)), call.group(2)]
        elif error:
            want = ["4", json.dumps(label.charger.last_id), json.dumps(error.group(1)), error.group(2) or "*", "{}"]
        elif text.startswith("{"):
            want = ["3", json.dumps(label.charger.last_id), text]
        else:
            want = None
        self.proofs += bool(error) or (not call and pattern.says(pattern.read(want[2] if want else text)))
        self.match(pattern.read("[" + ",".join(want) + "]" if want else text), got)
        if got[0] == 2:
            label.call_id = got[1]
        if got[0] == 3:
            label.charger.last_answer = got[2]

    def frame(self, label):
        """The next frame on a connection, as JSON."""
        thing = self.backend.expect(label.conn)
        if not thing:
            raise Unmet("nothing came")
        if thing[0] != "frame":
            raise Unmet(f"came: {thing}")
        return json.loads(thing[1])

    def match(self, want, got):
        """See that a frame fits a pattern."""
        why = pattern.differs(want, got, self.names)
        if why:
            raise Unmet(f"{why}\ncame: {json.dumps(got)}")

    # -- verbs --

    def ask(self, label, message, unanswered=False):
        """Send a call of a verb and expect its answer."""
        action, payload, text = message
        self.call(label, action, json.dumps(payload, separators=(",", ":")), text)
        if not unanswered:
            self.answer(label)

    def answer(self, label):
        """Expect the answer to the charger's last call."""
        got, charger = self.frame(label), label.charger
        self.expectations += 1
        want = charger.last_answer
        want = pattern.read(want) if isinstance(want, str) else pattern.ANY if want is None else want
        self.match([3, charger.last_id, want], got)
        self.proofs += pattern.says(want) and '"BootNotification"' not in charger.last
        charger.last_answer = got[2]

    def do_tells(self, name, s):
        """CHARGER tells Action {payload} [-> {answer} | -> error Code]: a call and its answer, {} where none is given."""
        told, _, answer = s.rest(2).partition(" -> ")
        self.do_send(name, Statement(s.line, f"{name} > {told}"))
        self.do_expect(name, Statement(s.line, f"{name} < {answer or '{}'}"))

    def do_obeys(self, name, s):
        """CHARGER obeys Action {payload} -> {answer} | -> error Code: a command through the admin door is sent just so, answered,
        and the answer handed back."""
        action, (payload, _, answer) = s.words[2], s.rest(3).partition(" -> ")
        self.say_command(Statement(s.line, f"command {self.label(name).charger.name} {action} {payload}"))
        self.do_expect(name, Statement(s.line, f"{name} < call {action} {payload}"))
        error = re.fullmatch(r"error (\w+)", answer)
        self.do_send(name, Statement(s.line, f"{name} > {answer} no" if error else f"{name} > result {answer}"))
        self.say_answered(Statement(s.line, 'answered error {"code":"%s",...}' % error.group(1) if error else f"answered answered {answer}"))

    def do_boots(self, name, s):
        """CHARGER boots [STATUS] [interval=] [vendor=] [model=] [serial=]"""
        label, words = self.label(name), s.words[2:]
        status = words.pop(0) if words and "=" not in words[0] else "Accepted"
        options = self.options(words)
        self.proofs += status != "Accepted"
        action, payload = verbs.boot(label.version, options)
        self.ask(label, (action, payload, '{"currentTime":*,"interval":%s,"status":"%s"}'
                         % (options.get("interval", "*"), status)))

    def do_beats(self, name, s):
        """CHARGER beats: a Heartbeat is answered."""
        self.ask(self.label(name), ("Heartbeat", {}, '{"currentTime":*}'))

    def do_reports(self, name, s):
        """CHARGER reports CONNECTOR STATUS [at=] [error=] [connector=]"""
        label = self.label(name)
        action, payload = verbs.status(label.version, int(s.words[2]), s.words[3], self.options(s.words[4:]),
                                       self.time(self.now_us))
        self.ask(label, (action, payload, "{}"))

    def do_authorizes(self, name, s):
        """CHARGER authorizes TOKEN STATUS [group=] [type=]"""
        label, options = self.label(name), self.options(s.words[4:])
        action, payload = verbs.authorize(label.version, s.words[2], options)
        self.ask(label, (action, payload, "{" + verbs.tag_info(label.version, s.words[3], options.get("group")) + "}"))

    def do_starts(self, name, s):
        """CHARGER starts TX [evse=1] [tag=] [meter=] [at=] [status=] [group=] [unanswered] ..."""
        label, options = self.label(name), self.options(s.words[3:])
        t = verbs.Transaction(s.words[2], label.charger.identity, label.version, int(options.get("evse", "1")),
                              options.get("tag", "TAG1"))
        self.transactions[t.name] = t
        self.ask(label, verbs.start(t, options, self.time(self.now_us)), "unanswered" in options)
        t.id = self.names.get("tx_" + t.name, t.id)

    def transaction(self, s):
        """The transaction that a statement names."""
        if s.words[2] not in self.transactions:
            raise Wrong(f"no transaction is called {s.words[2]}")
        return self.transactions[s.words[2]]

    def do_meters(self, name, s):
        """CHARGER meters TX [ENERGY] [at=] [power=] [soc=] [seq=] [unanswered] ..."""
        words = s.words[3:]
        energy = words.pop(0) if words and "=" not in words[0] and words[0][0].isdigit() else None
        options = self.options(words)
        self.ask(self.label(name), verbs.meter(self.transaction(s), energy, options, self.time(self.now_us)),
                 "unanswered" in options)

    def do_stops(self, name, s):
        """CHARGER stops TX [meter=] [at=] [tag=] [reason=] [seq=] [unanswered] ..."""
        options = self.options(s.words[3:])
        self.ask(self.label(name), verbs.stop(self.transaction(s), options, self.time(self.now_us)),
                 "unanswered" in options)

    def do_repeats(self, name, s):
        """CHARGER repeats [new-id]: the last call again; the answer must be the same."""
        label, charger = self.label(name), self.label(name).charger
        if s.words[2:] == ["new-id"]:
            charger.made += 1
            new = f"{charger.name}-{charger.made}"
            charger.last = charger.last.replace(json.dumps(charger.last_id), json.dumps(new), 1)
            charger.last_id = new
        self.backend.send(label.conn, charger.last)
        self.answer(label)
        for t in self.transactions.values():
            t.id = self.names.get("tx_" + t.name, t.id)

    def do_burst(self, name, s):
        """CHARGER burst N Action {payload with $i}: N calls without waiting for answers."""
        label, n = self.label(name), int(s.words[2])
        for i in range(1, n + 1):
            self.names["i"] = i
            text = f'[2,"burst-{i}","{s.words[3]}",{self.known(s.rest(4))}]'
            self.backend.send(label.conn, text, turn=i % 7 == 0)
        del self.names["i"]
        label.burst_left = n
        self.names["answered"] = 0

    def do_gathers(self, name, s):
        """CHARGER gathers N: take N answers to the burst; $answered counts them, and those that came before a crash."""
        label = self.label(name)
        for _ in range(int(s.words[2])):
            got = self.frame(label)
            self.names["answered"] += 1
            label.burst_left -= 1
            if got[0] != 3 or got[1] != f"burst-{self.names['answered']}":
                raise Unmet(f"came: {json.dumps(got)}")
        self.expectations += 1

    # -- the wire, only real --

    def do_frame(self, name, s):
        """CHARGER frame [fin=0] [opcode=1] [rsv=0] TEXT or hex:BYTES: one WebSocket frame as written."""
        words, n = s.words[2:], 2
        options = {"fin": "1", "opcode": "1", "rsv": "0"}
        while words and words[0].split("=")[0] in options:
            key, _, value = words.pop(0).partition("=")
            options[key] = value
            n += 1
        text = self.known(s.rest(n))
        data = bytes.fromhex(text[4:]) if text.startswith("hex:") else text.encode()
        self.backend.raw(self.label(name).conn, int(options["fin"]), int(options["rsv"]), int(options["opcode"]), data)
        found = re.match(r'\[\s*2\s*,\s*"([^"]*)"', text)
        if found:
            self.label(name).charger.last_id = found.group(1)

    # -- what is known afterwards --

    def list(self, s):
        """WORD [CHARGER or TX] NAME=VALUE... [= N]"""
        words, rest, charger, transaction, kind = s.words, s.rest(1), None, None, None
        at = 1
        if words[0] in ("fact", "facts") and len(words) > 1:
            kind, at, rest = words[1], 2, s.rest(2)
        if len(words) > at and words[at] in self.chargers:
            charger, rest = self.chargers[words[at]].identity, s.rest(at + 1)
        elif len(words) > 1 and words[1] in self.transactions:
            t = self.transactions[words[1]]
            charger, transaction, rest = t.charger, t.id, s.rest(2)
        if words[0] == "connector":
            rest = f"evse_id={words[2]} status={words[3]} " + s.rest(4)
        elif words[0] in ("event", "events") and rest and "=" not in rest.split()[0]:
            rest = "event=" + rest
        if self.scope and not charger:
            raise Wrong("of which charger? This server has those of other pages")
        self.expectations += 1
        self.proofs += 1
        self.backend.settle()
        why = lists.expect(self.backend, words[0], charger, transaction, self.known(rest), self.names, kind)
        if why:
            raise Unmet(why)

// SPDX-License-Identifier: Apache-2.0
// What node's `ws` and node's HTTP parser make of the same questions as tests/second/probe.c: `node node_peer.mjs FOLDER`, where FOLDER
// holds node_modules. A question is a letter, a length of 4 bytes and so many bytes; an answer a length and so many bytes.
//   r  read a stream    answers like the probe
//   w  write messages   JSON {server, deflate, windows, messages: [{opcode, data (base64), fin, mask, compress, code}]}
//   n  negotiate        an answer to the offer of `ws` with the options in JSON; says whether it is taken
//   f  an offer         of `ws` with the options in JSON
//   h  an HTTP head     JSON of what came of it
import http from 'node:http';
import { createRequire } from 'node:module';
import { Duplex } from 'node:stream';
import { join } from 'node:path';

const require = createRequire(join(process.argv[2], 'x.js'));
const lib = (name) => require(join(process.argv[2], 'node_modules/ws/lib', name));
const Receiver = lib('receiver.js'), Sender = lib('sender.js'), Deflate = lib('permessage-deflate.js'), extension = lib('extension.js');
const NAME = Deflate.extensionName;

/** permessage-deflate as both ends have agreed on it: no context is taken over. */
function agreed(server, serverBits, clientBits, max) {
  const text = `${NAME}; server_no_context_takeover; client_no_context_takeover; server_max_window_bits=${serverBits}; client_max_window_bits=${clientBits}`;
  const d = new Deflate({ threshold: 0 }, server, max);
  d.accept(extension.parse(text)[NAME]);
  return { [NAME]: d };
}

/** The events of a stream. */
async function read(q) {
  const server = (q[0] & 1) !== 0, deflate = (q[0] & 2) !== 0, max = q.readUInt32LE(3), cut = q.readUInt16LE(7), out = [];
  const r = new Receiver({ isServer: server, extensions: deflate ? agreed(server, q[1], q[2], max) : {}, maxPayload: max, binaryType: 'nodebuffer', allowSynchronousEvents: true });
  const put = (letter, opcode, code, data) => {
    const head = Buffer.alloc(8);
    head.write(letter, 0);
    head[1] = opcode;
    head.writeUInt16LE(code, 2);
    head.writeUInt32LE(data.length, 4);
    out.push(head, Buffer.from(data));
  };
  let over = false;
  r.on('message', (data, binary) => put('m', binary ? 2 : 1, 0, Buffer.from(data)));
  r.on('ping', (data) => put('i', 0, 0, data));
  r.on('pong', (data) => put('o', 0, 0, data));
  r.on('conclude', (code, reason) => { over = true; put('c', 0, code, reason); });
  r.on('error', (e) => {
    over = true;
    const symbol = Object.getOwnPropertySymbols(e).find((s) => String(s) === 'Symbol(status-code)');
    put('f', 0, e[symbol] ?? 0, Buffer.from(e.code ?? e.message));
  });
  const stream = q.subarray(9);
  for (let at = 0; at < stream.length && !over;) {
    const n = cut === 0 ? stream.length : Math.min(cut, stream.length - at);
    await new Promise((done) => r.write(Buffer.from(stream.subarray(at, at + n)), () => done()));
    at += n;
  }
  r.destroy();
  return Buffer.concat(out);
}

/** A socket that keeps what is written to it. */
class Sink extends Duplex {
  kept = [];
  _read() {}
  _write(data, _, done) { this.kept.push(Buffer.from(data)); done(); }
}

/** The bytes of messages. */
async function write(q) {
  const o = JSON.parse(q), sink = new Sink(), max = 1 << 24;
  const s = new Sender(sink, o.deflate ? agreed(o.server, ...o.windows, max) : {});
  for (const m of o.messages) {
    const data = Buffer.from(m.data, 'base64'), mask = m.mask;
    await new Promise((done) => {
      if (m.opcode === 8) s.close(m.code, data, mask, done);
      else if (m.opcode === 9) s.ping(data, mask, done);
      else if (m.opcode === 10) s.pong(data, mask, done);
      else s.send(data, { fin: m.fin, mask, binary: m.opcode === 2, compress: m.compress }, done);
    });
  }
  return Buffer.concat(sink.kept);
}

/** Is an answer to an offer one that `ws` takes? */
function negotiate(q) {
  const o = JSON.parse(q), d = new Deflate(o.options, false, 1 << 20);
  d.offer();
  try {
    d.accept(extension.parse(o.answer)[NAME]);
    return Buffer.from(JSON.stringify(d.params));
  } catch (e) {
    return Buffer.from('refused: ' + e.message);
  }
}

/** What node's HTTP server makes of the bytes of a connection. */
function head(q) {
  return new Promise((done) => {
    const socket = new Sink(), server = http.createServer({ requireHostHeader: true });
    const tell = (what, r, res) => done(Buffer.from(JSON.stringify({
      result: what, method: r?.method, url: r?.url, minor: r?.httpVersionMinor, raw: r?.rawHeaders, keep: res ? res.shouldKeepAlive : null,
    })));
    server.on('request', (r, res) => tell('ok', r, res));
    server.on('upgrade', (r) => tell('ok', r, null));
    server.on('connect', (r) => tell('ok', r, null));
    server.on('checkContinue', (r, res) => tell('ok', r, res));
    server.on('checkExpectation', (r, res) => tell('ok', r, res));
    server.on('clientError', (e) => tell('bad ' + e.code, null, null));
    server.emit('connection', socket);
    socket.push(q);
    setTimeout(() => {
      const said = Buffer.concat(socket.kept).toString('latin1');
      tell(said.startsWith('HTTP/1.1 4') ? 'bad ' + said.slice(9, 12) : 'more', null, null);
      socket.destroy();
    }, 15).unref;
  });
}

const answers = { r: read, w: write, n: negotiate, f: (q) => Buffer.from(extension.format({ [NAME]: new Deflate(JSON.parse(q), false).offer() })), h: head };
let have = Buffer.alloc(0);
for await (const piece of process.stdin) {
  have = Buffer.concat([have, piece]);
  while (have.length >= 5 && have.length >= 5 + have.readUInt32LE(1)) {
    const n = have.readUInt32LE(1), answer = await answers[String.fromCharCode(have[0])](have.subarray(5, 5 + n));
    have = have.subarray(5 + n);
    const size = Buffer.alloc(4);
    size.writeUInt32LE(answer.length);
    process.stdout.write(Buffer.concat([size, answer]));
  }
}
process.exit(0);

// SPDX-License-Identifier: Apache-2.0
// The npm client ocpp-ts (1.6) from boot to finished session, with a remote start and stop. Arguments: endpoint, admin, identity.
// $TLS_CERT, $TLS_KEY and $PASSWORD as in ocpp_rpc.mjs.
import { readFileSync } from 'fs';
import ocpp from 'ocpp-ts';
import tls from 'tls';

const [endpoint, admin, identity] = process.argv.slice(2);
const { TLS_CERT, TLS_KEY, PASSWORD } = process.env;
if (TLS_CERT) { // ocpp-ts has no option for it
  const connect = tls.connect;
  tls.connect = (options, ...more) => connect({ ...options, cert: readFileSync(TLS_CERT), key: readFileSync(TLS_KEY) }, ...more);
}
const client = new ocpp.OcppClient(identity);
const calls = [];
const same = (a, b, what) => { if (a !== b) throw new Error(`${what}: ${JSON.stringify(a)} is not ${JSON.stringify(b)}`); };
const now = () => new Date().toISOString();
const fail = (e) => { console.error(e); process.exit(1); };

client.on('error', fail);
for (const action of ['RemoteStartTransaction', 'RemoteStopTransaction'])
  client.on(action, (request, answer) => { calls.push([action, request]); answer({ status: 'Accepted' }); });

async function command(action, payload) {
  const answer = await fetch(`http://${admin}/api/stations/${identity}/commands/${action}`,
    { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(payload) });
  same(answer.status, 200, 'status of ' + action);
  same((await answer.json()).answer.status, 'Accepted', action);
}

async function session() {
  const boot = await client.callRequest('BootNotification', { chargePointVendor: 'Other', chargePointModel: 'TS' });
  same(boot.status, 'Accepted', 'boot');
  same((await client.callRequest('Authorize', { idTag: 'GOOD' })).idTagInfo.status, 'Accepted', 'authorize');
  await command('RemoteStartTransaction', { idTag: 'GOOD' });
  const start = await client.callRequest('StartTransaction', { connectorId: 1, idTag: 'GOOD', meterStart: 0, timestamp: now() });
  same(start.idTagInfo.status, 'Accepted', 'start');
  await client.callRequest('MeterValues', { connectorId: 1, transactionId: start.transactionId,
    meterValue: [{ timestamp: now(), sampledValue: [{ value: '70' }] }] });
  await command('RemoteStopTransaction', { transactionId: start.transactionId });
  same(calls[1][1].transactionId, start.transactionId, 'remote stop');
  await client.callRequest('StopTransaction', { transactionId: start.transactionId, meterStop: 150, timestamp: now(), reason: 'Remote' });
  console.log('done');
  process.exit(0);
}

client.on('connect', () => session().catch(fail));
client.connect(endpoint + '/', PASSWORD ? { Authorization: 'Basic ' + Buffer.from(identity + ':' + PASSWORD).toString('base64') } : {});

// SPDX-License-Identifier: Apache-2.0
// The npm client ocpp-rpc in strict mode (it checks every message against schemas of its own) from boot to finished session, with a
// remote start and stop. Arguments: endpoint, admin, identity, version. Prints "done" at the end; anything else is a failure.
// $TLS_CERT and $TLS_KEY name its certificate (profile 3), $PASSWORD its password (profiles 1 and 2); $NODE_EXTRA_CA_CERTS whom it trusts.
import { readFileSync } from 'fs';
import { RPCClient } from 'ocpp-rpc';

const [endpoint, admin, identity, version] = process.argv.slice(2);
const { TLS_CERT, TLS_KEY, PASSWORD } = process.env;
const wsOpts = TLS_CERT ? { cert: readFileSync(TLS_CERT), key: readFileSync(TLS_KEY) } : {};
const client = new RPCClient({ endpoint, identity, protocols: ['ocpp' + version], strictMode: true, maxReconnects: 0, password: PASSWORD, wsOpts });
const old = version === '1.6';
const started = [], stopped = [];
const same = (a, b, what) => { if (a !== b) throw new Error(`${what}: ${JSON.stringify(a)} is not ${JSON.stringify(b)}`); };
const now = () => new Date().toISOString();

client.handle(({ method }) => { throw new Error('unexpected ' + method); });
client.handle(old ? 'RemoteStartTransaction' : 'RequestStartTransaction', ({ params }) => { started.push(params); return { status: 'Accepted' }; });
client.handle(old ? 'RemoteStopTransaction' : 'RequestStopTransaction', ({ params }) => { stopped.push(params); return { status: 'Accepted' }; });

async function command(action, payload) {
  const answer = await fetch(`http://${admin}/api/stations/${identity}/commands/${action}`,
    { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(payload) });
  const body = await answer.json();
  same(answer.status, 200, 'status of ' + action + ' ' + JSON.stringify(body));
  same(body.answer.status, 'Accepted', action);
}

async function session16() {
  const boot = await client.call('BootNotification', { chargePointVendor: 'Other', chargePointModel: 'Strict 1' });
  same(boot.status, 'Accepted', 'boot');
  if (!(boot.interval > 0)) throw new Error('interval ' + boot.interval);
  await client.call('StatusNotification', { connectorId: 1, errorCode: 'NoError', status: 'Available' });
  same((await client.call('Authorize', { idTag: 'GOOD' })).idTagInfo.status, 'Accepted', 'authorize');
  same((await client.call('Authorize', { idTag: 'NOBODY' })).idTagInfo.status, 'Invalid', 'authorize nobody');
  await command('RemoteStartTransaction', { connectorId: 1, idTag: 'GOOD' });
  same(started[0].idTag, 'GOOD', 'remote start');
  const start = await client.call('StartTransaction', { connectorId: 1, idTag: 'GOOD', meterStart: 1000, timestamp: now() });
  same(start.idTagInfo.status, 'Accepted', 'start');
  await client.call('MeterValues', { connectorId: 1, transactionId: start.transactionId,
    meterValue: [{ timestamp: now(), sampledValue: [{ value: '1.1', unit: 'kWh' }] }] });
  await command('RemoteStopTransaction', { transactionId: start.transactionId });
  same(stopped[0].transactionId, start.transactionId, 'remote stop');
  const stop = await client.call('StopTransaction', { transactionId: start.transactionId, meterStop: 1150, timestamp: now(), reason: 'Remote' });
  if (stop.idTagInfo && stop.idTagInfo.status !== 'Accepted') throw new Error('stop');
  await client.call('Heartbeat', {});
  await client.call('DataTransfer', { vendorId: 'unheard.of' }).then(a => same(a.status, 'UnknownVendorId', 'data transfer'));
}

async function session201() {
  const boot = await client.call('BootNotification', { reason: 'PowerUp', chargingStation: { vendorName: 'Other', model: 'Strict 2' } });
  same(boot.status, 'Accepted', 'boot');
  await client.call('StatusNotification', { timestamp: now(), connectorStatus: 'Available', evseId: 1, connectorId: 1 });
  const good = { idToken: 'GOOD', type: 'ISO14443' };
  same((await client.call('Authorize', { idToken: good })).idTokenInfo.status, 'Accepted', 'authorize');
  await command('RequestStartTransaction', { evseId: 1, remoteStartId: 7, idToken: good });
  same(started[0].remoteStartId, 7, 'remote start');
  let seqNo = 0;
  const event = (eventType, triggerReason, more, wh) => client.call('TransactionEvent', { eventType, timestamp: now(), triggerReason, seqNo: seqNo++,
    transactionInfo: { transactionId: 'strict-tx-' + identity, ...more.info }, evse: { id: 1, connectorId: 1 }, ...more.event,
    meterValue: [{ timestamp: now(), sampledValue: [{ value: wh, measurand: 'Energy.Active.Import.Register', unitOfMeasure: { unit: 'Wh' } }] }] });
  const first = await event('Started', 'RemoteStart', { info: { chargingState: 'Charging', remoteStartId: 7 }, event: { idToken: good } }, 1000);
  same(first.idTokenInfo.status, 'Accepted', 'token of the first event');
  await event('Updated', 'MeterValuePeriodic', { info: { chargingState: 'Charging' } }, 1100);
  await command('RequestStopTransaction', { transactionId: 'strict-tx-' + identity });
  same(stopped[0].transactionId, 'strict-tx-' + identity, 'remote stop');
  await event('Ended', 'RemoteStop', { info: { stoppedReason: 'Remote' } }, 1150);
  await client.call('Heartbeat', {});
  await client.call('SecurityEventNotification', { type: 'StartupOfTheDevice', timestamp: now() });
  await client.call('NotifyReport', { requestId: 1, generatedAt: now(), seqNo: 0, reportData: [{ component: { name: 'Connector' },
    variable: { name: 'AvailabilityState' }, variableAttribute: [{ value: 'Available' }] }] });
}

await client.connect();
await (old ? session16() : session201());
await client.close();
console.log('done');

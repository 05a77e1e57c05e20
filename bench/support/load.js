// Sends readings from 32 connections to one address and prints the figures as JSON. Runs as a separate process.
// Arguments: url, token, seconds, readings per request, first number, devices.
import { fire } from './fire.js';
import { deviceId } from './practice-names.js';

const [url, token, seconds, perRequest, first, devices] = process.argv.slice(2);
const size = Number(perRequest);
const began = Date.parse('2026-01-02T00:00:00Z');
let number = Number(first);

function one() {
  const at = number++;
  const taken = new Date(began + (at % 20_000_000) * 1000).toISOString();
  const device = deviceId(at % Number(devices));
  return (
    `{"source":"gateway-1","externalId":"L${at}","deviceId":"${device}","takenAt":"${taken}","receivedAt":"${taken}",` +
    `"kind":"blood_pressure","origin":"device_auto","user":"identified","values":[` +
    `{"code":"8480-6","value":${110 + (at % 37)},"unit":"mm[Hg]"},{"code":"8462-4","value":${70 + (at % 19)},"unit":"mm[Hg]"}]}`
  );
}

function body() {
  if (size === 1) return one();
  let text = '[';
  for (let n = 0; n < size; n += 1) text += (n > 0 ? ',' : '') + one();
  return `${text}]`;
}

const figures = await fire({ url, token, seconds: Number(seconds), nextBody: body });
const readingsPerSecond = Math.round((figures.requests * size) / figures.durationSeconds);
process.stdout.write(JSON.stringify({ ...figures, readingsPerSecond, next: number }));

import { deviceId, patientId } from './practice-names.js';
import { nurseCount, SOURCE } from './practice.js';

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
/** Every fifth patient measures on only a third of the days, three times as often on each. */
const FEWER = 3;

/** One blood pressure reading as a gateway sends it, about 335 bytes. */
export function reading(externalId, device, takenMs) {
  return {
    source: SOURCE,
    externalId,
    deviceId: device,
    takenAt: new Date(takenMs).toISOString(),
    receivedAt: new Date(takenMs + 9000).toISOString(),
    kind: 'blood_pressure',
    origin: 'device_auto',
    user: 'identified',
    values: [
      { code: '8480-6', value: 110 + (takenMs % 37), unit: 'mm[Hg]' },
      { code: '8462-4', value: 70 + (takenMs % 19), unit: 'mm[Hg]' },
    ],
  };
}

/**
 * Readings in order of arrival: day by day, and each day the patients in another order. Every patient has the same number of
 * readings, but some have them on fewer days, so that more than one step of the code ladder occurs.
 */
export function* monthOfReadings({ patients, from, days, perDay }) {
  const start = Date.parse(`${from}T15:00:00Z`);
  for (let day = 0; day < days; day += 1) {
    const order = shuffled(patients, day + 1);
    for (let n = 0; n < perDay * FEWER; n += 1) {
      for (const index of order) {
        const isFewer = index % 5 === 0;
        if (isFewer ? day >= days / FEWER : n >= perDay) continue;
        const takenMs = start + day * DAY_MS + n * 3_600_000 + (index % 3600) * 1000;
        yield reading(`R${index}-${day}-${n}`, deviceId(index), takenMs);
      }
    }
  }
}

/** Entries of two to five minutes, back to back for each nurse. Every twentieth overlaps the one before. */
export function* monthOfEntries({ patients, from, perPatient }) {
  const start = Date.parse(`${from}T14:00:00Z`);
  const nurses = nurseCount(patients);
  const next = new Array(nurses).fill(0);
  for (let round = 0; round < perPatient; round += 1) {
    for (let index = 0; index < patients; index += 1) {
      const nurse = index % nurses;
      const minutes = 2 + ((index + round) % 4);
      const minute = next[nurse];
      next[nurse] = minute + minutes - (index % 20 === 0 ? 1 : 0);
      // Eight hours per day.
      const startMs = start + Math.floor(minute / 480) * DAY_MS + (minute % 480) * MINUTE_MS;
      yield {
        externalId: `T${index}-${round}`,
        patientId: patientId(index),
        staffId: `RN-${nurse + 1}`,
        role: 'clinical_staff',
        program: 'RPM',
        start: new Date(startMs).toISOString(),
        end: new Date(startMs + minutes * MINUTE_MS).toISOString(),
        interactive: round === 0,
        mode: round === 0 ? 'phone' : 'data_review',
        note: 'Reviewed readings',
      };
    }
  }
}

/** Splits items into lists of at most `size`. */
export function* chunks(items, size) {
  let chunk = [];
  for (const item of items) {
    chunk.push(item);
    if (chunk.length < size) continue;
    yield chunk;
    chunk = [];
  }
  if (chunk.length > 0) yield chunk;
}

/** The numbers below `length`, shuffled. The same seed gives the same order. */
export function shuffled(length, seed) {
  const order = Uint32Array.from({ length }, (_, index) => index);
  let state = seed >>> 0;
  for (let index = length - 1; index > 0; index -= 1) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    const other = Math.floor((state / 2 ** 32) * (index + 1));
    const kept = order[index];
    order[index] = order[other];
    order[other] = kept;
  }
  return order;
}

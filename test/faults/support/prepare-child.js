// Makes data folders for the fault suites from the sample practice. Order: {folder, patients, stage}.
// stage 'records': only the records. 'evidence': readings and minutes too, nothing closed.
// 'restate': closed with nine tenths of the evidence, half of the charges approved, then the rest delivered.
// 'tokens': adds tokens of a person and a gateway to an existing folder. Prints `prepared JSON`.
import { parsePractice } from '../../../dist/cli/exchange/practice/practice-records.js';
import { importRecords } from '../../../dist/cli/import/import-records.js';
import { serviceSink } from '../../../dist/cli/import/service-sink.js';
import { takeReadings, takeTime } from '../../../dist/cli/run/evidence-sinks.js';
import { generateSamplePractice } from '../../../dist/cli/sample/generate-sample-practice.js';
import { BillingService } from '../../../dist/modules/billing/charges/billing.service.js';
import { ReviewService } from '../../../dist/modules/billing/charges/review.service.js';
import { ALL_SCOPES, jobPrincipal } from '../../../dist/modules/caller/principal.js';
import { CredentialsService } from '../../../dist/modules/identity/credentials/credentials.service.js';
import { ReadingsService } from '../../../dist/modules/readings/readings.service.js';
import { TimeEntriesService } from '../../../dist/modules/time-tracking/entries/time-entries.service.js';
import { openProduct, order, report } from './open-product.js';

const HELD_BACK = 10;
const LINES_TOGETHER = 1000;

report('ready');
const { folder, patients, stage, asOf } = await order();
const sample = generateSamplePractice({ patients });
const { records } = parsePractice(sample.practice);
const practiceId = records.practice.id;
const principal = jobPrincipal(practiceId);
const app = await openProduct(folder);

async function deliver(isWanted) {
  const evidence = { principal, asOfEnd: null };
  for (const [lines, take] of [
    [sample.readings, takeReadings(app.get(ReadingsService), evidence)],
    [sample.time, takeTime(app.get(TimeEntriesService), evidence)],
  ]) {
    const wanted = [...lines].filter((_, index) => isWanted(index));
    for (let start = 0; start < wanted.length; start += LINES_TOGETHER)
      await take(wanted.slice(start, start + LINES_TOGETHER));
  }
}

async function closeAndApproveHalf() {
  const billing = app.get(BillingService);
  await billing.closeAll(principal, { asOf: Date.parse(asOf) });
  const ids = [];
  for await (const { id } of billing.chargesOf(principal)) ids.push(id);
  const request = { act: { action: 'approve' }, reason: null };
  await app.get(ReviewService).decide(
    principal,
    ids.filter((_, index) => index % 2 === 0),
    request,
  );
}

async function issueTokens() {
  const credentials = app.get(CredentialsService);
  const person = { kind: 'person', principalId: 'RN-1', scopes: ALL_SCOPES, source: null, staffId: 'RN-1' };
  const gateway = {
    kind: 'gateway',
    principalId: 'gateway-1',
    scopes: ['readings:write'],
    source: 'gateway-1',
    staffId: null,
  };
  return {
    person: (await credentials.issue(principal, person)).token,
    gateway: (await credentials.issue(principal, gateway)).token,
  };
}

const prepared = { practiceId, patientIds: records.patients.map(({ id }) => id) };
if (stage === 'tokens') Object.assign(prepared, await issueTokens());
else await importRecords(serviceSink(app, principal), records);
if (stage === 'evidence') await deliver(() => true);
if (stage === 'restate') {
  await deliver((index) => index % HELD_BACK !== 0);
  await closeAndApproveHalf();
  await deliver((index) => index % HELD_BACK === 0);
}
const devices = records.assignments.map(({ deviceId, patientId }) => ({ deviceId, patientId }));
const staffIds = records.staff.map(({ id }) => id);
report(`prepared ${JSON.stringify({ ...prepared, devices, staffIds })}`);
await app.close();
process.exit(0);

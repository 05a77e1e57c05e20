// Ingests readings until it is killed. Order: {folder, lanes, batches: [{name, inputs}]}. Prints `begin`, then
// `ack NAME STATUS=COUNT …` for each batch once the service has answered it, and starts over when all were sent.
import { ReadingsService } from '../../../dist/modules/readings/readings.service.js';
import { openProduct, order, report } from './open-product.js';

report('ready');
const { folder, practiceId, lanes, batches } = await order();
report('opening');
const app = await openProduct(folder);
const readings = app.get(ReadingsService);
let next = 0;

// A separate caller per batch, so that the audit log has one entry for each.
const callerOf = (name) => ({
  kind: 'gateway',
  id: name,
  practiceId,
  scopes: ['readings:write'],
  source: 'gateway-1',
  staffId: null,
});

async function lane() {
  for (;;) {
    const { name, inputs } = batches[next++ % batches.length];
    const answers = await readings.ingest(callerOf(name), inputs);
    const counts = {};
    for (const { status } of answers) counts[status] = (counts[status] ?? 0) + 1;
    report(`ack ${name} ${JSON.stringify(counts)}`);
  }
}

report('begin');
await Promise.all(Array.from({ length: lanes }, lane));

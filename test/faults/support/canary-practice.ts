import { getConnectionToken } from '@nestjs/mongoose';
import type { Connection } from 'mongoose';
import { jobPrincipal } from '../../../src/modules/caller/principal.js';
import { UsersService } from '../../../src/modules/identity/users/users.service.js';
import { at, daily, Story } from '../../scenarios/support/story.js';
import type { TestApp } from '../../support/app.js';
import { setUpUser } from '../../support/signed-in.js';
import { storedCollection } from '../../support/stored-collection.js';
import { encounterSeeds } from './encounter-seeds.js';

/** A practice whose every text field holds a word that no other practice may ever see. */
export interface CanaryPractice {
  readonly story: Story;
  readonly practiceId: string;
  /** Every id that the practice chose or was given, by collection, and `charges`. */
  readonly ids: ReadonlyMap<string, readonly string[]>;
  /** Everything stored about it, collection by collection. */
  image(): Promise<ReadonlyMap<string, string>>;
}

/** Words in texts are `CNRY<mark>x<n>x`. Ids that only this practice has are `CNID<mark>-<n>`. */
export const textCanaries = (mark: string): RegExp => new RegExp(`CNRY${mark}x\\d+x`, 'i');
export const idCanaries = (mark: string): RegExp => new RegExp(`CNID${mark}-\\d+`, 'gi');

/** Two such practices hold the same things, some under the same ids and some under different ids. */
export async function plantCanaries(product: TestApp, mark: string): Promise<CanaryPractice> {
  let count = 0;
  const word = (): string => `CNRY${mark}x${++count}x`;
  const ownId = (n: number): string => `CNID${mark}-${n}`;
  const story = await Story.begin(product, at('2026-02-06T06:00'), { name: word() });
  const { practiceId } = story;
  await story.put('payers/medicare', {
    name: word(),
    type: 'medicare_ffs',
    profiles: [{ from: '2018-01-01' }],
  });
  await story.put(`staff/${ownId(1)}`, { name: word(), role: 'clinical_staff' });
  await story.put('staff/DR', { name: word(), role: 'qhp', npi: '1245319599' });
  for (const id of ['P', ownId(2)]) {
    await story.enroll(id, {
      from: '2026-01-03',
      patient: {
        mrn: word(),
        name: { family: word(), given: word() },
        birthDate: '1950-01-01',
        phone: `+1 555 ${mark === 'A' ? '0199' : '0100'}`,
        address: { line1: word(), line2: word(), city: word(), state: 'IL', postalCode: '60601' },
        coverage: [{ payerId: 'medicare', memberId: word() }],
      },
      device: { serial: word() },
    });
    await story.take(`D-${id}`, daily('2026-01-03', 16), { user: 'identified' });
    await story.work(id, at(id === 'P' ? '2026-01-14T10:00' : '2026-01-15T10:00'), 45, {
      note: word(),
      reason: word(),
      participants: [word()],
    });
  }
  const [, second] = await story.take('D-P', daily('2026-01-20', 2, '15:00'));
  await story.post(`readings/${second}/exclude`, { reason: word() });
  await story.send(ownId(3), daily('2026-01-20', 2, '16:00'));
  await story.tick();
  await story.post('charges/approve', { filter: { patientId: 'P' }, reason: word() });
  await story.post('export-batches');
  const [open] = (await story.charges()).filter(({ status }) => status === 'proposed');
  if (open !== undefined) await story.decide(open.id, 'hold', { reason: word() });
  await keepEncounter(story, ownId(4), word);
  await story.post('credentials', {
    kind: 'gateway',
    principalId: word(),
    scopes: ['readings:write'],
    source: ownId(5),
  });
  await setUpUser(product, practiceId, ownId(6).toLowerCase(), ['compliance']);
  await product.app.get(UsersService).create(jobPrincipal(practiceId), {
    id: ownId(7).toLowerCase(),
    name: word(),
    roles: ['biller'],
    staffId: null,
  });
  return {
    story,
    practiceId,
    ids: await idsOf(product, story),
    image: () => imageOf(product, practiceId),
  };
}

async function keepEncounter(story: Story, id: string, word: () => string): Promise<void> {
  const seed = encounterSeeds('P').find(({ method, path }) => method === 'POST' && path === '/v1/encounters');
  const draft = seed?.body as { patientLocation: object };
  await story.post('encounters', {
    ...draft,
    id,
    clinicianId: 'DR',
    participants: [{ role: 'caregiver', name: word() }],
    patientLocation: { ...draft.patientLocation, address: word() },
  });
}

function collectionsOf(product: TestApp): string[] {
  const connection = product.app.get<Connection>(getConnectionToken());
  return Object.values(connection.models).map(({ collection }) => collection.name);
}

async function idsOf(product: TestApp, story: Story): Promise<ReadonlyMap<string, readonly string[]>> {
  const ids = new Map<string, readonly string[]>();
  for (const name of collectionsOf(product)) {
    const docs = await storedCollection(product.app, name).find({ practiceId: story.practiceId }).toArray();
    ids.set(
      name,
      docs.flatMap(({ id }) => (typeof id === 'string' ? [id] : [])),
    );
  }
  return ids.set(
    'charges',
    (await story.charges()).map(({ id }) => id),
  );
}

async function imageOf(product: TestApp, practiceId: string): Promise<ReadonlyMap<string, string>> {
  const image = new Map<string, string>();
  for (const name of collectionsOf(product)) {
    const docs = await storedCollection(product.app, name).find({ practiceId }).toArray();
    image.set(
      name,
      docs
        .map((doc) => JSON.stringify(doc))
        .sort()
        .join('\n'),
    );
  }
  return image;
}

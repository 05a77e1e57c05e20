import { Injectable } from '@nestjs/common';
import type { ReadingFacts } from '../../domain/facts/readings/device.js';
import { invariant } from '../../domain/invariant.js';
import type { Instant } from '../../domain/time/instant.js';
import type { LocalDate } from '../../domain/time/local-date.js';
import { Clock } from '../../platform/clock/clock.js';
import type { Principal } from '../caller/principal.js';
import { deliveriesOf, type Delivery } from './intake/delivery.js';
import { IngestBatcher } from './intake/ingest-batcher.js';
import type { IntakeAnswer, IntakeStatus } from './intake/intake.answer.js';
import type { NewReading } from './intake/new-reading.js';
import { parseReading, type ParseContext, type ParsedReading } from './intake/parse-reading.js';
import { ReadingStore } from './intake/reading-store.js';
import { toPage, type PageRequest, type ReadingPage } from './reading-page.js';
import { toFacts } from './reading.doc.js';
import type { Reading } from './reading.js';
import { ReadingsRepository, type PatientDays } from './readings.repository.js';

const CHUNK = 1000;

interface IngestOptions {
  /** Readings measured at or after this instant are refused as `in_future`. By default our clock decides. */
  readonly asOfEnd?: Instant;
}

/** Takes readings in and gives them to the assessment. */
@Injectable()
export class ReadingsService {
  /** The number of answers since the process started, by status. */
  readonly answered = new Map<IntakeStatus, number>();
  private readonly batchers = new Map<string, IngestBatcher<Principal, NewReading, IntakeAnswer>>();

  constructor(
    private readonly store: ReadingStore,
    private readonly repository: ReadingsRepository,
    private readonly clock: Clock,
  ) {}

  /**
   * Takes in any number of readings. Each one is an object as in the API documentation or a {@link SentReading}. Answers
   * in order, after the commit. A rejected reading does not stop the others. A commit holds up to 1,000 readings.
   */
  async ingest(
    principal: Principal,
    inputs: readonly unknown[],
    options: IngestOptions = {},
  ): Promise<IntakeAnswer[]> {
    const context = this.contextOf(principal, options);
    const answers: IntakeAnswer[] = [];
    for (let start = 0; start < inputs.length; start += CHUNK) {
      const parsed = inputs.slice(start, start + CHUNK).map((input) => parseReading(input, context));
      for (const answer of await this.answer(principal, parsed)) {
        answers.push(answer);
        this.answered.set(answer.status, (this.answered.get(answer.status) ?? 0) + 1);
      }
    }
    return answers;
  }

  get(principal: Principal, id: string): Promise<Reading | null> {
    return this.repository.find(principal, id);
  }

  /** A patient's readings in order of measurement, including excluded ones. */
  async page(principal: Principal, days: PatientDays, { cursor, limit }: PageRequest): Promise<ReadingPage> {
    return toPage(await this.repository.pageOfPatient(principal, days, cursor, limit + 1), limit);
  }

  /** Counts a patient's delivered readings by day and source. `to` is exclusive. Reads all of the patient's readings. */
  async deliveriesOf(
    principal: Principal,
    patientId: string,
    span: { readonly from: Instant | null; readonly to: Instant | null },
  ): Promise<Delivery[]> {
    return deliveriesOf(await this.repository.intakeOf(principal, patientId, span));
  }

  /**
   * All readings of up to 500 patients, sorted by service day, then instant, then id. The map leaves out patients without
   * readings. Uses one query.
   */
  async ofPatients(
    principal: Principal,
    patientIds: readonly string[],
  ): Promise<ReadonlyMap<string, ReadingFacts[]>> {
    const byPatient = new Map<string, ReadingFacts[]>();
    if (patientIds.length === 0) return byPatient;
    for (const doc of await this.repository.factsOfPatients(principal, patientIds)) {
      invariant(doc.patientId !== null, 'a reading found by its patient has a patient');
      const list = byPatient.get(doc.patientId);
      if (list) list.push(toFacts(doc));
      else byPatient.set(doc.patientId, [toFacts(doc)]);
    }
    for (const list of byPatient.values()) list.sort(byDay);
    return byPatient;
  }

  /** The readings of one patient from `fromDay` to `toDay`, both inclusive, in order. Uses an index. */
  async ofPatientBetween(
    principal: Principal,
    patientId: string,
    fromDay: LocalDate,
    toDay: LocalDate,
  ): Promise<ReadingFacts[]> {
    return (await this.repository.factsBetween(principal, patientId, [fromDay, toDay])).sort(byDay);
  }

  /** The first reading on or after a day that is not set aside; null if there is none. Uses an index. */
  earliestFrom(principal: Principal, patientId: string, day: LocalDate): Promise<ReadingFacts | null> {
    return this.repository.earliestFrom(principal, patientId, day);
  }

  private contextOf(principal: Principal, options: IngestOptions): ParseContext {
    const { practiceId, source } = principal;
    return { practiceId, ownSource: source, now: this.clock.now(), asOfEnd: options.asOfEnd ?? null };
  }

  private async answer(
    principal: Principal,
    parsed: readonly ParsedReading[],
  ): Promise<readonly IntakeAnswer[]> {
    const valid = parsed.flatMap((one) => ('reading' in one ? one.reading : []));
    const stored = await this.submit(principal, valid);
    let next = 0;
    return parsed.map((one) => {
      if ('answer' in one) return one.answer;
      const answer = stored[next++];
      invariant(answer, 'every stored reading has an answer');
      return answer;
    });
  }

  private async submit(
    principal: Principal,
    readings: readonly NewReading[],
  ): Promise<readonly IntakeAnswer[]> {
    const { practiceId } = principal;
    let batcher = this.batchers.get(practiceId);
    if (batcher === undefined) {
      batcher = new IngestBatcher((submissions) => this.store.store(submissions));
      this.batchers.set(practiceId, batcher);
    }
    try {
      return await batcher.submit(principal, readings);
    } finally {
      if (batcher.isIdle) this.batchers.delete(practiceId);
    }
  }
}

function byDay(a: ReadingFacts, b: ReadingFacts): number {
  if (a.serviceDay !== b.serviceDay) return a.serviceDay < b.serviceDay ? -1 : 1;
  const difference = (a.takenAt ?? 0) - (b.takenAt ?? 0);
  if (difference !== 0) return difference;
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}

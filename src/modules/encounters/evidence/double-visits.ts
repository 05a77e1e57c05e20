import { Injectable } from '@nestjs/common';
import { visitSpans } from '../../../domain/assess/encounters/record/visit-spans.js';
import { instant } from '../../../domain/time/instant.js';
import type { Principal } from '../../caller/principal.js';
import { ENTRY_HOURS_MAX } from '../../time-tracking/entries/time-entry.js';
import type { Encounter } from '../record/encounter.js';
import { StandingEncounters } from './standing-encounters.js';
import { VisitSpansRepository } from './visit-spans.repository.js';

const REACH_MS = ENTRY_HOURS_MAX * 3_600_000;

interface Stretch extends Span {
  readonly encounter: Encounter;
}

/** Finds clinicians who, by the clock, were in the visits of two patients at once. */
@Injectable()
export class DoubleVisits {
  constructor(
    private readonly spans: VisitSpansRepository,
    private readonly standing: StandingEncounters,
  ) {}

  /** By encounter id: the other patients whose signed visits share a minute with this one's clinician. */
  async of(
    principal: Principal,
    encounters: readonly Encounter[],
  ): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
    const byClinician = new Map<string, Stretch[]>();
    for (const encounter of encounters)
      for (const { staffId, start, end } of visitSpans(encounter))
        if (staffId === encounter.clinicianId)
          byClinician.set(staffId, [...(byClinician.get(staffId) ?? []), { encounter, start, end }]);
    const pairs: { readonly own: Stretch; readonly staffId: string; readonly otherId: string }[] = [];
    for (const [staffId, stretches] of byClinician)
      for (const run of runsOf(stretches)) {
        const span = { from: instant(run.start - REACH_MS), to: instant(run.end) };
        const others = await this.spans.ofPerson(principal, staffId, span);
        for (const own of run.stretches)
          for (const other of others)
            if (other.patientId !== own.encounter.patientId && overlap(own, other))
              pairs.push({ own, staffId, otherId: other.encounterId });
      }
    const ids = [...new Set(pairs.map(({ otherId }) => otherId))];
    const standing = new Map((await this.standing.among(principal, ids)).map((one) => [one.id, one]));
    const found = new Map<string, Set<string>>();
    for (const { own, staffId, otherId } of pairs) {
      const other = standing.get(otherId);
      // The stored spans only find the encounter. The record is what counts.
      const both = other && visitSpans(other).some((span) => span.staffId === staffId && overlap(own, span));
      if (both) found.set(own.encounter.id, (found.get(own.encounter.id) ?? new Set()).add(other.patientId));
    }
    return found;
  }
}

interface Span {
  readonly start: number;
  readonly end: number;
}

function overlap(a: Span, b: Span): boolean {
  return a.start < b.end && b.start < a.end;
}

interface Run {
  readonly start: number;
  end: number;
  readonly stretches: Stretch[];
}

/** Groups nearby stretches, so that there is one query for a working day instead of one for each visit. */
function runsOf(stretches: readonly Stretch[]): Run[] {
  const runs: Run[] = [];
  for (const stretch of [...stretches].sort((a, b) => a.start - b.start)) {
    const last = runs.at(-1);
    if (last && stretch.start - last.end <= REACH_MS) {
      last.end = Math.max(last.end, stretch.end);
      last.stretches.push(stretch);
    } else runs.push({ start: stretch.start, end: stretch.end, stretches: [stretch] });
  }
  return runs;
}

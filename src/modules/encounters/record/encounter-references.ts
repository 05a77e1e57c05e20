import { Injectable } from '@nestjs/common';
import { localDateAt, zoneAt } from '../../../domain/time/zone.js';
import { Clock } from '../../../platform/clock/clock.js';
import type { Principal } from '../../caller/principal.js';
import { PatientsService } from '../../patients/patients.service.js';
import { PracticesService } from '../../practices/practices.service.js';
import { InputIssues } from '../../records/input-issues.js';
import { ENTRY_HOURS_MAX } from '../../time-tracking/entries/time-entry.js';
import type { EncounterContent } from './encounter.js';

const HOUR_MS = 3_600_000;

/** Checks that everything a record names exists and that nothing is in the future. */
@Injectable()
export class EncounterReferences {
  constructor(
    private readonly patients: PatientsService,
    private readonly practices: PracticesService,
    private readonly clock: Clock,
  ) {}

  /** @throws ProblemError 400 naming every path that is wrong */
  async check(principal: Principal, content: EncounterContent): Promise<void> {
    const staffIds = staffReferences(content).map(([, id]) => id);
    const [zones, staff] = await Promise.all([
      this.patients.zonesOf(principal, [content.patientId]),
      this.practices.staffById(principal, staffIds),
    ]);
    const issues = new InputIssues();
    for (const [path, id] of staffReferences(content))
      issues.check(staff.has(id), path, 'no staff member has this id');
    const history = zones.get(content.patientId);
    issues.check(history !== undefined, 'patientId', 'no patient has this id');
    const now = this.clock.now();
    if (history !== undefined)
      issues.check(
        content.dateOfService <= localDateAt(now, zoneAt(history, now)),
        'dateOfService',
        'must not be in the future',
      );
    content.segments.forEach(({ start, end }, index) => {
      issues.check(start <= now, `segments[${index}].start`, 'must not be in the future');
      issues.check(end === null || end <= now, `segments[${index}].end`, 'must not be in the future');
      issues.check(
        end === null || end - start <= ENTRY_HOURS_MAX * HOUR_MS,
        `segments[${index}].end`,
        `must be at most ${ENTRY_HOURS_MAX} hours after start`,
      );
    });
    issues.throwIfAny();
  }
}

/** The paths at which a record names a staff member, and the ids. */
function staffReferences(content: EncounterContent): [path: string, id: string][] {
  const named: [string, string | null | undefined][] = [
    ['clinicianId', content.clinicianId],
    ['billingPractitionerId', content.billingPractitionerId],
    ['consent.takenBy', content.consent?.takenBy],
    ...content.participants.map(({ staffId }, index): [string, string | null] => [
      `participants[${index}].staffId`,
      staffId,
    ]),
    ...content.segments.map(({ staffId }, index): [string, string | null] => [
      `segments[${index}].staffId`,
      staffId,
    ]),
  ];
  return named.flatMap(([path, id]) => (id === null || id === undefined ? [] : [[path, id]]));
}

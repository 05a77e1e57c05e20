import { Injectable } from '@nestjs/common';
import type { Principal } from '../../caller/principal.js';
import { amendmentId, type Encounter } from '../record/encounter.js';
import { EncountersRepository } from '../record/encounters.repository.js';

const IDS_PER_QUERY_MAX = 1000;

/** Finds the versions in force: signed, not voided, and without a later signed version. */
@Injectable()
export class StandingEncounters {
  constructor(private readonly repository: EncountersRepository) {}

  async among(principal: Principal, ids: readonly string[]): Promise<Encounter[]> {
    if (ids.length === 0) return [];
    const found = await this.findAll(principal, ids);
    const later = await this.findAll(
      principal,
      found.map(({ rootId, amendment }) => amendmentId(rootId, amendment + 1)),
    );
    const superseded = new Set(
      later
        .filter(({ status }) => status !== 'draft')
        .map(({ rootId, amendment }) => amendmentId(rootId, amendment - 1)),
    );
    return found.filter(({ id, status }) => status === 'finalized' && !superseded.has(id));
  }

  private async findAll(principal: Principal, ids: readonly string[]): Promise<Encounter[]> {
    const found: Encounter[] = [];
    for (let start = 0; start < ids.length; start += IDS_PER_QUERY_MAX)
      found.push(...(await this.repository.findMany(principal, ids.slice(start, start + IDS_PER_QUERY_MAX))));
    return found;
  }
}

import { Injectable } from '@nestjs/common';
import {
  recordReading,
  type AssignedSpan,
  type Attribution,
  type ReadingToAttribute,
} from '../../../domain/facts/readings/record-reading.js';
import type { ZoneHistory } from '../../../domain/time/zone.js';
import type { Principal } from '../../caller/principal.js';
import { DevicesService } from '../../devices/devices.service.js';
import { PatientsService } from '../../patients/patients.service.js';
import { AttributionEpochsRepository } from './attribution-epochs.repository.js';

const KEPT_MAX = 100_000;

/** The records that attribute readings, as they stood at one epoch. */
export interface AttributionSnapshot {
  readonly epoch: number;
  attribute(reading: ReadingToAttribute & { readonly deviceId: string }): Attribution;
}

interface Kept {
  readonly epoch: number;
  readonly spans: Map<string, readonly AssignedSpan[]>;
  readonly zones: Map<string, ZoneHistory>;
}

/**
 * Assignments and zones, kept in memory while nothing changes. Whoever changes them bumps the practice's epoch after the
 * change and before it re-derives what is stored; whoever stores readings compares the epoch that it last knew, before it
 * took the records, with the one after the commit. So a reading stored by records of before is either seen by the
 * re-derivation or looked at again by the one who stored it, whichever process either runs in. What is not found is never
 * kept: new devices and patients bump nothing.
 */
@Injectable()
export class AttributionSources {
  private readonly kept = new Map<string, Kept>();

  constructor(
    private readonly epochs: AttributionEpochsRepository,
    private readonly devices: DevicesService,
    private readonly patients: PatientsService,
  ) {}

  /** The records as they stand now. */
  async snapshot(principal: Principal, deviceIds: ReadonlySet<string>): Promise<AttributionSnapshot> {
    return this.take(principal, deviceIds, this.keptOf(principal, await this.epochs.current(principal)));
  }

  /** The records as last known, which {@link stands} is to be asked about; costs no look-up where all are known. */
  async lastKnown(principal: Principal, deviceIds: ReadonlySet<string>): Promise<AttributionSnapshot> {
    const kept = this.kept.get(principal.practiceId);
    if (kept === undefined) return this.snapshot(principal, deviceIds);
    return this.take(principal, deviceIds, this.keptOf(principal, kept.epoch));
  }

  private async take(
    principal: Principal,
    deviceIds: ReadonlySet<string>,
    { epoch, spans, zones }: Kept,
  ): Promise<AttributionSnapshot> {
    // What this call needs is gathered apart: another call may empty what is kept meanwhile.
    const ownSpans = new Map<string, readonly AssignedSpan[]>();
    const ownZones = new Map<string, ZoneHistory>();
    const unknownDevices = pick(deviceIds, spans, ownSpans);
    if (unknownDevices.length > 0) {
      for (const [id, found] of await this.loadSpans(principal, unknownDevices)) {
        ownSpans.set(id, found);
        spans.set(id, found);
      }
    }
    const patientIds = new Set<string>();
    for (const list of ownSpans.values()) for (const { patientId } of list) patientIds.add(patientId);
    const unknownPatients = pick(patientIds, zones, ownZones);
    if (unknownPatients.length > 0) {
      for (const [id, found] of await this.patients.zonesOf(principal, unknownPatients)) {
        ownZones.set(id, found);
        zones.set(id, found);
      }
    }
    return {
      epoch,
      attribute: (reading) =>
        recordReading(reading, {
          spans: ownSpans.get(reading.deviceId) ?? null,
          zonesOf: (patientId) => ownZones.get(patientId),
        }),
    };
  }

  /** True while the records still stand as the snapshot saw them. */
  async stands(principal: Principal, snapshot: AttributionSnapshot): Promise<boolean> {
    const epoch = await this.epochs.current(principal);
    // Whoever comes next begins with what is known now.
    if (epoch !== snapshot.epoch) this.keptOf(principal, epoch);
    return epoch === snapshot.epoch;
  }

  /** To be called after a change of assignments or zones and before what is stored is re-derived. */
  async changed(principal: Principal): Promise<void> {
    await this.epochs.bump(principal);
    this.kept.delete(principal.practiceId);
  }

  /** Everyone who has the device by an assignment, whenever; as it stands now, past what is kept. */
  async patientsWith(principal: Principal, deviceId: string): Promise<string[]> {
    const assigned = await this.devices.assignmentsOfDevices(principal, [deviceId]);
    return [...assigned.values()].flat().map(({ patientId }) => patientId);
  }

  /** Those of the devices that exist, with where they were. */
  private async loadSpans(
    principal: Principal,
    deviceIds: readonly string[],
  ): Promise<Map<string, readonly AssignedSpan[]>> {
    const assigned = await this.devices.assignmentsOfDevices(principal, deviceIds);
    const spans = new Map<string, readonly AssignedSpan[]>();
    for (const [id, assignments] of assigned) {
      spans.set(
        id,
        assignments.map(({ patientId, from, to }) => ({ patientId, from, to })),
      );
    }
    const unassigned = deviceIds.filter((id) => !spans.has(id));
    for (const device of await Promise.all(unassigned.map((id) => this.devices.get(principal, id)))) {
      if (device !== null) spans.set(device.id, []);
    }
    return spans;
  }

  private keptOf({ practiceId }: Principal, epoch: number): Kept {
    const kept = this.kept.get(practiceId);
    if (kept?.epoch === epoch && kept.spans.size < KEPT_MAX && kept.zones.size < KEPT_MAX) return kept;
    const empty: Kept = { epoch, spans: new Map(), zones: new Map() };
    this.kept.set(practiceId, empty);
    return empty;
  }
}

/** Moves what is known into `found`; returns the rest. */
function pick<T>(
  wanted: ReadonlySet<string>,
  known: ReadonlyMap<string, T>,
  found: Map<string, T>,
): string[] {
  const missing: string[] = [];
  for (const id of wanted) {
    const value = known.get(id);
    if (value === undefined) missing.push(id);
    else found.set(id, value);
  }
  return missing;
}

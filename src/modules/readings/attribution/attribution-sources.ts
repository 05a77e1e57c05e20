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

/** The records that attribute readings, as of one epoch. */
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
 * Assignments and zones, cached in memory until they change. A writer that changes them raises the practice's epoch after
 * the change and before it rederives stored readings. A writer that stores readings compares the epoch from before it
 * read the records with the epoch after its commit. So a reading that was stored from outdated records is either found
 * by the rederivation or rechecked by its own writer, even across processes. Missing devices and patients are never
 * cached, because creating them does not raise the epoch.
 */
@Injectable()
export class AttributionSources {
  private readonly kept = new Map<string, Kept>();

  constructor(
    private readonly epochs: AttributionEpochsRepository,
    private readonly devices: DevicesService,
    private readonly patients: PatientsService,
  ) {}

  /** The current records. */
  async snapshot(principal: Principal, deviceIds: ReadonlySet<string>): Promise<AttributionSnapshot> {
    return this.take(principal, deviceIds, this.keptOf(principal, await this.epochs.current(principal)));
  }

  /**
   * The records as last known, without a lookup when all of them are cached. Check them with {@link isCurrent} after the
   * commit.
   */
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
    // Collects its records separately, because another call may empty the cache in the meantime.
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

  /** Whether the records are still the ones in the snapshot. */
  async isCurrent(principal: Principal, snapshot: AttributionSnapshot): Promise<boolean> {
    const epoch = await this.epochs.current(principal);
    // The next caller starts from the new epoch.
    if (epoch !== snapshot.epoch) this.keptOf(principal, epoch);
    return epoch === snapshot.epoch;
  }

  /** Call this after a change to assignments or zones and before stored readings are rederived. */
  async changed(principal: Principal): Promise<void> {
    await this.epochs.bump(principal);
    this.kept.delete(principal.practiceId);
  }

  /** Every patient with an assignment of the device, past or present. Reads the store, not the cache. */
  async patientsWith(principal: Principal, deviceId: string): Promise<string[]> {
    const assigned = await this.devices.assignmentsOfDevices(principal, [deviceId]);
    return [...assigned.values()].flat().map(({ patientId }) => patientId);
  }

  /** The assigned spans of the devices that exist. */
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

/** Copies known values into `found`. @returns the ids that are not known */
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

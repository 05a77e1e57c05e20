import { Injectable } from '@nestjs/common';
import type { ChargeView } from '../../domain/charges/explain/charge-view.js';
import {
  claimLine,
  type ClaimLine,
  type ClaimParties,
  type LineFrame,
} from '../../domain/claims/claim-line.js';
import type { Principal } from '../caller/principal.js';
import { PatientsService } from '../patients/patients.service.js';
import type { Patient } from '../patients/record/patient.js';
import { PracticesService } from '../practices/practices.service.js';

const TOGETHER_MAX = 500;

export interface ChargeToLine {
  readonly charge: ChargeView;
  readonly frame: LineFrame;
}

/** Turns charges into claim lines by adding the data of practice, patient, payer and practitioner. */
@Injectable()
export class ClaimLinesService {
  constructor(
    private readonly patients: PatientsService,
    private readonly practices: PracticesService,
  ) {}

  /** Yields one line per charge, in order. Each line shows the charge's own status. */
  async *of(principal: Principal, charges: AsyncIterable<ChargeView>): AsyncGenerator<ClaimLine> {
    let waiting: ChargeToLine[] = [];
    for await (const charge of charges) {
      waiting.push({ charge, frame: {} });
      if (waiting.length < TOGETHER_MAX) continue;
      yield* await this.lines(principal, waiting);
      waiting = [];
    }
    yield* await this.lines(principal, waiting);
  }

  /** As {@link of}, for several charges at once. Uses one query per collection. */
  async lines(principal: Principal, charges: readonly ChargeToLine[]): Promise<ClaimLine[]> {
    if (charges.length === 0) return [];
    const views = charges.map(({ charge }) => charge);
    const [practice, patients, payers, staff] = await Promise.all([
      this.practices.get(principal),
      this.patients.getMany(principal, distinct(views.map(({ patientId }) => patientId))),
      this.practices.payersById(principal, distinct(views.map(({ payerId }) => payerId))),
      this.practices.staffById(principal, distinct(views.map((view) => view.renderingPractitionerId))),
    ]);
    return charges.map(({ charge, frame }) => {
      const patient = patients.get(charge.patientId);
      const parties: ClaimParties = {
        practiceId: principal.practiceId,
        practiceName: practice.name,
        mrn: patient?.mrn ?? null,
        payerName: payers.get(charge.payerId)?.name ?? null,
        memberId: patient ? memberIdOn(patient, charge) : null,
        renderingNpi: staff.get(charge.renderingPractitionerId)?.npi ?? null,
        billingNpi: practice.npi,
      };
      return claimLine(charge, parties, frame);
    });
  }
}

/** The patient's member id with the payer of the charge on the date of service. */
function memberIdOn({ coverage }: Patient, { payerId, dateOfService }: ChargeView): string | null {
  const cover = coverage.find(
    (each) =>
      each.payerId === payerId &&
      (each.from === null || each.from <= dateOfService) &&
      (each.to === null || dateOfService <= each.to),
  );
  return cover?.memberId ?? null;
}

function distinct(ids: readonly string[]): string[] {
  return [...new Set(ids)];
}

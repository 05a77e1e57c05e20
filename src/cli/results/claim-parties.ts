import type { ChargeView } from '../../domain/charges/charge-view.js';
import type { ClaimParties } from '../../domain/claims/claim-line.js';
import type { PatientInput } from '../../modules/patients/patient.js';
import type { PracticeRecords } from '../exchange/practice-records.js';

/** Who stands on the claim line of a charge, from the records of a practice file. */
export class PartiesOfFile {
  private readonly patients: ReadonlyMap<string, PatientInput>;
  private readonly payerNames: ReadonlyMap<string, string>;
  private readonly npis: ReadonlyMap<string, string | null>;

  constructor(private readonly records: PracticeRecords) {
    this.patients = new Map(records.patients.map((patient) => [patient.id, patient]));
    this.payerNames = new Map(records.payers.map(({ id, name }) => [id, name]));
    this.npis = new Map(records.staff.map(({ id, npi }) => [id, npi]));
  }

  of(charge: ChargeView): ClaimParties {
    const { practice } = this.records;
    const patient = this.patients.get(charge.patientId);
    const day = charge.dateOfService;
    const cover = patient?.coverage.find(
      ({ payerId, from, to }) =>
        payerId === charge.payerId && (from === null || from <= day) && (to === null || day <= to),
    );
    return {
      practiceId: practice.id,
      practiceName: practice.name,
      mrn: patient?.mrn ?? null,
      payerName: this.payerNames.get(charge.payerId) ?? null,
      memberId: cover?.memberId ?? null,
      renderingNpi: this.npis.get(charge.renderingPractitionerId) ?? null,
      billingNpi: practice.npi ?? this.npis.get(charge.billingPractitionerId) ?? null,
    };
  }
}

import { Injectable } from '@nestjs/common';
import { invariant } from '../../../domain/invariant.js';
import { ProblemError } from '../../../platform/errors/problem-error.js';
import { AuditService } from '../../audit/audit.service.js';
import type { Principal } from '../../caller/principal.js';
import { PatientDirectory } from '../patient-directory.js';
import { PatientsRepository } from '../patients.repository.js';
import type { Patient } from '../record/patient.js';
import { erasedPatient } from './erased-patient.js';
import type { Erasure } from './erasure.js';

const ATTEMPTS_MAX = 8;

/** The erasure of patients' own documents, from beginning to end. `modules/patient-records` erases the rest in between. */
@Injectable()
export class PatientErasuresService {
  constructor(
    private readonly repository: PatientsRepository,
    private readonly directory: PatientDirectory,
    private readonly audit: AuditService,
  ) {}

  /** The first step of an erasure: removes every identifier from the patient's document in one write. {@link settle} is the last. */
  async begin(principal: Principal, id: string, { reason, ...how }: Omit<Erasure, 'state'>): Promise<void> {
    for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
      const [patient] = await this.repository.findMany(principal, [id]);
      invariant(patient, 'an erased patient has a document');
      if (patient.erasure !== undefined) return;
      const erased = erasedPatient(patient, { state: 'running', reason, ...how });
      const change = {
        action: 'patients.erase',
        entity: 'patients',
        ids: [id],
        patientIds: [id],
        reason,
        after: { mode: how.mode },
      };
      const isWritten = await this.audit.recorded(principal, change, () =>
        this.repository.write(principal, [erased]),
      );
      if (!isWritten) continue;
      await this.directory.refresh(principal, [this.repository.directoryRow(erased)]);
      return;
    }
    throw new ProblemError(409, 'Other writers keep changing the record. Try again.');
  }

  /** Records the outcome of a sweep. A later sweep may change the outcome. */
  async settle(principal: Principal, id: string, outcome: Pick<Erasure, 'state' | 'mode'>): Promise<Patient> {
    for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
      const [patient] = await this.repository.findMany(principal, [id]);
      invariant(patient?.erasure, 'only an erasure that began can be settled');
      const { state, mode } = patient.erasure;
      if (state === outcome.state && mode === outcome.mode) return patient;
      const settled = erasedPatient(patient, { ...patient.erasure, ...outcome });
      if (await this.repository.write(principal, [settled])) return settled;
    }
    throw new ProblemError(409, 'Other writers keep changing the record. Try again.');
  }

  /** The ids of patients whose erasure is under way. */
  underWay(principal: Principal): Promise<string[]> {
    return this.repository.erasing(principal);
  }

  practices(): Promise<string[]> {
    return this.repository.practicesErasing();
  }
}

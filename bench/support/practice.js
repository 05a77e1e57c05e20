import { NestFactory } from '@nestjs/core';
import { AppModule } from '../../dist/app.module.js';
import { parsePractice } from '../../dist/cli/exchange/practice/practice-records.js';
import { importRecords } from '../../dist/cli/import/import-records.js';
import { serviceSink } from '../../dist/cli/import/service-sink.js';
import { jobPrincipal } from '../../dist/modules/caller/principal.js';
import { CredentialsService } from '../../dist/modules/identity/credentials/credentials.service.js';
import { Config } from '../../dist/platform/config/config.js';
import { openKeyRing } from '../../dist/platform/crypto/keys/open-key-ring.js';
import { createLogger } from '../../dist/platform/logging/create-logger.js';
import { NestLogger } from '../../dist/platform/logging/nest-logger.js';
import { deviceId, patientId } from './practice-names.js';

export const PRACTICE_ID = 'PR-BENCH';
export const SOURCE = 'gateway-1';
const ZONES = ['America/New_York', 'America/Chicago', 'America/Denver'];
const PATIENTS_A_NURSE = 40;

/** The services over a data folder, without a server. */
export async function openServices(dataDir) {
  const config = new Config({ TALLY_DATA_DIR: dataDir });
  const logger = createLogger('warn');
  const { ring: keys } = openKeyRing(config);
  return NestFactory.createApplicationContext(AppModule.forRoot({ config, logger, keys, schedule: false }), {
    logger: new NestLogger(logger),
    abortOnError: false,
  });
}

/** Creates a practice in which every patient has an RPM enrollment and one cuff from the first day. */
export async function putPractice(app, { patients, from }) {
  const parsed = parsePractice({
    practice: { id: PRACTICE_ID, name: 'Bench practice', npi: '1234567893', timezone: ZONES[1] },
    staff: staffOf(patients),
    patients: Array.from({ length: patients }, (_, index) => patientOf(index, from)),
  });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.errors.slice(0, 3)));
  const principal = jobPrincipal(PRACTICE_ID);
  await importRecords(serviceSink(app, principal), parsed.records);
  return principal;
}

export async function issueToken(app, request) {
  const { token } = await app.get(CredentialsService).issue(jobPrincipal(PRACTICE_ID), request);
  return token;
}

export function gatewayToken(app) {
  const scopes = ['readings:write'];
  return issueToken(app, { kind: 'gateway', principalId: 'bench-gateway', scopes, source: SOURCE });
}

export const nurseCount = (patients) => Math.max(2, Math.ceil(patients / PATIENTS_A_NURSE));

function staffOf(patients) {
  const nurses = Array.from({ length: nurseCount(patients) }, (_, index) => ({
    id: `RN-${index + 1}`,
    name: `Bench Nurse ${index + 1}`,
    role: 'clinical_staff',
  }));
  return [{ id: 'MD-1', name: 'Bench Clinician', role: 'qhp', npi: '1234567893' }, ...nurses];
}

function patientOf(index, from) {
  return {
    patient: {
      id: patientId(index),
      mrn: `MRN-${index + 1}`,
      name: { family: 'Testpatient', given: `Bench-${index + 1}` },
      birthDate: '1950-01-01',
      timezone: ZONES[index % ZONES.length],
      establishedPatient: true,
    },
    payer: { id: 'PAYER-1', name: 'Bench Medicare', type: 'medicare_ffs', memberId: `MEMBER-${index + 1}` },
    enrollments: [
      {
        program: 'RPM',
        practiceId: PRACTICE_ID,
        billingPractitionerId: 'MD-1',
        consentDate: from,
        orderDate: from,
        startDate: from,
        endDate: null,
        diagnoses: ['I10'],
      },
    ],
    devices: [
      {
        id: deviceId(index),
        type: 'bp_cuff',
        parameter: 'blood_pressure',
        fdaDefinedDevice: true,
        autoUpload: true,
        assignedFrom: from,
        assignedTo: null,
        setupEducationDate: from,
      },
    ],
    priorClaims: [],
  };
}

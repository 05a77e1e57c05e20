import type { RouteSeed } from './route-seeds.js';

/** Requests for every encounter route. One encounter is signed, amended and read again. */
export function encounterSeeds(patientId: string): RouteSeed[] {
  const draft = {
    patientId,
    clinicianId: 'MD-1',
    specialty: 'family',
    providerType: 'physician-qhp',
    dateOfService: '2025-12-02',
    segments: [
      {
        staffId: null,
        modality: 'audio-video',
        start: '2025-12-02T15:00:00Z',
        end: '2025-12-02T15:21:00Z',
      },
    ],
    participants: [{ role: 'caregiver', name: 'Fuzz' }],
    patientLocation: { setting: 'home', state: 'TX', country: 'US', rural: false, address: 'a' },
    platform: { name: 'video' },
    consent: { status: 'given', date: '2025-12-01', method: 'verbal' },
    medicalNecessity: 'yes',
    eligibilityCheck: { checkedOn: '2025-12-02', result: 'active' },
    authorizations: [{ state: 'TX', type: 'license', from: '2025-01-01', to: null }],
    patientStatus: 'established',
    diagnoses: ['I10'],
    mdmWorksheet: { problems: { 'stable-chronic': 2 }, data: { testsOrdered: ['a1c'] }, risk: 'low' },
  };
  const input = {
    dateOfService: '2025-12-02',
    payer: 'medicare',
    modality: 'mixed',
    modalityMinutes: { 'audio-video': 12, 'audio-only': 9 },
    minutes: 21,
    mdm: 'low',
    lastProfessionalService: { date: '2024-12-02', sameSpecialty: true },
    sameDayServices: [{ type: 'audio-video', minutes: 10, sameClinicianGroupSpecialty: true }],
    locality: { state: 'TX', number: '11' },
  };
  const circumstances = [{ payer: 'commercial-cpt2025', dateOfService: '2025-12-02' }];
  const one = '/v1/encounters/FUZZ-1';
  return [
    { method: 'POST', path: '/v1/encounters/assess', body: input },
    { method: 'POST', path: '/v1/encounters/compare', body: { encounter: input, circumstances } },
    { method: 'POST', path: '/v1/encounters', body: { id: 'FUZZ-2', ...draft } },
    {
      method: 'GET',
      path: '/v1/encounters',
      query: { patientId, from: '2025-12-01', to: '2025-12-31', status: 'draft', limit: '5' },
    },
    { method: 'PUT', path: one, body: draft },
    { method: 'GET', path: one },
    { method: 'POST', path: `${one}/segments/start`, body: { modality: 'audio-only', staffId: 'RN-1' } },
    { method: 'POST', path: `${one}/segments/stop`, body: { staffId: 'RN-1' } },
    { method: 'GET', path: `${one}/checklist` },
    { method: 'POST', path: `${one}/compare`, body: { circumstances } },
    { method: 'POST', path: `${one}/finalize` },
    { method: 'POST', path: `${one}/amend`, body: { reason: 'wrong', void: false } },
    { method: 'DELETE', path: '/v1/encounters/FUZZ-2' },
    { method: 'GET', path: '/v1/telehealth-profiles' },
    {
      method: 'PUT',
      path: '/v1/telehealth-profiles/plan',
      body: {
        rows: [
          { from: '2025-01-01', base: 'medicare', fields: { avModifier: '95' }, verifiedOn: '2025-01-01' },
        ],
      },
    },
  ];
}

import { pipeline } from 'node:stream/promises';
import { withLocalApi } from '../app/with-local-api.js';

/** Writes the record to standard output as it arrives. */
export function exportPatient(practiceId: string, patientId: string, reason: string): Promise<void> {
  return withLocalApi(practiceId, async (api) => {
    const path = `/v1/patients/${encodeURIComponent(patientId)}/record?reason=${encodeURIComponent(reason)}`;
    await pipeline(await api.download(path), process.stdout, { end: false });
  });
}

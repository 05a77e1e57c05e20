import type { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { LocalDate } from '../../domain/time/local-date.js';
import { withLocalApi } from '../app/with-local-api.js';

/** Writes the practice's log as it arrives. Rejects if it ends too soon. */
export function exportAudit(
  { practice, from, to }: { readonly practice: string; readonly from?: LocalDate; readonly to?: LocalDate },
  out: Writable,
): Promise<void> {
  const query = new URLSearchParams({ ...(from && { from }), ...(to && { to }) });
  return withLocalApi(practice, async (api) => {
    await pipeline(await api.download(`/v1/audit/export?${query}`), out, { end: false });
  });
}

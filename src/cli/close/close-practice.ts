import { formatInstant } from '../../domain/time/instant.js';
import type { LocalDate } from '../../domain/time/local-date.js';
import type { CloseReport } from '../../modules/billing/billing.options.js';
import { withLocalApi } from '../app/with-local-api.js';
import { noonOf } from '../run/close-over.js';

/** Closes a stored practice. */
export function closePractice(options: {
  readonly practice: string;
  readonly asOf?: LocalDate;
  readonly dryRun?: boolean;
  readonly graceDays?: number;
}): Promise<CloseReport> {
  const { asOf, dryRun = false, graceDays } = options;
  return withLocalApi(options.practice, async (api) => {
    const { zone } = await api.get<{ readonly zone: string }>('/v1/practice');
    return api.post<CloseReport>('/v1/closing-runs', {
      dryRun,
      ...(asOf !== undefined && { asOf: formatInstant(noonOf(asOf, zone)) }),
      ...(graceDays !== undefined && { graceDays }),
    });
  });
}

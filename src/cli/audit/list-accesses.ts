import { stringify } from 'csv-stringify/sync';
import type { LocalDate } from '../../domain/time/local-date.js';
import type { AccessReportAnswer } from '../../modules/patient-records/access-report/access-report.answer.js';
import { withLocalApi } from '../app/with-local-api.js';

const LIMIT = 1000;
const COLUMNS = [
  'at',
  'actorKind',
  'actor',
  'action',
  'readings',
  'address',
  'agent',
  'reason',
  'emergency',
  'requestId',
  'entryId',
  'inLog',
];

export interface AccessOptions {
  readonly practice: string;
  readonly patient: string;
  readonly from?: LocalDate;
  readonly to?: LocalDate;
}

type WholeReport = Pick<AccessReportAnswer, 'patientId' | 'items' | 'deliveries'>;

/** Returns everything the log holds about one patient, latest first. */
export function listAccesses({ practice, patient, from, to }: AccessOptions): Promise<WholeReport> {
  return withLocalApi(practice, async (api) => {
    const path = `/v1/patients/${encodeURIComponent(patient)}/accesses`;
    const items: AccessReportAnswer['items'] = [];
    let deliveries: AccessReportAnswer['deliveries'] = [];
    for (let cursor: string | null = null; ;) {
      const query = new URLSearchParams({ limit: String(LIMIT), ...(from && { from }), ...(to && { to }) });
      if (cursor !== null) query.set('cursor', cursor);
      const page: AccessReportAnswer = await api.get<AccessReportAnswer>(`${path}?${query}`);
      items.push(...page.items);
      if (cursor === null) deliveries = page.deliveries;
      cursor = page.next;
      if (cursor === null) return { patientId: patient, items, deliveries };
    }
  });
}

/** One row per access, then one per day and source of received readings. Cells that look like formulas are escaped. */
export function accessesCsv({ items, deliveries }: WholeReport): string {
  const rows = [
    ...items.map((item) => [
      item.at,
      item.actor.kind,
      item.actor.id,
      item.action,
      '',
      item.from?.address ?? '',
      item.from?.agent ?? '',
      item.reason ?? '',
      item.emergency ?? '',
      item.requestId ?? '',
      item.entryId,
      String(item.inLog),
    ]),
    ...deliveries.map(({ day, source, readings }) => [
      ...[day, 'gateway', source, 'readings.ingest', String(readings)],
      ...Array<string>(COLUMNS.length - 5).fill(''),
    ]),
  ];
  return stringify([COLUMNS, ...rows], { record_delimiter: '\r\n', escape_formulas: true });
}

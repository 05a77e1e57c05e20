/** A charge's id contains the id of the source that holds it (see `assess/source-id.ts`). */
const SHAPE = /^(.+)~([A-Z0-9]{5})(?:~a([1-9]\d*))?$/;

/** `<sourceId>~<code>`, and `~a<n>` for the n-th charge that adjusts it (0: the first charge). */
export function chargeId(sourceId: string, code: string, adjustment: number): string {
  return adjustment === 0 ? `${sourceId}~${code}` : `${sourceId}~${code}~a${adjustment}`;
}

export interface ChargeIdParts {
  readonly sourceId: string;
  readonly code: string;
  readonly adjustment: number;
}

/** The parts of a charge id; null if the text is not a charge id. */
export function parseChargeId(id: string): ChargeIdParts | null {
  const match = SHAPE.exec(id);
  if (!match?.[1] || !match[2]) return null;
  return { sourceId: match[1], code: match[2], adjustment: Number(match[3] ?? 0) };
}

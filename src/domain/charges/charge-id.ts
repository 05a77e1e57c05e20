/**
 * Ids of charges are derived, never drawn: a charge leads back to the document that holds it. `~` parts the pieces
 * because `/` would have to be escaped in an address.
 */
const SHAPE = /^(.+)~([A-Z0-9]{5})(?:~a([1-9]\d*))?$/;

/** `E1/supply/2025-11-03` as it is stored and spelled in addresses: `E1~supply~2025-11-03`. */
export function storedSourceId(assessedSourceId: string): string {
  return assessedSourceId.replaceAll('/', '~');
}

/** `<sourceId>~<code>`, and `~a<n>` for the n-th charge that adjusts it (0: the first charge). */
export function chargeId(sourceId: string, code: string, adjustment: number): string {
  return adjustment === 0 ? `${sourceId}~${code}` : `${sourceId}~${code}~a${adjustment}`;
}

export interface ChargeIdParts {
  readonly sourceId: string;
  readonly code: string;
  readonly adjustment: number;
}

/** The pieces of a charge id; null when the text is none. */
export function parseChargeId(id: string): ChargeIdParts | null {
  const match = SHAPE.exec(id);
  if (!match?.[1] || !match[2]) return null;
  return { sourceId: match[1], code: match[2], adjustment: Number(match[3] ?? 0) };
}

import { formatInstant, instant } from '../../domain/time/instant.js';
import { SystemClock } from '../../platform/clock/clock.js';
import { withLocalApi } from '../app/with-local-api.js';

const DAY_MS = 86_400_000;

export interface TokenRequest {
  readonly practice: string;
  readonly kind: 'person' | 'gateway';
  readonly id: string;
  readonly scopes: readonly string[];
  readonly source?: string;
  readonly staff?: string;
  readonly days?: number;
  readonly scheme: 'bearer' | 'hmac';
}

/** Issues a token. Only the returned answer ever holds it. */
export function issueToken({
  practice,
  kind,
  id,
  scopes,
  source,
  staff,
  days,
  scheme,
}: TokenRequest): Promise<unknown> {
  const expiresAt =
    days === undefined ? null : formatInstant(instant(new SystemClock().now() + days * DAY_MS));
  return withLocalApi(practice, (api) =>
    api.post('/v1/credentials', {
      kind,
      principalId: id,
      scopes,
      source: source ?? null,
      staffId: staff ?? null,
      expiresAt,
      scheme,
    }),
  );
}

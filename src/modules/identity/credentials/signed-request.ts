import { createHmac } from 'node:crypto';

/** How far a request's timestamp may be from the server's clock, in either direction. */
export const SIGNATURE_WINDOW_SECONDS = 300;

const HEADER =
  /^tally-hmac +credential=([A-Za-z0-9_-]{1,64}), *timestamp=(\d{1,12}), *signature=([0-9a-f]{64})$/i;

/** The contents of the `Authorization` header of a signed request. */
interface RequestSignature {
  readonly credentialId: string;
  /** Seconds since 1970, UTC. */
  readonly timestampSeconds: number;
  /** Lower-case hex. */
  readonly signature: string;
}

/** Null when the header does not have this form. */
export function parseSignature(authorization: string): RequestSignature | null {
  const [, credentialId, timestamp, signature] = HEADER.exec(authorization) ?? [];
  if (credentialId === undefined || timestamp === undefined || signature === undefined) return null;
  return { credentialId, timestampSeconds: Number(timestamp), signature: signature.toLowerCase() };
}

/** The parts of a request that are signed. */
export interface SignedContent {
  readonly timestampSeconds: number;
  readonly method: string;
  /** With its query, exactly as in the request line. */
  readonly path: string;
  /** SHA-256 of the body as sent, lower-case hex. Without a body, the hash of the empty string. */
  readonly bodySha256: string;
}

/** HMAC-SHA-256 in hex over `timestamp.method.path.sha256(body)`. */
export function signatureOf(secret: string, content: SignedContent): string {
  const { timestampSeconds, method, path, bodySha256 } = content;
  return createHmac('sha256', secret)
    .update(`${timestampSeconds}.${method}.${path}.${bodySha256}`)
    .digest('hex');
}

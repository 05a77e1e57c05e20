import { LogVerifier } from './log-verifier.js';
import type { TrustedKeys, Verification } from './verification.js';

const LINE_FEED = 0x0a;

/** Verifies an export while it arrives, in chunks of any size. */
export async function verifyExport(
  pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  trusted: TrustedKeys | null = null,
): Promise<Verification> {
  const verifier = new LogVerifier(trusted);
  let rest: Buffer[] = [];
  for await (const piece of pieces) {
    const bytes = Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength);
    let start = 0;
    for (let end = bytes.indexOf(LINE_FEED); end !== -1; end = bytes.indexOf(LINE_FEED, start)) {
      const line = bytes.subarray(start, end);
      verifier.line(rest.length === 0 ? line : Buffer.concat([...rest, line]));
      rest = [];
      start = end + 1;
    }
    if (start < bytes.length) rest.push(bytes.subarray(start));
  }
  return verifier.end(rest.length > 0);
}

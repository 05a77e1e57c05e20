import type { LogSigner } from '../../../platform/crypto/log-signer.js';

/** The fields that every signed line ends with. */
export interface SignedFields {
  readonly keyId: string;
  /** Ed25519, hex. */
  readonly publicKey: string;
}

/** One JSON object without whitespace. The signature covers its bytes up to the comma before `"signature"`. */
export function signedLine(content: object, signer: LogSigner): string {
  const { keyId, publicKey } = signer;
  const text = JSON.stringify({ ...content, keyId, publicKey } satisfies SignedFields).slice(0, -1);
  return `${text},"signature":"${signer.sign(Buffer.from(text))}"}`;
}

const TAIL = /^,"signature":"([0-9a-f]{128})"\}$/;
const TAIL_BYTES = 144;

/** The signed bytes and the signature; null when the line does not end in a signature. */
export function splitSigned(line: Buffer): { readonly signed: Buffer; readonly signature: string } | null {
  const [, signature] = TAIL.exec(line.subarray(-TAIL_BYTES).toString('latin1')) ?? [];
  return signature === undefined ? null : { signed: line.subarray(0, -TAIL_BYTES), signature };
}

import { SIGNATURE_WINDOW_SECONDS } from './signed-request.js';

/** A timestamp ahead of the clock stays acceptable for this long after it was first seen. */
const KEPT_SECONDS = 2 * SIGNATURE_WINDOW_SECONDS;
const GENERATION_MAX = 250_000;

/**
 * Recently used signatures, in two generations. Each is remembered for as long as its timestamp is in the window. The
 * size is bounded: when it is full, the oldest go first. It lives in memory, so another process or a restarted one does
 * not know them; there, a reading that is replayed is stored once, as a duplicate.
 */
export class SeenSignatures {
  private current = new Set<string>();
  private former = new Set<string>();
  private turnedAtSeconds = 0;

  constructor(private readonly generationMax = GENERATION_MAX) {}

  /** @returns false when the signature was already used */
  take(signature: string, nowSeconds: number): boolean {
    if (nowSeconds - this.turnedAtSeconds >= KEPT_SECONDS || this.current.size >= this.generationMax) {
      this.former = this.current;
      this.current = new Set();
      this.turnedAtSeconds = nowSeconds;
    }
    if (this.current.has(signature) || this.former.has(signature)) return false;
    this.current.add(signature);
    return true;
  }
}

import { SIGNATURE_WINDOW_SECONDS } from './signed-request.js';

/** A timestamp ahead of the clock is taken for this long after it was first seen. */
const KEPT_SECONDS = 2 * SIGNATURE_WINDOW_SECONDS;
const GENERATION_MAX = 250_000;

/**
 * The signatures that were taken lately, in two generations: every one is remembered for as long as its timestamp is in
 * the window. Bounded: under more calls than it holds the oldest go first. In memory, so another process or a later
 * start does not know them; a reading that is sent again there is a duplicate.
 */
export class SeenSignatures {
  private current = new Set<string>();
  private former = new Set<string>();
  private turnedAtSeconds = 0;

  constructor(private readonly generationMax = GENERATION_MAX) {}

  /** @returns false when it was taken before */
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

import { Injectable } from '@nestjs/common';

/** Told once, when the process is about to stop: it is no longer ready, and what can be given up is. */
@Injectable()
export class Draining {
  private readonly controller = new AbortController();

  /** Aborted when draining begins. */
  get signal(): AbortSignal {
    return this.controller.signal;
  }

  get hasBegun(): boolean {
    return this.signal.aborted;
  }

  begin(): void {
    this.controller.abort();
  }
}

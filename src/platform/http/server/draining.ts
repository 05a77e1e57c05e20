import { Injectable } from '@nestjs/common';

/** Set once, when the process is about to stop. It is then no longer ready, and work that can be canceled is. */
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

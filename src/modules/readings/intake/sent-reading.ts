/** One reading as the text of its JSON, which is kept as the raw payload. */
export class SentReading {
  constructor(
    readonly text: string,
    /** What the text says; left out where nobody parsed it yet. */
    readonly value?: unknown,
  ) {}
}

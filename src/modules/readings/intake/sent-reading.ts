/** One reading as its JSON text, which is kept as the raw payload. */
export class SentReading {
  constructor(
    readonly text: string,
    /** The parsed text; left out if the text is not parsed yet. */
    readonly value?: unknown,
  ) {}
}

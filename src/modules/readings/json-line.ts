/** One reading as the text of its JSON; the text itself is kept as the raw payload. */
export class JsonLine {
  constructor(readonly text: string) {}
}

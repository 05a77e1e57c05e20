import { CliError } from '../cli-error.js';

/**
 * The records of a CSV text (RFC 4180). Quoted cells may contain commas, doubled quotes and line breaks.
 * @throws CliError for a quote that never closes, because everything after it would be lost
 */
export function parseCsv(text: string): string[][] {
  const records: string[][] = [];
  let record: string[] = [];
  let cell = '';
  let isQuoted = false;
  const endRecord = () => {
    record.push(cell);
    records.push(record);
    record = [];
    cell = '';
  };
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (isQuoted) {
      if (character !== '"') cell += character;
      else if (text[at + 1] === '"') cell += text[at++];
      else isQuoted = false;
    } else if (character === '"') isQuoted = true;
    else if (character === ',') {
      record.push(cell);
      cell = '';
    } else if (character === '\n') endRecord();
    else if (character !== '\r') cell += character;
  }
  if (isQuoted) throw new CliError(`Record ${records.length + 1}: a quote is never closed.`);
  if (cell !== '' || record.length > 0) endRecord();
  return records;
}

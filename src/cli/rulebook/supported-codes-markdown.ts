import { supportedCodes } from '../../domain/rulebook/supported-codes.js';

/** The supported codes as a Markdown table. docs/supported-codes.md holds a copy, and a test compares the two. */
export function supportedCodesMarkdown(): string {
  const head = ['Code', 'Family', 'What', 'Dates of service', 'Verified through', 'Source'];
  const rows = supportedCodes().map((row) => [
    row.code,
    row.family,
    row.label,
    row.to === null ? `${row.from} on` : `${row.from} to ${row.to}`,
    row.verifiedThrough,
    row.source,
  ]);
  const widths = head.map((title, at) => Math.max(title.length, ...rows.map((row) => row[at]?.length ?? 0)));
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(' | ')} |\n`;
  const rule = widths.map((width) => '-'.repeat(width));
  return [head, rule, ...rows].map(line).join('');
}

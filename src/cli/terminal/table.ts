import Table from 'cli-table3';

type Align = 'left' | 'right';

export interface Column {
  readonly title: string;
  readonly align?: Align;
  /** In characters, padding included. Longer text wraps. Without it, the column is as wide as its content. */
  readonly width?: number;
}

/** A table without lines between rows, so that hundreds of rows stay readable. */
export function table(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  const drawn = new Table({
    head: columns.map(({ title }) => title),
    colAligns: columns.map(({ align }) => align ?? 'left'),
    colWidths: columns.map(({ width }) => width ?? null),
    chars: { mid: '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' },
    wordWrap: true,
    style: { head: [], border: [], compact: true, 'padding-left': 1, 'padding-right': 1 },
  });
  drawn.push(...rows.map((row) => [...row]));
  return drawn.toString();
}

/** Cents as `$ 1,234.50`. */
export function dollars(cents: number): string {
  return `$ ${(cents / 100).toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`;
}

import { readFileSync } from 'node:fs';

type Row<Columns extends readonly string[]> = { readonly [Index in keyof Columns]: string };

/**
 * The rows of one CSV file of `data/`, in file order, each as its fields in the order of the columns. (Not as records: five
 * times slower, and every process reads these files when it starts.) Throws when the file has other columns, a row with
 * another number of fields, or a quoted field: the files are ours and have none.
 */
export function readTable<const Columns extends readonly string[]>(
  file: string,
  columns: Columns,
): Row<Columns>[] {
  // `src/` and `dist/` lie side by side, so the same relative path serves both.
  const text = readFileSync(new URL(`../data/${file}`, import.meta.url), 'utf8');
  if (text.includes('"')) throw new Error(`${file}: has quoted fields`);
  const [heading, ...lines] = text.trimEnd().split('\n');
  if (heading !== columns.join(','))
    throw new Error(`${file}: the columns are ${heading}, not ${columns.join(',')}`);
  return lines.map((line) => {
    const fields = line.split(',');
    if (fields.length !== columns.length) throw new Error(`${file}: not ${columns.length} fields: ${line}`);
    return fields as string[] & Row<Columns>; // as many as there are columns: just counted
  });
}

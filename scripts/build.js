// Compiles src/ to dist/ with SWC and the options of .swcrc, specs left out. Types are checked by `npm run check`.
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { transformFile } from '@swc/core';

const root = join(import.meta.dirname, '..');
const source = join(root, 'src');
const target = join(root, 'dist');

async function compile(file) {
  const { code, map } = await transformFile(file);
  const out = join(target, relative(source, file)).replace(/\.ts$/, '.js');
  const name = out.slice(dirname(out).length + 1);
  mkdirSync(dirname(out), { recursive: true });
  writeFileSync(out, `${code}\n//# sourceMappingURL=${name}.map\n`);
  writeFileSync(`${out}.map`, map);
}

const files = readdirSync(source, { recursive: true })
  .map((name) => join(source, name))
  .filter((name) => name.endsWith('.ts') && !name.endsWith('.spec.ts'));
await Promise.all(files.map(compile));
const made = new Set(files.map((file) => relative(source, file).replace(/\.ts$/, '')));
for (const name of readdirSync(target, { recursive: true })) {
  // What a deleted source left behind.
  if (/\.js(\.map)?$/.test(name) && !made.has(name.replace(/\.js(\.map)?$/, ''))) rmSync(join(target, name));
}
process.stderr.write(`compiled ${files.length} files\n`);

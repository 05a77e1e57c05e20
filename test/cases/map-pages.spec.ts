import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const ROOT = join(import.meta.dirname, '..', '..');
const SRC = join(ROOT, 'src');

/** Files named in code marks, such as `modules/readings/intake/parse-reading.ts` or `entries/time-entry-writer.ts`. */
function filesNamedIn(page: string): string[] {
  return [...page.matchAll(/`([a-z][\w./-]*\/[\w.-]+\.ts)`/g)].map(([, name]) => name ?? '');
}

function foldersIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => join(folder, entry.name));
}

describe('the map of the code', () => {
  it('names only files that exist', () => {
    const all = readdirSync(SRC, { recursive: true, encoding: 'utf8' });
    const named = filesNamedIn(readFileSync(join(ROOT, 'ARCHITECTURE.md'), 'utf8'));
    expect(named.length).toBeGreaterThan(25);
    expect(named.filter((name) => !all.some((file) => `/${file}`.endsWith(`/${name}`)))).toEqual([]);
  });

  it('has a README in each module and each room of the core', () => {
    const rooms = [
      ...foldersIn(join(SRC, 'modules')),
      ...foldersIn(join(SRC, 'domain')),
      ...foldersIn(join(SRC, 'domain', 'assess')),
    ];
    expect(rooms.filter((room) => !existsSync(join(room, 'README.md')))).toEqual([]);
  });

  it('gives no two files of the core, or of one module, the same name', () => {
    const rooms = [join(SRC, 'domain'), ...foldersIn(join(SRC, 'modules'))];
    const repeated = rooms.flatMap((room) => {
      const names = readdirSync(room, { recursive: true, encoding: 'utf8' })
        .filter((file) => file.endsWith('.ts'))
        .map((file) => file.slice(file.lastIndexOf('/') + 1));
      return names.filter((name, index) => names.indexOf(name) !== index);
    });
    expect(repeated).toEqual([]);
  });

  it('links only to pages that exist', () => {
    const pages = readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.md'))
      .map((file) => join(ROOT, 'docs', file))
      .concat(
        ['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'SECURITY.md'].map((file) =>
          join(ROOT, file),
        ),
      );
    const broken = pages.flatMap((page) =>
      [...readFileSync(page, 'utf8').matchAll(/\]\((?!https?:|mailto:|#)([^)#\s]+)/g)]
        .map(([, link]) => link ?? '')
        .filter((link) => !existsSync(join(dirname(page), link)))
        .map((link) => `${page.slice(ROOT.length + 1)} -> ${link}`),
    );
    expect(broken).toEqual([]);
  });
});

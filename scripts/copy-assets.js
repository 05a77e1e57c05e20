// Copies the data files that the compiled rulebook reads beside it.
import { cpSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
cpSync(join(root, 'src/domain/rulebook/data'), join(root, 'dist/domain/rulebook/data'), { recursive: true });

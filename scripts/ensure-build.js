// Runs `nest build` when dist/ is missing or older than a source file. Prints nothing to standard output.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const inputs = ['src', '.swcrc', 'nest-cli.json'].map((name) => join(root, name));
// Written last, so that an interrupted build does not count.
const stamp = join(root, 'dist', '.built');
const lock = join(tmpdir(), `tally-build-${createHash('sha256').update(root).digest('hex').slice(0, 12)}`);
const LOCK_OLD_MS = 120_000;

function newestMs(path) {
  const info = statSync(path);
  if (!info.isDirectory()) return info.mtimeMs;
  return Math.max(info.mtimeMs, ...readdirSync(path).map((name) => newestMs(join(path, name))));
}

function isUpToDate() {
  return existsSync(stamp) && statSync(stamp).mtimeMs >= Math.max(...inputs.map(newestMs));
}

function ageMs(path) {
  try {
    return Date.now() - statSync(path).mtimeMs;
  } catch {
    return 0;
  }
}

/** Two commands that start together share one build: the second waits for the first. */
function takeLock() {
  for (;;) {
    try {
      mkdirSync(lock);
      return;
    } catch {
      if (ageMs(lock) > LOCK_OLD_MS) rmSync(lock, { recursive: true, force: true });
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100);
    }
  }
}

function build() {
  process.stderr.write('building …\n');
  // A source that changes during the build is newer than the stamp, so the next command builds again.
  const began = new Date();
  const nest = join(root, 'node_modules', '@nestjs', 'cli', 'bin', 'nest.js');
  const { status, stdout, stderr } = spawnSync(process.execPath, [nest, 'build'], {
    cwd: root,
    encoding: 'utf8',
  });
  if (status === 0) {
    writeFileSync(stamp, '');
    utimesSync(stamp, began, began);
    return;
  }
  process.stderr.write(`${stdout}${stderr}`);
  process.exitCode = status ?? 1;
}

// The published package and the image hold dist/ without its sources.
if (existsSync(join(root, 'src')) && !isUpToDate()) {
  takeLock();
  try {
    if (!isUpToDate()) build();
  } finally {
    rmSync(lock, { recursive: true, force: true });
  }
  if (process.exitCode) process.exit();
}

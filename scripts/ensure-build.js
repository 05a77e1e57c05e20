// Builds dist/ when it is missing or older than any source file. Silent on standard output.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
// Written last, so a build that was cut off counts as none.
const stamp = join(root, 'dist', '.built');
const lock = join(tmpdir(), `tally-build-${createHash('sha256').update(root).digest('hex').slice(0, 12)}`);
const LOCK_OLD_MS = 120_000;

function newest(path) {
  const info = statSync(path);
  if (!info.isDirectory()) return info.mtimeMs;
  return Math.max(info.mtimeMs, ...readdirSync(path).map((name) => newest(join(path, name))));
}

function upToDate() {
  if (!existsSync(stamp)) return false;
  return (
    statSync(stamp).mtimeMs >=
    Math.max(
      newest(join(root, 'src')),
      newest(join(root, 'scripts', 'build.js')),
      newest(join(root, '.swcrc')),
    )
  );
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
  // Sources that change during the build are newer than the stamp, so the next command builds again.
  const began = new Date();
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, 'scripts', 'build.js')], {
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

if (existsSync(join(root, 'src')) && !upToDate()) {
  takeLock();
  try {
    if (!upToDate()) build();
  } finally {
    rmSync(lock, { recursive: true, force: true });
  }
  if (process.exitCode) process.exit();
}

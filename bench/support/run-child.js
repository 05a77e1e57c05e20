import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const { scripts } = JSON.parse(readFileSync(join(import.meta.dirname, '..', '..', 'package.json'), 'utf8'));
/** The flags that `npm start` passes to Node. */
export const SERVER_FLAGS = scripts.start.match(/--\S+/g);

/** Runs a script to its end and returns what it prints on standard output. */
export async function runChild(script, args, flags = []) {
  const child = spawn(process.execPath, [...flags, script, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text) => (output += text));
  const code = await new Promise((resolve) => child.once('close', resolve));
  if (code !== 0) throw new Error(`${script} exited with ${code}`);
  return { output };
}

/** Starts a server script and waits for the address that it prints. */
export async function startServer(script, env = {}) {
  const child = spawn(process.execPath, [...SERVER_FLAGS, script], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...env },
  });
  const ended = new Promise((resolve) => child.once('close', resolve));
  const url = await Promise.race([
    addressOf(child),
    ended.then((code) => {
      throw new Error(`${script} exited with ${code} before it listened`);
    }),
  ]);
  return {
    url,
    pid: child.pid,
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

async function addressOf(child) {
  for await (const line of createInterface({ input: child.stdout })) {
    const [address] = /http:\/\/[\w.:[\]]+/.exec(line) ?? [];
    if (address !== undefined) {
      child.stdout.resume();
      return address;
    }
  }
  return new Promise(() => {});
}

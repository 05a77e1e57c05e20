import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { getConnectionToken } from '@nestjs/mongoose';
import type { Connection } from 'mongoose';
import { fastifyOf } from '../../src/app.setup.js';
import { jobPrincipal } from '../../src/modules/caller/principal.js';
import { CredentialsService } from '../../src/modules/identity/credentials/credentials.service.js';
import { Config } from '../../src/platform/config/config.js';
import { createLogger } from '../../src/platform/logging/create-logger.js';
import { startServer, type RunningServer } from '../../src/start-server.js';

const jsonHead = (body: string) => ['Content-Type: application/json', `Content-Length: ${body.length}`];

interface Gate {
  /** Resolves when a write has started and is waiting. */
  readonly entered: Promise<void>;
  open(): void;
}

describe('closing the server', () => {
  let dataDir: string;
  let log: string[];
  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'tally-shutdown-'));
    log = [];
  });
  afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

  const start = () => {
    const config = new Config({ TALLY_DATA_DIR: dataDir, PORT: '0', TALLY_SCHEDULE: 'off' });
    return startServer({ config, logger: createLogger('info', { write: (line) => void log.push(line) }) });
  };
  const tokenOf = async ({ app }: RunningServer) => {
    const request = {
      kind: 'person',
      principalId: 'ada',
      scopes: ['records:read', 'records:write'],
      source: null,
      staffId: null,
    } as const;
    return (await app.get(CredentialsService).issue(jobPrincipal('north'), request)).token;
  };

  /** Delays a method until the gate opens, as slow storage would. */
  function hold<T extends object>(target: T, method: keyof T): Gate {
    const work = (target[method] as (...args: unknown[]) => Promise<unknown>).bind(target);
    let enter = () => {};
    let open = () => {};
    const entered = new Promise<void>((resolve) => (enter = resolve));
    const opened = new Promise<void>((resolve) => (open = resolve));
    target[method] = (async (...args: unknown[]) => {
      enter();
      await opened;
      return work(...args);
    }) as never;
    return { entered, open };
  }

  const collectionOf = ({ app }: RunningServer, name: string) =>
    app.get<Connection>(getConnectionToken()).model(name).collection;

  const errors = () => log.filter((line) => (JSON.parse(line) as { level: number }).level >= 40);

  /** Sends a request without waiting for the answer. */
  function send({ baseUrl }: RunningServer, head: readonly string[], body: string): Socket {
    const { hostname, port } = new URL(baseUrl);
    const socket = connect(Number(port), hostname);
    socket.write(`${[...head, `Host: ${hostname}`].join('\r\n')}\r\n\r\n${body}`);
    return socket;
  }

  async function hangUp(server: RunningServer, socket: Socket): Promise<void> {
    const { server: http } = fastifyOf(server.app);
    socket.destroy();
    await once(socket, 'close');
    // Waits until the server has noticed it as well.
    for (;;) {
      const open = await new Promise<number>((resolve, reject) =>
        http.getConnections((error, count) => (error ? reject(error) : resolve(count))),
      );
      if (open === 0) return;
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  /** Disconnects during a request, closes the server, and lets the handler continue after nobody is listening anymore. */
  async function closeUnder(server: RunningServer, gate: Gate, request: Socket): Promise<void> {
    await gate.entered;
    await hangUp(server, request);
    const stopped = once(fastifyOf(server.app).server, 'close');
    const closing = server.close();
    await stopped;
    // Long enough to notice a store that is closed too early.
    for (let turn = 0; turn < 200; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    gate.open();
    await closing;
  }

  it('lets a handler finish after its client has disconnected', async () => {
    const server = await start();
    const token = await tokenOf(server);
    const gate = hold(collectionOf(server, 'patients'), 'bulkWrite');
    const body = JSON.stringify({ zones: [{ zone: 'America/Chicago' }] });
    const head = ['PUT /v1/patients/P1 HTTP/1.1', `Authorization: Bearer ${token}`];
    await closeUnder(server, gate, send(server, [...head, ...jsonHead(body)], body));
    expect(errors()).toEqual([]);
    const again = await start();
    const answer = await fetch(`${again.baseUrl}/v1/patients/P1`, {
      headers: { authorization: `Bearer ${token}` },
    });
    await again.close();
    expect(answer.status).toBe(200);
  });
});

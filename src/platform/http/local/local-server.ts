import { once } from 'node:events';
import { chmodSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { refuseUnreadable } from '../server/create-http-adapter.js';
import { localSocketPath } from './local-path.js';
import { markLocal } from './local-socket.js';

/** The owner of the data folder's way into the running server. */
export interface LocalServer {
  readonly path: string;
  /** Stops taking calls and waits for those under way. */
  close(): Promise<void>;
}

const OWNER_ONLY = 0o600;
const OTHERS_BARRED = 0o177;

/**
 * Serves the same routes on a Unix socket in the data folder, which the caller must hold. Who may open the socket file is trusted.
 * Null when the folder's path is too long for a socket.
 */
export async function serveLocally(fastify: FastifyInstance, dataDir: string): Promise<LocalServer | null> {
  const path = localSocketPath(dataDir);
  if (path === null) return null;
  await fastify.ready();
  const server = createServer((request, response) => fastify.routing(request, response));
  // A backlog may take its sender longer than any fixed time.
  server.requestTimeout = 0;
  server.on('connection', markLocal);
  // Fastify answers so on its own server alone.
  server.on('clientError', refuseUnreadable);
  // The folder is held, so a socket that is there was left by a process that died.
  rmSync(path, { force: true });
  await listen(server, path);
  return { path, close: () => close(server) };
}

async function listen(server: Server, path: string): Promise<void> {
  const listening = once(server, 'listening');
  // The file is made inside listen(): nobody else may get in before the mode is set.
  const before = process.umask(OTHERS_BARRED);
  try {
    server.listen(path);
  } finally {
    process.umask(before);
  }
  await listening;
  chmodSync(path, OWNER_ONLY);
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections();
  });
}

import { once } from 'node:events';
import { chmodSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { refuseUnreadable } from '../server/create-http-adapter.js';
import { localSocketPath } from './local-path.js';
import { markLocal } from './local-socket.js';

/** Lets the owner of the data folder reach the running server. */
export interface LocalServer {
  readonly path: string;
  /** Stops accepting calls and waits for running ones. */
  close(): Promise<void>;
}

const OWNER_ONLY = 0o600;
const OTHERS_BARRED = 0o177;

/**
 * Serves the same routes on a Unix socket in the data folder. The calling process must hold that folder. Anyone who can open
 * the socket file is trusted. Null when the folder's path is too long for a socket.
 */
export async function serveLocally(fastify: FastifyInstance, dataDir: string): Promise<LocalServer | null> {
  const path = localSocketPath(dataDir);
  if (path === null) return null;
  await fastify.ready();
  const server = createServer((request, response) => fastify.routing(request, response));
  // No time limit, because sending a backlog may take long.
  server.requestTimeout = 0;
  server.on('connection', markLocal);
  // Fastify does this only for its own server.
  server.on('clientError', refuseUnreadable);
  // This process holds the folder, so any existing socket was left by a process that died.
  rmSync(path, { force: true });
  await listen(server, path);
  return { path, close: () => close(server) };
}

async function listen(server: Server, path: string): Promise<void> {
  const listening = once(server, 'listening');
  // The umask applies to the file that listen() creates, so nobody else can connect before the mode is set.
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

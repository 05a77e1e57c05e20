import { Agent, request as httpRequest } from 'node:http';
import type { HostileRequest } from './hostile-request.js';

export interface WireAnswer {
  /** 0: no answer in time. -1: the connection ended without an answer. */
  readonly status: number;
  readonly type: string;
  readonly body: Buffer;
  readonly millis: number;
}

const GIVEN_UP_MS = 15_000;

/** Sends requests unchanged: nothing in an address or a header is corrected. */
export class WireClient {
  private readonly agent: Agent;
  private readonly port: number;

  /** @param socketPath the local command socket, if used */
  constructor(
    baseUrl: string,
    connections: number,
    private readonly socketPath: string | null = null,
  ) {
    this.port = Number(new URL(baseUrl).port);
    this.agent = new Agent({ keepAlive: true, maxSockets: connections });
  }

  send(what: HostileRequest): Promise<WireAnswer> {
    const began = performance.now();
    return new Promise((resolve) => {
      const finish = (status: number, type = '', body = Buffer.alloc(0)): void =>
        resolve({ status, type, body, millis: performance.now() - began });
      const { method, path, headers, body } = what;
      const place =
        this.socketPath === null ? { host: '127.0.0.1', port: this.port } : { socketPath: this.socketPath };
      const options = { agent: this.agent, ...place, method, path };
      const length = body === null ? {} : { 'content-length': String(body.length) };
      const sent = httpRequest({ ...options, headers: { ...headers, ...length } }, (answer) => {
        const pieces: Buffer[] = [];
        const type = answer.headers['content-type'] ?? '';
        answer.on('data', (piece: Buffer) => pieces.push(piece));
        answer.on('end', () => finish(answer.statusCode ?? -1, type, Buffer.concat(pieces)));
        answer.on('error', () => finish(-1));
      });
      sent.setTimeout(GIVEN_UP_MS, () => {
        finish(0);
        sent.destroy();
      });
      sent.on('error', () => finish(-1));
      sent.end(body ?? undefined);
    });
  }

  close(): void {
    this.agent.destroy();
  }
}

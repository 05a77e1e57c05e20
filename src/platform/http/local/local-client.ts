import { request, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { Readable } from 'node:stream';
import { NDJSON } from '../limits/accepts-lines.decorator.js';
import { localSocketPath } from './local-path.js';

/** One call that a command makes to the server that holds the data folder. */
export interface LocalCall {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Includes the version, for example `/v1/patients`. */
  readonly path: string;
  /** Null for calls that concern the whole store. */
  readonly practiceId: string | null;
  /** Sent as JSON, or as NDJSON if it is a stream. */
  readonly body?: unknown;
}

interface LocalAnswer {
  readonly status: number;
  /** The answer as it arrives. `text()` reads all of it. */
  readonly stream: IncomingMessage;
  text(): Promise<string>;
}

/** Calls the running server of a data folder over its Unix socket. */
export class LocalClient {
  private constructor(private readonly socketPath: string) {}

  /** Null when no server is listening for that folder. */
  static async open(dataDir: string): Promise<LocalClient | null> {
    const path = localSocketPath(dataDir);
    return path !== null && (await answers(path)) ? new LocalClient(path) : null;
  }

  /** Rejects when the connection breaks. An error status is a normal answer. */
  call(call: LocalCall): Promise<LocalAnswer> {
    const { body } = call;
    const isStream = body instanceof Readable;
    const text = body === undefined || isStream ? undefined : JSON.stringify(body);
    const headers: Record<string, string | number> = { 'x-tally-local': '1' };
    if (call.practiceId !== null) headers['x-tally-practice'] = call.practiceId;
    if (isStream) headers['content-type'] = NDJSON;
    if (text !== undefined) {
      headers['content-type'] = 'application/json';
      headers['content-length'] = Buffer.byteLength(text);
    }
    return new Promise((resolve, reject) => {
      const outgoing = request(
        { socketPath: this.socketPath, method: call.method, path: call.path, headers },
        (answer) => resolve(answerOf(answer)),
      );
      outgoing.once('error', reject);
      if (isStream) body.once('error', (error) => outgoing.destroy(error)).pipe(outgoing);
      else outgoing.end(text);
    });
  }
}

function answerOf(stream: IncomingMessage): LocalAnswer {
  return {
    status: stream.statusCode ?? 0,
    stream,
    async text() {
      stream.setEncoding('utf8');
      let whole = '';
      for await (const chunk of stream) whole += String(chunk);
      return whole;
    },
  };
}

function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import type { LocalCall, LocalClient } from '../../platform/http/local/local-client.js';
import { CliError } from '../cli-error.js';

interface ProblemBody {
  readonly patientId?: string;
  readonly detail?: string;
  readonly title?: string;
  readonly errors?: readonly { readonly path: string; readonly message: string }[];
}

const FAILURE_STATUS = 400;

/** The API refused a call. */
export class ApiRefusal extends CliError {
  constructor(
    message: string,
    readonly status: number,
    /** The patient that the refusal names, or null. */
    readonly patientId: string | null,
  ) {
    super(message);
  }
}

/** The API as commands call it: for one practice, or for the whole store if `practiceId` is null. */
export class LocalApi {
  constructor(
    private readonly client: LocalClient,
    readonly practiceId: string | null,
  ) {}

  get<T>(path: string): Promise<T> {
    return this.json<T>('GET', path);
  }

  post<T>(path: string, body: unknown): Promise<T> {
    return this.json<T>('POST', path, body);
  }

  put<T>(path: string, body: unknown): Promise<T> {
    return this.json<T>('PUT', path, body);
  }

  async delete(path: string): Promise<void> {
    await this.call('DELETE', path);
  }

  /** Sends lines and returns the stream of answers, one per line. */
  async stream(path: string, body: Readable): Promise<IncomingMessage> {
    const answer = await this.client.call({ method: 'POST', path, body, practiceId: this.practiceId });
    if (answer.status >= FAILURE_STATUS) throw refusal(answer.status, await answer.text());
    return answer.stream;
  }

  /** Returns the body as it arrives. @throws CliError while it is read, if it ends too soon */
  async download(path: string): Promise<AsyncIterable<Buffer>> {
    const answer = await this.client.call({ method: 'GET', path, practiceId: this.practiceId });
    if (answer.status >= FAILURE_STATUS) throw refusal(answer.status, await answer.text());
    return whole(answer.stream);
  }

  private async json<T>(method: LocalCall['method'], path: string, body?: unknown): Promise<T> {
    return JSON.parse(await this.call(method, path, body)) as T;
  }

  private async call(method: LocalCall['method'], path: string, body?: unknown): Promise<string> {
    const { practiceId } = this;
    const answer = await this.client.call({
      method,
      path,
      practiceId,
      ...(body !== undefined && { body }),
    });
    const text = await answer.text();
    if (answer.status >= FAILURE_STATUS) throw refusal(answer.status, text);
    return text;
  }
}

async function* whole(stream: IncomingMessage): AsyncGenerator<Buffer> {
  try {
    for await (const piece of stream) yield piece as Buffer;
  } catch {
    throw new CliError("The answer ended too soon. The server's log says why.");
  }
}

function refusal(status: number, text: string): ApiRefusal {
  let problem: ProblemBody = {};
  try {
    problem = JSON.parse(text) as ProblemBody;
  } catch {
    // Not a problem body: report the status alone.
  }
  const head = problem.detail ?? problem.title ?? `the server answered ${status}`;
  const paths = (problem.errors ?? []).map(({ path, message }) => `\n  ${path}: ${message}`);
  return new ApiRefusal(head + paths.join(''), status, problem.patientId ?? null);
}

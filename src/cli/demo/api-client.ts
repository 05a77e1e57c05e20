/** An answer of the API that a step of the demo did not expect. */
export class UnexpectedAnswer extends Error {
  constructor(call: string, status: number, body: string) {
    super(`${call} answered ${status}: ${body.slice(0, 300)}`);
  }
}

export interface ApiAnswer {
  readonly status: number;
  readonly text: string;
}

/** Calls the demo's server as any sender would: over HTTP, with a bearer token. */
export class ApiClient {
  constructor(
    private readonly baseUrl: string,
    private readonly token: string,
  ) {}

  /** Sends the text as it is: the demo posts damaged lines too. */
  async send(path: string, body: string, contentType = 'application/json'): Promise<ApiAnswer> {
    const headers = { authorization: `Bearer ${this.token}`, 'content-type': contentType };
    const answer = await fetch(this.baseUrl + path, { method: 'POST', headers, body });
    const text = await answer.text();
    if (answer.status >= 500) throw new UnexpectedAnswer(`POST ${path}`, answer.status, text);
    return { status: answer.status, text };
  }

  /** @throws UnexpectedAnswer unless the call succeeds */
  async post<T>(path: string, body: unknown): Promise<T> {
    const { status, text } = await this.send(path, JSON.stringify(body));
    if (status >= 300) throw new UnexpectedAnswer(`POST ${path}`, status, text);
    return JSON.parse(text) as T;
  }

  async fetchText(path: string): Promise<ApiAnswer> {
    const answer = await fetch(this.baseUrl + path, { headers: { authorization: `Bearer ${this.token}` } });
    return { status: answer.status, text: await answer.text() };
  }

  /** @throws UnexpectedAnswer unless the call succeeds */
  async get<T>(path: string): Promise<T> {
    const { status, text } = await this.fetchText(path);
    if (status >= 300) throw new UnexpectedAnswer(`GET ${path}`, status, text);
    return JSON.parse(text) as T;
  }

  /** Every item of a paged list. */
  async all<T>(path: string): Promise<T[]> {
    const items: T[] = [];
    let cursor: string | null = null;
    do {
      const query: string = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`;
      const page: Page<T> = await this.get<Page<T>>(`${path}?limit=500${query}`);
      items.push(...page.items);
      cursor = page.next;
    } while (cursor !== null);
    return items;
  }
}

interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | null;
}

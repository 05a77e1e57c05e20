import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';

const PROBLEM_JSON = 'application/problem+json';

interface MediaType {
  readonly schema?: object;
  /** The schema of each line, if the body is lines of JSON. */
  readonly 'x-line'?: object;
}
interface Response {
  readonly $ref?: string;
  readonly content?: Readonly<Record<string, MediaType>>;
}
interface Operation {
  readonly operationId: string;
  readonly responses: Readonly<Record<string, Response>>;
  readonly requestBody?: { readonly content: Readonly<Record<string, MediaType>> };
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly schema: object }[];
}
export interface ApiOperation {
  /** `GET /v1/patients/{id}` */
  readonly name: string;
  readonly method: string;
  readonly path: string;
  readonly operation: Operation;
}
interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly responses: Readonly<Record<string, Response>> };
}

/** An answer as it arrived. */
export interface SeenAnswer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

/** The API documentation, to check answers against. */
export class ApiDocument {
  readonly operations: readonly ApiOperation[];
  private readonly document: OpenApi;
  private readonly ajv: Ajv2020;
  private readonly checks = new Map<object, ValidateFunction>();

  constructor(document: unknown) {
    this.document = document as OpenApi;
    // Formats are also given as patterns. Extensions are OpenAPI keywords.
    this.ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: false });
    this.ajv.addSchema(this.document, 'api');
    this.operations = Object.entries(this.document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({
        name: `${method.toUpperCase()} ${path}`,
        method: method.toUpperCase(),
        path,
        operation,
      })),
    );
  }

  /** Describes what the document does not allow in an answer, without quoting the answer; null if nothing. */
  faultOf({ name, operation }: ApiOperation, { status, type, body }: SeenAnswer): string | null {
    const response = this.resolved(operation.responses[status]);
    if (response === undefined) return `${name} ${status}: not documented`;
    if (response.content === undefined) return body === '' ? null : `${name} ${status}: has a body`;
    const mediaType = type.split(';')[0] ?? '';
    const media = response.content[mediaType];
    if (media === undefined) return `${name} ${status}: a body of ${mediaType}`;
    if (mediaType === 'application/json' || mediaType === PROBLEM_JSON)
      return this.mismatch(`${name} ${status}`, media.schema ?? {}, body);
    const line = media['x-line'];
    if (line === undefined) return null;
    const lines = body.split('\n').filter((text) => text !== '');
    for (const text of lines) {
      const fault = this.mismatch(`${name} ${status} line`, line, text);
      if (fault !== null) return fault;
    }
    return null;
  }

  /** The operation that a request reaches; undefined if no address matches. */
  operationOf(method: string, target: string): ApiOperation | undefined {
    const words = (target.split('?')[0] ?? '').split('/');
    const fitting = this.operations.filter((each) => {
      const asked = each.path.split('/');
      return (
        each.method === method &&
        asked.length === words.length &&
        asked.every((word, at) => (word.startsWith('{') ? words[at] !== '' : word === words[at]))
      );
    });
    const named = ({ path }: ApiOperation): number => path.split('{').length;
    return fitting.sort((a, b) => named(a) - named(b))[0];
  }

  private mismatch(about: string, schema: object, body: string): string | null {
    const check = this.checkOf(schema);
    if (check(JSON.parse(body))) return null;
    const said = (check.errors ?? []).map(({ instancePath, message, params }) => {
      const surplus: unknown = (params as Record<string, unknown>)['additionalProperty'];
      return `${instancePath.replaceAll(/\/\d+/g, '/n')} ${message}${typeof surplus === 'string' ? ` (${surplus})` : ''}`;
    });
    return `${about}: ${said.join('; ')}`;
  }

  private checkOf(schema: object): ValidateFunction {
    let check = this.checks.get(schema);
    if (check === undefined) {
      const text = JSON.stringify(schema).replaceAll('"#/components/', '"api#/components/');
      check = this.ajv.compile(JSON.parse(text) as object);
      this.checks.set(schema, check);
    }
    return check;
  }

  private resolved(response: Response | undefined): Response | undefined {
    const name = response?.$ref?.split('/').at(-1);
    return name === undefined ? response : this.document.components.responses[name];
  }
}

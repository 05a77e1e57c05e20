import { getConnectionToken } from '@nestjs/mongoose';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyRequest } from 'fastify';
import type { Connection } from 'mongoose';
import { fastifyOf } from '../../src/app.setup.js';
import { AuditService } from '../../src/modules/audit/audit.service.js';
import { summaryOf } from '../../src/modules/audit/chain/audit-content.js';
import { RunningHandlers } from '../../src/platform/http/server/running-handlers.js';
import { routesOf, type Route } from './routes.js';
import { storedCollection } from './stored-collection.js';

const WAIT_MS = 5_000;
const REFUSED_MIN = 400;
/** Routes whose records are the patients themselves. */
const PATIENT_ROUTES = /^(GET|POST|PUT) \/v1\/patients(\/search|\/:id)?$/;

interface Answer {
  readonly route: string;
  readonly times: number;
  /** The patients that the body names, read without using the product's declarations. */
  readonly patientIds: ReadonlySet<string>;
  /** The log entries in the body, if the route reads the log. */
  readonly entryIds: readonly string[];
}
interface Entry {
  readonly requestId: string | null;
  readonly id: string;
  readonly action: string;
  readonly digest: string;
}

/**
 * Records every answer of a product under test, independently of its own record keeping, and checks the audit log against
 * them: the log must hold as many requests as there were answers with patient data, and a row for each patient they named.
 */
export class AuditedAnswers {
  private readonly answers = new Map<string, Answer>();
  private readonly undeclared: string[] = [];
  private routes: ReadonlyMap<string, Route> | null = null;

  private constructor(private readonly app: NestFastifyApplication) {}

  /** Call before the product starts listening. */
  static watch(app: NestFastifyApplication): AuditedAnswers {
    const watch = new AuditedAnswers(app);
    fastifyOf(app).addHook('onSend', (request, reply, payload, done) => {
      watch.note(request, reply.statusCode, payload);
      done(null, payload);
    });
    return watch;
  }

  /** @throws Error that names the differences. Prints the counts. */
  async verify(): Promise<void> {
    const connection = this.app.get<Connection>(getConnectionToken(), { strict: false });
    // A test that stopped the product itself has no log to read anymore.
    if (connection.readyState !== 1) return;
    await this.app.get(RunningHandlers, { strict: false }).none(WAIT_MS);
    const log = storedCollection(this.app, 'auditEntries');
    for (const practiceId of await log.distinct('practiceId'))
      await this.app.get(AuditService).flush(String(practiceId));
    const entries = (await log.find({}).toArray()) as unknown as Entry[];
    const byRequest = grouped(entries, ({ requestId }) => requestId);
    const faults = this.undeclared.map((route) => `patients in an answer that discloses nothing: ${route}`);
    for (const [requestId, { route, times }] of this.answers) {
      const own = byRequest.get(requestId) ?? [];
      if (own.length === 0) faults.push(`no entry: ${route}`);
      if (own.filter(isRead).length > times) faults.push(`more than one entry of a read: ${route}`);
    }
    for (const { requestId, action } of entries.filter(isRead))
      if (requestId !== null && !this.answers.has(requestId))
        faults.push(`entry without an answer: ${action}`);
    faults.push(...(await this.missingRows(byRequest)));
    const logged = [...this.answers.keys()].filter((id) => byRequest.has(id)).length;
    process.stdout.write(
      `audit: ${this.answers.size} answers with patient data, ${logged} of them in the log\n`,
    );
    if (faults.length > 0) throw new Error(`the audit log differs:\n${[...new Set(faults)].join('\n')}`);
  }

  private note(request: FastifyRequest, status: number, payload: unknown): void {
    const route = this.routeOf(request);
    if (route === undefined || route.isPublic) return;
    const patientIds =
      typeof payload === 'string' || Buffer.isBuffer(payload) ? patientsIn(route, payload) : [];
    const isDisclosure = route.disclosure !== 'nothing' && (status < REFUSED_MIN || patientIds.length > 0);
    if (!isDisclosure) {
      const sent = patientIds.length === 0 ? [] : patientsIn(route, JSON.stringify(request.body ?? null));
      if (patientIds.some((id) => !sent.includes(id))) this.undeclared.push(route.name);
      return;
    }
    const before = this.answers.get(request.id);
    this.answers.set(request.id, {
      route: `${route.name} ${status}`,
      times: (before?.times ?? 0) + 1,
      patientIds: new Set([...(before?.patientIds ?? []), ...patientIds]),
      entryIds: route.name === READS_LOG ? entriesIn(payload) : [],
    });
  }

  private async missingRows(byRequest: ReadonlyMap<string | null, readonly Entry[]>): Promise<string[]> {
    const rows = (await storedCollection(this.app, 'accesses').find({}).toArray()) as unknown as {
      readonly entryId: string;
      readonly patientId: string;
    }[];
    const byEntry = grouped(rows, ({ entryId }) => entryId);
    return [...this.answers].flatMap(([requestId, { route, patientIds, entryIds }]) => {
      const own = byRequest.get(requestId) ?? [];
      // An entry about entries covers the patients that those name.
      const isLog = route.startsWith(`${READS_LOG} 2`);
      if (isLog && !own.some(({ digest }) => digest === summaryOf(entryIds).digest))
        return [`another list of entries than was answered: ${route}`];
      const ids = [...own.map(({ id }) => id), ...entryIds];
      const rows = ids.flatMap((id) => byEntry.get(id) ?? []);
      const named = new Set(rows.map(({ patientId }) => patientId));
      return [...patientIds].filter((id) => !named.has(id)).map(() => `no row for a patient: ${route}`);
    });
  }

  private routeOf(request: FastifyRequest): Route | undefined {
    this.routes ??= new Map(routesOf(this.app).map((route) => [route.name, route]));
    return this.routes.get(`${request.method} ${request.routeOptions.url ?? ''}`);
  }
}

const READS_LOG = 'GET /v1/audit';

function entriesIn(payload: unknown): string[] {
  const { items } = JSON.parse(String(payload)) as { readonly items?: readonly { readonly id: string }[] };
  return items?.map(({ id }) => id) ?? [];
}

function grouped<T, K>(items: readonly T[], keyOf: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group) group.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return groups;
}

function isRead({ action }: Entry): boolean {
  return action.endsWith('.read');
}

function patientsIn(route: Route, payload: string | Buffer): string[] {
  let body: unknown;
  try {
    body = JSON.parse(payload.toString());
  } catch {
    return [];
  }
  const found: string[] = [];
  const isPatients = PATIENT_ROUTES.test(route.name);
  const walk = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    const { patientId, id, mrn } = value as Record<string, unknown>;
    if (typeof patientId === 'string') found.push(patientId);
    if (isPatients && mrn !== undefined && typeof id === 'string') found.push(id);
    Object.values(value).forEach(walk);
  };
  walk(body);
  return found;
}

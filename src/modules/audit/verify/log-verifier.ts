import { isSignedBy } from '../../../platform/crypto/log-signer.js';
import { hashOf, NO_HASH } from '../chain/canonical-entry.js';
import { AUDIT_FORM } from '../chain/chain-writer.js';
import { splitSigned, type SignedFields } from '../chain/signed-line.js';
import { STATEMENT_FORM, type LogStatement, type StatedChain } from '../export/log-statement.js';
import { MANIFEST_ACTION, type AuditManifest } from '../manifests/audit-manifest.js';
import { ChainCheck } from './chain-check.js';
import { Discrepancies, type DiscrepancyKind } from './discrepancy.js';
import { isEntry, manifestShape, statementShape, type EntryShape } from './line-shape.js';
import { UnsealedMonths } from './unsealed-months.js';
import type { TrustedKeys, Verification } from './verification.js';
import { WitnessedHeads } from './witnessed-heads.js';

const FORMS = { manifest: AUDIT_FORM, statement: STATEMENT_FORM } as const;

const HASH_TAIL = /^,"hash":"([0-9a-f]{64})"\}$/;
const HASH_TAIL_BYTES = 75;

/**
 * Checks an export line by line. It keeps only one line and one state per chain in memory, and needs only the export's
 * bytes.
 */
export class LogVerifier {
  private readonly discrepancies = new Discrepancies();
  private readonly chains = new Map<string, ChainCheck>();
  private readonly keys = new Set<string>();
  private lines = 0;
  /** The writer of the previous entry. */
  private current = '';
  private practice: string | null = null;
  private manifests = 0;
  private manifestHash = NO_HASH;
  private readonly manifestHashes = new Map<number, string>();
  /** Hashes of the manifests that entries name, by manifest number. */
  private readonly logged = new Map<number, string>();
  private statement: LogStatement | null = null;
  private readonly witnessed = new WitnessedHeads();
  private readonly months = new UnsealedMonths();

  /** @param trusted the installation's public keys; null when they are not available */
  constructor(private readonly trusted: TrustedKeys | null = null) {}

  /** Takes one line, without its line feed. */
  line(line: Buffer): void {
    this.lines += 1;
    if (this.statement !== null) return this.note('statement', 'a line follows the signed statement');
    const value = parsed(line);
    const kind = (value as { readonly kind?: unknown } | null)?.kind;
    if (kind === 'manifest' || kind === 'statement') return this.signed(kind, line, value);
    const tail = HASH_TAIL.exec(line.subarray(-HASH_TAIL_BYTES).toString('latin1'));
    if (tail?.[1] === undefined || !isEntry(value))
      return this.note('unreadable', 'it is not a line of an audit log');
    this.entry(value, { real: hashOf(line.subarray(0, -HASH_TAIL_BYTES)), stated: tail[1] });
  }

  /** @param isCut whether bytes without a line feed were left at the end */
  end(isCut = false): Verification {
    if (isCut) this.note('cut-short', 'the last line is not complete');
    const { statement } = this;
    if (statement === null) this.note('cut-short', 'there is no signed statement at the end', { line: null });
    else this.compare(statement);
    const checks = [...this.chains.values()];
    return {
      practice: this.practice,
      entries: sum(checks.map(({ entries }) => entries)),
      chains: checks.filter(({ entries }) => entries > 0).length,
      manifests: this.manifests,
      from: statement?.from ?? null,
      to: statement?.to ?? null,
      failedChanges: sum(checks.map(({ failed }) => failed)),
      unmarkedChanges: sum(checks.map(({ unmarked }) => unmarked)),
      unsealedSince: statement === null ? null : this.months.first(statement.madeAt),
      publicKeys: [...this.keys],
      keysKnown: this.trusted !== null,
      discrepancies: this.discrepancies.list(),
    };
  }

  private entry(entry: EntryShape, hashes: { readonly real: string; readonly stated: string }): void {
    const { writer, seq, action, after } = entry;
    this.sees(entry.practice, { writer, seq });
    // An export lists one chain after another, so it has exactly one valid order.
    if (writer < this.current) this.note('out-of-order', 'its chain was already finished', { writer, seq });
    this.current = writer;
    for (const { kind, what } of this.chain(writer).take(entry, hashes))
      this.note(kind, what, { writer, seq });
    this.witnessed.take(entry);
    this.months.take(entry.at);
    if (action !== MANIFEST_ACTION) return;
    const { number, hash } = (after ?? {}) as { readonly number?: unknown; readonly hash?: unknown };
    if (typeof number === 'number' && typeof hash === 'string') this.logged.set(number, hash);
  }

  private signed(kind: 'manifest' | 'statement', line: Buffer, value: unknown): void {
    const split = splitSigned(line);
    const publicKey = (value as Partial<SignedFields>).publicKey;
    if (
      split === null ||
      typeof publicKey !== 'string' ||
      !isSignedBy(publicKey, split.signed, split.signature)
    )
      return this.note(kind, `the ${kind} is not what was signed`);
    const form = (value as { readonly form?: unknown }).form;
    if (form !== FORMS[kind])
      return this.note(
        kind,
        `the ${kind} has form ${Number(form)} and this version reads form ${FORMS[kind]}: verify with the version that made it`,
      );
    const shape = kind === 'manifest' ? manifestShape.safeParse(value) : statementShape.safeParse(value);
    const content = shape.data;
    if (content === undefined) return this.note(kind, `the ${kind} has an unknown form`);
    this.keys.add(publicKey);
    this.judgeKey(content, publicKey);
    this.sees(content.practice, {});
    if (content.kind === 'manifest') this.manifest(content, hashOf(split.signed));
    else this.statement = content;
  }

  private judgeKey({ kind, madeAt }: AuditManifest | LogStatement, publicKey: string): void {
    if (this.trusted === null) return;
    const retiredAt = this.trusted.get(publicKey);
    if (retiredAt === undefined)
      this.note('foreign-key', `the ${kind} is signed by a key that is not the installation's`);
    else if (retiredAt !== null && !(Date.parse(madeAt) <= retiredAt))
      this.note('foreign-key', `the ${kind} of ${madeAt} is signed by a key that was already retired`);
  }

  private manifest(manifest: AuditManifest, hash: string): void {
    const { number, previousHash, month, writers } = manifest;
    // The entries that a manifest names must come after it.
    if (this.current !== '') this.note('manifest', `manifest ${number} (${month}) comes after entries`);
    if (number !== this.manifests + 1)
      this.note('manifest', `manifest ${number} (${month}) is not the next one`);
    else if (previousHash !== this.manifestHash)
      this.note('manifest', `manifest ${number} (${month}) does not follow the one before it`);
    this.manifests += 1;
    this.manifestHash = hash;
    this.manifestHashes.set(number, hash);
    this.months.seal(month);
    for (const { writer, seq, hash: sealed } of writers) this.chain(writer).seal(seq, sealed);
  }

  /** Compares what was seen with what the signed statement lists. */
  private compare({ chains, manifests, from, to }: LogStatement): void {
    const stated = new Map(chains.map((chain) => [chain.writer, chain]));
    for (const chain of chains) this.compareChain(chain);
    for (const [writer, check] of this.chains) {
      if (check.entries > 0 && (stated.get(writer)?.span ?? null) === null)
        this.note('statement', 'the statement lists no entries of this chain', { writer, line: null });
      const span = stated.get(writer)?.span ?? null;
      const isWhole = from === null && to === null;
      for (const seq of check.unseenSeals)
        if (isWhole || (span !== null && seq >= span.first && seq <= span.last))
          this.note('missing', 'a manifest names an entry that is missing', { writer, seq, line: null });
    }
    if (from === null && to === null) this.compareWitnessed();
    if (manifests.count !== this.manifests || manifests.lastHash !== this.manifestHash)
      this.note('manifest', 'the manifests are not those that the statement names', { line: null });
    for (const [number, hash] of this.logged) {
      const isLater = number > manifests.count && number <= manifests.count + manifests.since;
      if (this.manifestHashes.get(number) !== hash && !isLater)
        this.note('manifest', `manifest ${number} is not the one that the log names`, { line: null });
    }
  }

  private compareWitnessed(): void {
    const headOf = (writer: string) => {
      const check = this.chains.get(writer);
      return check === undefined || check.entries === 0 ? null : check.head;
    };
    for (const { kind, what, ...at } of this.witnessed.against(headOf))
      this.note(kind, what, { ...at, line: null });
  }

  private compareChain({ writer, span, head }: StatedChain): void {
    if (span === null) return;
    const check = this.chain(writer);
    const at = { writer, line: null };
    if (check.first > span.first || check.first === 0)
      this.note('missing', `its entries begin after entry ${span.first}`, { ...at, seq: span.first });
    if (check.head.seq < span.last)
      this.note('missing', `its last entries up to ${span.last} are missing`, { ...at, seq: span.last });
    else if (check.head.seq > span.last)
      this.note('statement', `it continues after entry ${span.last}`, { ...at, seq: check.head.seq });
    else if (check.head.hash !== span.lastHash || (span.last === head.seq && check.head.hash !== head.hash))
      this.note('statement', 'its last entry is not the one that the statement names', {
        ...at,
        seq: span.last,
      });
  }

  private chain(writer: string): ChainCheck {
    let chain = this.chains.get(writer);
    if (chain === undefined) {
      chain = new ChainCheck(writer);
      this.chains.set(writer, chain);
    }
    return chain;
  }

  /** An export is of one practice. */
  private sees(practice: string, at: { readonly writer?: string; readonly seq?: number }): void {
    this.practice ??= practice;
    if (practice !== this.practice) this.note('changed', 'it belongs to another practice', at);
  }

  private note(
    kind: DiscrepancyKind,
    what: string,
    at: { readonly writer?: string; readonly seq?: number; readonly line?: null } = {},
  ): void {
    const { writer = null, seq = null, line = this.lines } = at;
    this.discrepancies.add({ kind, writer, seq, line, what });
  }
}

function parsed(line: Buffer): unknown {
  try {
    return JSON.parse(line.toString()) as unknown;
  } catch {
    return null;
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}

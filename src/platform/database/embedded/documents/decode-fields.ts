import { listOf, type Cut } from './cut-texts.js';
import { decodeDocument, decodeDocuments } from './document-codec.js';
import type { Document } from './document.js';
import type { Projection } from '../query/project-document.js';

/**
 * Decodes of stored texts no more than some fields reach. Documents of one collection mostly have the same fields in the
 * same order, so the first text says where the others may be cut. A text of another form is decoded whole: the answer always
 * holds every one of the fields that the document has.
 */
export class FieldsDecoder {
  /** Where texts may be cut; null when that is not known, or there is no such place. */
  cut: Cut | null = null;
  /** What a cut text holds where that is all of the fields and nothing else: it needs no projection. */
  #exactly: readonly string[] | null = null;
  #isLearning = true;
  readonly #fields: readonly string[];
  /** Those of them that the first document has. */
  #usual: readonly string[] = [];

  /** @param paths what a projection shows; the answer holds the whole field that each begins with */
  constructor(readonly paths: readonly string[]) {
    this.#fields = [...new Set(paths.map((path) => path.split('.', 1)[0] ?? path))];
  }

  /** The document of one text as a projection shows it. */
  decode(text: string, show: Projection): Document {
    if (this.#isLearning) this.learnFrom(decodeDocument(text));
    const part = this.cut && this.decodeList(listOf([text], this.cut), show);
    return part?.[0] ?? show(decodeDocument(text));
  }

  /** The first document says where the texts of the others may be cut. */
  learnFrom(document: Document): void {
    if (!this.#isLearning) return;
    this.#isLearning = false;
    const names = Object.keys(document);
    this.#usual = this.#fields.filter((name) => names.includes(name));
    const positions = this.#usual.map((name) => names.indexOf(name));
    const first = Math.min(...positions);
    const last = Math.max(...positions);
    const rare = this.#fields.filter((name) => !names.includes(name));
    const [from, to] = [first === 0 ? null : markOf(names[first]), markOf(names[last + 1])];
    if (positions.length === 0 || !rare.every(isPlain) || (from === null && to === null)) return;
    this.cut = { from, to, rare: rare.map((name) => `${JSON.stringify(name)}:`) };
    const isAlone = last - first + 1 === positions.length && !this.paths.some((path) => path.includes('.'));
    if (isAlone) this.#exactly = names.slice(first, last + 1);
  }

  /**
   * The same of a list of texts that may have been cut at `cut`; null when a field of one of them may lie outside it.
   */
  decodeList(list: string, show: Projection): Document[] | null {
    try {
      const documents = decodeDocuments(list);
      if (documents.every((document) => this.#isExact(document))) return documents;
      return documents.every((document) => this.#holdsUsual(document)) ? documents.map(show) : null;
    } catch {
      // The end was a nested field's: what comes before it is no whole document.
      return null;
    }
  }

  #isExact(document: Document): boolean {
    if (this.#exactly === null) return false;
    let position = 0;
    for (const name in document) if (name !== this.#exactly[position++]) return false;
    return position === this.#exactly.length;
  }

  #holdsUsual(document: Document): boolean {
    return this.#usual.every((name) => Object.hasOwn(document, name));
  }
}

/** A field's beginning as it stands in a text behind another; null where there is none or it may be written otherwise. */
function markOf(name: string | undefined): string | null {
  return name !== undefined && isPlain(name) ? `,${JSON.stringify(name)}:` : null;
}

/** A name that begins with a dollar stands doubled in a text. */
function isPlain(name: string): boolean {
  return !name.startsWith('$');
}

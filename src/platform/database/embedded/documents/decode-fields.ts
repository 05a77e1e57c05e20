import { listOf, type Cut } from './cut-texts.js';
import { decodeDocument, decodeDocuments } from './document-codec.js';
import type { Document } from './document.js';

type Show = (document: Document) => Document;

/**
 * Decodes only the part of stored texts that holds some fields. Most documents of a collection have the same fields in the
 * same order, so the first text shows where the others may be cut. A text of another form is decoded whole: the answer
 * always has every requested field that the document has.
 */
export class FieldsDecoder {
  /** Where texts may be cut. Null when that is unknown, or there is no such place. */
  cut: Cut | null = null;
  /** The fields of a cut text that holds exactly the requested fields, and so needs no projection. */
  #exactly: readonly string[] | null = null;
  #isLearning = true;
  /** The requested fields that the first document has. */
  #usual: readonly string[] = [];

  /** @param fields the fields that a projection shows */
  constructor(readonly fields: readonly string[]) {}

  /** The document of one text, as a projection shows it. */
  decode(text: string, show: Show): Document {
    if (this.#isLearning) this.learnFrom(decodeDocument(text));
    const part = this.cut && this.decodeList(listOf([text], this.cut), show);
    return part?.[0] ?? show(decodeDocument(text));
  }

  /** Learns from the first document where the texts of the others may be cut. */
  learnFrom(document: Document): void {
    if (!this.#isLearning) return;
    this.#isLearning = false;
    const names = Object.keys(document);
    this.#usual = this.fields.filter((name) => names.includes(name));
    const positions = this.#usual.map((name) => names.indexOf(name));
    const first = Math.min(...positions);
    const last = Math.max(...positions);
    const rare = this.fields.filter((name) => !names.includes(name));
    const [from, to] = [first === 0 ? null : markOf(names[first]), markOf(names[last + 1])];
    if (positions.length === 0 || !rare.every(isPlain) || (from === null && to === null)) return;
    this.cut = { from, to, rare: rare.map((name) => `${JSON.stringify(name)}:`) };
    if (last - first + 1 === positions.length) this.#exactly = names.slice(first, last + 1);
  }

  /** The documents of a list of texts that were cut at `cut`. Null when a field of one of them may lie outside the cut. */
  decodeList(list: string, show: Show): Document[] | null {
    try {
      const documents = decodeDocuments(list);
      if (documents.every((document) => this.#isExact(document))) return documents;
      return documents.every((document) => this.#holdsUsual(document)) ? documents.map(show) : null;
    } catch {
      // The cut ended inside a nested document, so the text is not valid JSON.
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

/** How a field begins in a text when it follows another field. Null when there is no field or it may be written otherwise. */
function markOf(name: string | undefined): string | null {
  return name !== undefined && isPlain(name) ? `,${JSON.stringify(name)}:` : null;
}

/** A name that begins with a dollar is doubled in the text. */
function isPlain(name: string): boolean {
  return !name.startsWith('$');
}

import { decodeDocument, decodeDocuments } from './document-codec.js';
import type { Document } from './document.js';

/**
 * Decodes what comes first in stored texts, as far as some fields of the document reach. Documents of one collection
 * mostly have the same fields in the same order, so the first text says behind which field the others may be cut. A text
 * of another form is decoded whole: the answer always holds every one of the fields that the document has.
 */
export class FieldsDecoder {
  /** Where a text may be cut; null when that is not known, or there is no such place. */
  end: string | null = null;
  #isLearning = true;

  constructor(readonly fields: readonly string[]) {}

  decode(text: string): Document {
    const length = this.end === null ? -1 : text.indexOf(this.end);
    const part = length === -1 ? null : this.decodeCut(`${text.slice(0, length)}}`);
    if (part !== null) return part;
    const document = decodeDocument(text);
    this.learnFrom(document);
    return document;
  }

  /** The first document that was decoded whole says where the others may be cut. */
  learnFrom(document: Document): void {
    if (this.#isLearning) this.end = endOf(document, this.fields);
    this.#isLearning = false;
  }

  /** The document of a text that may have been cut at `end` and closed; null when a field may be behind the cut. */
  decodeCut(text: string): Document | null {
    try {
      const document = decodeDocument(text);
      return this.#holdsFields(document) ? document : null;
    } catch {
      // The end was a nested field's: what comes before it is no whole document.
      return null;
    }
  }

  /** The same of a JSON list of such texts; null when a field of one of them may be behind the cut. */
  decodeCutList(list: string): Document[] | null {
    try {
      const documents = decodeDocuments(list);
      return documents.every((document) => this.#holdsFields(document)) ? documents : null;
    } catch {
      return null;
    }
  }

  #holdsFields(document: Document): boolean {
    return this.fields.every((name) => Object.hasOwn(document, name));
  }
}

/**
 * The beginning of the first field behind all of the wanted ones, as it stands in a text; null: there is none. Inside a
 * string every quote is escaped, so it only ever stands where a field begins.
 */
function endOf(document: Document, fields: readonly string[]): string | null {
  const names = Object.keys(document);
  const positions = fields.map((name) => names.indexOf(name));
  const next = positions.includes(-1) ? undefined : names[Math.max(...positions) + 1];
  return next === undefined || next.startsWith('$') ? null : `,${JSON.stringify(next)}:`;
}

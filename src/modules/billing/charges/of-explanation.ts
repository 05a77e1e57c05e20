import type { Explanation } from '../../../domain/charges/explain/explain.js';
import { ofSources, type Disclosure } from '../../audit/disclosure/disclosure.js';

/** Of whom an explanation tells: days, minutes and records behind one charge or one code that was not charged. */
export function ofExplanation({ charge, notBilled }: Explanation): Disclosure {
  return ofSources([charge, notBilled].filter((view) => view !== null));
}

import type { Explanation } from '../../../domain/charges/explain/explain.js';
import { ofSources, type Disclosure } from '../../audit/disclosure/disclosure.js';

/** The patient and the source whose data an explanation discloses: of one charge, or of one code that was not charged. */
export function explanationDisclosure({ charge, notBilled }: Explanation): Disclosure {
  return ofSources([charge, notBilled].filter((view) => view !== null));
}

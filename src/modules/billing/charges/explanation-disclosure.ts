import type { Explanation } from '../../../domain/charges/explain/explain.js';
import { ofSources, type Disclosure } from '../../audit/disclosure/disclosure.js';

/** The source and patient that an explanation discloses. */
export function explanationDisclosure({ charge, notBilled }: Explanation): Disclosure {
  return ofSources([charge, notBilled].filter((view) => view !== null));
}

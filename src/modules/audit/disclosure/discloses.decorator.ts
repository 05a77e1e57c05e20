import { applyDecorators, SetMetadata, UseInterceptors } from '@nestjs/common';
import { DISCLOSURE, type Asked, type DisclosureRule } from './disclosure-rule.js';
import { DisclosureInterceptor } from './disclosure.interceptor.js';
import type { Disclosure } from './disclosure.js';

/** A handler returns the answer, or the text of a problem after setting its status. */
type Handler<A> = (...args: never[]) => A | string | Promise<A | string>;

/**
 * The route answers patient data. Every answer becomes an audit entry `<entity>.read`, unless the entries of the changes
 * that the request made already name the same patients.
 * @param of what the answer holds. A handler that discloses more than its answer shows reports that with `noteDisclosed`.
 */
export function Discloses<A>(entity: string, of: (answer: A, asked: Asked) => Disclosure) {
  const rule: DisclosureRule = { entity, of: of as DisclosureRule['of'] };
  return <T extends Handler<A>>(
    target: object,
    key: string | symbol,
    descriptor: TypedPropertyDescriptor<T>,
  ): void => {
    applyDecorators(SetMetadata(DISCLOSURE, rule), UseInterceptors(DisclosureInterceptor))(
      target,
      key,
      descriptor,
    );
  };
}

/** The route answers no patient data, except what the caller sent in the same request. */
export const DisclosesNothing = () => SetMetadata(DISCLOSURE, 'nothing');

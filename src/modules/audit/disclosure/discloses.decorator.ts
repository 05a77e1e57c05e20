import { applyDecorators, SetMetadata, UseInterceptors } from '@nestjs/common';
import { DISCLOSURE, type Asked, type DisclosureRule } from './disclosure-rule.js';
import { DisclosureInterceptor } from './disclosure.interceptor.js';
import type { Disclosure } from './disclosure.js';

/** What a handler of such an answer gives: the answer, or the text of a problem with its status set. */
type Handler<A> = (...args: never[]) => A | string | Promise<A | string>;

/**
 * The route answers patient data: every answer of it is an entry `<entity>.read` of the audit log, unless the entry of
 * what the request changed names the same patients already.
 * @param of what the answer holds; a handler that knows more than its answer says so by `noteDisclosed`
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

/** The route answers no patient data, or none that its caller did not send with the same request. */
export const DisclosesNothing = () => SetMetadata(DISCLOSURE, 'nothing');

import type { Readable } from 'node:stream';
import { SetMetadata } from '@nestjs/common';
import type { z } from 'zod';

export const ANSWERS = 'tally:answers';
/** Refusals that other decorators of the route add, such as a guard's. */
export const ALSO_REFUSED = 'tally:also-refused';

/** A body that is not one JSON text. */
export class TextBody {
  constructor(
    readonly mediaType: string,
    readonly description: string,
    /** The schema of each line, if the body is lines of JSON. */
    readonly line: z.ZodType | null = null,
  ) {}
}

/** One body, or one per media type; null: no body. */
export type AnswerBody = z.ZodType | TextBody | readonly (z.ZodType | TextBody)[] | null;
export type AnswerBodies = Readonly<Record<number, AnswerBody>>;

/** An answer as the handler may build it: nothing that it refers to has to be copied. */
export type Shown<T> = unknown extends T
  ? unknown
  : T extends string | number | boolean | null | undefined
    ? T
    : { readonly [K in keyof T]: Shown<T[K]> };
type BodyOf<T> = T extends z.ZodType
  ? Shown<z.output<T>>
  : T extends readonly (infer E)[]
    ? BodyOf<E>
    : never;
/** A string or stream holds bytes that the handler made itself. Undefined means that it sent the reply itself. */
type Answered<A> = BodyOf<A[keyof A & (200 | 201 | 202 | 204)]> | string | Readable | void;

/**
 * Declares the body of each status that a route answers, beyond what any route may answer. The API documentation and the
 * tests use it, and the compiler checks the handler against it. Nothing is checked at run time.
 */
export const Answers =
  <const A extends AnswerBodies>(answers: A) =>
  <H extends (...args: never[]) => Answered<A> | Promise<Answered<A>>>(
    target: object,
    key: string | symbol,
    descriptor: TypedPropertyDescriptor<H>,
  ): void => {
    SetMetadata(ANSWERS, answers)(target, key, descriptor);
  };

/** For decorators that add their own refusals to a route. */
export const AlsoRefused = (...statuses: readonly number[]) => SetMetadata(ALSO_REFUSED, statuses);

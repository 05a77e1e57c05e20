import type { Readable } from 'node:stream';
import { SetMetadata } from '@nestjs/common';
import type { z } from 'zod';

export const ANSWERS = 'tally:answers';
/** Refusals that come with another decorator of the route, such as a guard's. */
export const ALSO_REFUSED = 'tally:also-refused';

/** A body that is no JSON text as a whole. */
export class TextBody {
  constructor(
    readonly mediaType: string,
    readonly description: string,
    /** Of each line, where the body is lines of JSON. */
    readonly line: z.ZodType | null = null,
  ) {}
}

/** One body, or one a media type; null: none. */
export type AnswerBody = z.ZodType | TextBody | readonly (z.ZodType | TextBody)[] | null;
export type AnswerBodies = Readonly<Record<number, AnswerBody>>;

type Shown<T> = unknown extends T
  ? unknown
  : T extends string | number | boolean | null | undefined
    ? T
    : { readonly [K in keyof T]: Shown<T[K]> };
type BodyOf<T> = T extends z.ZodType
  ? Shown<z.output<T>>
  : T extends readonly (infer E)[]
    ? BodyOf<E>
    : never;
/** A string or a stream stands for bytes of the handler's own, nothing for a reply that it sent itself. */
type Answered<A> = BodyOf<A[keyof A & (200 | 201 | 202 | 204)]> | string | Readable | void;

/**
 * What a route answers besides what every route may: the body of each status, for the API documentation and for the tests
 * that hold the server to it. Nothing is checked while the product runs; the compiler compares the handler's answer.
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

/** For decorators that make a route refuse in ways of their own. */
export const AlsoRefused = (...statuses: readonly number[]) => SetMetadata(ALSO_REFUSED, statuses);

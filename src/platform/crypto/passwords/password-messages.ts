/** A message to the password thread. */
export type PasswordOrder =
  | { readonly kind: 'hash'; readonly password: string }
  | { readonly kind: 'verify'; readonly password: string; readonly hash: string }
  | { readonly kind: 'strength'; readonly password: string; readonly known: readonly string[] };

export type PasswordAnswer =
  | { readonly hash: string }
  | { readonly matches: boolean }
  | { readonly strength: number }
  | { readonly failure: string };

export interface NumberedOrder {
  readonly number: number;
  readonly order: PasswordOrder;
}

export interface NumberedAnswer {
  readonly number: number;
  readonly answer: PasswordAnswer;
  /** How long the thread took, in milliseconds. */
  readonly millis: number;
}

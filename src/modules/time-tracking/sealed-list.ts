import { z } from 'zod';
import type { FieldCipher } from '../../platform/crypto/field-cipher.js';

const texts = z.array(z.string());

/** Encrypts a list of strings as one value. */
export function sealList(cipher: FieldCipher, list: readonly string[], field: string): string {
  return cipher.encrypt(JSON.stringify(list), field);
}

/** @throws when the value was altered or its key is missing */
export function openList(cipher: FieldCipher, stored: string | null | undefined, field: string): string[] {
  return stored ? texts.parse(JSON.parse(cipher.decrypt(stored, field))) : [];
}

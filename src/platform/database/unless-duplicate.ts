import { isDuplicateKey } from './duplicate-key.js';

/** False where a unique index turned the write away, or where the write itself says false. */
export async function unlessDuplicate(write: Promise<unknown>): Promise<boolean> {
  try {
    return (await write) !== false;
  } catch (error) {
    if (isDuplicateKey(error)) return false;
    throw error;
  }
}

import { isDuplicateKey } from './duplicate-key.js';

/** False when a unique index rejected the write, or when the write itself resolves to false. */
export async function unlessDuplicate(write: Promise<unknown>): Promise<boolean> {
  try {
    return (await write) !== false;
  } catch (error) {
    if (isDuplicateKey(error)) return false;
    throw error;
  }
}

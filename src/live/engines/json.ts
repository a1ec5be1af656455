// Answers of engines, of which nothing is certain: what is not as expected counts as empty.

export type Json = Readonly<Record<string, unknown>>;
export const object = (value: unknown): Json => (typeof value === 'object' && value !== null ? (value as Json) : {});
export const text = (value: unknown): string => (typeof value === 'string' ? value : '');
export const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
export const texts = (value: unknown): string[] => list(value).filter((one) => typeof one === 'string') as string[];
export const number = (value: unknown): number => (typeof value === 'number' ? value : 0);

/** undefined: it is no JSON. */
export function parseJson(bytes: Buffer | string): unknown {
  try {
    return JSON.parse(bytes.toString());
  } catch {
    return undefined;
  }
}

import { fileURLToPath } from 'node:url';

/** `FILE:LINE: ` of the innermost line of `file` that an error came through; '' when there is none. */
export function placeOf(error: Error, file: string): string {
  for (const line of error.stack?.split('\n').slice(1) ?? []) {
    const m = /\(?((?:file:\/\/)?\/[^():]*(?::[^():/]*)?):(\d+):\d+\)?$/.exec(line);
    if (!m) continue;
    const path = m[1].startsWith('file://') ? fileURLToPath(m[1].replace(/\?.*$/, '')) : m[1];
    if (path === file) return `${file}:${m[2]}: `;
  }
  return '';
}

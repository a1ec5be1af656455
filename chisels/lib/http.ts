import type { Hooks, Host } from 'ts-shark/chisel';

/** A request and its response, seen by one of the two sides. */
export interface Transaction {
  /** `>`: this process sent the request, `<`: it got it. */
  readonly direction: string;
  readonly container: string;
  readonly method: string;
  /** With the host in front, if the request names it. */
  readonly url: string;
  readonly code: number;
  /** Content-Length of the response; 0 if it has none. */
  readonly bytes: number;
  /** ns from request to response. */
  readonly latency: number;
}

type Request = Omit<Transaction, 'code' | 'bytes' | 'latency'> & { readonly time: number };

const FILTER = 'evt.is_io = true and evt.buflen > 0 and (fd.sockfamily = ip or fd.sockfamily = unix)';
const DIRECTIONS: Readonly<Record<string, string>> = { read: '<', write: '>' };
const REQUEST = /^([A-Z]+) ([!-~]+)/;
/** Line ends are shown as two dots. */
const HOST = /Host: ([!-~]+)\.\./;
const STATUS = /HTTP\/[!-~]+ (\d+)/;
const LENGTH = /Content-Length: (\d+)\.\./;

/** Pairs requests and responses by the fd that they pass through. */
export function httpHooks(host: Host, done: (transaction: Transaction) => void): Hooks {
  const buffer = host.text('evt.buffer');
  const fd = host.field('fd.num');
  const pid = host.field('proc.pid');
  const time = host.field('evt.rawtime');
  const direction = host.field('evt.io_dir');
  const container = host.field('container.name');
  const open = new Map<string, Request>();

  const begin = (key: string, text: string) => {
    const [, method, path] = REQUEST.exec(text) ?? [];
    if (method === undefined || path === undefined) return;
    open.set(key, {
      direction: DIRECTIONS[direction() ?? ''] ?? '<NA>',
      container: container() ?? '<NA>',
      method,
      url: (HOST.exec(text)?.[1] ?? '') + path,
      time: time() ?? 0,
    });
  };
  const finish = (key: string, request: Request, text: string) => {
    const status = STATUS.exec(text);
    if (!status) return;
    open.delete(key);
    const bytes = Number(LENGTH.exec(text)?.[1] ?? 0);
    done({ ...request, code: Number(status[1]), bytes, latency: (time() ?? 0) - request.time });
  };
  return {
    filter: FILTER,
    event() {
      const text = buffer() ?? '';
      const key = `${pid()} ${fd()}`;
      const request = open.get(key);
      if (request) finish(key, request, text);
      else begin(key, text);
      return false;
    },
  };
}

import { type ClientHttp2Session, type ClientHttp2Stream, connect } from 'node:http2';
import { connect as connectSocket } from 'node:net';

// gRPC over a unix socket (github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md): a call is an HTTP/2 POST, each message
// stands behind a byte (0: not compressed) and its length, 4 bytes, the highest first.

const PATIENCE_MS = 1000;
const PREFIX = 5;
/** No answer is longer. */
const MOST_ANSWER = 16 * 1024 * 1024;

export type Headers = Readonly<Record<string, string>>;

/** A connection to an engine. What it does not answer, or not in time, is not there. */
export class Grpc {
  private readonly session: ClientHttp2Session;

  constructor(socketPath: string) {
    this.session = connect('http://localhost', { createConnection: () => connectSocket(socketPath) });
    this.session.on('error', () => {});
    // It does not keep the program alive.
    this.session.unref();
  }

  /** Calls `each` for every message of the answer, `done` once behind them. */
  private start(
    method: string,
    body: Buffer,
    headers: Headers,
    each: (message: Buffer) => void,
    done: () => void,
  ): ClientHttp2Stream | undefined {
    if (this.session.destroyed || this.session.closed) {
      done();
      return undefined;
    }
    const stream = this.session.request({
      ':method': 'POST',
      ':path': `/${method}`,
      'content-type': 'application/grpc',
      te: 'trailers',
      ...headers,
    });
    let rest = Buffer.alloc(0);
    stream.on('data', (chunk: Buffer) => {
      rest = Buffer.concat([rest, chunk]);
      while (rest.length >= PREFIX) {
        const end = PREFIX + rest.readUInt32BE(1);
        if (end > MOST_ANSWER) return stream.close();
        if (rest.length < end) break;
        each(rest.subarray(PREFIX, end));
        rest = rest.subarray(end);
      }
    });
    stream.on('error', () => {});
    stream.on('close', done);
    const prefix = Buffer.alloc(PREFIX);
    prefix.writeUInt32BE(body.length, 1);
    stream.end(Buffer.concat([prefix, body]));
    return stream;
  }

  /** One message as the answer; undefined: none. */
  ask(method: string, body: Buffer = Buffer.alloc(0), headers: Headers = {}): Promise<Buffer | undefined> {
    return new Promise((resolve) => {
      let answer: Buffer | undefined;
      const stream = this.start(
        method,
        body,
        headers,
        (message) => {
          answer = message;
        },
        () => {
          clearTimeout(timer);
          resolve(answer);
        },
      );
      const timer = setTimeout(() => stream?.close(), PATIENCE_MS);
    });
  }

  /** A message whenever there is one. */
  follow(method: string, body: Buffer, headers: Headers, each: (message: Buffer) => void): void {
    this.start(method, body, headers, each, () => {});
  }

  close(): void {
    this.session.destroy();
  }
}

// As much of protobuf's wire format (protobuf.dev/programming-guides/encoding) as the questions to container engines need.

const VARINT = 0;
const FIXED64 = 1;
const BYTES = 2;
const FIXED32 = 5;

/** Values of a message by the numbers of its fields: numbers (exact up to 2^53), and bytes of texts and messages. */
export class Message {
  private readonly values = new Map<number, (number | Buffer)[]>();

  /** What is damaged ends the message there. */
  constructor(bytes: Buffer) {
    let at = 0;
    const varint = (): number => {
      let value = 0;
      for (let shift = 1; at < bytes.length; shift *= 128) {
        const byte = bytes[at++];
        value += (byte & 127) * shift;
        if (byte < 128) return value;
      }
      return 0;
    };
    while (at < bytes.length) {
      const key = varint();
      const field = Math.floor(key / 8);
      const type = key % 8;
      if (type === VARINT) this.add(field, varint());
      else if (type === FIXED64) at += 8;
      else if (type === FIXED32) at += 4;
      else if (type === BYTES) {
        const length = varint();
        if (length > bytes.length - at) return;
        this.add(field, bytes.subarray(at, at + length));
        at += length;
      } else return;
    }
  }

  private add(field: number, value: number | Buffer): void {
    const list = this.values.get(field);
    if (list) list.push(value);
    else this.values.set(field, [value]);
  }

  /** '' where there is none. */
  text(field: number): string {
    return this.bytes(field).toString();
  }

  /** None where there are none. */
  bytes(field: number): Buffer {
    const value = this.values.get(field)?.at(-1);
    return Buffer.isBuffer(value) ? value : Buffer.alloc(0);
  }

  /** 0 where there is none. */
  number(field: number): number {
    const value = this.values.get(field)?.at(-1);
    return typeof value === 'number' ? value : 0;
  }

  /** An empty one where there is none. */
  message(field: number): Message {
    return this.messages(field).at(-1) ?? new Message(Buffer.alloc(0));
  }

  messages(field: number): Message[] {
    return (this.values.get(field) ?? []).flatMap((value) => (Buffer.isBuffer(value) ? new Message(value) : []));
  }

  /** map<string, string>. */
  texts(field: number): Record<string, string> {
    return Object.fromEntries(this.messages(field).map((entry) => [entry.text(1), entry.text(2)]));
  }
}

function varintBytes(value: number): Buffer {
  const bytes: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    bytes.push((rest % 128) + (rest >= 128 ? 128 : 0));
    if (rest < 128) return Buffer.from(bytes);
  }
}

/** A field that holds a text or a message. */
export function field(number: number, value: string | Buffer): Buffer {
  const bytes = Buffer.from(value);
  return Buffer.concat([varintBytes(8 * number + BYTES), varintBytes(bytes.length), bytes]);
}

/** A field that holds a number from 0 to 2^53. */
export const numberField = (number: number, value: number): Buffer =>
  Buffer.concat([varintBytes(8 * number + VARINT), varintBytes(value)]);

import { pipeline, Readable } from 'node:stream';
import { constants, createGunzip } from 'node:zlib';
import type { ByteSource } from './source.js';
import { StreamSource } from './stream.js';

const INPUT = 128 * 1024;
const OUTPUT = 512 * 1024;

async function* chunks(source: ByteSource): AsyncGenerator<Buffer> {
  for (;;) {
    const chunk = Buffer.allocUnsafe(INPUT);
    const n = await source.read(chunk, 0, INPUT);
    if (n === 0) return;
    yield chunk.subarray(0, n);
  }
}

function inflate(source: ByteSource): Readable {
  const packed = Readable.from(chunks(source), { objectMode: false });
  // Z_SYNC_FLUSH: a missing end is no error here.
  const gunzip = createGunzip({ chunkSize: OUTPUT, finishFlush: constants.Z_SYNC_FLUSH });
  // An error reaches the reader through the stream that it reads.
  return pipeline(packed, gunzip, () => {});
}

/**
 * What a gzip stream inflates to. A stream that breaks off delivers all it holds and then ends, so that the reader
 * above can say where the capture stops; several members one behind the other read as one.
 */
export class GzipSource extends StreamSource {
  constructor(private readonly inner: ByteSource) {
    super(inner.name, inflate(inner), (error) => `the gzip data is damaged: ${(error as Error).message}`);
  }

  override async close(): Promise<void> {
    await super.close();
    await this.inner.close();
  }
}

import type { ByteWriter } from './writer.js';

/** Transport protocols (SCAP_L4_*, userspace/libscap/scap.h). */
export const L4 = { UNKNOWN: 0, NA: 1, TCP: 2, UDP: 3, ICMP: 4, RAW: 5 } as const;

/** How ports are shown. */
export interface PortStyle {
  /** `proto`, one of L4, is that of the connection, as far as it is known. */
  put(out: ByteWriter, port: number, proto: number): void;
}

export const PORT_NUMBERS: PortStyle = { put: (out, port) => out.int(port) };

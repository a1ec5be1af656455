import { defineChisel } from 'ts-shark/chisel';

const HOW_MANY = 10;
const SECOND = 1e9;

export default defineChisel({
  category: 'Performance',
  summary: 'the ten slowest system calls',
  description: 'Two lines for each: how the call began, and how it returned after so many seconds.',
  run(host) {
    const type = host.field('evt.type');
    const args = host.text('evt.args');
    const latency = host.field('evt.latency');
    const process = host.field('proc.name');
    const tid = host.field('thread.tid');
    const begun = new Map<number, string>();
    const slowest: { readonly ns: number; readonly lines: readonly string[] }[] = [];
    const line = (direction: string, ns: number) => {
      const seconds = `${Math.trunc(ns / SECOND)}.${String(ns % SECOND).padStart(9, '0')}`;
      return `${host.event.number}) ${seconds} ${process() ?? ''} (${tid()}) ${direction} ${type()} ${args() ?? ''}`;
    };
    return {
      event() {
        const ns = latency();
        const thread = tid();
        if (ns === undefined || thread === undefined || type() === 'switch') return;
        if (ns === 0) {
          begun.set(thread, line('>', 0));
          return;
        }
        if (slowest.length === HOW_MANY && ns <= slowest[HOW_MANY - 1].ns) return;
        const at = slowest.findIndex((call) => ns > call.ns);
        const call = { ns, lines: [begun.get(thread) ?? 'nil', line('<', ns)] };
        slowest.splice(at < 0 ? slowest.length : at, 0, call);
        slowest.length = Math.min(slowest.length, HOW_MANY);
      },
      end() {
        for (const { lines } of slowest) for (const text of lines) host.print(text);
      },
    };
  },
});

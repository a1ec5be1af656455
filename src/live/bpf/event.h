// SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only
// Composes one event in memory of its CPU: the block of the file, ready to be written as it is.
#pragma once
#include "kernel.h"

#define EV_V2 0x216
// u32 type, u32 length | u16 cpu | u64 ts, u64 tid, u32 len, u16 type, u32 nparams | u16 lengths[]
#define AT_LENGTH 4
#define AT_CPU 8
#define AT_HEADER 10
#define AT_TS 10
#define AT_TID 18
#define AT_LEN 26
#define AT_TYPE 30
#define AT_NPARAMS 32
#define AT_LENGTHS 36

// A text is cut at this many bytes, its NUL included.
#define MOST_TEXT 4096
// Of the 64 KiB that an event may have, this much is for data; buffers are cut where it ends.
#define MOST_DATA 60000
#define SCRATCH 131072

struct scratch {
  u64 args[8]; // 0..5 arguments of the call, 6 its result
  u32 pos;     // where the next parameter goes
  u32 param;   // its number
  u32 nr;
  u32 done;    // of vectors: how many bytes are there, how many may still come
  u64 left;
  u64 task;    // whom the event is about
  u8 regs[512];
  u8 text[8192]; // for what is composed from its end
  u8 buf[SCRATCH];
};

struct param {
  u8 kind, a, b, c;
};

#define MOST_ENTER 8
#define MOST_EXIT 16
struct call {
  u16 enter_type, exit_type;
  u8 enter_params, exit_params;
  u8 flags;
  u8 special;
  u16 sc, native;
  struct param params[MOST_ENTER + MOST_EXIT];
};
#define CALL_ENTER 1
#define CALL_EXIT 2
// Of the processes in the map `pids` alone.
#define CALL_OF_PIDS 4
#define SPECIAL_EXEC 1
#define SPECIAL_CLONE 2
#define SPECIAL_MESSAGES 3

#define CALLS 1024
// Other numbers (of a newer kernel) share this one.
#define CALL_UNKNOWN (CALLS - 1)

struct counters {
  u64 events, drops;
};

MAP(scratches, ARRAY, 4, sizeof(struct scratch), 0);
MAP(calls, ARRAY, 4, sizeof(struct call), CALLS);
MAP(compat_calls, ARRAY, 4, 4, 512);
MAP(ring, RINGBUF, 0, 0, 0);
MAP(counts, PERCPU_ARRAY, 4, sizeof(struct counters), 1);

INLINE struct scratch *own_scratch(void) {
  u32 cpu = smp_processor_id();
  return map_lookup(&scratches, &cpu);
}

INLINE u8 *here(struct scratch *s) { return s->buf + (s->pos & 0xffff); }

// Says that the current parameter has the n bytes that lie at `here`.
INLINE void took(struct scratch *s, u32 n) {
  u32 p = s->param;
  *(u16 *)(s->buf + AT_LENGTHS + 2 * (p & 31)) = n;
  s->param = p + 1;
  s->pos += n;
}

#define PUT(type, s, value)              \
  do {                                   \
    *(type *)here(s) = (type)(value);    \
    took(s, sizeof(type));               \
  } while (0)

INLINE void begin(struct scratch *s, u16 type, u32 nparams) {
  u64 id = current_pid_tgid();
  s->task = current_task();
  *(u32 *)s->buf = EV_V2;
  *(u16 *)(s->buf + AT_CPU) = smp_processor_id();
  *(u64 *)(s->buf + AT_TS) = ktime_boot_ns() + boot_epoch;
  *(u64 *)(s->buf + AT_TID) = (u32)id;
  *(u16 *)(s->buf + AT_TYPE) = type;
  *(u32 *)(s->buf + AT_NPARAMS) = nparams;
  s->param = 0;
  s->pos = AT_LENGTHS + 2 * nparams;
}

// The event is about another task than the current one.
INLINE void about(struct scratch *s, u64 task) {
  s->task = task;
  *(u64 *)(s->buf + AT_TID) = FIELD(u32, task, task_pid);
}

INLINE void finish(struct scratch *s) {
  u32 end = s->pos & 0xffff;
  *(u32 *)(s->buf + AT_LEN) = end - AT_HEADER;
  *(u32 *)(s->buf + end) = 0;
  u32 length = ((end + 3) & ~3u) + 4;
  *(u32 *)(s->buf + AT_LENGTH) = length;
  *(u32 *)(s->buf + ((length - 4) & 0x1fffc)) = length;
  u32 zero = 0;
  struct counters *n = map_lookup(&counts, &zero);
  if (ringbuf_output(&ring, s->buf, length & 0x1ffff, BPF_F_NO_WAKEUP) == 0) {
    if (n) n->events++;
  } else if (n) {
    n->drops++;
  }
}

// SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only
// The programs that record a machine. Compiled with `npm run build:bpf`; loaded by ../programs.ts.
#include "kernel.h"
#include "event.h"
#include "params.h"
#include "process.h"
#include "quota.h"
#include "message.h"

char licence[] SEC("license") = "GPL";
// Hash of the files that this was made of (make.mjs).
char made_of[] SEC("sources") = SOURCES;

#define PPME_SCHEDSWITCH_6_E 152
#define PPME_PROCEXIT_1_E 186
#define PPME_SIGNALDELIVER_E 232
#define PPME_PAGE_FAULT_E 290
// enum pf_flags of the format
#define TRANSLATE_PAGE_FAULT 2
#define PF_KTHREAD 0x200000

MAP(pids, HASH, 4, 4, 1024);

// What a thread is about to become or to make, by its number; where `by_hook`.
struct started {
  u64 flags; // CLONE_*
  u32 nr, pad;
};
MAP(starts, LRU_HASH, 4, sizeof(struct started), 8192);

INLINE int is_picked(u64 id) { return id >> 32 != own_tgid; }

INLINE int is_wanted(struct call *call, u32 half, u32 pid) {
  if (!(call->flags & half)) return 0;
  return !(call->flags & CALL_OF_PIDS) || map_lookup(&pids, &pid) != 0;
}

INLINE int is_process(struct call *call) { return call->special == SPECIAL_EXEC || call->special == SPECIAL_CLONE; }

INLINE int is_compat(void) { return task_compat != 0xffffffff && FIELD(u32, current_task(), task_compat) & compat_bit; }

// Number of the call in the table `calls`.
INLINE u32 known(u32 nr, int compat) {
  if (compat) {
    u32 *mapped = map_lookup(&compat_calls, &nr);
    return mapped ? *mapped : CALL_UNKNOWN;
  }
  return nr < CALL_UNKNOWN ? nr : CALL_UNKNOWN;
}

#define REG(s, offset) *(u64 *)((s)->regs + ((offset) & 0x1f8))

INLINE void take_arguments(struct scratch *s, u64 regs, int compat) {
  read_kernel(s->regs, regs_size & 511, (const void *)regs);
  if (compat) {
    s->args[0] = (u32)REG(s, regs_compat0);
    s->args[1] = (u32)REG(s, regs_compat1);
    s->args[2] = (u32)REG(s, regs_compat2);
    s->args[3] = (u32)REG(s, regs_compat3);
    s->args[4] = (u32)REG(s, regs_compat4);
    s->args[5] = (u32)REG(s, regs_compat5);
    return;
  }
  s->args[0] = REG(s, regs_arg0);
  s->args[1] = REG(s, regs_arg1);
  s->args[2] = REG(s, regs_arg2);
  s->args[3] = REG(s, regs_arg3);
  s->args[4] = REG(s, regs_arg4);
  s->args[5] = REG(s, regs_arg5);
}

INLINE void remember(struct scratch *s, struct call *call, u32 tid) {
  struct started start = {s->args[0], s->nr, 0};
  // clone3 has its flags at the beginning of a structure.
  if (call->params[MOST_ENTER].c == 1) read_user(&start.flags, 8, (const void *)s->args[0]);
  map_update(&starts, &tid, &start, 0);
}

SEC("raw_tracepoint/sys_enter")
int sys_enter(u64 *ctx) {
  u64 id = current_pid_tgid();
  if (!is_picked(id)) return 0;
  int compat = is_compat();
  u32 nr = known(ctx[1], compat);
  struct call *call = map_lookup(&calls, &nr);
  if (!call) return 0;
  int wanted = is_wanted(call, CALL_ENTER, id >> 32), starts = by_hook && is_process(call);
  if (!wanted && !starts) return 0;
  struct scratch *s = own_scratch();
  if (!s) return 0;
  s->nr = nr;
  take_arguments(s, ctx[0], compat);
  s->args[6] = 0;
  if (starts) remember(s, call, id);
  if (!wanted) return 0;
  u32 n = call->enter_params;
  begin(s, call->enter_type, n & 31);
  for (u32 i = 0; i < MOST_ENTER; i++) {
    if (i >= n) break;
    if (!put_number(s, call->params[i])) put(i, 0, 0);
  }
  finish(s);
  return 0;
}

SEC("raw_tracepoint/sys_exit")
int sys_exit(u64 *ctx) {
  u64 id = current_pid_tgid();
  if (!is_picked(id)) return 0;
  u64 raw = FIELD(u64, ctx[0], regs_nr);
  // What was no call, or came back through rt_sigreturn.
  if ((s32)raw < 0) return 0;
  int compat = is_compat();
  u32 nr = known(raw, compat);
  struct call *call = map_lookup(&calls, &nr);
  if (!call || !is_wanted(call, CALL_EXIT, id >> 32)) return 0;
  if (by_hook && ctx[1] == 0 && is_process(call)) return 0;
  struct scratch *s = own_scratch();
  if (!s) return 0;
  s->nr = nr;
  take_arguments(s, ctx[0], compat);
  s->args[6] = ctx[1];
  if (call->special == SPECIAL_MESSAGES && (s64)ctx[1] > 0) {
    for (u32 i = 0; i < MOST_MESSAGES; i++) {
      if (i >= ctx[1]) break;
      message_event(i, 0, 0);
    }
    return 0;
  }
  if (call->special == SPECIAL_CLONE) {
    begin(s, call->exit_type, CLONE_PARAMS);
    put_clone(0, 0, 0);
  } else if (call->special == SPECIAL_EXEC) {
    begin(s, call->exit_type, EXEC_PARAMS);
    put_exec(0, 0, 0);
  } else {
    u32 n = call->exit_params;
    begin(s, call->exit_type, n & 31);
    for (u32 i = 0; i < MOST_EXIT; i++) {
      if (i >= n) break;
      if (!put_number(s, call->params[MOST_ENTER + i])) put(MOST_ENTER + i, 0, 0);
    }
  }
  finish(s);
  return 0;
}

// trace_sched_process_fork(struct task_struct *parent, struct task_struct *child): the child has not run yet.
SEC("raw_tracepoint/sched_process_fork")
int sched_process_fork(u64 *ctx) {
  u64 child = ctx[1];
  u32 parent = current_pid_tgid(), pid = FIELD(u32, child, task_tgid);
  if (pid == own_tgid || FIELD(u32, child, task_flags) & PF_KTHREAD) return 0;
  struct started *start = map_lookup(&starts, &parent);
  if (!start) return 0;
  struct scratch *s = own_scratch();
  if (!s) return 0;
  s->nr = start->nr;
  s->args[0] = start->flags;
  s->args[6] = 0;
  struct call *call = map_lookup(&calls, &s->nr);
  if (!call || call->special != SPECIAL_CLONE || !is_wanted(call, CALL_EXIT, pid)) return 0;
  begin(s, call->exit_type, CLONE_PARAMS);
  about(s, child);
  put_clone(0, 0, 0);
  finish(s);
  return 0;
}

// trace_sched_process_exec(struct task_struct *task, pid_t old_pid, struct linux_binprm *bprm). The thread that made the
// call has taken the number of its process by now.
SEC("raw_tracepoint/sched_process_exec")
int sched_process_exec(u64 *ctx) {
  u64 id = current_pid_tgid();
  if (!is_picked(id)) return 0;
  struct scratch *s = own_scratch();
  if (!s) return 0;
  u32 before = ctx[1];
  struct started *start = map_lookup(&starts, &before);
  s->nr = start ? start->nr : execve_nr;
  s->args[6] = 0;
  struct call *call = map_lookup(&calls, &s->nr);
  if (!call || call->special != SPECIAL_EXEC || !is_wanted(call, CALL_EXIT, id >> 32)) return 0;
  begin(s, call->exit_type, EXEC_PARAMS);
  put_exec(0, 0, 0);
  finish(s);
  return 0;
}

SEC("raw_tracepoint/sched_process_exit")
int sched_process_exit(u64 *ctx) {
  if (!is_picked(current_pid_tgid())) return 0;
  struct scratch *s = own_scratch();
  if (!s) return 0;
  begin(s, PPME_PROCEXIT_1_E, PROCEXIT_PARAMS);
  put_procexit(0, 0, 0);
  finish(s);
  return 0;
}

// trace_signal_deliver(int sig, struct kernel_siginfo *info, struct k_sigaction *ka)
SEC("raw_tracepoint/signal_deliver")
int signal_deliver(u64 *ctx) {
  u64 id = current_pid_tgid();
  if (!is_picked(id)) return 0;
  struct scratch *s = own_scratch();
  if (!s) return 0;
  u32 sig = ctx[0];
  // si_signo, si_errno, si_code, and si_pid behind them where a process sent it.
  u32 info[5] = {};
  read_kernel(info, sizeof info, (const void *)ctx[1]);
  s32 code = info[2];
  u32 sender = (code <= 0 || sig == 17) ? info[4] : 0;
  begin(s, PPME_SIGNALDELIVER_E, 3);
  put_sized(s, sender, 8);
  put_sized(s, (u32)id, 8);
  put_sized(s, sig, 1);
  finish(s);
  return 0;
}

// trace_sched_switch(bool preempt, struct task_struct *prev, struct task_struct *next, unsigned int prev_state)
SEC("raw_tracepoint/sched_switch")
int sched_switch(u64 *ctx) {
  if (!is_picked(current_pid_tgid())) return 0;
  struct scratch *s = own_scratch();
  if (!s) return 0;
  u64 task = current_task();
  begin(s, PPME_SCHEDSWITCH_6_E, 6);
  put_sized(s, FIELD(u32, ctx[2], task_pid), 8);
  put_sized(s, FIELD(u64, task, task_maj_flt), 8);
  put_sized(s, FIELD(u64, task, task_min_flt), 8);
  put_memory(0, 0, 0);
  put_memory(1, 0, 0);
  put_memory(2, 0, 0);
  finish(s);
  return 0;
}

// trace_page_fault_user(unsigned long address, struct pt_regs *regs, unsigned long error_code)
SEC("raw_tracepoint/page_fault_user")
int page_fault_user(u64 *ctx) {
  if (!is_picked(current_pid_tgid())) return 0;
  struct scratch *s = own_scratch();
  if (!s) return 0;
  begin(s, PPME_PAGE_FAULT_E, 3);
  put_sized(s, ctx[0], 8);
  put_sized(s, FIELD(u64, ctx[1], regs_ip), 8);
  put_sized(s, (u32)translate(ctx[2], TRANSLATE_PAGE_FAULT, 0), 4);
  finish(s);
  return 0;
}


// SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only
// The programs that record a machine. Compiled with `npm run build:bpf`; loaded by ../programs.ts.
#include "kernel.h"
#include "event.h"
#include "params.h"
#include "process.h"

#define PPME_SCHEDSWITCH_6_E 152
#define PPME_PROCEXIT_1_E 186
#define PPME_SIGNALDELIVER_E 232
#define PPME_PAGE_FAULT_E 290
// enum pf_flags of the format
#define TRANSLATE_PAGE_FAULT 2
#define TS_COMPAT 2

MAP(pids, HASH, 4, 4, 1024);

INLINE int is_picked(u64 id) { return id >> 32 != own_tgid; }

INLINE int is_wanted(struct call *call, u32 half) {
  if (!(call->flags & half)) return 0;
  u32 pid = current_pid_tgid() >> 32;
  return !(call->flags & CALL_OF_PIDS) || map_lookup(&pids, &pid) != 0;
}

INLINE int is_compat(void) { return task_status != 0xffffffff && FIELD(u32, current_task(), task_status) & TS_COMPAT; }

// Number of the call in the table `calls`.
INLINE u32 known(u32 nr, int compat) {
  if (compat) {
    u32 *mapped = map_lookup(&compat_calls, &nr);
    return mapped ? *mapped : CALL_UNKNOWN;
  }
  return nr < CALL_UNKNOWN ? nr : CALL_UNKNOWN;
}

#define REG(s, offset) *(u64 *)((s)->regs + ((offset) & 0xf8))

INLINE void take_arguments(struct scratch *s, u64 regs, int compat) {
  read_kernel(s->regs, 168, (const void *)regs);
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

SEC("raw_tracepoint/sys_enter")
int sys_enter(u64 *ctx) {
  if (!is_picked(current_pid_tgid())) return 0;
  int compat = is_compat();
  u32 nr = known(ctx[1], compat);
  struct call *call = map_lookup(&calls, &nr);
  if (!call || !is_wanted(call, CALL_ENTER)) return 0;
  struct scratch *s = own_scratch();
  if (!s) return 0;
  s->nr = nr;
  take_arguments(s, ctx[0], compat);
  s->args[6] = 0;
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
  if (!is_picked(current_pid_tgid())) return 0;
  u64 raw = FIELD(u64, ctx[0], regs_nr);
  // What was no call, or came back through rt_sigreturn.
  if ((s32)raw < 0) return 0;
  int compat = is_compat();
  u32 nr = known(raw, compat);
  struct call *call = map_lookup(&calls, &nr);
  if (!call || !is_wanted(call, CALL_EXIT)) return 0;
  struct scratch *s = own_scratch();
  if (!s) return 0;
  s->nr = nr;
  take_arguments(s, ctx[0], compat);
  s->args[6] = ctx[1];
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


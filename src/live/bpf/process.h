// SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only
// What clone, execve and the end of a process say about a process: about the thread s->task.
#pragma once
#include "event.h"
#include "params.h"

#define RLIMIT_NOFILE 7
#define PIDTYPE_PGID 2
#define MOST_DEPTH 24

// enum clone_flags of the format.
#define CL_CHILD_IN_PIDNS (1u << 29)
#define TRANSLATE_CLONE 3

// The highest bit of the time of a change says that somebody has seen it (I_CTIME_QUERIED).
#define QUERIED_MASK 0x7fffffff

// enum execve_flags of the format.
#define EXE_WRITABLE 1
#define EXE_UPPER_LAYER 2
#define EXE_FROM_MEMFD 4
#define EXE_LOWER_LAYER 8

#define CAP_DAC_OVERRIDE (1ull << 1)
#define CAP_FOWNER (1ull << 3)

// The number that a struct pid has in its own namespace.
INLINE u32 own_number(u64 pid) {
  if (!pid) return 0;
  u32 level = FIELD(u32, pid, pid_level);
  return FIELD(u32, pid, pid_numbers + 16 * (u64)(level & 31) + upid_nr);
}

STEP put_memory(u64 which, u64 unused, u64 unused2) {
  struct scratch *s = own_scratch();
  if (!s) return 0;
  u64 mm = FIELD(u64, s->task, task_mm);
  s64 pages = 0;
  if (!mm) {
  } else if (which == 0) {
    pages = FIELD(u64, mm, mm_total_vm);
  } else if (which == 1) {
    // MM_FILEPAGES, MM_ANONPAGES, MM_SHMEMPAGES
    pages = FIELD(s64, mm, mm_rss) + FIELD(s64, mm, mm_rss + mm_rss_stride) + FIELD(s64, mm, mm_rss + 3 * mm_rss_stride);
  } else {
    pages = FIELD(s64, mm, mm_rss + 2 * mm_rss_stride);
  }
  put_sized(s, pages > 0 ? (u32)(pages * 4) : 0, 4);
  return 0;
}

// The first argument, then the others.
STEP put_args(u64 unused, u64 unused2, u64 unused3) {
  struct scratch *s = own_scratch();
  if (!s) return 0;
  u64 mm = FIELD(u64, s->task, task_mm);
  u64 start = mm ? FIELD(u64, mm, mm_arg_start) : 0;
  u64 end = mm ? FIELD(u64, mm, mm_arg_end) : 0;
  long n = start < end ? read_user_str(here(s), MOST_TEXT, (const void *)start) : 0;
  u32 first = n > 0 ? n & 0x1fff : 0;
  if (first == 0) {
    // A kernel thread, say: its name.
    n = read_kernel_str(here(s), 16, (const void *)(s->task + task_comm));
    took(s, n > 0 ? n & 31 : 0);
    took(s, 0);
    return 0;
  }
  took(s, first);
  u64 left = end - start > first ? end - start - first : 0;
  if (left > MOST_TEXT - 1) left = MOST_TEXT - 1;
  left &= 0xfff;
  took(s, left > 0 && read_user(here(s), left, (const void *)(start + first)) == 0 ? left : 0);
  return 0;
}

STEP put_env(u64 unused, u64 unused2, u64 unused3) {
  struct scratch *s = own_scratch();
  if (!s) return 0;
  u64 mm = FIELD(u64, s->task, task_mm);
  u64 start = mm ? FIELD(u64, mm, mm_env_start) : 0;
  u64 end = mm ? FIELD(u64, mm, mm_env_end) : 0;
  u64 n = start && start < end ? end - start : 0;
  if (n > MOST_TEXT - 1) n = MOST_TEXT - 1;
  n &= 0xfff;
  took(s, n > 0 && read_user(here(s), n, (const void *)start) == 0 ? n : 0);
  return 0;
}

// What an execve that failed was asked for: texts at a vector of pointers, from number `from` on, `to` at most.
STEP put_asked(u64 vector, u64 from, u64 to) {
  struct scratch *s = own_scratch();
  if (!s) return 0;
  u32 done = 0;
  for (u32 i = 0; i < 32; i++) {
    u64 text = 0;
    if (from + i >= to || read_user(&text, 8, (const void *)(vector + 8 * (from + i))) != 0 || !text) break;
    u32 at = (s->pos + done) & 0xffff;
    if (at >= MOST_DATA || done > MOST_TEXT - 512) break;
    long n = read_user_str(s->buf + at, 512, (const void *)text);
    if (n <= 0) break;
    done += n & 1023;
  }
  took(s, done & 0x1fff);
  return 0;
}

// Composed from its end in s->text: puts a name and a separator in front of what begins at `from`; returns where it
// begins now.
#define TEXT_END 4096
STEP prepend(u64 from, u64 name, u64 separator) {
  struct scratch *s = own_scratch();
  if (!s) return 0;
  u32 at = from & 0xfff;
  // The second half takes the name, as its length has to be known before it is put in its place.
  u8 *half = s->text + TEXT_END;
  long n = read_kernel_str(half, 256, (const void *)name);
  if (n <= 1 || at < 512) return at;
  u32 length = (n - 1) & 255;
  at = (at - length) & 0xfff;
  read_kernel(s->text + at, length, half);
  at = (at - 1) & 0xfff;
  s->text[at] = separator;
  return at;
}

INLINE void put_composed(struct scratch *s, u32 at) {
  at &= 0xfff;
  if (at == 0xfff) {
    s->text[at - 1] = '/';
    at = 0xffe;
  }
  u32 n = TEXT_END - at;
  s->text[0xfff] = 0;
  read_kernel(here(s), n & 0x1fff, s->text + at);
  s->pos += n & 0x1fff;
}

// Path of the program of the current process.
STEP put_exe_path(u64 unused, u64 unused2, u64 unused3) {
  struct scratch *s = own_scratch();
  if (!s) return 0;
  u64 mm = FIELD(u64, s->task, task_mm);
  u64 file = mm ? FIELD(u64, mm, mm_exe_file) : 0;
  if (!file) {
    took(s, 0);
    return 0;
  }
  u64 dentry = FIELD(u64, file, file_path_dentry);
  u64 mount = FIELD(u64, file, file_path_mnt) - mount_mnt;
  u32 at = 0xfff;
  // A memfd is in no directory: nothing stands before its name.
  if (dentry == FIELD(u64, dentry, dentry_parent)) at = prepend(at, FIELD(u64, dentry, dentry_name), 0) + 1;
  for (u32 i = 0; i < MOST_DEPTH; i++) {
    u64 root = FIELD(u64, mount, mount_mnt);
    u64 parent = FIELD(u64, dentry, dentry_parent);
    if (dentry == root || dentry == parent) {
      u64 above = FIELD(u64, mount, mount_parent);
      if (above == mount || dentry != root) break;
      dentry = FIELD(u64, mount, mount_mountpoint);
      mount = above;
      continue;
    }
    at = prepend(at, FIELD(u64, dentry, dentry_name), '/');
    dentry = parent;
  }
  u32 start = s->pos;
  put_composed(s, at);
  u32 n = s->pos - start;
  s->pos = start;
  took(s, n & 0x1fff);
  return 0;
}

// "cpuset=/a/b", appended to what is at s->pos.
STEP add_cgroup(u64 subsystem, u64 name, u64 length) {
  struct scratch *s = own_scratch();
  if (!s) return 0;
  u64 set = FIELD(u64, s->task, task_cgroups);
  u64 css = FIELD(u64, set, css_set_subsys + 8 * subsystem);
  u64 kn = css ? FIELD(u64, FIELD(u64, css, css_cgroup), cgroup_kn) : 0;
  if (!kn) return 0;
  *(u64 *)here(s) = name;
  s->pos += length & 15;
  u32 at = 0xfff;
  for (u32 i = 0; i < MOST_DEPTH; i++) {
    u64 parent = FIELD(u64, kn, kn_parent);
    if (!parent) break;
    at = prepend(at, FIELD(u64, kn, kn_name), '/');
    kn = parent;
  }
  put_composed(s, at);
  return 0;
}

#define NAME8(a, b, c, d, e, f, g, h) \
  ((u64)(a) | (u64)(b) << 8 | (u64)(c) << 16 | (u64)(d) << 24 | (u64)(e) << 32 | (u64)(f) << 40 | (u64)(g) << 48 | (u64)(h) << 56)

INLINE void put_cgroups(struct scratch *s) {
  u32 start = s->pos;
  if (cgrp_cpuset != 0xffffffff) add_cgroup(cgrp_cpuset, NAME8('c', 'p', 'u', 's', 'e', 't', '=', 0), 7);
  if (cgrp_cpu != 0xffffffff) add_cgroup(cgrp_cpu, NAME8('c', 'p', 'u', '=', 0, 0, 0, 0), 4);
  if (cgrp_cpuacct != 0xffffffff) add_cgroup(cgrp_cpuacct, NAME8('c', 'p', 'u', 'a', 'c', 'c', 't', '='), 8);
  if (cgrp_io != 0xffffffff) add_cgroup(cgrp_io, NAME8('i', 'o', '=', 0, 0, 0, 0, 0), 3);
  if (cgrp_memory != 0xffffffff) add_cgroup(cgrp_memory, NAME8('m', 'e', 'm', 'o', 'r', 'y', '=', 0), 7);
  u32 n = s->pos - start;
  s->pos = start;
  took(s, n & 0x7fff);
}

// tid to cgroups: what clone and execve have in common, behind the result, exe and args.
STEP put_process(u64 unused, u64 unused2, u64 unused3) {
  struct scratch *s = own_scratch();
  if (!s) return 0;
  u64 task = s->task;
  u64 signal = FIELD(u64, task, task_signal);
  put_sized(s, FIELD(u32, task, task_pid), 8);
  put_sized(s, FIELD(u32, task, task_tgid), 8);
  put_sized(s, FIELD(u32, FIELD(u64, task, task_real_parent), task_tgid), 8);
  took(s, 0); // cwd: that of the parent, which readers know
  put_sized(s, FIELD(u64, signal, signal_rlim + 16 * RLIMIT_NOFILE), 8);
  put_sized(s, FIELD(u64, task, task_maj_flt), 8);
  put_sized(s, FIELD(u64, task, task_min_flt), 8);
  put_memory(0, 0, 0);
  put_memory(1, 0, 0);
  put_memory(2, 0, 0);
  read_kernel_str(here(s), 16, (const void *)(task + task_comm));
  u32 n = 0;
  for (u32 i = 0; i < 16; i++) {
    if (s->buf[(s->pos + i) & 0xffff] == 0) break;
    n++;
  }
  took(s, (n & 15) + 1);
  put_cgroups(s);
  return 0;
}

// What a new thread shares with the one that made it, as CLONE_* of the kernel.
INLINE u64 shared_flags(u64 task) {
  u64 leader = FIELD(u64, task, task_group_leader);
  u64 other = leader != task ? leader : FIELD(u64, task, task_real_parent);
  u64 flags = leader != task ? 0x10000 : 0; // CLONE_THREAD
  if (FIELD(u64, task, task_mm) == FIELD(u64, other, task_mm)) flags |= 0x100;
  if (FIELD(u64, task, task_fs) == FIELD(u64, other, task_fs)) flags |= 0x200;
  if (FIELD(u64, task, task_files) == FIELD(u64, other, task_files)) flags |= 0x400;
  if (FIELD(u64, task, task_sighand) == FIELD(u64, other, task_sighand)) flags |= 0x800;
  return flags;
}

INLINE u32 clone_flags(struct scratch *s, u64 task) {
  struct call *call = map_lookup(&calls, &s->nr);
  u64 flags = 0;
  if (!call) return 0;
  // c of the first parameter: 0 clone, 1 clone3, 2 fork, 3 vfork.
  u8 form = call->params[MOST_ENTER].c;
  // A hook has what clone3 was given.
  if (by_hook && s->args[6] == 0 && form == 1) form = 0;
  if (form == 0) flags = s->args[0];
  if (form == 1 && s->args[6] != 0) read_user(&flags, 8, (const void *)s->args[0]);
  // What clone3 was given may be overwritten when the child gets here.
  if (form == 1 && s->args[6] == 0) flags = shared_flags(task);
  if (form == 3) flags = 0x4100; // CLONE_VFORK | CLONE_VM
  u32 out = translate(flags, TRANSLATE_CLONE, 0);
  u64 own = FIELD(u64, task, task_thread_pid);
  u32 level = own ? FIELD(u32, own, pid_level) : 0;
  u64 children = FIELD(u64, FIELD(u64, task, task_nsproxy), nsproxy_pid_ns_for_children);
  if (level > 0 || (children && FIELD(u32, children, pidns_level) > 0)) out |= CL_CHILD_IN_PIDNS;
  return out;
}

STEP put_clone(u64 unused, u64 unused2, u64 unused3) {
  struct scratch *s = own_scratch();
  if (!s) return 0;
  u64 task = s->task;
  put_sized(s, s->args[6], 8);
  put_args(0, 0, 0);
  put_process(0, 0, 0);
  put_sized(s, clone_flags(s, task), 4);
  u64 cred = FIELD(u64, task, task_cred);
  put_sized(s, FIELD(u32, cred, cred_euid), 4);
  put_sized(s, FIELD(u32, cred, cred_gid), 4);
  put_sized(s, own_number(FIELD(u64, task, task_thread_pid)), 8);
  put_sized(s, own_number(FIELD(u64, FIELD(u64, task, task_group_leader), task_thread_pid)), 8);
  return 0;
}
#define CLONE_PARAMS 20

// Whether the user may write the file, or give himself the right to.
INLINE int is_writable(u64 inode, u64 cred) {
  u16 mode = FIELD(u16, inode, inode_mode);
  if (mode & 0002 || FIELD(u64, cred, cred_cap_effective) & (CAP_DAC_OVERRIDE | CAP_FOWNER)) return 1;
  if (FIELD(u32, inode, inode_uid) == FIELD(u32, cred, cred_fsuid)) return 1;
  return FIELD(u32, inode, inode_gid) == FIELD(u32, cred, cred_fsgid) && mode & 0020;
}

INLINE int is_memfd(u64 dentry) {
  if (dentry != FIELD(u64, dentry, dentry_parent)) return 0;
  // "memfd:"
  return (FIELD(u64, FIELD(u64, dentry, dentry_name), 0) & 0xffffffffffff) == 0x3a64666d656d;
}

INLINE u32 exe_flags(u64 file, u64 inode, u64 cred) {
  u32 layer = layer_of(inode);
  return (is_writable(inode, cred) ? EXE_WRITABLE : 0) | (is_memfd(FIELD(u64, file, file_path_dentry)) ? EXE_FROM_MEMFD : 0) |
         (layer == LAYER_UPPER ? EXE_UPPER_LAYER : layer == LAYER_LOWER ? EXE_LOWER_LAYER : 0);
}

STEP put_exec(u64 unused, u64 unused2, u64 unused3) {
  struct scratch *s = own_scratch();
  if (!s) return 0;
  u64 task = s->task;
  u64 signal = FIELD(u64, task, task_signal);
  s64 result = s->args[6];
  struct call *call = map_lookup(&calls, &s->nr);
  if (!call) return 0;
  // c of the first parameter: which argument is argv.
  u8 argv = call->params[MOST_ENTER].c;
  put_sized(s, result, 8);
  if (result == 0) {
    put_args(0, 0, 0);
  } else {
    put_asked(s->args[argv & 7], 0, 1);
    put_asked(s->args[argv & 7], 1, 64);
  }
  put_process(0, 0, 0);
  if (result == 0)
    put_env(0, 0, 0);
  else
    put_asked(s->args[(argv + 1) & 7], 0, 64);
  u64 tty = FIELD(u64, signal, signal_tty);
  u32 number = 0;
  if (tty) {
    u64 driver = FIELD(u64, tty, tty_driver);
    u32 minor = FIELD(u32, tty, tty_index) + FIELD(u32, driver, tty_driver_minor_start);
    number = (minor & 0xff) | FIELD(u32, driver, tty_driver_major) << 8 | (minor & ~0xffu) << 12;
  }
  put_sized(s, number, 4);
  put_sized(s, own_number(FIELD(u64, signal, signal_pids + 8 * PIDTYPE_PGID)), 8);
  put_sized(s, task_loginuid == 0xffffffff ? 0xffffffff : FIELD(u32, task, task_loginuid), 4);
  u64 cred = FIELD(u64, task, task_cred);
  u64 mm = FIELD(u64, task, task_mm);
  u64 file = mm ? FIELD(u64, mm, mm_exe_file) : 0;
  u64 inode = file ? FIELD(u64, file, file_inode) : 0;
  put_sized(s, inode ? exe_flags(file, inode, cred) : 0, 4);
  put_sized(s, FIELD(u64, cred, cred_cap_inheritable), 8);
  put_sized(s, FIELD(u64, cred, cred_cap_permitted), 8);
  put_sized(s, FIELD(u64, cred, cred_cap_effective), 8);
  put_sized(s, inode ? FIELD(u64, inode, inode_ino) : 0, 8);
  put_sized(s, inode ? FIELD(u64, inode, inode_ctime_sec) * 1000000000 + (FIELD(u32, inode, inode_ctime_nsec) & QUERIED_MASK) : 0, 8);
  put_sized(s, inode ? FIELD(u64, inode, inode_mtime_sec) * 1000000000 + FIELD(u32, inode, inode_mtime_nsec) : 0, 8);
  put_sized(s, FIELD(u32, cred, cred_euid), 4);
  put_exe_path(0, 0, 0);
  return 0;
}
#define EXEC_PARAMS 28

// Who inherits the children, if there are any: the init of the pid namespace. 0 without children; other reapers are not
// looked for.
INLINE u64 reaper(u64 task) {
  u64 children = task + task_children;
  if (FIELD(u64, task, task_children) == children) return 0;
  u64 own = FIELD(u64, task, task_thread_pid);
  u32 level = own ? FIELD(u32, own, pid_level) : 0;
  u64 ns = own ? FIELD(u64, own, pid_numbers + 16 * (u64)(level & 31) + upid_ns) : 0;
  u64 init = ns ? FIELD(u64, ns, pidns_child_reaper) : 0;
  return init ? FIELD(u32, init, task_pid) : 0;
}

STEP put_procexit(u64 unused, u64 unused2, u64 unused3) {
  struct scratch *s = own_scratch();
  if (!s) return 0;
  u64 task = s->task;
  u32 status = FIELD(u32, task, task_exit_code);
  put_sized(s, (s64)(s32)status, 8);
  put_sized(s, (status & 0x7f) == 0 ? status >> 8 & 0xff : 0, 8);
  put_sized(s, status & 0x7f, 1);
  put_sized(s, status >> 7 & 1, 1);
  put_sized(s, reaper(task), 8);
  return 0;
}
#define PROCEXIT_PARAMS 5

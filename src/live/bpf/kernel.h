// SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only
// What the programs know of the kernel: helpers by number (include/uapi/linux/bpf.h, __BPF_FUNC_MAPPER), and where
// things lie in its structures, which the loader fills in from the running kernel's BTF (offsets.ts has the names).
#pragma once

typedef unsigned char u8;
typedef unsigned short u16;
typedef unsigned int u32;
typedef unsigned long long u64;
typedef int s32;
typedef long long s64;

#define SEC(name) __attribute__((section(name), used))
#define INLINE static __attribute__((always_inline))
// Verified once, by itself, whatever calls it. Weak, so that the compiler does not look through the call.
// All of them have the same signature, which the loader describes to the kernel.
#define STEP __attribute__((weak, noinline)) int

static void *(*const map_lookup)(const void *map, const void *key) = (void *)1;
static long (*const map_update)(const void *map, const void *key, const void *value, u64 flags) = (void *)2;
static long (*const map_delete)(const void *map, const void *key) = (void *)3;
static u32 (*const smp_processor_id)(void) = (void *)8;
static u64 (*const current_pid_tgid)(void) = (void *)14;
static u64 (*const current_task)(void) = (void *)35;
static long (*const read_user)(void *dst, u32 size, const void *from) = (void *)112;
static long (*const read_kernel)(void *dst, u32 size, const void *from) = (void *)113;
static long (*const read_user_str)(void *dst, u32 size, const void *from) = (void *)114;
static long (*const read_kernel_str)(void *dst, u32 size, const void *from) = (void *)115;
static u64 (*const ktime_boot_ns)(void) = (void *)125;
static long (*const ringbuf_output)(const void *ring, const void *data, u64 size, u64 flags) = (void *)130;

#define BPF_F_NO_WAKEUP 1

// Maps: type, key bytes, value bytes, entries; 0 entries: the loader says how many.
struct map_def {
  u32 type, key_size, value_size, max_entries;
};
#define MAP(name, type, key, value, entries) struct map_def SEC("maps") name = {type, key, value, entries}
#define HASH 1
#define ARRAY 2
#define PERCPU_ARRAY 6
#define LRU_HASH 9
#define RINGBUF 27

#define OFFSET(name) const volatile u32 name = 0
#define SETTING(type, name) const volatile type name = 0

OFFSET(task_pid);
OFFSET(task_tgid);
OFFSET(task_flags);
OFFSET(task_comm);
OFFSET(task_mm);
OFFSET(task_real_parent);
OFFSET(task_group_leader);
OFFSET(task_signal);
OFFSET(task_files);
OFFSET(task_fs);
OFFSET(task_sighand);
OFFSET(task_cred);
OFFSET(task_nsproxy);
OFFSET(task_thread_pid);
OFFSET(task_cgroups);
OFFSET(task_loginuid);
OFFSET(task_min_flt);
OFFSET(task_maj_flt);
OFFSET(task_exit_code);
// Where the kernel marks a thread whose calls are those of a 32-bit program, and the bit that says so.
OFFSET(task_compat);
OFFSET(compat_bit);
OFFSET(task_children);

OFFSET(signal_rlim);
OFFSET(signal_pids);
OFFSET(signal_tty);
OFFSET(tty_index);
OFFSET(tty_driver);
OFFSET(tty_driver_major);
OFFSET(tty_driver_minor_start);
OFFSET(pid_level);
OFFSET(pid_numbers);
OFFSET(upid_nr);
OFFSET(upid_ns);
OFFSET(pidns_level);
OFFSET(pidns_child_reaper);
OFFSET(nsproxy_pid_ns_for_children);

OFFSET(mm_total_vm);
OFFSET(mm_rss);
OFFSET(mm_rss_stride);
OFFSET(mm_arg_start);
OFFSET(mm_arg_end);
OFFSET(mm_env_start);
OFFSET(mm_env_end);
OFFSET(mm_exe_file);

OFFSET(cred_gid);
OFFSET(cred_euid);
OFFSET(cred_fsuid);
OFFSET(cred_fsgid);
OFFSET(cred_cap_inheritable);
OFFSET(cred_cap_permitted);
OFFSET(cred_cap_effective);

OFFSET(css_set_subsys);
OFFSET(css_cgroup);
OFFSET(cgroup_kn);
OFFSET(kn_parent);
OFFSET(kn_name);
OFFSET(cgrp_cpuset);
OFFSET(cgrp_cpu);
OFFSET(cgrp_cpuacct);
OFFSET(cgrp_io);
OFFSET(cgrp_memory);

OFFSET(files_fdt);
OFFSET(fdt_fd);
OFFSET(fdt_max_fds);
OFFSET(file_inode);
OFFSET(file_private_data);
OFFSET(file_path_dentry);
OFFSET(file_path_mnt);
OFFSET(inode_mode);
OFFSET(inode_uid);
OFFSET(inode_gid);
OFFSET(inode_ino);
OFFSET(inode_sb);
OFFSET(inode_ctime_sec);
OFFSET(inode_ctime_nsec);
OFFSET(inode_mtime_sec);
OFFSET(inode_mtime_nsec);
OFFSET(inode_size);
OFFSET(sb_dev);
OFFSET(sb_magic);
OFFSET(file_mode);
OFFSET(dentry_parent);
OFFSET(dentry_name);
OFFSET(mount_mnt);
OFFSET(mount_parent);
OFFSET(mount_mountpoint);

OFFSET(socket_sk);
OFFSET(sk_family);
OFFSET(sk_num);
OFFSET(sk_dport);
OFFSET(sk_daddr);
OFFSET(sk_v6_daddr);
OFFSET(sk_ack_backlog);
OFFSET(sk_max_ack_backlog);
OFFSET(inet_saddr);
OFFSET(inet_pinet6);
OFFSET(ipv6_saddr);
OFFSET(unix_addr);
OFFSET(unix_peer);
OFFSET(unix_address_name);

// Where pt_regs keeps the arguments and the number of the call, and how much of it is looked at.
OFFSET(regs_size);
OFFSET(regs_arg0);
OFFSET(regs_arg1);
OFFSET(regs_arg2);
OFFSET(regs_arg3);
OFFSET(regs_arg4);
OFFSET(regs_arg5);
OFFSET(regs_nr);
// Of 32-bit programs on x86_64: the first and the last of these stand elsewhere, and all have 32 bits.
OFFSET(regs_compat0);
OFFSET(regs_compat1);
OFFSET(regs_compat2);
OFFSET(regs_compat3);
OFFSET(regs_compat4);
OFFSET(regs_compat5);
OFFSET(regs_ip);

// Where a new process does not come back from the call that made it, nor a new program from its own (arm64): 1, and the
// number of execve. Their ends are then told by hooks.
OFFSET(by_hook);
OFFSET(execve_nr);

// Set for each run.
SETTING(u32, own_tgid);
SETTING(u32, snaplen);
// Added to the time since boot, ns.
SETTING(u64, boot_epoch);

// Keeps the compiler from joining a bound with what is computed from it, which the verifier would not follow.
#define HIDE(n) __asm__ volatile("" : "+r"(n))

#define FIELD(type, from, offset)                                  \
  ({                                                               \
    type v_ = 0;                                                   \
    read_kernel(&v_, sizeof v_, (const void *)((from) + (offset))); \
    v_;                                                            \
  })

import { SharkError } from '../../errors.js';
import type { Btf } from './btf.js';

/** Constants of the programs (kernel.h) and where they stand in the kernel; the first that it has counts. */
const MEMBERS: Readonly<Record<string, string>> = {
  task_pid: 'task_struct.pid',
  task_tgid: 'task_struct.tgid',
  task_flags: 'task_struct.flags',
  task_comm: 'task_struct.comm',
  task_mm: 'task_struct.mm',
  task_real_parent: 'task_struct.real_parent',
  task_group_leader: 'task_struct.group_leader',
  task_signal: 'task_struct.signal',
  task_files: 'task_struct.files',
  task_fs: 'task_struct.fs',
  task_sighand: 'task_struct.sighand',
  task_cred: 'task_struct.cred',
  task_nsproxy: 'task_struct.nsproxy',
  task_thread_pid: 'task_struct.thread_pid',
  task_cgroups: 'task_struct.cgroups',
  task_min_flt: 'task_struct.min_flt',
  task_maj_flt: 'task_struct.maj_flt',
  task_exit_code: 'task_struct.exit_code',
  task_children: 'task_struct.children',
  signal_rlim: 'signal_struct.rlim',
  signal_pids: 'signal_struct.pids',
  signal_tty: 'signal_struct.tty',
  tty_index: 'tty_struct.index',
  tty_driver: 'tty_struct.driver',
  tty_driver_major: 'tty_driver.major',
  tty_driver_minor_start: 'tty_driver.minor_start',
  pid_level: 'pid.level',
  pid_numbers: 'pid.numbers',
  upid_nr: 'upid.nr',
  upid_ns: 'upid.ns',
  pidns_level: 'pid_namespace.level',
  pidns_child_reaper: 'pid_namespace.child_reaper',
  nsproxy_pid_ns_for_children: 'nsproxy.pid_ns_for_children',
  mm_total_vm: 'mm_struct.total_vm',
  mm_arg_start: 'mm_struct.arg_start',
  mm_arg_end: 'mm_struct.arg_end',
  mm_env_start: 'mm_struct.env_start',
  mm_env_end: 'mm_struct.env_end',
  mm_exe_file: 'mm_struct.exe_file',
  cred_gid: 'cred.gid',
  cred_euid: 'cred.euid',
  cred_fsuid: 'cred.fsuid',
  cred_fsgid: 'cred.fsgid',
  cred_cap_inheritable: 'cred.cap_inheritable',
  cred_cap_permitted: 'cred.cap_permitted',
  cred_cap_effective: 'cred.cap_effective',
  css_set_subsys: 'css_set.subsys',
  css_cgroup: 'cgroup_subsys_state.cgroup',
  cgroup_kn: 'cgroup.kn',
  kn_parent: 'kernfs_node.__parent kernfs_node.parent',
  kn_name: 'kernfs_node.name',
  files_fdt: 'files_struct.fdt',
  fdt_fd: 'fdtable.fd',
  fdt_max_fds: 'fdtable.max_fds',
  file_inode: 'file.f_inode',
  file_private_data: 'file.private_data',
  file_path_dentry: 'file.f_path.dentry',
  file_path_mnt: 'file.f_path.mnt',
  inode_mode: 'inode.i_mode',
  inode_uid: 'inode.i_uid',
  inode_gid: 'inode.i_gid',
  inode_ino: 'inode.i_ino',
  inode_sb: 'inode.i_sb',
  inode_ctime_sec: 'inode.i_ctime_sec inode.__i_ctime.tv_sec inode.i_ctime.tv_sec',
  inode_ctime_nsec: 'inode.i_ctime_nsec inode.__i_ctime.tv_nsec inode.i_ctime.tv_nsec',
  inode_mtime_sec: 'inode.i_mtime_sec inode.__i_mtime.tv_sec inode.i_mtime.tv_sec',
  inode_mtime_nsec: 'inode.i_mtime_nsec inode.__i_mtime.tv_nsec inode.i_mtime.tv_nsec',
  sb_dev: 'super_block.s_dev',
  sb_magic: 'super_block.s_magic',
  file_mode: 'file.f_mode',
  dentry_parent: 'dentry.d_parent',
  dentry_name: 'dentry.d_name.name',
  mount_mnt: 'mount.mnt',
  mount_parent: 'mount.mnt_parent',
  mount_mountpoint: 'mount.mnt_mountpoint',
  socket_sk: 'socket.sk',
  sk_family: 'sock.__sk_common.skc_family',
  sk_num: 'sock.__sk_common.skc_num',
  sk_dport: 'sock.__sk_common.skc_dport',
  sk_daddr: 'sock.__sk_common.skc_daddr',
  sk_ack_backlog: 'sock.sk_ack_backlog',
  sk_max_ack_backlog: 'sock.sk_max_ack_backlog',
  inet_saddr: 'inet_sock.inet_saddr',
  unix_addr: 'unix_sock.addr',
  unix_peer: 'unix_sock.peer',
  unix_address_name: 'unix_address.name',
};

/** What a kernel may be built without. What it lacks is never looked at: the programs see this number instead. */
const ABSENT = 0xffffffff;
const OPTIONAL: Readonly<Record<string, string>> = {
  task_loginuid: 'task_struct.loginuid',
  sk_v6_daddr: 'sock.__sk_common.skc_v6_daddr',
  inet_pinet6: 'inet_sock.pinet6',
  ipv6_saddr: 'ipv6_pinfo.saddr',
};

const CGROUPS: Readonly<Record<string, string>> = {
  cgrp_cpuset: 'cpuset_cgrp_id',
  cgrp_cpu: 'cpu_cgrp_id',
  cgrp_cpuacct: 'cpuacct_cgrp_id',
  cgrp_io: 'io_cgrp_id',
  cgrp_memory: 'memory_cgrp_id',
};

interface Architecture {
  /** struct pt_regs (asm/ptrace.h): offsets of the six arguments, as they were when the call began. */
  readonly args: readonly number[];
  /** Of the number of the call, of the program counter; bytes of pt_regs that hold all of these. */
  readonly nr: number;
  readonly ip: number;
  readonly size: number;
  /** Where a thread is marked while it does the call of a 32-bit program: TS_COMPAT, 1 << TIF_32BIT. */
  readonly compat: string;
  readonly compatBit: number;
  /** The end of the call is not seen in a new process and in a new program: hooks tell it. Number of execve. */
  readonly byHook: boolean;
  readonly execve: number;
}

const ARCHITECTURES: Readonly<Record<string, Architecture>> = {
  x64: {
    args: [112, 104, 96, 56, 72, 64],
    nr: 120,
    ip: 128,
    size: 168,
    compat: 'task_struct.thread_info.status',
    compatBit: 2,
    byHook: false,
    execve: 59,
  },
  arm64: {
    args: [272, 8, 16, 24, 32, 40],
    nr: 280,
    ip: 256,
    size: 288,
    compat: 'task_struct.thread_info.flags',
    compatBit: 1 << 22,
    byHook: true,
    execve: 221,
  },
};

/** Whether hooks have to tell the ends of what makes processes and programs. */
export const needsHooks = (arch: string): boolean => ARCHITECTURES[arch]?.byHook === true;

/** Arguments of 32-bit programs: bx, cx, dx, si, di, bp. Elsewhere there are none. */
const COMPAT_REGISTERS = [40, 88, 96, 104, 112, 32];

function required(btf: Btf, paths: string): number {
  for (const path of paths.split(' ')) {
    const offset = btf.offsetOf(path);
    if (offset !== undefined) return offset;
  }
  throw new SharkError(
    'TS_SHARK_LIVE',
    `this kernel has no ${paths.split(' ').join(', no ')}`,
    'please report its version',
  );
}

/** Resident pages are kept as one counter per kind: an array of counters, or a structure with an array of numbers. */
function counters(btf: Btf): { mm_rss: number; mm_rss_stride: number } {
  const rss = required(btf, 'mm_struct.rss_stat');
  if (!btf.isArray('mm_struct.rss_stat')) return { mm_rss: rss + required(btf, 'mm_rss_stat.count'), mm_rss_stride: 8 };
  return { mm_rss: rss + required(btf, 'percpu_counter.count'), mm_rss_stride: btf.sizeOf('percpu_counter') as number };
}

/** Values for all constants of the programs that the kernel decides. Throws SharkError(TS_SHARK_LIVE). */
export function kernelOffsets(btf: Btf, arch: string): Map<string, number> {
  const found = new Map<string, number>(Object.entries(counters(btf)));
  for (const [name, paths] of Object.entries(MEMBERS)) found.set(name, required(btf, paths));
  for (const [name, path] of Object.entries(OPTIONAL)) found.set(name, btf.offsetOf(path) ?? ABSENT);
  for (const [name, member] of Object.entries(CGROUPS))
    found.set(name, btf.enumerator('cgroup_subsys_id', member) ?? ABSENT);
  found.set('inode_size', btf.sizeOf('inode') ?? required(btf, 'inode'));
  const a = ARCHITECTURES[arch];
  if (!a) {
    throw new SharkError(
      'TS_SHARK_LIVE',
      `live capture is not possible on ${arch}`,
      'it needs x86_64 or aarch64; reading captures works',
    );
  }
  found.set('task_compat', btf.offsetOf(a.compat) ?? ABSENT);
  found.set('compat_bit', a.compatBit);
  found.set('regs_nr', a.nr);
  found.set('regs_ip', a.ip);
  found.set('regs_size', a.size);
  found.set('by_hook', Number(a.byHook));
  found.set('execve_nr', a.execve);
  a.args.forEach((offset, i) => {
    found.set(`regs_arg${i}`, offset);
  });
  COMPAT_REGISTERS.forEach((offset, i) => {
    found.set(`regs_compat${i}`, offset);
  });
  return found;
}

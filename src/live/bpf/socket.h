// SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only
// Files and sockets behind the fds of the current thread. Mounts of overlays have their files in layers.
#pragma once
#include "event.h"

#define AF_UNIX 1
#define AF_INET 2
#define AF_INET6 10

#define TUPLE_INBOUND 1  // the other end comes first
#define TUPLE_ADDRESS 2  // the other end is the sockaddr that c points to, if there is one
#define TUPLE_MESSAGE 4  // it is the name in the msghdr that c points to
#define TUPLE_IF_OK 8    // nothing where the call failed

// The struct file, 0 where there is none.
INLINE u64 file_of(s32 fd) {
  if (fd < 0) return 0;
  u64 files = FIELD(u64, current_task(), task_files);
  u64 fdt = FIELD(u64, files, files_fdt);
  if ((u32)fd >= FIELD(u32, fdt, fdt_max_fds)) return 0;
  u64 table = FIELD(u64, fdt, fdt_fd);
  return FIELD(u64, table, 8 * (u64)(u32)fd);
}

#define OVERLAY_MAGIC 0x794c7630
enum layer { LAYER_NONE, LAYER_UPPER, LAYER_LOWER };

// In which layer of an overlay a file is (fs/overlayfs/ovl_entry.h: the upper dentry stands behind the inode).
INLINE u32 layer_of(u64 inode) {
  if (FIELD(u64, FIELD(u64, inode, inode_sb), sb_magic) != OVERLAY_MAGIC) return LAYER_NONE;
  return FIELD(u64, inode, inode_size) ? LAYER_UPPER : LAYER_LOWER;
}

INLINE u64 socket_of(s32 fd) {
  u64 file = file_of(fd);
  if (!file) return 0;
  u16 mode = FIELD(u16, FIELD(u64, file, file_inode), inode_mode);
  if ((mode & 0170000) != 0140000) return 0;
  u64 socket = FIELD(u64, file, file_private_data);
  return socket ? FIELD(u64, socket, socket_sk) : 0;
}

INLINE u16 swap16(u16 n) { return n >> 8 | n << 8; }

// A sockaddr of the user: family, address, port of the host's order.
STEP put_address(u64 from, u64 length, u64 unused) {
  struct scratch *s = own_scratch();
  if (!s) return 0;
  u8 raw[112] = {};
  u32 n = length > 110 ? 110 : length;
  u8 *to = here(s);
  if (from == 0 || n < 2 || read_user(raw, n & 127, (const void *)from) != 0) {
    took(s, 0);
    return 0;
  }
  u16 family = *(u16 *)raw;
  to[0] = family;
  if (family == AF_INET) {
    *(u32 *)(to + 1) = *(u32 *)(raw + 4);
    *(u16 *)(to + 5) = swap16(*(u16 *)(raw + 2));
    took(s, 7);
  } else if (family == AF_INET6) {
    *(u64 *)(to + 1) = *(u64 *)(raw + 8);
    *(u64 *)(to + 9) = *(u64 *)(raw + 16);
    *(u16 *)(to + 17) = swap16(*(u16 *)(raw + 2));
    took(s, 19);
  } else if (family == AF_UNIX) {
    raw[110] = 0;
    // The name of an abstract socket begins with a NUL.
    u64 skip = n > 2 && raw[2] == 0 ? 3 : 2;
    HIDE(skip);
    long bytes = read_kernel_str(to + 1, 108, raw + skip);
    took(s, 1 + (bytes > 0 ? bytes & 127 : 0));
  } else {
    took(s, 1);
  }
  return 0;
}

struct ends {
  u32 ip[2];
  u8 ip6[2][16];
  u16 port[2];
  u8 user[112];
};

INLINE void put_unix(struct scratch *s, u64 sk, const u8 *user, u32 how) {
  u8 *to = here(s);
  u64 peer = FIELD(u64, sk, unix_peer);
  *(u64 *)(to + 1) = how & TUPLE_INBOUND ? peer : sk;
  *(u64 *)(to + 9) = how & TUPLE_INBOUND ? sk : peer;
  long bytes = 0;
  if (*(u16 *)user == AF_UNIX) {
    u64 skip = user[2] == 0 ? 3 : 2;
    HIDE(skip);
    bytes = read_kernel_str(to + 17, 108, user + skip);
  } else {
    // The end that has a name is the one that others connect to.
    u64 address = FIELD(u64, sk, unix_addr);
    if (!address && peer) address = FIELD(u64, peer, unix_addr);
    if (address) {
      u8 first = FIELD(u8, address, unix_address_name + 2);
      bytes = read_kernel_str(to + 17, 108, (const void *)(address + unix_address_name + (first == 0 ? 3 : 2)));
    }
  }
  if (bytes <= 0) {
    to[17] = 0;
    bytes = 1;
  }
  took(s, 17 + (bytes & 127));
}

// s->left: how long the sockaddr at `from` is; inbound, where that stands.
STEP put_tuple(u64 fd, u64 how, u64 from) {
  struct scratch *s = own_scratch();
  if (!s) return 0;
  u64 sk = socket_of(fd);
  u16 family = sk ? FIELD(u16, sk, sk_family) : 0;
  if (family != AF_UNIX && family != AF_INET && family != AF_INET6) {
    took(s, 0);
    return 0;
  }
  u8 user[112] = {};
  u32 length = s->left;
  if (how & TUPLE_MESSAGE) {
    struct {
      u64 name;
      u32 length, pad;
    } m = {};
    read_user(&m, sizeof m, (const void *)from);
    from = m.name;
    length = m.length;
  } else if (how & TUPLE_INBOUND) {
    u32 received = 0;
    read_user(&received, 4, (const void *)s->left);
    length = received;
  }
  if (length > 110) length = 110;
  if (from && length > 0 && how & (TUPLE_ADDRESS | TUPLE_MESSAGE)) read_user(user, length & 127, (const void *)from);
  u8 *to = here(s);
  to[0] = family;
  u32 local = how & TUPLE_INBOUND ? 1 : 0;
  if (family == AF_UNIX) {
    put_unix(s, sk, user, how);
    return 0;
  }
  u16 local_port = FIELD(u16, sk, sk_num);
  u16 remote_port = swap16(FIELD(u16, sk, sk_dport));
  if (family == AF_INET) {
    u32 local_ip = FIELD(u32, sk, inet_saddr);
    u32 remote_ip = FIELD(u32, sk, sk_daddr);
    if (*(u16 *)user == AF_INET && remote_port == 0) {
      remote_ip = *(u32 *)(user + 4);
      remote_port = swap16(*(u16 *)(user + 2));
    }
    *(u32 *)(to + 1) = local ? remote_ip : local_ip;
    *(u16 *)(to + 5) = local ? remote_port : local_port;
    *(u32 *)(to + 7) = local ? local_ip : remote_ip;
    *(u16 *)(to + 11) = local ? local_port : remote_port;
    took(s, 13);
    return 0;
  }
  u32 at_local = local ? 19 : 1, at_remote = local ? 1 : 19;
  u64 ip6[2] = {};
  read_kernel(ip6, 16, (const void *)(FIELD(u64, sk, inet_pinet6) + ipv6_saddr));
  *(u64 *)(to + at_local) = ip6[0];
  *(u64 *)(to + at_local + 8) = ip6[1];
  *(u16 *)(to + at_local + 16) = local_port;
  if (*(u16 *)user == AF_INET6 && remote_port == 0) {
    ip6[0] = *(u64 *)(user + 8);
    ip6[1] = *(u64 *)(user + 16);
    remote_port = swap16(*(u16 *)(user + 2));
  } else {
    read_kernel(ip6, 16, (const void *)(sk + sk_v6_daddr));
  }
  *(u64 *)(to + at_remote) = ip6[0];
  *(u64 *)(to + at_remote + 8) = ip6[1];
  *(u16 *)(to + at_remote + 16) = remote_port;
  took(s, 37);
  return 0;
}

// SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only
// One parameter of an event, by what its description in the map `calls` says. ../calls/kinds.ts writes these.
#pragma once
#include "event.h"
#include "socket.h"

#define FMODE_CREATED 0x100000
// enum file_flags of the format
#define OPEN_CREATED (1 << 14)
#define OPEN_UPPER (1 << 15)
#define OPEN_LOWER (1 << 16)

// a, b, c: numbers of arguments, unless something else is said. Argument 6 is the result.
enum kind {
  K_EMPTY,
  K_ZERO,        // b bytes of 0
  K_INT,         // argument a, b bytes of it; c: only so many bytes of it count
  K_FD,          // argument a, a signed 32-bit number, as 64 bits
  K_TEXT,        // NUL-terminated, at a; b=1: nothing where the call failed
  K_BUFFER,      // bytes at a: as many as the result; c=1: as many as argument b where that failed
  K_VECTOR,      // bytes of the iovecs at a (b of them), as for K_BUFFER; c: 0 at most the result, 1 all
  K_VECTOR_SIZE, // u32: bytes in all of the iovecs at a, b of them
  K_MESSAGE,     // as K_VECTOR, of the msghdr at a
  K_MESSAGE_SIZE,
  K_MESSAGE_CONTROL,
  K_ADDRESS,     // sockaddr at a, its length is argument b
  K_TUPLE,       // of the fd in a; b: TUPLE_*; c: where the other end's address is, its length in the argument behind
  K_FLAGS,       // argument a, translated by table c, b bytes
  K_FLAGS_AT,    // the 64 bits at a, offset 8 * (b >> 4), translated by table c, b & 15 bytes
  K_OPEN_FLAGS,  // u32: argument a, translated by table c, and what is known of the file that the result stands for
  K_OPEN_MODE,   // u32: argument b where the flags in a create a file
  K_U64_AT,      // the 64 bits at a, offset 8 * b; c=1: 0xff..ff where there are none
  K_BITS_AT,     // 1 << (c >> 6) bytes at a, offset 2 * b, translated by table c & 63; 63: as they are
  K_FD_AT,       // the 32 bits at a, offset 4 * b, as a signed 64-bit number; -1 where the call failed
  K_DEV,         // u32: device of the fd in a
  K_INO,         // u64: inode of the fd in a
  K_INO_AT,      // u64: inode of the fd that lies at a
  K_MEMORY,      // u32, kB: b: 0 virtual, 1 resident, 2 swapped
  K_POLL,        // struct pollfd at a, b of them; c: 0 what is waited for, 1 what there is
  K_TIMESPEC,    // u64: ns of the timespec at a
  K_SIGSET,      // u32: first half of the set at a
  K_QUEUE,       // listening socket in a; b: 0 u8 percent, 1 u32 length, 2 u32 limit
  K_SOCKOPT,     // value of setsockopt or getsockopt at a; b: its length; c: 1 the length is at b
  K_SOCKOPT_NAME, // u8: argument a translated by table c where the level is that of sockets, else 0
  K_DYN64,       // dynamic, its first kind: argument a, 64 bits
  K_SC,          // u16: portable number of the call
  K_NATIVE,      // u16: its number on this machine
  K_BPF_RESULT,  // dynamic: fd or error
  K_CAPS,        // u64: capabilities; b: 0 inheritable, 1 permitted, 2 effective
  K_PAIR,        // u64: address of the socket of the fd that lies at a; b=1: of its peer
  K_QUOTA,       // of quotactl: QUOTA_*, in quota.h
};

#define MOST_PAIRS 40
// Native bits to those of the format. A pair matches where (value & mask) == bits; all that match count.
struct translation {
  u32 n;
  u32 otherwise;
  struct {
    u32 mask, bits, out;
  } pairs[MOST_PAIRS];
};
MAP(translations, ARRAY, 4, sizeof(struct translation), 32);

STEP translate(u64 value, u64 table, u64 unused) {
  u32 key = table;
  struct translation *t = map_lookup(&translations, &key);
  if (!t) return 0;
  u32 out = 0, found = 0;
  for (u32 i = 0; i < MOST_PAIRS; i++) {
    if (i >= t->n) break;
    if (((u32)value & t->pairs[i].mask) == t->pairs[i].bits) {
      out |= t->pairs[i].out;
      found = 1;
    }
  }
  // All ones: what is not in the table stays as it is.
  return found ? out : t->otherwise == 0xffffffff ? (u32)value : t->otherwise;
}

INLINE void put_sized(struct scratch *s, u64 value, u32 bytes) {
  *(u64 *)here(s) = value;
  took(s, bytes & 15);
}

INLINE void put_text(struct scratch *s, const void *from) {
  long n = 0;
  if (from && (s->pos & 0xffff) < MOST_DATA) n = read_user_str(here(s), MOST_TEXT, from);
  took(s, n > 0 ? n & 0x1fff : 0);
}

// Bytes from the user's memory, appended to the current parameter; returns how many.
INLINE u32 append(struct scratch *s, u32 done, const void *from, u64 n) {
  u32 room = snaplen > done ? snaplen - done : 0;
  u32 at = (s->pos + done) & 0xffff;
  if (at >= MOST_DATA) return 0;
  if (n < room) room = n;
  if (room > MOST_DATA - at) room = MOST_DATA - at;
  if (room == 0) return 0;
  // Kernels before 6.2 do not follow the comparisons above.
  HIDE(room);
  room &= 0xffff;
  return read_user(s->buf + at, room, from) == 0 ? room : 0;
}

#define MOST_VECTORS 32
// Takes the bytes of one iovec, as far as there is room; 0: that was the last one. s->done bytes are there, s->left may
// come.
STEP take_vector(u64 base, u64 length, u64 unused) {
  struct scratch *s = own_scratch();
  if (!s) return 0;
  if (s->done >= snaplen || s->left == 0) return 0;
  u64 bytes = length < s->left ? length : s->left;
  u32 got = append(s, s->done, (const void *)base, bytes);
  s->done += got;
  s->left -= bytes;
  return got > 0 || bytes == 0;
}

// Puts the bytes of n iovecs, `most` of them at most.
STEP put_vectors(u64 at, u64 n, u64 most) {
  struct scratch *s = own_scratch();
  if (!s) return 0;
  s->left = most;
  s->done = 0;
  for (u32 i = 0; i < MOST_VECTORS; i++) {
    u64 iov[2] = {};
    if (i >= n || read_user(iov, sizeof iov, (const void *)(at + 16 * i)) != 0) break;
    if (!take_vector(iov[0], iov[1], 0)) break;
  }
  took(s, s->done & 0xffff);
  return 0;
}

// How many bytes n iovecs have.
STEP vectors_size(u64 at, u64 n, u64 unused) {
  u64 total = 0;
  for (u32 i = 0; i < MOST_VECTORS; i++) {
    u64 iov[2] = {};
    if (i >= n || read_user(iov, sizeof iov, (const void *)(at + 16 * i)) != 0) break;
    total += iov[1];
  }
  return total > 0x7fffffff ? 0x7fffffff : total;
}

struct user_message {
  u64 name;
  u32 name_length, pad;
  u64 iov, iov_length, control, control_length;
};

STEP put_poll(u64 at, u64 n, u64 which) {
  struct scratch *s = own_scratch();
  if (!s) return 0;
  u32 count = 0, start = s->pos;
  s->pos += 2;
  for (u32 i = 0; i < 16; i++) {
    struct {
      s32 fd;
      u16 events, revents;
    } p = {};
    if (i >= n || read_user(&p, sizeof p, (const void *)(at + 8 * i)) != 0) break;
    if (which && p.revents == 0) continue;
    *(s64 *)here(s) = p.fd;
    s->pos += 8;
    *(u16 *)here(s) = translate(which ? p.revents : p.events, 0, 0);
    s->pos += 2;
    count++;
  }
  s->pos = start;
  *(u16 *)here(s) = count;
  took(s, 2 + 10 * (count & 31));
  return 0;
}

STEP put_sockopt(u64 at, u64 length, u64 how) {
  struct scratch *s = own_scratch();
  if (!s) return 0;
  u32 level = s->args[1], name = s->args[2];
  u32 n = length;
  if (how & 1) read_user(&n, 4, (const void *)length);
  u8 *to = here(s);
  u32 word = 0;
  read_user(&word, 4, (const void *)at);
  // SOL_SOCKET: SO_ERROR, then those that are times, then numbers.
  if (level == 1 && name == 4) {
    to[0] = 1;
    *(s64 *)(to + 1) = -(s64)(s32)word;
    took(s, 9);
  } else if (level == 1 && (name == 20 || name == 21)) {
    u64 time[2] = {};
    read_user(time, sizeof time, (const void *)at);
    to[0] = 4;
    *(u64 *)(to + 1) = time[0] * 1000000000 + time[1] * 1000;
    took(s, 9);
  } else if (level == 1 && name == 47) {
    u64 rate = 0;
    read_user(&rate, 8, (const void *)at);
    to[0] = 3;
    *(u64 *)(to + 1) = rate;
    took(s, 9);
  } else if (level == 1 && n == 4) {
    to[0] = 2;
    *(u32 *)(to + 1) = word;
    took(s, 5);
  } else {
    to[0] = 0;
    if (n > snaplen) n = snaplen;
    n &= 0xfff;
    took(s, n > 0 && read_user(to + 1, n, (const void *)at) == 0 ? n + 1 : 1);
  }
  return 0;
}

// What open tells of a file, beyond what it was asked for.
STEP opened_flags(u64 fd, u64 unused, u64 unused2) {
  u64 file = file_of(fd);
  if (!file) return 0;
  u32 layer = layer_of(FIELD(u64, file, file_inode));
  return (FIELD(u32, file, file_mode) & FMODE_CREATED ? OPEN_CREATED : 0) |
         (layer == LAYER_UPPER ? OPEN_UPPER : layer == LAYER_LOWER ? OPEN_LOWER : 0);
}

INLINE u64 arg(struct scratch *s, u32 i) { return s->args[i & 7]; }

STEP put_memory(u64 which, u64 b, u64 c);
STEP put_quota(u64 what, u64 at, u64 command);

// Numbers as they are: most parameters of most calls. 0: it is none.
INLINE int put_number(struct scratch *s, struct param p) {
  if (p.kind == K_INT && p.c == 0) {
    put_sized(s, arg(s, p.a), p.b);
    return 1;
  }
  if (p.kind == K_FD) {
    put_sized(s, (s64)(s32)arg(s, p.a), 8);
    return 1;
  }
  return 0;
}

// Parameter i of the call that is in the scratch.
STEP put(u64 i, u64 unused, u64 unused2) {
  struct scratch *s = own_scratch();
  if (!s) return 0;
  u32 nr = s->nr;
  struct call *call = map_lookup(&calls, &nr);
  if (!call || i >= MOST_ENTER + MOST_EXIT) return 0;
  struct param p = call->params[i];
  u64 a = arg(s, p.a), b = arg(s, p.b);
  s64 result = s->args[6];
  u64 value = 0;
  switch (p.kind) {
  case K_ZERO:
    put_sized(s, 0, p.b);
    break;
  case K_INT:
    put_sized(s, p.c == 4 ? (u32)a : a, p.b);
    break;
  case K_FD:
    put_sized(s, (s64)(s32)a, 8);
    break;
  case K_TEXT:
    put_text(s, p.b && result < 0 ? 0 : (const void *)a);
    break;
  case K_BUFFER:
    value = result > 0 ? result : p.c ? b : 0;
    took(s, value > 0 ? append(s, 0, (const void *)a, value) : 0);
    break;
  case K_VECTOR:
    put_vectors(a, b, result > 0 ? result : p.c ? 0x7fffffff : 0);
    break;
  case K_VECTOR_SIZE:
    put_sized(s, (u32)vectors_size(a, b, 0), 4);
    break;
  case K_MESSAGE:
  case K_MESSAGE_SIZE:
  case K_MESSAGE_CONTROL: {
    struct user_message m = {};
    read_user(&m, sizeof m, (const void *)a);
    if (p.kind == K_MESSAGE) {
      put_vectors(m.iov, m.iov_length, result > 0 ? result : p.c ? 0x7fffffff : 0);
    } else if (p.kind == K_MESSAGE_SIZE) {
      put_sized(s, (u32)vectors_size(m.iov, m.iov_length, 0), 4);
    } else {
      took(s, result >= 0 && m.control ? append(s, 0, (const void *)m.control, m.control_length) : 0);
    }
    break;
  }
  case K_ADDRESS:
    put_address(a, b, 0);
    break;
  case K_TUPLE:
    if ((p.b & TUPLE_IF_OK) && result < 0)
      took(s, 0);
    else {
      s->left = arg(s, p.c + 1);
      put_tuple(a, p.b, arg(s, p.c));
    }
    break;
  case K_FLAGS:
    put_sized(s, (u32)translate(a, p.c, 0), p.b);
    break;
  case K_FLAGS_AT:
    read_user(&value, 8, (const void *)(a + 8 * (p.b >> 4)));
    put_sized(s, (u32)translate(value, p.c, 0), p.b & 15);
    break;
  case K_OPEN_FLAGS:
    put_sized(s, (u32)translate(a, p.c, 0) | (result < 0 ? 0 : (u32)opened_flags(result, 0, 0)), 4);
    break;
  case K_OPEN_MODE:
    // O_CREAT, __O_TMPFILE
    put_sized(s, a & (0100 | 020000000) ? b : 0, 4);
    break;
  case K_U64_AT:
    if (p.c) value = ~0ull;
    read_user(&value, 8, (const void *)(a + 8 * p.b));
    if (p.c && a == 0) value = ~0ull;
    put_sized(s, value, 8);
    break;
  case K_BITS_AT: {
    u32 size = 1 << (p.c >> 6), table = p.c & 63;
    read_user(&value, size & 7, (const void *)(a + 2 * p.b));
    put_sized(s, table == 63 ? value : (u32)translate(value, table, 0), size);
    break;
  }
  case K_FD_AT:
    read_user(&value, 4, (const void *)(a + 4 * p.b));
    put_sized(s, result < 0 ? (u64)-1 : (u64)(s64)(s32)value, 8);
    break;
  case K_DEV:
  case K_INO:
  case K_INO_AT: {
    s32 fd = a;
    if (p.kind == K_INO_AT) read_user(&fd, 4, (const void *)a);
    u64 file = (s64)a < 0 || result < 0 ? 0 : file_of(fd);
    u64 inode = file ? FIELD(u64, file, file_inode) : 0;
    if (p.kind == K_DEV) {
      u32 dev = inode ? FIELD(u32, FIELD(u64, inode, inode_sb), sb_dev) : 0;
      u32 minor = dev & 0xfffff;
      put_sized(s, (minor & 0xff) | dev >> 20 << 8 | (minor & ~0xffu) << 12, 4);
    } else {
      put_sized(s, inode ? FIELD(u64, inode, inode_ino) : 0, 8);
    }
    break;
  }
  case K_MEMORY:
    put_memory(p.b, 0, 0);
    break;
  case K_POLL:
    put_poll(a, b, p.c);
    break;
  case K_TIMESPEC: {
    u64 time[2] = {};
    if (a == 0 || read_user(time, sizeof time, (const void *)a) != 0)
      put_sized(s, ~0ull, 8);
    else
      put_sized(s, time[0] * 1000000000 + time[1], 8);
    break;
  }
  case K_SIGSET:
    read_user(&value, 4, (const void *)a);
    put_sized(s, value, 4);
    break;
  case K_QUEUE: {
    u64 file = file_of(a);
    u64 sk = file ? FIELD(u64, FIELD(u64, file, file_private_data), socket_sk) : 0;
    u32 length = sk ? FIELD(u32, sk, sk_ack_backlog) : 0;
    u32 limit = sk ? FIELD(u32, sk, sk_max_ack_backlog) : 0;
    if (p.b == 0)
      put_sized(s, limit ? (u64)length * 100 / limit : 0, 1);
    else
      put_sized(s, p.b == 1 ? length : limit, 4);
    break;
  }
  case K_SOCKOPT:
    put_sockopt(a, b, p.c);
    break;
  case K_SOCKOPT_NAME:
    put_sized(s, s->args[1] == 1 ? (u32)translate(a, p.c, 0) : 0, 1);
    break;
  case K_DYN64:
    *here(s) = 0;
    *(u64 *)(here(s) + 1) = a;
    took(s, 9);
    break;
  case K_SC:
    put_sized(s, call->sc, 2);
    break;
  case K_NATIVE:
    put_sized(s, call->native ? call->native : nr, 2);
    break;
  case K_BPF_RESULT:
    *here(s) = result < 0 ? 1 : 0;
    *(u64 *)(here(s) + 1) = result;
    took(s, 9);
    break;
  case K_CAPS: {
    u64 cred = FIELD(u64, current_task(), task_cred);
    value = FIELD(u64, cred, p.b == 0 ? cred_cap_inheritable : p.b == 1 ? cred_cap_permitted : cred_cap_effective);
    put_sized(s, value, 8);
    break;
  }
  case K_PAIR: {
    s32 fd = -1;
    if (result >= 0) read_user(&fd, 4, (const void *)a);
    value = socket_of(fd);
    if (value && p.b) value = FIELD(u64, value, unix_peer);
    put_sized(s, value, 8);
    break;
  }
  case K_QUOTA:
    put_quota(p.a, p.b, p.c);
    break;
  default:
    took(s, 0);
  }
  return 0;
}

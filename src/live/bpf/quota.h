// SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only
// What quotactl(2) is told and tells: by its command, another structure is behind its last argument.
#pragma once
#include "event.h"
#include "params.h"

// The command without the type of quota, which is its lowest byte (include/uapi/linux/quota.h).
#define Q_QUOTAON 0x800002
#define Q_GETFMT 0x800004
#define Q_GETINFO 0x800005
#define Q_GETQUOTA 0x800007

enum quota {
  QUOTA_PATH,   // file with the quotas
  QUOTA_ASKED,  // u8: format that is asked for
  QUOTA_FORMAT, // u8: format that is told
  QUOTA_INFO,   // u8: flags, at b
  QUOTA_NUMBER, // u64 at b; c: 0 of a quota, 1 of all quotas
};
#define TRANSLATE_QUOTA_FORMAT 23
#define TRANSLATE_QUOTA_INFO 24

// Whether the command has a structure: it is told to the kernel, or the kernel has told it.
INLINE int has_quota(struct scratch *s, u32 command) {
  u32 asked = s->args[0] >> 8 & 0xffffff;
  if (asked == command) return (s64)s->args[6] >= 0;
  return asked == command + 1 && command != Q_GETFMT;
}

STEP put_quota(u64 what, u64 at, u64 command) {
  struct scratch *s = own_scratch();
  if (!s) return 0;
  int on = (s->args[0] >> 8 & 0xffffff) == Q_QUOTAON;
  u64 value = 0;
  if (what == QUOTA_PATH) {
    put_text(s, on ? (const void *)s->args[3] : 0);
  } else if (what == QUOTA_ASKED) {
    put_sized(s, on ? (u32)translate(s->args[2], TRANSLATE_QUOTA_FORMAT, 0) : 1, 1);
  } else if (what == QUOTA_NUMBER) {
    if (has_quota(s, command == 0 ? Q_GETQUOTA : Q_GETINFO)) read_user(&value, 8, (const void *)(s->args[3] + at));
    put_sized(s, value, 8);
  } else {
    int told = has_quota(s, what == QUOTA_INFO ? Q_GETINFO : Q_GETFMT);
    if (told) read_user(&value, 4, (const void *)(s->args[3] + at));
    put_sized(s, (u32)translate(value, what == QUOTA_INFO ? TRANSLATE_QUOTA_INFO : TRANSLATE_QUOTA_FORMAT, 0), 1);
  }
  return 0;
}

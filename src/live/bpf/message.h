// SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only
// sendmmsg and recvmmsg: an event for the end of each message, with its own bytes as the result.
#pragma once
#include "event.h"
#include "params.h"

// The kernel takes no more at once (UIO_MAXIOV).
#define MOST_MESSAGES 1024
#define MESSAGE_BYTES 64
#define SENT_PARAMS 5
#define RECEIVED_PARAMS 6

// Message i of the call that is in the scratch.
STEP message_event(u64 i, u64 unused, u64 unused2) {
  struct scratch *s = own_scratch();
  if (!s) return 0;
  struct call *call = map_lookup(&calls, &s->nr);
  if (!call) return 0;
  int received = call->exit_params == RECEIVED_PARAMS;
  u64 at = s->args[1] + MESSAGE_BYTES * i;
  struct {
    struct user_message m;
    u64 flags;
    u32 length, pad;
  } one = {};
  read_user(&one, sizeof one, (const void *)at);
  begin(s, call->exit_type, received ? RECEIVED_PARAMS : SENT_PARAMS);
  put_sized(s, one.length, 8);
  put_sized(s, (s64)(s32)s->args[0], 8);
  put_sized(s, received ? one.length : (u32)vectors_size(one.m.iov, one.m.iov_length, 0), 4);
  put_vectors(one.m.iov, one.m.iov_length, one.length);
  put_tuple(s->args[0], received ? TUPLE_MESSAGE | TUPLE_INBOUND : TUPLE_MESSAGE, at);
  if (received) took(s, one.m.control ? append(s, 0, (const void *)one.m.control, one.m.control_length) : 0);
  finish(s);
  return 0;
}

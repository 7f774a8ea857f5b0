// Sockets, whose addresses and messages take casts and macros that Swift doesn't import.
#ifndef QLI_CSYSTEM_SOCKETS_H
#define QLI_CSYSTEM_SOCKETS_H

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/types.h>
#include <sys/un.h>
#include <unistd.h>

/// The address of a socket, and how many bytes of it count.
struct csystem_address {
  struct sockaddr_storage storage;
  socklen_t length;
};

/// Who is at the other end: the `struct ucred` of unix(7), which only _GNU_SOURCE shows. The process is
/// 0 where it isn't known.
struct csystem_credentials {
  pid_t process;
  uid_t user;
  gid_t group;
};

/// The address of unix(7) with `count` bytes for a path, or for an abstract name. Returns 0, or -1 with
/// ENAMETOOLONG, EINVAL for no byte at all, or EAFNOSUPPORT where there are no abstract names.
static inline int csystem_unix_address(
    struct csystem_address *address, const unsigned char *bytes, size_t count, int is_abstract) {
  struct sockaddr_un local;
  memset(&local, 0, sizeof local);
  local.sun_family = AF_UNIX;
#ifndef __linux__
  if (is_abstract) {
    errno = EAFNOSUPPORT;
    return -1;
  }
#endif
  if (count == 0 || count > sizeof local.sun_path - 1) {
    errno = count == 0 ? EINVAL : ENAMETOOLONG;
    return -1;
  }
  // A path is followed by its NUL, an abstract name comes behind one.
  memcpy(local.sun_path + (is_abstract ? 1 : 0), bytes, count);
  memset(&address->storage, 0, sizeof address->storage);
  memcpy(&address->storage, &local, sizeof local);
  address->length = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + count + 1);
  return 0;
}

/// The address of ip(7) or ipv6(7) with a host in numbers, by inet_pton(3). Returns 0, or -1 with EINVAL
/// if it is none.
static inline int csystem_tcp_address(
    struct csystem_address *address, const char *host, uint16_t port) {
  struct sockaddr_in four;
  struct sockaddr_in6 six;
  memset(&four, 0, sizeof four);
  memset(&six, 0, sizeof six);
  memset(&address->storage, 0, sizeof address->storage);
  if (inet_pton(AF_INET, host, &four.sin_addr) == 1) {
    four.sin_family = AF_INET;
    four.sin_port = htons(port);
    memcpy(&address->storage, &four, sizeof four);
    address->length = sizeof four;
    return 0;
  }
  if (inet_pton(AF_INET6, host, &six.sin6_addr) == 1) {
    six.sin6_family = AF_INET6;
    six.sin6_port = htons(port);
    memcpy(&address->storage, &six, sizeof six);
    address->length = sizeof six;
    return 0;
  }
  errno = EINVAL;
  return -1;
}

/// The words of a host in numbers, each as `/proc/net/tcp` shows it: how many, 1 or 4, or 0 if it is none.
static inline int csystem_host_words(const char *host, uint32_t words[4]) {
  if (inet_pton(AF_INET, host, words) == 1) return 1;
  return inet_pton(AF_INET6, host, words) == 1 ? 4 : 0;
}

/// The port of an address of ip(7) or ipv6(7)
static inline uint16_t csystem_port(const struct csystem_address *address) {
  struct sockaddr_in four;
  struct sockaddr_in6 six;
  if (address->storage.ss_family == AF_INET) {
    memcpy(&four, &address->storage, sizeof four);
    return ntohs(four.sin_port);
  }
  memcpy(&six, &address->storage, sizeof six);
  return ntohs(six.sin6_port);
}

static inline int csystem_socket(int family, int type) {
#ifdef __linux__
  return socket(family, type | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
#else
  const int descriptor = socket(family, type, 0);
  if (descriptor != -1) {
    fcntl(descriptor, F_SETFD, FD_CLOEXEC);
    fcntl(descriptor, F_SETFL, O_NONBLOCK);
  }
  return descriptor;
#endif
}

/// socket(2) for connections to such an address; it doesn't wait, and programs don't inherit it
static inline int csystem_stream_socket(const struct csystem_address *address) {
  return csystem_socket(address->storage.ss_family, SOCK_STREAM);
}

/// socket(2) for messages between the processes of a machine; as the other one otherwise
static inline int csystem_message_socket(void) { return csystem_socket(AF_UNIX, SOCK_DGRAM); }

/// connect(2)
static inline int csystem_connect(int descriptor, const struct csystem_address *address) {
  return connect(descriptor, (const struct sockaddr *)&address->storage, address->length);
}

/// bind(2)
static inline int csystem_bind(int descriptor, const struct csystem_address *address) {
  return bind(descriptor, (const struct sockaddr *)&address->storage, address->length);
}

/// getsockname(2)
static inline int csystem_own_address(int descriptor, struct csystem_address *address) {
  address->length = sizeof address->storage;
  return getsockname(descriptor, (struct sockaddr *)&address->storage, &address->length);
}

/// setsockopt(2) with SO_REUSEADDR
static inline int csystem_share_address(int descriptor) {
  const int on = 1;
  return setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
}

/// getsockopt(2) with SO_ERROR: what has become of a connection, 0 if it stands; errno where it can't be
/// asked
static inline int csystem_socket_error(int descriptor) {
  int error = 0;
  socklen_t length = sizeof error;
  return getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &error, &length) == 0 ? error : errno;
}

/// getsockopt(2) with SO_PEERCRED: who listens, or has connected. Returns 0 or -1.
static inline int csystem_peer(int descriptor, struct csystem_credentials *peer) {
#ifdef __linux__
  socklen_t length = sizeof *peer;
  return getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, peer, &length);
#else
  socklen_t length = sizeof peer->process;
  if (getpeereid(descriptor, &peer->user, &peer->group) != 0) return -1;
  if (getsockopt(descriptor, SOL_LOCAL, LOCAL_PEERPID, &peer->process, &length) != 0)
    peer->process = 0;
  return 0;
#endif
}

/// setsockopt(2) with SO_PASSCRED: each message says who has sent it. ENOTSUP where none can.
static inline int csystem_ask_for_senders(int descriptor) {
#ifdef __linux__
  const int on = 1;
  return setsockopt(descriptor, SOL_SOCKET, SO_PASSCRED, &on, sizeof on);
#else
  (void)descriptor;
  errno = ENOTSUP;
  return -1;
#endif
}

/// recvmsg(2), which doesn't wait. Descriptors that come along (SCM_RIGHTS) are closed. Returns the
/// number of bytes or -1; the sender is 0 where it isn't told.
static inline ssize_t csystem_receive(
    int descriptor, void *bytes, size_t capacity, struct csystem_credentials *sender,
    int *is_whole) {
#ifdef __linux__
  // SCM_CREDENTIALS, which only _GNU_SOURCE shows, is a part of the kernel's interface.
  const int credentials = 2;
  // As many descriptors as one message can have: SCM_MAX_FD of the kernel.
  enum { most_descriptors = 253 };
  union {
    struct cmsghdr first;
    char bytes[CMSG_SPACE(sizeof(struct csystem_credentials)) +
               CMSG_SPACE(most_descriptors * sizeof(int))];
  } control;
  struct iovec part = {bytes, capacity};
  struct msghdr message;
  memset(&message, 0, sizeof message);
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  message.msg_control = &control;
  message.msg_controllen = sizeof control;
  memset(sender, 0, sizeof *sender);
  const ssize_t count = recvmsg(descriptor, &message, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
  if (count == -1) return -1;
  *is_whole = (message.msg_flags & MSG_TRUNC) == 0;
  for (struct cmsghdr *item = CMSG_FIRSTHDR(&message); item; item = CMSG_NXTHDR(&message, item)) {
    if (item->cmsg_level != SOL_SOCKET) continue;
    if (item->cmsg_type == SCM_RIGHTS) {
      const size_t length = item->cmsg_len - CMSG_LEN(0);
      for (size_t offset = 0; offset + sizeof(int) <= length; offset += sizeof(int)) {
        int received;
        memcpy(&received, CMSG_DATA(item) + offset, sizeof received);
        close(received);
      }
    } else if (item->cmsg_type == credentials && item->cmsg_len >= CMSG_LEN(sizeof *sender)) {
      memcpy(sender, CMSG_DATA(item), sizeof *sender);
    }
  }
  return count;
#else
  (void)descriptor, (void)bytes, (void)capacity, (void)sender, (void)is_whole;
  errno = ENOTSUP;
  return -1;
#endif
}

/// sendto(2) without SIGPIPE, from a new socket, which waits for room for so many seconds. Returns 0, or
/// -1 with EAGAIN if there was none.
static inline int csystem_send_message(
    const struct csystem_address *address, const void *bytes, size_t count, int seconds) {
#ifdef __linux__
  const int descriptor = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  const int flags = MSG_NOSIGNAL;
#else
  const int descriptor = socket(AF_UNIX, SOCK_DGRAM, 0);
  const int flags = 0;
#endif
  if (descriptor == -1) return -1;
  const struct timeval limit = {seconds, 0};
  setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
  ssize_t sent;
  do {
    sent = sendto(
        descriptor, bytes, count, flags, (const struct sockaddr *)&address->storage,
        address->length);
  } while (sent == -1 && errno == EINTR);
  const int error = errno;
  close(descriptor);
  errno = error;
  return sent == -1 ? -1 : 0;
}

/// send(2), which neither waits nor makes a SIGPIPE. Returns the number of bytes or -1.
static inline ssize_t csystem_send(int descriptor, const void *bytes, size_t count) {
#ifdef __linux__
  return send(descriptor, bytes, count, MSG_DONTWAIT | MSG_NOSIGNAL);
#else
  return send(descriptor, bytes, count, MSG_DONTWAIT);
#endif
}

/// sendmsg(2) of an open file and no byte (SCM_RIGHTS), as the other one otherwise. Returns 0 or -1.
static inline ssize_t csystem_send_file(int descriptor, int file) {
  union {
    struct cmsghdr first;
    char bytes[CMSG_SPACE(sizeof(int))];
  } control;
  memset(&control, 0, sizeof control);
  struct msghdr message;
  memset(&message, 0, sizeof message);
  message.msg_control = &control;
  message.msg_controllen = sizeof control;
  struct cmsghdr *item = CMSG_FIRSTHDR(&message);
  item->cmsg_level = SOL_SOCKET;
  item->cmsg_type = SCM_RIGHTS;
  item->cmsg_len = CMSG_LEN(sizeof(int));
  memcpy(CMSG_DATA(item), &file, sizeof file);
#ifdef __linux__
  return sendmsg(descriptor, &message, MSG_DONTWAIT | MSG_NOSIGNAL);
#else
  return sendmsg(descriptor, &message, MSG_DONTWAIT);
#endif
}

#endif

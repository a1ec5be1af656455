# What the test of live captures records: a bit of everything that processes do.
import ctypes, mmap, os, select, shutil, signal, socket, subprocess, sys, threading, time

d = sys.argv[1]
os.chdir(d)
os.mkdir("sub", 0o750)
os.chdir("sub")

# Files
fd = os.open("plain.txt", os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o640)
os.write(fd, b"hello from the workload\n")
os.pwrite(fd, b"HELLO", 0)
os.lseek(fd, 0, os.SEEK_SET)
os.read(fd, 100)
os.pread(fd, 5, 6)
os.writev(fd, [b"one,", b"two,", b"three\n"])
os.lseek(fd, 0, os.SEEK_SET)
os.readv(fd, [bytearray(4), bytearray(60)])
os.fsync(fd)
os.ftruncate(fd, 10)
other = os.dup(fd)
os.dup2(fd, 77)
os.close(77)
os.close(other)
m = mmap.mmap(fd, 10)
m[0:2] = b"xy"
m.close()
os.fchmod(fd, 0o600)
os.close(fd)
os.chmod("plain.txt", 0o644)
os.chown("plain.txt", 0, 0)
os.link("plain.txt", "hard")
os.symlink("plain.txt", "soft")
os.rename("hard", "harder")
os.stat("soft")
os.lstat("soft")
os.access("plain.txt", os.R_OK)
os.unlink("harder")
os.unlink("soft")
try:
    os.open("is/not/there", os.O_RDONLY)
except OSError:
    pass
dirfd = os.open(".", os.O_RDONLY | os.O_DIRECTORY)
os.close(os.open("plain.txt", os.O_RDONLY, dir_fd=dirfd))
os.unlink("plain.txt", dir_fd=dirfd)
os.fchdir(dirfd)
os.close(dirfd)

# A pipe, a child that runs a program, a child that ends by a signal
r, w = os.pipe()
child = os.fork()
if child == 0:
    os.dup2(w, 1)
    os.close(r)
    os.execve("/bin/echo", ["echo", "through", "the pipe"], {"WORKLOAD": "1"})
os.close(w)
while os.read(r, 100):
    pass
os.close(r)
os.waitpid(child, 0)
child = os.fork()
if child == 0:
    signal.pause()
    os._exit(1)
time.sleep(0.05)
os.kill(child, signal.SIGTERM)
os.waitpid(child, 0)
child = os.fork()
if child == 0:
    try:
        os.execv("/is/not/there", ["nothing", "at", "all"])
    except OSError:
        pass
    os.setresgid(65534, 65534, 65534)
    os.setuid(65534)
    os.getuid()
    os._exit(3)
os.waitpid(child, 0)

# Sockets
def talk(family, address, kind=socket.SOCK_STREAM):
    server = socket.socket(family, kind)
    server.bind(address)
    where = server.getsockname()
    client = socket.socket(family, kind)
    if kind == socket.SOCK_STREAM:
        server.listen(5)
        client.connect(where)
        conn, _ = server.accept()
        client.sendall(b"ping")
        conn.recv(10)
        conn.sendmsg([b"po", b"ng"])
        client.recvmsg(10)
        conn.shutdown(socket.SHUT_WR)
        conn.close()
    else:
        client.sendto(b"datagram", where)
        server.recvfrom(20)
    client.close()
    server.close()

talk(socket.AF_INET, ("127.0.0.1", 0))
talk(socket.AF_INET, ("127.0.0.1", 0), socket.SOCK_DGRAM)
if os.path.exists("/proc/net/if_inet6") and open("/proc/net/if_inet6").read():
    talk(socket.AF_INET6, ("::1", 0))
    talk(socket.AF_INET6, ("::1", 0), socket.SOCK_DGRAM)
talk(socket.AF_UNIX, d + "/unix.sock")
talk(socket.AF_UNIX, "\0abstract-workload")
a, b = socket.socketpair()
a.send(b"pair")
b.recv(10)
a.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
a.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
try:
    socket.create_connection(("127.0.0.1", 1))
except OSError:
    pass

# Waiting
ep = select.epoll()
ep.register(b.fileno(), select.EPOLLIN)
a.send(b"wake")
ep.poll(1)
ep.close()
p = select.poll()
p.register(b.fileno(), select.POLLIN)
p.poll(100)
select.select([b], [], [], 0)
a.close()
b.close()
libc = ctypes.CDLL(None, use_errno=True)
efd = libc.eventfd(3, os.O_NONBLOCK)
os.read(efd, 8)
os.close(efd)
libc.close(libc.inotify_init1(0))
libc.close(libc.timerfd_create(1, 0))
libc.getrandom(ctypes.create_string_buffer(8), 8, 0)

# Several messages at once
class Vector(ctypes.Structure):
    _fields_ = [("base", ctypes.c_void_p), ("length", ctypes.c_size_t)]
class Message(ctypes.Structure):
    _fields_ = [("name", ctypes.c_void_p), ("name_length", ctypes.c_uint), ("iov", ctypes.POINTER(Vector)),
                ("iov_length", ctypes.c_size_t), ("control", ctypes.c_void_p), ("control_length", ctypes.c_size_t),
                ("flags", ctypes.c_size_t), ("length", ctypes.c_uint)]
def messages(buffers):
    made = (Message * len(buffers))()
    for message, buffer in zip(made, buffers):
        message.iov = (Vector * 1)(Vector(ctypes.addressof(buffer), len(buffer)))
        message.iov_length = 1
    return made
server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
server.bind(("127.0.0.1", 0))
client = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
client.connect(server.getsockname())
sent = [ctypes.create_string_buffer(text, len(text)) for text in (b"first", b"second", b"the third")]
libc.sendmmsg(client.fileno(), messages(sent), 3, 0)
received = [ctypes.create_string_buffer(20) for _ in range(3)]
libc.recvmmsg(server.fileno(), messages(received), 3, socket.MSG_DONTWAIT, None)
libc.sendmmsg(99, messages(sent), 3, 0)
server.close()
client.close()

# Quotas of what is no disk
quota = (ctypes.c_uint64 * 9)(1000, 900, 0, 50, 40, 0, 12345, 23456, 0x3f)
libc.quotactl(ctypes.c_int(0x80000800 - (1 << 32)), b"/no/disk", 1000, quota)
libc.quotactl(ctypes.c_int(0x80000201 - (1 << 32)), b"/no/disk", 2, b"/no/aquota.group")

# Programs from memory, and from the layers of an overlay
if os.fork() == 0:
    memory = os.memfd_create("program")
    with open("/bin/true", "rb") as program:
        os.write(memory, program.read())
    os.execve(memory, ["from", "memory"], {})
os.wait()
for name in ("lower", "upper", "work", "merged"):
    os.mkdir(f"{d}/{name}")
shutil.copy("/bin/true", f"{d}/lower/below")
layers = f"lowerdir={d}/lower,upperdir={d}/upper,workdir={d}/work".encode()
merged = f"{d}/merged"
if libc.mount(b"overlay", merged.encode(), b"overlay", 0, layers) == 0:
    shutil.copy("/bin/true", f"{merged}/above")
    for name in ("below", "above"):
        subprocess.run([f"{merged}/{name}"])
    libc.umount2(merged.encode(), 2)
    print("overlay")

# Threads and signals
signal.signal(signal.SIGUSR1, lambda *_: None)
os.kill(os.getpid(), signal.SIGUSR1)
threads = [threading.Thread(target=lambda: os.stat("/etc/hostname")) for _ in range(3)]
for t in threads:
    t.start()
for t in threads:
    t.join()
os.chdir("/")

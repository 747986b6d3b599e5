//===-- Transport ---------------------------------------------------------------------------===//
//
// Bytes in, bytes out: standard input and output, TCP, Unix sockets, memory. Knows no message.
//
//   in    an address, two inherited descriptors, or nothing (memory)
//   out   a `Channel`: blocking reads, sends that never block, and whether it is still whole
//   up    `Connection` reads a channel on a thread of its own and writes through `FrameWriter`
//   down  the C library alone, with the headers that its module leaves out (`Epoll`); never
//         Foundation
//
// Read `Channel`, then `FrameWriter` (whole frames, one thread only while something is left), then
// the channels: `SocketChannel` with `SocketListener`, `SocketFile`, `Address` and `Endpoint`,
// `StdioChannel`, `MemoryChannel`; `ChildProcess` starts a program at the other end of one.
// `ReadyWatch` waits for what comes on many sockets at once. `Descriptor` and `SocketAddress` hold
// the system calls that take pointers; with `Monitor` and `Threads` this floor and those above it
// share values and wait.
//
//===----------------------------------------------------------------------------------------===//

//===-- Transport ---------------------------------------------------------------------------===//
//
// Bytes in, bytes out: standard input and output, TCP on the loopback, memory. Knows no message.
//
//   in    an address, two inherited descriptors, or nothing (memory)
//   out   a `Channel`: blocking reads, sends that never block, and whether it is still whole
//   up    `Connection` reads a channel on a thread of its own and writes through `FrameWriter`
//   down  the C library alone; never Foundation
//
// Read `Channel`, then `FrameWriter` (whole frames, one thread only while something is left), then
// the channels: `SocketChannel`, `StdioChannel`, `MemoryChannel`. `Descriptor` and
// `SocketAddress` hold the system calls that take pointers; `Guarded`, `Monitor` and `Threads`
// are what both wire floors share and wait with.
//
//===----------------------------------------------------------------------------------------===//

//===-- ModelStorage ------------------------------------------------------------------------===//
//
// Named bytes, durable: the state directory of the daemon. Knows no model.
//
//   in    the bytes of a version, of its parts and of its labels
//   out   the same bytes after a restart, or an error that says which file is at fault
//   up    `SegmentService` keeps its models here
//   down  the system's files alone
//
// Read `ModelDirectory` (what is kept where, and the promise), `ModelDirectory+Saving` (the order
// of the steps), `+Reading`, `+Removing`, `+Notes`, `+Cleaning`; `ModelFolder` (an open folder, its
// listing and its lock), `FileForm` (how a file says that it is whole) with `Checksum`,
// `FolderName` (names of models as names of folders), `Disk` (every call into the system, and
// where tests make one fail) with `OpenDescriptor`, and `StorageError`.
//
//===----------------------------------------------------------------------------------------===//

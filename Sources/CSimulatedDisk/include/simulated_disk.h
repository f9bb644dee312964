/// Disks for SQLite that are kept in memory and fail as real ones do.
///
/// SQLite reaches them through one VFS, named SIMULATED_DISK_VFS. A file's path begins with the number of its disk and how often
/// that disk has crashed: `/17.0/some.sqlite`. So whoever still holds a file from before a crash reaches nothing any more.
///
/// Each disk is used by one thread at a time; different threads may use different disks at once. The same calls with the same seeds
/// give the same bytes. Files without a name, as SQLite makes them for what is temporary, are of no disk and never fail.
#ifndef SIMULATED_DISK_H
#define SIMULATED_DISK_H

#include <stdbool.h>
#include <stdint.h>

#define SIMULATED_DISK_VFS "deltamesh-simulated"

/// How many bytes are written as one: what SQLite is told, and no more. Neighbours within a sector are not safe from a write.
#define SIMULATED_DISK_SECTOR 4096

typedef struct simulated_disk simulated_disk;

/// What goes wrong, counted from when it was armed. An operation is one call of SQLite's that reaches the disk.
typedef enum {
  SIMULATED_FAULT_NONE,
  /// `count` operations fail from number `after` on; a write that fails may have been done in part.
  SIMULATED_FAULT_ERRORS,
  /// Files can grow by `after` bytes.
  SIMULATED_FAULT_FULL,
  /// `count` syncs fail from number `after` on. What they should have written may never be, unless it is written again.
  SIMULATED_FAULT_FAILING_SYNCS,
  /// Syncs are confirmed and do nothing.
  SIMULATED_FAULT_LYING_SYNCS,
  /// Power fails at operation number `after`: it may or may not be done, and it and all later ones fail until the crash.
  SIMULATED_FAULT_POWER_AT_OPERATION,
  /// Power fails at sync number `after`.
  SIMULATED_FAULT_POWER_AT_SYNC,
} simulated_fault;

/// What has happened on a disk.
typedef struct {
  int64_t operations;
  int64_t syncs;
  int64_t bytes_written;
  /// How often what was armed came about.
  int64_t faults;
} simulated_disk_counts;

/// Makes the VFS known to SQLite, once; returns SQLite's result code.
int simulated_disk_register(void);

/// Makes an empty disk on which at most `capacity` bytes fit; null where memory is short.
simulated_disk *simulated_disk_create(uint64_t seed, int64_t capacity);

/// Makes a disk that holds, durably, what `disk` holds now; null where memory is short.
simulated_disk *simulated_disk_clone(const simulated_disk *disk);

/// Takes a disk away. Files of it that are still open reach nothing any more, and can be closed.
void simulated_disk_destroy(simulated_disk *disk);

/// The number of a disk, unique in the process.
int64_t simulated_disk_number(const simulated_disk *disk);

/// How often a disk has crashed.
int64_t simulated_disk_crashes(const simulated_disk *disk);

/// The process that uses the disk ends: open files are dead, what was written is there. Nothing is armed any more.
void simulated_disk_kill(simulated_disk *disk);

/// Power is cut: each file falls back to what was synced and, as `seed` has it, some of the sectors written since then, whole, torn or
/// garbled. Files made or deleted without their folder being synced may be there or not.
void simulated_disk_cut_power(simulated_disk *disk, uint64_t seed);

/// Makes everything durable that was written so far.
void simulated_disk_settle(simulated_disk *disk);

/// Arms a fault in place of the one before.
void simulated_disk_arm(
  simulated_disk *disk, simulated_fault fault, int64_t after, int64_t count);

/// Lets what is armed rest, and counts nothing meanwhile; or goes on.
void simulated_disk_pause(simulated_disk *disk, bool is_paused);

/// What has happened so far.
simulated_disk_counts simulated_disk_count(const simulated_disk *disk);

/// Reads from a file, given by its name without the folder, as far as it goes. Returns the file's size; -1 where there is none.
int64_t simulated_disk_read(
  const simulated_disk *disk, const char *name, void *bytes, int64_t offset, int64_t length);

#endif
